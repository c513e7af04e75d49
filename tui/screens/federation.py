"""The federation: what stays here, what would leave, what is proposed, what is in use, what happened."""

from __future__ import annotations

import asyncio
import datetime
import threading
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import ClassVar, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import DataTable, OptionList, Static
from textual.widgets.option_list import Option

from tui.asking import Asking
from tui.federated.base import OURS, Cancelled, Progress, Section
from tui.federated.candidate import CandidateSection
from tui.federated.cards import CardsSection
from tui.federated.judgements import JudgementsSection
from tui.federated.leaving import LeavingSection
from tui.federated.ledger import LedgerSection
from tui.federated.standing import StandingSection
from tui.i18n import N_, _, date, language, number, said
from tui.screens.over_library import OverLibrary
from tui.widgets.literal import literal

__all__ = ["FederationScreen"]

Done = TypeVar("Done")
_AT_ONCE = 25  # rows that are added between two keys
_PAUSE = 0.02  # seconds until the next ones


class FederationScreen(OverLibrary):
    """A list of sections, and the one that was chosen: a table where it has one, and text.

    What reads or works runs in threads; one piece of work at a time.
    """

    CSS_PATH = "../styles/federation.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back"), id="federation.back", show=False),
        Binding("j", "do('follow')", N_("Follow"), id="federation.follow"),
        Binding("u", "do('update')", N_("Update"), id="federation.update"),
        Binding("d,delete", "do('forget')", N_("Forget"), id="federation.forget"),
        Binding("D", "do('forget_all')", N_("Forget all"), id="federation.forget_all"),
        Binding("r", "do('round_file')", N_("Round file"), id="federation.round_file"),
        Binding("c", "do('contribute')", N_("Contribute"), id="federation.contribute"),
        Binding("s", "do('share')", N_("Share"), id="federation.share"),
        Binding("t", "do('take_back')", N_("Take back"), id="federation.take_back"),
        Binding("o", "do('open')", N_("Open"), id="federation.open"),
        Binding("e", "do('evaluate')", N_("Try"), id="federation.evaluate"),
        Binding("w", "do('verdict')", N_("Hand over the result"), id="federation.verdict"),
        Binding("y", "do('vote_yes')", N_("Vote yes"), id="federation.vote_yes"),
        Binding("n", "do('vote_no')", N_("Vote no"), id="federation.vote_no"),
        Binding("f5", "read_again", N_("Read again"), id="federation.read_again", show=False),
    ]

    def __init__(self, asking: Asking) -> None:
        super().__init__(asking)
        self.standing = StandingSection(asking, self.key_of)
        self.judgements = JudgementsSection(asking, self.key_of)
        self.leaving = LeavingSection(asking, self.key_of)
        self.cards = CardsSection(asking, self.key_of)
        self.candidate = CandidateSection(asking, self.key_of)
        self.ledger = LedgerSection(asking, self.key_of)
        self.sections: tuple[Section, ...] = (
            self.standing, self.judgements, self.leaving, self.cards, self.candidate, self.ledger,
        )  # fmt: skip
        self.section: Section = self.standing
        self._drawn: Section | None = None
        self._rest: list[tuple[str, ...]] = []  # rows that the table gets between two keys
        self._stop = threading.Event()
        self._table: DataTable[Text] = DataTable(id="rows", cursor_type="row")
        self._text = Static(id="text")

    @staticmethod
    def prepare() -> None:
        import_module("federation.membership.home")
        import_module("tui.federated.flows")
        date(datetime.date.today())  # Babel's data: how the language writes dates and numbers
        number(1.0)

    def compose(self) -> ComposeResult:
        with Horizontal(id="federation"):
            yield OptionList(id="sections")
            with Vertical(id="section"):
                yield self._table
                with VerticalScroll(id="page", can_focus=True):
                    yield self._text
        yield from self.compose_below()

    async def on_mount(self) -> None:
        self._name_sections()
        self.query_one("#sections").focus()

    async def retranslate(self) -> None:
        self.language = language()
        self._name_sections()
        self.read_section()  # what was read may hold words of the language before
        self.refresh_bindings()

    def library_opened(self) -> None:
        """What is reckoned with the library can be reckoned now."""
        self.leaving.ready = False
        self.read_section(anew=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the section allows, one piece of work at a time."""
        if action == "do":
            name = str(parameters[0])
            allowed = name in self.section.actions and not self.busy
            return allowed and self.section.allows(name)
        return super().check_action(action, parameters)

    def key_of(self, name: str) -> str:
        """The key of one of the section's actions, as it is bound now."""
        for active in self.active_bindings.values():
            if active.binding.id == f"federation.{name}":
                return self.app.get_key_display(active.binding)
        return next(
            one.key.split(",")[0]
            for one in self.BINDINGS
            if isinstance(one, Binding) and one.id == f"federation.{name}"
        )

    def action_do(self, name: str) -> None:
        """Begin what a key of the section says; it may ask first."""
        from tui.federated.flows import FLOWS

        self.ask_and_do(FLOWS[name](self))

    def action_back(self) -> None:
        """End what runs; where nothing runs, back to the list of sections."""
        if self.busy:
            self._stop.set()
            self.tell(_("ending …"))
        else:
            self.query_one("#sections").focus()

    def action_read_again(self) -> None:
        """Read everything anew; a library that did not open is tried once more."""
        if self.retriever is None:
            self.open_library()
        self.read_section(anew=True)

    def read_section(self, *, anew: bool = True) -> None:
        """Show the section; what is not read yet, or is read anew, comes from a thread."""
        section = self.section
        if anew:
            for one in self.sections:
                one.ready = False
        if self._drawn is not section or section.ready:
            self.draw()
        if not section.ready:  # what was read before stays until then
            load = partial(self._load, section)
            self.run_worker(load, thread=True, group="read", exclusive=True, exit_on_error=False)

    def draw(self) -> None:
        """Show the section as it was read."""
        section, table = self.section, self._table
        row = table.cursor_row if self._drawn is section else 0
        self._drawn = section
        table.clear(columns=True)
        rows = section.rows() if section.ready and not section.problem else []
        self._rest = []
        table.display = bool(rows)
        self.query_one("#section").set_class(bool(rows), "-with-table")
        if rows:
            table.add_columns(*section.columns())
            self._add_rows(rows[: max(_AT_ONCE, row + 1)])
            table.move_cursor(row=min(max(row, 0), len(rows) - 1))
            self._rest = rows[max(_AT_ONCE, row + 1) :]
            self.call_later(self._add_rest, self._rest)
        self._draw_page()

    async def attempt(self, doing: str, work: Callable[[Progress], Done]) -> Done | None:
        """Do something in a thread; None, with the reason told, where it went wrong or was ended.

        Args:
            doing: what is told meanwhile.
            work: gets a function for its progress.
        """
        self._stop.clear()
        self.busy = True
        self.tell(doing)
        self.refresh_bindings()
        problem, wrong, done = _("It failed."), True, None
        try:
            done = await asyncio.to_thread(work, partial(self._progress, doing))
            problem = ""
        except Cancelled:
            problem, wrong = _("Cancelled."), False
        except OURS as error:
            problem = said(error)
        finally:
            self.busy = False
            self.tell(problem, wrong=wrong and bool(problem))
            self.refresh_bindings()
        return done

    @on(OptionList.OptionHighlighted, "#sections")
    def section_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        chosen = self.sections[event.option_index]
        if chosen is not self.section or not chosen.ready:
            self.section = chosen
            if not self.busy:
                self.tell("")
            self.query_one("#page", VerticalScroll).scroll_home(animate=False)
            self.read_section(anew=False)

    @on(OptionList.OptionSelected, "#sections")
    def section_selected(self) -> None:
        """Enter goes into the section."""
        (self._table if self._table.row_count else self.query_one("#page")).focus()

    @on(DataTable.RowHighlighted, "#rows")
    def row_highlighted(self) -> None:
        self._draw_page()

    def _draw_page(self) -> None:
        section = self.section
        section.row = self._table.cursor_row if self._table.row_count else -1
        if not section.ready:
            page = literal(_("reading …"), "$text-muted")
        elif section.problem:
            page = literal(section.problem, "bold $text-error")
        else:
            page = section.page()
        self._text.update(page)
        self.refresh_bindings()

    def _add_rows(self, rows: list[tuple[str, ...]]) -> None:
        for cells in rows:
            self._table.add_row(*(Text(literal(cell).plain) for cell in cells))

    def _add_rest(self, rest: list[tuple[str, ...]]) -> None:
        """Some more rows, then the next ones; nothing where other rows are shown meanwhile."""
        if rest and rest is self._rest:
            self._add_rows(rest[:_AT_ONCE])
            self._rest = rest[_AT_ONCE:]
            self.set_timer(_PAUSE, partial(self._add_rest, self._rest))

    def _load(self, section: Section) -> None:
        """In a thread."""
        section.load()
        if self.app.is_running:
            self.app.call_from_thread(self._loaded, section)
        if section.reckon() and self.app.is_running:
            self.app.call_from_thread(self._loaded, section)

    def _loaded(self, section: Section) -> None:
        section.ready = True
        if section is self.section:
            self.draw()

    def _progress(self, doing: str, done: int, total: int) -> None:
        """From the thread that works."""
        if self._stop.is_set():
            raise Cancelled
        if total and self.app.is_running:
            told = _("{done} of {total}", done=number(done), total=number(total))
            self.app.call_from_thread(self.tell, f"{doing} {told}")

    def _name_sections(self) -> None:
        chosen = self.sections.index(self.section)
        listed = self.query_one("#sections", OptionList)
        with listed.prevent(OptionList.OptionHighlighted):
            listed.clear_options()
            listed.add_options([Option(literal(_(one.title)), id=one.name) for one in self.sections])
            listed.highlighted = chosen
