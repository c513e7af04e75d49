"""What of a record may leave this machine: the texts of the user's own documents become their hashes.

A hash lets those who hold the document see that it is the same text, and tells the others
nothing but whether a text that they guess is the one. Titles, names and headings of own
documents go too, and so does what a model may have taken from them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from assistant.answer import Answer, Citation, Message, ModelUse, PassageUse, Statement
from assistant.wording import say

__all__ = ["has_own", "hidden_pinpoint", "own_document", "removed", "text_hash", "without_own"]

_HIDDEN = re.compile(r"own-[0-9a-f]{12}")
_REMOVED = re.compile(r"\[removed: own document, sha256 [0-9a-f]{64}\]")


def text_hash(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def removed(text: str) -> str:
    """What stands for a text that was taken out."""
    return f"[removed: own document, sha256 {text_hash(text)}]"


def own_document(document: str) -> str:
    """The name that stands for the id of an own document, which says what it is called; itself, once hidden."""
    return document if _HIDDEN.fullmatch(document) else f"own-{text_hash(document)[:12]}"


def hidden_pinpoint(pinpoint: str) -> str:
    """The pinpoint, or "" where it is made of the document's words rather than of numbers."""
    return "" if pinpoint.startswith(("heading:", "about:")) else pinpoint


def has_own(answer: Answer) -> bool:
    """Whether the record holds anything of a document of the user's own."""
    return bool(_own_documents(answer))


def without_own(answer: Answer) -> Answer:
    """The record as it may leave: without texts of own documents, and without the user's folders.

    Applied twice it is the same; a record without own documents loses none of its texts.
    """
    own = _own_documents(answer)
    changes: dict[str, object] = {
        "statements": [_statement(one, own=bool(own)) for one in answer.statements],
        "nearest": [_citation(one) for one in answer.nearest],
        "passages": [_passage(one) for one in answer.passages],
        "model": _model(answer.model, own=bool(own)),
        "filters": _filters(answer, own),
    }
    if answer.unknown_text:
        # The verdict may name the nearest texts, own ones among them, and does not say which are.
        unknown = say("unknown_text", answer.language, text=answer.unknown_text)
        changes["gate_reason"] = f"{unknown} {say(answer.gate, answer.language)}"
    return answer.model_copy(update=changes)


def _own_documents(answer: Answer) -> set[str]:
    used: Iterable[Citation | PassageUse] = [
        *answer.passages,
        *answer.nearest,
        *(citation for statement in answer.statements for citation in statement.citations),
    ]
    return {one.document for one in used if one.kind == "own"}


def _once(text: str) -> str:
    return text if _REMOVED.fullmatch(text) else removed(text)


def _citation(citation: Citation) -> Citation:
    if citation.kind != "own":
        return citation
    return citation.model_copy(
        update={
            "document": own_document(citation.document),
            "title": "",
            "pinpoint": citation.pinpoint if hidden_pinpoint(citation.pinpoint_id) else "",
            "pinpoint_id": hidden_pinpoint(citation.pinpoint_id),
            "url": "",
            "reported_by": "",
            "quote": _once(citation.quote),
        }
    )


def _passage(passage: PassageUse) -> PassageUse:
    if passage.kind != "own":
        return passage
    return passage.model_copy(
        update={
            "document": own_document(passage.document),
            "pinpoint_id": hidden_pinpoint(passage.pinpoint_id),
        }
    )


def _statement(statement: Statement, *, own: bool) -> Statement:
    """The statement without own text.

    A sentence that failed the check may hold anything that the model read, so it goes where
    the model read own text, whatever it cites.
    """
    cites_own = any(citation.kind == "own" for citation in statement.citations)
    tainted = own and statement.kind == "written" and statement.verdict != "supported"
    if not cites_own and not tainted:
        return statement
    return statement.model_copy(
        update={
            "text": _once(statement.text),
            "highlight": None,
            "reason": "",
            "citations": [_citation(citation) for citation in statement.citations],
        }
    )


def _model(model: ModelUse, *, own: bool) -> ModelUse:
    prompt = [
        Message(role=message.role, content=_once(message.content))
        if own and message.role != "system"
        else message
        for message in model.prompt
    ]
    home = str(Path.home())
    why_not = model.why_not.replace(home, "~") if len(home) > 1 else model.why_not
    return model.model_copy(update={"prompt": prompt, "why_not": why_not})


def _filters(answer: Answer, own: set[str]) -> dict[str, list[str]]:
    """The filters; a document that nothing was found in may be an own one, so its id goes too."""
    public = {one.document for one in answer.passages if one.kind != "own"} - own
    return {
        name: [one if one in public else own_document(one) for one in values]
        if name == "documents"
        else list(values)
        for name, values in answer.filters.items()
    }
