"""Words around the sentences of an answer that every way of showing it has in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tui.i18n import N_, translated

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation

__all__ = ["harmless", "kind_in_words", "searched_in_words", "verbatim_in_words"]

# Control characters but tab and newline, bidirectional marks, and lone surrogates, which no
# terminal's encoding can write.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def harmless(text: str) -> str:
    """`text` with `�` in place of each character that drives a terminal or reorders a line."""
    return _HARMFUL.sub("\ufffd", text)


def verbatim_in_words(citation: Citation, language: str) -> str:
    """The verdict on a quote; "" for a summary of ours, of which it would mislead."""
    return translated(N_("quoted word for word"), language) if citation.kind in ("official", "own") else ""


def kind_in_words(citation: Citation, language: str) -> str:
    """What kind of text it is and how sure its place; a private document is marked as such."""
    from assistant.wording import label

    told = label(citation, language)
    return f"[{translated(N_('private'), language)}] {told}" if citation.kind == "own" else told


def searched_in_words(answer: Answer, passages: int, documents: int) -> str:
    """`Searched 312 of 4,857 passages …`, in the language of the answer; the totals are the library's."""
    return translated(
        N_("Searched {passages} of {all_passages} passages, in {documents} of {all_documents} documents."),
        answer.language, passages=answer.searched.passages, all_passages=passages,
        documents=answer.searched.documents, all_documents=documents,
    )  # fmt: skip
