"""What this machine trusts: the chain of root metadata from the one that its user confirmed.

The first root is kept because its fingerprint was told out of band. Each later one is kept
because M of the members before it and M of its own signed it. The newest holds the roster.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from federation.errors import ReleaseError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.releases.metadata import LIMITS, check_threshold, file_of, roster_of, signed_bytes
from federation.statements import read_bounded
from knowledge.files import write_atomically
from knowledge.worded import worded

if TYPE_CHECKING:
    from tuf.api.metadata import Root

__all__ = [
    "HISTORY",
    "chain_of",
    "check_chain",
    "first_root",
    "follows",
    "keep_roots",
    "trusted_roster",
    "trusted_rosters",
]

HISTORY = "root_history"  # in the folder of metadata, as python-tuf names it


def trusted_roster(home: Home) -> Roster:
    """The roster of the newest root that this machine trusts.

    Raises:
        ReleaseError: it trusts none yet, or what it trusts was damaged.
    """
    return trusted_rosters(home)[-1]


def trusted_rosters(home: Home) -> list[Roster]:
    """All rosters that this machine trusts or trusted, oldest first; one at least.

    Raises:
        ReleaseError: see `trusted_roster`.
    """
    if not follows(home):
        raise ReleaseError(
            worded(
                "This machine follows no federation yet. Get the fingerprint of its first root from a "
                "member, then: sse federation join --from FOLDER --root FINGERPRINT"
            )
        )
    return check_chain(chain_of(home.metadata))


def follows(home: Home) -> bool:
    """Whether this machine trusts a root."""
    return bool(_paths(home.metadata))


def first_root(home: Home) -> bytes:
    """The root whose fingerprint the user confirmed, as it was published.

    Raises:
        ReleaseError: there is none.
    """
    trusted_rosters(home)
    return chain_of(home.metadata)[0]


def chain_of(folder: Path) -> list[bytes]:
    """The roots in a folder of metadata, oldest first."""
    return [read_bounded(path, LIMITS["root"]) for _, path in sorted(_paths(folder).items())]


def keep_roots(home: Home, chain: list[bytes]) -> None:
    """Trust a chain that `check_chain` passed, and that goes on with what this machine trusts.

    Raises:
        ReleaseError: this machine trusts another root of one of these versions. Nothing was written.
    """
    kept = chain_of(home.metadata)
    if kept[: len(chain)] != chain[: len(kept)]:
        raise ReleaseError(
            worded(
                "The chain of root metadata is another than the one that this machine trusts: two "
                "histories of one federation exist. Nothing was changed here; ask other members what "
                "they have."
            )
        )
    for version, content in enumerate(chain[len(kept) :], len(kept) + 1):
        write_atomically(home.metadata / HISTORY / f"{version}.root.json", content)


def check_chain(chain: list[bytes]) -> list[Roster]:
    """The rosters of roots that follow each other.

    Raises:
        ReleaseError: one does not follow from the one before, or its signatures are too few.
    """
    rosters: list[Roster] = []
    for content in chain:
        file = file_of(content, "root")
        root: Root = file.signed
        roster = roster_of(root)
        before = rosters[-1] if rosters else roster
        if rosters and (roster.version != before.version + 1 or roster.federation != before.federation):
            raise ReleaseError(
                worded(
                    "Roster {version} of {name} does not follow roster {version2} of {name2}: the chain of "
                    "root metadata is broken. Get the file again from another member.",
                    version=roster.version,
                    name=roster.name,
                    version2=before.version,
                    name2=before.name,
                )
            )
        told = f"Roster {roster.version} of {roster.name}"
        signatures = {one: bytes.fromhex(each.signature) for one, each in file.signatures.items()}
        for signing in (before, roster):
            check_threshold(told, signing, signed_bytes(root), signatures)
        rosters.append(roster)
    return rosters


def _paths(folder: Path) -> dict[int, Path]:
    """The root files by version."""
    try:
        names = list((folder / HISTORY).iterdir())
    except OSError:
        return {}
    found = {name.name.removesuffix(".root.json"): name for name in names if name.name.endswith(".root.json")}
    return {int(version): path for version, path in found.items() if version.isdecimal()}
