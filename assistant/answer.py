"""The answer as a typed record: what `sse ask --json` prints and every screen shows.

The shape is a contract: fields may be added, none is renamed or removed
(`docs/answer.md`; the JSON Schema is `Answer.model_json_schema()`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.documents import Confidence, Kind, Passage
from knowledge.pinpoints import display

__all__ = [
    "Answer",
    "Citation",
    "Energy",
    "Message",
    "ModelUse",
    "PassageUse",
    "Searched",
    "Statement",
    "cite",
]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Citation(_Record):
    """Where a quote stands.

    `quote` is `body[start:end]` of the document's stored text, in code points. `pinpoint` is
    for people and in the language of the text, `pinpoint_id` is canonical. A `digest` is our
    summary: never put it in quotation marks or in the institution's mouth. `shared` names the
    member of a federation, its key and the release of a practice card that it shared, else "".
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
    shared: str = ""


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


class Message(_Record):
    """One message of the prompt, as the model saw it."""

    role: Literal["system", "user", "assistant"]
    content: str


class ModelUse(_Record):
    """Which model wrote, or why none did. `sha256` is "" where the file was not read.

    Attributes:
        where: `local`, or the address of the endpoint that wrote; "" where none was used.
        prompt: what the model saw, in full; empty where none wrote.
        decoding: the parameters of its writing (temperature, seed, max_tokens, threads …).
        prompt_tokens, generated_tokens: 0 where none wrote or an endpoint does not say.
    """

    name: str
    sha256: str
    wrote: bool
    why_not: str
    where: str = ""
    prompt: list[Message] = []
    decoding: dict[str, float | int | str] = {}
    prompt_tokens: int = 0
    generated_tokens: int = 0


class PassageUse(_Record):
    """A passage that was found for the question, and why: what `sse show` and a trace tell.

    `sha256` is of its text in UTF-8. `score` ranks; it is `similarity` (calibrated cosine)
    plus weighted word `evidence`; `cosine` is the embedder's own.
    """

    key: str
    document: str
    language: str
    kind: Kind
    pinpoint_id: str
    sha256: str
    score: float
    similarity: float
    evidence: float
    cosine: float


class Energy(_Record):
    """What an answer cost. `method` names how it is known: `rapl`, `codecarbon`, `cpu_time`."""

    joules: float
    measured: bool
    method: str
    seconds: float


class Answer(_Record):
    """An answer and how it came about.

    `gate_reason` says the verdict in the user's language; `missing` are names and numbers of
    the question that no quoted passage has, `unknown_text` a text that the library lacks.
    `release` names the signed index, or says that the shipped one is in use.

    `id` names the record in the library's log ("" where none was kept), `created` is its time
    (ISO 8601, UTC). `asked` is what the user typed where `question` was completed from the
    turns before. `filters` are those that were set; `passages` what was found, best first;
    `probability` is the gate's; `versions` those of Python, of this package and of the libraries that score and write.
    `withheld` counts written sentences that failed the check and are not among `statements`,
    since the user set it so.
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
    id: str = ""
    created: str = ""
    asked: str = ""
    filters: dict[str, list[str]] = {}
    passages: list[PassageUse] = []
    probability: float = 0.0
    versions: dict[str, str] = {}
    machine: dict[str, str] = {}
    energy: Energy | None = None
    withheld: int = 0


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
        shared=passage.shared,
    )
