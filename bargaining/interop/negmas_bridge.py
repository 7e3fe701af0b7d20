"""Hand a scenario's menu and payoffs to NegMAS."""

from __future__ import annotations

from typing import Any

from bargaining.errors import ArgumentError
from bargaining.interop.genius_writer import Form, check_form
from bargaining.interop.payoff_table import PayoffTable, payoff_table
from bargaining.scenario import Scenario

__all__ = ["to_negmas"]


def to_negmas(
    scenario: Scenario | str, *, form: Form = "issues", seed: int = 0, world: int = 0
) -> Any:
    """Return a scenario with two principals as a `Scenario` of NegMAS, ready to be played there.

    Outcomes are packages, named by the labels of their rungs; utilities are flow payoffs once
    delivered in full (`value_packages`), as they stand; the reserved value is that of standing
    apart. Impatience becomes an exponential discount per step. The mechanism makes one offer a
    step, for as many steps as talks can last here.

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, the name of a bundled one, or the path of a file.
    form : "issues" or "packages"
        One issue for each issue of the menu, possible where every combination may be signed; or one
        issue that lists all packages. Utilities that are sums over issues become linear additive
        ones, others a table; either is exact.
    seed, world : int
        Numbers that are drawn are those of this world.

    Returns
    -------
    negmas.inout.Scenario
        Its utility functions stand in the order of the principals.

    Raises
    ------
    ArgumentError
        NegMAS is not installed; the scenario has not two principals, or not every combination of
        its rungs may be signed; or an argument is out of its range.

    References
    ----------
    Mohammad, Y., Nakadai, S. and Greenwald, A. (2021). NegMAS: a platform for automated
    negotiations. *PRIMA 2020: Principles and Practice of Multi-Agent Systems*, Springer, 343-351.
    """
    check_form(form)
    negmas = _negmas()
    table = payoff_table(scenario, seed=seed, world=world)
    if form == "issues" and not table.is_product:
        table.require_additive('form="packages" makes one issue that lists all packages.')
    values = table.values_by_issue(whole=form == "packages")
    made = [negmas.make_issue(labels, name=issue) for issue, labels in values]
    space = negmas.make_os(made, name=table.scenario.name)
    return negmas.inout.Scenario(
        outcome_space=space,
        ufuns=tuple(_utility(negmas, table, side, space, form) for side in (0, 1)),
        mechanism_params={"n_steps": table.n_rounds, "one_offer_per_step": True},
        name=table.scenario.name,
    )


def _negmas() -> Any:
    """Return the package, which takes seconds to import."""
    try:
        import negmas
        import negmas.inout
    except ImportError:
        raise ArgumentError(
            'to_negmas needs NegMAS, which is not installed. Install it with "pip install '
            "'bargaining[negmas]'\"."
        ) from None
    return negmas


def _utility(negmas: Any, table: PayoffTable, side: int, space: Any, form: Form) -> Any:
    """Return one principal's utility function, discounted where it is impatient."""
    names = {
        "name": table.parties[side],
        "outcome_space": space,
        "reserved_value": float(table.disagreement[side]),
    }
    utility = _plain_utility(negmas, table, side, form, names)
    discount = float(table.discount_factor[side])
    if discount == 1.0:
        return utility
    return negmas.preferences.ExpDiscountedUFun(
        ufun=utility, discount=discount, factor="step", **names
    )


def _plain_utility(
    negmas: Any, table: PayoffTable, side: int, form: Form, names: dict[str, Any]
) -> Any:
    if form == "packages":
        keys = [(label,) for label in table.packages]
    else:
        if table.is_additive:
            return _additive(negmas, table, side, names)
        keys = [
            tuple(labels[rung] for labels, rung in zip(table.labels, rungs, strict=True))
            for rungs in table.rungs
        ]
    mapping = dict(zip(keys, map(float, table.value[side]), strict=True))
    return negmas.preferences.MappingUtilityFunction(mapping, **names)


def _additive(negmas: Any, table: PayoffTable, side: int, names: dict[str, Any]) -> Any:
    mean, effects, _ = table.main_effects()
    worths = [effect[side] - effect[side].min() for effect in effects]
    # Without a constant beside the tables, which NegMAS writes as if it were an issue; and with 1
    # as the largest entry of each, since NegMAS does not divide by it when it reads and writes
    # GENIUS files and others do.
    constant = float(mean[side]) + sum(float(effect[side].min()) for effect in effects)
    worths[0] = worths[0] + constant
    weights = [float(worth.max()) for worth in worths]
    tables = [
        negmas.preferences.TableFun(
            {
                labels[rung]: float(one) / weight if weight else float(one)
                for rung, one in zip(rungs, worth, strict=True)
            }
        )
        for labels, rungs, worth, weight in zip(
            table.labels, table.offered, worths, weights, strict=True
        )
    ]
    return negmas.preferences.LinearAdditiveUtilityFunction(tables, weights=weights, **names)
