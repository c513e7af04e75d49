"""The answer as a typed record: what `sse ask --json` prints and every screen shows.

The shape is a contract: fields may be added, none is renamed or removed
(`docs/answer.md`; the JSON Schema is `Answer.model_json_schema()`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.documents import Confidence, Kind, Passage
from knowledge.pinpoints import display

__all__ = ["Answer", "Citation", "ModelUse", "Searched", "Statement", "cite"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Citation(_Record):
    """Where a quote stands.

    `quote` is `body[start:end]` of the document's stored text, in code points. `pinpoint` is
    for people and in the language of the text, `pinpoint_id` is canonical. A `digest` is our
    summary: never put it in quotation marks or in the institution's mouth.
    """

    key: str
    document: str
    title: str
    pinpoint: str
    pinpoint_id: str
    language: str
    kind: Kind
    confidence: Confidence
    reported_by: str
    url: str
    quote: str
    start: int
    end: int


class Statement(_Record):
    """One sentence of the answer.

    `quote` statements are verbatim from a passage and their verdict is `quoted`; `written`
    ones come from the model and are `supported` only where the check says so. `highlight` is
    the clause of `text` that answers, in code points; `reason` says why a written sentence
    has its verdict.
    """

    text: str
    kind: Literal["quote", "written"]
    verdict: Literal["quoted", "supported", "unverified"]
    citations: list[Citation]
    highlight: tuple[int, int] | None = None
    reason: str = ""


class Searched(_Record):
    """How much was searched: "searched n of N" with the filters that were set."""

    documents: int
    passages: int


class ModelUse(_Record):
    """Which model wrote, or why none did. `sha256` is "" where the file was not read."""

    name: str
    sha256: str
    wrote: bool
    why_not: str


class Answer(_Record):
    """An answer and how it came about.

    `gate_reason` says the verdict in the user's language; `missing` are names and numbers of
    the question that no quoted passage has, `unknown_text` a text that the library lacks.
    `release` names the signed index, or says that the shipped one is in use.
    """

    question: str
    language: str
    gate: Literal["answered", "doubtful", "not_in_texts"]
    statements: list[Statement]
    nearest: list[Citation]
    searched: Searched
    model: ModelUse
    embedder: str
    release: str
    timings_ms: dict[str, float]
    gate_reason: str = ""
    missing: list[str] = []
    unknown_text: str = ""


def cite(passage: Passage, start: int | None = None, end: int | None = None) -> Citation:
    """The citation of a passage, or of the part [start, end) of its text."""
    first, last = start or 0, len(passage.text) if end is None else end
    return Citation(
        key=passage.key,
        document=passage.document,
        title=passage.title,
        pinpoint=display(passage.pinpoint, passage.language, passage.heading),
        pinpoint_id=passage.pinpoint,
        language=passage.language,
        kind=passage.kind,
        confidence=passage.confidence,
        reported_by=passage.reported_by,
        url=passage.url,
        quote=passage.text[first:last],
        start=passage.start + first,
        end=passage.start + last,
    )
