"""What is searched, where that is not everything: one line that opens the filters, with a way back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Button, Static

from tui.i18n import _, said
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from knowledge.filters import Filters
    from knowledge.retriever import Retriever
    from tui.filtering import Choices, Remaining

__all__ = ["FilterBar"]


class FilterBar(Horizontal):
    """Holds the filters; shown while some are set."""

    class Changed(Message):
        """Something else is searched from the next question on."""

        def __init__(self, filters: Filters | None) -> None:
            super().__init__()
            self.filters = filters

    def __init__(self) -> None:
        super().__init__(id="filter-bar")
        self.filters: Filters | None = None
        self._retriever: Retriever | None = None
        self._told = Static(id="filters-told")
        self._clear: Button | None = None  # mounted with the first filter: its styles take a while
        self.display = False

    def compose(self) -> ComposeResult:
        yield self._told

    def choose(self, retriever: Retriever) -> None:
        """Open the panel; what the library offers is read in a thread before."""
        self._retriever = retriever
        self.run_worker(
            partial(self._read_choices, retriever), thread=True, exclusive=True, exit_on_error=False
        )

    def take(self, filters: Filters | None) -> None:
        """Search with these from now on; with None, or none in them, everything."""
        from knowledge.filters import Filters

        self.filters = None if filters == Filters() else filters
        self.post_message(self.Changed(self.filters))
        self.retranslate()

    def retranslate(self) -> None:
        """Say what is searched in the language in force, as soon as it is counted."""
        if self.filters is None or self._retriever is None:
            self.display = False
            return
        count = partial(self._count, self.filters, self._retriever)
        self.run_worker(count, thread=True, group="count", exclusive=True, exit_on_error=False)

    @on(events.Click, "#filters-told")
    def clicked(self) -> None:
        if self._retriever is not None:
            self.choose(self._retriever)

    @on(Button.Pressed)
    def cleared(self, event: Button.Pressed) -> None:
        event.stop()
        self.take(None)

    def _read_choices(self, retriever: Retriever) -> None:
        """In a thread."""
        from tui.filtering import choices_of

        choices = choices_of(retriever)
        self.app.call_from_thread(self._open, retriever, choices)

    def _open(self, retriever: Retriever, choices: Choices) -> None:
        from tui.screens.filters import FiltersScreen

        if not self.app.screen.is_modal:
            self.app.push_screen(FiltersScreen(retriever, choices, self.filters), self._chosen)

    def _chosen(self, filters: Filters | None) -> None:
        if filters is not None:
            self.take(filters)

    def _count(self, filters: Filters, retriever: Retriever) -> None:
        """In a thread."""
        from knowledge.errors import KnowledgeError
        from tui.filtering import filters_in_words, remaining

        try:
            left = remaining(filters, retriever)
        except KnowledgeError as error:  # a document of theirs has been removed
            self.app.call_from_thread(self._show, said(error), True)
            return
        self.app.call_from_thread(
            self._show, _in_words(filters_in_words(filters, retriever), left), not left.passages
        )

    def _show(self, told: str, wrong: bool) -> None:
        if self._clear is None:
            self._clear = Button(id="filters-clear", compact=True)
            self.mount(self._clear)
        self._clear.label = _("Search everything")
        self._told.update(literal(told))
        self._told.set_class(wrong, "error")
        self.display = self.filters is not None


def _in_words(filters: str, left: Remaining) -> str:
    return _(
        "Searching only: {filters} ({passages} of {all} passages)",
        filters=filters, passages=left.passages, all=left.of_passages,
    )  # fmt: skip
