"""Ask a question: the answer streams in, and beside or below it stands the source."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import Footer, Input

from tui.asking import Asking, Came, Ended, NotOpened, Opened, Opening, Question
from tui.screens.translated import TranslatedScreen
from tui.strings import tell
from tui.widgets.answer_view import AnswerView
from tui.widgets.question_input import QuestionInput
from tui.widgets.source_panel import SourcePanel
from tui.widgets.statement import StatementView
from tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from assistant.answer import Citation
    from assistant.assistant import Event
    from knowledge.documents import Document

__all__ = ["AskScreen"]


class AskScreen(TranslatedScreen):
    """The question, its answer, and the source of the sentence that has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", id="ask.stop"),
        Binding("escape", "back", "Back", id="ask.back"),
        Binding("ctrl+l", "question", "Question", id="ask.question"),
        Binding("f2", "source", "Source", id="ask.source"),
        Binding("f4", "write", "Write", id="ask.write"),
        Binding("down", "down", "Next", show=False, id="ask.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="ask.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="ask.page_down"),
    ]

    def __init__(self, asking: Asking, language: str) -> None:
        super().__init__(language)
        self.asking = asking
        self.write: bool | None = None
        self._question: Question | None = None  # the one being answered
        self._waiting: Question | None = None  # asked before the library was open
        self._opening = False
        self._shown: StatementView | None = None
        self._searched = ""  # the question that the sentences on the screen were found for

    def compose(self) -> ComposeResult:
        yield StatusBar()
        yield QuestionInput(placeholder=tell("placeholder", self.language), id="question")
        with Container(id="body"):
            yield AnswerView(self.language)
            yield SourcePanel(self.language)
        yield Footer(compact=True, show_command_palette=False)

    async def on_mount(self) -> None:
        self._show_mode()
        await self.query_one(AnswerView).introduce()
        # After the first paint: importing the library would hold it up.
        self.call_after_refresh(self._open)

    @on(Input.Submitted)
    async def ask(self, event: Input.Submitted) -> None:
        """Answer what is written, in place of an answer that is still coming."""
        if self._question is not None:
            self.asking.stop(self._question)
            self._question = None
        question = Question(event.value, self.write)
        await self.query_one(AnswerView).start(question.text)
        self._shown = None
        self.query_one(SourcePanel).clear()
        if self.asking.assistant is None:
            self._waiting = question
            self._open()
        else:
            self._start(question)
        self._show_state()

    @on(Opening)
    def opening(self, event: Opening) -> None:
        self._say(tell("embedding", self.language, done=event.done, total=event.total))

    @on(Opened)
    async def opened(self, event: Opened) -> None:
        """Show what the library has to say, and ask what was waiting for it."""
        self._opening = False
        for notice in event.assistant.retriever.notices:
            await self.query_one(AnswerView).note(tell("note", self.language, note=notice))
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self._start(waiting)
        self._show_state()

    @on(NotOpened)
    async def not_opened(self, event: NotOpened) -> None:
        """Say why; the next question tries again."""
        self._opening = False
        self._waiting = None
        view = self.query_one(AnswerView)
        await view.error(event.reason)
        await view.note(tell("not_open.next", self.language))
        self._show_state()

    @on(Came)
    async def came(self, message: Came) -> None:
        """Show one event of the answer, unless another question has taken its place."""
        from assistant.answer import Statement

        if message.question is self._question:
            await self._show(message.event)
            if message.question.write and isinstance(message.event, Statement):
                self._say(tell("writing", self.language))

    @on(Ended)
    async def ended(self, message: Ended) -> None:
        if message.question is not self._question:
            return
        self._question = None
        view = self.query_one(AnswerView)
        await view.end(tell("stopped", self.language) if message.question.stop.is_set() else "")
        if message.reason:
            await view.error(message.reason)
        self._show_state()

    @on(StatementView.Focused)
    def focused_statement(self, message: StatementView.Focused) -> None:
        self._show_source(message.view)

    @on(StatementView.Read)
    def read(self, message: StatementView.Read) -> None:
        """Open the source and go there, to scroll in it."""
        self._show_source(message.view)
        self.remove_class("-source-closed").add_class("-source-open")
        self.query_one(SourcePanel).focus()
        self._keep_in_view()

    @on(StatementView.Copied)
    def copy(self, message: StatementView.Copied) -> None:
        self.app.copy_to_clipboard(message.view.copied)
        self.notify(tell("copied", self.language), markup=False)

    @on(StatementView.Judged)
    def judge(self, message: StatementView.Judged) -> None:
        """Keep the reader's word on this machine; the library may be locked, so in a thread."""
        keep = partial(self._keep_judgement, self._searched, message.view.citation, message.answers)
        self.run_worker(keep, thread=True, group="judge", exit_on_error=False)

    def _keep_judgement(self, question: str, citation: Citation, answers: bool) -> None:
        from tui.judging import keep_judgement

        problem = keep_judgement(question, citation, answers)
        told = problem or tell("judged.yes" if answers else "judged.no", self.language)
        severity = "error" if problem else "information"
        self.app.call_from_thread(self.notify, told, severity=severity, markup=False)

    def on_resize(self) -> None:
        self._keep_in_view()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape stops an answer that is coming, and goes back where none is."""
        if action == "stop":
            return self._busy
        if action == "back":
            return not self._busy and self.focused is not self.query_one("#question")
        return super().check_action(action, parameters)

    def action_stop(self) -> None:
        """End the answer; what has come stays."""
        if self._question is not None:
            self.asking.stop(self._question)
        elif self._waiting is not None:
            self._waiting = None
            self.call_later(self.query_one(AnswerView).end, tell("stopped", self.language))
            self._show_state()

    def action_back(self) -> None:
        """From the source to its sentence, and from there to the question."""
        if self.query_one(SourcePanel).has_focus and self._shown is not None:
            self._shown.focus()
        else:
            self.action_question()

    def action_question(self) -> None:
        """Go to the question, selected: typing writes another one."""
        question = self.query_one(QuestionInput)
        question.focus()
        question.action_select_all()

    def action_source(self) -> None:
        """Show or hide the source; wide and narrow windows each keep their choice."""
        self.toggle_class("-source-closed" if self.has_class("-wide") else "-source-open")
        if self.query_one(SourcePanel).has_focus and not self.query_one(SourcePanel).display:
            self.action_question()
        self._keep_in_view()

    def action_write(self) -> None:
        """From the next question on: the model writes, does not, or does if it passed its test."""
        self.write = {None: True, True: False, False: None}[self.write]
        self._show_mode()

    def action_down(self) -> None:
        self.query_one(AnswerView).action_end(0)

    def action_page(self, by: int) -> None:
        view = self.query_one(AnswerView)
        view.scroll_relative(y=by * max(1, view.scrollable_content_region.height - 1), animate=False)

    @property
    def _busy(self) -> bool:
        return self._question is not None or self._waiting is not None

    def _open(self) -> None:
        if not self._opening:
            self._opening = True
            self._show_state()
            work = partial(self.asking.open, self.post_message)
            self.run_worker(work, thread=True, group="open", exit_on_error=False)

    def _start(self, question: Question) -> None:
        self._question = question
        work = partial(self.asking.ask, question, self.post_message)
        self.run_worker(work, thread=True, group="ask", exclusive=True, exit_on_error=False)

    async def _show(self, event: Event) -> None:
        from assistant.answer import Statement
        from assistant.assistant import Failed, Finished, Found
        from assistant.writing import Draft

        view = self.query_one(AnswerView)
        match event:
            case Found(retrieval, asked):
                self._searched = retrieval.query
                await view.found(retrieval, self._documents, completed=bool(asked))
            case Statement():
                await view.add(event)
            case Draft(text):
                await view.draft(text)
            case Failed(error):
                await view.failed(str(error))
            case Finished(answer):
                await view.finish(answer)
        if self._shown is None and view.statements:
            self._show_source(view.statements[0])

    def _keep_in_view(self) -> None:
        """The panel takes room from the answer: the sentence that it explains stays in sight."""
        if self._shown is not None:
            self.call_after_refresh(self._shown.scroll_visible, animate=False)
            self.call_after_refresh(self.query_one(SourcePanel).scroll_to_quote)

    def _show_source(self, statement: StatementView) -> None:
        if not statement.is_attached:  # of the answer before this one
            return
        if self._shown is not None:
            self._shown.remove_class("-shown")
        self._shown = statement.add_class("-shown")
        language = self.query_one(AnswerView).language
        self.query_one(SourcePanel).show(statement.citation, self._documents, language)

    @property
    def _documents(self) -> tuple[Document, ...]:
        assistant = self.asking.assistant
        return assistant.retriever.documents if assistant is not None else ()

    def _show_mode(self) -> None:
        modes = {
            None: tell("write.auto", self.language),
            True: tell("write.on", self.language),
            False: tell("write.off", self.language),
        }
        self.query_one(StatusBar).show_mode(modes[self.write], bool(self.write))

    def _show_state(self) -> None:
        if self._waiting is not None:
            self._say(tell("waiting", self.language))
        elif self._question is not None:
            self._say(tell("searching", self.language))
        elif self._opening:
            self._say(tell("opening", self.language))
        elif self.asking.assistant is None:
            self._say(tell("not_open", self.language))
        else:
            self._say(tell("ready", self.language, documents=len({one.id for one in self._documents})))
        self.refresh_bindings()

    def _say(self, text: str) -> None:
        self.query_one(StatusBar).show_state(text)
