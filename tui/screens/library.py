"""The library: texts and practices on a shelf, read by provision, in two languages if wanted."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widgets import Input, Static, Tree

from tui.asking import Asking
from tui.i18n import N_, _, language, ngettext, number, said
from tui.reading import Entry, entries, grouped, other_languages, place_in
from tui.screens.dialogs import ConfirmScreen
from tui.screens.over_library import OverLibrary
from tui.widgets.library_tree import LibraryTree
from tui.widgets.literal import literal
from tui.widgets.marks import legend
from tui.widgets.reading_pane import ReadingPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.documents import Document

__all__ = ["LibraryScreen"]


class LibraryScreen(OverLibrary):
    """A shelf and a document that is read; in a narrow window one after the other."""

    CSS_PATH = "../styles/library.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back"), id="library.back"),
        Binding("t", "titles", N_("Titles"), id="library.titles"),
        Binding("a", "add", N_("Add"), id="library.add"),
        Binding("d,delete", "remove", N_("Remove"), id="library.remove"),
    ]

    def __init__(self, asking: Asking) -> None:
        super().__init__(asking)
        self._documents: tuple[Document, ...] = ()
        self._shelf: list[Entry] = []
        self._wanted: tuple[str, str, str, int] | None = None  # to go to once the library is open
        self._titles = Input(id="titles")
        self._tree = LibraryTree()
        self._legend = Static(id="legend")
        self._reading = ReadingPane()

    @staticmethod
    def prepare() -> None:
        import_module("tui.screens.adding")
        import_module("tui.library_work")
        import_module("assistant.compare")

        number(1_000)  # the language's way of writing numbers

    def compose(self) -> ComposeResult:
        with Container(id="library"):
            with Vertical(id="shelf"):
                yield self._titles
                yield self._tree
                yield self._legend
            yield self._reading
        yield from self.compose_below()

    async def on_mount(self) -> None:
        self._name_things()
        self._tree.focus()

    async def retranslate(self) -> None:
        self.language = language()
        self._name_things()
        self._show_shelf()
        self._reading.retranslate()
        self.refresh_bindings()

    def go(self, **arguments: Any) -> None:
        """Open a document at a provision, as soon as the library is open.

        Args:
            arguments: `document` is its id, `language` that of the text (the interface's where
                not given), `pinpoint` canonical or as people write it, "" for the beginning,
                `start` where a quote stands in the body, for a pinpoint that several provisions have.
        """
        code, pinpoint = arguments.get("language") or self.language, arguments.get("pinpoint", "")
        self._wanted = (arguments["document"], code, pinpoint, arguments.get("start", -1))
        if self._documents:
            self._go_where_wanted()

    def library_opened(self) -> None:
        if self.retriever is not None:
            self._take(tuple(self.retriever.documents))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done where the focus is."""
        if action == "back":
            return not self._tree.has_focus
        if action == "titles":
            return not self._reads
        if action == "add":
            return bool(self._documents) and not self.busy and not self._reads
        if action == "remove":
            entry = self._tree.chosen
            brought = entry is not None and entry.kind in ("own", "official")
            return brought and self._tree.has_focus and not self.busy
        return super().check_action(action, parameters)

    @on(Input.Changed, "#titles")
    def filter_titles(self) -> None:
        self._show_shelf()

    @on(Input.Submitted, "#titles")
    def leave_titles(self) -> None:
        self._tree.focus()

    @on(Tree.NodeSelected)
    def chosen(self, event: Tree.NodeSelected[Entry]) -> None:
        """Read what was chosen, in the reader's language if it is there in it."""
        if event.node.data is not None:
            self._read(event.node.data.in_language(self.language), -1)

    @on(Tree.NodeHighlighted)
    def highlighted(self) -> None:
        self.refresh_bindings()

    @on(ReadingPane.Told)
    def told(self, event: ReadingPane.Told) -> None:
        self.tell(event.text, wrong=event.wrong)

    def action_back(self) -> None:
        """Step by step: from the line, the other language, the document; from the titles to the shelf."""
        if self._titles.has_focus:
            self._titles.value = ""
            self._tree.focus()
        elif not self._reading.step_back():
            self.remove_class("-reading")
            self._tree.focus()

    def action_titles(self) -> None:
        self.remove_class("-reading")
        self._titles.focus()

    def action_add(self) -> None:
        self.ask_and_do(self._add())

    def action_remove(self) -> None:
        if (entry := self._tree.chosen) is not None:
            self.ask_and_do(self._remove(entry))

    @property
    def _reads(self) -> bool:
        """Whether the keys are those of reading."""
        return self._reading.has_focus_within

    def _take(self, documents: tuple[Document, ...]) -> None:
        """Show these documents; the one that is read stays open if it is among them."""
        self._documents = documents
        self._shelf = entries(documents)
        self._show_shelf()
        if (leaf := self._reading.leaf) is not None:
            key = _key(leaf.document)
            now = next((one for one in documents if _key(one) == key), None)
            if now is None:
                self._reading.close()
                self.remove_class("-reading")
                self._tree.focus()
            elif now != leaf.document:
                self._reading.open(now, -1, other_languages(documents, now))
        self._go_where_wanted()
        self.refresh_bindings()

    def _go_where_wanted(self) -> None:
        from assistant.errors import WorkError

        if self._wanted is None:
            return
        wanted, self._wanted = self._wanted, None
        try:
            document, place = place_in(self._documents, *wanted)
        except WorkError as error:
            self.tell(said(error), wrong=True)
            return
        self.tell("")
        self._tree.point_at(document.id, document.kind)
        self._read(document, place)

    def _read(self, document: Document, place: int) -> None:
        self.add_class("-reading")
        self._reading.open(document, place, other_languages(self._documents, document), focus=True)

    def _name_things(self) -> None:
        self._titles.placeholder = _("Search the titles")
        self._legend.update(literal(legend()))

    def _show_shelf(self) -> None:
        sought = self._titles.value.strip()
        self._tree.show(grouped(self._shelf, self.language, sought), opened=bool(sought))

    async def _add(self) -> None:
        from tui.screens.adding import AddScreen

        assistant = self.asking.assistant
        if assistant is not None and await self.app.push_screen_wait(AddScreen(assistant, self._documents)):
            self._read_again()

    async def _remove(self, entry: Entry) -> None:
        from tui.library_work import removable, remove

        assistant = self.asking.assistant
        if assistant is None:
            return
        mine = await asyncio.to_thread(removable, entry.versions)
        if not mine:
            self.tell(_("{title} came with the assistant: it stays.", title=entry.versions[0].short_title))
            return
        question = ngettext(
            "Remove {title} from the library? Its file on the disk stays.",
            "Remove {title} from the library, in {n} languages? The files on the disk stay.",
            len(mine), n=len(mine), title=mine[0].title,
        )  # fmt: skip
        if not await self.app.push_screen_wait(ConfirmScreen(question, _("Remove"))):
            return

        def work() -> Callable[[], object]:
            remove(assistant, mine)
            return self._read_again

        self.do(_("removing {title} …", title=mine[0].short_title), work)

    def _read_again(self) -> None:
        """Show the library as it is on the disk now."""
        self.run_worker(self._take_kept(), group="again", exclusive=True, exit_on_error=False)

    async def _take_kept(self) -> None:
        from knowledge.errors import KnowledgeError
        from tui.library_work import kept_documents

        try:
            self._take(await asyncio.to_thread(kept_documents))
        except KnowledgeError as error:
            self.tell(said(error), wrong=True)


def _key(document: Document) -> tuple[str, str, str]:
    return document.id, document.language, document.kind
