"""Hold the engine against the closed forms and print, or write, the tables of docs/theory.md.

From the root of the repository:

    python -m benchmarks.theory_table            # print
    python -m benchmarks.theory_table --write    # put into docs/theory.md
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import bargaining as bg
from bargaining.outcomes.codes import Closing, Response
from bargaining.theory import (
    find_screening_threshold,
    find_trust_threshold,
    solve_logit_ultimatum,
    solve_risk_return,
)
from tests.theory.cases import CASES, first_proposals, measure

PAGE = Path(__file__).resolve().parent.parent / "docs" / "theory.md"
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"
TICKS = (0.02, 0.01, 0.005, 0.0005)
WORLDS = 64
MANY = 20_000


def row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def splits() -> Iterator[str]:
    """Yield the shares of the first proposer, engine beside closed form."""
    steps = [f"step {tick:g}" for tick in TICKS]
    yield row("file", "parameters", "exact", *steps, "error", "bound", "agreed at once")
    yield row(*["---"] * (len(TICKS) + 6))
    for make in CASES:
        measured = [measure(make(tick), worlds=WORLDS) for tick in TICKS]
        finest = make(TICKS[-1])
        for tick, one in zip(TICKS, measured, strict=True):
            case = make(tick)
            if abs(one.share - case.exact) > case.bound + 1e-9:
                raise SystemExit(f"out of bounds: {case} {one}")
        yield row(
            finest.game,
            finest.label,
            f"{finest.exact:.4f}",
            *(f"{one.share:.4f}" for one in measured),
            f"{measured[-1].share - finest.exact:+.4f}",
            f"{finest.bound:.4f}",
            f"{measured[-1].agreed_at_once:.2f}",
        )


def mean_errors() -> Iterator[str]:
    """Yield the mean absolute error over all rows for each step."""
    yield row("step", "mean error", "in steps", "largest error in steps")
    yield row(*["---"] * 4)
    for tick in TICKS:
        errors = np.array(
            [abs(measure(m(tick), worlds=WORLDS).share - m(tick).exact) for m in CASES]
        )
        yield row(
            f"{tick:g}",
            f"{errors.mean():.4f}",
            f"{errors.mean() / tick:.2f}",
            f"{errors.max() / tick:.2f}",
        )


def private_types() -> Iterator[str]:
    """Yield the games of private types on either side of their thresholds."""
    yield row("file", "belief", "threshold", "quantity", "exact", "engine", "4 standard errors")
    yield row(*["---"] * 7)
    for belief, own in ((0.1, 0.0), (0.36, 0.0), (0.39, 0.0), (0.48, 0.2), (0.54, 0.2)):
        scenario = bg.load("two-types").replace(
            {"parties.bob.belief": belief, "payoffs.ann.talks_broken": own}
        )
        outcomes = bg.simulate(scenario, worlds=MANY, worlds_per_draw=MANY, seed=1995)
        exact = solve_risk_return(belief, 0.2, 0.5, own)
        to_ann, _ = first_proposals(outcomes)
        threshold = f"{float(find_screening_threshold(0.2, 0.5, own)):.3f}"
        name = "two-types" if own == 0 else f"two-types, d = {own:g}"
        offer = f"{float(np.median(1 - to_ann)):.2f}"
        yield row(
            name, belief, threshold, "offer", f"{float(exact.offer):.2f}", offer, "(step 0.01)"
        )
        war = (outcomes.closing[:, 0] == Closing.OPT_OUT).mean()
        p = float(exact.war_probability)
        error = f"{4 * np.sqrt(p * (1 - p) / MANY):.4f}"
        yield row(name, belief, threshold, "war", f"{p:.3f}", f"{war:.4f}", error)
    threshold = f"{float(find_trust_threshold(1, -1, 0)):.3f}"
    for belief, exact_trust in ((0.45, 0.0), (0.5, 0.5), (0.55, 1.0)):
        scenario = bg.load("trust").replace({"parties.bob.belief": belief})
        outcomes = bg.simulate(scenario, worlds=MANY, worlds_per_draw=MANY, seed=2005)
        signed = (outcomes.response[:, 0] == Response.AGREED).mean()
        error = f"{4 * np.sqrt(exact_trust * (1 - exact_trust) / MANY):.4f}"
        yield row("trust", belief, threshold, "signed", exact_trust, f"{signed:.4f}", error)


def noisy_ultimatum() -> Iterator[str]:
    """Yield the moments of the ultimatum with noise."""
    yield row("noise", "quantity", "exact", "engine", "4 standard errors")
    yield row(*["---"] * 5)
    levels = np.arange(1, 101) / 100
    for noise in (0.02, 0.1, 0.5):
        scenario = bg.load("ultimatum").replace(
            {"parties.ann.choice_noise": noise, "parties.bob.choice_noise": noise}
        )
        outcomes = bg.simulate(scenario, worlds=MANY, worlds_per_draw=MANY, seed=1998)
        play = solve_logit_ultimatum(levels, noise)
        to_ann, agreed = first_proposals(outcomes)
        offers = 1 - to_ann[np.isfinite(to_ann)]
        weights = play.offer_probabilities / play.offer_probabilities.sum()
        mean = float((weights * levels).sum())
        spread = np.sqrt((weights * (levels - mean) ** 2).sum() / len(offers))
        yield row(noise, "mean offer", f"{mean:.4f}", f"{offers.mean():.4f}", f"{4 * spread:.4f}")
        for quantity, exact, engine in (
            ("no offer", float(play.pass_probability), np.isnan(to_ann).mean()),
            ("agreement", float(play.agreement_probability), agreed.mean()),
        ):
            error = 4 * np.sqrt(exact * (1 - exact) / MANY)
            yield row(noise, quantity, f"{exact:.4f}", f"{engine:.4f}", f"{error:.4f}")


def tables() -> str:
    """Return all tables as Markdown."""
    parts = (
        ("Shares of the first proposer", splits()),
        ("How the error falls with the step", mean_errors()),
        ("Private types", private_types()),
        ("The ultimatum with noise", noisy_ultimatum()),
    )
    return "\n\n".join(f"### {title}\n\n" + "\n".join(lines) for title, lines in parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/theory.md")
    write = parser.parse_args().write
    text = tables()
    if not write:
        print(text)
        return
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
