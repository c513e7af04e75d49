"""Opening a round at the coordinator: its number, its starting weights, its file.

A number is used once, whatever becomes of the round: the folder of a round is made before its
file is, and holds the file from then on.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from federation.clock import now as the_time
from federation.clock import stamp
from federation.errors import RoundError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.rounds.joining import result_folder
from federation.rounds.round_file import Mode, RoundFile
from federation.settings import RoundSettings
from federation.statements import Statement
from knowledge.signing import SigningKey
from knowledge.worded import worded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["FILE", "base_of", "find_round", "next_number", "open_round"]

FILE = "round.json"
_MOST = 1_000_000


def next_number(home: Home) -> int:
    """The number after the highest one that was used here, or stands in the ledger of the release in use."""
    return max([*_numbers(home), *_released(home)], default=0) + 1


def open_round(
    home: Home,
    roster: Roster,
    key: SigningKey,
    settings: RoundSettings,
    *,
    mode: Mode,
    embedder: str,
    deadline: datetime,
    context: bytes = b"",
    trustee: str = "",
    number: int | None = None,
    now: datetime | None = None,
) -> tuple[RoundFile, Path]:
    """Open a round from the release in use here; the round, and the file to hand out.

    Args:
        settings: of one round.
        embedder: fingerprint of the one whose index is improved.
        context, trustee: of a sealed round: the trustee's public context and fingerprint.
        number: the next one where not given; one that was used is refused.

    Raises:
        RoundError: the number was used, the deadline is over, or the round makes no sense.
        ReleaseError: the release in use here was damaged.
    """
    from federation.messages import digest
    from federation.releases.installed import weights_in_use

    moment = now or the_time()
    if deadline <= moment:
        raise RoundError(
            worded(
                "The deadline {stamp} is over: your clock says {stamp2}. Give a later one.",
                stamp=stamp(deadline),
                stamp2=stamp(moment),
            )
        )
    version, start = weights_in_use(home, settings)
    chosen = number or next_number(home)
    draft = RoundFile(
        roster.federation, roster.version, chosen, mode, settings, version, digest(start), embedder,
        stamp(deadline), trustee, context,
    )  # fmt: skip
    folder = result_folder(home, chosen)
    if number is not None and number in _released(home):
        raise RoundError(
            worded(
                "Round {number} was held before, by this federation's ledger, and a number is used once. "
                "Leave --number out: the next is {next_number}.",
                number=number,
                next_number=next_number(home),
            )
        )
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise RoundError(
            worded(
                "Round {chosen} was opened before, and a number is used once. Leave --number out: the "
                "next is {next_number}.",
                chosen=chosen,
                next_number=next_number(home),
            )
        ) from None
    statement = draft.signed(key)
    statement.save(folder / FILE)
    return RoundFile.read(statement, roster), folder / FILE


def find_round(path: Path, rosters: list[Roster]) -> tuple[RoundFile, Roster]:
    """A round file and the roster that it was made for, which may have changed since.

    Raises:
        RoundError: it was made for a roster that this machine does not know.
        StatementError: it is damaged, or the coordinator of that roster did not sign it.
    """
    statement = Statement.load(path, "round")
    version = statement.body.get("roster")
    held = next((one for one in rosters if one.version == version), rosters[-1])
    return RoundFile.read(statement, held), held


def base_of(home: Home, round_file: RoundFile) -> Path:
    """The file of the weights that a round started from.

    Raises:
        RoundError: that release is not here.
    """
    import numpy as np

    from federation.releases.contents import WEIGHTS
    from federation.weights import save_weights

    settings = round_file.settings
    if round_file.release == 0:
        path = result_folder(home, round_file.number) / "base.safetensors"
        save_weights(path, np.zeros(settings.layout.size, np.float32), settings)
        return path
    path = home.releases / str(round_file.release) / WEIGHTS
    if not path.exists():
        raise RoundError(
            worded(
                "Release {release}, which round {number} started from, is not on this machine. Get it "
                "first: sse update --from FOLDER",
                release=round_file.release,
                number=round_file.number,
            )
        )
    return path


def _numbers(home: Home) -> list[int]:
    found = [path.name.removeprefix("round-") for path in home.workbench.glob("round-*")]
    return [int(one) for one in found if one.isdecimal() and int(one) < _MOST]


def _released(home: Home) -> list[int]:
    """The rounds that went into releases: an earlier coordinator may have held them."""
    from federation.releases.installed import in_use
    from federation.releases.ledger import read_ledger
    from federation.releases.trusted import follows, trusted_rosters

    if not follows(home):
        return []
    told = (
        entry.event.about.get("round") for entry in read_ledger(in_use(home).ledger, trusted_rosters(home))
    )
    return [one for one in told if isinstance(one, int)]
