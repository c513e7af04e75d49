"""A release, a proposed one and a proposed roster in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tui.federated.base import bound, day, grouped
from tui.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from federation.membership.roster import Member, Roster
    from federation.releases.contents import Release

__all__ = ["change_lines", "member_lines", "mode_word", "release_lines", "sign_line", "verdict_word"]

_VERDICTS = {
    "better": N_("better than the release before it"),
    "same": N_("no difference beyond chance"),
    "worse": N_("worse than the release before it"),
}
_MODES = {"open": N_("open mode"), "sealed": N_("sealed mode")}


def verdict_word(word: str) -> str:
    """`better`, `same` or `worse` in the language in force; that nothing was measured for another word."""
    return _(_VERDICTS[word]) if word in _VERDICTS else _("not held")


def mode_word(mode: str) -> str:
    """`open` or `sealed` in the language in force."""
    return _(_MODES[mode]) if mode in _MODES else mode


def release_lines(release: Release, report: Mapping[str, Any], practices: int) -> Iterator[str]:
    """What a release says of itself, and its report of the round: all that a voter should know."""
    yield _(
        "Release {version}, made on {day} from round {round} ({mode}), which started from {base}.",
        version=release.version, day=day(release.created), round=release.round, mode=mode_word(release.mode),
        base=_("release {version}", version=release.base) if release.base else _("the shipped index"),
    )  # fmt: skip
    accepted = sorted(map(str, _mapping(report, "accepted")))
    yield _("Contributed: {names}", names=", ".join(accepted) or _("nobody"))
    for name, why in sorted(_mapping(report, "rejected").items()):
        yield _("Left out: {name}: {why}", name=name, why=why)
    for name, why in sorted(_mapping(report, "shortened").items()):
        yield _("Shortened: {name}: {why}", name=name, why=why)
    test = _mapping(report, "public_test")
    yield _("On the public test: {verdict}.", verdict=verdict_word(str(test.get("verdict"))))
    if report.get("override"):
        yield _("It was proposed nevertheless: {why}", why=report["override"])
    epsilon = _mapping(report, "epsilon")
    if epsilon:
        bounds = [_bound(epsilon.get(one)) for one in ("coordinator", "readers")]
        yield _(
            "Epsilon of its round: {coordinator} against the coordinator, {readers} against readers.",
            coordinator=bounds[0], readers=bounds[1],
        )  # fmt: skip
    yield ngettext("{n} practice card is in it.", "{n} practice cards are in it.", practices, n=practices)
    if release.withdraws:
        yield _("Made without: {names}, who took a contribution back.", names=", ".join(release.withdraws))
    if release.revokes:
        yield _("It revokes: {versions}", versions=", ".join(map(str, release.revokes)))


def member_lines(roster: Roster, here: Member | None) -> Iterator[str]:
    """The members with their roles, languages and the beginning of their fingerprints."""
    for member in roster.members:
        roles = [
            word
            for word, holds in (
                (_("coordinator"), roster.coordinator == member.fingerprint),
                (_("trustee"), roster.trustee == member.fingerprint),
                (_("you"), here is not None and here.fingerprint == member.fingerprint),
            )
            if holds
        ]
        named = f"{member.name} ({', '.join(roles)})" if roles else member.name
        yield f"• {named}  {' '.join(member.languages)}  {grouped(member.fingerprint)}…"


def change_lines(current: Roster | None, proposed: Roster) -> Iterator[str]:
    """What a proposed roster changes."""
    from federation.membership.joining import record_of

    yield _("Roster {version} of {name}", version=proposed.version, name=proposed.name)
    if current is not None:
        changes = record_of(current, proposed)
        if changes["joined"]:
            yield _("Join: {names}", names=", ".join(changes["joined"]))
        if changes["left"]:
            yield _("Leave: {names}", names=", ".join(changes["left"]))
    yield sign_line(proposed)


def sign_line(roster: Roster) -> str:
    """How many must sign."""
    return _(
        "{threshold} of {members} members must sign a release or a change of members.",
        threshold=roster.threshold, members=len(roster.members),
    )  # fmt: skip


def _bound(value: object) -> str:
    return bound(float(value) if isinstance(value, int | float) else float("inf"))


def _mapping(report: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = report.get(name)
    return found if isinstance(found, Mapping) else {}
