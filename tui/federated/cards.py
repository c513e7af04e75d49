"""Practice cards of one's own: which wait to be shared, and all that goes out with each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from tui.federated.base import Section, named, page_of
from tui.federated.keys import member_key
from tui.i18n import N_, _, language, said
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from pathlib import Path

    from federation.practices.shelf import Kept

__all__ = ["CardsSection"]

_STATES = {
    "draft": N_("draft"), "ready": N_("ready"), "shared": N_("waits for your next contribution"),
    "sent": N_("sent"), "withdrawn": N_("taken back"),
}  # fmt: skip


class CardsSection(Section):
    """The member's cards."""

    name = "cards"
    title = N_("Practice cards")
    actions: ClassVar[frozenset[str]] = frozenset({"share", "take_back"})

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.cards: list[Kept] = []
        self._problems: dict[str, list[str]] = {}
        self._unusable = ""  # why the marked cards cannot go as they are
        self._member = False

    def read(self) -> None:
        from federation.errors import FederationError
        from federation.practices.checking import problems
        from federation.practices.shelf import Shelf
        from federation.practices.wording import told
        from federation.releases.trusted import follows, trusted_roster

        home = self.home
        shelf = Shelf(home)
        self.cards = shelf.all()
        self._problems = {
            one.name: [told(problem, language()) for problem in problems(one.card)] for one in self.cards
        }
        self._unusable = ""
        self._member = home.key.exists() and follows(home)
        if self._member:
            try:
                shelf.waiting(trusted_roster(home))
            except FederationError as error:
                self._unusable = said(error)

    def columns(self) -> tuple[str, ...]:
        return (_("Card"), _("State"), _("Languages"), _("Name of the organisation"))

    def rows(self) -> list[tuple[str, ...]]:
        return [
            (one.name, self._state(one), " ".join(one.card.languages), one.card.organisation)
            for one in self.cards
        ]

    def page(self) -> Content:
        if not self.cards:
            return page_of(
                literal(_("You have no practice card yet."), "bold"),
                _(
                    "A card tells what your organisation did and what came of it, with its sources. Shared, it "
                    "goes out with a contribution, and everybody in the federation can read and cite it."
                ),
                _("Write one in a shell: sse practice new"),
            )
        return page_of(*self._lines())

    def allows(self, action: str) -> bool:
        kept = self.card()
        if kept is None or not self._member:
            return False
        if action == "take_back":
            return kept.state in ("shared", "sent")
        return kept.state in ("ready", "sent", "withdrawn") and not self._problems[kept.name]

    def card(self) -> Kept | None:
        """The card that the cursor is on."""
        return self.cards[self.row] if 0 <= self.row < len(self.cards) else None

    def share(self, name: str, passphrase: str) -> str:
        """Sign a card and mark it for the next contribution. Blocks.

        Raises:
            FederationError, KnowledgeError: it cannot be shared as it is.
        """
        from federation.practices.shelf import Shelf
        from federation.releases.trusted import trusted_roster

        home = self.home
        Shelf(home).share(name, trusted_roster(home), member_key(home, passphrase))
        return _(
            "{name} is signed and goes with your next contribution, which shows it again and asks again.",
            name=name,
        )

    def take_back(self, name: str, passphrase: str, path: Path | None) -> str:
        """Unmark a card; where it went out already, write the request for the coordinator. Blocks.

        Raises:
            FederationError, KnowledgeError: the request cannot be signed or written.
        """
        from federation.practices.shelf import Shelf
        from federation.releases.trusted import trusted_roster

        home = self.home
        request = Shelf(home).withdraw(name, trusted_roster(home), member_key(home, passphrase))
        if request is None or path is None:
            return _("{name} is not shared any more. It had not left this machine.", name=name)
        request.statement.save(path)
        return _(
            "The request to take {name} back is in {path}. Give it to the coordinator: the next release leaves "
            "the card out.",
            name=name, path=path,
        )  # fmt: skip

    def card_page(self, kept: Kept) -> Content:
        """The whole card, as everybody would read it."""
        from federation.practices.showing import card_lines

        return page_of(*card_lines(kept.card, language()))

    def _lines(self) -> Iterator[str | Content]:
        waiting = [one.name for one in self.cards if one.state == "shared"]
        yield literal(
            _("With your next contribution go: {names}", names=", ".join(waiting) or _("none")), "$text-muted"
        )
        if self._unusable:
            yield literal(self._unusable, "bold")
        if not self._member:
            yield _("To share a card, this machine must be a member of a federation.")
        kept = self.card()
        if kept is None:
            return
        yield ""
        yield literal(named(kept.name, self._state(kept)), "bold")
        if kept.rounds:
            yield _("It went out with round {rounds}.", rounds=", ".join(map(str, kept.rounds)))
        for problem in self._problems[kept.name]:
            yield "✗ " + problem
        yield self.card_page(kept)

    def _state(self, kept: Kept) -> str:
        return _(_STATES[kept.state])
