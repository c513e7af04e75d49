"""What leaves a member in a run, told before it leaves, and the ledger of what has left.

Every contribution has its line in the ledger, written before the contribution is sent: a
contribution that was lost on the way counts too, since nobody knows who saw it. Epsilon is
composed over all lines, whatever the run; see `federation.privacy`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from federation.errors import PrivacyError
from federation.inputs import Inputs
from federation.privacy import Spent, spend
from federation.settings import RoundSettings
from knowledge.files import alone, write_atomically
from knowledge.paths import data_folder
from knowledge.worded import worded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["Entry", "Leaving", "Ledger", "Part", "default_ledger", "preview", "readers"]

_FILE = "contributions.jsonl"


@dataclass(frozen=True, slots=True)
class Part:
    """One field that leaves.

    Attributes:
        numbers: how many numbers; 0 for a field that is text.
        bytes: of its content, without the frame of the message.
        learned: whether it comes from judgements; only such a field is clipped and noised.
        about: what it is, in a sentence.
    """

    name: str
    numbers: int
    bytes: int
    learned: bool
    about: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a run would take from a member.

    Attributes:
        parts: every field of a contribution.
        message: bytes of one contribution as it is sent.
        rounds: how many contributions the run asks for.
        clip: the longest contribution (L2 norm); `length` is the one of these inputs before clipping.
        noise: standard deviation of the noise on each number, in clipping norms.
        spent: epsilon with this run, and before it.
        earlier: contributions in the ledger.
        budget: of epsilon against the coordinator; None for no limit.
        refused: why nothing would be sent; empty where it would.
    """

    parts: tuple[Part, ...]
    message: int
    rounds: int
    clip: float
    length: float
    noise: float
    spent: Spent
    earlier: int
    budget: float | None
    refused: str

    def record(self) -> dict[str, Any]:
        """As JSON values; an epsilon without a bound is null."""
        told = asdict(self)
        told["spent"] = {
            name: value if math.isfinite(value) else None for name, value in told["spent"].items()
        }
        return told


@dataclass(frozen=True, slots=True)
class Entry:
    """One contribution in the ledger.

    Attributes:
        when: date and time, UTC, as ISO 8601.
        base: digest of the weights that it started from.
        round: its number in the run.
        noise: standard deviation of the member's noise, in clipping norms.
        members: on how many members' noise a reader's bound may count.
        bytes: of the message.
    """

    when: str
    base: str
    round: int
    noise: float
    members: int
    bytes: int


class Ledger:
    """The contributions that a member has made, as JSON Lines in its own data folder.

    Args:
        path: of the file; it need not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> list[Entry]:
        """All contributions, oldest first.

        Raises:
            PrivacyError: the file is damaged: what was spent is no longer known.
        """
        try:
            lines = self.path.read_text("utf-8").splitlines() if self.path.exists() else []
            return [_entry(json.loads(line)) for line in lines if line.strip()]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise PrivacyError(
                worded(
                    "The ledger {path} cannot be read ({error}), so what was spent is not known. Restore it "
                    "from a copy; nothing is contributed without it.",
                    path=self.path,
                    error=error,
                )
            ) from error

    def charge(
        self, settings: RoundSettings, base: str, number: int, size: int, budget: float | None = None
    ) -> Spent:
        """Write a contribution down, before it is sent.

        Raises:
            PrivacyError: it would exceed the budget, or the ledger is damaged. Nothing was written.
            KnowledgeError: the ledger cannot be written.
        """
        # Two that write at once would lose a line, and its epsilon.
        with alone(self.path.with_name(f".{self.path.name}.lock")):
            kept = self.entries()
            cost = spend(_noises(kept), settings.noise, readers(settings), budget)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            kept.append(Entry(now, base, number, settings.noise, readers(settings), size))
            text = "".join(json.dumps(asdict(entry)) + "\n" for entry in kept)
            write_atomically(self.path, text.encode())
        return cost


def default_ledger() -> Ledger:
    """The ledger in this user's data folder."""
    return Ledger(data_folder() / "federation" / _FILE)


def readers(settings: RoundSettings) -> int:
    """On how many members' noise a bound against readers may count: 1 is the member's own.

    Only the clipped mean is a sum. Hostile members add no noise; a reader who is a member can
    take its own off. A block that belongs to a language has the noise of its speakers alone,
    and nobody is sure to share one's language.
    """
    if settings.strategy != "clipped-mean" or any(block.language for block in settings.layout.blocks):
        return 1
    return max(1, settings.cohort - settings.hostile - 1)


def preview(
    inputs: Inputs, settings: RoundSettings, earlier: Sequence[Entry] = (), budget: float | None = None
) -> Leaving:
    """What a run from untrained weights would take from these inputs. Nothing is sent or written.

    Raises:
        JudgementsMissing: no declared language has enough judged questions.
        PrivacyError: a privacy setting makes no sense.
    """
    import numpy as np

    from federation.member import change
    from federation.messages import quiet, reply, size_of

    quiet()
    start = np.zeros(settings.layout.size, np.float32)
    length = float(np.linalg.norm(change(inputs, start, settings)))
    ahead = [(settings.noise, readers(settings))] * (settings.rounds - 1)
    before = spend(_noises(earlier), settings.noise, readers(settings), None).before
    cost = spend([*_noises(earlier), *ahead], settings.noise, readers(settings), None)
    cost = Spent(cost.coordinator, cost.readers, cost.delta, before)
    refused = ""
    try:
        spend([*_noises(earlier), *ahead], settings.noise, readers(settings), budget)
    except PrivacyError as error:
        refused = str(error)
    return Leaving(
        tuple(_parts(inputs, settings)), size_of(reply(start, inputs.languages, start, settings.rounds)),
        settings.rounds, settings.clip, length, settings.noise, cost, len(earlier), budget, refused,
    )  # fmt: skip


def _parts(inputs: Inputs, settings: RoundSettings) -> Iterator[Part]:
    for block in settings.layout.blocks:
        if block.language is not None and block.language not in inputs.languages:
            continue
        count = block.end - block.start
        named = (
            block.name if block.language is None else f"{block.name}, {block.language or 'other languages'}"
        )
        yield Part(named, count, 4 * count, True, "change of these weights by training, 32-bit floats")
    languages = " ".join(code or "other" for code in inputs.languages)
    yield Part("languages", 0, len(languages.encode()), False, f"those you declared: {languages}")
    yield Part("base", 0, 64, False, "digest of the weights that the round started from")
    yield Part("server-round", 1, 8, False, "number of the round")
    yield Part("num-examples", 1, 8, False, "1 for every member: not your count")


def _noises(entries: Sequence[Entry]) -> list[tuple[float, int]]:
    return [(entry.noise, entry.members) for entry in entries]


def _entry(fields: Any) -> Entry:
    entry = Entry(
        str(fields["when"]), str(fields["base"]), int(fields["round"]), float(fields["noise"]),
        int(fields["members"]), int(fields["bytes"]),
    )  # fmt: skip
    if not (math.isfinite(entry.noise) and entry.noise >= 0 and entry.members >= 1):
        raise ValueError(f"the contribution of {entry.when} has no noise that could be true")
    return entry
