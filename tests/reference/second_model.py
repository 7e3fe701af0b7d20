"""Toy scenarios with the second model's rules: each alone, all together, in every setting."""

from __future__ import annotations

from tests.reference.changes import (
    add_acts,
    add_new_leaders,
    add_schedules,
    begin_with_agreement,
    draw_every_prior,
    make_types_known,
    seat_three,
    take_types_away,
)
from tests.reference.edits import Change, dated, do, put, settings, table
from tests.reference.toy import between, number

# Costs of an offer refused and of a text that fails at home.
COSTS = put(
    {
        "parties.north.refusal_cost": number(3.0),
        "parties.south.refusal_cost": between(1.0, 4.0),
        "parties.north.ratification_failure_cost": between(0.05, 0.15),
        "parties.south.ratification_failure_cost": number(0.08),
    }
)
COUNTED = table(foresee_ratification=True)
EQUAL = table(offer_prior="equal")
CARE = put(
    {
        "parties.north.proposal_noise": between(0.2, 0.5),
        "parties.south.proposal_noise": number(0.25),
    }
)
# North is expected to deliver by its incentives only where the file says what else it would be.
INCENTIVES = put(
    {
        "table.own_delivery": "incentives",
        "parties.north.expected_delivery": {"type_0": number(0.5), "type_1": number(0.7)},
    }
)
MEMORY = table(memory_outlasts_texts=True)
BINDING = table(completed_promises_bind=True)
TELLING = table(learn_from_offers=True)
SCHEDULE = table(schedule="linear")
REVERSALS = put(
    {
        "parties.north.reversal_cost": number(1.0),
        "parties.south.reversal_cost": between(0.5, 1.5),
        "parties.ally.reversal_cost": number(2.0),
    }
)
HOLDING = put(
    {
        "parties.north.moves_at_indifference": number(0.2),
        "parties.south.moves_at_indifference": between(0.1, 0.4),
        "parties.ally.moves_at_indifference": number(0.3),
    }
)
TALKS_WEIGH = table(talks_have_weight=True)
ADJOURNING = table(adjournment_probability=between(0.1, 0.5))
VOID = table(default_voids_text=True)
ALL = (COSTS, COUNTED, EQUAL, CARE, INCENTIVES, MEMORY, SCHEDULE, REVERSALS, HOLDING)

_ALLY_SIGNS = put(
    {
        "parties.ally.refusal_cost": number(2.0),
        "parties.ally.ratification_failure_cost": number(0.12),
        "parties.ally.proposal_noise": number(0.4),
        "parties.rival.reversal_cost": number(1.0),
        "parties.rival.moves_at_indifference": number(0.3),
    }
)
_THREE = (seat_three, *ALL, _ALLY_SIGNS)
_LIVELY = put({f"parties.{name}.inertia": number(0.02) for name in ("north", "south", "ally")})
# Offers that are often refused, so that what follows a refusal comes about.
_REFUSED = put(
    {
        "table.may_walk": False,
        "parties.north.refusal_cost": number(0.1),
        "parties.south.refusal_cost": number(0.1),
        "parties.north.proposal_noise": number(1.2),
        "payoffs.south.agreement_in_force": number(-0.2),
    }
)
# Principals who open talks and walk out of them by chance.
_LOUD = put({f"parties.{name}.choice_noise": number(0.3) for name in ("north", "south")})
# Texts lapse early and are soon followed by others.
_HASTY = table(lapse=number(3), due=number(2), undelivered_memory=number(0.9))
_BROKEN = put({f"parties.{name}.turnover": number(0.2) for name in ("north", "south")})
_FINAL = table(breakdown_is_final=True, breakdown_probability=number(0.15))
_RATIFIED = put({"parties.north.ratifier": "public", "parties.north.hurdle": number(-0.1)})
# Files may not ask for incentives where an agreement is not kept, or kept at once.
_PRIOR = table(own_delivery="prior")
_ONE_ROUND = table(agreement_term="one_round", delivery="immediate")
# Ladders forced down and up again while a text is in force, and numbers of the new rules changed.
_FORCED = dated(
    do(1, "level", "relief", 0.0),
    do(3, "level", "relief", 1.0),
    do(4, "level", "proof", 0.0, until=5),
    do(2, "act", "launch"),
    do(2, "hold", "calm", "up", until=3),
    do(1, "parameter", "parties.north.reversal_cost", 3.0, until=4),
    do(2, "parameter", "parties.south.moves_at_indifference", 0.05),
    do(2, "parameter", "parties.south.expected_delivery.type_0", 0.7),
    do(3, "parameter", "parties.south.refusal_cost", 1.0),
    do(3, "parameter", "parties.north.proposal_noise", 0.5),
    do(3, "parameter", "parties.north.ratification_failure_cost", 0.02),
)

