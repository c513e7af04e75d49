"""One sentence of the answer with its verdict and citation: focused, and read in its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.answer_words import kind_in_words, verbatim_in_words
from tui.i18n import N_
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from assistant.answer import Citation, Statement

__all__ = ["StatementView", "nearest_view", "statement_view"]

_SHOWN = 240  # characters of a nearest passage; the source panel shows all of it
_COLOURS = {"supported": "$text-success", "unverified": "$text-warning"}


class StatementView(Static, can_focus=True):
    """A sentence and its citation line.

    Args:
        content: what is shown.
        citation: where it stands.
        copied: what is copied, reference included.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "read", N_("Read"), id="statement.read")]

    class Focused(Message):
        """The focus has moved to this sentence."""

        def __init__(self, view: StatementView) -> None:
            super().__init__()
            self.view = view

    class Pointed(Focused):
        """The mouse was pressed on it: its source is wanted beside it."""

    class Read(Focused):
        """The reader wants to read on in the source."""

    def __init__(self, content: Content, citation: Citation, copied: str) -> None:
        super().__init__(content)
        self.citation = citation
        self.copied = literal(copied).plain
        self._content = content

    def on_focus(self) -> None:
        self.post_message(self.Focused(self))

    def on_click(self) -> None:
        self.post_message(self.Pointed(self))

    def action_read(self) -> None:
        self.post_message(self.Read(self))

    def show_judgement(self, told: str) -> None:
        """Show below the sentence what the reader said of its passage."""
        self.update(Content("\n").join([self._content, literal(told, "italic")]))


def statement_view(statement: Statement, language: str) -> StatementView:
    """A quote with the clause that answers in bold, or a written sentence with its verdict."""
    from assistant.rendering import beside, judged, quoted, reference
    from assistant.wording import say

    citation = statement.citations[0]
    text = quoted(statement)
    body = literal(text)
    if statement.highlight:
        shift = text.find(statement.text)
        start, end = statement.highlight
        body = body.stylize("bold", shift + start, shift + end)
    kind = kind_in_words(citation, language)
    if statement.kind == "written":
        verdict = say(statement.verdict, language)
        told = f"{judged(statement, language)} · {reference(citation)} · {kind}"
        source = beside(citation) if statement.verdict == "unverified" else ""
        told = f"{told}\n{source}" if source else told
        note = Content.assemble(
            literal(verdict, f"bold {_COLOURS.get(statement.verdict, '')}".strip()),
            literal(f" · {reference(citation)} · {kind}", "dim"),
        )
        if source:
            note = Content("\n").join([note, literal(source, "dim")])
    else:
        told = f"{reference(citation)} ({kind})"
        note = _dotted(verbatim_in_words(citation, language), citation.pinpoint, kind)
    return StatementView(Content("\n").join([body, note]), citation, f"{text}\n{told}\n{citation.url}")


def nearest_view(citation: Citation, language: str) -> StatementView:
    """The beginning of a passage that is near the question but does not answer it."""
    from assistant.rendering import reference

    kind = kind_in_words(citation, language)
    text = citation.quote
    if len(text) > _SHOWN:
        text = f"{text[:_SHOWN].rsplit(maxsplit=1)[0]} …"
    content = Content("\n").join([literal(reference(citation), "bold"), literal(text), literal(kind, "dim")])
    return StatementView(
        content, citation, f"{citation.quote}\n{reference(citation)} ({kind})\n{citation.url}"
    )


def _dotted(*parts: str) -> Content:
    return literal(" · ".join(part for part in parts if part), "dim")
