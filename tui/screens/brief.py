"""An advocacy note on a theme: sentences left out and put elsewhere, the title written anew, saved.

Only what was found with its source can stand in it: the reader writes the title and for whom
it is, and no sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Label, Select, Static

from tui.asking import Asking
from tui.exporting import BRIEF_ENDINGS, file_name, save_brief
from tui.i18n import N_, NAMES, _, language
from tui.screens.over_library import OverLibrary
from tui.widgets.choices import name_options
from tui.widgets.item_view import ItemList, ItemView, SentenceView
from tui.widgets.literal import literal
from tui.widgets.page_content import content_of
from tui.widgets.question_input import QuestionInput
from tui.widgets.theme_input import ThemeInput

if TYPE_CHECKING:
    from assistant.brief import Brief, Section

__all__ = ["BriefScreen"]

_MAIN, _ALL = "main", "all"
_LONGEST = 200  # characters of the title and of the name for whom it is


class BriefScreen(OverLibrary):
    """A theme, for whom, in which language; then the note, sentence by sentence."""

    CSS_PATH = "../styles/work.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+l", "theme", N_("Theme"), id="brief.theme", show=False),
        Binding("down", "sentences", N_("Sentences"), id="brief.sentences", show=False),
        Binding("r", "bring_back", N_("Bring back"), id="brief.bring_back"),
        Binding("f8", "export", N_("Save"), id="brief.export"),
    ]

    def __init__(self, asking: Asking) -> None:
        super().__init__(asking)
        self.made: Brief | None = None  # as it was found
        self.now: Brief | None = None  # as the reader has it
        self._before: list[Sequence[Section]] = []  # the sections before each change
        self._of_texts = _MAIN  # from which the note was made
        self._waiting = ""  # a theme given before the library was open
        self._theme = ThemeInput()
        self._for = QuestionInput(id="audience", compact=True, max_length=_LONGEST)
        self._languages: Select[str] = Select(
            [(name, code) for code, name in NAMES.items()], allow_blank=False, id="language", compact=True
        )
        self._texts: Select[str] = Select([("", _MAIN)], allow_blank=False, id="texts", compact=True)
        self._title = QuestionInput(id="title", compact=True, max_length=_LONGEST)
        self._labels = [Label(), Label()]
        self._list = ItemList(id="items")

    @staticmethod
    def prepare() -> None:
        import_module("tui.screens.exporting")
        import_module("assistant.pages.compose")

    def compose(self) -> ComposeResult:
        yield self._theme
        with Horizontal(classes="field"):
            yield self._labels[0]
            yield self._for
            yield self._texts
        with Horizontal(classes="field"):
            yield self._labels[1]
            yield self._title
            yield self._languages
        yield self._list
        yield from self.compose_below()

    async def on_mount(self) -> None:
        self._languages.value = self.language
        self._name_things()
        self._theme.focus_line()
        await self._draw()

    async def retranslate(self) -> None:
        self.language = language()
        self._theme.retranslate()
        self._name_things()
        if self.made is None:
            self._languages.value = self.language
        await self._draw()
        self.refresh_bindings()

    def go(self, **arguments: Any) -> None:
        """Write a note on a theme (`theme`), as soon as the library is open."""
        self._theme.value = arguments["theme"]
        self._make(arguments["theme"])

    def library_opened(self) -> None:
        if self._waiting:
            self._make(self._waiting)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done with what is there."""
        if action == "export":
            return self.now is not None and not self.busy
        if action == "bring_back":
            return bool(self._before)
        if action == "sentences":
            return bool(self._list.items) and self._list.focused_number < 0
        return super().check_action(action, parameters)

    @on(ThemeInput.Chosen)
    def theme_chosen(self, event: ThemeInput.Chosen) -> None:
        self._make(event.theme)

    @on(Select.Changed, "#language")
    @on(Select.Changed, "#texts")
    def other_language(self) -> None:
        """A note that is there is written again, in the other language or from the other texts."""
        made, texts = self.made, str(self._texts.value)
        if made is not None and (str(self._languages.value), texts) != (made.language, self._of_texts):
            self._make(self._theme.value or made.theme)

    @on(Input.Changed, "#audience")
    @on(Input.Changed, "#title")
    async def words_changed(self) -> None:
        """The title and for whom it is stand in the note as they are written."""
        if self.now is not None:
            await self._draw()

    @on(Input.Submitted, "#audience")
    @on(Input.Submitted, "#title")
    def words_entered(self) -> None:
        if self.now is None and self._theme.value:
            self._make(self._theme.value)
        else:
            self._list.focus_number(0)

    @on(ItemView.Wished)
    async def wished(self, event: ItemView.Wished) -> None:
        """Do what the key on a sentence says."""
        from assistant.brief import moved

        view, number = event.view, self._list.focused_number
        assert isinstance(view, SentenceView)
        if self.now is None:
            return
        section = next(one for one in self.now.sections if one.name == view.section)
        statement = section.statements[view.number]
        citation = statement.citations[0]
        match event.wish:
            case "read":
                self.shell.open_screen(
                    "library", document=citation.document, language=citation.language,
                    pinpoint=citation.pinpoint_id, start=citation.start,
                )  # fmt: skip
            case "copy":
                from assistant.rendering import quoted, reference

                text = f"{quoted(statement)}\n{reference(citation)}\n{citation.url}".strip()
                self.app.copy_to_clipboard(literal(text).plain)
                self.notify(_("Sent to the clipboard, with its reference."), markup=False)
            case "leave_out":
                await self._change(_without(self.now.sections, section, view.number))
                self._list.focus_number(number)
            case "up" | "down":
                by = -1 if event.wish == "up" else 1
                await self._change(moved(self.now.sections, view.section, view.number, by))
                self._list.focus_key(view.key)

    def action_theme(self) -> None:
        self._theme.focus_line()

    def action_sentences(self) -> None:
        self._list.focus_number(0)

    async def action_bring_back(self) -> None:
        """The note before the last change."""
        number = self._list.focused_number
        await self._change(self._before.pop(), kept=True)
        self._list.focus_number(number)

    def action_export(self) -> None:
        if (note := self._written) is not None:
            self.ask_and_do(self._export(note))

    @property
    def _written(self) -> Brief | None:
        """The note with what the reader has written into it."""
        if self.now is None:
            return None
        return self.now.model_copy(update={"audience": " ".join(self._for.value.split())})

    def _make(self, theme: str) -> None:
        retriever = self.retriever
        self._waiting = theme if retriever is None else ""
        if retriever is None:
            self.open_library()
            return
        code, of_texts = str(self._languages.value), str(self._texts.value)

        def work() -> Callable[[], object]:
            from assistant.brief import make_brief
            from assistant.compare import MAIN_TEXTS, texts_of

            texts = texts_of(retriever.documents) if of_texts == _ALL else MAIN_TEXTS
            found = make_brief(retriever, theme, texts=texts, language=code)
            return partial(self._have_made, found, of_texts)

        self.do(_("writing the note …"), work)

    def _have_made(self, found: Brief, of_texts: str) -> None:
        self.made = self.now = found
        self._of_texts = of_texts
        self._before = []
        self.call_next(self._show_first)

    async def _show_first(self) -> None:
        await self._draw()
        self._list.begin()
        self.refresh_bindings()

    async def _change(self, sections: Sequence[Section], *, kept: bool = False) -> None:
        """Show the note with other sections; `kept` where it goes back to them."""
        from assistant.brief import rearranged

        if self.made is None or self.now is None:
            return
        if not kept and list(sections) != list(self.now.sections):
            self._before.append(self.now.sections)
        self.now = rearranged(self.made, sections)
        await self._draw()
        self.refresh_bindings()

    async def _draw(self) -> None:
        """The page of the command, each sentence an item that can be gone to."""
        note = self._written
        shown = [_intro()] if note is None else _widgets(note, self._title.value.strip())
        await self._list.show(shown)

    async def _export(self, note: Brief) -> None:
        from tui.screens.exporting import ExportScreen

        private = sum(one.kind == "own" for one in note.references)
        save = partial(save_brief, note, self._title.value.strip())
        asked = ExportScreen(save, file_name(note.theme), BRIEF_ENDINGS, private)
        if path := await self.app.push_screen_wait(asked):
            self.tell(_("Written to {path}.", path=path))

    def _name_things(self) -> None:
        for label, name in zip(self._labels, (_("For:"), _("Title:")), strict=True):
            label.update(literal(name))
        self._for.placeholder = _("for whom it is, such as the Ministry of Finance")
        self._title.placeholder = _("the usual one")
        name_options(self._texts, [(_("the five main texts"), _MAIN), (_("all texts"), _ALL)])


