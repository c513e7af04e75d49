"""The mark that says how AI had a part in a text, for machines and for people.

EU AI Act, Art. 50: tell people, and mark generated text in a machine-readable way. The mark
uses the Digital Source Type vocabulary of IPTC, which schema.org's `digitalSourceType` takes:

- a sentence that a model wrote is `trainedAlgorithmicMedia`;
- an answer in which one stands is `compositeSynthetic` (several elements, generative AI among them);
- an answer of quotes alone is `composite`: a compilation. A trained model chose and ordered
  its parts, and generated none of their words. `algorithmicMedia` would be false: it is for
  content made by an algorithm that was not trained on anything.

This is our reading, not legal advice (docs/traces.md).
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from assistant.answer import Answer
from assistant.export.words import word

__all__ = ["GENERATED", "Mark", "mark_of"]

_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
GENERATED = f"{_IPTC}trainedAlgorithmicMedia"
_WITH_GENERATED = f"{_IPTC}compositeSynthetic"
_COMPILED = f"{_IPTC}composite"


class Mark(BaseModel):
    """How AI had a part in an answer.

    Attributes:
        digital_source_type: of the answer as a whole, a URI of the IPTC vocabulary.
        generated: numbers of the statements that a model wrote, from 1.
        system: what chose and, if any, what wrote.
        notice: the same for people, in the answer's language.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    digital_source_type: str
    generated: list[int]
    system: str
    notice: str


def mark_of(answer: Answer) -> Mark:
    """The mark of an answer."""
    written = [number for number, one in enumerate(answer.statements, 1) if one.kind == "written"]
    version = answer.versions.get("sse-assistant", "")
    system = f"SSE Assistant {version}".strip() + f", embedder {answer.embedder}"
    if not written:
        notice = word("ai_quotes", answer.language)
        return Mark(digital_source_type=_COMPILED, generated=[], system=system, notice=notice)
    return Mark(
        digital_source_type=_WITH_GENERATED,
        generated=written,
        system=f"{system}, language model {answer.model.name}",
        notice=word("ai_written", answer.language, model=answer.model.name),
    )
