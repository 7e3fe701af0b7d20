"""What holds of every strategy of the catalogue, whatever it plays."""

from __future__ import annotations

import dataclasses
import pickle
from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.scenario.schema import Strategy as StrategyRecord
from bargaining.strategies import (
    CATALOGUE,
    STRATEGIES,
    TRAITS,
    ChoiceProbabilities,
    Strategy,
    strategy_named,
)
from bargaining.strategies.base import DECISIONS
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.view import OfferView, StepView, TableView
from tests.house.source import ROOT
from tests.unit.scenario.samples import MINIMAL
from tests.unit.strategies.ladders import ladders, named
from tests.unit.strategies.tables import table

EVERY = [pytest.param(entry, id=entry.name) for entry in CATALOGUE]
SEED = 11


def _is_quick(entry):
    at_table = "table" in entry.traits and entry.name != "scripted"
    return at_table and "looks ahead" not in entry.traits


# A value other than the default for each parameter, to see that none is taken and dropped.
OTHERWISE: dict[str, Any] = {
    "exponent": 3.0,
    "initial": 0.2,
    "initiative": 0.3,
    "generosity": 0.5,
    "least_gain": 0.1,
    "noise": 0.2,
    "forgiveness": 0.5,
    "every": 3,
    "unanswered": 4,
    "give": "pens",
    "watch": "ink",
    "remaining_noise": 0.5,
    "moves": "1 pens up",
    "offers": "0 pens=1",
    "accepts": "1",
}


@pytest.fixture(
    scope="module",
    params=[
        "stockholm",
        pytest.param("minimal", marks=pytest.mark.slow),
        "rubinstein",
        "ladders",
        "table",
    ],
)
def game(request):
    """A scenario of each kind and the party that is replaced."""
    if request.param == "stockholm":
        return bg.load("stockholm-2014").replace({"settings.rounds": 2}), "north_korea"
    if request.param == "minimal":
        return bg.load(str(MINIMAL)).replace({"settings.rounds": 5}), "east"
    if request.param == "rubinstein":
        rungs = {"count": 21, "label": "{percent} to Bob"}
        coarse = {"issues.share.rungs": rungs, "settings.table_lookahead": 10}
        return bg.load("rubinstein").replace(coarse), "ann"
    if request.param == "ladders":
        return ladders(rungs=3, rounds=4, start=(1.0, 1 / 3)), "ann"
    return table(spread=0.3), "ann"


class Examined(Strategy):
    """Plays a strategy, and at each decision looks at what it is given and what it answers."""

    def __init__(self, inner: Strategy) -> None:
        self.inner = inner
        self.looked_at: set[str] = set()

    def _ask(self, decision: str, view: Any, options: int = 2) -> ChoiceProbabilities:
        before = _frozen(view)
        kept = pickle.dumps(self.inner)
        answers = [getattr(self.inner, decision)(view) for _ in range(2)]
        odds = [ChoiceProbabilities.read(answer, view.n, options, decision) for answer in answers]
        np.testing.assert_array_equal(odds[0].log, odds[1].log)
        assert odds[0].log.shape[1] in (1, view.n_types)
        assert np.exp(odds[0].log).sum(axis=-1) == pytest.approx(1.0, abs=1e-6)
        for name, value in before.items():
            np.testing.assert_array_equal(getattr(view, name), value)
        assert pickle.dumps(self.inner) == kept, "it keeps something of what it saw"
        self.looked_at.add(decision)
        return odds[0]

    def choose_step(self, view: StepView) -> ChoiceProbabilities:
        odds = self._ask("choose_step", view, len(view.options))
        assert (np.exp(odds.log).max(axis=1)[~view.feasible] == 0.0).all()
        return odds

    def propose(self, view: OfferView) -> ChoiceProbabilities:
        odds = self._ask("propose", view, view.passing + 1)
        offered = np.exp(odds.log).max(axis=1)[:, : view.passing]
        assert (offered[~view.feasible] == 0.0).all()
        return odds

    def choose_act(self, view: Any) -> ChoiceProbabilities:
        return self._ask("choose_act", view)

    def open_talks(self, view: Any) -> ChoiceProbabilities:
        return self._ask("open_talks", view)

    def walk_out(self, view: Any) -> ChoiceProbabilities:
        return self._ask("walk_out", view)

    def respond(self, view: Any) -> ChoiceProbabilities:
        return self._ask("respond", view)

    def ratify(self, view: Any) -> ChoiceProbabilities:
        return self._ask("ratify", view)

    def react(self, reaction: Any) -> Any:
        odds = self.inner.react(reaction)
        assert odds.sum(axis=-1) == pytest.approx(1.0)
        self.looked_at.add("react")
        return odds


def _frozen(view: Any) -> dict[str, Any]:
    """Copies of what a view has that costs nothing to ask for."""
    if isinstance(view, TableView):
        return {name: getattr(view, name).copy() for name in ("values", "feasible", "value_apart")}
    if isinstance(view, StepView):
        return {name: getattr(view, name).copy() for name in ("feasible", "promised")}
    return {}


