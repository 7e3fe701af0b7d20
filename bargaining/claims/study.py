"""A study: which claims are tested, under which changes, which arms that takes, how many worlds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bargaining.claims.arms import (
    AS_WRITTEN,
    FACTORS,
    NULL,
    Arm,
    Change,
    Company,
    arms_of,
    scalable,
    scaled_by,
    shared_variants,
    varied,
)
from bargaining.claims.chunks import Chunk, Size, TallyFolder, chunks
from bargaining.claims.kinds import by_its_arms
from bargaining.claims.playing import Progress, play_chunks
from bargaining.claims.tally import Tally
from bargaining.claims.terms import differing, fact_behind
from bargaining.claims.verdict import is_about_draws
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.quantity import read_quantity
from bargaining.scenario.schema import Claim

__all__ = ["Checks", "Question", "Study", "Tallies"]

Tallies = dict[tuple[Arm, Size], dict[str, Tally]]


@dataclass(frozen=True, slots=True)
class Checks:
    """What is asked of claims beside their effect: the kind, k* and the grid.

    Attributes
    ----------
    size : Size
        Worlds of each arm for k* and the grid.
    kinds : Size or None
        Worlds of each arm for what decides the kind of a claim: null, symmetric prior, and its
        terms taken away; `size` where None. Of a claim about draws as many draws are taken, with
        as many worlds of each as for its effect.
    claims : str
        How the ids of the claims begin of which it is asked; all where empty.
    factors : tuple of float
        Strengths of the terms to try.
    variants : tuple of str or None
        Variants to try; all that the files have where None.
    """

    size: Size
    claims: str = ""
    factors: tuple[float, ...] = FACTORS
    variants: tuple[str, ...] | None = None
    kinds: Size | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A claim to be tested.

    Attributes
    ----------
    scenario : Scenario
        Whose claim it is.
    claim : Claim
        The claim.
    arms : tuple of Arm
        What is compared, in order.
    terms : tuple of str
        The terms that it rests on, as far as some arm's file has them.
    variants : tuple of str
        The variants under which it is tested again: those that all arms' files have.
    size : Size
        Worlds of each arm for the effect.
    checks : Checks or None
        What else is asked.
    differing : tuple of str
        Those of its terms in whose weight the arms differ.
    fact : str
        Name of the fact that it repeats; empty where there is none.
    """

    scenario: Scenario
    claim: Claim
    arms: tuple[Arm, ...]
    terms: tuple[str, ...]
    variants: tuple[str, ...]
    size: Size
    checks: Checks | None = None
    differing: tuple[str, ...] = ()
    fact: str = ""

    @property
    def made(self) -> bool:
        """Whether it is by construction whatever the worlds say."""
        return bool(by_its_arms(self.claim, self.differing, self.fact))

    @property
    def kind_size(self) -> Size:
        """Worlds of each arm for what decides its kind."""
        if self.checks is None:
            return self.size
        kind = self.checks.kinds or self.checks.size
        if is_about_draws(self.claim):
            per_draw = self.size.worlds_per_draw
            return Size(min(kind.draws * per_draw, self.size.worlds), per_draw)
        return kind

    @property
    def kind_is_part(self) -> bool:
        """Whether the worlds that decide its kind are the first of those of its effect."""
        kind = self.kind_size
        return kind.worlds_per_draw == self.size.worlds_per_draw and kind.draws <= self.size.draws

    def changes(self) -> Iterator[tuple[Change, Size]]:
        """Yield every change under which the claim is tested again, with the worlds for it."""
        if self.checks is None or self.made:
            return
        yield NULL, self.kind_size
        if self.terms:
            # Both signs in full strength make the symmetric prior.
            yield scaled_by(-1.0, self.terms), self.kind_size
            yield scaled_by(0.0, self.terms), self.kind_size
            if not self.kind_is_part:
                yield AS_WRITTEN, self.kind_size
            for factor in self.checks.factors:
                if factor not in (0.0, 1.0):
                    yield scaled_by(factor, self.terms), self.checks.size
        for name in self.variants:
            yield varied(name), self.checks.size


