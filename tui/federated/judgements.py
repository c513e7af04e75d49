"""My judgements: by question, each with what was judged; they stay on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from tui.federated.base import Section, day, named, page_of
from tui.i18n import N_, _, language, ngettext
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from knowledge.judgements import Judgement

__all__ = ["Asked", "JudgementsSection", "kept_judgements"]

_MOST = 1000  # questions in the table; drawing more takes longer than a key may wait
_SOURCES = {
    "ui": N_("judged in the app"), "command": N_("judged in a shell"), "file": N_("from a file"),
    "generated": N_("made by the program; never contributed unless you ask for it in a shell"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its judgements, newest last."""

    question: str
    judgements: tuple[Judgement, ...]

    @property
    def right(self) -> int:
        """How many passages answer it."""
        return sum(one.answers for one in self.judgements)

    @property
    def last(self) -> str:
        """When it was judged last, ISO 8601."""
        return max(one.created for one in self.judgements)


class JudgementsSection(Section):
    """The questions that were judged here."""

    name = "judgements"
    title = N_("My judgements")
    actions: ClassVar[frozenset[str]] = frozenset({"forget", "forget_all"})

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.asked: list[Asked] = []

    def read(self) -> None:
        found: dict[str, list[Judgement]] = {}
        for one in kept_judgements():
            found.setdefault(one.question, []).append(one)
        asked = [Asked(question, tuple(judged)) for question, judged in found.items()]
        self.asked = sorted(asked, key=lambda one: one.last, reverse=True)

    def columns(self) -> tuple[str, ...]:
        return (_("Language"), _("Answers"), _("Does not answer"), _("Question"))

    def rows(self) -> list[tuple[str, ...]]:
        return [
            (one.judgements[-1].language, str(one.right), str(len(one.judgements) - one.right), one.question)
            for one in self.asked[:_MOST]
        ]

    def page(self) -> Content:
        if not self.asked:
            return page_of(
                literal(_("Nothing was judged on this machine yet."), "bold"),
                _(
                    "Ask a question, move to a sentence, and say whether it answers. The index learns from that "
                    "when you contribute; what you judged stays here."
                ),
            )
        count = len(self.asked)
        head = ngettext(
            "{n} question judged. Questions and passages never leave this machine.",
            "{n} questions judged. Questions and passages never leave this machine.",
            count, n=count,
        )  # fmt: skip
        lines: list[str | Content] = [literal(head, "$text-muted")]
        if count > _MOST:
            lines.append(_("The newest {n} are shown. All of them: sse judgements list", n=_MOST))
        if 0 <= self.row < len(self.asked):
            lines += ["", literal(self.asked[self.row].question, "bold")]
            lines += [self._judged(one) for one in self.asked[self.row].judgements]
        return page_of(*lines)

    def allows(self, action: str) -> bool:
        return self.ready and bool(self.asked) and (action == "forget_all" or 0 <= self.row < len(self.asked))

    def forget(self, question: str | None) -> str:
        """Delete the judgements of a question, or all; how many. Blocks.

        Raises:
            KnowledgeError: the library cannot be written.
        """
        from knowledge.judgements import Judgements
        from knowledge.store import open_library

        library = open_library()
        try:
            count = Judgements(library).forget(question=question)
        finally:
            library.close()
        return ngettext("{n} judgement forgotten.", "{n} judgements forgotten.", count, n=count)

    def _judged(self, one: Judgement) -> str:
        word = "✓ " + _("answers") if one.answers else "✗ " + _("does not answer")
        told = [named(word, self._place(one))]
        if one.created:
            told.append(day(one.created))
        told.append(_(_SOURCES[one.source]) if one.source in _SOURCES else one.source)
        return " · ".join(told)

    def _place(self, one: Judgement) -> str:
        """The provision as people write it."""
        from knowledge.pinpoints import display

        retriever = self.retriever
        documents = retriever.documents if retriever is not None else ()
        versions = [each for each in documents if each.id == one.document]
        title = (
            min(versions, key=lambda each: each.language != language()).short_title
            if versions
            else one.document
        )
        return f"{title}, {display(one.pinpoint, language())}" if title else one.key


def kept_judgements(*, generated: bool = True) -> list[Judgement]:
    """Every judgement in the user's library, oldest first; none where there is no library yet. Blocks.

    Raises:
        KnowledgeError: the library cannot be read.
    """
    from knowledge.judgements import Judgements
    from knowledge.paths import data_folder
    from knowledge.store import LIBRARY, open_library

    if not (data_folder() / LIBRARY).exists():
        return []
    library = open_library()
    try:
        return Judgements(library).all(generated=generated)
    finally:
        library.close()
