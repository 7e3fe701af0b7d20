"""Random small domains, the folder of this project's own, and utilities added up by hand."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from bargaining.interop.domain import Domain, DomainIssue, Profile

HARBOUR = Path(__file__).with_name("data") / "harbour"
SHARED = Path(__file__).resolve().parents[4] / "shared" / "domains"

# Labels that trip writers of XML, of TOML and of names, the last ones without a single letter.
_LABELS = st.text("ab Zé\"'&<>\\;:=[]{}%#_\t0", min_size=1, max_size=8).map(
    lambda text: " ".join(text.split()) or "-"
)
_WORTH = st.floats(0, 1).map(lambda x: round(x, 6))


def utilities(domain: Domain) -> np.ndarray:
    """Return utilities over (profile, package), one package after the other in plain Python."""
    rows = []
    for profile in domain.profiles:
        parts = [
            [weight * worth for worth in worths]
            for weight, worths in zip(profile.weights, profile.worths, strict=True)
        ]
        rows.append([sum(chosen) for chosen in itertools.product(*parts)])
    return np.array(rows)


@st.composite
def _profiles(draw, name, issues):
    return Profile(
        name=name,
        weights=tuple(draw(_WORTH) for _ in issues),
        worths=tuple(tuple(draw(_WORTH) for _ in issue.values) for issue in issues),
        reservation_value=draw(st.sampled_from([0.0, 0.25, 0.4])),
        discount=draw(st.sampled_from([1.0, 0.8, 0.1])),
    )


@st.composite
def small_domains(draw, least_values=1):
    names = draw(st.lists(_LABELS, min_size=1, max_size=3, unique=True))
    issues = tuple(
        DomainIssue(
            name, tuple(draw(st.lists(_LABELS, min_size=least_values, max_size=4, unique=True)))
        )
        for name in names
    )
    first, second = draw(_profiles("left side", issues)), draw(_profiles("right side", issues))
    return Domain("small", issues, (first, second))


def with_term(text: str, party: str, term: str, value: float) -> str:
    """Return a scenario's text with one more payoff term."""
    head = f"[payoffs.{party}]\n"
    assert head in text
    number = f'{{ value = {value!r}, source = "assumed", why = "One more term, for a test." }}'
    return text.replace(head, f'{head}"{term}" = {number}\n')
