"""Ask a question: the answer streams in, and beside or below it stands the source."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.widgets import Input

from assistant.errors import AssistantError
from knowledge.errors import KnowledgeError
from knowledge.paths import data_folder
from tui.arriving import Arriving
from tui.asking import Asking, Came, Ended, NotOpened, Opened, Opening, Question
from tui.history import History, kept_questions
from tui.i18n import N_, _, language, ngettext, said
from tui.screens.over_answer import OverAnswer
from tui.widgets.answer_view import AnswerView
from tui.widgets.filter_bar import FilterBar
from tui.widgets.keys_line import KeysLine
from tui.widgets.question_input import QuestionInput
from tui.widgets.source_panel import SourcePanel
from tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from assistant.assistant import Event

__all__ = ["AskScreen"]

AT_ONCE = 8  # events of an answer that are shown between two refreshes
_PAUSE = 1 / 60  # seconds until the next ones


class _Arrived(Message):
    """Events of an answer are waiting."""


class AskScreen(OverAnswer):
    """The question, its answer, and the source of the sentence that has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", N_("Stop"), id="ask.stop"),
        Binding("escape", "back", N_("Back"), id="ask.back"),
        Binding("ctrl+l", "question", N_("Question"), id="ask.question"),
        Binding("f3", "filters", N_("Filters"), id="ask.filters", show=False),
        Binding("f4", "write", N_("Write"), id="ask.write"),
        Binding("down", "down", N_("Next sentence"), show=False, id="ask.down"),
        Binding("pageup", "page(-1)", N_("Page up"), show=False, id="ask.page_up"),
        Binding("pagedown", "page(1)", N_("Page down"), show=False, id="ask.page_down"),
    ]

    def __init__(self, asking: Asking, language: str) -> None:
        super().__init__(asking, language)
        self.write: bool | None = None
        self.history = History()
        self._question: Question | None = None  # the one being answered
        self._waiting: Question | None = None  # asked before the library was open
        self._opening = False
        self._arriving = Arriving(lambda: self.post_message(_Arrived()))

    @staticmethod
    def prepare() -> None:
        for name in ("palette", "screens.exporting", "screens.filters", "screens.trace"):
            import_module(f"tui.{name}")

    def compose(self) -> ComposeResult:
        yield StatusBar()
        yield QuestionInput(id="question")
        yield FilterBar()
        with Container(id="body"):
            yield AnswerView()
            yield SourcePanel()
        yield KeysLine()

    async def on_mount(self) -> None:
        question = self.query_one(QuestionInput)
        question.placeholder = _("Ask the texts a question")
        question.history = self.history
        self._show_mode()
        await self.query_one(AnswerView).introduce()
        self._opening = True
        self._show_state()
        # After the first paint: importing the library would hold it up.
        self.call_after_refresh(self._open)

    async def retranslate(self) -> None:
        """Everything but the answer, which keeps the language of its question."""
        self.language = language()
        self.query_one(QuestionInput).placeholder = _("Ask the texts a question")
        self.query_one(StatusBar).retranslate()
        self.query_one(SourcePanel).retranslate()
        self._show_mode()
        self._show_state()
        self.query_one(FilterBar).retranslate()
        await self.query_one(AnswerView).retranslate()

    @on(Input.Submitted, "#question")
    async def ask(self, event: Input.Submitted) -> None:
        """Answer what is written, in place of an answer that is still coming."""
        if self._question is not None:
            self.asking.stop(self._question)
            self._question = None
        question = Question(event.value, self.write, self.query_one(FilterBar).filters)
        self.history.add(question.text)
        await self.query_one(AnswerView).start(question.text)
        self.forget_answer()
        if self.asking.assistant is None:
            self._waiting = question
            if not self._opening:
                self._opening = True
                self._open()
        else:
            self._start(question)
        self._show_state()

    @on(Opening)
    def opening(self, event: Opening) -> None:
        self._say(_("reading texts, {done} of {total} …", done=event.done, total=event.total))

    @on(Opened)
    async def opened(self, event: Opened) -> None:
        """Show what the library has to say, and ask what was waiting for it."""
        self._opening = False
        for notice in event.assistant.retriever.notices:
            await self.query_one(AnswerView).note(_("Note: {note}", note=notice))
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self._start(waiting)
        self._show_state()
        self.run_worker(self._read_history, thread=True, group="history", exit_on_error=False)

    @on(NotOpened)
    async def not_opened(self, event: NotOpened) -> None:
        """Say why; the next question tries again."""
        self._opening = False
        self._waiting = None
        view = self.query_one(AnswerView)
        await view.error(event.reason)
        await view.note(_("Mend it, then ask again: the app will try to open the library once more."))
        self._show_state()

    @on(_Arrived)
    async def arrived(self) -> None:
        """Show some of what has come; the keys, and drawing, have their turn before the rest."""
        for message in self._arriving.take(AT_ONCE):
            if isinstance(message, Came):
                await self._came(message)
            elif isinstance(message, Ended):
                await self._ended(message)
        if self._arriving:
            self.set_timer(_PAUSE, lambda: self.post_message(_Arrived()))

    async def _came(self, message: Came) -> None:
        """Show one event of the answer, unless another question has taken its place."""
        from assistant.answer import Statement

        if message.question is self._question:
            await self._show(message.event)
            if message.question.write and isinstance(message.event, Statement):
                self._say(_("the model is writing …"))

    async def _ended(self, message: Ended) -> None:
        if message.question is not self._question:
            return
        self._question = None
        view = self.query_one(AnswerView)
        await view.end(_("Stopped.") if message.question.stop.is_set() else "")
        if message.reason:
            await view.error(message.reason)
        self._show_state()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape stops an answer that is coming, and goes back where none is."""
        if action == "stop":
            return self._busy
        if action == "filters":
            return self.asking.assistant is not None
        if action == "back":
            return not self._busy and self.focused is not self.query_one("#question")
        return super().check_action(action, parameters)

    def action_stop(self) -> None:
        """End the answer; what has come stays."""
        if self._question is not None:
            self.asking.stop(self._question)
        elif self._waiting is not None:
            self._waiting = None
            self.call_later(self.query_one(AnswerView).end, _("Stopped."))
            self._show_state()

    def action_back(self) -> None:
        """From the source to its sentence, and from there to the question."""
        if self.query_one(SourcePanel).has_focus and self._shown is not None:
            self._shown.focus()
        else:
            self.action_question()

    def action_write(self) -> None:
        """From the next question on: the model writes, does not, or does if it passed its test."""
        self.write = {None: True, True: False, False: None}[self.write]
        self._show_mode()

    def action_filters(self) -> None:
        """Choose what is searched from the next question on."""
        if self.asking.assistant is not None:
            self.query_one(FilterBar).choose(self.asking.assistant.retriever)

    @on(FilterBar.Changed)
    def filters_changed(self) -> None:
        self._show_mode()
        self.action_question()

    @on(StatusBar.Chosen)
    async def chosen(self, message: StatusBar.Chosen) -> None:
        await self.run_action(f"screen.{message.action}")

    def action_down(self) -> None:
        self.query_one(AnswerView).action_end(0)

    def action_page(self, by: int) -> None:
        view = self.query_one(AnswerView)
        view.scroll_relative(y=by * max(1, view.scrollable_content_region.height - 1), animate=False)

    @property
    def _busy(self) -> bool:
        return self._question is not None or self._waiting is not None

    def _open(self) -> None:
        """Open the library, after `_opening` was set."""
        work = partial(self.asking.open, self.post_message)
        self.run_worker(work, thread=True, group="open", exit_on_error=False)

    def _start(self, question: Question) -> None:
        self._question = question
        work = partial(self.asking.ask, question, self._arriving.put)
        self.run_worker(work, thread=True, group="ask", exclusive=True, exit_on_error=False)

    async def _show(self, event: Event) -> None:
        from assistant.answer import Statement
        from assistant.assistant import Failed, Finished, Found
        from assistant.writing import Draft

        view = self.query_one(AnswerView)
        match event:
            case Found(retrieval, asked):
                self._searched = retrieval.query
                await view.found(retrieval, self.documents, completed=bool(asked))
            case Statement():
                await view.add(event)
            case Draft(text):
                await view.draft(text)
            case Failed(error):
                await view.failed(said(error))
            case Finished(answer):
                self.answer = answer
                await view.finish(answer, *self._extent)
        if self._shown is None and view.statements:
            self.show_source(view.statements[0])

    @property
    def _extent(self) -> tuple[int, int]:
        """How many passages and documents the library has."""
        assistant = self.asking.assistant
        passages = len(assistant.retriever.index.passages) if assistant is not None else 0
        return passages, len({one.id for one in self.documents})

    def _show_mode(self) -> None:
        modes = {None: _("writing: auto"), True: _("writing: on"), False: _("writing: off")}
        bar, filters = self.query_one(StatusBar), self.query_one(FilterBar).filters
        bar.show_mode(modes[self.write], bool(self.write))
        bar.show_filters(_("filters: on") if filters else _("filters: none"), filters is not None)

    def _show_state(self) -> None:
        if self._waiting is not None:
            self._say(_("your question waits for the library …"))
        elif self._question is not None:
            self._say(_("searching …"))
        elif self._opening:
            self._say(_("opening the library …"))
        elif self.asking.assistant is None:
            self._say(_("the library is not open"))
        else:
            n = len({one.id for one in self.documents})
            self._say(ngettext("{n} document", "{n} documents", n, n=n))
        self.refresh_bindings()

    def _say(self, text: str) -> None:
        self.query_one(StatusBar).show_state(text)

    def _read_history(self) -> None:
        """In a thread; without the log, or with a damaged one, the questions of this session are all."""
        try:
            earlier = kept_questions(data_folder())
        except (AssistantError, KnowledgeError):
            return
        self.app.call_from_thread(self.history.take, earlier)
