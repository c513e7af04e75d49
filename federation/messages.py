"""Flower's records to and from ours, and the quiet environment that Flower is imported in.

One array a message, by name: nothing depends on the order in which keys arrive.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

import numpy as np

from federation.errors import ContributionError
from federation.settings import RoundSettings
from knowledge.fusion import LANGUAGE_ROWS
from knowledge.worded import worded

if TYPE_CHECKING:
    from flwr.app import ArrayRecord, ConfigRecord, Message, RecordDict
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = [
    "ENVIRONMENT",
    "change_of",
    "digest",
    "offline_identity",
    "quiet",
    "reply",
    "settings_of",
    "size_of",
    "vector_of",
    "weights_record",
]

# Flower and Ray look up outside hosts, or install packages, without these.
ENVIRONMENT = {
    "FLWR_TELEMETRY_ENABLED": "0",
    "FLWR_DISABLE_UPDATE_CHECK": "1",
    "FLWR_DISABLE_RUNTIME_DEPENDENCY_INSTALLATION": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
}
_WEIGHTS = "weights"
_CHANGE = "change"


def quiet() -> None:
    """Set the environment that keeps Flower and Ray from connecting anywhere by themselves."""
    os.environ.update(ENVIRONMENT)


def offline_identity() -> None:
    """Let this process make Flower messages outside a Flower server process.

    Private API of flwr 1.41, which is pinned for it; a test holds it to that version.
    """
    from flwr.supercore.task_identity import TaskIdentity

    try:
        TaskIdentity.run_id  # noqa: B018 - it raises where none is set
    except RuntimeError:
        TaskIdentity.task_id, TaskIdentity.run_id, TaskIdentity.node_id = 1, 1, 1


def weights_record(weights: Matrix) -> ArrayRecord:
    """The weights that a round starts from, as Flower sends them."""
    from flwr.app import Array, ArrayRecord

    return ArrayRecord({_WEIGHTS: Array(np.ascontiguousarray(weights, np.float32))})


def vector_of(record: ArrayRecord, name: str = _WEIGHTS) -> Matrix:
    """The one array in a record, as it came: its type and shape are the caller's to check.

    Raises:
        ContributionError: there is none of that name, others are with it, or its bytes do not fit.
    """
    if list(record) != [name]:
        raise ContributionError(
            worded(
                "it holds the arrays {brief} and not '{name}' alone", brief=_brief(sorted(record)), name=name
            )
        )
    try:
        found: Matrix = record[name].numpy()
    except Exception as error:  # the bytes are a stranger's; numpy has many ways to refuse them
        raise ContributionError(
            worded("its array cannot be read ({name__})", name__=type(error).__name__)
        ) from error
    return found


def digest(weights: Matrix) -> str:
    """A name for weights: a contribution says which ones it started from."""
    return hashlib.sha256(np.ascontiguousarray(weights, "<f4").tobytes()).hexdigest()


def reply(change: Matrix, languages: tuple[str, ...], start: Matrix, number: int) -> RecordDict:
    """A contribution as Flower sends it. The count is 1 for everybody: all weigh the same."""
    from flwr.app import Array, ArrayRecord, ConfigRecord, MetricRecord, RecordDict

    return RecordDict(
        {
            "arrays": ArrayRecord({_CHANGE: Array(np.ascontiguousarray(change, np.float32))}),
            "metrics": MetricRecord({"num-examples": 1}),
            "about": ConfigRecord(
                {"languages": list(languages), "base": digest(start), "server-round": number}
            ),
        }
    )


def change_of(message: Message, start: Matrix, number: int) -> tuple[tuple[str, ...], Any]:
    """The declared languages and the array of a reply to round `number` from `start`.

    Raises:
        ContributionError: a part is missing, or it answers another round or other weights.
    """
    content = message.content
    try:
        about: ConfigRecord = content.config_records["about"]
        arrays = content.array_records["arrays"]
        languages = about["languages"]
        base, answered = about["base"], about["server-round"]
    except KeyError as error:
        raise ContributionError(worded("it lacks {error}", error=error)) from error
    if not isinstance(languages, list) or not all(isinstance(code, str) for code in languages):
        raise ContributionError(worded("its languages are no list of codes"))
    if len(languages) > len(LANGUAGE_ROWS):
        raise ContributionError(
            worded(
                "it declares {n_languages} languages; there are {n_language_rows}",
                n_languages=len(languages),
                n_language_rows=len(LANGUAGE_ROWS),
            )
        )
    if answered != number:
        raise ContributionError(
            worded(
                "it answers round {brief}, and this is round {number}", brief=_brief(answered), number=number
            )
        )
    if base != digest(start):
        raise ContributionError(
            worded("it started from other weights than this round's: it is stale, or of another run")
        )
    return tuple(str(code) for code in languages), vector_of(arrays, _CHANGE)


def size_of(content: RecordDict) -> int:
    """Bytes of a message's content as Flower sends it: each record and array once, as its own object."""
    from flwr.supercore.inflatable.inflatable_object import get_all_nested_objects

    return sum(len(part.deflate()) for part in get_all_nested_objects(content).values())


def settings_of(config: ConfigRecord) -> RoundSettings:
    """The round's settings in a message or in a run's configuration."""
    return RoundSettings.of(dict(config))


def _brief(value: object) -> str:
    """A stranger's value for a report: one line of bounded length."""
    told = repr(value)
    return told if len(told) <= 80 else told[:80] + "…"
