"""The answer as it comes: verdict, quotes by text, drafts, checked sentences, what was searched."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from tui.answer_words import searched_in_words
from tui.examples import examples
from tui.i18n import N_, _
from tui.i18n import language as interface
from tui.widgets.literal import literal
from tui.widgets.statement import StatementView, nearest_view, statement_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.answer import Answer, Statement
    from knowledge.documents import Document
    from knowledge.retriever import Retrieval

__all__ = ["AnswerView"]

_DRAW = 0.05  # seconds between two drawings of a draft, whatever the pace of its pieces
_VERDICTS = {"answered": "$text-success", "doubtful": "$text-warning", "not_in_texts": "$text-warning"}


class AnswerView(VerticalScroll, can_focus=False, inherit_bindings=False):
    """One answer; its sentences take the focus, not the view itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", N_("Previous sentence"), show=False, id="answer.up"),
        Binding("down", "step(1)", N_("Next sentence"), show=False, id="answer.down"),
        Binding("home", "end(0)", N_("First sentence"), show=False, id="answer.first"),
        Binding("end", "end(-1)", N_("Last sentence"), show=False, id="answer.last"),
    ]

    def __init__(self) -> None:
        super().__init__(id="answer")
        self.language = interface()  # and that of the question once it is known
        self._group = ("", "")  # kind and title of the sentences that stand together
        self._draft = ""
        self._drawing = False
        self._failed = False

    @property
    def statements(self) -> list[StatementView]:
        """The sentences, and the nearest passages, in their order."""
        return list(self.query(StatementView))

    async def introduce(self) -> None:
        """Say what can be asked."""
        about = _(
            "Ask the international texts on the social and solidarity economy. An AI system (search and, if "
            "you ask for it, a language model) chooses sentences of the texts, each with its place. Nothing "
            "leaves this machine."
        )
        lines = [about, "", _("For instance:"), *(f"  {question}" for question in examples())]
        await self._restart()
        await self.mount(_line("\n".join(lines), "intro"))

    async def retranslate(self) -> None:
        """An answer keeps the language of its question; what stands here before the first one changes."""
        if self.query(".intro"):
            await self.introduce()

    async def start(self, question: str) -> None:
        """Make room for the answer to `question`."""
        await self._restart()
        if asked := " ".join(question.split()):
            await self.mount(_line(asked, "asked"))

    async def found(
        self, retrieval: Retrieval, documents: Sequence[Document] = (), completed: bool = False
    ) -> None:
        """Show the gate's verdict in the user's language, and the question where it was completed.

        `documents` name the nearest texts.
        """
        from assistant.wording import gate_reason, say

        self.language = retrieval.language
        if completed:
            await self.mount(_line(say("read_as", self.language, question=retrieval.query), "note"))
        verdict = retrieval.gate.verdict
        reason = literal(gate_reason(retrieval.gate, self.language, documents), f"bold {_VERDICTS[verdict]}")
        await self.mount(Static(reason, classes="verdict"))

    async def add(self, statement: Statement) -> None:
        """Add a quote, or a written sentence in place of its draft."""
        written = statement.kind == "written"
        title = (
            _("Written by the model, each sentence checked against the quotes:")
            if written
            else statement.citations[0].title
        )
        view = statement_view(statement, self.language)
        new: list[Widget] = [view]
        if (statement.kind, title) != self._group:
            self._group = (statement.kind, title)
            view.add_class("-first")
            classes = "group -written" if written else "group"
            new.insert(0, Static(literal(title, "bold $text-accent"), classes=classes))
        draft = next(self.query(".draft").results(Static), None)
        if written and draft is not None:
            follow = self._follows
            await self.mount(*new, before=draft)
            self._shorten_draft(statement.text)
            if follow:
                self.call_after_refresh(self.scroll_end, animate=False)
        else:
            await self.mount(*new)

    async def draft(self, piece: str) -> None:
        """Add what the model writes, dim until it is checked."""
        self._draft += piece
        if not self.query(".draft"):
            await self.mount(Static(classes="draft"))
            if not self._has_focused:
                self.call_after_refresh(self.scroll_end, animate=False)
        if not self._drawing:
            self._drawing = True
            self.set_timer(_DRAW, self._draw_draft)

    async def failed(self, reason: str) -> None:
        """Say that the model could not write; the quotes stand."""
        self._failed = True
        await self.error(_("The model could not write: {reason}", reason=reason))

    async def finish(self, answer: Answer, passages: int, documents: int) -> None:
        """Show the nearest passages if any, the model's name, what was searched, and what can be done now.

        `passages` and `documents` are those of the whole library.
        """
        from assistant.rendering import footer, writer
        from assistant.wording import say

        await self.query(".draft").remove()
        language = answer.language
        if self._failed:  # said above, where it happened
            answer = answer.model_copy(update={"model": answer.model.model_copy(update={"why_not": ""})})
        # The footer's first line says what was searched, and not of how much.
        lines = [searched_in_words(answer, passages, documents), *list(footer(answer))[1:]]
        for heading in self.query(".group.-written").results(Static):
            written = say("written", language, model=writer(answer))
            heading.update(literal(written, "bold $text-accent"))
        await self.mount(*(nearest_view(citation, language) for citation in answer.nearest))
        actions = Horizontal(
            Button(_("Save"), id="answer-save", compact=True),
            Button(_("How this answer came about"), id="answer-trace", compact=True),
            id="answer-actions",
        )
        await self.mount(_line("\n".join(lines), "note"), actions)

    async def end(self, note: str = "") -> None:
        """No more comes: drafts that were not checked go, and `note` says why if it was stopped."""
        await self.query(".draft").remove()
        if note:
            await self.mount(_line(note, "note"))

    async def error(self, message: str) -> None:
        """Show what went wrong, below what is there."""
        await self.mount(_line(message, "error"))

    async def note(self, message: str) -> None:
        """Show something that the reader should know, below what is there."""
        await self.mount(_line(message, "note"))

    def action_step(self, by: int) -> None:
        """Move to the next sentence, or on in this one where its end is not seen yet."""
        views = self.statements
        focused = next((number for number, view in enumerate(views) if view.has_focus), None)
        if focused is None:
            self.action_end(0)
            return
        region = views[focused].virtual_region
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if by > 0 and region.bottom > top + height and region.height > height:
            self.scroll_to(y=min(region.bottom - height, top + height - 1), animate=False)
        elif by < 0 and region.y < top and region.height > height:
            self.scroll_to(y=max(region.y, top - height + 1), animate=False)
        elif 0 <= focused + by < len(views):
            views[focused + by].focus()
        elif by > 0:
            self.scroll_end(animate=False)  # what was searched, and the notice
        else:
            self.scroll_home(animate=False)
            self.screen.query_one("#question").focus()

    def action_end(self, number: int) -> None:
        """Move to the first sentence (0) or to the last (-1)."""
        if views := self.statements:
            views[number].focus()

    async def _restart(self) -> None:
        self._group, self._draft = ("", ""), ""
        self._failed = False
        self.language = interface()
        await self.remove_children()
        self.scroll_home(animate=False)

    @property
    def _has_focused(self) -> bool:
        return any(view.has_focus for view in self.statements)

    @property
    def _follows(self) -> bool:
        """Whether the reader has neither gone to a sentence nor scrolled away from the end."""
        return self.is_vertical_scroll_end and not self._has_focused

    def _shorten_draft(self, checked: str) -> None:
        """Take the sentence that was checked, and what stood before it, out of the draft."""
        text = " ".join(self._draft.split()) + (" " if self._draft[-1:].isspace() else "")
        self._draft = text.partition(checked)[2]
        self._draw_draft()

    def _draw_draft(self) -> None:
        self._drawing = False
        follow = self._follows
        for shown in self.query(".draft").results(Static):
            text = self._draft.strip()
            content = [literal(_("The model's draft, not yet checked:"), "bold dim"), literal(text, "dim")]
            shown.update(Content("\n").join(content))
            shown.display = bool(text)
            if follow:
                self.call_after_refresh(self.scroll_end, animate=False)


def _line(text: str, kind: str) -> Static:
    return Static(literal(text), classes=kind)
