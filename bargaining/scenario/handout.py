"""Role sheets for a class: what each party is, wants and may do, without the others' secrets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from bargaining.errors import ArgumentError
from bargaining.scenario.evidence import articles
from bargaining.scenario.page import duration
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.words import Wording, term_text
from bargaining.text import Dates, counted, joined, printable, signed

__all__ = ["handout", "role_sheet", "seats_of"]

# A ladder with more rungs is told by its ends.
_MANY_RUNGS = 9
# A sheet lists so many wishes at most, and only those with so much weight.
_WISHES, _LEAST = 12, 0.05
_STYLE = """
body { font: 12pt/1.4 Georgia, "Times New Roman", serif; color: #111; background: #fff;
  max-width: 46em; margin: 2em auto; padding: 0 1em; }
section { break-after: page; margin-bottom: 4em; }
section:last-child { break-after: auto; }
h1 { font-size: 20pt; margin: 0; } h2 { font-size: 13pt; margin: 1.2em 0 .2em; }
.of { color: #444; margin: 0 0 1em; }
ul { margin: .2em 0; padding-left: 1.4em; } li { break-inside: avoid; }
.notes li { list-style: none; border-bottom: 1px solid #888; height: 1.9em; }
@page { margin: 18mm; }
@media print { body { max-width: none; margin: 0; } }
"""


def seats_of(scenario: ScenarioRecord) -> tuple[str, ...]:
    """Return the parties that decide more than whether to approve: those that have a role sheet."""
    ratifiers = {party.ratifier for party in scenario.parties.values()}
    return tuple(name for name in scenario.parties if name not in ratifiers)


def handout(scenario: ScenarioRecord, seats: Sequence[str] | None = None) -> str:
    """Return role sheets as one page of HTML, each seat on a sheet of its own when it is printed.

    Parameters
    ----------
    scenario : Scenario
    seats : sequence of str, optional
        The parties; all that do more than approve at home unless given.

    Raises
    ------
    ArgumentError
        There is no such party.
    """
    known = seats_of(scenario)
    chosen = known if seats is None else tuple(dict.fromkeys(seats))
    for name in chosen:
        if name not in known:
            near = did_you_mean(name, known, "seats")
            raise ArgumentError(f'"{name}" has no role sheet. {near}')
    title, words, lines, sheets = (
        _text(scenario.header.title),
        Wording(scenario),
        "<li></li>" * 3,
        [],
    )
    for name in chosen:
        label = _text(words.label(name))
        parts = [f'<h1>{label}</h1>\n<p class="of">{title}. For this seat alone.</p>']
        for heading, items in role_sheet(scenario, name):
            listed = "".join(f"<li>{_text(item)}</li>" for item in items)
            parts.append(f"<h2>{_text(heading)}</h2>\n<ul>{listed}</ul>")
        parts += [
            f'<h2>{heading}</h2>\n<ul class="notes">{lines}</ul>'
            for heading in ("What you will ask for, and offer", "The least that you would accept")
        ]
        sheets.append("\n".join(["<section>", *parts, "</section>"]))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(sheets)
        + "\n</body>\n"
        "</html>\n"
    )


def _text(text: str) -> str:
    return escape(printable(text))


def role_sheet(scenario: ScenarioRecord, name: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each heading of a party's sheet and its items; headings without any are left out.

    Of other parties it holds what is public: what they can give and do, who sits at the table, what
    is believed of them. Their wishes, their patience and what their private types mean are not in
    it.
    """
    words, rules = Wording(scenario), scenario.table
    summary, known = scenario.header.summary.strip(), articles()
    about = [text for text in (summary.partition("\n\n")[0], scenario.header.note) if text]
    told = [f"“{known[one]['title']}” ({known[one]['outlet']})" for one in scenario.header.articles]
    about += [f"Drawn from {joined(told)}."] if told else []
    private, party = [], scenario.parties[name]
    if party.belief is not None:
        low, high = party.type_labels
        private.append(
            f"You are either {low} or {high}: draw it, “{high}” with probability "
            f"{party.belief.expectation():.2g}. Show it to nobody; that chance is what others "
            "believe at first."
        )
        meanings = zip((low, high), party.type_meanings or (), strict=False)
        private += [f"If you are {label}: {meaning}." for label, meaning in meanings]
    terms = scenario.payoffs.get(name, {}).items()
    weights = {term_text(term, scenario): number.expectation() for term, number in terms}
    order = sorted(weights, key=lambda term: -abs(weights[term]))
    shown = [term for term in order if abs(weights[term]) >= _LEAST][:_WISHES]
    wishes = [f"{signed(weights[term], 1)}: {term}" for term in shown]
    if any("×" in term or "²" in term for term in shown):
        wishes.append("× means both at once; ² means that the last steps count most.")
    if len(order) > len(shown):
        wishes.append(f"Besides {counted(len(order) - len(shown), 'weaker interest')}.")
    length, weight = Dates.of(scenario).length, party.discount_factor.expectation()
    wishes.append(f"Patience: the next {length} counts {100 * weight:.3g} % as much as this one.")
    acts = [
        f"{words.label(act.name)}: possible in some rounds; it changes "
        f"{joined([words.label(one) for one in (act.issue, *act.sets)])}."
        for act in scenario.acts
        if act.by == name
    ]
    ends = [duration(scenario)]
    if rules.deadline is not None:
        ends.append("There is a deadline, after which nobody sits at the table.")
    if rules.may_walk:
        ends.append("A party that sits at the table may walk out.")
    counts = "how things stood by your own wishes, early rounds more"
    ends.append(f"What counts is every round: {counts}.")
    headings = {
        "What it is about": about,
        "Who is here": list(_others(scenario, name)),
        "What only you know": private,
        "What you want, and how much": wishes,
        "What you can give": list(_ladders(scenario, name, own=True)),
        "What you can do": acts,
        "What others can give": list(_ladders(scenario, name, own=False)),
        "How it ends": ends,
    }
    yield from ((heading, items) for heading, items in headings.items() if items)


def _others(scenario: ScenarioRecord, name: str) -> Iterator[str]:
    words, principals = Wording(scenario), scenario.table.principals
    if name in principals:
        yield "You sit at the table. A package needs every signature there."
    else:
        yield "You do not sit at the table; what you give and do changes what others can reach."
    yield f"At the table: {words.labels(principals)}."
    for principal in principals:
        ratifier = scenario.parties[principal].ratifier
        if ratifier is not None:
            yield f"What {words.label(principal)} signs must pass at home: {words.label(ratifier)}."
    if outside := [one for one in seats_of(scenario) if one not in principals]:
        yield f"Outside: {words.labels(outside)}."
    for other, party in scenario.parties.items():
        if party.belief is not None and other != name:
            low, high = party.type_labels
            yield (
                f"{words.label(other)} is either {low} or {high}, and alone knows which. At first "
                f"all believe “{high}” with probability {party.belief.expectation():.2g}."
            )


def _ladders(scenario: ScenarioRecord, name: str, *, own: bool) -> Iterator[str]:
    words = Wording(scenario)
    for issue, ladder in scenario.issues.items():
        if (ladder.giver == name) != own:
            continue
        labels = [str(rung.label) for rung in ladder.rungs]
        shown = labels if len(labels) <= _MANY_RUNGS else [labels[0], "…", labels[-1]]
        giver = "" if own else f" ({words.label(ladder.giver)})"
        kept = "" if ladder.reversible else "; what was given cannot be taken back"
        yield f"{words.label(issue)}{giver}: {' → '.join(shown)}{kept}"
