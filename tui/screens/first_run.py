"""The first run: the language, what is here and that nothing leaves, an example to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from tui.examples import examples
from tui.first_run import remember
from tui.i18n import N_, NAMES, _, language
from tui.screens.yielding import Dialog
from tui.widgets.literal import literal
from tui.widgets.status_bar import ai_notice

if TYPE_CHECKING:
    from tui.app import AssistantApp

__all__ = ["FirstRunScreen"]

_STEPS = 3


class FirstRunScreen(Dialog[str]):
    """Three steps, each of which can be skipped; ends with the example to ask, or ""."""

    CSS_PATH = "../styles/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "skip", N_("Skip"), id="welcome.skip"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._step = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            heading = _("Welcome to SSE Assistant, step {step} of {steps}", step=self._step + 1, steps=_STEPS)
            yield Static(literal(heading, "bold"), classes="dialog-text")
            yield Static(Content("\n\n").join([literal(one) for one in self._text()]), classes="dialog-text")
            if options := self._options():
                yield OptionList(*options, id="choices", compact=True)
            with Horizontal(classes="dialog-buttons"):
                yield Button(_("Skip"), id="skip", compact=True)
                yield Button(
                    _("Begin") if self._step == _STEPS - 1 else _("Next"),
                    id="next", variant="primary", compact=True,
                )  # fmt: skip

    def on_mount(self) -> None:
        self._focus()

    @on(OptionList.OptionSelected)
    async def chosen(self, event: OptionList.OptionSelected) -> None:
        if self._step == 0:
            await self._take_language(event.option.id or "")
            await self._go_on()
        else:
            self._end(examples()[event.option_index])

    @on(Button.Pressed, "#next")
    async def next(self) -> None:
        if self._step == 0:
            choices = self.query_one("#choices", OptionList)
            option = choices.highlighted_option
            await self._take_language((option.id if option is not None else "") or "")
        await self._go_on()

    @on(Button.Pressed, "#skip")
    def action_skip(self) -> None:
        self._end("")

    def _text(self) -> list[str]:
        if self._step == 0:
            return [_("Which language shall the app speak? You can ask in any of the four.")]
        if self._step == 1:
            return [
                _(
                    "Here are the main international texts on the social and solidarity economy, from the UN, "
                    "the ILO, the OECD and the EU, with laws and good practices: as digests of our own, and "
                    "as official texts where you fetch them."
                ),
                ai_notice(),
                _(
                    "Everything runs on this machine. Nothing leaves it unless you say so, and the line at the "
                    "top always shows what may connect."
                ),
            ]
        return [_("Ask one of these, or begin with a question of your own.")]

    def _options(self) -> list[Option]:
        if self._step == 0:
            return [Option(literal(name), id=code) for code, name in NAMES.items()]
        return [Option(literal(one)) for one in examples()] if self._step == _STEPS - 1 else []

    async def _take_language(self, code: str) -> None:
        if code and code != language():
            from tui.palette import keep_setting

            await keep_setting(cast("AssistantApp", self.app), "language", code)

    async def _go_on(self) -> None:
        if self._step == _STEPS - 1:
            self._end("")
            return
        self._step += 1
        await self.recompose()
        self._focus()

    def _focus(self) -> None:
        for choices in self.query("#choices").results(OptionList):
            codes = list(NAMES)
            choices.highlighted = codes.index(language()) if self._step == 0 else 0
            choices.focus()
            return
        self.query_one("#next", Button).focus()

    def _end(self, question: str) -> None:
        self.run_worker(remember, thread=True, exit_on_error=False)
        self.dismiss(question)
