"""From bundles to new weights: the server app over a folder of files, and the round's result."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from federation.errors import FederationError, RoundError
from federation.membership.home import Home
from federation.rounds.bundle import Bundle
from federation.rounds.collecting import Collected
from federation.rounds.round_file import RoundFile
from federation.settings import RoundSettings
from knowledge.files import write_atomically
from knowledge.worded import worded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["RoundResult", "join_open", "load_result", "result_folder", "save_result"]


@dataclass(slots=True)
class RoundResult:
    """What a round gave.

    Attributes:
        number, mode, round_file: of the round; the last is its file's hash.
        base: digest of the weights that it started from.
        release: the release that it started from.
        weights: the new weights, shape (size,).
        accepted: hash of each accepted bundle, by member's name.
        rejected: why, by file name or member's name.
        shortened: why, by member's name.
        size: of all accepted bundles, in bytes.
        settings: of the round, as plain values.
        practices: (member's fingerprint, signed card) of every accepted bundle.
        withdrawn: names of members who took their contribution back.
    """

    number: int
    mode: str
    round_file: str
    base: str
    release: int
    weights: Matrix
    accepted: dict[str, str]
    rejected: dict[str, str]
    shortened: dict[str, str]
    size: int
    settings: Mapping[str, Any]
    practices: list[tuple[str, bytes]] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)

    def report(self) -> dict[str, Any]:
        """All but the weights and the cards, as JSON values."""
        told = asdict(self)
        del told["weights"]
        told["practices"] = len(self.practices)
        return told


def join_open(
    collected: Collected, round_file: RoundFile, base: Path, withdrawn: Sequence[str] = ()
) -> RoundResult:
    """Aggregate an open round: Flower's server app runs over the files as over a network.

    Args:
        base: file of the weights that the round started from.
        withdrawn: names of members who took their contribution back.

    Raises:
        GridError: too few bundles can be used.
        RoundError: `base` is not what the round started from.
    """
    from federation.grids import FileGrid, run
    from federation.messages import digest
    from federation.server_app import main
    from federation.weights import load_weights

    settings = round_file.settings
    if digest(load_weights(base, settings)) != round_file.base:
        raise RoundError(
            worded(
                "Round {number} started from release {release}, and these are other weights.",
                number=round_file.number,
                release=round_file.release,
            )
        )
    contributions = {
        bundle.member.name: bundle.contribution for bundle in collected.bundles if bundle.contribution
    }
    grid = FileGrid(
        contributions.values(),
        dict.fromkeys(contributions, round_file.base),
        dict.fromkeys(contributions, 1),  # the first round of the server app's run, which is all of it
    )
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.safetensors"
        run(main, grid, {**settings.record(), "base": str(base), "out": str(out)})
        weights = load_weights(out, settings)
        (report,) = json.loads(out.with_suffix(".report.json").read_text("utf-8"))
    accepted = [bundle for bundle in collected.bundles if bundle.member.name in report["accepted"]]
    return result_of(
        round_file, accepted, {**collected.rejected, **report["rejected"]}, weights,
        shortened=report["shortened"], withdrawn=withdrawn,
    )  # fmt: skip


def result_of(
    round_file: RoundFile,
    accepted: Sequence[Bundle],
    rejected: Mapping[str, str],
    weights: Matrix,
    *,
    shortened: Mapping[str, str] | None = None,
    withdrawn: Sequence[str] = (),
) -> RoundResult:
    """The result of a round over its accepted bundles."""
    return RoundResult(
        round_file.number, round_file.mode, round_file.hash, round_file.base, round_file.release, weights,
        {bundle.member.name: bundle.hash for bundle in accepted}, dict(rejected), dict(shortened or {}),
        sum(bundle.size for bundle in accepted), round_file.settings.record(),
        [(bundle.member.fingerprint, card) for bundle in accepted for card in bundle.practices],
        list(withdrawn),
    )  # fmt: skip


def result_folder(home: Home, number: int) -> Path:
    """Where the coordinator keeps what a round gave."""
    return home.workbench / f"round-{number}"


def save_result(home: Home, result: RoundResult) -> Path:
    """Write the result to the coordinator's workbench; the weights come first, the report last."""
    from federation.weights import save_weights

    folder = result_folder(home, result.number)
    for member, card in result.practices:
        write_atomically(folder / "practices" / f"{member[:12]}-{_name(card)}.json", card)
    save_weights(folder / "weights.safetensors", result.weights, RoundSettings.of(result.settings))
    told = result.report() | {"practices": [[member, _name(card)] for member, card in result.practices]}
    write_atomically(folder / "result.json", json.dumps(told, indent=2, ensure_ascii=False).encode())
    return folder


def load_result(home: Home, number: int) -> RoundResult:
    """Read a result.

    Raises:
        RoundError: this round was not aggregated here, or the files are damaged.
    """
    from federation.weights import load_weights

    folder = result_folder(home, number)
    try:
        told = json.loads((folder / "result.json").read_text("utf-8"))
        weights = load_weights(folder / "weights.safetensors", RoundSettings.of(told["settings"]))
        told["practices"] = [
            (member, (folder / "practices" / f"{member[:12]}-{name}.json").read_bytes())
            for member, name in told["practices"]
        ]
        return RoundResult(weights=weights, **told)
    except (OSError, ValueError, TypeError, KeyError, FederationError) as error:
        raise RoundError(
            worded(
                "There is no result of round {number} in {folder} ({name__}: {error}). Aggregate it: sse "
                "federation aggregate FOLDER --round FILE",
                number=number,
                folder=folder,
                name__=type(error).__name__,
                error=error,
            )
        ) from error


def _name(card: bytes) -> str:
    return hashlib.sha256(card).hexdigest()[:16]
