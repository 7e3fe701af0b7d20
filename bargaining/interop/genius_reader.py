"""Read a bilateral domain of the GENIUS platform as a scenario."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from bargaining.errors import ArgumentError, Problem, ScenarioError
from bargaining.interop.complaints import Complaints
from bargaining.interop.domain import Domain, DomainIssue, Profile
from bargaining.interop.domain_text import domain_text
from bargaining.interop.genius_domain import read_issues
from bargaining.interop.genius_profile import read_profile
from bargaining.scenario import Scenario, loads

__all__ = ["read_genius"]

PathLike = str | os.PathLike[str]

_MOST_ROUNDS = 399


def read_genius(
    domain: PathLike,
    *,
    profiles: Sequence[PathLike] | None = None,
    rounds: int = 100,
    parties: Sequence[str] | None = None,
    choice_noise: float = 0.02,
    save_as: PathLike | None = None,
) -> Scenario:
    """Read a GENIUS domain and its two utility profiles as a scenario.

    Every issue becomes a ladder with one rung a value, in the order of the file, and every
    combination of values a package, worth weight x evaluation / greatest evaluation, summed over
    the issues. The parties take turns for `rounds` rounds, the first profile's party first; nobody
    walks out, and there is one agreement. Each round of delay costs the discount's
    ``discount ** (1 / rounds)``; no agreement pays the reservation value from the deadline on.

    Parameters
    ----------
    domain : path
        A domain file, or a folder that holds one domain and two profiles.
    profiles : two paths, optional
        The profiles, the first speaker's first; in the order of their names, where a folder is
        given.
    rounds : int
        Offers that can be made before talks end, 1 to 399.
    parties : two names, optional
        Names for the parties, in small letters with underscores; those of the profiles' files, if
        absent.
    choice_noise : float
        Choice noise of both parties, in units of utility, above 0. Strategies that follow a rule
        of their own do not read it.
    save_as : path, optional
        Where to write the scenario as a TOML file, too; an existing file is replaced.

    Returns
    -------
    Scenario
        Its summary holds the reader's notes on what is odd but not wrong, such as weights that do
        not sum to 1.

    Raises
    ------
    ScenarioError
        A file cannot be read or breaks rules; every problem of every file is listed. A document
        type declaration in the XML is refused.
    ArgumentError
        An argument is out of its range.

    References
    ----------
    Lin, R., Kraus, S., Baarslag, T., Tykhonov, D., Hindriks, K. and Jonker, C. M. (2014). Genius:
    an integrated environment for supporting the design of generic automated negotiators.
    *Computational Intelligence* 30(1), 48-70.
    """
    if isinstance(rounds, bool) or not isinstance(rounds, int) or not 1 <= rounds <= _MOST_ROUNDS:
        raise ArgumentError(
            f"rounds must be a whole number from 1 to {_MOST_ROUNDS}; got {rounds!r}. It is the "
            "number of offers that can be made."
        )
    if not choice_noise > 0 or choice_noise == float("inf"):
        raise ArgumentError(
            f"choice_noise must be above 0 and finite; got {choice_noise!r}. It is in units of "
            "utility: 0.01 makes a difference of 0.05 nearly always decide."
        )
    names = _two(parties, "parties", "names")
    found = read_domain(domain, profiles)
    text = domain_text(found, rounds=rounds, parties=names, choice_noise=float(choice_noise))
    scenario = loads(text, origin=os.fsdecode(domain))
    if save_as is not None:
        Path(save_as).write_text(text, encoding="utf-8", newline="\n")
    return scenario


def read_domain(domain: PathLike, profiles: Sequence[PathLike] | None = None) -> Domain:
    """Return the domain and profiles that files describe.

    Raises
    ------
    ScenarioError
        A file cannot be read or breaks rules; every problem is listed.
    """
    given = _two(profiles, "profiles", "paths")
    place = Path(domain)
    complaints = Complaints(f"GENIUS domain {place.name}")
    files = [place, *map(Path, given or ())]
    if given is None or place.is_dir():
        files = _files_in(place, given)
    roots = [complaints.read(file) for file in files]
    issues: tuple[DomainIssue, ...] = ()
    if roots[0] is not None:
        complaints.about(files[0])
        issues = read_issues(roots[0], complaints)
    read: list[Profile] = []
    for file, root in zip(files[1:], roots[1:], strict=True):
        if root is not None and issues:
            complaints.about(file)
            read.append(read_profile(root, file.stem, issues, complaints))
    complaints.settle()
    return Domain(
        name=files[0].stem.removesuffix("_domain") or files[0].stem,
        issues=issues,
        profiles=(read[0], read[1]),
        notes=tuple(complaints.notes),
    )


def _files_in(folder: Path, profiles: Sequence[PathLike] | None) -> list[Path]:
    """Return a folder's domain file and its two profiles, told apart by their root elements."""
    if not folder.is_dir():
        raise ArgumentError(
            f"profiles must be two paths where domain is a file; got {folder} alone. Give a folder "
            "with one domain and two profiles, or the profiles."
        )
    complaints = Complaints(f"GENIUS domain {folder.name}")
    xml = sorted(file for file in folder.iterdir() if file.suffix.lower() == ".xml")
    roots = {file: complaints.read(file) for file in xml}
    complaints.settle()
    tags = {file: root.tag for file, root in roots.items() if root is not None}
    domains = [file for file, tag in tags.items() if tag == "negotiation_template"]
    spaces = [file for file, tag in tags.items() if tag == "utility_space"]
    if profiles is not None:
        spaces = [Path(profile) for profile in profiles]
    if len(domains) != 1 or len(spaces) != 2:
        raise ScenarioError(
            str(folder),
            [
                Problem(
                    "",
                    "must hold one domain (root <negotiation_template>) and two profiles (root "
                    f"<utility_space>); got {_listed(domains)} and {_listed(spaces)}. Give the "
                    "domain's file, and the two profiles by profiles=(..., ...).",
                )
            ],
        )
    return [*domains, *spaces]


def _listed(files: Sequence[Path]) -> str:
    return ", ".join(file.name for file in files) or "none"


def _two(given: Sequence[PathLike] | None, name: str, what: str) -> tuple[str, str] | None:
    if given is None:
        return None
    if isinstance(given, (str, bytes, os.PathLike)) or len(given) != 2:
        raise ArgumentError(f"{name} must be two {what}, the first speaker's first; got {given!r}.")
    return os.fsdecode(given[0]), os.fsdecode(given[1])
