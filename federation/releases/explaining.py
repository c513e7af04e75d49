"""What python-tuf refuses, in words: what happened, what the clock and the metadata say, what to do."""

from __future__ import annotations

import errno
from datetime import datetime

from federation.clock import stamp
from federation.errors import ReleaseError
from federation.releases.fetching import Source
from federation.releases.metadata import LIMITS, file_of
from knowledge.worded import worded

__all__ = ["explained"]


def explained(error: Exception, source: Source, now: datetime, version: int) -> ReleaseError:
    """The error as one of ours; `version` is the release that stays in use, 0 for the shipped index."""
    stays = (
        worded("Release {version} stays in use.", version=version)
        if version
        else worded("The shipped index stays in use.")
    )
    return ReleaseError(worded("{told} {stays}", told=_told(error, source, now), stays=stays))


def _told(error: Exception, source: Source, now: datetime) -> str:
    from tuf.api import exceptions as tuf

    where = source.name
    if isinstance(error, tuf.ExpiredMetadataError):
        return _ended(error, source, now)
    if isinstance(error, tuf.UnsignedMetadataError):
        return worded(
            "{where} holds metadata with too few signatures ({error}): not enough members, or not "
            "the coordinator, signed it. It was not used; ask another member for a copy.",
            where=where,
            error=error,
        )
    if isinstance(error, tuf.BadVersionNumberError):
        return worded(
            "{where} holds older metadata than this machine has seen ({error}): it is an old copy, "
            "or somebody wants you to go back. It was not used; get a newer copy.",
            where=where,
            error=error,
        )
    if isinstance(error, tuf.LengthOrHashMismatchError | tuf.DownloadLengthMismatchError):
        return worded(
            "A file in {where} is not the one that members signed ({error}): it was changed, cut or "
            "damaged. It was not used; get another copy.",
            where=where,
            error=error,
        )
    if isinstance(error, tuf.DownloadHTTPError):
        return worded(
            "{where} is not complete: {error} Copy it again, or try later.", where=where, error=error
        )
    if isinstance(error, tuf.DownloadError):
        return worded(
            "The release could not be fetched: {error} Try again later, or from another copy.", error=error
        )
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return worded(
                "The release could not be kept: {strerror}. Free some space, then try again.",
                strerror=error.strerror,
            )
        return worded("The release could not be kept: {strerror}.", strerror=error.strerror or error)
    return worded(
        "{where} holds metadata that cannot be used ({error}). It was not used; get another copy.",
        where=where,
        error=error,
    )


def _ended(error: Exception, source: Source, now: datetime) -> str:
    """A copy whose time is over, or a clock that is ahead: the reader knows which."""
    kind = next(
        (one for one in ("root", "timestamp", "snapshot", "targets") if one in str(error)), "timestamp"
    )
    until = ""
    if kind == "timestamp":
        try:
            content = source.read("metadata/timestamp.json", LIMITS["timestamp"])
            until = f" on {stamp(file_of(content, 'timestamp').signed.expires)}"
        except ReleaseError:
            until = ""
    return worded(
        "What {name} says is the newest release ended{until} ({error}), and your clock says "
        "{stamp}. If the clock is wrong, correct it. If not, this copy is too old to be "
        "believed, or somebody keeps a newer one from you: get a newer copy, or ask the "
        "coordinator to renew it (sse federation refresh).",
        name=source.name,
        until=until,
        error=error,
        stamp=stamp(now),
    )
