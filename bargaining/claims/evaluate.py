"""`evaluate_claims`: the claims of scenarios held against their worlds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from bargaining.claims.arms import AS_WRITTEN, NULL, Change, scaled_by, varied
from bargaining.claims.chunks import Size, TallyFolder
from bargaining.claims.estimates import ClaimEstimate, effect, level, ordered
from bargaining.claims.playing import Progress
from bargaining.claims.results import ClaimResult, ClaimResults, Figures, grid_point, strength
from bargaining.claims.study import Checks, Question, Study, Tallies
from bargaining.claims.tally import Tally
from bargaining.claims.terms import in_words
from bargaining.claims.verdict import form_of, is_level
from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.engine.simulation import versions
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.scenario.played import MODEL_NUMBER, played_digest
from bargaining.scenario.quantity import read_quantity

__all__ = ["COLUMNS", "answer", "evaluate_claims", "planned", "size_of"]

COLUMNS = ("effect", "all")


def evaluate_claims(
    scenarios: Scenario | str | Iterable[Scenario | str],
    *,
    worlds: int = 400,
    worlds_per_draw: int = 10,
    seed: int = 0,
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
        ``effect`` for the effect alone; ``all`` also for what decides the kind of a claim (the
        zero-payoff null, the sign-symmetric prior, its terms at zero), k* and the share of the
        robustness grid, which takes many more worlds.
    column_worlds, column_worlds_per_draw : int, optional
        Worlds of each arm for these other columns; as many as for the effect by default.
    workers : int
        Processes that share the arms.
    folder : path, optional
        Where tallies are kept, and found again by a study that goes on.
    progress : callable, optional
        Called as ``progress(done, total)`` with worlds.

    Returns
    -------
    ClaimResults

    Raises
    ------
    ArgumentError
        An argument is out of its range, or a claim cannot be tested as it is written.
    ScenarioError
        A scenario cannot be read.
    """
    if columns not in COLUMNS:
        raise ArgumentError(f'columns must be "effect" or "all"; got {columns!r}')
    size = size_of(worlds, worlds_per_draw)
    check_whole(workers=workers)
    column_size = size_of(
        worlds if column_worlds is None else column_worlds,
        worlds_per_draw if column_worlds_per_draw is None else column_worlds_per_draw,
    )
    checks = Checks(column_size) if columns == "all" else None
    study = planned(scenarios, size=size, seed=seed, claims=claims, article=article, checks=checks)
    kept = None if folder is None else TallyFolder.prepare(folder)
    return answer(study, study.play(workers=workers, folder=kept, progress=progress))


def planned(
    scenarios: Scenario | str | Iterable[Scenario | str],
    *,
    size: Size,
    seed: int,
    claims: Iterable[str] | None = None,
    article: str | None = None,
    checks: Checks | None = None,
    sizes: Mapping[str, Size] | None = None,
) -> Study:
    """Return a study that is not yet played.

    Parameters
    ----------
    scenarios, seed, claims, article
        As `evaluate_claims` takes them.
    size, checks, sizes
        As `Study` has them.
    """
    several = (scenarios,) if isinstance(scenarios, (Scenario, str)) else scenarios
    return Study.plan(
        [scenario_of(each) for each in several],
        claims=claims,
        article=article,
        seed=check_seed(seed),
        size=size,
        sizes=sizes,
        checks=checks,
    )


def size_of(worlds: int, worlds_per_draw: int) -> Size:
    """Return a size.

    Raises
    ------
    ArgumentError
        A count is no whole number of at least 1.
    """
    check_whole(worlds=worlds, worlds_per_draw=worlds_per_draw)
    return Size(worlds, worlds_per_draw)


def answer(study: Study, tallies: Tallies) -> ClaimResults:
    """Return the results of a study that was played.

    Parameters
    ----------
    study : Study
        What was asked.
    tallies : dict
        As `Study.play` returns them.
    """
    results = tuple(_Answering(tallies, question).result() for question in study.questions)
    return ClaimResults(results, _record(study))


