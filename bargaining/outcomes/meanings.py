"""What each array of a result means: a long name, a unit, and the words of its codes."""

from __future__ import annotations

from enum import IntEnum

from bargaining.codes import Closing, Ending, Response
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.words import label_of

__all__ = ["CODES", "long_name_of", "unit_of"]

# What codes of arrays mean, in the order of the codes.
CODES: dict[str, type[IntEnum]] = {
    "ending": Ending,
    "ending_by_round": Ending,
    "response": Response,
    "closing": Closing,
}

# Arrays by their units; "1" is a pure number. The rest are flags, codes and places in lists.
_UNITS = {
    "1": "offer_probability offer_options accommodation condition belief undelivered "
    "unreciprocated net_concession noise_closing noise_step noise_offer n_acts n_walk_outs "
    "n_offers n_rare_offers n_accepted n_refused_at_home level final_level",
    "payoff units of the proposer": "offer_gain",
    "payoff units of the principal that gains least": "mutual_gain",
    "payoff units of the party": "flow payoff",
    "round": "first_rounds n_windows n_rounds_from_table",
    "rung": "rung step offer initial_rung final_rung",
}
_UNIT_OF = {name: unit for unit, names in _UNITS.items() for name in names.split()}

_LONG_NAMES = {
    "world": "number of the world",
    "draw": "number of the draw of the parameters",
    "ending_by_round": "how the world would have ended with this round",
    "response": "what became of the offer",
    "closing": "how the talks closed in this round",
    "at_table": "the principals are at the table at the round's end",
    "agreement_in_force": "an agreement is in force at the round's end",
    "talks_broken": "talks are broken for good",
    "sat": "the principals sat at the table in this round",
    "opened": "talks were opened",
    "lapsed": "an agreement ended undelivered",
    "completed": "the last promise of an agreement was delivered",
    "offer_probability": "probability with which the offer was made",
    "offer_gain": "expected gain of the proposer over passing",
    "accommodation": "least net concession of a principal in the scope",
    "mutual_gain": "what the best package gives to the principal that gains least, over waiting",
    "offer_options": "options of the proposer, passing included",
    "proposer": "place of the proposer among the principals, -1 for none",
    "rung": "rung of the ladder at the round's end",
    "level": "level of the ladder at the round's end, 0 to 1",
    "step": "step on the ladder: up 1, down -1",
    "verified": "examined delivery: passed 1, failed -1, none 0",
    "offer": "rung that the offer names, -1 for no offer",
    "condition": "level of the condition at the round's end, 0 to 1",
    "belief": "public probability that the party is of type 1",
    "party_type": "private type of the party",
    "flow": "flow payoff",
    "undelivered": "share of live promises not delivered",
    "unreciprocated": "net concession beyond what the others match",
    "defaulted": "the party broke a promise",
    "net_concession": "concession in place, weighed by the scope of the scenario",
    "turnover": "the principal's leader changed",
    "walked": "the principal walked out",
    "ratified": "approval at home: approved 1, refused -1, not asked 0",
    "would_talk": "asked whether to open talks: yes 1, no -1, not asked 0",
    "window_open": "the act was possible",
    "act": "the act was done",
    "initial_rung": "rung of the ladder at the start",
    "ending": "how the world ended",
    "payoff": "discounted payoff, the last flow held for ever",
    "noise_closing": "probability per round that noise alone closes talks",
    "noise_step": "probability per round that noise alone moves a ladder",
    "noise_offer": "probability per round that noise alone makes a hopeless offer",
    "first_rounds": "first round of the event, counted from 0; missing or -1 for never",
    "final_rung": "rung of the ladder at the end",
    "final_level": "level of the ladder at the end, 0 to 1",
    "n_acts": "how often the act was done",
    "n_windows": "rounds in which the act was possible",
    "n_rounds_from_table": "rounds that began at the table",
    "n_walk_outs": "rounds that began at the table and in which somebody walked out",
    "n_offers": "rounds with an offer",
    "n_rare_offers": "offers less than twice as likely as a random choice",
    "n_accepted": "texts that all at the table accepted",
    "n_refused_at_home": "accepted texts that were not ratified",
    "ever_accommodation": "concessions made an accommodation at the end of some round",
    "one_sided": "one principal alone concedes as much as a partial accommodation asks for",
}


def long_name_of(array: str, entry: str = "", scenario: ScenarioRecord | None = None) -> str:
    """Return what an array holds, or of which party, issue or other entry it holds it."""
    meaning = _LONG_NAMES.get(array, array.replace("_", " "))
    if not entry:
        return meaning
    kind, _, name = entry.partition(".")
    named = label_of(name or kind, scenario) if scenario is not None else name or kind
    if name:
        named = f"{kind.replace('_', ' ')} ({named})"
    return f"{named}: {meaning}"


def unit_of(array: str) -> str:
    """Return the unit of an array, ``"1"`` for a pure number; empty for flags, codes and places."""
    return _UNIT_OF.get(array, "")
