"""The README, the docs, the docstrings and the examples are executed."""

from __future__ import annotations

import doctest
import importlib
import re
import runpy
import tomllib
from pathlib import Path

import numpy as np
import pytest

from tests.house.source import LIBRARY, ROOT, forbid, name_of

FENCED = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
TAUGHT = [path for path in sorted(LIBRARY.rglob("*.py")) if ">>> " in path.read_text("utf-8")]


def blocks(page: Path) -> list[str]:
    return FENCED.findall(page.read_text("utf-8"))


@pytest.fixture
def quiet_folder(tmp_path, monkeypatch):
    """Run in an empty folder, with pictures that open no window and are written with few dots."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    save = pyplot.Figure.savefig
    monkeypatch.setattr(
        pyplot.Figure, "savefig", lambda *given, **named: save(*given, **{**named, "dpi": 40})
    )
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    pyplot.close("all")


def code_lines(text: str) -> list[str]:
    """Return the lines of code without comments, and without a docstring at the top."""
    body = text.split('"""')[2] if text.startswith('"""') else text
    lines = [re.sub(r"\s+#.*", "", line) for line in body.splitlines()]
    return [line for line in lines if line]


def is_an_example(block: str) -> bool:
    return any(code_lines(path.read_text("utf-8")) == code_lines(block) for path in EXAMPLES)


# Pages that play most.
LONG = [
    ROOT / "docs" / f"{name}.md"
    for name in (
        "conditions",
        "counterfactuals",
        "python",
        "sensitivity",
        "strategies",
        "sweeps",
        "teaching/worksheet",
        "tournaments",
    )
]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=name_of(page), marks=pytest.mark.slow if page in LONG else ())
        for page in PAGES
        if blocks(page)
    ],
)
def test_the_code_of_a_page_runs(page, quiet_folder):
    names: dict[str, object] = {}
    for number, block in enumerate(blocks(page), start=1):
        # What stands in a page and in `examples/` is executed once, as the example.
        if not is_an_example(block):
            exec(compile(block, f"{name_of(page)}, block {number}", "exec"), names)


def test_the_five_lines_are_those_of_the_readme():
    assert is_an_example(blocks(ROOT / "README.md")[0])


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_an_example_runs_and_opens_with_its_question(example, quiet_folder, capsys):
    names = runpy.run_path(str(example), run_name="__main__")
    opening = (names["__doc__"] or "").strip().splitlines()[0]
    assert opening.endswith("?")
    assert capsys.readouterr().out


@pytest.mark.parametrize("path", TAUGHT, ids=name_of)
def test_a_docstring_keeps_its_promise(path, quiet_folder):
    parts = path.relative_to(ROOT).with_suffix("").parts
    module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
    done = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert done.attempted
    assert not done.failed


def test_links_between_pages_lead_somewhere():
    forbid(
        (
            f"{name_of(page)}:{number} {target}"
            for page in PAGES
            for number, line in enumerate(page.read_text("utf-8").splitlines(), start=1)
            for target in LINK.findall(line)
            if not (page.parent / target).exists()
        ),
        "Link to a file that is there:",
    )


def test_the_scenarios_of_the_docs_are_valid_and_play(tmp_path):
    import bargaining as bg
    from bargaining.scenario import load, loads, notes

    page = (ROOT / "docs" / "scenario-files.md").read_text("utf-8")
    whole, longer, *parts = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    scenario = loads(whole, origin="docs/scenario-files.md")
    assert notes(scenario) == ()
    outcomes = bg.simulate(scenario, worlds=100, seed=1)
    assert (outcomes.ending == bg.Ending.SETTLEMENT).mean() > 0.25
    changed = bg.simulate(scenario.intervene("gift"), worlds=100, seed=1)
    assert not (outcomes.rung == changed.rung).all()
    (block,) = (part for part in parts if "rank_correlations" in part)
    (numbers,) = (tomllib.loads(part) for part in parts if part.startswith("discount_factor"))
    del numbers["hurdle"]  # of the longer file, in which a ratifier must approve
    values = {f"parties.north_harbour.{key}": number for key, number in numbers.items()}
    correlated = loads(whole + block).replace(values)
    assert notes(correlated) == ()
    assert (bg.simulate(correlated, worlds=100, seed=1).rung != outcomes.rung).any()
    (tmp_path / "two-harbours.toml").write_text(whole, "utf-8")
    (tmp_path / "later.toml").write_text(longer, "utf-8")
    later = load(tmp_path / "later.toml")
    assert notes(later) == ()
    outcomes = bg.simulate(later, worlds=100, seed=1)
    assert outcomes.act.any()
    assert (np.diff(outcomes.level[:, :, list(later.issues).index("radio")]) > 0).any()
    assert outcomes.ratified.any()
