"""The federation's ledger, verified entry by entry before any of it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from tui.federated.base import Section, day, page_of
from tui.federated.releases import verdict_word
from tui.i18n import N_, _, ngettext, number
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from federation.releases.ledger import Entry

__all__ = ["LedgerSection", "sentence"]

_MOST = 500  # entries in the table; drawing more takes longer than a key may wait


class LedgerSection(Section):
    """What happened in the federation."""

    name = "ledger"
    title = N_("Ledger")
    actions: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.entries: list[Entry] = []  # newest first
        self._follows = False

    def read(self) -> None:
        from federation.releases.installed import in_use
        from federation.releases.ledger import FILE, LIMIT, check_continues, read_ledger
        from federation.releases.trusted import follows, trusted_rosters
        from federation.statements import read_bounded

        home = self.home
        self.entries = []
        self._follows = follows(home)
        if not self._follows:
            return
        content, mine = in_use(home).ledger, home.workbench / FILE
        if mine.exists():  # at the coordinator: what was not released yet too
            kept = read_bounded(mine, LIMIT)
            if not content.startswith(kept):
                check_continues(content, kept)
                content = kept
        self.entries = read_ledger(content, trusted_rosters(home))[::-1]

    def columns(self) -> tuple[str, ...]:
        return (_("No."), _("When"), _("What happened"))

    def rows(self) -> list[tuple[str, ...]]:
        return [
            (str(one.number), one.when[:16].replace("T", " "), sentence(one)) for one in self.entries[:_MOST]
        ]

    def page(self) -> Content:
        if not self._follows:
            return page_of(
                literal(_("There is no ledger: this machine follows no federation."), "bold"),
                _("The section This federation says how to follow one."),
            )
        count = len(self.entries)
        if not count:
            return page_of(literal(_("The ledger is empty: no release was installed here yet."), "bold"))
        head = "✓ " + ngettext(
            "{n} entry verified: the chain holds, and the coordinator signed it.",
            "{n} entries verified: the chain holds, and the coordinator signed each of them.",
            count, n=number(count),
        )  # fmt: skip
        lines: list[str | Content] = [literal(head, "bold")]
        if count > _MOST:
            lines.append(_("The newest {n} are shown. All of them: sse federation ledger", n=_MOST))
        if 0 <= self.row < count:
            one = self.entries[self.row]
            lines += ["", sentence(one), f"{day(one.when)} · " + _("roster {version}", version=one.roster)]
            if one.event.hash:
                lines.append(_("Hash of the file that it is about: {hash}", hash=one.event.hash))
        return page_of(*lines)


def sentence(entry: Entry) -> str:
    """What an entry says, in the language in force."""
    kind, about = entry.event.kind, dict(entry.event.about)
    if kind == "vote":
        kind = "not_counted" if "not_counted" in about else f"vote_{about.get('answer')}"
        about["what"] = (
            _("release {version}", version=about.get("version"))
            if about.get("what") == "release"
            else _("roster {version}", version=about.get("version"))
        )
    if isinstance(about.get("members"), list):
        about["members"] = ", ".join(map(str, about["members"]))
    about["test"] = verdict_word(str(about.get("test")))
    told = _SENTENCES.get(kind, "")
    parts = [_(told).format_map(_Known(about)) if told else entry.event.kind]
    if about.get("why") and "{why}" not in told:
        parts.append(_("Reason: {why}", why=about["why"]))
    if about.get("override"):
        parts.append(_("It was proposed nevertheless: {why}", why=about["override"]))
    if isinstance(about.get("revokes"), list) and about["revokes"]:
        parts.append(_("It revokes: {versions}", versions=", ".join(map(str, about["revokes"]))))
    return " ".join(parts)


class _Known(dict[str, Any]):
    """What an entry tells; a coordinator's program of another version may leave something out."""

    def __missing__(self, name: str) -> str:
        return "?"


_SENTENCES = {
    "contribution": N_("{member} contributed to round {round}."),
    "rejection": N_("{what} was left out of round {round}: {why}"),
    "candidate": N_("Release {version} was proposed, from round {round}; on the public test: {test}."),
    "vote_yes": N_("{member} said yes to {what}."),
    "vote_no": N_("{member} said no to {what}."),
    "not_counted": N_("The vote {file} on {what} was not counted: {not_counted}"),
    "release": N_("Release {version} was published, from round {round}."),
    "roster": N_("Roster {version}: {members}; {threshold} must sign."),
    "withdrawal": N_("{member} took back the contribution to round {round}."),
}
