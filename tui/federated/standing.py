"""The federation that this machine follows, the release in use, and how another takes its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from tui.federated.base import Cancelled, Progress, Section, grouped, page_of
from tui.federated.keys import is_locked, member_here
from tui.federated.releases import member_lines, release_lines, sign_line
from tui.i18n import N_, _, language
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from federation.membership.roster import Member, Roster
    from federation.releases.contents import Release

__all__ = ["Standing", "StandingSection"]

_WHOLE = 64  # digits of a fingerprint


@dataclass(frozen=True, slots=True)
class Standing:
    """Where this machine stands.

    Attributes:
        invited: name of the federation whose invitation was accepted, or "".
        roster: the trusted one; None where nothing is followed.
        root: fingerprint of the first root.
        key, locked: whether there is a private key, and whether it needs a passphrase.
        member: who this machine is, where that is known.
        release: in use; None for the shipped index.
        report: of that release; `practices` is the number of its cards, `folder` where its files are.
    """

    invited: str = ""
    roster: Roster | None = None
    root: str = ""
    key: bool = False
    locked: bool = False
    member: Member | None = None
    release: Release | None = None
    report: Mapping[str, Any] = field(default_factory=dict)
    practices: int = 0
    folder: str = ""


class StandingSection(Section):
    """Who is in the federation, which release is in use and where it came from."""

    name = "standing"
    title = N_("This federation")
    actions: ClassVar[frozenset[str]] = frozenset({"update", "follow"})

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.now = Standing()

    def read(self) -> None:
        from federation.releases.following import root_fingerprint
        from federation.releases.trusted import follows, trusted_roster
        from federation.statements import Statement

        home = self.home
        if not follows(home):
            invited = ""
            if home.invitation.exists():
                invited = str(Statement.load(home.invitation, "invitation").body.get("name", ""))
            self.now = Standing(invited, key=home.key.exists())
            return
        roster = trusted_roster(home)
        self.now = Standing(
            roster=roster, root=root_fingerprint(home), key=home.key.exists(), locked=is_locked(home),
            member=member_here(home, roster), **self._in_use(),
        )  # fmt: skip

    def page(self) -> Content:
        now = self.now
        if now.roster is None:
            return page_of(*_unfollowed(now.invited, self.key_of("follow")))
        return page_of(
            literal(now.roster.name, "bold"),
            sign_line(now.roster),
            _("Fingerprint of its first root, to compare with other members:"),
            f"  {grouped(now.root, _WHOLE)}",
            "",
            literal(_("Members (roster {version})", version=now.roster.version), "bold"),
            *member_lines(now.roster, now.member),
            *_yours(now),
            "",
            literal(_("Release in use"), "bold"),
            *_release(now),
        )

    def allows(self, action: str) -> bool:
        return self.ready and (action == "follow") == (self.now.roster is None)

    def follow(self, place: str, fingerprint: str) -> str:
        """Trust the federation whose first root has this fingerprint; what to do next. Blocks.

        Raises:
            FederationError: it has another, or this machine follows another federation.
        """
        from federation.releases.following import follow

        roster = follow(self.home, place, fingerprint)
        return _("This machine follows {name}. Now get its newest release.", name=roster.name)

    def update(self, place: str, progress: Progress) -> str:
        """Get the newest release and use it; what came of it. Blocks.

        Raises:
            FederationError, KnowledgeError: it was refused, and the release in use stays in use.
        """
        from federation.releases.trusted import trusted_roster
        from federation.releases.updating import update
        from knowledge.embedding import open_embedder
        from knowledge.paths import data_folder
        from knowledge.store import open_library
        from tui.library_work import reopen

        home = self.home
        trusted_roster(home)  # told before the library is made, which takes seconds the first time
        retriever = self.retriever
        embedder = retriever.embedder if retriever is not None else open_embedder()
        library = open_library()
        try:
            done = update(home, place, data_folder(), library, embedder.fingerprint)
        finally:
            library.close()
        told = [_was_updated(done.before, done.version, done.roster.name)]
        cards = done.practices
        if cards is not None and (cards.added or cards.replaced or cards.removed):
            told.append(
                _(
                    "Practice cards: {added} new, {changed} changed, {removed} taken out.",
                    added=len(cards.added), changed=len(cards.replaced), removed=len(cards.removed),
                )
            )  # fmt: skip
            changed = True
        else:
            changed = done.before != done.version
        assistant = self._asking.assistant
        if changed and assistant is not None:
            try:
                reopen(assistant, progress)
            except Cancelled:
                told.append(_("It is searched with from the next start on."))
        return "\n".join([*told, *done.notes])

    def _in_use(self) -> dict[str, Any]:
        from federation.releases.contents import LIMITS, RELEASE, REPORT, Release
        from federation.releases.installed import in_use
        from federation.statements import read_bounded
        from knowledge.canonical_json import parse_json

        current = in_use(self.home)
        if current.folder is None:
            return {}
        report = parse_json(read_bounded(current.folder / REPORT, LIMITS[REPORT]), LIMITS[REPORT])
        return {
            "release": Release.of(read_bounded(current.folder / RELEASE, LIMITS[RELEASE])),
            "report": report if isinstance(report, dict) else {},
            "practices": sum(1 for _one in (current.folder / "practices").glob("*.json")),
            "folder": str(current.folder),
        }


def _unfollowed(invited: str, key: str) -> Iterator[str | Content]:
    """What to do where no federation is followed yet."""
    if invited:
        yield literal(
            _("{name} is not founded yet, or this machine does not follow it.", name=invited), "bold"
        )
        yield _("You accepted its invitation. When its first roster is published:")
    else:
        yield literal(_("This machine takes part in no federation, and needs none to work."), "bold")
        yield _(
            "In a federation, organisations improve the index together. Each one's questions, passages and "
            "judgements stay on its own machine; seven numbers leave, and only after you saw them and agreed."
        )
        yield ""
        yield literal(_("To use what others have improved (nothing leaves for it)"), "bold")
    yield _("1. Find out where its releases are: a folder, a stick or an address.")
    yield _("2. Have a member read you the fingerprint of its first root, by telephone or face to face.")
    yield _("3. Press {key} here.", key=key)
    if invited:
        return
    yield ""
    yield literal(_("To take part yourself"), "bold")
    yield _("1. Ask its coordinator for an invitation, and for the coordinator's fingerprint.")
    yield _("2. In a shell:")
    yield (
        f"   sse federation join invitation.json --as NAME --lang {language()} "
        "--coordinator FINGERPRINT --out request.json"
    )
    yield _("3. Give the request to the coordinator. Members vote on it; then follow the releases as above.")
    yield ""
    yield literal(_("To begin one"), "bold")
    yield f"   sse federation init NAME --threshold 2 --as YOU --lang {language()}"
    yield _("The guide tells all of it: docs/federation.md")


def _yours(now: Standing) -> Iterator[str]:
    told = ""
    if not now.key:
        told = _("This machine has no key: it follows the releases, and sends nothing.")
    elif now.locked:
        told = _("Your key is here. It has a passphrase, which is asked for when you sign.")
    elif now.member is None:
        told = _("The key that is here is no member's. Members have not voted for it yet, or do no longer.")
    if told:
        yield from ("", told)


def _release(now: Standing) -> Iterator[str]:
    if now.release is None:
        yield _("The shipped index. No release of this federation was installed here yet.")
        return
    yield from release_lines(now.release, now.report, now.practices)
    yield _("Its files, as they were verified: {folder}", folder=now.folder)


def _was_updated(before: int, version: int, name: str) -> str:
    if not version:
        return _("{name} has published no release yet.", name=name)
    if before == version:
        return _("Release {version} of {name} is in use: it is the newest there.", version=version, name=name)
    return _("Release {version} of {name} is now in use.", version=version, name=name)