class _Answering:
    """One claim and the tallies that tell about it."""

    def __init__(self, tallies: Tallies, question: Question) -> None:
        self.tallies, self.question = tallies, question
        self.claim = question.claim
        self.quantity = read_quantity(self.claim.quantity, question.scenario)

    def result(self) -> ClaimResult:
        """Return the claim's numbers in all columns that were asked for."""
        question, checks = self.question, self.question.checks
        estimate = self.estimate(self.arms(AS_WRITTEN, question.size))
        found: dict[str, Any] = {}
        if checks is not None and not question.made:
            found["grid"] = tuple(
                grid_point(self.claim, name, self.at(varied(name), checks.size).value)
                for name in question.variants
            )
            found["null"] = Figures.of(self.at(NULL, question.kind_size))
            if question.terms:
                without = self.at(self.scaled(0.0), question.kind_size)
                known = {0.0: without, 1.0: estimate}
                found["without"] = Figures.of(without)
                found["symmetric"] = self.symmetric()
                found["strengths"] = tuple(
                    strength(self.claim, factor, self.at_strength(factor, known).value)
                    for factor in sorted(checks.factors)
                )
        own = question.scenario
        rests_on = self.claim.rests_on or ()
        return ClaimResult(
            scenario=question.scenario.name,
            claim=self.claim,
            arms=tuple(map(str, question.arms)),
            figures=Figures.of(estimate),
            differing=question.differing,
            fact=question.fact,
            terms={path: in_words(path, own) for path in rests_on},
            **found,
        )

    def arms(self, change: Change, size: Size) -> list[Tally]:
        """Return the tallies of the claim's arms under a change."""
        text = self.claim.quantity
        return [self.tallies[arm.under(change), size][text] for arm in self.question.arms]

    def scaled(self, factor: float) -> Change:
        """Return the change of the terms that it rests on."""
        return scaled_by(factor, self.question.terms)

    def at(self, change: Change, size: Size) -> ClaimEstimate:
        """Return the estimate under a change, in so many worlds."""
        return self.estimate(self.arms(change, size))

    def at_strength(self, factor: float, known: Mapping[float, ClaimEstimate]) -> ClaimEstimate:
        """Return the estimate with the terms multiplied; those of more worlds are known."""
        checks = self.question.checks
        assert checks is not None
        return known[factor] if factor in known else self.at(self.scaled(factor), checks.size)

    def estimate(self, tallies: list[Tally]) -> ClaimEstimate:
        """Return the level, the effect or the order that the claim is about."""
        claim, confidence = self.claim, self.claim.confidence
        if form_of(claim) == "order":
            return ordered(self.quantity, tallies, claim.direction or ">", confidence=confidence)
        if is_level(claim):
            return level(
                self.quantity,
                tallies[0],
                confidence=confidence,
                direction=claim.direction,
                threshold=claim.threshold,
            )
        return effect(
            self.quantity,
            *tallies,
            confidence=confidence,
            relative=claim.relative,
            direction=claim.direction,
            threshold=claim.threshold,
        )

    def symmetric(self) -> Figures:
        """Return the numbers under a prior that is symmetric about zero in the terms.

        Half of its draws are those of the prior, the other half the same with the sign turned; they
        count as draws of their own.
        """
        question, size = self.question, self.question.kind_size
        if question.kind_is_part:
            plain = [one.first(size.draws) for one in self.arms(AS_WRITTEN, question.size)]
        else:
            plain = self.arms(AS_WRITTEN, size)
        turned = self.arms(self.scaled(-1.0), size)
        return Figures.of(self.estimate([_both(*pair) for pair in zip(plain, turned, strict=True)]))


def _both(plain: Tally, turned: Tally) -> Tally:
    after = int(plain.draws.max()) + 1
    return Tally.joined([plain, replace(turned, draws=turned.draws + after)])


def _record(study: Study) -> dict[str, Any]:
    found: dict[str, Any] = {"seed": study.seed, **_counts(study.size)}
    if study.sizes:
        found["sizes"] = {name: _counts(size) for name, size in sorted(study.sizes.items())}
    if study.checks is not None:
        found["checks"] = {
            **_counts(study.checks.size),
            "claims": study.checks.claims,
            "factors": list(study.checks.factors),
        }
        if study.checks.kinds is not None:
            found["checks"]["kinds"] = _counts(study.checks.kinds)
    return {
        **found,
        "arms_played": len(study.needs()),
        "worlds_played": study.n_worlds,
        "versions": versions(),
        "model_number": MODEL_NUMBER,
        "played_digests": {
            name: played_digest(one, what_ifs=True)
            for name, one in sorted(study.company.scenarios.items())
        },
    }


def _counts(size: Size) -> dict[str, int]:
    return {"draws": size.draws, "worlds_per_draw": size.worlds_per_draw, "worlds": size.worlds}
