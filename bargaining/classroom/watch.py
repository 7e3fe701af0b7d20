"""Many worlds of a scenario to be watched: played as it is, and as changed, on the same luck."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.analysis.compare import compare
from bargaining.by_hand.news import news
from bargaining.classroom.theory import theory
from bargaining.codes import Ending
from bargaining.defaults import MANY_PACKAGES, PER_DRAW, SEED
from bargaining.designs.conditions import Moved, given
from bargaining.designs.factors import factors_of, points_of
from bargaining.engine import simulate
from bargaining.engine.arguments import scenario_of
from bargaining.errors import ArgumentError, BargainingError
from bargaining.outcomes import Outcomes
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.ending_in_words import ending
from bargaining.outcomes.layout import AXES
from bargaining.plots.bands import issues_of
from bargaining.scenario import Scenario
from bargaining.scenario.citations import evidence_at
from bargaining.scenario.evidence import numbers_of, uncertain_paths
from bargaining.scenario.words import Wording
from bargaining.stats import estimate_share
from bargaining.text.languages import told

__all__ = ["TALKS", "Settings", "Watch", "answers"]

# States of the talks, by their codes in what is drawn.
TALKS = ("no talks", "talks under way", "an agreement is in force", "talks broken off for good")
WORLDS, _WORLDS_OF_MANY = 500, 100
_MOST_WORLDS = 20_000
_MOST_SLIDERS = 5
# What is ranked from, and how many played results are remembered.
_RANKED, _REMEMBERED = 2_000, 6
_TENTHS = (0.1, 0.5, 0.9)
_KEEP = (
    *("summary", "rung", "ending_by_round"),
    *("at_table", "agreement_in_force", "talks_broken"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is changed in a scenario: numbers held at a value, and a counterfactual of its own.

    Attributes
    ----------
    numbers : tuple of pair of str and float
        Dotted paths with the value of each; all other numbers are drawn as ever.
    counterfactual : str or None
        Its name.
    """

    numbers: tuple[tuple[str, float], ...] = ()
    counterfactual: str | None = None

    @classmethod
    def of(cls, asked: Mapping[str, Any] | None) -> Settings:
        """Return what a mapping with the keys ``numbers`` and ``counterfactual`` asks for.

        Raises
        ------
        ArgumentError
            It is no such mapping.
        """
        asked = {} if asked is None else asked
        numbers = asked.get("numbers") or {} if isinstance(asked, Mapping) else None
        name = asked.get("counterfactual") if isinstance(asked, Mapping) else None
        if (
            not isinstance(numbers, Mapping)
            or not isinstance(name, str | None)
            or any(isinstance(one, bool) or not isinstance(one, int | float) for one in
                   numbers.values())
        ):  # fmt: skip
            raise ArgumentError(
                'settings must be {"numbers": {PATH: VALUE}, "counterfactual": NAME or None}; '
                f"got {asked!r:.200}"
            )
        held = sorted((str(path), float(value)) for path, value in numbers.items())
        return cls(tuple(held), name or None)


