"""Phase 4: walking out, opening, the offer, the answers, ratification, breakdown."""

from __future__ import annotations

import math

from tests.reference.choice import TOLERANCE, log, logistic, pick
from tests.reference.moves import Round, learn, learn_yes_or_no, own_type
from tests.reference.packages import grid
from tests.reference.stage import Game, answer_score
from tests.reference.table import (
    Solution,
    leave_scores,
    lookahead,
    open_scores,
    proposers,
    recognition,
    solve,
)

NO_TABLE, PASSED, REFUSED, NOT_RATIFIED, AGREED = range(5)
NONE, WALK_OUT, OPT_OUT, BREAKDOWN, SIGNING, DEADLINE, INTERVENTION, ADJOURNMENT = range(8)


def close(here: Round, kind: int) -> None:
    """Close the talks; only breakdowns and walk-outs in a crisis are ruptures."""
    state, outcome = here.state, here.rules.scenario.outcome
    state.at_table = False
    here.record["closing"] = kind
    rupture = kind == BREAKDOWN
    if kind in (WALK_OUT, OPT_OUT) and outcome.rupture is not None:
        threshold = here.rules.get("outcome.rupture.threshold")
        rupture = state.condition[outcome.rupture.condition] >= threshold - TOLERANCE
    state.last_closing_was_rupture = rupture
    if kind in (BREAKDOWN, OPT_OUT) and here.rules.table.breakdown_is_final:
        state.talks_broken = True


def talk(here: Round) -> None:
    """The whole of phase 4, for a world without an agreement in force."""
    rules, state = here.rules, here.state
    if state.agreement is not None or state.talks_broken:
        return
    if lookahead(rules, here.number)[0] == 0:
        if state.at_table:
            close(here, DEADLINE)
        return
    forced = here.targets("talks")
    if not state.at_table:
        closed_for_good = rules.table.one_agreement and state.ever_agreed
        if forced or closed_for_good or not rules.table.may_open:
            return
        solution = solve(rules, state, here.number)
        _note(here, solution)
        if not _all_open(here, solution):
            return
        state.at_table = True
        here.record["opened"] = True
    else:
        solution = solve(rules, state, here.number)
        _note(here, solution)
        if rules.table.may_walk and not forced and _anyone_leaves(here, solution):
            close(here, WALK_OUT)
            return
    here.record["sat"] = True
    _bargain(here, solution)
    done = here.record["response"] == AGREED or here.record["closing"] == OPT_OUT
    if not done and here.luck("breakdown") < rules.get("table.breakdown_probability"):
        close(here, BREAKDOWN)
        return
    if not forced and not done and _session_ends(here) and _anyone_has_done(here, solution):
        close(here, ADJOURNMENT)


def _mutual_gain(here: Round, solution: Solution) -> float:
    """What the best package gains over waiting for whoever gains least, by true types."""
    best = -math.inf
    for game in solution.games.values():
        for k in range(len(solution.worth.packages)):
            gains = []
            for p in here.rules.principals:
                kind = own_type(here.state, p)
                gains.append(game.agreed[p][kind][k] - game.continuation[p][kind])
            best = max(best, min(gains))
    return best


def _note(here: Round, solution: Solution) -> None:
    worths = solution.worth
    here.record["mutual_gain"] = _mutual_gain(here, solution)
    agreed = next(iter(solution.games.values())).agreed
    for p in here.rules.principals:
        values = {
            "V": solution.value[p],
            "U0": worths.idle[p],
            "UT": worths.talking[p],
            "U0_broken": worths.broken[p],
            "C": {proposer: game.continuation[p] for proposer, game in solution.games.items()},
            "G": {
                kind: dict(zip(worths.cells, gains, strict=True))
                for kind, gains in agreed[p].items()
            },
        }
        if p in worths.ratified:
            values["ratify"] = dict(zip(worths.cells, worths.ratified[p], strict=True))
        here.note("table", p, values)


def _anyone_leaves(here: Round, solution: Solution) -> bool:
    """All decide at once; each decision is public."""
    scores = {p: leave_scores(here.rules, solution, p) for p in here.rules.principals}
    here.record["walked"] = _answers(here, "walk", scores)
    return any(here.record["walked"].values())


def _session_ends(here: Round) -> bool:
    """Whether chance ends the session after a round in which nothing was offered."""
    chance = here.rules.get("table.adjournment_probability", 0.0)
    return here.record["response"] == PASSED and here.luck("adjournment") < chance


def _anyone_has_done(here: Round, solution: Solution) -> bool:
    """Whether anybody leaves now that leaving breaks nothing off, (10b)."""
    scores: dict[str, dict[int, float]] = {}
    for p in here.rules.principals:
        idle, value = solution.worth.idle[p], solution.value[p]
        scores[p] = {k: (idle[k] - value[k]) / here.rules.noise(p) for k in value}
    return any(_answers(here, "adjourn", scores).values())


