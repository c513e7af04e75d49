"""A screen that needs the library: it opens it once for all, or says why it does not open."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from assistant.errors import AssistantError
from knowledge.errors import KnowledgeError
from tui.asking import Asking, NotOpened, Opened, Opening
from tui.i18n import N_, _, said
from tui.screens.translated import TranslatedScreen
from tui.widgets.keys_line import KeysLine
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from knowledge.retriever import Retriever

__all__ = ["OverLibrary"]


class OverLibrary(TranslatedScreen):
    """What the library, the comparison and the note have in common.

    A line above the footer tells what is being done, and what went wrong where it did.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "open_again", N_("Open again"), id="library.open_again", show=False),
    ]

    def __init__(self, asking: Asking) -> None:
        super().__init__()
        self.asking = asking
        self.busy = False
        self._shown: Retriever | None = None
        self._told = Static(id="told")

    @property
    def retriever(self) -> Retriever | None:
        """What is searched and read; None until the library is open."""
        return self.asking.assistant.retriever if self.asking.assistant is not None else None

    def compose_below(self) -> ComposeResult:
        """The line that tells, and the footer; last in `compose`."""
        yield self._told
        yield KeysLine()

    async def on_mount(self) -> None:
        # After the first paint: importing the library would hold it up.
        self.call_after_refresh(self.open_library)

    def on_screen_resume(self) -> None:
        """Another screen may have changed the library meanwhile."""
        if self._shown is not None and self._shown is not self.retriever:
            self._have()

    def open_library(self) -> None:
        """Open it in a thread where that has not been done; `library_opened` is called then."""
        if self.retriever is not None:
            self._have()
        else:
            self.tell(_("opening the library …"))
            self.run_worker(self._open, thread=True, group="open", exclusive=True, exit_on_error=False)

    def library_opened(self) -> None:
        """The library is there, or has changed."""
        raise NotImplementedError

    def action_open_again(self) -> None:
        """Try once more to open a library that did not open."""
        self.open_library()

    @on(Opening)
    def opening(self, event: Opening) -> None:
        self.tell(_("reading texts, {done} of {total} …", done=event.done, total=event.total))

    @on(Opened)
    def opened(self, _event: Opened) -> None:
        self._have()

    @on(NotOpened)
    def not_opened(self, event: NotOpened) -> None:
        keys = [
            one.binding for one in self.active_bindings.values() if one.binding.id == "library.open_again"
        ]
        key = self.app.get_key_display(keys[0]) if keys else "f5"
        what_now = _("Mend it, then press {key} to try again.", key=key)
        self.tell(f"{event.reason}\n{what_now}", wrong=True)

    def tell(self, text: str, *, wrong: bool = False) -> None:
        """Say what is being done, or what went wrong; nothing with ""."""
        self._told.update(literal(text))
        self._told.set_class(wrong, "error")
        self._told.display = bool(text)

    def ask_and_do(self, work: Coroutine[Any, Any, None]) -> None:
        """Run what waits for a dialog's answer: that is allowed in a worker alone."""
        self.run_worker(work, group="dialog", exclusive=True, exit_on_error=False)

    def do(self, doing: str, work: Callable[[], Callable[[], object] | None]) -> None:
        """Do something long in a thread, one thing at a time.

        Args:
            doing: what is told meanwhile.
            work: called in the thread; what it returns is called in the app afterwards. An
                error of ours is told.
        """
        if not self.busy:
            self.busy = True
            self.tell(doing)
            self.refresh_bindings()
            self.run_worker(lambda: self._do(work), thread=True, group="work", exit_on_error=False)

    def _do(self, work: Callable[[], Callable[[], object] | None]) -> None:
        after: Callable[[], object] | None = None
        problem = _("It failed.")  # an error that is none of ours ends the worker
        try:
            after = work()
            problem = ""
        except (AssistantError, KnowledgeError, OSError) as error:
            problem = said(error)
        finally:
            if self.app.is_running:
                self.app.call_from_thread(self._done, after, problem)

    def _done(self, after: Callable[[], object] | None, problem: str) -> None:
        self.busy = False
        self.tell(problem, wrong=bool(problem))
        if after is not None:
            after()
        self.refresh_bindings()

    def _open(self) -> None:
        self.asking.open(self.post_message)

    def _have(self) -> None:
        retriever = self.retriever
        if retriever is not None:
            self._shown = retriever
            self.tell("")
            self.library_opened()
