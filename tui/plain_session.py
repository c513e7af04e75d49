"""The linear mode's commands: each prints lines, and changes what the next ones act on.

It knows no terminal: lines go out by a function, so that a pipe, a terminal and a test are
the same to it. Ctrl-C and the prompt are in `tui.plain`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from knowledge.errors import KnowledgeError
from knowledge.paths import data_folder
from tui import i18n
from tui.answer_words import harmless
from tui.history import History, kept_questions
from tui.i18n import NAMES, _, ngettext, said
from tui.plain_answer import Cited, copied, source_lines
from tui.plain_answering import PlainAnswering
from tui.plain_library import Bookmark, export_answer, narrowed, text_lines
from tui.plain_words import help_lines, is_yes, language_named, parse, word_of, write_mode

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.assistant import Assistant

__all__ = ["PlainSession"]

_SHOWN = 20  # questions of the history


class PlainSession(PlainAnswering):
    """Questions and commands, one line each.

    See `PlainAnswering` for the arguments.
    """

    def __init__(self, assistant: Assistant, say: Callable[[str], None]) -> None:
        super().__init__(assistant, say)
        self.over = False  # the reader wants to leave
        self._asked = False
        self._current = 0  # the number of the sentence whose source was read last
        self._bookmark: Bookmark | None = None
        self._history: History | None = None
        self._commands: dict[str, Callable[[str], None]] = {
            "source": self._source,
            "next": lambda _argument: self._step(1),
            "previous": lambda _argument: self._step(-1),
            "more": lambda _argument: self._more(),
            "judge": self._judge,
            "copy": self._copy,
            "export": self._export,
            "trace": lambda _argument: self._trace(),
            "filter": self._filter,
            "write": self._set_write,
            "texts": lambda argument: self._tell(text_lines(argument, self.documents)),
            "read": self._read,
            "history": lambda _argument: self._list_history(),
            "again": self._again,
            "language": self._set_language,
            "help": lambda _argument: self._tell(help_lines()),
            "quit": lambda _argument: self._quit(),
        }

    def do(self, line: str) -> None:
        """Obey or answer one line; what goes wrong is said, and the session goes on."""
        from assistant.errors import AssistantError

        if not line.strip():
            return
        try:
            command = parse(line, self._is_text)
            if command is None:
                self._answer(line)
            else:
                self._commands[command.name](command.argument)
        except (KnowledgeError, AssistantError, OSError) as error:
            self.say(said(error))
        except Exception as error:
            self.say(
                _(
                    "Unexpected error, {name}: {reason}. The app goes on; please report it.",
                    name=type(error).__name__, reason=error,
                )
            )  # fmt: skip

    def _answer(self, question: str) -> None:
        self._current, self._bookmark = 0, None
        first, self._asked = not self._asked, True
        self._questions.add(question)
        self.ask(question)
        if first and self.cited:
            self.say("")
            self.say(_("To read a sentence where it stands: {command}", command=f"{word_of('source')} 1"))

    def _tell(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.say(line)

    def _of(self, number: int) -> Cited | None:
        if not 1 <= number <= len(self.cited):
            n = len(self.cited)
            none = _("There is no sentence yet: ask something first.")
            self.say(
                ngettext("There is {n} sentence, number 1.", "There are {n} sentences, 1 to {n}.", n, n=n)
                if n
                else none
            )
            return None
        return self.cited[number - 1]

    def _source(self, argument: str) -> None:
        number = int(argument or self._current or 1)
        if cited := self._of(number):
            self._current = number
            self.say(f"{number}.")
            self._tell(source_lines(cited.citation, self.documents, self.language))
            self._bookmark = Bookmark.of(self.documents, cited.citation)

    def _step(self, by: int) -> None:
        self._source(str(self._current + by))

    def _more(self) -> None:
        lines = self._bookmark.read() if self._bookmark is not None else []
        none = _("There is no more of this text. Say which source, or which text, to read.")
        self._tell(lines or [none])

    def _judge(self, argument: str) -> None:
        from tui.judging import keep_judgement

        words = argument.split()
        number = int(words.pop(0)) if words[:1] and words[0].isdecimal() else self._current or 1
        cited = self._of(number)
        if cited is None or not words:
            return
        answers = is_yes(words[0])
        problem = keep_judgement(self.question, cited.citation, answers)
        kept = _("Your judgement: it answers the question.")
        kept_not = _("Your judgement: it does not answer the question.")
        self.say(problem or (kept if answers else kept_not))

    def _copy(self, argument: str) -> None:
        from tui.clipboard import copied_in_words

        if cited := self._of(int(argument or self._current or 1)):
            # No OSC 52 here: where no terminal takes it, it would be printed or read out.
            text = harmless(copied(cited, self.language))
            self.say(copied_in_words(text, data_folder(), sent=False))

    def _export(self, argument: str) -> None:
        if answer := self._whole():
            self.say(export_answer(answer, argument))

    def _trace(self) -> None:
        from assistant.showing import record_lines

        if answer := self._whole():
            self._tell(record_lines(answer, i18n.language()))

    def _whole(self) -> Answer | None:
        if self.answer is None:
            self.say(_("There is no whole answer yet: ask something first."))
        return self.answer

    def _filter(self, argument: str) -> None:
        self.filters, told = narrowed(argument, self.filters, self._assistant.retriever)
        self._tell(told)

    def _read(self, argument: str) -> None:
        self._bookmark = Bookmark.at_provision(self.documents, argument)
        self._more()

    def _list_history(self) -> None:
        numbered = list(enumerate(self._questions.questions, 1))[-_SHOWN:]
        self._tell(f"{number}. {question}" for number, question in numbered)

    def _again(self, argument: str) -> None:
        questions = self._questions.questions
        number = int(argument or len(questions))
        if 1 <= number <= len(questions):
            self.say(questions[number - 1])
            self._answer(questions[number - 1])
        else:
            self.say(_("The history has no such number."))

    def _set_write(self, argument: str) -> None:
        mode = write_mode(argument)
        if mode is None:
            self.say(_("Say on, off or auto."))
            return
        self.write = {"on": True, "off": False, "auto": None}[mode]
        self.say({"on": _("writing: on"), "off": _("writing: off"), "auto": _("writing: auto")}[mode])

    def _set_language(self, argument: str) -> None:
        """From now on, and for good where the settings can be written."""
        from knowledge.settings import change

        if code := language_named(argument):
            i18n.use(code)
            self.say(NAMES[code])
            change("language", code)
        else:
            self._tell(f"{code} {name}" for code, name in NAMES.items())

    def _quit(self) -> None:
        self.over = True

    def _is_text(self, word: str) -> bool:
        return any(one.id == word for one in self.documents)

    @property
    def _questions(self) -> History:
        """The history, read from the log the first time."""
        from assistant.errors import AssistantError

        if self._history is None:
            self._history = History()
            # A damaged log takes nothing away: the questions of this session are there.
            with contextlib.suppress(AssistantError, KnowledgeError):
                self._history.take(kept_questions(data_folder()))
        return self._history
