"""What each text says on a theme, side by side: rows taken out, quotes exchanged, saved to a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Select, Static

from tui.asking import Asking
from tui.exporting import COMPARISON_ENDINGS, file_name, save_comparison
from tui.i18n import N_, _, language, ngettext
from tui.screens.over_library import OverLibrary
from tui.widgets.choices import Tick, name_options
from tui.widgets.item_view import ItemList, ItemView, RowView
from tui.widgets.literal import literal
from tui.widgets.page_content import content_of
from tui.widgets.theme_input import ThemeInput

if TYPE_CHECKING:
    from assistant.compare import Comparison, Row

__all__ = ["CompareScreen"]

_MAIN, _ALL = "main", "all"


class CompareScreen(OverLibrary):
    """A theme, and a row for each text."""

    CSS_PATH = "../styles/work.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+l", "theme", N_("Theme"), id="compare.theme", show=False),
        Binding("down", "rows", N_("Rows"), id="compare.rows", show=False),
        Binding("r", "bring_back", N_("Bring back"), id="compare.bring_back"),
        Binding("f8", "export", N_("Save"), id="compare.export"),
    ]

    def __init__(self, asking: Asking) -> None:
        super().__init__(asking)
        self.made: Comparison | None = None  # as it was found
        self.now: Comparison | None = None  # as the reader has it
        self._left_out: list[str] = []  # documents, in the order in which they were taken out
        self._found: dict[str, list[Row]] = {}  # what can stand in a row, once it was asked for
        self._chosen: dict[str, Row] = {}  # in place of the row as it was found
        self._waiting = ""  # a theme given before the library was open
        self._theme = ThemeInput()
        self._texts: Select[str] = Select([("", _MAIN)], allow_blank=False, id="texts", compact=True)
        self._practices = Tick("", id="practices", compact=True)
        self._list = ItemList(id="items")

    @staticmethod
    def prepare() -> None:
        import_module("tui.screens.exporting")
        import_module("assistant.pages.compose")

    def compose(self) -> ComposeResult:
        yield self._theme
        with Horizontal(classes="field"):
            yield self._texts
            yield self._practices
        yield self._list
        yield from self.compose_below()

    async def on_mount(self) -> None:
        self._name_things()
        self._theme.focus_line()
        await self._draw()

    async def retranslate(self) -> None:
        self.language = language()
        self._theme.retranslate()
        self._name_things()
        await self._draw()
        self.refresh_bindings()

    def go(self, **arguments: Any) -> None:
        """Compare the texts on a theme (`theme`), as soon as the library is open."""
        self._theme.value = arguments["theme"]
        self._compare(arguments["theme"])

    def library_opened(self) -> None:
        self._found.clear()
        if self._waiting:
            self._compare(self._waiting)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done with what is there."""
        if action == "export":
            return self.now is not None and not self.busy
        if action == "bring_back":
            return bool(self._left_out)
        if action == "rows":
            return bool(self._list.items) and self._list.focused_number < 0
        return super().check_action(action, parameters)

    @on(ThemeInput.Chosen)
    def theme_chosen(self, event: ThemeInput.Chosen) -> None:
        self._compare(event.theme)

    @on(ItemView.Wished)
    async def wished(self, event: ItemView.Wished) -> None:
        """Do what the key or the click on a row says."""
        assert isinstance(event.view, RowView)
        row, number = event.view.row, self._list.focused_number
        match event.wish:
            case "read":
                self.shell.open_screen("library", **_source(row, self.language))
            case "copy":
                self._copy(row)
            case "leave_out":
                self._left_out.append(row.document)
                await self._change()
                self._list.focus_number(number)
            case "better":
                self._exchange(row.document, 1)
            case "worse":
                self._exchange(row.document, -1)

    def action_theme(self) -> None:
        self._theme.focus_line()

    def action_rows(self) -> None:
        self._list.focus_number(0)

    async def action_bring_back(self) -> None:
        """The row that was taken out last."""
        document = self._left_out.pop()
        await self._change()
        self._list.focus_key(document)

    def action_export(self) -> None:
        if self.now is not None:
            self.ask_and_do(self._export(self.now))

    def _compare(self, theme: str) -> None:
        retriever = self.retriever
        self._waiting = theme if retriever is None else ""
        if retriever is None:
            self.open_library()
            return
        texts, practices, default = str(self._texts.value), self._practices.value, self.language

        def work() -> Callable[[], object]:
            from assistant.compare import MAIN_TEXTS, compare, texts_of
            from knowledge.languages import LANGUAGES, detect

            code = detect(theme, default)
            found = compare(
                retriever, theme, texts=texts_of(retriever.documents) if texts == _ALL else MAIN_TEXTS,
                language=code if code in LANGUAGES else default, practices=practices,
            )  # fmt: skip
            return partial(self._have_made, found)

        self.do(_("comparing the texts …"), work)

    def _have_made(self, found: Comparison) -> None:
        self.made = found
        self._left_out, self._found, self._chosen = [], {}, {}
        self.call_next(self._show_first)

    async def _show_first(self) -> None:
        await self._change()
        self._list.begin()

    def _exchange(self, document: str, by: int) -> None:
        """Show the next best provision of a text, or the one before; after the last the first again."""
        made, retriever = self.made, self.retriever
        if made is None or retriever is None:
            return

        def work() -> Callable[[], object]:
            from assistant.compare import alternatives

            found = self._found.get(document) or alternatives(retriever, made, document)
            return partial(self._take, document, found, by)

        self.do("", work)

    def _take(self, document: str, found: list[Row], by: int) -> None:
        self._found[document] = found
        before = self._chosen.get(document, found[0])
        place = (found.index(before) + by) % len(found) if before in found else 0
        self._chosen[document] = found[place]
        told = _("{n} of {count} provisions", n=place + 1, count=len(found))
        self.tell(told if len(found) > 1 else _("Nothing else was found in this text."))
        self.call_next(self._change_and_return, document)

    async def _change_and_return(self, document: str) -> None:
        await self._change()
        self._list.focus_key(document)

    async def _change(self) -> None:
        """The comparison as it was made, with what the reader has changed."""
        from assistant.compare import with_row, without_text

        now = self.made
        if now is None:
            return
        for row in self._chosen.values():
            now = with_row(now, row)
        for document in self._left_out:
            now = without_text(now, document)
        self.now = now
        await self._draw()
        self.refresh_bindings()

    async def _draw(self) -> None:
        """The page of the command, each row of its tables a row that can be gone to."""
        await self._list.show(_widgets(self.now) if self.now is not None else [_intro()])

    def _copy(self, row: Row) -> None:
        from assistant.rendering import quoted, reference

        if row.statement is None:
            self.notify(_("Nothing was found in this text: there is nothing to copy."), markup=False)
            return
        citation = row.statement.citations[0]
        text = f"{quoted(row.statement)}\n{reference(citation)}\n{citation.url}".strip()
        self.app.copy_to_clipboard(literal(text).plain)
        self.notify(_("Sent to the clipboard, with its reference."), markup=False)

    async def _export(self, comparison: Comparison) -> None:
        from tui.screens.exporting import ExportScreen

        private = sum(row.private for row in comparison.rows)
        asked = ExportScreen(
            partial(save_comparison, comparison), file_name(comparison.theme), COMPARISON_ENDINGS, private
        )
        if path := await self.app.push_screen_wait(asked):
            self.tell(_("Written to {path}.", path=path))

    def _name_things(self) -> None:
        self._practices.label = literal(_("practices too"))
        name_options(self._texts, [(_("the five main texts"), _MAIN), (_("all texts"), _ALL)])


