"""Let the model write below the quotes, and check every sentence before it is shown.

What it writes is cut into sentences as it comes. Each is checked against the passage that it
cites, then against the others that were offered; it carries the citation of the passage that
says it, or, unverified, of the one to compare it with. Nothing is shown as supported that the
check did not find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.answer import Citation, Statement, cite
from assistant.errors import PromptTooLong
from assistant.prompting import Cited, Offer, join_citations
from assistant.wording import say
from knowledge.documents import Passage
from knowledge.injection import injection
from knowledge.overlap import Overlap, stems
from knowledge.sentences import split
from knowledge.text import fold

if TYPE_CHECKING:
    from assistant.models.worker import Usage

__all__ = ["MAX_TOKENS", "REFUSAL", "SEED", "TEMPERATURE", "Draft", "Event", "Withheld", "Writer", "Writing"]

MAX_TOKENS = 220
SEED = 0
TEMPERATURE = 0.0
REFUSAL = "NONE"
_ENDS = (".", "!", "?", "…", "”", "»", '"', ")")


class Writer(Protocol):
    """What writing needs of a model: a `ModelWorker` and an `Endpoint` have it."""

    @property
    def last_usage(self) -> Usage | None: ...

    def generate(
        self, messages: Sequence[dict[str, str]], *, max_tokens: int = 256, stop: Sequence[str] = (),
        seed: int = 0, temperature: float = 0.0,
    ) -> Iterator[str]:  # fmt: skip
        """Stream a chat answer in pieces."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """A piece of text as the model writes it, not yet checked."""

    text: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A sentence failed the check and is not shown, since the user set it so; `reason` says why."""

    reason: str


Event = Draft | Statement | Withheld


class Writing:
    """One text of a model, written and checked while it is iterated over.

    Args:
        withhold: keep back what the check does not find, and the drafts with it.
        stopped: asked after each piece; where it says yes the writing ends there.

    Attributes:
        offer: what the model was shown; with fewer passages than given where they did not fit.
        withheld: how many sentences were kept back.

    Iterating raises what the writer raises; what was checked before stands.
    """

    def __init__(
        self,
        writer: Writer,
        question: str,
        passages: Sequence[Passage],
        language: str,
        overlap: Overlap,
        *,
        withhold: bool = False,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.offer = Offer(question, passages, language)
        self.withheld = 0
        self._writer = writer
        self._overlap = overlap
        self._withhold = withhold
        self._stopped = stopped
        self._said: set[str] = set()

    def __iter__(self) -> Iterator[Event]:
        language = self.offer.language
        text = ""
        for piece in self._pieces():
            if not self._withhold:
                yield Draft(piece)
            text, open_ = join_citations(text + piece)
            # The last span may still grow, and a key may still come behind a stop.
            complete = [] if open_ else split(text, language)[:-1]
            for start, end in complete:
                yield from self._checked(text[start:end])
            text = text[complete[-1][1] :] if complete else text
        usage = self._writer.last_usage
        cut = self._stopped() or (usage is not None and usage.finish_reason != "stop")
        for start, end in split(text, language):
            # What the end of the context, or the user, cut off is no sentence.
            if not cut or end < len(text.rstrip()) or text[start:end].endswith(_ENDS):
                yield from self._checked(text[start:end])

    def _pieces(self) -> Iterator[str]:
        """What the model writes; with fewer passages where the prompt does not fit."""
        while True:
            pieces = self._writer.generate(
                self.offer.messages, max_tokens=MAX_TOKENS, seed=SEED, temperature=TEMPERATURE
            )
            try:
                for piece in pieces:
                    yield piece
                    if self._stopped():
                        return
            except PromptTooLong:
                if len(self.offer.passages) < 2:
                    raise
                self.offer = self.offer.without_last()
            else:
                return
            finally:
                close = getattr(pieces, "close", None)
                if close is not None:
                    close()  # a generator that is left in the middle cancels

    def _checked(self, sentence: str) -> Iterator[Event]:
        cited = self.offer.read(sentence)
        known = fold(cited.text).strip(" .")
        if not stems(cited.text) or cited.text.strip(" .*\"'") == REFUSAL or known in self._said:
            return
        self._said.add(known)  # small models repeat themselves
        statement = self._statement(cited)
        if self._withhold and statement.verdict != "supported":
            self.withheld += 1
            yield Withheld(statement.reason)
        else:
            yield statement

    def _statement(self, cited: Cited) -> Statement:
        from assistant.support import check_support  # compiles its word lists: 16 ms that quotes do not need

        passages, language = self.offer.passages, self.offer.language
        named = [passages[index] for index in cited.passages]
        others = [passage for passage in passages if passage not in named]
        reasons: list[str] = []
        if cited.strangers:
            reasons.append(say("no_such_key", language))
        checked = [
            check_support(cited.text, group, language, reader=language) for group in (named, others) if group
        ]
        for group, verdict in zip([group for group in (named, others) if group], checked, strict=True):
            if verdict.verdict == "supported" and verdict.passage is not None:
                passage = group[verdict.passage]
                start = passage.text.find(verdict.source)
                end = start + len(verdict.source) if start >= 0 else None
                citation = cite(passage, max(start, 0), end)
                if injection(verdict.source):
                    # What a source orders a machine to do is no finding, however well it is copied.
                    return _written(cited.text, "unverified", citation, [say("injection", language)])
                if named and passage not in named:
                    reasons.append(
                        say("elsewhere", language, cited=named[0].reference(), found=passage.reference())
                    )
                return _written(cited.text, "supported", citation, [*reasons, verdict.reason])
        words = stems(cited.text)
        nearest = (
            named[0] if named else max(passages, key=lambda one: self._overlap.share(words, stems(one.text)))
        )
        reasons.append(checked[0].reason)
        return _written(cited.text, "unverified", self._beside(nearest, words), reasons)

    def _beside(self, passage: Passage, words: frozenset[str]) -> Citation:
        """The sentence of `passage` to compare with; all of it where none shares a word, as across languages."""
        if passage.language != self.offer.language:
            return cite(passage)
        spans = split(passage.text, passage.language)
        shares = [self._overlap.share(words, stems(passage.text[start:end])) for start, end in spans]
        best = max(shares, default=0.0)
        return cite(passage, *spans[shares.index(best)]) if best > 0 else cite(passage)


def _written(text: str, verdict: str, citation: Citation, reasons: list[str]) -> Statement:
    return Statement.model_validate(
        {
            "text": text,
            "kind": "written",
            "verdict": verdict,
            "citations": [citation],
            "reason": "; ".join(reasons),
        }
    )
