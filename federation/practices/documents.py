"""A shared card as documents of the library: one a language, of kind `practice`, with its provenance.

Each is written in the corpus' own form and read back by the corpus' own loader, so it passes
the checks that the shipped practices pass, and the text that is quoted is the text that was signed.
"""

from __future__ import annotations

from federation.errors import PracticeError
from federation.practices.card import Card, CardText
from federation.practices.wording import word
from knowledge.corpus.loader import parse_document
from knowledge.corpus.reading import written
from knowledge.documents import Document, Provision
from knowledge.errors import CorpusError
from knowledge.sharing import Shared
from knowledge.worded import worded

__all__ = ["documents_of"]

_SHORT = 48  # characters of a short title, as in the corpus


def documents_of(card: Card, id_: str, shared: Shared) -> list[Document]:
    """The documents of a card, in the order of its languages.

    Args:
        id_: of the document, the same in every language.
        shared: who shared it, shown with every quote.

    Raises:
        PracticeError: the corpus' loader refuses it, or would read another text than was signed.
    """
    return [_document(card, id_, shared, code, text) for code, text in card.texts.items()]


def _document(card: Card, id_: str, shared: Shared, code: str, text: CardText) -> Document:
    sections = [(
        "heading:activity", word("heading_activity", code, organisation=_short(card.organisation)),
        text.activity, card.sources[0],
    )]  # fmt: skip
    for result, told in zip(card.results, text.results, strict=True):
        sections.append(
            ("heading:results", word("heading_result", code, year=result.year), told, result.source)
        )
    body, provisions, seen = "", [], 0
    for pinpoint, title, told, source in sections:
        body += f"{title}\n\n"
        ordinal = seen if pinpoint == "heading:results" else 0
        seen += pinpoint == "heading:results"
        provisions.append(
            Provision(pinpoint, ordinal, title, len(body), len(body) + len(told), "reported", source)
        )
        body += f"{told}\n\n"
    made = Document(
        id=id_, language=code, kind="practice", title=text.title, short_title=_short(card.organisation),
        issuer=card.organisation, url=card.sources[0], licence=card.licence, body=body,
        provisions=tuple(provisions), issuing_body=word(f"kind_{card.kind}", code),
        year=max(one.year for one in card.results), status=shared.status, country=card.country,
        aliases=(card.organisation,), themes=card.themes,
    )  # fmt: skip
    try:
        read = parse_document(written(made), f"{id_}/{code}.md")
    except CorpusError as error:
        raise PracticeError(
            worded("The card cannot be put into the library: {reason}. Mend it.", reason=error.reason)
        ) from error
    if read != made:
        raise PracticeError(
            worded(
                "The card {id_} ({code}) would be read otherwise than it was written. It was not used.",
                id_=id_,
                code=code,
            )
        )
    return read


def _short(name: str) -> str:
    return name if len(name) <= _SHORT else name[: _SHORT - 1].rsplit(" ", 1)[0] + "…"
