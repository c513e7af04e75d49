"""Keep a reader's word on a passage: the library is opened for it, and closed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.i18n import said

if TYPE_CHECKING:
    from assistant.answer import Citation

__all__ = ["keep_judgement"]


def keep_judgement(question: str, citation: Citation, answers: bool) -> str:
    """Keep on this machine whether a cited passage answers `question`.

    Blocks while another program holds the library, so call it in a thread.

    Returns:
        "" where it is kept, else what went wrong.
    """
    from knowledge.errors import KnowledgeError
    from knowledge.judgements import Judgements, of_place
    from knowledge.store import open_library

    place = (citation.document, citation.pinpoint_id, citation.key)
    try:
        library = open_library()
        try:
            Judgements(library).add([of_place(question, place, answers)])
        finally:
            library.close()
    except KnowledgeError as error:
        return said(error)
    return ""
