"""`evaluate_claims`: the claims of scenarios compared with their worlds, each arm played once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, Literal

from bargaining.claims.arms import Arm, ScenarioSet
from bargaining.claims.playing import ArmRun, Size, play_arms
from bargaining.claims.results import ClaimResults
from bargaining.claims.testing import ClaimTest, RobustnessChecks, Tallies
from bargaining.defaults import PER_DRAW_EACH, SEED, WORLDS_EACH
from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.engine.runs import Progress, RunFolder
from bargaining.engine.simulation import versions
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.scenario.played import MODEL_NUMBER, played_digest
from bargaining.scenario.suggestions import did_you_mean


def evaluate_claims(
    scenarios: Scenario | str | Iterable[Scenario | str],
    *,
    worlds: int = WORLDS_EACH,
    worlds_per_draw: int = PER_DRAW_EACH,
    seed: int = SEED,
    claims: Iterable[str] | None = None,
    article: str | None = None,
    columns: Literal["effect", "all"] = "effect",
    column_worlds: int | None = None,
    column_worlds_per_draw: int | None = None,
    workers: int = 1,
    folder: Path | str | None = None,
    progress: Progress | None = None,
) -> ClaimResults:
    """Test the claims of one or several scenarios on what their worlds come to.

    Every arm that a claim compares is played once and shared by all claims that need it, with the
    same seed and draws, so that effects are differences world by world. Only tallies are kept.

    Parameters
    ----------
    scenarios : Scenario, str, or several of them
        Whose claims are tested: scenarios, names of bundled ones, or paths of files.
    worlds, worlds_per_draw, seed : int
        As `bargaining.simulate` takes them, for each arm.
    claims : iterable of str, optional
        Ids of the claims to test; all by default.
    article : str, optional
        Id of an article, such as ``"keck-2014"``: only claims that cite it first are tested.
    columns : str
        ``effect`` for the effect alone; ``all`` also for what decides the kind of a claim (no
        payoffs, the sign of its terms turned in half of the draws, its terms at zero), the least
        factor on its terms and the variants of the file, which takes many more worlds.
    column_worlds, column_worlds_per_draw : int, optional
        Worlds of each arm for these other columns; as many as for the effect by default.
    workers : int
        Processes that share the arms.
    folder : path, optional
        Where tallies are kept, and found again by a study that goes on.
    progress : callable, optional
        Called as ``progress(done, total)`` with worlds.

    Raises
    ------
    ArgumentError
        An argument is out of its range, or a claim cannot be tested as it is written.
    ScenarioError
        A scenario cannot be read.
    Interrupted
        It was stopped by hand.
    """
    if columns not in ("effect", "all"):
        raise ArgumentError(f'columns must be "effect" or "all"; got {columns!r}')
    check_whole(workers=workers)
    column_size = Size(
        worlds if column_worlds is None else column_worlds,
        worlds_per_draw if column_worlds_per_draw is None else column_worlds_per_draw,
    )
    study = Study.plan(
        scenarios,
        size=Size(worlds, worlds_per_draw),
        seed=seed,
        claims=claims,
        article=article,
        checks=RobustnessChecks(column_size) if columns == "all" else None,
    )
    kept = None if folder is None else RunFolder.prepare(folder)
    return study.results(study.play(workers=workers, folder=kept, progress=progress))


@dataclass(frozen=True)
class Study:
    """Claims in the order of the files, and the scenarios of the arms that they share.

    `size` is that of each arm for the effect; `sizes` has it by scenario, whose worlds take longer,
    or by id of a claim, which wants more of them; the id counts where both are given.
    """

    tests: tuple[ClaimTest, ...]
    scenarios: ScenarioSet
    seed: int
    size: Size
    sizes: Mapping[str, Size] = field(default_factory=dict)
    checks: RobustnessChecks | None = None

    @classmethod
    def plan(
        cls,
        scenarios: Scenario | str | Iterable[Scenario | str],
        *,
        seed: int,
        size: Size,
        claims: Iterable[str] | None = None,
        article: str | None = None,
        sizes: Mapping[str, Size] | None = None,
        checks: RobustnessChecks | None = None,
    ) -> Study:
        """Work out what has to be played, from what `evaluate_claims` takes and the attributes."""
        several = (scenarios,) if isinstance(scenarios, (Scenario, str)) else scenarios
        files = [scenario_of(each) for each in several]
        known = ScenarioSet(files)
        found = [(claim, scenario) for scenario in files for claim in scenario.claims]
        if claims is not None:
            wanted, ids = tuple(claims), [claim.id for claim, _ in found]
            for id in wanted:
                if id not in ids:
                    raise ArgumentError(
                        f'there is no claim "{id[:40]}". ' + did_you_mean(id, ids, "claims")
                    )
            found = [(claim, scenario) for claim, scenario in found if claim.id in wanted]
        if article is not None:
            cited = dict.fromkeys(claim.article for claim, _ in found if claim.article)
            if article not in cited:
                raise ArgumentError(
                    f'no claim cites the article "{article[:40]}" first. '
                    + did_you_mean(article, cited, "articles")
                )
            found = [(claim, scenario) for claim, scenario in found if claim.article == article]
        sizes = sizes or {}
        tests = tuple(
            ClaimTest.of(
                claim, scenario, known, sizes.get(claim.id, sizes.get(scenario.name, size)), checks
            )
            for claim, scenario in found
        )
        return cls(tests, known, check_seed(seed), size, sizes, checks)

    def needs(self) -> dict[tuple[Arm, Size], tuple[str, ...]]:
        """Return the arms to be played, each with its size and the quantities counted in it."""
        needed: dict[tuple[Arm, Size], dict[str, None]] = {}
        for test in self.tests:
            for (change, size), arm in product(test.columns().values(), test.arms):
                needed.setdefault((arm.under(change), size), {})[test.claim.quantity] = None
        return {key: tuple(texts) for key, texts in needed.items()}

    @property
    def n_worlds(self) -> int:
        """How many worlds all arms have together."""
        return sum(size.worlds for _, size in self.needs())

    def play(
        self, *, workers: int = 1, folder: RunFolder | None = None, progress: Progress | None = None
    ) -> Tallies:
        """Play each arm once and return its tallies; see `play_arms`."""
        needs = self.needs()
        wanted = [
            ArmRun(arm, self.scenarios[arm.scenario], texts, self.seed, size)
            for (arm, size), texts in needs.items()
        ]
        found = play_arms(wanted, workers=workers, folder=folder, progress=progress)
        return dict(zip(needs, found, strict=True))

    def results(self, tallies: Tallies) -> ClaimResults:
        """Return what the worlds say about each claim, from what `play` returned."""
        record: dict[str, Any] = {"seed": self.seed, **self.size.to_dict()}
        if self.sizes:
            record["sizes"] = {name: of.to_dict() for name, of in sorted(self.sizes.items())}
        if self.checks is not None:
            record["checks"] = self.checks.size.to_dict() | {"factors": list(self.checks.factors)}
            if self.checks.kinds is not None:
                record["checks"]["kinds"] = self.checks.kinds.to_dict()
        record |= {
            "arms_played": len(self.needs()),
            "worlds_played": self.n_worlds,
            "versions": versions(),
            "model_number": MODEL_NUMBER,
            "played_digests": {
                name: played_digest(one, what_ifs=True)
                for name, one in sorted(self.scenarios.by_name.items())
            },
        }
        return ClaimResults(tuple(test.result(tallies) for test in self.tests), record)
