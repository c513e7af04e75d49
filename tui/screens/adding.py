"""Add documents of one's own: a path, what it is, then each file with what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, ProgressBar, Select, Static

from tui.i18n import N_, _, language, said
from tui.library_work import Intaking, Outcome, paths_in
from tui.reading import language_name
from tui.screens.yielding import Dialog
from tui.widgets.literal import literal
from tui.widgets.path_input import PathInput

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.assistant import Assistant
    from knowledge.documents import Document
    from knowledge.ingest import Wanted

__all__ = ["AddScreen"]

_OWN = "own"
_FOUND_OUT = "?"  # the language, where it is not said


class AddScreen(Dialog[bool]):
    """Adds files or folders; what it is dismissed with says whether the library has changed.

    Args:
        assistant: whose library and embedder are used.
        documents: of the library: of its digests, files may be the official text.
    """

    CSS_PATH: ClassVar = ["../styles/dialogs.tcss", "../styles/adding.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Cancel"), id="adding.leave"),
    ]

    def __init__(self, assistant: Assistant, documents: Sequence[Document]) -> None:
        super().__init__()
        self._assistant = assistant
        self._officials = _officials(documents)
        self._work: Intaking | None = None
        self._changed = False
        self._state = Static(id="adding-state")
        self._bar = ProgressBar(id="adding-bar", show_eta=False)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="adding"):
            yield Static(
                literal(
                    _(
                        "Which file or folder? PDF, HTML, Word, Markdown or text. Your own documents are "
                        "marked as private and never exported."
                    )
                ),
                classes="dialog-text",
            )
            yield PathInput(placeholder=_("Path; tab completes it"))
            with Horizontal(id="adding-kind"):
                own = (_("My own document (private)"), _OWN)
                official = [(_("Official text: {title}", title=title), id_) for id_, title in self._officials]
                yield Select([own, *official], allow_blank=False, value=_OWN, id="kind", compact=True)
                codes = [(language_name(code), code) for code in ("en", "fr", "es", "pt")]
                found = (_("Language: found out"), _FOUND_OUT)
                yield Select([found, *codes], allow_blank=False, value=_FOUND_OUT, id="code", compact=True)
            yield self._state
            yield self._bar
            yield VerticalScroll(id="outcomes")
            with Horizontal(classes="dialog-buttons"):
                yield Button(_("Cancel"), id="leave", compact=True)
                yield Button(_("Add"), id="start", variant="primary", compact=True)

    def on_mount(self) -> None:
        self._bar.display = False
        self.query_one(PathInput).focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#start")
    def start(self) -> None:
        """Add what the path names, in a thread."""
        paths = paths_in(self.query_one(PathInput).value)
        if self._work is not None:
            return
        if not paths:
            self._say(_("Write the path of a file or of a folder first."), wrong=True)
            return
        wanted = self._wanted()
        if wanted.official and (len(paths) > 1 or paths[0].is_dir()):
            self._say(_("An official text is one file: name that file."), wrong=True)
            return
        self._work = work = Intaking(self._assistant, self._tell, self._progress)
        self.query_one("#start", Button).disabled = True
        self.query_one("#outcomes").remove_children()
        self._say(_("reading …"))
        self.run_worker(lambda: self._run(work, paths, wanted), thread=True, exit_on_error=False)

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        """End what runs; where nothing runs, leave."""
        if self._work is None:
            self.dismiss(self._changed)
        else:
            self._work.cancel()
            self._say(_("ending …"))

    def _wanted(self) -> Wanted:
        from knowledge.ingest import Wanted

        kind = str(self.query_one("#kind", Select).value)
        code = str(self.query_one("#code", Select).value)
        return Wanted(official="" if kind == _OWN else kind, language="" if code == _FOUND_OUT else code)

    def _run(self, work: Intaking, paths: Sequence[Path], wanted: Wanted) -> None:
        """In a thread."""
        from knowledge.errors import KnowledgeError

        told, wrong = _("It failed."), True  # an error that is none of ours ends the worker
        try:
            told, wrong = work.run(paths, wanted), False
        except (KnowledgeError, OSError) as error:
            told = said(error)
        finally:
            if self.app.is_running:
                self.app.call_from_thread(self._ended, told, wrong)

    def _ended(self, told: str, wrong: bool) -> None:
        self._work = None
        self._bar.display = False
        self.query_one("#start", Button).disabled = False
        leave = self.query_one("#leave", Button)
        if self._changed:
            leave.label = _("Close")
            leave.focus()
        self._say(told, wrong=wrong)

    def _tell(self, outcome: Outcome) -> None:
        """From the thread: a line for a file."""
        self.app.call_from_thread(self._add_line, outcome)

    def _add_line(self, outcome: Outcome) -> None:
        self._changed = self._changed or outcome.changed
        line = Static(literal(f"{'✗' if outcome.wrong else '✓'} {outcome.told}"))
        line.set_class(outcome.wrong, "error")
        outcomes = self.query_one("#outcomes", VerticalScroll)
        outcomes.mount(line)
        outcomes.scroll_end(animate=False)

    def _progress(self, doing: str, done: int, total: int) -> None:
        """From the thread."""
        self.app.call_from_thread(self._show_progress, doing, done, total)

    def _show_progress(self, doing: str, done: int, total: int) -> None:
        told = _("{doing}: {done} of {total} passages", doing=doing, done=done, total=total)
        self._say(told if total else f"{doing} …")
        self._bar.display = bool(total)
        self._bar.update(total=total or None, progress=done)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self._state.update(literal(text))
        self._state.set_class(wrong, "error")


def _officials(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """The texts that we hold a digest of, by id, with their titles in the language in force."""
    titles: dict[str, str] = {}
    for one in documents:
        if one.kind == "digest" and (one.id not in titles or one.language == language()):
            titles[one.id] = one.short_title
    return sorted(titles.items(), key=lambda item: item[1].casefold())
