"""The pages of all claims and of the findings, made of a stored record and hand-written notes."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bargaining.claims.report import (
    COLUMNS,
    IN_ORDER,
    by_article,
    comparison,
    grid_text,
    interval_text,
    kind_counts,
    number_cells,
    number_text,
    of_kind,
    rule,
    share_text,
    strength_text,
    title_of,
    unique_ids,
)
from bargaining.claims.results import CAPTION, ClaimResult, ClaimResults
from bargaining.claims.verdict import Kind, Verdict
from bargaining.errors import OutcomesError
from bargaining.text import Column, wrap
from benchmarks.benchmark import markdown, provenance

__all__ = ["MOST", "findings", "findings_page", "page", "picture_name", "read_notes"]

_MARKS = {
    Verdict.SUPPORTED: "● supported",
    Verdict.CONTRADICTED: "✕ contradicted",
    Verdict.UNDECIDED: "○ undecided",
    Verdict.NOT_TESTED: "– not tested",
}
_INTRODUCTION = """\
Each claim is a statement of the articles, in our words, turned into a quantity on the
outcomes of many worlds, with a direction and a threshold that were fixed before any result was
looked at, or the claim's note says so. Parameters are not tuned to save a claim; a contradicted
claim is a finding, and a paragraph says why. A verdict speaks of the model, not of the world. It
reads {caption}.
Claims are judged one by one, most at 99 %: among so many, one or two verdicts may err by sampling
alone.