def _intro() -> Widget:
    told = _(
        "Write a theme or choose one: you get a note in which every sentence is quoted with its source. "
        "You can leave sentences out, move them and change the title; nothing without a source can be added."
    )
    return Static(literal(told), classes="intro")


def _without(sections: Sequence[Section], section: Section, number: int) -> list[Section]:
    kept = [one for place, one in enumerate(section.statements) if place != number]
    smaller = section.model_copy(update={"statements": kept})
    return [smaller if one.name == section.name else one for one in sections]


def _widgets(note: Brief, title: str) -> list[Widget]:
    from assistant.pages.blocks import Heading, Line
    from assistant.pages.compose import brief_page

    page = brief_page(note)
    # The items of the page are the sentences in the order of the sections, then the references.
    sentences = iter(
        (section.name, number, statement.citations[0].key + statement.text)
        for section in note.sections
        for number, statement in enumerate(section.statements)
    )
    widgets: list[Widget] = [Static(literal(title or page.title, "bold"), classes="page-title")]
    for block in page.blocks:
        if isinstance(block, Heading):
            widgets.append(Static(literal(block.text, "bold $text-accent"), classes="heading"))
        elif isinstance(block, Line):
            item = next(sentences, None) if block.item else None
            if item is not None:
                name, number, key = item
                widgets.append(SentenceView(content_of([block]), key, name, number))
            else:
                widgets.append(Static(content_of([block]), classes="line"))
    return [*widgets, Static(literal(page.notice, "$text-muted"), classes="note")]
