"""The models: what is here and what was measured of it; pull, add, use, test and remove them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from assistant.errors import AssistantError
from knowledge.errors import KnowledgeError
from tui.asking import Asking
from tui.i18n import N_, _, number, said
from tui.model_facts import Known, cells, facts, headings, megabytes, read_models
from tui.model_work import Cancelled, ModelWork, address, entry_of
from tui.screens.dialogs import ConfirmScreen, PromptScreen
from tui.screens.translated import TranslatedScreen
from tui.widgets.keys_line import KeysLine
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from collections.abc import Coroutine

__all__ = ["ModelsScreen"]


class ModelsScreen(TranslatedScreen):
    """A table of the models, all that is known of one, and one piece of work at a time."""

    CSS_PATH = "../styles/models.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", N_("Cancel"), id="models.cancel"),
        Binding("u", "use", N_("Use"), id="models.use"),
        Binding("p", "pull", N_("Pull"), id="models.pull"),
        Binding("a", "add", N_("Add a file"), id="models.add"),
        Binding("t", "test", N_("Self-test"), id="models.test"),
        Binding("d,delete", "remove", N_("Remove"), id="models.remove"),
        Binding("f5", "refresh", N_("Read again"), id="models.refresh", show=False),
    ]

    def __init__(self, asking: Asking) -> None:
        super().__init__()
        self.asking = asking
        self.models: list[Known] = []
        self._work: ModelWork | None = None

    def compose(self) -> ComposeResult:
        yield DataTable(id="models", cursor_type="row", zebra_stripes=False)
        with VerticalScroll(id="model", can_focus=True):
            yield Static(id="facts")
        yield Static(id="work", classes="note")
        yield KeysLine()

    async def on_mount(self) -> None:
        self._say(_("reading the models …"))
        self.call_after_refresh(self.action_refresh)

    async def retranslate(self) -> None:
        await super().retranslate()
        self._fill()
        self._say("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What this model allows, and one thing at a time."""
        known = self._chosen
        if action == "cancel":
            return self._work is not None
        if action in ("use", "pull", "add", "test", "remove") and self._work is not None:
            return False
        if action in ("use", "test"):
            return known is not None and known.row.here
        if action == "pull":
            return known is not None and not known.row.here
        if action == "remove":
            return known is not None and known.row.origin in ("pulled", "copied", "added")
        return super().check_action(action, parameters)

    @on(DataTable.RowHighlighted)
    def show_facts(self) -> None:
        """All that is known of the row that the cursor is on."""
        known = self._chosen
        text = "\n".join(facts(known)) if known is not None else ""
        self.query_one("#facts", Static).update(literal(text))
        self.refresh_bindings()

    @on(DataTable.RowSelected)
    def selected(self) -> None:
        """Enter uses what is here, and pulls what is not."""
        if self._work is None and self._chosen is not None:
            if self._chosen.row.here:
                self.action_use()
            else:
                self.action_pull()

    def action_refresh(self) -> None:
        """Read the models again, in a thread: files are hashed the first time."""
        self.run_worker(self._read, thread=True, group="read", exclusive=True, exit_on_error=False)

    def action_cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._say(_("ending …"))

    def action_use(self) -> None:
        self._start(ModelWork.use, _("verifying {name} …", name=self._chosen_name))

    def action_test(self) -> None:
        self._start(ModelWork.test, _("testing {name} …", name=self._chosen_name))

    def action_pull(self) -> None:
        """Ask before anything connects, and say where to."""
        self._in_worker(self._ask_to_pull())

    def action_remove(self) -> None:
        self._in_worker(self._ask_to_remove())

    def action_add(self) -> None:
        self._in_worker(self._ask_for_file())

    @property
    def _chosen(self) -> Known | None:
        tables = self.query("#models").results(DataTable)
        row = next((table.cursor_row for table in tables), -1)
        return self.models[row] if 0 <= row < len(self.models) else None

    @property
    def _chosen_name(self) -> str:
        return self._chosen.row.name if self._chosen is not None else ""

    def _in_worker(self, asking: Coroutine[None, None, None]) -> None:
        # Waiting for a dialog's answer is allowed in a worker alone.
        self.run_worker(asking, group="dialog", exclusive=True, exit_on_error=False)

    async def _ask_to_pull(self) -> None:
        name = self._chosen_name
        try:
            where = address(name)
        except (AssistantError, KnowledgeError) as error:
            self._say(said(error), error=True)
            return
        lines = [_("Pull {name}?", name=name), _("This connects to {address}", address=where)]
        entry = entry_of(name)
        if entry is not None and not entry.gguf_tried:
            lines.append(_("Public sources say that it lies there; it was not tried here."))
        if entry is not None and entry.note:
            lines.append(entry.note)
        if await self.app.push_screen_wait(ConfirmScreen("\n".join(lines), _("Connect and pull"))):
            self._start(ModelWork.pull, _("pulling {name} …", name=name))

    async def _ask_to_remove(self) -> None:
        known = self._chosen
        if known is None:
            return
        row = known.row
        question = (
            _("Forget {name}? Your file {path} stays.", name=row.name, path=row.path)
            if row.origin == "added"
            else _("Remove {name} and delete {path}?", name=row.name, path=row.path)
        )
        if await self.app.push_screen_wait(ConfirmScreen(question, _("Remove"))):
            self._start(ModelWork.remove, _("removing {name} …", name=row.name))

    async def _ask_for_file(self) -> None:
        asked = PromptScreen(_("Which GGUF file? It stays where it is."), _("Path of the file"))
        if path := await self.app.push_screen_wait(asked):
            work = partial(ModelWork.add, path=path)
            self._start(work, _("reading {name} …", name=Path(path).name))

    def _start(self, step: Callable[[ModelWork], str], doing: str) -> None:
        self._work = work = ModelWork(
            self._chosen_name, partial(self._progress, doing, step is ModelWork.pull)
        )
        self._say(doing)
        self.refresh_bindings()
        run = partial(self._run, step, work)
        self.run_worker(run, thread=True, group="work", exit_on_error=False)

    def _run(self, step: Callable[[ModelWork], str], work: ModelWork) -> None:
        """In a thread: do it, and say what came of it where the reader looks."""
        told, wrong = "", False
        try:
            told = step(work)
        except Cancelled:
            told = _("Cancelled. What has arrived is kept; the next time goes on from there.")
        except (AssistantError, KnowledgeError, OSError) as error:
            told, wrong = said(error), True
        finally:
            # Also where it is an error of ours: the screen stays usable.
            self.app.call_from_thread(self._ended, told or _("It failed."), wrong or not told)

    def _ended(self, told: str, wrong: bool) -> None:
        from knowledge.settings import load

        self._work = None
        self._say(told, error=wrong)
        self.refresh_bindings()
        try:
            self.shell.settings_changed(load())
        except KnowledgeError as error:
            self._say(said(error), error=True)
        self.action_refresh()

    def _progress(self, doing: str, in_bytes: bool, done: int, total: int) -> None:
        """Called from the thread that works."""
        of = (megabytes(done), megabytes(total)) if in_bytes else (number(done), number(total))
        told = _("{done} of {total}", done=of[0], total=of[1]) if total else of[0]
        self.app.call_from_thread(self._say, f"{doing} {told}")

    def _read(self) -> None:
        """In a thread: read the models and show them."""
        try:
            models = read_models()
        except (AssistantError, KnowledgeError) as error:
            self.app.call_from_thread(self._say, said(error), error=True)
            return
        self.app.call_from_thread(self._show, models)

    def _show(self, models: list[Known]) -> None:
        first = not self.models
        self.models = models
        self._fill()
        if first:
            self._say("")
            self.query_one("#models", DataTable).focus()

    def _fill(self) -> None:
        table = self.query_one("#models", DataTable)
        row = table.cursor_row
        table.clear(columns=True)
        table.add_columns(*headings())
        for known in self.models:
            table.add_row(*(Text(literal(cell).plain) for cell in cells(known)), key=known.row.name)
        table.move_cursor(row=min(row, len(self.models) - 1) if row >= 0 else 0)
        self.show_facts()

    def _say(self, text: str, *, error: bool = False) -> None:
        line = self.query_one("#work", Static)
        line.update(literal(text))
        line.set_class(error, "error")
