"""The notebook of examples/ is executed, and each of its pictures is shown once."""

from __future__ import annotations

import base64
import json
import os

import pytest

from tests.house.source import ROOT

NOTEBOOK = ROOT / "examples" / "first_look.ipynb"
NEEDED = 'needs nbclient and ipykernel: pip install "bargaining[dev]"'
PNG = b"\x89PNG\r\n"


def test_the_notebook_is_kept_without_outputs():
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) > 1
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


@pytest.mark.slow
def test_every_picture_of_the_notebook_is_shown_once(tmp_path, monkeypatch):
    nbclient = pytest.importorskip("nbclient", reason=NEEDED)
    pytest.importorskip("ipykernel", reason=NEEDED)
    import nbformat

    paths = filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    notebook = nbformat.read(NOTEBOOK, 4)
    nbclient.NotebookClient(
        notebook, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    ).execute()
    first, *others = [cell for cell in notebook.cells if cell.cell_type == "code"]
    pictures = []
    for cell in (first, *others):
        said = [one for one in cell.outputs if one.output_type == "stream"]
        assert [one.text for one in said if one.name == "stderr"] == []
        shown = [one["data"] for one in cell.outputs if "data" in one]
        drawn = [base64.b64decode(one["image/png"]) for one in shown if "image/png" in one]
        assert len(drawn) == (cell is not first), cell.source
        pictures += drawn
    assert "How it ends" in "".join(one.get("text", "") for one in first.outputs)
    widget = "application/vnd.jupyter.widget-view+json"
    assert sum(widget in one.get("data", {}) for one in first.outputs) == 1
    assert all(one.startswith(PNG) for one in pictures)
    assert len(set(pictures)) == len(others)
    assert (tmp_path / "by-type.svg").read_text("utf-8").startswith("<?xml")
