"""A screen with an answer on it, and what can be done with one that is there.

Its sentences are read in their sources, copied, judged; the answer is saved, and how it came
about is shown. How it comes is another matter (`tui.screens.ask`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Button

from knowledge.errors import KnowledgeError
from knowledge.paths import data_folder
from tui.asking import Asking
from tui.i18n import N_, _, said
from tui.screens.translated import TranslatedScreen
from tui.widgets.answer_view import AnswerView
from tui.widgets.question_input import QuestionInput
from tui.widgets.source_panel import SourcePanel
from tui.widgets.statement import StatementView

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation
    from knowledge.documents import Document

__all__ = ["OverAnswer"]

_LOW = 20  # rows from which the source opens below by itself


class OverAnswer(TranslatedScreen):
    """The answer, and the source of the sentence that has the focus or had it last."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "source", N_("Source"), id="ask.source"),
        Binding("c,ctrl+o", "copy", N_("Copy"), id="statement.copy"),
        # Not in the footer, which is full at 80 columns.
        Binding("y", "judge(True)", N_("Answers"), id="statement.answers", show=False),
        Binding("n", "judge(False)", N_("Does not answer"), id="statement.answers_not", show=False),
        Binding("o", "library", N_("Open in the library"), id="statement.library", show=False),
        Binding("f8", "save", N_("Save"), id="ask.save", show=False),
        Binding("f7", "trace", N_("How this answer came about"), id="ask.trace", show=False),
    ]

    def __init__(self, asking: Asking, language: str) -> None:
        super().__init__(language)
        self.asking = asking
        self.answer: Answer | None = None  # the whole one, once it is there
        self._shown: StatementView | None = None
        self._searched = ""  # the question that the sentences on the screen were found for
        self._source_closed = False  # in a narrow window, by the reader

    @property
    def documents(self) -> tuple[Document, ...]:
        """Those of the library; none before it is open."""
        assistant = self.asking.assistant
        return assistant.retriever.documents if assistant is not None else ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a sentence, or a whole answer, is offered where there is one."""
        if action in ("copy", "judge"):
            return self._shown is not None and self._is_reading
        if action == "library":
            shown = self._shown is not None and self._is_reading
            return shown and bool(self.query_one(SourcePanel).check_action("library", ()))
        if action in ("save", "trace"):
            return self.answer is not None
        return super().check_action(action, parameters)

    def on_resize(self) -> None:
        self._keep_in_view()

    @on(StatementView.Focused)
    def focused_statement(self, message: StatementView.Focused) -> None:
        """The source follows; below the answer it opens the first time, if there is room for both."""
        self.show_source(message.view)
        if not self._source_closed and not self.has_class("-wide") and self.size.height >= _LOW:
            self._open_source()

    @on(StatementView.Pointed)
    def pointed(self, message: StatementView.Pointed) -> None:
        self.show_source(message.view)
        self._open_source()

    @on(StatementView.Read)
    def read(self, message: StatementView.Read) -> None:
        """Open the source and go there, to scroll in it."""
        self.show_source(message.view)
        self._open_source()
        self.query_one(SourcePanel).focus()

    def action_source(self) -> None:
        """Show or hide the source; wide and narrow windows each keep their choice."""
        if self.has_class("-wide"):
            self.toggle_class("-source-closed")
        else:
            self.toggle_class("-source-open")
            self._source_closed = not self.has_class("-source-open")
        panel = self.query_one(SourcePanel)
        if panel.has_focus and not panel.display:
            self.action_question()
        self._keep_in_view()

    def action_question(self) -> None:
        """Go to the question, selected: typing writes another one."""
        question = self.query_one(QuestionInput)
        question.focus()
        question.action_select_all()

    def action_library(self) -> None:
        """Read the source of this sentence in the library."""
        self.query_one(SourcePanel).action_library()

    @on(SourcePanel.LibraryWanted)
    def open_library(self, message: SourcePanel.LibraryWanted) -> None:
        citation = message.citation
        self.shell.open_screen(
            "library", document=citation.document, language=citation.language,
            pinpoint=citation.pinpoint_id, start=citation.start,
        )  # fmt: skip

    def action_copy(self) -> None:
        """The sentence with its reference: by the terminal, and beside that in a thread."""
        if self._shown is not None:
            self.app.copy_to_clipboard(self._shown.copied)
            copy = partial(self._copy, self._shown.copied)
            self.run_worker(copy, thread=True, group="copy", exit_on_error=False)

    def _copy(self, text: str) -> None:
        from tui.clipboard import copied_in_words

        try:
            told, severity = copied_in_words(text, data_folder()), "information"
        except KnowledgeError as error:
            told, severity = said(error), "error"
        self.app.call_from_thread(self.notify, told, severity=severity, markup=False)

    def action_judge(self, answers: bool) -> None:
        """Keep the reader's word on this machine; the library may be locked, so in a thread."""
        if self._shown is not None:
            keep = partial(self._judge, self._shown, self._searched, self._shown.citation, answers)
            self.run_worker(keep, thread=True, group="judge", exit_on_error=False)

    def _judge(self, view: StatementView, question: str, citation: Citation, answers: bool) -> None:
        from tui.judging import keep_judgement

        problem = keep_judgement(question, citation, answers)
        self.app.call_from_thread(self._judged, view, answers, problem)

    def _judged(self, view: StatementView, answers: bool, problem: str) -> None:
        if problem:
            self.notify(problem, severity="error", markup=False)
            return
        view.show_judgement(
            _("Your judgement: it answers the question.")
            if answers
            else _("Your judgement: it does not answer the question.")
        )
        self.notify(_("Kept on this machine. What you say later takes its place."), markup=False)

    @on(Button.Pressed, "#answer-save")
    def action_save(self) -> None:
        """Ask for a file and write the answer to it."""
        if self.answer is not None:
            self.run_worker(self._save(self.answer), group="dialog", exclusive=True, exit_on_error=False)

    async def _save(self, answer: Answer) -> None:
        from tui.exporting import ANSWER_ENDINGS, file_name, private_documents, save_answer
        from tui.screens.exporting import ExportScreen

        save = partial(save_answer, answer)
        screen = ExportScreen(save, file_name(answer.question), ANSWER_ENDINGS, private_documents(answer))
        if path := await self.app.push_screen_wait(screen):
            self.notify(_("Written: {path}", path=path), markup=False)

    @on(Button.Pressed, "#answer-trace")
    def action_trace(self) -> None:
        """Show how the answer came about."""
        if self.answer is not None:
            from tui.screens.trace import TraceScreen

            self.app.push_screen(TraceScreen(self.answer))

    def show_source(self, statement: StatementView) -> None:
        """Show where a sentence stands."""
        if not statement.is_attached:  # of the answer before this one
            return
        if self._shown is not None:
            self._shown.remove_class("-shown")
        self._shown = statement.add_class("-shown")
        language = self.query_one(AnswerView).language
        self.query_one(SourcePanel).show(statement.citation, self.documents, language)

    def forget_answer(self) -> None:
        """Another question is asked: nothing of the answer before it is shown, or acted on."""
        self._shown = self.answer = None
        self.query_one(SourcePanel).clear()

    @property
    def _is_reading(self) -> bool:
        return isinstance(self.focused, StatementView | SourcePanel | Button)

    def _open_source(self) -> None:
        self.remove_class("-source-closed").add_class("-source-open")
        self._source_closed = False
        self._keep_in_view()

    def _keep_in_view(self) -> None:
        """The panel takes room from the answer: the sentence that it explains stays in sight."""
        if self._shown is not None:
            self.call_after_refresh(self._shown.scroll_visible, animate=False)
            self.call_after_refresh(self.query_one(SourcePanel).scroll_to_quote)