class Watch:
    """Worlds of a scenario as it is, and beside them the same worlds under other settings.

    Everything that is returned holds plain values only, as JSON knows them; all texts but paths and
    sources can be told in another language by `bargaining.text.languages.translated`.

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, the name of a bundled one, or the path of a file.
    worlds : int, optional
        How many are played at once: 500, or 100 where very many packages can be offered, which
        takes longer.
    seed, worlds_per_draw : int
        As in `simulate`.
    """

    def __init__(
        self,
        scenario: Scenario | str,
        *,
        worlds: int | None = None,
        seed: int = SEED,
        worlds_per_draw: int = PER_DRAW,
    ) -> None:
        self.scenario = scenario_of(scenario)
        self._many = self.scenario.n_packages > MANY_PACKAGES
        self.worlds = worlds or (_WORLDS_OF_MANY if self._many else WORLDS)
        if not 0 < self.worlds <= _MOST_WORLDS:
            raise ArgumentError(f"worlds must be 1 to {_MOST_WORLDS:,} to be drawn; got {worlds}")
        self.seed, self.worlds_per_draw = seed, worlds_per_draw
        self._played: dict[Settings, Outcomes] = {}
        self._sliders: list[dict[str, Any]] | None = None

    def outcomes(self, settings: Mapping[str, Any] | None = None) -> Outcomes:
        """Return the worlds under some settings, as `simulate` plays them.

        Raises
        ------
        ArgumentError, ScenarioError
            There is no such number or counterfactual, or a number cannot have this value.
        """
        asked = Settings.of(settings)
        found = self._played.pop(asked, None)
        if found is None:
            scenario, draws = self.scenario, -(-self.worlds // self.worlds_per_draw)
            if asked.counterfactual is not None:
                scenario = scenario.intervene(asked.counterfactual)
            found = simulate(
                scenario,
                worlds=self.worlds,
                worlds_per_draw=self.worlds_per_draw,
                seed=self.seed,
                parameters={path: [value] * draws for path, value in asked.numbers} or None,
                keep=_KEEP,
            )
        self._played[asked] = found
        # What was asked for last is at the end; the scenario as it is is always needed.
        for old in [one for one in self._played if one != Settings()][:-_REMEMBERED]:
            del self._played[old]
        return found

    def play(self, settings: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return what a picture of the worlds needs, as they are and under some settings.

        The worlds are the same before and after: world 17 has the same luck in both.

        Returns
        -------
        dict
            ``dates`` of the rounds; ``issues`` with their rungs; ``endings``, each with its share
            of the worlds and interval; ``before`` and ``after``, arrays of bytes in base64 over
            (world, round), those of rungs with a first column for how it began; ``after`` is None
            where nothing is changed; ``effect``, the change in words.
        """
        asked, before = Settings.of(settings), self.outcomes()
        after = self.outcomes(settings) if asked != Settings() else None
        words, scenario = Wording(self.scenario), self.scenario
        return {
            "scenario": scenario.name,
            "title": scenario.header.title,
            "seed": self.seed,
            "worlds": self.worlds,
            "worlds_per_draw": self.worlds_per_draw,
            "settings": {"numbers": dict(asked.numbers), "counterfactual": asked.counterfactual},
            "dates": [words.dates.name(i) for i in range(scenario.settings.rounds.value)],
            "issues": [
                {
                    "path": f"issues.{name}",
                    "label": words.label(name),
                    "giver": words.label(scenario.issues[name].giver),
                    "rungs": [str(rung.label) for rung in scenario.issues[name].rungs],
                    "levels": [float(rung.level) for rung in scenario.issues[name].rungs],
                }
                for name in issues_of(before)
            ],
            "talks": list(TALKS),
            "endings": _endings(before, after),
            "switches": [
                {"path": f"counterfactuals.{one.name}", "label": one.title}
                for one in scenario.counterfactuals
            ],
            "before": _drawn(before),
            "after": None if after is None else _drawn(after),
            "effect": None if after is None else _effect(before, after),
        }

    def sliders(self) -> list[dict[str, Any]]:
        """Return the numbers that matter most, five at most, with what they may be moved to.

        They are those by which worlds that end in one way differ most from the others, of the
        ending whose share is nearest to one half (`bargaining.given`), in 2,000 worlds, or those
        that are played where very many packages can be offered. ``sure`` says which are told apart
        from chance, with all numbers of the scenario tested together. From ``low`` to ``high`` are
        eight tenths of the prior. Numbers that are drawn together with others are left out.
        """
        if self._sliders is None:
            self._sliders = self._ranked() if uncertain_paths(self.scenario) else []
        return self._sliders

    def _ranked(self) -> list[dict[str, Any]]:
        outcomes = self.outcomes()
        if not self._many and len(outcomes) < _RANKED:
            size: dict[str, Any] = {"worlds_per_draw": self.worlds_per_draw, "seed": self.seed}
            outcomes = simulate(self.scenario, worlds=_RANKED, keep=(), **size)
        shares = np.bincount(outcomes.ending, minlength=len(Ending)) / len(outcomes)
        split = Ending(int(np.abs(shares - 0.5).argmin()))
        if not 0 < shares[split] < 1:
            return []
        factors = factors_of(self.scenario)
        alone = {one.paths[0]: one for one in factors if len(one.paths) == 1}
        moved = given(outcomes, {split.key: True}).moved
        chosen: list[Moved] = [one for one in moved if one.path in alone][:_MOST_SLIDERS]
        found = []
        for one in chosen:
            ends = points_of(self.scenario, [alone[one.path]], np.array([[u] for u in _TENTHS]))
            low, middle, high = sorted(ends.by_path()[one.path].tolist())
            found.append({
                "path": one.path,
                "label": alone[one.path].label,
                "unit": numbers_of(self.scenario)[one.path].unit or "",
                "low": low,
                "middle": middle,
                "high": high,
                "ending": split.words,
                "sure": one.told_apart,
            })  # fmt: skip
        return found

    def tell(self, world: int, settings: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Tell one world in plain words: what all could see of each round, and how it ended.

        Raises
        ------
        ArgumentError
            There is no such world.
        """
        if isinstance(world, bool) or not isinstance(world, int):
            raise ArgumentError(f"world must be the number of a world; got {world!r:.80}")
        outcomes = self.outcomes(settings)
        history, words = outcomes.history(world), Wording(outcomes.scenario)
        alone = PlayedWorlds(
            history.arrays, AXES, outcomes.labels, outcomes.record, scenario=outcomes.scenario
        )
        issues = [str(one) for one in outcomes.labels["issue"]]
        rungs = np.concatenate([alone["initial_rung"][:, None], alone["rung"]], axis=1)[0].tolist()
        story = [
            {
                "date": words.dates.name(i),
                "sentences": list(
                    news(
                        [one for one in history.events if one.round == i],
                        dict(zip(issues, before, strict=True)),
                        words,
                    )
                ),
            }
            for i, before in enumerate(rungs[:-1])
        ]
        return {"world": world, "story": story, "ending": ending(history, alone)[0]}

    def why(self, path: str) -> dict[str, Any]:
        """Return where a number, an issue or a counterfactual comes from.

        With a sentence of ours on each paragraph that is cited.
        """
        found, drawn = evidence_at(self.scenario, str(path)), uncertain_paths(self.scenario)
        numbers = [one["path"] for one in found["sourced"] if one["path"] in drawn]
        # In words, which number it is.
        labels = {
            path: one.label
            for one in (factors_of(self.scenario, numbers) if numbers else ())
            for path in one.paths
        }
        return {
            "path": found["path"],
            "sourced": [
                {
                    "label": labels.get(one["path"])
                    or one.get("title")
                    or one.get("label")
                    or one["path"],
                    "value": " ".join(filter(None, (one["in_words"], one.get("unit")))),
                    "why": one.get("why", ""),
                    "sources": list(one["source"]),
                }
                for one in found["sourced"]
            ],
            "paragraphs": found["paragraphs"],
        }


def answers(
    scenario: Scenario | str, *, worlds: int | None = None, seed: int = SEED
) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Return what answers each kind of message of the page, as `Watch` takes its arguments.

    What cannot be answered is refused in words.
    """
    watch = Watch(scenario, worlds=worlds, seed=seed)
    ways: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
        "watch": lambda asked: {"kind": "watched", "data": watch.play(asked.get("settings"))},
        "sliders": lambda asked: {"kind": "sliders", "data": watch.sliders()},
        "tell": lambda asked: {
            "kind": "told",
            **watch.tell(asked.get("world", 0), asked.get("settings")),
        },
        "why": lambda asked: {"kind": "because", **watch.why(asked.get("path", ""))},
        "theory": lambda asked: {
            "kind": "theory",
            "data": theory(asked.get("lesson", ""), asked.get("options")),
        },
    }

    def answer(kind: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return ways[kind](asked)
        except BargainingError as error:
            return {"kind": "refused", "asked": kind, "why": str(error)}

    return {kind: partial(answer, kind) for kind in ways}


def _coded(array: NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(array, dtype=np.uint8).tobytes()).decode()


def _drawn(outcomes: Outcomes) -> dict[str, Any]:
    """Return the arrays of a picture: of each issue, and the endings and the state of the talks."""
    at = outcomes.labels["issue"]
    talks = np.select(
        [outcomes["talks_broken"], outcomes["agreement_in_force"], outcomes["at_table"]], [3, 2, 1]
    )
    rungs = np.concatenate([outcomes["initial_rung"][:, None], outcomes["rung"]], axis=1)
    return {
        "rungs": [_coded(rungs[:, :, at.index(name)]) for name in issues_of(outcomes)],
        "endings": _coded(outcomes["ending_by_round"]),
        "talks": _coded(talks),
    }


def _endings(before: Outcomes, after: Outcomes | None) -> list[dict[str, Any]]:
    """Return the endings with their shares of the worlds, in the order of the codes."""
    return [
        {
            "label": one.words,
            "meaning": one.meaning,
            **{
                when: estimate_share(outcomes.ending == one, outcomes.cluster).to_dict("share")
                for when, outcomes in (("before", before), ("after", after))
                if outcomes is not None
            },
        }
        for one in Ending
    ]


def _effect(before: Outcomes, after: Outcomes) -> dict[str, Any]:
    """Return what a change did to the same worlds, in words and in numbers."""
    found = compare(before, after)
    other = int(found.flow.sum() - np.trace(found.flow))
    return {
        "text": told("{sentence}.", sentence=found.net_effect()),
        "note": found.note,
        "flipped": told(
            "{other} of {all} worlds end otherwise than before, with the same luck.",
            other=f"{other:,}",
            all=f"{found.n_worlds:,}",
        ),
        "changes": [found.endings[one].estimate.to_dict("change") for one in Ending],
    }
