"""Lists below one numbered provision: (a), (i), I, § 1 …, each item with its path.

An item is read by what stands before it: a style that is open goes on, a new one begins
one level deeper, and "(i)" after "(h)" is a letter unless "(ii)" follows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.readers.numbering import SKIP, Lead, leads

__all__ = ["Outline"]

_AHEAD = 60  # lines in which the second item of a list is looked for


@dataclass(slots=True)
class _Level:
    style: str
    ordinal: int
    value: str
    words: str


class Outline:
    """Lists below one numbered provision: letters, then roman numbers, and so on.

    `styles` are those that may open a list here; a style on the path goes on at its level.
    A style of `roots` always stands directly below the provision ("§" in Brazil).
    """

    def __init__(self, styles: Collection[str], *, deepest: int = 3, roots: Collection[str] = ()) -> None:
        self._styles = styles
        self._deepest = deepest
        self._roots = roots
        self._path: list[_Level] = []
        self._words = ""

    def start(self, words: str) -> None:
        """A new numbered provision begins with these words; lists before it are closed.

        The words may open lists themselves: "(a) …" after "2.", "I. – 1° …" after "Article 1".
        """
        self._path = []
        self._words = "" if self._open(words, (), chained=True) else words.strip()

    def go_on(self, words: str) -> None:
        """A line without number continues: its words introduce what follows, if nothing does yet."""
        if self._path:
            self._path[-1].words = self._path[-1].words or words
        else:
            self._words = f"{self._words} {words}".strip()

    @property
    def path(self) -> list[tuple[str, str]]:
        """Style and value of each open level, outermost first."""
        return [(level.style, level.value) for level in self._path]

    @property
    def words(self) -> str:
        """The provision's own words, before any list."""
        return self._words

    @property
    def introduction(self) -> str:
        """The words that introduce the innermost item."""
        if self._path and self._path[0].style in self._roots and len(self._path) == 1:
            return ""  # a § stands beside the words above it and is not introduced by them
        above = [self._words, *(level.words for level in self._path[:-1])]
        return next((words for words in reversed(above) if words), "")

    def read(self, line: str, later: Sequence[str] = ()) -> bool:
        """Whether a line opens an item; then `path` and `introduction` are its own.

        A line may open several levels at once: "2. (a) …". `later` are the lines after it.
        """
        return self._open(line, later, chained=False)

    def _open(self, line: str, later: Sequence[str], chained: bool) -> bool:
        opened = False
        for _ in range(self._deepest):
            lead = self._choose(leads(line), later, chained)
            if lead is None:
                break
            if chained and self._path[:-1]:
                self._path[-2].words = ""
            opened = chained = True
            line = lead.rest
        return opened

    def _choose(self, found: Sequence[Lead], later: Sequence[str], chained: bool) -> Lead | None:
        usable = [lead for lead in found if lead.style in self._styles]
        begins = [lead for lead in usable if lead.ordinal == 1]
        if not chained:
            for place in reversed(range(len(self._path))):
                level = self._path[place]
                for lead in usable:
                    runs_on = lead.style == level.style and (
                        lead.ordinal == level.ordinal + 1 or self._is_enye(lead, level)
                    )
                    if runs_on and not (begins and self._begins(begins[0], later)):
                        return self._enter(lead, place)
        for lead in begins:
            place = self._place(lead)
            if place < self._deepest and not (chained and place < len(self._path)):
                return self._enter(lead, place)
        if not chained:
            for place in reversed(range(len(self._path))):
                level = self._path[place]
                for lead in usable:
                    if lead.style == level.style and 0 < lead.ordinal - level.ordinal <= SKIP + 1:
                        return self._enter(lead, place)
        return None

    @staticmethod
    def _is_enye(lead: Lead, level: _Level) -> bool:
        return lead.value == "ñ" and level.value == "n"

    @staticmethod
    def _begins(lead: Lead, later: Sequence[str]) -> bool:
        """Whether the list that `lead` would begin goes on: (ii) comes before any other number."""
        for line in later[:_AHEAD]:
            found = leads(line)
            if found:
                return any(next_.style == lead.style and next_.ordinal == 2 for next_ in found)
        return False

    def _place(self, lead: Lead) -> int:
        """Level at which a list of this style begins."""
        if lead.style in self._roots:
            return 0
        styles = [level.style for level in self._path]
        return styles.index(lead.style) if lead.style in styles else len(styles)

    def _enter(self, lead: Lead, place: int) -> Lead:
        del self._path[place:]
        self._path.append(_Level(lead.style, lead.ordinal, lead.value, lead.rest.strip()))
        return lead
