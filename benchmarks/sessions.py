"""Sessions of alternating offers per processor-second: 3 issues, 5 values, 50 rounds.

Both parties concede by the clock (Boulware), every session has utilities of its own, and the engine
plays them through the same phases as any scenario. Where NegMAS is installed, its sessions of the
same size are timed in the same run, in turns with ours.

    python -m benchmarks.sessions
    python -m benchmarks.sessions --write      # docs/evidence/sessions.md
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from bargaining import TimeDependent
from bargaining.codes import Response
from bargaining.engine import simulate
from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario
from benchmarks.benchmark import EVIDENCE, Benchmark, Found, row, ruled
from benchmarks.session_game import session_game
from benchmarks.timing import Part, cost, shares_of_time

EXPONENT = 0.5

# Parts of the time: file and function; none is inside another.
PARTS: tuple[Part, ...] = (
    ("setting up worlds, drawing utilities", "engine/negotiation.py", "__init__"),
    ("keeping values from round to round", "protocol/round_context.py", "set_up"),
    ("proposing, the first valuation included", "strategies/table.py", "propose"),
    ("answering", "strategies/table.py", "respond"),
    ("payoffs and endings", "protocol/update.py", "update"),
    ("writing the record", "engine/recorder.py", "close_round"),
)


def timed(scenario: Scenario, sessions: int, batch: int, seed: int) -> tuple[float, Outcomes]:
    """Return the processor time of so many sessions, and what came of them."""
    seats = {"ann": TimeDependent(EXPONENT), "bob": TimeDependent(EXPONENT)}
    start = time.process_time()
    outcomes = simulate(
        scenario,
        worlds=sessions,
        worlds_per_draw=1,
        seed=seed,
        batch=batch,
        workers=1,
        seats=seats,
    )
    return time.process_time() - start, outcomes


def floor(outcomes: Outcomes, packages: int, seconds_a_session: float) -> Iterator[str]:
    """Yield what the least arithmetic of such a session costs."""
    rounds = float((outcomes.proposer >= 0).sum(axis=1).mean())
    worth = np.random.default_rng(0).random((32, packages))
    target = np.full((32, 1), 0.5)
    asked = np.empty(worth.shape, dtype=bool)
    kept = np.where(worth >= target, worth, np.inf)
    costs = {
        "add up an issue's worth": (cost(lambda: np.add(worth, kept, out=kept), worth.size), 6.0),
        "compare with the target": (
            cost(lambda: np.greater_equal(worth, target, out=asked), worth.size),
            rounds,
        ),
        "leave out what is below": (
            cost(lambda: np.where(asked, worth, np.inf), worth.size),
            rounds,
        ),
        "find the least": (cost(lambda: kept.argmin(axis=1), worth.size), rounds),
    }
    yield from ruled("arithmetic", "passes over the packages", "ns a package", "µs a session")
    total = 0.0
    for name, (each, passes) in costs.items():
        spent = each * passes * packages
        total += spent
        yield row(name, f"{passes:.1f}", f"{1e9 * each:.2f}", f"{1e6 * spent:.1f}")
    yield ""
    yield (
        f"Floor: {1e6 * total:.0f} µs a session, {1 / total:,.0f} sessions a second; the engine "
        f"takes {seconds_a_session / total:.1f} times the floor."
    )


def beside_negmas(asked: argparse.Namespace, ours: Callable[[], float]) -> Iterator[str]:
    """Yield both speeds, measured in turns, where NegMAS is installed."""
    try:
        import negmas

        from benchmarks.negmas_sessions import negmas_sessions
    except ImportError:
        yield "NegMAS is not installed; it was not timed."
        return
    pairs = [
        (ours(), negmas_sessions(asked.negmas, asked.seed + turn)) for turn in range(asked.times)
    ]
    yield from ruled("turn", "bargaining", f"NegMAS {negmas.__version__}", "ratio")
    for turn, (mine, theirs) in enumerate(pairs, 1):
        yield row(turn, f"{mine:,.0f}", f"{theirs:,.0f}", f"{mine / theirs:,.0f}")
    yield ""
    yield "Sessions per processor-second, in turns on one core."


def measure(asked: argparse.Namespace) -> Found:
    scenario = session_game()
    timed(scenario, 64, asked.batch, asked.seed)  # imports and caches
    runs = [timed(scenario, asked.sessions, asked.batch, asked.seed) for _ in range(asked.times)]
    best = min(seconds for seconds, _ in runs)
    return Found(
        sentence=f"**{asked.sessions / best:,.0f} sessions per processor-second** on one core.",
        played=plays(),
        lines=list(parts(scenario, asked, runs)),
    )


def parts(
    scenario: Scenario, asked: argparse.Namespace, runs: list[tuple[float, Outcomes]]
) -> Iterator[str]:
    best, outcomes = min(seconds for seconds, _ in runs), runs[0][1]
    yield (
        "3 issues of 5 values, 50 rounds. Here both sides concede along 1 - t^2 "
        "(`time_dependent`, exponent 0.5); in NegMAS along its `boulware` curve, 1 - t^4, which "
        "makes about as many offers a session (33). The headline is the best of the runs shown."
    )
    yield ""
    agreed = (outcomes.response == Response.AGREED).any(axis=1)
    rounds = (outcomes.proposer >= 0).sum(axis=1)
    each = ", ".join(f"{asked.sessions / seconds:,.0f}" for seconds, _ in runs)
    yield f"(runs of {asked.sessions:,} sessions, batches of {asked.batch:,}: {each})"
    yield ""
    yield (
        f"{agreed.mean():.1%} end in an agreement, after {rounds.mean():.1f} offers on average; "
        f"no two sessions share their utilities."
    )
    yield ""
    yield from beside_negmas(
        asked,
        lambda: asked.sessions / timed(scenario, asked.sessions, asked.batch, asked.seed)[0],
    )
    yield ""
    yield from ruled("part", "share of the time")
    played = partial(timed, scenario, asked.sessions, asked.batch, asked.seed)
    for label, share in shares_of_time(played, PARTS):
        yield row(label, f"{share:.1%}")
    yield ""
    yield from floor(outcomes, 125, best / asked.sessions)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sessions", type=int, default=16_000)
    parser.add_argument("--batch", type=int, default=4_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--negmas", type=int, default=100, help="sessions of NegMAS in each turn")
    parser.add_argument("--seed", type=int, default=2014)


def plays() -> dict[str, str]:
    """Played digests of the session game by name."""
    return {"session-game": session_game().played_digest}


BENCHMARK = Benchmark(
    name="sessions",
    page=EVIDENCE / "sessions.md",
    title="Sessions of alternating offers",
    question="how fast are plain sessions, beside NegMAS?",
    measure=measure,
    plays=plays,
    options=options,
    quick=("--sessions", "8000", "--times", "2", "--negmas", "20"),
)

if __name__ == "__main__":
    BENCHMARK.main()
