"""Hand a scenario's menu and payoffs to NegMAS."""

from __future__ import annotations

from typing import Any

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.interop.payoff_table import Form, check_form, payoff_table
from bargaining.scenario import Scenario


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
    try:
        # It takes seconds to import.
        import negmas
        import negmas.inout
    except ImportError:
        raise ArgumentError(
            'to_negmas needs NegMAS, which is not installed. Install it with "pip install '
            "'bargaining[negmas]'\"."
        ) from None
    table = payoff_table(scenario, seed=seed, world=world)
    keys: list[tuple[str, ...]] = [(label,) for label in table.packages]
    shares: list[Floats] | None = None
    if form == "issues":
        keys = table.named
        remedy = 'form="packages" makes one issue that lists all packages.'
        shares, deviation = table.shares(remedy)
        shares = None if deviation else shares
    issues = table.values_by_issue(form)
    made = [negmas.make_issue(labels, name=issue) for issue, labels in issues]
    space = negmas.make_os(made, name=table.scenario.name)
    utilities = []
    for side in (0, 1):
        names = {
            "name": table.parties[side],
            "outcome_space": space,
            "reserved_value": float(table.disagreement[side]),
        }
        if shares is None:
            worths = dict(zip(keys, map(float, table.value[side]), strict=True))
            utility = negmas.preferences.MappingUtilityFunction(worths, **names)
        else:
            # Issues are added up, with 1 as the largest entry of each table: NegMAS does not divide
            # by that entry when it reads and writes GENIUS files, and others do. A constant beside
            # the tables would be written as if it were an issue.
            weights = [float(share[side].max()) for share in shares]
            tables = []
            for labels, share, weight in zip(table.offered, shares, weights, strict=True):
                scaled = share[side] / weight if weight else share[side]
                worth_of = dict(zip(labels, scaled.tolist(), strict=True))
                tables.append(negmas.preferences.TableFun(worth_of))
            utility = negmas.preferences.LinearAdditiveUtilityFunction(
                tables, weights=weights, **names
            )
        discount = float(table.discount_factor[side])
        if discount != 1.0:
            impatient = {"ufun": utility, "discount": discount, "factor": "step"}
            utility = negmas.preferences.ExpDiscountedUFun(**impatient, **names)
        utilities.append(utility)
    return negmas.inout.Scenario(
        outcome_space=space,
        ufuns=tuple(utilities),
        mechanism_params={"n_steps": table.n_rounds, "one_offer_per_step": True},
        name=table.scenario.name,
    )
