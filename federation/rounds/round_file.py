"""The round file: what a round asks of its members, signed by the coordinator."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from federation.errors import FederationError, RoundError
from federation.membership.roster import Roster
from federation.settings import RoundSettings
from federation.statements import Statement
from knowledge.signing import SigningKey, is_fingerprint
from knowledge.worded import worded

__all__ = ["FORMAT", "MODES", "Mode", "RoundFile", "load_round"]

Mode = Literal["open", "sealed"]
MODES: tuple[Mode, ...] = ("open", "sealed")
FORMAT = 1
_KIND = "round"


@dataclass(frozen=True, slots=True)
class RoundFile:
    """A round.

    Attributes:
        federation: id of the federation.
        roster: version of the roster whose members take part.
        number: of the round, from 1; a number is used once.
        mode: `open` or `sealed`.
        settings: of training, clipping, noise, smallest cohort and strategy; one round of them.
        release: version of the release that members start from.
        base: digest of that release's weights (`federation.messages.digest`).
        embedder: fingerprint of the embedder that the weights belong to.
        deadline: last day for contributions, ISO 8601 with time zone.
        trustee: fingerprint of the member who can open the sum; "" in an open round.
        context: the trustee's public encryption context; b"" in an open round.
        hash: of the statement that it was read from, or that it makes.
    """

    federation: str
    roster: int
    number: int
    mode: Mode
    settings: RoundSettings
    release: int
    base: str
    embedder: str
    deadline: str
    trustee: str = ""
    context: bytes = b""
    hash: str = ""

    def __post_init__(self) -> None:
        sealed = self.mode == "sealed"
        checks = {
            f"its mode {self.mode!r} is none of {', '.join(MODES)}": self.mode in MODES,
            "its number is below 1": self.number >= 1,
            "it is more than one round of training": self.settings.rounds == 1,
            "its base is no digest": is_fingerprint(self.base),
            "its deadline is no date with a time zone": _moment(self.deadline) is not None,
            "a sealed round names its trustee and has a context": not sealed
            or bool(self.trustee and self.context),
            "an open round has neither trustee nor context": sealed or not (self.trustee or self.context),
            "a sealed round takes the clipped mean: a sum is all that it has": (
                not sealed or self.settings.strategy == "clipped-mean"
            ),
        }
        problem = next((told for told, holds in checks.items() if not holds), "")
        if problem:
            raise RoundError(worded("This round cannot be held: {problem}.", problem=problem))

    def record(self) -> dict[str, Any]:
        """As JSON values, without the hash."""
        return {
            "format": FORMAT,
            "federation": self.federation,
            "roster": self.roster,
            "number": self.number,
            "mode": self.mode,
            "settings": {name: _json(value) for name, value in self.settings.record().items()},
            "release": self.release,
            "base": self.base,
            "embedder": self.embedder,
            "deadline": self.deadline,
            "trustee": self.trustee,
            "context": base64.b64encode(self.context).decode("ascii"),
        }

    def signed(self, key: SigningKey) -> Statement:
        """The file to publish."""
        return Statement.sign(_KIND, self.record(), key)

    @property
    def closes(self) -> datetime:
        """The deadline."""
        moment = _moment(self.deadline)
        assert moment is not None
        return moment

    @classmethod
    def read(cls, statement: Statement, roster: Roster) -> RoundFile:
        """The round in a statement, if the roster's coordinator signed it.

        Raises:
            RoundError: it is of another federation, another roster or another version, or makes no sense.
            StatementError: the coordinator did not sign it.
        """
        statement.signed_by([roster.member(roster.coordinator).key], f"the coordinator of {roster.name}")
        found = _round(statement.body, statement.hash)
        if found.federation != roster.federation:
            raise RoundError(
                worded(
                    "The round file belongs to another federation than {name}. Give the right one.",
                    name=roster.name,
                )
            )
        if found.roster != roster.version:
            raise RoundError(
                worded(
                    "The round file was made for roster {roster} of {name}, and you have {version}. Get the "
                    "newest release (sse update --from FOLDER), or ask for a new round file.",
                    roster=found.roster,
                    name=roster.name,
                    version=roster.version,
                )
            )
        return found


def load_round(path: Path, roster: Roster) -> RoundFile:
    """Read a round file; see `RoundFile.read`."""
    return RoundFile.read(Statement.load(path, _KIND), roster)


def _round(body: Mapping[str, Any], statement_hash: str) -> RoundFile:
    if body.get("format") != FORMAT:
        raise RoundError(
            worded("The round file was made by another version of this program. Update, then try again.")
        )
    try:
        texts = {
            name: body[name] for name in ("federation", "mode", "base", "embedder", "deadline", "trustee")
        }
        numbers = {name: body[name] for name in ("roster", "number", "release")}
        settings = RoundSettings.of(body["settings"])
        context = base64.b64decode(body["context"], validate=True)
    except (KeyError, TypeError, AttributeError, binascii.Error, ValueError) as error:
        raise RoundError(
            worded(
                "The round file cannot be read ({name__}: {error}).", name__=type(error).__name__, error=error
            )
        ) from error
    except FederationError as error:
        raise RoundError(worded("The round file cannot be used: {error}", error=error)) from error
    if not all(isinstance(value, str) for value in texts.values()):
        raise RoundError(worded("The round file has a number where a text belongs."))
    if not all(isinstance(value, int) and not isinstance(value, bool) for value in numbers.values()):
        raise RoundError(worded("The round file has no whole number where one belongs."))
    return RoundFile(**texts, **numbers, settings=settings, context=context, hash=statement_hash)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):  # the latter within a day of the years 1 and 9999
        return None


def _json(value: object) -> object:
    """Canonical JSON writes a whole float as a whole number: say so here, so that reading agrees."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
