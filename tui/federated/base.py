"""A section of the federation screen: what it reads in a thread, and how that is told."""

from __future__ import annotations

import datetime
import math
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from assistant.errors import AssistantError
from federation.errors import FederationError
from knowledge.errors import KnowledgeError
from tui.i18n import _, date, number, said
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from federation.membership.home import Home
    from knowledge.retriever import Retriever
    from tui.asking import Asking

__all__ = ["OURS", "Cancelled", "Progress", "Section", "bound", "day", "grouped", "named", "page_of", "short"]

OURS = (AssistantError, FederationError, KnowledgeError, OSError)  # they say what to do
Progress = Callable[[int, int], None]  # (done, in all)
_DIGITS = 16  # of a fingerprint, as people compare it


class Cancelled(Exception):
    """The user ended it."""


class Section:
    """One section.

    Attributes:
        ready: whether it was read and nothing changed since; `problem` says why it could not be, or is "".
        row: of its table, where the cursor is; -1 without a table.

    Args:
        asking: has the open library, once it is.
        key_of: the key that does something on the screen, as it is bound now.
    """

    name: ClassVar[str]
    title: ClassVar[str]  # in English, marked for translation
    actions: ClassVar[frozenset[str]] = frozenset()  # of the screen that belong to this section

    def __init__(self, asking: Asking, key_of: Callable[[str], str]) -> None:
        self._asking = asking
        self.key_of = key_of
        self.ready = False
        self.problem = ""
        self.row = -1
        self._reading = threading.Lock()

    @property
    def home(self) -> Home:
        """Where the member keeps what belongs to its federation."""
        from federation.membership.home import Home

        return Home()

    @property
    def retriever(self) -> Retriever | None:
        """What is searched; None until the library is open."""
        return self._asking.assistant.retriever if self._asking.assistant is not None else None

    def load(self) -> None:
        """Read it, or note what went wrong; blocks. The screen says when it is `ready`."""
        # Loads Babel's data, for which the screen would stand still.
        date(datetime.date.today())
        number(1.0)
        problem = _("It failed.")  # an error that is none of ours ends the thread
        with self._reading:  # what began later ends later
            try:
                self.read()
                problem = ""
            except OURS as error:
                problem = said(error)
            finally:
                self.problem = problem

    def read(self) -> None:
        """Read what is shown; blocks.

        Raises:
            FederationError, KnowledgeError, OSError: it cannot be read.
        """
        raise NotImplementedError

    def reckon(self) -> bool:
        """What takes longer than a reader waits for, after `read` is shown; whether there is more to show."""
        return False

    def columns(self) -> tuple[str, ...]:
        """Headings of the table; () for a section without one."""
        return ()

    def rows(self) -> list[tuple[str, ...]]:
        """The table, a text for each column."""
        return []

    def page(self) -> Content:
        """The text below the table, about the row that the cursor is on."""
        raise NotImplementedError

    def allows(self, action: str) -> bool:
        """Whether one of `actions` can be done now."""
        return action in self.actions


def page_of(*lines: str | Content) -> Content:
    """Lines below each other; what comes from outside is shown as it is."""
    return Content("\n").join([literal(line) if isinstance(line, str) else line for line in lines])


def named(name: str, about: str) -> str:
    """A name with what is said of it, in one line."""
    return _("{name}: {about}", name=name, about=about)


def day(stamp: str) -> str:
    """The day of an ISO 8601 time as the language writes it; the text itself where it is none."""
    try:
        return date(datetime.datetime.fromisoformat(stamp).date())
    except ValueError:
        return stamp


def bound(epsilon: float | None) -> str:
    """An epsilon in words."""
    if epsilon is None:
        return _("none set")
    if not math.isfinite(epsilon):
        return _("without a bound (a contribution had no noise)")
    return short(epsilon)


def short(value: float) -> str:
    """A number to three digits."""
    return number(float(f"{value:.3g}"))


def grouped(fingerprint: str, digits: int = _DIGITS) -> str:
    """The beginning of a fingerprint in groups of four, as people read it to each other."""
    return " ".join(fingerprint[place : place + 4] for place in range(0, digits, 4))
