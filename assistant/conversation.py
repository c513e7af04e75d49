"""Follow-ups: "and the EU?", "et l'OCDE ?", "does it say how?" become full questions.

    conversation = Conversation()
    conversation.add("What does the ILO say about taxation?", "en")
    conversation.complete("and the EU?")    # ("What does the EU say about taxation?", "en")

By rules and without a model: a question that lacks something is completed from the turns
before, one that is complete is never touched, and what was understood is shown to the user.
Measured on dialogues in four languages (docs/writing.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.ellipsis import fill_gap, read_fragment
from assistant.substitution import put
from knowledge.errors import QueryError
from knowledge.languages import base, detect
from knowledge.text import MAX_QUERY, clean_query, fold

if TYPE_CHECKING:
    from assistant.answer import Answer

__all__ = ["Conversation", "Turn"]

_LONGEST = 20  # turns that are kept


@dataclass(frozen=True, slots=True)
class Turn:
    """A full question that was answered, and its language."""

    question: str
    language: str


@dataclass(slots=True)
class Conversation:
    """The turns so far; give the same one to each `Assistant.ask`."""

    turns: list[Turn] = field(default_factory=list)

    @classmethod
    def of(cls, answer: Answer) -> Conversation:
        """A conversation that goes on from an answer."""
        return cls([Turn(answer.question, answer.language)])

    def add(self, question: str, language: str) -> None:
        """Note a full question that was answered."""
        self.turns.append(Turn(question, language))
        del self.turns[:-_LONGEST]

    def complete(self, typed: str, language: str | None = None) -> tuple[str, str | None]:
        """The full question that `typed` stands for, and the language to answer in.

        A complete question comes back as it is, with the language as it was given.
        """
        if not self.turns:
            return typed, language
        try:
            text = clean_query(typed)
        except QueryError:
            return typed, language  # for the search to tell
        last = self.turns[-1]
        if any(len(fold(one)) != len(one) for one in (text, last.question)):
            return typed, language  # letters of other scripts: offsets would not fit
        spoken = base(last.language)
        completed = ""
        fragment = read_fragment(text)
        if fragment is not None:
            completed = put(fragment, last.question, spoken)
        else:
            completed = fill_gap(text, [turn.question for turn in reversed(self.turns)], spoken)
        if not completed or len(completed) > MAX_QUERY:
            return typed, language or detect(text, spoken)
        return completed, language or detect(completed, spoken)