@dataclass(frozen=True)
class Study:
    """Claims, and the arms that they share.

    Attributes
    ----------
    questions : tuple of Question
        The claims in the order of the files.
    company : Company
        The scenarios by name.
    seed : int
        Seed of all luck, the same in every arm.
    size : Size
        Worlds of each arm for the effect.
    sizes : mapping of str to Size
        The same for the claims of some scenarios, whose worlds take longer, or for claims by
        id, which want more of them; the id counts where both are given.
    checks : Checks or None
        What else is asked.
    """

    questions: tuple[Question, ...]
    company: Company
    seed: int
    size: Size
    sizes: Mapping[str, Size] = field(default_factory=dict)
    checks: Checks | None = None

    @classmethod
    def plan(
        cls,
        scenarios: Iterable[Scenario],
        *,
        claims: Iterable[str] | None = None,
        article: str | None = None,
        seed: int,
        size: Size,
        sizes: Mapping[str, Size] | None = None,
        checks: Checks | None = None,
    ) -> Study:
        """Work out what has to be played.

        Parameters
        ----------
        scenarios : iterable of Scenario
            Whose claims are tested.
        claims : iterable of str, optional
            Ids of the claims to test; all of them by default.
        article : str, optional
            Id of an article: only claims that cite it first are tested.
        seed, size, sizes, checks
            As the attributes.

        Raises
        ------
        ArgumentError
            There is no such claim, no claim of such an article or no such arm, or two scenarios
            have one name.
        """
        scenarios = tuple(scenarios)
        company = Company.of(scenarios)
        found = [(scenario, claim) for scenario in scenarios for claim in scenario.claims]
        if claims is not None:
            wanted = tuple(claims)
            _check_ids(wanted, [claim.id for _, claim in found])
            found = [(scenario, claim) for scenario, claim in found if claim.id in wanted]
        if article is not None:
            _check_article(article, [claim.article for _, claim in found])
            found = [(scenario, claim) for scenario, claim in found if claim.article == article]
        sizes = sizes or {}
        questions = tuple(
            _question(
                scenario,
                claim,
                company,
                sizes.get(claim.id, sizes.get(scenario.name, size)),
                checks,
            )
            for scenario, claim in found
        )
        return cls(questions, company, seed, size, sizes, checks)

    def needs(self) -> dict[tuple[Arm, Size], tuple[str, ...]]:
        """Return the arms to be played, each with its size and the quantities counted in it."""
        needed: dict[tuple[Arm, Size], dict[str, None]] = {}
        for question in self.questions:
            text = question.claim.quantity
            for arm in question.arms:
                needed.setdefault((arm, question.size), {})[text] = None
                for change, size in question.changes():
                    needed.setdefault((arm.under(change), size), {})[text] = None
        return {key: tuple(texts) for key, texts in needed.items()}

    @property
    def n_worlds(self) -> int:
        """How many worlds all arms have together."""
        return sum(size.worlds for _, size in self.needs())

    def play(
        self,
        *,
        workers: int = 1,
        folder: TallyFolder | None = None,
        progress: Progress | None = None,
    ) -> Tallies:
        """Play each arm once and return its tallies; see `play_chunks`."""
        keys: list[tuple[Arm, Size]] = []
        wanted: list[Chunk] = []
        for key, texts in self.needs().items():
            arm, size = key
            scenario = self.company.scenario(arm.scenario)
            parts = list(chunks(arm, scenario, texts, self.seed, size))
            wanted += parts
            keys += [key] * len(parts)
        parts_of: dict[tuple[Arm, Size], list[dict[str, Tally]]] = {key: [] for key in keys}
        for place, tallies in play_chunks(
            wanted, workers=workers, folder=folder, progress=progress
        ):
            parts_of[keys[place]].append(tallies)
        return {
            key: {text: _joined([part[text] for part in parts]) for text in parts[0]}
            for key, parts in parts_of.items()
        }


def _check_ids(wanted: tuple[str, ...], known: list[str]) -> None:
    for id in wanted:
        if id not in known:
            raise ArgumentError(
                f'there is no claim "{id[:40]}". ' + did_you_mean(id, known, "claims")
            )


def _check_article(wanted: str, known: list[str]) -> None:
    cited = dict.fromkeys(article for article in known if article)
    if wanted not in cited:
        raise ArgumentError(
            f'no claim cites the article "{wanted[:40]}" first. '
            + did_you_mean(wanted, cited, "articles")
        )


def _joined(parts: list[Tally]) -> Tally:
    return parts[0] if len(parts) == 1 else Tally.joined(parts)


def _question(
    scenario: Scenario, claim: Claim, company: Company, size: Size, checks: Checks | None
) -> Question:
    """Return the question that a claim puts, with its arms and all that is asked of it.

    Raises
    ------
    ArgumentError
        There is no such arm, or its quantity cannot be asked of one of the files.
    """
    arms = arms_of(claim, scenario, company)
    files = [company.scenario(name) for name in dict.fromkeys(arm.scenario for arm in arms)]
    for file in files:
        try:
            read_quantity(claim.quantity, file)
        except ValueError as error:
            raise ArgumentError(
                f"{scenario.name}: claim {claim.id} cannot be tested, since for {file.name} its "
                f"quantity {error}"
            ) from None
    differ = differing(claim.rests_on or (), arms, company)
    fact = fact_behind(claim, scenario)
    if checks is None or not claim.id.startswith(checks.claims):
        return Question(scenario, claim, arms, (), (), size, differing=differ, fact=fact)
    terms = scalable(claim.rests_on or (), files)
    variants = shared_variants(files)
    if checks.variants is not None:
        variants = tuple(name for name in variants if name in checks.variants)
    return Question(scenario, claim, arms, terms, variants, size, checks, differ, fact)
