"""Read a bilateral domain of the GENIUS platform, and make a scenario of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from bargaining.errors import ArgumentError, Problem, ScenarioError
from bargaining.interop.domain import Domain, domain_text
from bargaining.interop.genius_files import read_issues, read_profile
from bargaining.interop.xml_tree import Complaints, Element
from bargaining.scenario import Scenario, loads

PathLike = str | os.PathLike[str]

_MOST_ROUNDS = 399
# A scenario with a larger menu is refused by its reader.
_MOST_PACKAGES = 20_000
# Files that GENIUS itself keeps beside its domains.
_OWN = {
    "pareto": "the Pareto frontier as GENIUS computed it, ",
    "solutions": "solutions as GENIUS computed them, ",
}


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
        type declaration in the XML is refused, and so are more than 20,000 packages (`read_domain`
        reads the payoffs of more).
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
    if not 0 < choice_noise < float("inf"):
        raise ArgumentError(
            f"choice_noise must be above 0 and finite; got {choice_noise!r}. It is in units of "
            "utility: 0.01 makes a difference of 0.05 nearly always decide."
        )
    names = _two(parties, "parties", "names")
    found = read_domain(domain, profiles=profiles)
    if found.n_packages > _MOST_PACKAGES:
        sizes = " x ".join(str(len(issue.values)) for issue in found.issues)
        sentence = (
            f"has {found.n_packages:,} packages ({sizes} values); at most {_MOST_PACKAGES:,} can "
            "be played. For the solution concepts alone take read_domain, whose payoffs are those "
            "of larger domains too; to play it, leave out issues or values."
        )
        raise ScenarioError(f"GENIUS domain {found.name}", [Problem("", sentence)])
    text = domain_text(found, rounds=rounds, parties=names, choice_noise=float(choice_noise))
    scenario = loads(text, origin=os.fsdecode(domain))
    if save_as is not None:
        Path(save_as).write_text(text, encoding="utf-8", newline="\n")
    return scenario


def read_domain(domain: PathLike, *, profiles: Sequence[PathLike] | None = None) -> Domain:
    """Read a GENIUS domain and its two utility profiles, without making a scenario of them.

    For the solution concepts of a domain that is too large to be played:
    ``solve(found.payoffs, "nash", disagreement=found.disagreement)``.

    Parameters
    ----------
    domain : path
        A domain file, or a folder that holds one domain and two profiles.
    profiles : two paths, optional
        The profiles; in the order of their names, where a folder is given.

    Raises
    ------
    ScenarioError
        A file cannot be read or breaks rules; every problem is listed.
    ArgumentError
        The profiles are not two paths, or missing where the domain is a file.
    """
    given = _two(profiles, "profiles", "paths")
    place = Path(domain)
    complaints = Complaints(f"GENIUS domain {place.name}")
    if place.is_dir():
        files, roots = _files_in(place, given, complaints)
    elif given is None:
        raise ArgumentError(
            f"profiles must be two paths where domain is a file; got {place} alone. Give a folder "
            "with one domain and two profiles, or the profiles."
        )
    else:
        files = [place, *map(Path, given)]
        roots = [complaints.read(file) for file in files]
    issues = () if roots[0] is None else read_issues(roots[0], complaints)
    read = [
        read_profile(root, file.stem, issues, complaints)
        for file, root in zip(files[1:], roots[1:], strict=True)
        if root is not None and issues
    ]
    complaints.settle()
    return Domain(
        name=files[0].stem.removesuffix("_domain") or files[0].stem,
        issues=issues,
        profiles=(read[0], read[1]),
        notes=tuple(complaints.notes),
    )


def _files_in(
    folder: Path, profiles: tuple[str, str] | None, complaints: Complaints
) -> tuple[list[Path], list[Element | None]]:
    """Return a folder's domain and its two profiles, told apart by their root elements."""
    roots: dict[Path, Element | None] = {}
    by_tag: dict[str, list[Path]] = {"negotiation_template": [], "utility_space": []}
    strays: list[str] = []
    look = Complaints(complaints.name)
    for file in sorted(one for one in folder.iterdir() if one.suffix.lower() == ".xml"):
        root = roots[file] = look.read(file)
        tag = "" if root is None else root.tag
        if tag in by_tag:
            by_tag[tag].append(file)
        else:
            said = f"root <{tag}>" if tag else "not well-formed"
            strays.append(f"{file.name} ({_OWN.get(file.stem.lower(), '')}{said})")
    domains, spaces = by_tag.values()
    if profiles is not None:
        spaces = [Path(profile) for profile in profiles]
        roots |= {file: complaints.read(file) for file in spaces}
    if len(domains) == 1 and len(spaces) == 2:
        if strays:
            complaints.note(f"Left out, being neither domain nor profile: {', '.join(strays)}.")
        files = [*domains, *spaces]
        return files, [roots[file] for file in files]
    # What cannot be read may be one of the three.
    look.settle()
    listed = [", ".join(file.name for file in files) or "none" for files in (domains, spaces)]
    others = f" Neither of the two: {', '.join(strays)}." if strays else ""
    sentence = (
        "must hold one domain (root <negotiation_template>) and two profiles (root "
        f"<utility_space>); got {' and '.join(listed)}. Give the domain's file, and the two "
        f"profiles by profiles=(..., ...).{others}"
    )
    raise ScenarioError(str(folder), [Problem("", sentence)])


def _two(given: Sequence[PathLike] | None, name: str, what: str) -> tuple[str, str] | None:
    if given is None:
        return None
    if isinstance(given, (str, bytes, os.PathLike)) or len(given) != 2:
        raise ArgumentError(f"{name} must be two {what}, the first speaker's first; got {given!r}.")
    return os.fsdecode(given[0]), os.fsdecode(given[1])
