"""A theme, typed or chosen among those of the corpus; the names are completed as they are written."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Select

from tui.i18n import _, language
from tui.widgets.literal import literal
from tui.widgets.question_input import QuestionInput

__all__ = ["ThemeInput"]


class ThemeInput(Horizontal):
    """Tells what was chosen as `Chosen`; `value` is what stands in the line."""

    class Chosen(Message):
        """A theme to work on."""

        def __init__(self, theme: str) -> None:
            super().__init__()
            self.theme = theme

    def __init__(self) -> None:
        super().__init__(id="theme", classes="field")
        self._label = Label(id="theme-label")
        self._input = QuestionInput(id="theme-input", compact=True)
        self._select: Select[str] = Select([], id="themes", compact=True)

    def compose(self) -> ComposeResult:
        yield self._label
        yield self._input
        yield self._select

    def on_mount(self) -> None:
        self.retranslate()

    @property
    def value(self) -> str:
        """What stands in the line."""
        return self._input.value.strip()

    @value.setter
    def value(self, theme: str) -> None:
        self._input.value = theme

    def focus_line(self) -> None:
        """Go to the line, selected: typing writes another theme."""
        self._input.focus()
        self._input.action_select_all()

    def retranslate(self) -> None:
        """Name the themes in the language in force."""
        from assistant.topics import NAMES

        names = sorted(of[language()][0] for of in NAMES.values())
        self._label.update(literal(_("Theme:")))
        self._input.placeholder = _("Free words, or one of the themes")
        self._input.suggester = SuggestFromList(names, case_sensitive=False)
        self._select.prompt = _("Themes")
        with self.prevent(Select.Changed):
            self._select.set_options([(name, name) for name in names])

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self.value:
            self.post_message(self.Chosen(self.value))

    @on(Select.Changed)
    def chosen(self, event: Select.Changed) -> None:
        event.stop()
        if isinstance(event.value, str):
            self.value = event.value
            self.post_message(self.Chosen(event.value))
            with self.prevent(Select.Changed):
                self._select.clear()  # what counts stands in the line
