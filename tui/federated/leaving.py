"""What would leave: every field of a contribution, the budget of epsilon, and the contribution itself.

Until a round file is chosen, what is shown is what a round as the coordinator opens it by
default would take.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from tui.federated.base import OURS, Progress, Section, bound, day, page_of, short
from tui.federated.fields import leaving_lines
from tui.federated.judgements import kept_judgements
from tui.federated.keys import member_here, member_key
from tui.federated.releases import mode_word
from tui.i18n import N_, _, language, ngettext, number, said
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from federation.inputs import Inputs
    from federation.leaving import Entry, Leaving
    from federation.membership.roster import Member
    from federation.practices.signed import SignedCard
    from federation.rounds.round_file import RoundFile
    from knowledge.signing import SigningKey

__all__ = ["LeavingSection", "Prepared"]

_EPOCHS, _CLIP = 20, 0.02  # of a round without noise, as `sse federation round` opens it
_UNSIGNED = "0" * 64


@dataclass(frozen=True, slots=True)
class Prepared:
    """A contribution that is ready to be agreed to.

    Attributes:
        round_file: the round.
        member, key: who contributes.
        inputs: numbers from the member's judgements; None where it contributed before.
        cards: practice cards that go with it, by name.
        found: every field; None where it contributed before.
        earlier: the bundle that was made for this round before, or b"".
    """

    round_file: RoundFile
    member: Member
    key: SigningKey = field(repr=False)
    inputs: Inputs | None = None
    cards: dict[str, SignedCard] = field(default_factory=dict)
    found: Leaving | None = None
    earlier: bytes = b""


class LeavingSection(Section):
    """What would leave, and what has left."""

    name = "leaving"
    title = N_("What would leave")
    actions: ClassVar[frozenset[str]] = frozenset({"round_file", "contribute"})

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.prepared: Prepared | None = None
        self.usual: Leaving | None = None  # of a round with the usual settings
        self.missing = ""  # why there is none
        self._entries: list[Entry] = []
        self._budget: float | None = None
        self._spent = 0.0
        self._follows = False
        self._basis: tuple[object, ...] = ()  # what `usual` was reckoned from
        self._reckoning = threading.Lock()

    def read(self) -> None:
        from federation.leaving import default_ledger
        from federation.privacy import spend
        from federation.releases.trusted import follows
        from knowledge.settings import load

        self._entries = default_ledger().entries()
        self._budget = load().budget
        self._spent = spend([(one.noise, one.members) for one in self._entries], 0.0, 1, None).before
        self._follows = follows(self.home)

    def reckon(self) -> bool:
        """A round with the usual settings; a second for some fifteen judged questions, so it is kept."""
        if self.retriever is None or not self._reckoning.acquire(blocking=False):
            return False
        try:
            judged = kept_judgements(generated=False)
            basis = (id(self.retriever), tuple(judged), tuple(self._entries), self._budget, self._follows)
            if basis == self._basis:
                return False
            self.missing = ""
            self.usual = self._usual()
            self._basis = basis
        except OURS as error:
            self.usual, self.missing = None, said(error)
        finally:
            self._reckoning.release()
        return True

    def page(self) -> Content:
        return page_of(*self._lines())

    def allows(self, action: str) -> bool:
        if action == "round_file":
            return self._follows and self.retriever is not None
        return self.prepared is not None

    def prepare(self, path: Path, passphrase: str, progress: Progress) -> None:
        """Reckon what a round would take; nothing is written. Blocks.

        Raises:
            FederationError, KnowledgeError: this member cannot take part in it now.
        """
        from federation.leaving import default_ledger
        from federation.practices.shelf import Shelf
        from federation.releases.trusted import trusted_roster
        from federation.rounds.contributing import check_round, made_before
        from federation.rounds.previewing import preview_bundle
        from federation.rounds.round_file import load_round
        from knowledge.settings import load

        self.prepared = None
        home = self.home
        roster = trusted_roster(home)
        opened = load_round(path, roster)
        key = member_key(home, passphrase)
        member = roster.member(key.public.fingerprint)
        earlier = made_before(home, roster, opened)
        if earlier is not None:
            self.prepared = Prepared(opened, member, key, earlier=earlier)
            return
        inputs = self._inputs(member.languages, progress)
        check_round(opened, roster, member, inputs.fingerprint)
        cards = Shelf(home).waiting(roster)
        found = preview_bundle(
            inputs, opened, member, practices=[one.statement.content for one in cards.values()],
            earlier=default_ledger().entries(), budget=load().budget,
        )  # fmt: skip
        self.prepared = Prepared(opened, member, key, inputs, cards, found)

    def proposed_name(self) -> str:
        """A name for the file of the prepared contribution."""
        from federation.rounds.contributing import bundle_name

        return bundle_name(self.prepared.round_file, self.prepared.member) if self.prepared else ""

    def contribute(self, path: Path) -> str:
        """Write the prepared contribution and charge the ledger; what to do next. Blocks.

        Raises:
            FederationError, KnowledgeError: nothing was written, or what was made is kept for
                the next time.
        """
        from federation.leaving import default_ledger
        from federation.practices.shelf import Shelf
        from federation.releases.installed import weights_in_use
        from federation.releases.trusted import trusted_roster
        from federation.rounds.contributing import contribute
        from knowledge.files import write_atomically
        from knowledge.settings import load

        made = self.prepared
        assert made is not None
        opened, content = made.round_file, made.earlier
        if made.inputs is not None:
            home = self.home
            content = contribute(
                home, trusted_roster(home), opened, made.key, made.inputs, weights_in_use(home, opened.settings)[1],
                ledger=default_ledger(), budget=load().budget,
                practices=[one.statement.content for one in made.cards.values()],
            )  # fmt: skip
        write_atomically(path, content)
        if made.cards:
            Shelf(self.home).sent(list(made.cards), opened.number)
        self.prepared = None
        return _(
            "Your contribution to round {number} is in {path} ({bytes} bytes). Give it to the coordinator until {day}.",
            number=opened.number, path=path, bytes=number(len(content)), day=day(opened.deadline),
        )  # fmt: skip

    def agreeing(self) -> Content:
        """All that the prepared contribution takes, cards included, for the one who is asked."""
        return page_of(*self._prepared())

    def _usual(self) -> Leaving:
        """What a round as it is opened by default would take, whoever is in a federation."""
        from federation.membership.roster import Member
        from federation.releases.trusted import follows, trusted_roster
        from federation.rounds.previewing import preview_bundle
        from federation.rounds.round_file import RoundFile
        from federation.settings import RoundSettings
        from knowledge.signing import SigningKey

        home, member = self.home, None
        if follows(home):
            member = member_here(home, trusted_roster(home))
        if member is None:
            declared = {one.language for one in kept_judgements(generated=False)}
            member = Member(_("you"), SigningKey.generate().public, tuple(sorted(declared)) or (language(),))
        inputs = self._inputs(member.languages, lambda _done, _total: None)
        settings = RoundSettings(rounds=1, epochs=_EPOCHS, clip=_CLIP)
        usual = RoundFile(
            "0" * 32, 1, 1, "open", settings, 0, _UNSIGNED, inputs.fingerprint, "9999-12-31T00:00:00+00:00",
            hash=_UNSIGNED,
        )  # fmt: skip
        return preview_bundle(inputs, usual, member, earlier=self._entries, budget=self._budget)

    def _inputs(self, languages: tuple[str, ...], progress: Progress) -> Inputs:
        from federation.errors import JudgementsMissing
        from federation.examples import examples_of
        from federation.inputs import Inputs

        retriever = self.retriever
        if retriever is None:
            raise JudgementsMissing(_("The library is not open yet. Try again when it is."))
        examples = examples_of(retriever, kept_judgements(generated=False), progress)
        return Inputs(retriever.embedder.fingerprint, languages, tuple(examples))

    def _lines(self) -> Iterator[str | Content]:
        yield literal(_("Budget of epsilon"), "bold")
        yield _("Epsilon that you will not exceed: {budget}", budget=bound(self._budget))
        if self._budget is None:
            yield _(
                "Set one on the screen Settings (federation.budget): what would exceed it is then refused."
            )
        count = len(self._entries)
        yield (
            _("Spent so far, against the coordinator: {spent}", spent=bound(self._spent))
            + " · "
            + ngettext("{n} contribution made", "{n} contributions made", count, n=count)
        )
        for one in self._entries[-10:]:
            yield "  • " + _(
                "{day}: round {round}, noise {noise}, {bytes} bytes",
                day=day(one.when), round=one.round, noise=short(one.noise), bytes=number(one.bytes),
            )  # fmt: skip
        yield ""
        if self.prepared is not None:
            yield from self._prepared()
            return
        if self.usual is not None:
            yield literal(_("What a round with the usual settings would take from you now"), "bold")
            yield from leaving_lines(self.usual)
        else:
            yield self.missing or _("What a round would take from you is being reckoned …")
        yield ""
        if not self._follows:
            yield _("Nothing leaves: this machine takes part in no federation.")
        else:
            yield _("To contribute, press {key} and choose the round file.", key=self.key_of("round_file"))

    def _prepared(self) -> Iterator[str | Content]:
        made = self.prepared
        assert made is not None
        opened = made.round_file
        told = _(
            "Round {number} ({mode}), open until {day}",
            number=opened.number, mode=mode_word(opened.mode), day=day(opened.deadline),
        )  # fmt: skip
        yield literal(told, "bold")
        if made.found is None:
            yield _("You contributed to it before. The same file is written again; nothing is spent twice.")
            return
        yield from leaving_lines(made.found)
        for name, one in made.cards.items():
            from federation.practices.showing import card_lines

            yield ""
            yield literal(_("Practice card {name}, as everybody will read it", name=name), "bold")
            yield from card_lines(one.card, language())