def _source(row: Row, language: str) -> dict[str, str | int]:
    """Where the library opens a row's text: at its quote, or at the beginning."""
    if row.statement is None:
        return {"document": row.document, "language": language}
    one = row.statement.citations[0]
    return {
        "document": one.document, "language": one.language, "pinpoint": one.pinpoint_id, "start": one.start,
    }  # fmt: skip


def _intro() -> Widget:
    told = _(
        "Write a theme or choose one: each text gets a row with its best provision, quoted, or with the "
        "number of provisions in which nothing was found. No model takes part."
    )
    return Static(literal(told), classes="intro")


def _widgets(comparison: Comparison) -> list[Widget]:
    from assistant.pages.blocks import Heading, Table
    from assistant.pages.compose import comparison_page

    page = comparison_page(comparison)
    widgets: list[Widget] = [Static(literal(page.title, "bold"), classes="page-title")]
    tables = iter((comparison.rows, comparison.practices or []))
    for block in page.blocks:
        if isinstance(block, Table):
            widgets += [
                RowView([content_of(cell) for cell in cells], row)
                for cells, row in zip(block.rows, next(tables), strict=True)
            ]
        elif isinstance(block, Heading):
            widgets.append(Static(literal(block.text, "bold $text-accent"), classes="heading"))
        else:
            widgets.append(Static(content_of([block]), classes="note"))
    left_out = sum(row.private for row in comparison.rows)
    if left_out:
        told = ngettext(
            "{n} row is of your own document: it stays out of a file unless you say otherwise.",
            "{n} rows are of your own documents: they stay out of a file unless you say otherwise.",
            left_out, n=left_out,
        )  # fmt: skip
        widgets.append(Static(literal(told, "$text-warning"), classes="note"))
    return [*widgets, Static(literal(page.notice, "$text-muted"), classes="note")]
