"""Text at the border: cleaned on the way in, folded for comparison by words.

Everything that comes from outside (questions, files, model output) passes through `clean`:
Unicode NFC, no control or escape characters that could drive a terminal, no bidirectional
or invisible characters that could hide text, no chat-template tokens that llama.cpp would
read as control tokens.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from knowledge.errors import QueryError
from knowledge.worded import worded

__all__ = ["MAX_QUERY", "clean", "clean_query", "fold", "words"]

MAX_QUERY = 2_000  # characters of a question; the embedder reads about 512 tokens of it

# CSI and OSC sequences whole, so that their printable tail does not stay behind.
_ESCAPES = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[@-Z\\^_]")
# C0 without tab and newline, DEL and C1, soft hyphen, zero-width, bidi marks, embeddings
# and isolates, fillers, variation selectors, annotations, byte-order mark, tags, lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e01ef\ud800-\udfff]"
)
# <|im_end|>, <|begin_of_text|>, … : a passage that holds one would end the model's turn.
_TEMPLATE_TOKENS = re.compile(r"<\|[^<>|\n]{0,40}\|>|</?s>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>")
_SIGNS = {ord(sign): None for sign in "<|>[]"}
_PASSES = 8
_WORDS = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)


def clean(text: str) -> str:
    """`text` in NFC without control, invisible or chat-template characters.

    Line ends become `\\n`; nothing else of the text changes.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for _ in range(_PASSES):
        cleaner = _INVISIBLE.sub("", _until_stable(_ESCAPES, text))
        cleaner = _TEMPLATE_TOKENS.sub("", unicodedata.normalize("NFC", cleaner))
        if cleaner == text:
            return text
        text = cleaner
    # Tokens nested this deep are an attack, and each pass peels one layer: take their signs.
    return unicodedata.normalize("NFC", text.translate(_SIGNS))


def _until_stable(pattern: re.Pattern[str], text: str) -> str:
    for _ in range(_PASSES):
        shorter = pattern.sub("", text)
        if shorter == text:
            break
        text = shorter
    return text


def clean_query(text: str) -> str:
    """A question ready for search: cleaned, on one line, at most `MAX_QUERY` characters.

    Raises:
        QueryError: it is too long, or nothing is left that can be searched.
    """
    # Measured before it is cleaned, since cleaning a flood costs time, and after: NFC can lengthen.
    cleaned = " ".join(clean(text).split()) if len(text) <= MAX_QUERY else text
    if len(cleaned) > MAX_QUERY:
        raise QueryError(
            worded(
                "The question has {n_cleaned:,} characters; at most {max_query:,} are read. Ask a "
                "shorter question.",
                n_cleaned=len(cleaned),
                max_query=MAX_QUERY,
            )
        )
    if not _WORDS.search(cleaned):
        raise QueryError(worded("The question is empty. Write it in words, for instance: What is the SSE?"))
    return cleaned


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower case without accents: `Économie` -> `economie`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    """The words and numbers of a text in lower case, elided articles (l', qu') dropped."""
    return [match.lower() for match in _WORDS.findall(_ELISION.sub(" ", text))]
