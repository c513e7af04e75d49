"""The roster: the members of a federation, their keys, languages and roles.

It is part of the root metadata that members sign (see `federation.releases`), so nobody joins,
leaves or changes a key but by their vote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from federation.errors import MembershipError
from federation.statements import text_of, texts_of
from knowledge.errors import KnowledgeError
from knowledge.fusion import LANGUAGE_ROWS
from knowledge.signing import PublicKey, is_fingerprint
from knowledge.worded import worded

__all__ = ["Member", "Roster", "is_name"]

_LONGEST = 80  # characters of a name
_MOST = 1000  # members


@dataclass(frozen=True, slots=True)
class Member:
    """A member: the name that people know it by, its key, and the languages that it declares."""

    name: str
    key: PublicKey
    languages: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Of its key."""
        return self.key.fingerprint


@dataclass(frozen=True, slots=True)
class Roster:
    """The members at one time.

    Attributes:
        federation: the federation's id, 32 hex digits, drawn when it was founded.
        name: of the federation.
        version: of the root metadata that holds this roster, from 1.
        threshold: how many members must sign a release, or the next roster.
        members: by name, in order.
        coordinator: fingerprint of the member who collects contributions and publishes.
        trustee: fingerprint of the member who can open the sums of sealed rounds, or "".
    """

    federation: str
    name: str
    version: int
    threshold: int
    members: tuple[Member, ...]
    coordinator: str
    trustee: str = ""

    def __post_init__(self) -> None:
        problem = _problem(self)
        if problem:
            raise MembershipError(worded("This roster cannot be used: {problem}.", problem=problem))

    @property
    def keys(self) -> tuple[PublicKey, ...]:
        """Of all members."""
        return tuple(member.key for member in self.members)

    def member(self, fingerprint: str) -> Member:
        """The member with this key.

        Raises:
            MembershipError: there is none.
        """
        for member in self.members:
            if member.fingerprint == fingerprint:
                return member
        raise MembershipError(
            worded(
                "The key {fingerprint}… belongs to no member of {name} (roster {version}). If it joined "
                "lately, get the newest release first: sse update --from FOLDER",
                fingerprint=fingerprint[:16],
                name=self.name,
                version=self.version,
            )
        )

    def named(self, name: str) -> Member:
        """The member of this name.

        Raises:
            MembershipError: there is none.
        """
        for member in self.members:
            if member.name == name:
                return member
        told = ", ".join(member.name for member in self.members)
        raise MembershipError(
            worded(
                "{name} has no member '{name2}'. Its members: {told}.", name=self.name, name2=name, told=told
            )
        )

    def record(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "federation": self.federation,
            "name": self.name,
            "version": self.version,
            "threshold": self.threshold,
            "members": [
                {"name": one.name, "key": one.key.raw.hex(), "languages": list(one.languages)}
                for one in self.members
            ],
            "coordinator": self.coordinator,
            "trustee": self.trustee,
        }

    @classmethod
    def of(cls, record: object) -> Roster:
        """From JSON values.

        Raises:
            MembershipError: they are no roster.
        """
        try:
            if not isinstance(record, Mapping):
                raise TypeError("no object")
            members = tuple(
                Member(
                    text_of(one["name"]),
                    PublicKey(bytes.fromhex(text_of(one["key"]))),
                    texts_of(one["languages"]),
                )
                for one in record["members"]
            )
            return cls(
                text_of(record["federation"]), text_of(record["name"]), _whole(record["version"]),
                _whole(record["threshold"]), members, text_of(record["coordinator"]), text_of(record["trustee"]),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError, KnowledgeError) as error:
            raise MembershipError(
                worded(
                    "This roster cannot be read ({name__}: {error}). It was not used.",
                    name__=type(error).__name__,
                    error=error,
                )
            ) from error


def is_name(text: str) -> bool:
    """Whether a member or a federation can have this name: one line of 1 to 80 printable characters."""
    return 0 < len(text) <= _LONGEST and text.isprintable() and text == text.strip()


def _problem(roster: Roster) -> str:
    """What is wrong with a roster, or ""."""
    names = [one.name for one in roster.members]
    fingerprints = [one.fingerprint for one in roster.members]
    unknown = {code for one in roster.members for code in one.languages} - set(LANGUAGE_ROWS)
    checks = {
        "its id is not 32 hex digits": _is_id(roster.federation),
        "a name is no single line of 1 to 80 characters": all(map(is_name, [roster.name, *names])),
        "its version is below 1": roster.version >= 1,
        f"it has {len(names)} members, not 1 to {_MOST}": 1 <= len(names) <= _MOST,
        "two members have one name": len(set(names)) == len(names),
        "two members have one key": len(set(fingerprints)) == len(fingerprints),
        f"{roster.threshold} of {len(names)} members cannot sign": 1 <= roster.threshold <= len(names),
        "its coordinator is no member": roster.coordinator in fingerprints,
        "its trustee is no member": not roster.trustee or roster.trustee in fingerprints,
        "its trustee is the coordinator": roster.trustee != roster.coordinator,
        f"it has languages that no index knows ({', '.join(sorted(unknown))})": not unknown,
    }
    return next((told for told, holds in checks.items() if not holds), "")


def _is_id(text: str) -> bool:
    return len(text) == 32 and is_fingerprint(text * 2)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r:.40} is no whole number")
    return value