# Nothing worth signing, and offers that are dear to have refused: many months pass without one.
_DRY = (COSTS, EQUAL, CARE, put({"payoffs.south.agreement_in_force": number(-0.3)}))
# An act takes restraint back while little is due yet.
_TAKEN_BACK = dated(do(2, "act", "launch"), do(4, "act", "launch"))
_TALKS_FORCED = dated(
    do(1, "talks", "open", until=4),
    do(5, "parameter", "table.adjournment_probability", 0.9),
    do(7, "talks", "closed"),
)

SECOND_MODEL: dict[str, tuple[Change, ...]] = {
    "costs of failure": (COSTS,),
    "ratification counted": (COUNTED,),
    "ratification counted, with costs": (COUNTED, COSTS),
    "offering weighs as much as passing": (EQUAL,),
    "careful proposals": (CARE,),
    "careful proposals with costs and equal weights": (CARE, COSTS, EQUAL),
    "delivery by incentives": (INCENTIVES,),
    "delivery by the incentives of one": (table(own_delivery="incentives"),),
    "delivery by incentives, types few": (take_types_away, table(own_delivery="incentives")),
    "delivery by incentives, calendar foreseen": (
        INCENTIVES,
        settings(foresee_calendar=True),
        add_schedules,
    ),
    "memory outlasts texts": (MEMORY, begin_with_agreement, _HASTY),
    "memory outlasts texts, by incentives": (MEMORY, begin_with_agreement, _HASTY, INCENTIVES),
    "schedule": (SCHEDULE, begin_with_agreement),
    "schedule until the lapse": (SCHEDULE, _LIVELY, table(due=None)),
    "schedule of five rounds": (SCHEDULE, _LIVELY, table(due=number(5), lapse=number(6))),
    "schedule and memory": (SCHEDULE, MEMORY, begin_with_agreement, _HASTY),
    "schedule and acts": (SCHEDULE, _LIVELY, add_acts, begin_with_agreement),
    "schedule, endless window": (
        SCHEDULE,
        begin_with_agreement,
        put({"settings.planning_window": {"value": "unlimited", **number(0)}}),
        put({"settings.planning_window.value": "unlimited"}),
    ),
    "schedule, window of one round": (
        SCHEDULE,
        begin_with_agreement,
        settings(planning_window=number(1)),
    ),
    "schedule, patience without end": (
        SCHEDULE,
        begin_with_agreement,
        put({f"parties.{p}.discount_factor": number(1.0) for p in ("north", "south", "ally")}),
    ),
    "completed texts bind": (BINDING, _LIVELY, begin_with_agreement),
    "completed texts bind, with memory": (BINDING, MEMORY, SCHEDULE, _LIVELY, _HASTY),
    "completed texts bind, forced ladders": (*ALL, BINDING, _LIVELY, begin_with_agreement, _FORCED),
    "completed texts bind, all rules": (*ALL, BINDING, TELLING, _LIVELY, begin_with_agreement),
    "reversals": (REVERSALS, _LIVELY),
    "reversals from an agreement at the start": (REVERSALS, begin_with_agreement),
    "weight of holding": (HOLDING,),
    "weight of holding, agreement at the start": (HOLDING, begin_with_agreement),
    "talks have weight": (HOLDING, TALKS_WEIGH, _LOUD),
    "talks have weight, parties none": (TALKS_WEIGH,),
    "talks have weight, in all stakes": (HOLDING, TALKS_WEIGH, settings(stake_in_steps=True)),
    "talks adjourn": (ADJOURNING, *_DRY),
    "talks adjourn, endless window": (
        ADJOURNING,
        *_DRY,
        put({"settings.planning_window": {"value": "unlimited", **number(0)}}),
        put({"settings.planning_window.value": "unlimited"}),
    ),
    "talks adjourn, patience without end": (
        ADJOURNING,
        *_DRY,
        put({f"parties.{p}.discount_factor": number(1.0) for p in ("north", "south", "ally")}),
    ),
    "talks adjourn, calendar foreseen": (
        ADJOURNING,
        *_DRY,
        settings(foresee_calendar=True),
        add_schedules,
    ),
    "talks adjourn, window of one round": (ADJOURNING, settings(planning_window=number(1))),
    "talks adjourn, forced": (ADJOURNING, *_DRY, _TALKS_FORCED),
    "defaults void texts": (VOID, _LIVELY, begin_with_agreement),
    "defaults void texts, hasty": (VOID, MEMORY, _LIVELY, _HASTY, add_acts),
    "defaults void texts, on schedule": (
        *(VOID, SCHEDULE, MEMORY, _LIVELY, begin_with_agreement, _TAKEN_BACK),
        table(due=number(3), lapse=number(6)),
    ),
    "defaults void completed texts": (VOID, BINDING, MEMORY, SCHEDULE, _LIVELY, _HASTY),
    "talks and texts end": (*ALL, BINDING, TELLING, TALKS_WEIGH, ADJOURNING, VOID, _LIVELY),
    "talks and texts end, three signers": (*_THREE, BINDING, TALKS_WEIGH, ADJOURNING, VOID, _LOUD),
    "offers tell": (TELLING,),
    "offers tell, one round": (TELLING, _ONE_ROUND),
    "offers tell, opting out": (*ALL, TELLING, _REFUSED, table(opt_out="responder")),
    "offers tell, three signers": (*_THREE, TELLING),
    "offers tell, uniform answers": (*ALL, TELLING, table(acceptance="uniform")),
    "all rules": ALL,
    "all rules, lively": (*ALL, _LIVELY, _HASTY),
    "all rules, three signers": _THREE,
    "all rules, three signers, random, final": (*_THREE, table(proposer="random"), _FINAL),
    "all rules, one round": (*ALL, _PRIOR, _LOUD, _ONE_ROUND),
    "all rules, one round, not delivered": (*ALL, _PRIOR, _LOUD, table(agreement_term="one_round")),
    "all rules, opting out": (*ALL, _REFUSED, table(opt_out="responder")),
    "all rules, opting out for good": (*ALL, _REFUSED, table(opt_out="responder"), _FINAL),
    "all rules, uniform answers": (*ALL, _REFUSED, table(acceptance="uniform")),
    "all rules, random proposer": (*ALL, table(proposer="random")),
    "all rules, never recognised": (
        *ALL,
        table(proposer="random", recognition={"north": number(0.0), "south": number(1.0)}),
    ),
    "all rules, fixed proposer": (*ALL, table(proposer="fixed")),
    "all rules, agreement at the start": (*ALL, _LIVELY, begin_with_agreement),
    "all rules, agreement at the start, three": (*_THREE, begin_with_agreement),
    "all rules, deadline": (*ALL, table(deadline=number(5))),
    "all rules, immediate delivery": (*ALL, _PRIOR, table(delivery="immediate")),
    "all rules, a text that changes nothing": (*ALL, put({"table.menu.empty_package": True})),
    "all rules, window clock": (*ALL, table(clock="window")),
    "all rules, calendar foreseen": (*ALL, settings(foresee_calendar=True), add_schedules),
    "all rules, no foresight": (*ALL, _LIVELY, settings(foresight=number(0))),
    "all rules, types known": (*ALL, make_types_known),
    "all rules, types few": (*ALL, take_types_away, _RATIFIED),
    "all rules, turnover": (*ALL, _BROKEN, add_new_leaders),
    "all rules, forced ladders": (*ALL, _LIVELY, begin_with_agreement, _FORCED),
    "all rules, priors of every kind": (*ALL, draw_every_prior),
    "all rules, many things": (
        *_THREE,
        draw_every_prior,
        add_schedules,
        add_acts,
        _FINAL,
        _HASTY,
        table(proposer="random", clock="window"),
        settings(foresee_calendar=True, table_lookahead=number(2)),
    ),
}
