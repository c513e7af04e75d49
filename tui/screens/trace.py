"""How an answer came about: passages and scores, checks, model and prompt, index, versions, cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from tui.i18n import N_, _, language
from tui.screens.yielding import Dialog
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from assistant.answer import Answer

__all__ = ["TraceScreen"]

_SET_IN = "  "


class TraceScreen(Dialog[None]):
    """The record of one answer, as `sse show` tells it, to scroll in."""

    CSS_PATH = "../styles/trace.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f7", "leave", N_("Back"), id="trace.leave"),
        Binding("up", "scroll(-1)", N_("Line up"), id="trace.up", show=False),
        Binding("down", "scroll(1)", N_("Line down"), id="trace.down", show=False),
    ]

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._answer = answer

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="trace"):
            yield Static(literal(_("How this answer came about"), "bold underline"), id="trace-title")
            yield Static(self._content(), id="trace-lines")
        with Horizontal(id="trace-below"):
            yield Button(_("Back"), id="trace-leave", compact=True)

    def on_mount(self) -> None:
        self.query_one("#trace").focus()

    def action_scroll(self, by: int) -> None:
        self.query_one("#trace").scroll_relative(y=by, animate=False)

    @on(Button.Pressed)
    def action_leave(self) -> None:
        self.dismiss()

    def _content(self) -> Content:
        """The lines; what is not set in begins a part, and stands out."""
        from assistant.showing import record_lines

        lines = record_lines(self._answer, language())
        return Content("\n").join([literal(one, "" if one.startswith(_SET_IN) else "bold") for one in lines])