def _all_open(here: Round, solution: Solution) -> bool:
    scores = {p: open_scores(here.rules, solution, p) for p in here.rules.principals}
    answers = _answers(here, "open", scores)
    here.record["would_talk"] = {p: 1 if yes else -1 for p, yes in answers.items()}
    return all(answers.values())


def _answers(here: Round, slot: str, scores: dict[str, dict[int, float]]) -> dict[str, bool]:
    """Yes or no of several principals at once, drawn from logistics, with Bayes in order."""
    answers = {}
    here.record[f"{slot}_probability"] = {}
    for p, arguments in scores.items():
        probability = {kind: logistic(x) for kind, x in arguments.items()}
        answers[p] = here.luck(f"{slot}.{p}") < probability[own_type(here.state, p)]
        here.record[f"{slot}_probability"][p] = probability
        learn_yes_or_no(here.state, p, answers[p], arguments)
    here.record[slot] = answers
    return answers


def _proposer(here: Round) -> str:
    rules = here.rules
    if rules.table.proposer == "random":
        weights = recognition(rules)
        names = list(weights)
        return names[pick([weights[p] for p in names], here.luck("recognition"))]
    return next(iter(proposers(rules, here.number)))


def _bargain(here: Round, solution: Solution) -> None:
    """Offer, answers and ratification, all from the solution of the phase's start."""
    rules, state = here.rules, here.state
    proposer = _proposer(here)
    game = solution.games[proposer]
    here.record["proposer"] = rules.principals.index(proposer)
    logs = game.log_offer
    cells = [*solution.worth.cells, len(grid(rules))]
    here.note("offer", proposer, {
        "probability": {
            kind: {cell: math.exp(v) for cell, v in zip(cells, values, strict=True)}
            for kind, values in logs.items()
        },
    })  # fmt: skip
    shares = [math.exp(v) for v in logs[own_type(state, proposer)]]
    chosen = pick(shares, here.luck("offer"))
    learn(state, proposer, logs[1][chosen], logs.get(0, logs[1])[chosen])
    if chosen == len(solution.worth.packages):
        here.record["response"] = PASSED
        return
    package = solution.worth.packages[chosen]
    here.record["offer"] = dict(zip(rules.table.menu.issues, package, strict=True))
    here.record["offer_probability"] = shares[chosen]
    here.record["offer_options"] = len(shares)
    here.record["offer_gain"] = game.offer_gain[own_type(state, proposer)][chosen]
    answered = solution
    if rules.table.learn_from_offers:
        # Answers and ratification read what the offer told; leaving after a refusal does not.
        answered = solve(rules, state, here.number)
    if not _all_accept(here, answered.games[proposer], chosen):
        here.record["response"] = REFUSED
        _opt_out(here, game)
        return
    if not _ratified(here, answered, chosen):
        here.record["response"] = NOT_RATIFIED
        state.failed_ratification = True
        return
    here.record["response"] = AGREED
    here.record["closing"] = SIGNING
    state.last_closing_was_rupture = False
    here.signed = {
        issue: rules.rungs[issue][rung]
        for issue, rung in zip(rules.table.menu.issues, package, strict=True)
    }


def _all_accept(here: Round, game: Game, chosen: int) -> bool:
    rules, state = here.rules, here.state
    answers, chances = {}, {}
    for p, by_type in game.accept.items():
        worth = {kind: values[chosen] for kind, values in game.agreed[p].items()}
        probability = {kind: values[chosen] for kind, values in by_type.items()}
        answers[p] = here.luck(f"accept.{p}") < probability[own_type(state, p)]
        chances[p] = probability
        here.note("accept", p, {"G": worth, "C": game.continuation[p], "probability": probability})
        if rules.table.acceptance == "uniform":
            seen = {k: log(a if answers[p] else 1.0 - a) for k, a in probability.items()}
            learn(state, p, seen[1], seen.get(0, seen[1]))
        else:
            scores = {
                k: answer_score(rules, p, g - game.continuation[p][k], game.consent[chosen])
                / rules.noise(p)
                for k, g in worth.items()
            }
            learn_yes_or_no(state, p, answers[p], scores)
    here.record["accept"], here.record["accept_probability"] = answers, chances
    return all(answers.values())


def _opt_out(here: Round, game: Game) -> None:
    """After refusing, the responder may take its outside value at once."""
    if here.rules.table.opt_out != "responder":
        return
    responder = next(p for p in here.rules.principals if p != game.proposer)
    scores = {responder: game.opt_out_score}
    if _answers(here, "opt_out", scores)[responder]:
        close(here, OPT_OUT)


def _ratified(here: Round, solution: Solution, chosen: int) -> bool:
    chances = {p: values[chosen] for p, values in solution.worth.ratified.items()}
    here.record["ratify_probability"] = chances
    votes = {p: here.luck(f"ratify.{p}") < chance for p, chance in chances.items()}
    here.record["ratify"] = votes
    here.record["ratified"].update({p: 1 if vote else -1 for p, vote in votes.items()})
    return all(votes.values())
