"""Choose what is searched: kinds, languages, years, themes and texts; says what that leaves."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Checkbox, Input, Label, SelectionList, Static
from textual.widgets.selection_list import Selection

from tui.filtering import Choices, Remaining, Text, kind_name, language_name, remaining, theme_name
from tui.i18n import N_, _
from tui.screens.yielding import Dialog
from tui.widgets.choices import Tick
from tui.widgets.finding import plain_letters
from tui.widgets.literal import literal
from tui.widgets.tick_list import TickList

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from textual.content import Content

    from knowledge.filters import Filters
    from knowledge.retriever import Retriever

__all__ = ["FiltersScreen"]


class FiltersScreen(Dialog["Filters | None"]):
    """Dismissed with the filters to search with, which may be none, or with None to leave them as they were.

    Args:
        retriever: what is searched.
        choices: what it offers.
        filters: those that are set.
    """

    CSS_PATH: ClassVar = ["../styles/dialogs.tcss", "../styles/filters.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Cancel"), id="filters.leave"),
        Binding("f3", "apply", N_("Search only these"), id="filters.apply"),
    ]

    def __init__(self, retriever: Retriever, choices: Choices, filters: Filters | None) -> None:
        from knowledge.filters import Filters

        super().__init__()
        self._retriever = retriever
        self._choices = choices
        self._before = filters or Filters()
        self._texts = set(self._before.documents or ())  # also those that the list does not show now
        self._left = Static(id="filters-left")
        self._problem = Static(id="filters-problem", classes="error")

    def compose(self) -> ComposeResult:
        before, choices = self._before, self._choices
        with Vertical(classes="dialog", id="filters"):
            yield Static(literal(_("Search only:"), "bold"), id="filters-title")
            with Horizontal(classes="ticks"):
                yield from _ticks("kind", choices.kinds, before.kinds or (), kind_name)
            with Horizontal(classes="ticks"):
                yield from _ticks("language", choices.languages, before.languages or (), language_name)
            with Horizontal(classes="ticks"):
                yield Label(_("Years"))
                oldest, newest = (str(year or "") for year in choices.years)
                yield _year("since", before.since, oldest)
                yield Label("–")
                yield _year("until", before.until, newest)
            with Horizontal(id="filters-lists"):
                yield TickList(
                    *(
                        Selection(literal(theme_name(theme)), theme, theme in (before.themes or ()))
                        for theme in choices.themes
                    ),
                    id="themes", compact=True,
                )  # fmt: skip
                with Vertical(id="filters-texts"):
                    yield Input(placeholder=_("Find a text"), id="find-text", compact=True)
                    yield TickList(*self._options(choices.texts), id="texts", compact=True)
            yield self._problem
            yield self._left
            with Horizontal(classes="dialog-buttons"):
                yield Button(_("Cancel"), id="leave", compact=True)
                yield Button(_("Search everything"), id="all", compact=True)
                yield Button(_("Search only these"), id="apply", variant="primary", compact=True)

    def on_mount(self) -> None:
        themes = self.query_one("#themes", TickList)
        themes.border_title = _("Themes")
        themes.display = themes.option_count > 0
        self.query_one("#filters-texts", Vertical).border_title = _("Texts and practices")
        self._problem.display = False
        self._count()

    @on(Checkbox.Changed)
    @on(Input.Changed, "#since")
    @on(Input.Changed, "#until")
    @on(SelectionList.SelectedChanged, "#themes")
    def changed(self) -> None:
        self._count()

    @on(SelectionList.SelectionToggled, "#texts")
    def text_toggled(self, event: SelectionList.SelectionToggled[str]) -> None:
        chosen = event.selection.value
        (self._texts.add if chosen in event.selection_list.selected else self._texts.discard)(chosen)
        self._count()

    @on(Input.Changed, "#find-text")
    def find_text(self, event: Input.Changed) -> None:
        """Show the texts whose titles have these words; what is ticked stays ticked."""
        words = plain_letters(event.value).split()
        found = [one for one in self._choices.texts if all(word in _searched(one) for word in words)]
        shown = self.query_one("#texts", TickList)
        with self.prevent(SelectionList.SelectedChanged, SelectionList.SelectionToggled):
            shown.clear_options()
            shown.add_options(self._options(found))

    @on(Input.Submitted, "#find-text")
    def go_to_texts(self) -> None:
        self.query_one("#texts", TickList).focus()

    @on(Input.Submitted, "#since")
    @on(Input.Submitted, "#until")
    @on(Button.Pressed, "#apply")
    def action_apply(self) -> None:
        """Search with these from now on; a year that is none is told instead."""
        if filters := self._read():
            self.dismiss(filters)

    @on(Button.Pressed, "#all")
    def everything(self) -> None:
        from knowledge.filters import Filters

        self.dismiss(Filters())

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        self.dismiss(None)

    def _read(self) -> Filters | None:
        """The filters that are set here; None, and a sentence that says so, where a year is none."""
        from knowledge.filters import Filters

        years: list[int | None] = []
        for name in ("since", "until"):
            written = self.query_one(f"#{name}", Input).value.strip()
            years.append(int(written) if written.isdecimal() and len(written) == 4 else None)
            if written and years[-1] is None:
                self._tell(_("A year has four digits, such as 2015."))
                return None
        since, until = years
        if since is not None and until is not None and since > until:
            self._tell(_("The first year is after the last one."))
            return None
        self._tell("")
        return Filters(
            documents=tuple(sorted(self._texts)) or None,
            kinds=self._ticked("kind") or None,
            themes=tuple(self.query_one("#themes", TickList).selected) or None,
            languages=self._ticked("language") or None,
            since=since,
            until=until,
        )

    def _ticked(self, field: str) -> tuple[str, ...]:
        boxes = self.query(f"Tick.-{field}").results(Tick)
        return tuple(box.name for box in boxes if box.value and box.name)

    def _options(self, texts: Iterable[Text]) -> list[Selection[str]]:
        return [Selection(_titled(text), text.id, text.id in self._texts) for text in texts]

    def _tell(self, problem: str) -> None:
        self._problem.update(literal(problem))
        self._problem.display = bool(problem)

    def _count(self) -> None:
        """Say what is left, as soon as that is counted; a later change takes its place."""
        if filters := self._read():
            work = partial(self._count_in_thread, filters)
            self.run_worker(work, thread=True, group="count", exclusive=True, exit_on_error=False)

    def _count_in_thread(self, filters: Filters) -> None:
        left = remaining(filters, self._retriever)
        if self.is_running:
            self.app.call_from_thread(self._show_left, filters, left)

    def _show_left(self, filters: Filters, left: Remaining) -> None:
        if filters != self._read():
            return
        told = _(
            "Searched: {passages} of {all} passages, {texts} of {all_texts} texts",
            passages=left.passages, all=left.of_passages, texts=left.documents, all_texts=left.of_documents,
        )  # fmt: skip
        nothing = _("No passage is left: take something away.")
        self._left.update(literal(told if left.passages else nothing, "bold"))
        self._left.set_class(not left.passages, "error")


def _ticks(
    field: str, values: Iterable[str], ticked: Collection[str], name: Callable[[str], str]
) -> Iterator[Tick]:
    """A box for each value that the library has."""
    for value in values:
        yield Tick(literal(name(value)), value in ticked, name=value, classes=f"-{field}", compact=True)


def _year(name: str, value: int | None, placeholder: str) -> Input:
    return Input(
        str(value or ""), placeholder=placeholder, max_length=4, id=name, classes="year", compact=True
    )


def _titled(text: Text) -> Content:
    """The title; a document of the user's own is marked."""
    private = _("private")
    return literal(f"[{private}] {text.title}" if "own" in text.kinds else text.title)


def _searched(text: Text) -> str:
    return plain_letters(f"{text.title} {text.id}")