@pytest.mark.parametrize("entry", EVERY)
def test_answers_are_possible_and_pure_and_do_not_depend_on_the_batch(entry, game):
    """Nor on being asked twice, as the examined ones are."""
    scenario, party = game
    examined = Examined(entry.make())
    whole, parts = (
        bg.simulate(
            scenario,
            worlds=6,
            worlds_per_draw=3,
            seed=SEED,
            batch=batch,
            seats={party: seat},
        )
        for batch, seat in ((6, examined), (4, entry.make()))
    )
    assert {"choose_step", "propose"} & examined.looked_at
    for name in ("rung", "offer", "response", "belief", "payoff"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name), err_msg=name)


@pytest.mark.parametrize("entry", EVERY)
@pytest.mark.parametrize("scenario", [ladders(rungs=3, start=(1.0, 1 / 3)), table()])
def test_a_file_may_name_it(entry, scenario):
    answering = scenario.replace({"parties.ann.strategy": named(entry.name)})
    in_file = bg.simulate(answering, worlds=3, seed=SEED)
    in_seat = bg.simulate(scenario, worlds=3, seed=SEED, seats={"ann": entry.make()})
    np.testing.assert_array_equal(in_file.rung, in_seat.rung)
    np.testing.assert_array_equal(in_file.payoff, in_seat.payoff)


@pytest.mark.parametrize("entry", EVERY)
def test_it_is_small_frozen_and_can_be_sent_to_a_worker(entry):
    strategy = entry.make()
    assert isinstance(strategy, Strategy)
    for decision in DECISIONS:
        assert getattr(type(strategy), decision) is not getattr(Strategy, decision)
    assert pickle.loads(pickle.dumps(strategy)).__dict__ == strategy.__dict__
    if type(strategy) is QuantalResponse:
        return
    assert dataclasses.is_dataclass(strategy)
    assert strategy == entry.make() == pickle.loads(pickle.dumps(strategy))
    for field in dataclasses.fields(strategy):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(strategy, field.name, None)


@pytest.mark.parametrize("entry", EVERY)
def test_every_parameter_may_stand_in_a_file_and_makes_a_difference(entry):
    usual = strategy_named(StrategyRecord(name=entry.name))
    assert usual == entry.make(**entry.parameters) or not entry.parameters
    for name, default in entry.parameters.items():
        value = OTHERWISE[name]
        assert value != default
        record = StrategyRecord(name=entry.name, parameters={name: value})
        made = strategy_named(record)
        assert made != usual
        assert getattr(made, name) == value


@pytest.mark.parametrize("entry", EVERY)
def test_its_lineage_is_told(entry):
    assert STRATEGIES[entry.name] is entry.make
    assert entry.literature_name
    assert any(f"({year})" in entry.citation for year in range(1900, 2027))
    assert entry.citation.endswith(".")
    assert entry.summary.endswith(".")
    assert entry.traits
    assert set(entry.traits) <= set(TRAITS)
    doc = type(entry.make()).__doc__
    assert doc is not None


@pytest.mark.parametrize("entry", EVERY)
def test_the_docs_list_it_with_its_parameters(entry):
    page = (ROOT / "docs" / "strategies.md").read_text("utf-8")
    (row,) = (line for line in page.splitlines() if line.startswith(f"| `{entry.name}` |"))
    kind = type(entry.make()).__name__
    assert f"| `{kind}` |" in row
    if entry.name != "generous_tit_for_tat":  # "the same" as the line above
        assert [name for name in entry.parameters if f"`{name}`" not in row] == []


def test_names_are_listed_once_and_no_trait_is_idle():
    names = [entry.name for entry in CATALOGUE]
    assert len(set(names)) == len(names) == len(STRATEGIES)
    assert {trait for entry in CATALOGUE for trait in entry.traits} == set(TRAITS)


@pytest.mark.parametrize("entry", EVERY)
def test_the_traits_name_the_decisions_it_takes_itself(entry):
    """Steps, table, acts, talks: what differs from the quantal response, and nothing else."""
    rules = {
        "steps": ("choose_step",),
        "table": ("propose", "respond"),
        "acts": ("choose_act",),
        "talks": ("open_talks", "walk_out"),
    }
    kind = type(entry.make())
    for trait, decisions in rules.items():
        own = any(
            getattr(kind, decision) is not getattr(QuantalResponse, decision)
            for decision in decisions
        )
        assert own == (trait in entry.traits) or kind is QuantalResponse


@pytest.mark.parametrize("entry", [entry for entry in EVERY if _is_quick(entry.values[0])])
def test_what_does_not_look_ahead_asks_for_no_look_ahead(entry):
    """It must stay cheap at the table; a script without offers leaves that to the default."""

    class Blind(Strategy):
        def propose(self, view):
            asked = entry.make().propose(view)
            assert "value_of_waiting" not in view.__dict__
            assert "quantal_log_odds" not in view.__dict__
            return asked

        def respond(self, view):
            answer = entry.make().respond(view)
            assert "value_of_waiting" not in view.__dict__
            return answer

        def choose_step(self, view):
            return np.zeros(view.n, dtype=int)

    outcomes = bg.simulate(table(), worlds=2, seats={"ann": Blind(), "bob": Blind()})
    assert outcomes.sat.any()
