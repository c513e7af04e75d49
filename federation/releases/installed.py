"""The release in use on this machine, and how another takes its place.

    federation/releases/N/       the files of release N, as they were verified
    federation/releases/current  the number of the one in use
    release/                     its calibration, which the index reads

Practices come first, then the calibration, then the number: whenever the machine stops, the
index has one whole calibration, and the next update ends what was begun.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from federation.errors import ReleaseError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.releases.contents import CALIBRATION, LIMITS, WEIGHTS, Contents
from federation.releases.ledger import FILE
from federation.settings import RoundSettings
from federation.statements import read_bounded
from knowledge.calibration import RELEASED
from knowledge.files import write_atomically
from knowledge.worded import worded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from federation.practices.installing import Installed
    from knowledge.library import Library

    Matrix = NDArray[np.float32]

__all__ = ["InUse", "in_use", "install", "weights_in_use"]

_CURRENT = "current"


@dataclass(frozen=True, slots=True)
class InUse:
    """The release in use; version 0 is the shipped index, which has no folder."""

    version: int
    folder: Path | None

    @property
    def ledger(self) -> bytes:
        """Its ledger; b"" for the shipped index."""
        return read_bounded(self.folder / FILE, LIMITS[FILE]) if self.folder is not None else b""

    @property
    def practices(self) -> list[bytes]:
        """Its signed practice cards."""
        if self.folder is None:
            return []
        return [read_bounded(path) for path in sorted((self.folder / "practices").glob("*.json"))]


def in_use(home: Home) -> InUse:
    """The release in use.

    Raises:
        ReleaseError: the note of it was damaged.
    """
    path = home.releases / _CURRENT
    if not path.exists():
        return InUse(0, None)
    text = path.read_text("ascii", "replace").strip()
    if not text.isdecimal() or not (home.releases / text).is_dir():
        raise ReleaseError(
            worded(
                "{path} names no release that is here. Remove that file, then install the release again: "
                "sse update --from FOLDER",
                path=path,
            )
        )
    return InUse(int(text), home.releases / text)


def weights_in_use(home: Home, settings: RoundSettings) -> tuple[int, Matrix]:
    """Version and weights of the release in use, in the layout of a round; zeros for the shipped index.

    Raises:
        ContributionError: the weights do not fit the round's layout.
    """
    import numpy as np

    from federation.weights import load_weights

    current = in_use(home)
    if current.folder is None:
        return 0, np.zeros(settings.layout.size, np.float32)
    return current.version, load_weights(current.folder / WEIGHTS, settings)


def install(
    home: Home, data: Path, library: Library, contents: Contents, rosters: Sequence[Roster]
) -> Installed:
    """Put a verified release, whose folder is in place, into use. It can be done again at any time.

    Args:
        data: the data folder, whose index is to use it.
        rosters: all that this machine trusts: cards of members who left are refused by the newest.

    Raises:
        LibraryError: the disk is full, or a file cannot be written. The next update goes on.
    """
    from federation.practices.installing import install_practices

    version = contents.release.version
    practices = install_practices(library, contents.practices, rosters[-1], version)
    calibration = read_bounded(home.releases / str(version) / CALIBRATION, LIMITS[CALIBRATION])
    target = data / RELEASED
    if not target.exists() or target.read_bytes() != calibration:
        write_atomically(target, calibration)
    write_atomically(home.releases / _CURRENT, f"{version}\n".encode("ascii"))
    return practices
