"""A study: which claims are tested, which arms that takes, and how many worlds each has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bargaining.claims.arms import Arm, Company
from bargaining.claims.cache import TallyFolder
from bargaining.claims.chunks import Chunk, Size, chunks
from bargaining.claims.playing import Progress, play_chunks
from bargaining.claims.questions import Checks, Question, question_of
from bargaining.claims.tally import Tally
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.scenario.near import did_you_mean

__all__ = ["Checks", "Question", "Study", "Tallies"]

Tallies = dict[tuple[Arm, Size], dict[str, Tally]]


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
            question_of(
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
