from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Document, Provision, citation_key
from knowledge.passages import MAX_PASSAGE, passages_of


def _document(*texts: str) -> Document:
    """A document whose provisions all stand under `para:1`, `para:2`, …"""
    body, provisions = "", []
    for number, text in enumerate(texts, 1):
        start = len(body) + len("Title\n\n")
        body += f"Title\n\n{text}\n\n"
        provisions.append(
            Provision(
                f"para:{number}",
                0,
                f"Heading {number}",
                start,
                start + len(text),
                "reported",
                "https://a.example/b",
            )
        )
    return Document(
        "law-1", "en", "official", "A long title", "A title", "Parliament", "https://a.example", "CC0-1.0", body,
        tuple(provisions), symbol="L/1", year=2020, country="PT", aliases=("The Act", "Parliament"), themes=("work",),
    )  # fmt: skip


def test_a_provision_is_a_passage_with_all_that_a_citation_needs() -> None:
    document = _document("Members decide.", "Votes are equal.")
    first, second = passages_of(document)
    assert (first.text, second.text) == ("Members decide.", "Votes are equal.")
    assert document.body[first.start : first.end] == first.text
    assert first.id == citation_key("law-1", "en", "para:1", first.start, first.end, "Members decide.")
    assert (first.document, first.language, first.kind, first.title) == ("law-1", "en", "official", "A title")
    assert (first.pinpoint, first.heading, first.confidence) == ("para:1", "Heading 1", "reported")
    assert (first.reported_by, first.url, first.year) == ("https://a.example/b", "https://a.example", 2020)
    assert first.names == ("Parliament", "L/1", "PT", "The Act")
    assert first.themes == ("work",)
    assert first.provision != second.provision


def test_translations_of_a_provision_share_it_and_nothing_else() -> None:
    english, french = _document("Members decide."), _document("Members decide.")
    french = type(french)(**{name: getattr(french, name) for name in french.__slots__} | {"language": "fr"})
    (one,), (other,) = passages_of(english), passages_of(french)
    assert one.provision == other.provision
    assert one.id != other.id


def test_provisions_of_one_pinpoint_are_told_apart_by_their_ordinal() -> None:
    document = _document("One.", "Two.")
    twice = tuple(
        Provision("para:1", ordinal, provision.title, provision.start, provision.end, "background")
        for ordinal, provision in enumerate(document.provisions)
    )
    fields = {name: getattr(document, name) for name in document.__slots__} | {"provisions": twice}
    one, two = passages_of(Document(**fields))
    assert one.provision != two.provision


def test_a_long_provision_is_cut_between_paragraphs() -> None:
    paragraphs = [f"Paragraph {number}. " + "word " * 80 for number in range(8)]
    document = _document("\n\n".join(paragraph.strip() for paragraph in paragraphs))
    parts = list(passages_of(document))
    assert len(parts) > 1
    assert len({part.id for part in parts}) == len(parts)
    assert len({part.provision for part in parts}) == 1
    for part in parts:
        assert len(part.text) <= MAX_PASSAGE
        assert part.text.startswith("Paragraph")
        assert part.text.endswith("word")


def test_one_long_paragraph_stays_whole() -> None:
    text = "word " * 400 + "end"
    (passage,) = passages_of(_document(text))
    assert passage.text == text


@given(
    st.lists(st.text("ab .", min_size=1, max_size=900).map(str.strip).filter(bool), min_size=1, max_size=6)
)
def test_the_parts_of_a_provision_are_its_text_in_order(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    document = _document(text)
    provision = document.provisions[0]
    previous = provision.start
    for part in passages_of(document):
        assert previous <= part.start < part.end <= provision.end
        assert part.text == document.body[part.start : part.end]
        assert part.text.strip()
        assert not document.body[previous : part.start].strip()
        previous = part.end
    assert not document.body[previous : provision.end].strip()


def test_a_document_without_provisions_has_no_passages() -> None:
    assert list(passages_of(_document())) == []


@pytest.mark.parametrize("paragraphs", [1, 3])
def test_offsets_count_code_points(paragraphs: int) -> None:
    text = "\n\n".join(["𝒮ociété 👩‍🌾 " * 100] * paragraphs).strip()
    document = _document(text)
    assert all(document.body[part.start : part.end] == part.text for part in passages_of(document))
