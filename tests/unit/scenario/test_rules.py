"""Each rule of a scenario file, broken once: the key it names and the words it uses."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from bargaining.scenario.suggestions import nearest

from .samples import DATA, GONE, number, problems, spoiled

INTERVAL = {"low": 0.1, "high": 0.4, "source": "assumed", "why": "for this test"}


def prior(**keys: object) -> dict[str, Any]:
    """A number with these keys."""
    return {**keys, "source": "assumed", "why": "for this test"}


def correlated(*numbers: str, ranks: object = ((1, 0.5), (0.5, 1)), name: str = "one") -> Any:
    """A block of correlations."""
    rows = [[*row] for row in ranks] if isinstance(ranks, tuple) else ranks
    why = f"reason of {name} {numbers}"
    block = {"name": name, "numbers": [*numbers], "rank_correlations": rows}
    return {**block, "source": "assumed", "why": why}


WEST, EAST = "parties.west.choice_noise", "parties.east.discount_factor"


def test_the_minimal_scenario_breaks_no_rule() -> None:
    assert problems(DATA) == ()


def do(**change: Any) -> dict[str, Any]:
    """One intervention, in force in the file itself."""
    return {"interventions": [{"at": 1, **change}]}


def extra_parties(count: int) -> dict[str, Any]:
    names = [f"state_{i}" for i in range(count)]
    return {
        **{
            f"parties/{name}": {
                "discount_factor": number(0.9, f"patience of {name}"),
                "choice_noise": number(0.1, f"noise of {name}"),
            }
            for name in names
        },
        **{f"payoffs/{name}": {"relief": number(1, f"wish of {name}")} for name in names},
    }


def ladder(rungs: int) -> list[dict[str, Any]]:
    return [{"level": i / (rungs - 1), "label": f"rung {i}"} for i in range(rungs)]


FIELDS: list[tuple[dict[str, Any], str, str]] = [
    # The validator's own findings, in our words.
    ({"settings/rounds": GONE}, "settings.rounds", "is missing. How many rounds"),
    ({"settings": GONE}, "settings", "is missing"),
    ({"parties/west/discount": number(1)}, "parties.west.discount", '"discount_factor"?'),
    ({"parties/west/zzz": "red"}, "parties.west.zzz", "is not a known key. Known keys:"),
    ({"parties/west/label": 3}, "parties.west.label", "must be text in quotes; got 3."),
    ({"table/may_open": "yes"}, "table.may_open", 'must be true or false; got "yes".'),
    ({"settings/rounds/value": 1.5}, "settings.rounds.value", "must be a whole number; got 1.5"),
    ({"settings/rounds/value": -1}, "settings.rounds.value", "must be at least 0; got -1"),
    ({"settings": 3}, "settings", "must be a table; got 3"),
    ({"table/principals": "east"}, "table.principals", 'must be a list; got "east"'),
    ({"table/principals": ["east"]}, "table.principals", "must have at least 2 entries"),
    ({"table/proposer": "alternately"}, "table.proposer", 'Did you mean "alternate"?'),
    ({"scenario/name": "Big Deal"}, "scenario.name", 'Write "big_deal".'),
    ({"scenario/title": ""}, "scenario.title", "must not be empty; got"),
    ({"scenario/title": "x" * 201}, "scenario.title", "must have at most 200 characters"),
    (
        {"scenario/start": "2014-05-01"},
        "scenario.start",
        'must be a date; got "2014-05-01". Date of round 0, without quotes: 2014-05-01.',
    ),
    ({"settings/rounds/value": GONE}, "settings.rounds.value", "is missing. How many rounds"),
    ({"scenario/format": 2}, "scenario.format", "must be 1; got 2"),
    ({"parties/East": {}}, "parties.East", 'begins with a letter; got "East". Write "east".'),
    (
        {"parties/west/discount_factor/value": 1.4},
        "parties.west.discount_factor",
        "must be in (0, 1]; got 1.4. It is per round: 0.97 means",
    ),
    (
        {"parties/west/discount_factor/value": float("nan")},
        "parties.west.discount_factor.value",
        "must be a finite number; got nan",
    ),
    (
        {"parties/west/choice_noise/value": 0},
        "parties.west.choice_noise",
        "must be above 0; got 0. How",
    ),
    ({"parties/west/choice_noise": 0.3}, "parties.west.choice_noise", "must be a table with its"),
    (
        {"parties/west/discount_factor": prior(mean=0.9, sd=0.1)},
        "parties.west.discount_factor",
        "must be in (0, 1]; got a normal prior without `low` and `high`. Truncate it: add `low`",
    ),
    (
        {"parties/west/choice_noise": prior(mean=0.9, sd=0.1, high=2)},
        "parties.west.choice_noise",
        "must be above 0; got a normal prior without `low`. Truncate it: add `low`. How much",
    ),
    (
        {"parties/west/discount_factor": prior(mean=0.9, sd=0.1, low=0.5, high=1.2)},
        "parties.west.discount_factor",
        "must be in (0, 1]; got 0.5 to 1.2",
    ),
    (
        {"parties/west/discount_factor": prior(mean=0.9, low=0.5, high=1)},
        "parties.west.discount_factor.sd",
        "is missing",
    ),
    ({"payoffs/west/news": prior(mean=1, sd=0)}, "payoffs.west.news.sd", "must be above 0; got 0"),
    (
        {"payoffs/west/news": prior(mean=1, sd=1, low=2, high=1)},
        "payoffs.west.news",
        "must have low < high; got 2.0 and 1.0",
    ),
    (
        {"payoffs/west/news": prior(mean=1, sd=0.1, low=2)},
        "payoffs.west.news",
        "must leave at least a millionth of the normal prior between low and high; got 8e-24",
    ),
    (
        {"payoffs/west/news": prior(low=0, high=1, scale="log")},
        "payoffs.west.news",
        "both above 0 or both below it, on a log scale; got 0.0 and 1.0",
    ),
    (
        {"payoffs/west/news": prior(low=0.1, high=1, scale="linear")},
        "payoffs.west.news.scale",
        'must be "log"; got "linear"',
    ),
    (
        {"payoffs/west/news": prior(mean=1, sd=0.1, mode=2)},
        "payoffs.west.news",
        "must have the keys of one kind of number; got mean, sd and mode, which no kind has",
    ),
    (
        {"correlations": [correlated(WEST, "parties.est.inertia")]},
        "correlations.one.numbers[1]",
        'names the number "parties.est.inertia", which does not exist. Did you mean "parties.',
    ),
    (
        {
            "parties/west/inertia": prior(low=0.1, high=0.2, draw="shared"),
            "correlations": [correlated(WEST, "parties.west.inertia")],
        },
        "correlations.one.numbers[1]",
        'names parties.west.inertia, whose luck is that of the draw "shared". Take `draw` out of',
    ),
    (
        {"correlations": [correlated(EAST, WEST), correlated(WEST, EAST, name="two")]},
        "correlations.two.numbers[0]",
        f"names {WEST}, which is in one too; a number has one block.",
    ),
    (
        {"correlations": [correlated(EAST, EAST)]},
        "correlations.one.numbers[1]",
        f"names {EAST}, which is twice; a number has one block.",
    ),
    (
        {"correlations": [correlated(EAST, WEST), correlated(WEST, name="two")]},
        "correlations.two.numbers",
        "must have at least 2 entries",
    ),
    (
        {"correlations": [correlated(EAST, WEST, ranks=((1, 0, 0), (0, 1, 0)))]},
        "correlations.one.rank_correlations",
        "must be 2 rows of 2, one for each number; got rows of 3, 3.",
    ),
    (
        {"correlations": [correlated(EAST, WEST, ranks=((0.9, 0), (0, 1)))]},
        "correlations.one.rank_correlations",
        f"must be 1 of {EAST} with itself; got 0.9.",
    ),
    (
        {"correlations": [correlated(EAST, WEST, ranks=((1, 0.4), (0.5, 1)))]},
        "correlations.one.rank_correlations",
        f"must be the same both ways; got 0.4 and 0.5 of {EAST} and {WEST}.",
    ),
    (
        {"correlations": [correlated(EAST, WEST, ranks=((1, 1.5), (1.5, 1)))]},
        "correlations.one.rank_correlations",
        f"must be between -1 and 1; got 1.5 of {EAST} and {WEST}.",
    ),
    (
        {"correlations": [correlated(EAST, WEST, ranks=((1, -1), (-1, 1)))]},
        "correlations.one.rank_correlations",
        f"must be positive definite; {WEST} cannot have these correlations with {EAST}, or is",
    ),
    (
        {"correlations": [{**correlated(EAST, WEST), "source": "hearsay"}]},
        "correlations.one.source",
        'must be "assumed", "<article>:<paragraph>"',
    ),
    (
        {"parties/west/choice_noise/why": GONE},
        "parties.west.choice_noise",
        'has source "assumed" and must say why',
    ),
    ({"parties/west/choice_noise/source": []}, "parties.west.choice_noise.source", "one entry"),
    ({"parties/east/inertia/low": 0.5}, "parties.east.inertia", "low <= mode <= high"),
    ({"parties/east/belief/alpha": 0}, "parties.east.belief.alpha", "must be above 0; got 0"),
    (
        {"payoffs/west/relief": prior(value=1e300)},
        "payoffs.west.relief.value",
        "must be from -1e+12 to 1e+12, within which sums keep their digits; got 1e+300. Write it",
    ),
    (
        {"payoffs/west/relief": prior(mean=0.6, sd=1e308)},
        "payoffs.west.relief.sd",
        "within which sums keep their digits; got 1e+308. Write it, and what it is added to, in a",
    ),
    (
        {"payoffs/west/relief": prior(choices=[1, -2e12])},
        "payoffs.west.relief.choices[1]",
        "must be from -1e+12 to 1e+12, within which sums keep their digits; got -2e+12.",
    ),
    ({"issues/relief/initial/choices": []}, "issues.relief.initial.choices", "at least one entry"),
    (
        {"issues/relief/initial/probabilities": [0.5, 0.6]},
        "issues.relief.initial",
        "must have probabilities >= 0 that sum to 1",
    ),
    (
        {"settings/planning_window/value": "endless"},
        "settings.planning_window.value",
        'must be a whole number or "unlimited"; got "endless"',
    ),
    (
        {"parties/west/strategy": {"name": "hold", "parameters": {"a": {}}}},
        "parties.west.strategy.parameters.a",
        "must be a number or a whole number or true or false or text in quotes or a list; got a t",
    ),
    (
        {"settings/rounds/value": 2**70},
        "settings.rounds.value",
        "must be a whole number below 2^63; got a whole number of about 22 digits",
    ),
    ({"payoffs/west/relief * *": number(1)}, "payoffs.west.relief * *", "cannot read"),
    ({"payoffs/west/relief^2*relief": number(1)}, "payoffs.west.relief^2*relief", "twice"),
    ({"payoffs/west/relief^0": number(1)}, "payoffs.west.relief^0", "powers between"),
    (
        {"payoffs/west/tension*relief": number(1)},
        "payoffs.west.tension*relief",
        'is the term "relief * tension" written another way',
    ),
    (
        {"conditions/strain/drivers/tension * relief": number(1)},
        "conditions.strain.drivers.tension * relief",
        "written another way",
    ),
    (
        {"parties/east/type_labels": ["low", "middle", "high"]},
        "parties.east.type_labels",
        "must have at most 2 entries",
    ),
    ({"scenario/start": datetime.time(3)}, "scenario.start", "got the date or time 03:00:00"),
]

TABLE: list[tuple[dict[str, Any], str, str]] = [
    ({"settings/rounds": number(0)}, "settings.rounds", "must be from 1 to 400; got 0"),
    ({"settings/rounds": number(401)}, "settings.rounds", "must be from 1 to 400; got 401"),
    ({"settings/table_lookahead": number(0)}, "settings.table_lookahead", "must be from 1"),
    ({"settings/foresight": number(7)}, "settings.foresight", "must be from 0 to 6; got 7"),
    (
        {
            "settings/planning_window/value": "unlimited",
            "parties/west/discount_factor/value": 1,
        },
        "parties.west.discount_factor",
        'must be below 1 where settings.planning_window is "unlimited"',
    ),
    ({"table/principals/1": "wets"}, "table.principals", 'Did you mean "west"?'),
    ({"table/principals/2": "west"}, "table.principals", 'names "west" 2 times'),
    (
        {"table/principals": ["east", "west"] + [f"state_{i}" for i in range(8)]}
        | extra_parties(8),
        "table.principals",
        "must be at most 8; got 10",
    ),
    ({"table/opt_out": "responder", "table/principals/2": "neighbour"}, "table.opt_out", "none"),
    ({"table/due": number(7)}, "table.due", "must be at most table.lapse, 6; got 7"),
    ({"table/lapse": number(0)}, "table.lapse", "must be at least 1; got 0"),
    ({"table/deadline": number(0)}, "table.deadline", "must be at least 1; got 0"),
    (
        {"table/foresee_ratification": True}
        | {"parties/east/ratifier": GONE, "parties/east/hurdle": GONE},
        "table.foresee_ratification",
        "needs a `ratifier` of one of the principals",
    ),
    (
        {"table/schedule": "linear", "table/due": GONE, "table/lapse": GONE},
        "table.schedule",
        "needs table.due or table.lapse",
    ),
    (
        {"table/own_delivery": "incentives", "parties/east/expected_delivery": GONE},
        "table.own_delivery",
        "needs `expected_delivery` of at least one principal",
    ),
    (
        {"table/own_delivery": "incentives", "table/agreement_term": "one_round"},
        "table.own_delivery",
        'must be "prior" where table.agreement_term is "one_round"',
    ),
    (
        {"table/own_delivery": "incentives", "table/delivery": "immediate"},
        "table.own_delivery",
        'must be "prior" where table.delivery is "immediate"',
    ),
    ({"table/own_delivery": "incentive"}, "table.own_delivery", 'Did you mean "incentives"?'),
    ({"table/menu/issues/1": "nwes"}, "table.menu.issues", 'Did you mean "news"?'),
    ({"table/menu/issues/1": "relief"}, "table.menu.issues", "2 times"),
    ({"table/menu/issues/1": "support"}, "table.menu.issues", "given by neighbour"),
    (
        {"issues/relief/rungs": ladder(201), "issues/news/rungs": ladder(101)}
        | {"issues/relief/scales": GONE},
        "table.menu.issues",
        "must make at most 20,000 packages; got 20,301",
    ),
    ({"table/menu/levels/restraint": [0]}, "table.menu.levels.restraint", "is not on the menu"),
    ({"table/menu/levels/relief": [0, 0.3]}, "table.menu.levels.relief[1]", "must be a rung of"),
    ({"table/menu/levels/relief": [1, 0]}, "table.menu.levels.relief", "must rise"),
    (
        {"table/recognition": {"east": number(1)}, "table/proposer": "random"},
        "table.recognition",
        "must name every principal; west has none",
    ),
    (
        {
            "table/proposer": "random",
            "table/recognition": {"east": number(0.5), "west": number(0.4, "less")},
        },
        "table.recognition",
        "must sum to 1; got 0.9",
    ),
    (
        {"table/recognition": {"east": number(0.5), "west": number(0.5, "same")}},
        "table.recognition",
        'needs table.proposer = "random"',
    ),
    (
        {"table/proposer": "random", "table/recognition": {"eats": number(1)}},
        "table.recognition.eats",
        'Did you mean "east"?',
    ),
    (
        {
            "table/proposer": "random",
            "table/recognition": {"east": INTERVAL, "west": number(0.5)},
        },
        "table.recognition",
        "plain `value`s",
    ),
]

PARTIES: list[tuple[dict[str, Any], str, str]] = [
    (extra_parties(40), "parties", "must be at most 40; got 44"),
    ({"parties/west/inertia": GONE}, "parties.west.inertia", "is missing: a party that gives"),
    ({"parties/neighbour/inertia": GONE}, "parties.neighbour.inertia", "is missing"),
    (
        {"table/principals/2": "other"}
        | {f"{k.replace('state_0', 'other')}": v for k, v in extra_parties(1).items()},
        "parties.other.inertia",
        "is missing: a principal needs",
    ),
    ({"parties/west/hurdle": number(0.1)}, "parties.west.hurdle", "needs a `ratifier`"),
    ({"parties/west/turnover": number(0.1)}, "parties.west.turnover", "needs a `belief`"),
    ({"parties/neighbour/turnover": number(0)}, "parties.neighbour.turnover", "only with princi"),
    ({"parties/neighbour/ratifier": "assembly"}, "parties.neighbour.ratifier", "signs nothing"),
    ({"parties/east/ratifier": "assembli"}, "parties.east.ratifier", 'mean "assembly"?'),
    ({"parties/east/ratifier": "west"}, "parties.east.ratifier", "must not be a principal"),
    ({"parties/east/ratifier": "neighbour"}, "parties.east.ratifier", "who gives support"),
    (
        {"parties/assembly/belief": number(0.5)},
        "parties.assembly.belief",
        "must not stand with a ratifier",
    ),
    *(
        ({f"parties/neighbour/{key}": number(0.5)}, f"parties.neighbour.{key}", "makes no offer")
        for key in ("proposal_noise", "refusal_cost", "ratification_failure_cost")
    ),
    *(
        ({f"parties/assembly/{key}": number(0.5)}, f"parties.assembly.{key}", "no ladder to move")
        for key in ("reversal_cost", "moves_at_indifference")
    ),
    (
        {"parties/west/ratification_failure_cost": number(0.1)}
        | {"parties/east/ratifier": GONE, "parties/east/hurdle": GONE},
        "parties.west.ratification_failure_cost",
        "without one no text fails at home",
    ),
    (
        {"parties/west/proposal_noise": number(0)},
        "parties.west.proposal_noise",
        "must be above 0; got 0. Choice noise of proposals",
    ),
    (
        {"parties/west/moves_at_indifference": number(1)},
        "parties.west.moves_at_indifference",
        "must be in (0, 1); got 1. Share of rounds",
    ),
    ({"parties/west/country": "not a class"}, "parties.west.country", "must be the name of a cl"),
    ({"parties/west/country": "class"}, "parties.west.country", "must be the name of a class"),
    ({"payoffs/west": GONE}, "payoffs.west", "is missing: every party needs"),
    ({"payoffs/wset": {"relief": number(1)}}, "payoffs.wset", 'Did you mean "west"?'),
]

ISSUES: list[tuple[dict[str, Any], str, str]] = [
    ({"issues/support/giver": "neighbor"}, "issues.support.giver", 'Did you mean "neighbour"?'),
    (
        {"issues/support/rungs/0/level": 0.1, "issues/support/baseline": GONE},
        "issues.support.rungs[0].level",
        "must be 0, the foot of the ladder; got 0.1",
    ),
    ({"issues/news/rungs/2/level": 0.5}, "issues.news.rungs[2].level", "above the rung before it"),
    ({"issues/support/initial/value": 0.5}, "issues.support.initial", "Its rungs: 0, 1."),
    ({"issues/support/baseline/value": 0.5}, "issues.support.baseline", "must be a rung of supp"),
    ({"issues/relief/initial/choices": [0, 0.4]}, "issues.relief.initial", "got 0.4"),
    ({"issues/relief/initial": INTERVAL}, "issues.relief.initial", "got a prior over an interval"),
    ({"issues/relief/scales/public": [0, 1]}, "issues.relief.scales.public", "each of the 3 rungs"),
    ({"issues/relief/scales/public": [0, 1, 0.5]}, "issues.relief.scales.public", "must not fall"),
    (
        {"issues/relief/verification": DATA["issues"]["news"]["verification"]}
        | {"issues/news/verification": GONE},
        "issues.relief.verification",
        "differs by the giver's type, but west has none",
    ),
    (
        {"issues/tension": DATA["issues"]["support"], "issues/support/why": "twin"},
        "conditions.tension",
        "must not share its name with issues.tension",
    ),
    ({"issues/at_table": DATA["issues"]["restraint"]}, "issues.at_table", "must not be called"),
    ({"conditions/type": DATA["conditions"]["session"]}, "conditions.type", "must not be called"),
]

CONDITIONS: list[tuple[dict[str, Any], str, str]] = [
    ({"conditions/tension/persistence": GONE}, "conditions.tension.persistence", "is missing"),
    (
        {"conditions/session/persistence": number(1)},
        "conditions.session.persistence",
        "must not stand beside value_by_round",
    ),
    (
        {"conditions/session/probability_by_round": {"otherwise": number(0.1)}},
        "conditions.session",
        "must follow one schedule",
    ),
    ({"conditions/session/damped_by": "relief"}, "conditions.session.damped_by", "must stand be"),
    ({"conditions/drill/damped_by": "suport"}, "conditions.drill.damped_by", 'mean "support"?'),
    (
        {"conditions/drill/probability_by_month/13": number(0.1)},
        "conditions.drill.probability_by_month.13",
        'must be a month from 1 to 12 or "otherwise"',
    ),
    (
        {"conditions/session/value_by_round/01": number(0.1)},
        "conditions.session.value_by_round.01",
        "must be the number of a round",
    ),
    ({"conditions/session/value_by_round": {}}, "conditions.session.value_by_round", "one key"),
    (
        {"scenario/start": GONE},
        "scenario.start",
        "without the date of round 0 conditions.drill.prob",
    ),
    ({"scenario/start": datetime.datetime(2014, 5, 1, 10)}, "scenario.start", "must be a date"),
    (
        {"scenario/round": "exchange"},
        "scenario.round",
        "which conditions.drill.probability_by_month",
    ),
    (
        {"conditions/tension/drivers": {"strain": number(0.1)}},
        "conditions.tension.drivers.strain",
        "only conditions above its own in the file; strain is not",
    ),
    (
        {"conditions/strain/drivers/type.east": number(0.1)},
        "conditions.strain.drivers.type.east",
        "must not name a type",
    ),
    (
        {"conditions/strain/drivers/failed_ratification": number(0.1)},
        "conditions.strain.drivers.failed_ratification",
        "must not name failed_ratification",
    ),
    (
        {"conditions/strain/drivers/tensoin": number(0.1)},
        "conditions.strain.drivers.tensoin",
        'Did you mean "tension"?',
    ),
]

PAYOFFS: list[tuple[dict[str, Any], str, str]] = [
    ({"payoffs/west/tenion": number(1)}, "payoffs.west.tenion", 'Did you mean "tension"?'),
    ({"payoffs/west/relief.pubic": number(1)}, "payoffs.west.relief.pubic", 'mean "public"?'),
    ({"payoffs/west/tension^2": number(1)}, "payoffs.west.tension^2", "powers only on issues"),
    ({"payoffs/west/at_table.x": number(1)}, "payoffs.west.at_table.x", "only issues have scales"),
    ({"payoffs/west/undelivered": number(1)}, "payoffs.west.undelivered", "must name a party"),
    ({"payoffs/west/type.eaast": number(1)}, "payoffs.west.type.eaast", 'Did you mean "east"?'),
    ({"payoffs/west/type.west": number(1)}, "payoffs.west.type.west", "has no private type"),
    (
        {"payoffs/west/undelivered.assembly": number(1)},
        "payoffs.west.undelivered.assembly",
        "gives no issue",
    ),
    (
        {"payoffs/west/unreciprocated.neighbour": number(1)},
        "payoffs.west.unreciprocated.neighbour",
        "only principals whose issues have a weight",
    ),
    ({"table/due/spread": 0.1, "table/due/value": 1}, "table.due.spread", "is not a known key"),
    (
        {"parties/west/inertia/spread": 0.1},
        "parties.west.inertia.spread",
        "must stand only with payoffs and drivers",
    ),
    ({"parties/west/inertia/tag": "x"}, "parties.west.inertia.tag", "must stand only with payoffs"),
]

AGREEMENT = {
    "agreement": {
        "promises": {"relief": {"target": 1, "level_at_signing": 0.5}},
        "rounds_since": number(1, "signed last month"),
        "source": "keck-2014:1",
    },
    "table/open_at_start": False,
}

STORY: list[tuple[dict[str, Any], str, str]] = [
    ({"acts/0/by": "eaast"}, "acts.test.by", 'Did you mean "east"?'),
    ({"acts/0/by": "west"}, "acts.test.issue", "must be an issue given by west, who acts"),
    ({"acts/0/issue": "restrain"}, "acts.test.issue", 'Did you mean "restraint"?'),
    ({"acts/0/floor/value": 0.5}, "acts.test.floor", "must be a rung of restraint"),
    ({"acts/0/sets/tensions": number(0.1)}, "acts.test.sets.tensions", 'mean "tension"?'),
    ({"acts/0/sets/tension/value": 1.5}, "acts.test.sets.tension", "must be in [-1, 1]"),
    (
        {"acts/0/window/factor_by_round/0/value": 3},
        "acts.test.window.factor_by_round.0",
        "at or below 1; it reaches 1.2",
    ),
    (
        {"acts/0/window/factor_by_round/first": number(1)},
        "acts.test.window.factor_by_round.first",
        "must be the number of a round",
    ),
    ({"acts/1": DATA["acts"][0]}, "acts.test.name", 'must be unique; "test" stands there'),
    (
        AGREEMENT | {"agreement/promises/relief/target": 0},
        "agreement.promises.relief.target",
        "must be at or above level_at_signing",
    ),
    (
        AGREEMENT | {"agreement/promises/relief/target": 0.75},
        "agreement.promises.relief.target",
        "must be a rung of relief",
    ),
    (
        AGREEMENT | {"agreement/promises/releif": {"target": 1, "level_at_signing": 0}},
        "agreement.promises.releif",
        'Did you mean "relief"?',
    ),
    (
        AGREEMENT | {"agreement/promises/support": {"target": 1, "level_at_signing": 0}},
        "agreement.promises.support",
        "must be given by a principal",
    ),
    (
        AGREEMENT | {"agreement/rounds_since/value": 6},
        "agreement.rounds_since",
        "must be below table.lapse, 6; got 6",
    ),
    (AGREEMENT | {"table/open_at_start": True}, "table.open_at_start", "must be false while"),
    ({"outcome/scope": {}}, "outcome.scope", "must weigh at least one issue"),
    ({"outcome/scope/newz": number(0)}, "outcome.scope.newz", 'Did you mean "news"?'),
    ({"outcome/scope/support": number(1)}, "outcome.scope.support", "given by neighbour"),
    (
        {"outcome/scope/news/value": 0.6},
        "outcome.scope",
        "must sum to 1; got 0.9 over east's issues, news and restraint.",
    ),
    ({"outcome/settlement/value": 0.1}, "outcome.settlement", "at or above outcome.partial"),
    ({"outcome/tolerance/value": -0.1}, "outcome.tolerance", "must be at least 0"),
    ({"outcome/rupture/condition": "tention"}, "outcome.rupture.condition", 'mean "tension"?'),
    ({"counterfactuals/1/name": "tested"}, "counterfactuals.tested.name", "must be unique"),
    ({"facts/1": DATA["facts"][0]}, "facts.relief_by_spring.name", "must be unique"),
    ({"facts/0/low": 0.95}, "facts.relief_by_spring.high", "at or above low, 0.95; got 0.9"),
    ({"facts/0/high": float("nan")}, "facts.relief_by_spring.high", "finite number"),
    ({"facts/0/why": ""}, "facts.relief_by_spring.why", "must not be empty"),
    ({"facts/0/source": "keck-2014:40"}, "facts.relief_by_spring.source", "paragraph 40"),
    ({"facts/0/quantity": "P(setlement)"}, "facts.relief_by_spring.quantity", '"settlement"'),
    (
        {"facts/0/quantity": "P(ever(relief > 0, 0, 12))"},
        "facts.relief_by_spring.quantity",
        "between 0 and 11",
    ),
    ({"claims/1": DATA["claims"][0]}, "claims.C1.id", "must be unique"),
    ({"claims/0/compare": ["test"]}, "claims.C1.compare", 'Did you mean "tested"?'),
    (
        {"claims/0/rests_on": ["payoffs.west.tension * relif"]},
        "claims.C1.rests_on[0]",
        'Did you mean "payoffs.west.relief * tension"?',
    ),
    ({"claims/0/rests_on": ["parties.west.inertia"]}, "claims.C1.rests_on[0]", "no weight of"),
    ({"claims/0/rests_on": ["rules.west"]}, "claims.C1.rests_on[0]", "no country's rule"),
    ({"claims/0/coefficients": []}, "claims.C1.coefficients", 'is called "rests_on" now. Weights,'),
    ({"parties/west/patience": number(1)}, "parties.west.patience", '"discount_factor"?'),
    ({"claims/0/rests_on": []}, "claims.C1.rests_on", "say in `note` that no term connects"),
]

INTERVENTIONS: list[tuple[dict[str, Any], str, str]] = [
    (do(at=12, kind="act", target="test"), "interventions[0].at", "0 to 11; got 12"),
    (do(until=0, kind="act", target="test"), "interventions[0].until", "must not be before `at`"),
    (do(kind="acts", target="test"), "interventions[0].kind", 'Did you mean "act"?'),
    (do(kind="act", target="tset"), "interventions[0].target", 'Did you mean "test"?'),
    (do(kind="no_act", target="test", value=1), "interventions[0].value", "must be absent"),
    (do(kind="level", target="releif", value=1), "interventions[0].target", 'mean "relief"?'),
    (do(kind="level", target="relief", value=0.7), "interventions[0].value", "must be a rung"),
    (
        do(kind="level", target="relief"),
        "interventions[0].value",
        "must be a rung of relief; got nothing",
    ),
    (do(kind="condition", target="x", value=1), "interventions[0].target", "Known conditions:"),
    (do(kind="condition", target="tension", value=2), "interventions[0].value", "[0, 1]; got 2.0"),
    (do(kind="hold", target="relief", value="left"), "interventions[0].value", '"up", "down" or'),
    (do(kind="hold", target="tension", value="up"), "interventions[0].target", "does not exist"),
    (
        do(kind="scale", target="payoffs.west.relief*tensions", value=0),
        "interventions[0].target",
        'Did you mean "payoffs.west.relief * tension"?',
    ),
    (
        do(kind="scale", target="payoffs.west.news", value=1e13),
        "interventions[0].value",
        "must be from -1e+12 to 1e+12",
    ),
    (do(kind="scale", target="payoffs.west.news"), "interventions[0].value", "must be the factor"),
    (
        do(kind="scale", target="parties.east.hurdle", value=2),
        "interventions[0].target",
        "does not exist",
    ),
    (
        do(kind="add", target="parties.east.hurdle", value=2),
        "interventions[0].target",
        "does not exist",
    ),
    (do(kind="add", target="payoffs.west.news"), "interventions[0].value", "must be what is added"),
    (
        do(kind="add", target="payoffs.west.news", value=1, of="payoffs.west.tension*releif"),
        "interventions[0].of",
        'Did you mean "payoffs.west.relief * tension"?',
    ),
    (
        do(kind="scale", target="payoffs.west.news", value=1, of="payoffs.west.news"),
        "interventions[0].of",
        'must be absent with kind "scale"',
    ),
    (
        {"counterfactuals/1/do/10/of": "payoffs.west.relief*tension"},
        "counterfactuals.much.do[10].of",
        "put this one first",
    ),
    (
        do(kind="parameter", target="parties.east.hurdel", value=0),
        "interventions[0].target",
        'Did you mean "parties.east.hurdle"?',
    ),
    (
        do(kind="parameter", target="parties.east.discount_factor", value=1.5),
        "interventions[0].value",
        "must be in (0, 1]; got 1.5",
    ),
    (
        do(kind="parameter", target="issues.relief.initial", value=0.5),
        "interventions[0].target",
        'use kind = "level"',
    ),
    (
        do(kind="parameter", target="settings.spread", value=0.5),
        "interventions[0].target",
        "is read before the first round",
    ),
    (
        do(kind="parameter", target="parties.east.hurdle", value="low"),
        "interventions[0].value",
        "must be the new value, a number",
    ),
    (do(kind="menu", target="relief", value=1), "interventions[0].value", "must be an issue of"),
    (do(kind="menu", target="relief", value="relief"), "interventions[0].value", "another issue"),
    (do(kind="menu", target="restraint", value="news"), "interventions[0].target", "of the menu"),
    (do(kind="belief", target="west", value=1), "interventions[0].target", "with a belief"),
    (do(kind="belief", target="east", value=0), "interventions[0].value", "above 0"),
    (do(kind="talks", target="shut"), "interventions[0].target", '"open" or "closed"'),
    (do(kind="turnover", target="west"), "interventions[0].target", "a principal with a belief"),
    ({"counterfactuals/1/do/0/value": 0.4}, "counterfactuals.much.do[0].value", "must be a rung"),
]

SOURCES: list[tuple[dict[str, Any], str, str]] = [
    ({"scenario/articles/0": "kekc-2014"}, "scenario.articles[0]", 'mean "keck-2014"?'),
    ({"issues/relief/source": "keck-2014:6"}, "issues.relief.source", "paragraphs 0 to 5"),
    ({"issues/relief/source": "kekc-2014:1"}, "issues.relief.source", 'mean "keck-2014"?'),
    ({"issues/relief/source": "my own guess"}, "issues.relief.source", 'must be "assumed", "<ar'),
    ({"issues/relief/source": "literature: "}, "issues.relief.source", 'must be "assumed", "<ar'),
    ({"issues/relief/source": "record: a fact"}, "issues.relief.source", "must date the fact"),
    ({"issues/relief/source": "assumed"}, "issues.relief", "must say why"),
    (
        {"parties/west/inertia/why": "Moves  cost"},
        "parties.west.inertia.why",
        "parties.east.inertia gives the same text",
    ),
]

ALL = FIELDS + TABLE + PARTIES + ISSUES + CONDITIONS + PAYOFFS + STORY + INTERVENTIONS + SOURCES


@pytest.mark.parametrize(("changes", "key", "words"), ALL)
def test_a_broken_rule_is_told(changes: dict[str, Any], key: str, words: str) -> None:
    found = problems(spoiled(changes))
    told = [problem.message for problem in found if problem.key == key]
    assert any(words in message for message in told), found
    for problem in found:
        assert problem.message.endswith((".", "?")), problem
        assert "Value error" not in problem.message
        assert "Number" not in problem.key


def test_all_broken_rules_are_told_at_once() -> None:
    """Wrong types, unknown keys and wrong names stand in one list, and nothing follows twice."""
    found = problems(
        spoiled(
            {
                "parties/west/discount": number(1),
                "parties/west/choice_noise": "loud",
                "settings/rounds": GONE,
                "issues/support/giver": "neighbor",
                "acts/0/by": "eaast",
                "payoffs/west/tenion": number(1),
            }
        )
    )
    assert {problem.key for problem in found} == {
        "parties.west.discount",
        "parties.west.choice_noise",
        "settings.rounds",
        "issues.support.giver",
        "acts.test.by",
        "payoffs.west.tenion",
    }


@pytest.mark.parametrize(
    "other",
    [
        {"scenario/title": GONE},
        {"table/principals": 3},
        {"issues/relief/rungs": GONE},
        {"issues/relief/source": "assumed"},
        {"parties/west": "a word"},
    ],
)
def test_a_wrong_name_is_told_together_with_every_other_fault(other: dict[str, Any]) -> None:
    told = problems(spoiled({"issues/relief/giver": "wst", **other}))
    assert any(
        one.key == "issues.relief.giver" and 'Did you mean "west"?' in one.message for one in told
    )
    assert len({one.key for one in told}) > 1


def test_a_sound_agreement_is_read() -> None:
    assert problems(spoiled(AGREEMENT)) == ()


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("levels", ("label", "level"), "level"),
        ("levels", ("label", "rungs"), "rungs"),
        ("Discount-Factor", ("discount_factor", "count"), "discount_factor"),
        ("relief", ("sanctions_relief", "news"), "sanctions_relief"),
        ("deadlock", ("default", "stalemate"), "stalemate"),
        ("e2-02", ("e2-2", "e2-3"), "e2-2"),
        ("partial_accommodation", ("accommodation", "agreement", "partial"), "partial"),
        ("zzz", ("relief",), None),
    ],
)
def test_the_nearest_in_spelling_or_meaning_is_named(word, known, meant) -> None:
    assert nearest(word, known) == meant


@pytest.mark.parametrize(
    ("path", "key", "meant"),
    [("issues/relief/rungs/1", "lable", "label"), ("parties/west", "choice_nois", "choice_noise")],
)
def test_a_misspelt_key_is_not_told_missing_besides(path: str, key: str, meant: str) -> None:
    told = problems(spoiled({f"{path}/{meant}": GONE, f"{path}/{key}": number(1)}))
    assert [one.message for one in told] == [f'is not a known key. Did you mean "{meant}"?']
    assert [one.message[:10] for one in problems(spoiled({f"{path}/{meant}": GONE}))] == [
        "is missing"
    ]


@pytest.mark.parametrize(("value", "got"), [("hlf", '"hlf"'), (0.3, "0.3"), (None, "nothing")])
def test_a_level_that_is_no_rung_is_answered_with_the_rungs(value: object, got: str) -> None:
    change = {"at": 1, "kind": "level", "target": "relief", "value": value}
    change = {key: one for key, one in change.items() if one is not None}
    told = problems(spoiled({"interventions": [change]}))
    assert [one.message for one in told] == [
        f"must be a rung of relief; got {got}. Its rungs: 0, 0.5, 1."
    ]