Every claim is of one of three kinds, which are counted apart: most of what is supported was put
into the files, or is what noise does. Only what is *informative* can be one of the
[findings](../findings.md).
[How verdicts are reached](../scenario-files.md#claims)."""
_SHORT = """\
the whole interval of the change lies below it, and more worlds would not decide it."""
_NOT_AGAIN = """\
What the arms of a claim decide by themselves is not played again: there the columns from *no
payoffs* on are empty."""
_KINDS = {
    Kind.INFORMATIVE: """\
What is shown does not depend on the signs of the terms that the claim rests on, and a model
without payoffs does not support it.""",
    Kind.NOISE: """\
A model in which nobody wants anything supports these too: they say how the rules are laid out,
not what follows from motives. Where such a claim is contradicted, it is the payoffs that undo
it.""",
    Kind.BY_CONSTRUCTION: """\
Put in, not found out: the arms differ in a term that the claim names, no term connects what is
changed with what is counted, the file was set to match it, or what is shown vanishes or turns
once the signs of its terms are random. A size may still tell something; a contradicted one tells
that other motives are stronger.""",
    Kind.OPEN: "What decides it was not played for these, so nobody knows their kind.",
}

# A page that is read at one sitting.
FEWEST, MOST = 5, 8
_FINDINGS = """\
This page shows what follows from the files and was not put into them. A finding is a statement of
an article that the worlds support and that is *informative*: it does not depend on the signs of the
terms that it rests on, and a model in which nobody wants anything does not support it. A finding
speaks of the model with its assumptions, not of the world. [The page of claims](evidence/claims.md)
has all other claims, the contradicted ones too, in three kinds."""


def page(
    results: ClaimResults, notes: Mapping[str, str], pictures: Mapping[str, str] | None = None
) -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    results : ClaimResults
        As read from the stored record.
    notes : mapping of str to str
        Why a claim came out as it did, by its id.
    pictures : mapping of str to str, optional
        File names of the pictures beside the page, by the article that they show.
    """
    return "\n".join(_lines(results, notes, pictures or {})).rstrip() + "\n"


def _lines(
    results: ClaimResults, notes: Mapping[str, str], pictures: Mapping[str, str]
) -> Iterator[str]:
    yield "# The articles' claims, tested"
    yield ""
    yield _INTRODUCTION.format(caption=CAPTION)
    yield ""
    yield from _played(results)
    yield ""
    said = "; ".join(kind_counts(results).values())
    yield f"**{len(results)} claims: {said}.**{_of_the_undecided(results)}"
    yield ""
    for article, picture in pictures.items():
        yield f"![{title_of(article)}: its claims, kinds apart]({picture})"
        yield ""
    yield from _table(results)
    yield ""
    for head, meaning in COLUMNS.items():
        yield from wrap(f"*{head}*: {meaning};", 100, indent=2, first="- ")
    tried = results.record.get("checks", {}).get("factors", ())
    factors = ", ".join(f"{factor:g}" for factor in tried) or "none"
    yield f"- factors tried: {factors}."
    yield ""
    yield from _NOT_AGAIN.splitlines()
    for kind, counts in kind_counts(results).items():
        yield ""
        yield f"## {counts[0].upper()}{counts[1:]}"
        yield ""
        yield _KINDS[kind]
        for result in of_kind(results, kind):
            yield ""
            yield from _section(result, notes)


def _of_the_undecided(results: ClaimResults) -> str:
    """Say of how many undecided claims it is known that the change is too small."""
    short = sum(result.judgement.falls_short for result in results)
    return f" Of the undecided, {short} fall short of their threshold: {_SHORT}" if short else ""


def _played(results: ClaimResults) -> Iterator[str]:
    record = results.record
    if record.get("command"):
        yield f"`{record['command']}`:"
    size = f"{record['draws']:,} draws of {record['worlds_per_draw']:,} worlds in each arm"
    for name, other in record.get("sizes", {}).items():
        size += f", {other['draws']:,} of {other['worlds_per_draw']:,} for {name}"
    other = record.get("checks")
    if other:
        size += (
            f" ({other['draws']:,} of {other['worlds_per_draw']:,} for the columns from no "
            "payoffs on)"
        )
    versions = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    yield (
        f"{size}; {record['arms_played']:,} arms, {record['worlds_played']:,} worlds, seed "
        f"{record['seed']}; {versions}."
    )
    # Records of before the model had a number name files by a digest of all their text.
    digests = record.get("played_digests", dict.fromkeys(record.get("scenarios", ()), ""))
    known = f"{provenance(digests, record.get('model_number'))}."
    yield f"{known[0].upper()}{known[1:]}"
    if record["versions"]["bargaining"] == "0.1.0":
        yield (
            "Ends of intervals are those of version 0.1.0, a bootstrap of draws; what replaced it "
            "leaves every value as it is and moves these ends by about 4 % of their width."
        )


def _table(results: ClaimResults) -> list[str]:
    once = unique_ids(results)
    words = [Column(head, words=True) for head in ("claim", "kind", "verdict")]
    rows: list[list[str] | str] = []
    for article, group in by_article(results).items():
        rows.append(title_of(article))
        for result in sorted(group, key=lambda one: IN_ORDER.index(one.kind)):
            other = "" if result.id in once else f" ({result.scenario})"
            claim = f"[{result.id}](#{anchor(result)}){other} {result.claim.statement}"
            rows.append([claim, result.kind.value, _MARKS[result.verdict], *number_cells(result)])
    return markdown([*words, *map(Column, COLUMNS)], rows)


def _section(result: ClaimResult, notes: Mapping[str, str]) -> Iterator[str]:
    claim = result.claim
    yield f'<a id="{anchor(result)}"></a>'
    yield ""
    yield f"### {result.id}: {result.verdict.value}, {result.kind.value}"
    yield ""
    yield claim.statement
    yield ""
    cited = ", ".join(f"`{source}`" for source in claim.claims) or "none"
    yield f"- Sources: {cited}; scenario `{result.scenario}`."
    yield f"- Quantity: `{claim.quantity}`, {comparison(result)}; {rule(claim)}."
    yield f"- {_main(result)}"
    yield f"- {result.kind.value.capitalize()}: {result.kind_found[1]}. {_rests_on(result)}"
    if result.null is not None:
        yield f"- {_columns(result)}"
    if result.grid:
        yield f"- {_grid(result)}"
    for text in (claim.note, notes.get(f"{result.scenario}/{result.id}", notes.get(result.id, ""))):
        if text:
            yield ""
            yield text.strip()


def _main(result: ClaimResult) -> str:
    claim, figures = result.claim, result.figures
    said = f"Effect {number_text(claim, figures.value)}"
    if figures.first == figures.first and figures.second == figures.second:
        plain = claim.model_copy(update={"relative": False})
        first, second = (
            number_text(plain, value).lstrip("+") for value in (figures.first, figures.second)
        )
        said += f" (from {second} to {first})"
    said += (
        f", {100 * claim.confidence:g} % interval {interval_text(claim, figures)}, from "
        f"{figures.n_worlds:,} worlds in {figures.n_draws:,} draws"
    )
    if figures.n_informed < figures.n_draws:
        said += f", of which {figures.n_informed:,} tell anything"
    said += f"; threshold met in {share_text(figures.prior_share)} of the prior"
    reason = result.judgement.reason
    return said + (f". Verdict: {reason}." if reason else ".")


def _columns(result: ClaimResult) -> str:
    claim = result.claim
    parts = []
    for name, one in (
        ("without payoffs", result.null),
        ("random signs", result.symmetric),
        ("without its terms", result.without),
    ):
        if one is not None:
            interval = f" ({interval_text(claim, one)})"
            value = number_text(claim, one.value)
            parts.append(f"{name} {'undefined' if value == '-' else value + interval}")
    if result.strengths:
        values = ", ".join(
            f"{number_text(claim, value)} at {k:g}" for k, value in result.strengths.items()
        )
        parts.append(f"least factor {strength_text(result)}: {values} times its terms")
    said = "; ".join(parts)
    return said[0].upper() + said[1:] + "."


def _grid(result: ClaimResult) -> str:
    values, right = result.grid, result.grid_right
    unknown = [variant for variant in values if variant not in right]
    said = f"Variants: {grid_text(result)} point the claim's way"
    if not all(right.values()):
        wrong = (variant for variant in right if not right[variant])
        named = (f"{one} ({number_text(result.claim, values[one])})" for one in wrong)
        said += f"; not {', '.join(named)}"
    if unknown:
        said += f"; undefined under {', '.join(unknown)}"
    return f"{said}."


def _rests_on(result: ClaimResult) -> str:
    if result.claim.rests_on is None:
        return "Its terms are not stated."
    named = ", ".join(f"`{path}`" for path in result.claim.rests_on)
    return f"It rests on {named}." if named else "It rests on no term."


def anchor(result: ClaimResult) -> str:
    """Return the anchor of a claim's section on the page."""
    return f"{result.scenario}-{result.id}".lower().replace(".", "-")


def read_notes(path: Path | str) -> dict[str, str]:
    """Read the hand-written notes: a table for each claim's id, with a text `why`.

    A claim that stands in two scenarios may be told apart as ``"scenario/id"``.

    Raises
    ------
    OutcomesError
        The file is not there, or is not written so.
    """
    file = Path(path)
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OutcomesError(f"cannot read the notes in {file}: {error}") from error
    for id, table in data.items():
        if (
            not isinstance(table, dict)
            or list(table) != ["why"]
            or not isinstance(table["why"], str)
        ):
            raise OutcomesError(f"{file}: {id} must be a table with a text `why` and nothing else")
    return {id: " ".join(table["why"].split()) for id, table in data.items()}


def findings(results: ClaimResults) -> list[ClaimResult]:
    """Return the informative claims that are supported, at most `MOST`.

    Those that hold in the largest share of the robustness grid come first, then those that hold in
    the largest share of the prior.
    """
    found = [
        result
        for result in results
        if result.kind is Kind.INFORMATIVE and result.verdict is Verdict.SUPPORTED
    ]
    found.sort(key=lambda one: (-(one.grid_share or 0.0), -one.figures.prior_share, one.id))
    return found[:MOST]


def findings_page(
    results: ClaimResults, picture: Callable[[ClaimResult], str] | None = None
) -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    results : ClaimResults
        As read from the stored record.
    picture : callable, optional
        Returns where the picture of a finding is, as seen from the page.
    """
    return "\n".join(_finding_lines(results, picture)).rstrip() + "\n"


def picture_name(result: ClaimResult) -> str:
    """Return the file name of a finding's picture."""
    return f"{anchor(result)}.png"


def _finding_lines(
    results: ClaimResults, picture: Callable[[ClaimResult], str] | None
) -> Iterator[str]:
    found = findings(results)
    yield "# Findings"
    yield ""
    yield _FINDINGS
    yield ""
    yield f"**{_counted(results, found)}**"
    for number, result in enumerate(found, 1):
        yield ""
        yield from _finding(number, result, picture)


def _counted(results: ClaimResults, found: list[ClaimResult]) -> str:
    supported = Counter(one.kind for one in results if one.verdict is Verdict.SUPPORTED)
    n_supported, informative = supported.total(), supported[Kind.INFORMATIVE]
    said = (
        f"Of {len(results)} claims {n_supported} are supported, of which {informative} "
        f"{'is' if informative == 1 else 'are'} informative"
    )
    if supported[Kind.OPEN]:
        said += f" and {supported[Kind.OPEN]} of a kind that is not known yet"
    if informative > len(found):
        said += f"; here are the {len(found)} that hold in the largest share of the variants"
    elif informative < FEWEST:
        said += "; there are no more to show"
    return f"{said}."


def _finding(
    number: int, result: ClaimResult, picture: Callable[[ClaimResult], str] | None
) -> Iterator[str]:
    claim, figures = result.claim, result.figures
    once = f"evidence/claims.md#{anchor(result)}"
    yield f"## {number}. {claim.statement}"
    yield ""
    yield f"[{result.id}]({once}), {title_of(result.article)}; scenario `{result.scenario}`."
    yield ""
    yield (
        f"`{claim.quantity}`, {comparison(result)}: {number_text(claim, figures.value)} "
        f"({100 * claim.confidence:g} % interval {interval_text(claim, figures)}; {rule(claim)}). "
        f"The threshold is met in {share_text(figures.prior_share)} of the prior"
        + (
            f", and the claim's way is that of {grid_text(result)} variants of the file "
            f"({share_text(result.grid_share)})."
            if result.grid_share is not None
            else "."
        )
    )
    yield ""
    yield "Mechanism, the terms it rests on:"
    yield ""
    yield from (f"- {words}" for words in result.terms.values())
    if picture is not None:
        yield ""
        yield f"![The effect beside noise, random signs and other variants]({picture(result)})"
    if claim.note:
        yield ""
        yield claim.note
