"""A coordinator's folder of bundles: which are accepted for the round, and why others are not."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from federation.errors import BundleError, RoundError, StatementError
from federation.membership.roster import Roster
from federation.rounds.bundle import LIMIT, SUFFIX, Bundle, read_bundle
from federation.rounds.round_file import RoundFile
from federation.statements import read_bounded, shown_name
from knowledge.worded import worded

__all__ = ["Collected", "collect"]

_MOST = 10_000  # files in one folder


@dataclass(slots=True)
class Collected:
    """What a folder held.

    Attributes:
        bundles: accepted, one a member, in the order of their fingerprints.
        rejected: the reason, by file name; what cannot be shown in a name is written as an escape.
    """

    bundles: list[Bundle] = field(default_factory=list)
    rejected: dict[str, str] = field(default_factory=dict)


def collect(
    folder: Path, roster: Roster, round_file: RoundFile, leave_out: frozenset[str] = frozenset()
) -> Collected:
    """Read every bundle of a folder; one that cannot be used stops no other.

    The same file twice counts once. Two different ones of one member are both refused: nobody
    but the member can say which it means.

    Args:
        leave_out: fingerprints of members who withdrew.

    Raises:
        RoundError: there is no such folder, or it holds far too many files.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
    except OSError as error:
        raise RoundError(
            worded(
                "The folder {folder} cannot be read: {strerror}.",
                folder=folder,
                strerror=error.strerror or error,
            )
        ) from error
    if len(paths) > _MOST:
        raise RoundError(
            worded(
                "{folder} holds {n_paths} bundles; {most} are read at most. Split the folder.",
                folder=folder,
                n_paths=len(paths),
                most=_MOST,
            )
        )
    found = Collected()
    seen: set[bytes] = set()
    by_member: dict[str, list[tuple[str, Bundle]]] = defaultdict(list)
    for path in paths:
        name = shown_name(path)
        try:
            if not path.is_file():  # a pipe would be waited for
                raise BundleError(worded("it is no file, so it cannot be read"))
            content = read_bounded(path, LIMIT, "it")
            digest = hashlib.sha256(content).digest()
            if digest in seen:
                continue
            seen.add(digest)
            bundle = read_bundle(content, roster, round_file)
            _in_time(bundle, round_file)
        except StatementError as error:
            found.rejected[name] = str(error)
            continue
        if bundle.member.fingerprint in leave_out:
            found.rejected[name] = "its member withdrew it"
        else:
            by_member[bundle.member.fingerprint].append((name, bundle))
    for fingerprint in sorted(by_member):
        given = by_member[fingerprint]
        if len(given) == 1:
            found.bundles.append(given[0][1])
            continue
        for name, bundle in given:
            found.rejected[name] = f"{bundle.member.name} gave {len(given)} different bundles for this round"
    return found


def _in_time(bundle: Bundle, round_file: RoundFile) -> None:
    """By the member's own clock: when a stick arrives is another matter."""
    try:
        made = datetime.fromisoformat(bundle.made)
        late = made > round_file.closes
    except (ValueError, TypeError) as error:
        raise BundleError(worded("it does not say when it was made")) from error
    if late:
        raise BundleError(
            worded(
                "it was made on {made}, after the round closed on {deadline}",
                made=bundle.made,
                deadline=round_file.deadline,
            )
        )
