"""The clock of deadlines, entries and votes: one place to ask what time it is."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["now", "stamp"]


def now() -> datetime:
    """The time now, UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def stamp(moment: datetime | None = None) -> str:
    """A time as statements write it: ISO 8601, UTC."""
    return (moment or now()).astimezone(UTC).isoformat(timespec="seconds")
