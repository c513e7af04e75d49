from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Document, Kind, Provision, citation_key
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


def _imported(text: str, title: str, kind: Kind = "official") -> Document:
    """A document of one provision, with its heading line inside it as readers leave it."""
    provision = Provision("art:1", 0, title, 3, 3 + len(text), "official")
    return Document(
        "l-1", "es", kind, "T", "T", "I", "https://a.example", "as-published", f"\n\n\n{text}\n", (provision,)
    )


def _texts(document: Document) -> list[str]:
    passages = list(passages_of(document))
    assert all(document.body[passage.start : passage.end] == passage.text for passage in passages)
    assert all(passage.heading == document.provisions[0].title for passage in passages)
    return [passage.text for passage in passages]


@pytest.mark.parametrize("kind", ["official", "own"])
@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Votes", "Votes"),
        ("Artículo 1. Votos", "Votos"),
        ("Artículo 1. Votos.", "Votos"),  # as Spanish laws close their headings
        ("Article 1 – Votes", "Votes"),
        ("Disposition transitoire première. Votes", "Votes"),
        ("Votes.", "Votes."),
    ],
)
def test_the_heading_line_of_an_imported_provision_is_dropped(kind: Kind, line: str, title: str) -> None:
    assert _texts(_imported(f"{line}\n\nMembers decide.\n\nVotes", title, kind)) == [
        "Members decide.\n\nVotes"
    ]
    assert _texts(_imported(line.removesuffix("."), title.removesuffix("."), kind)) == []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Members decide.\n\nVotes are equal.", "Votes"),
        ("Members decide.\n\nVotes", "Votes"),  # the title stands in another line
        ("(a) cooperatives;", "This Act applies to"),  # from the words above a list
        ("Members decide on votes", ""),
        ("Members decide on votes", "."),
        (f"{'Members who are present and vote decide on '}the title", "the title"),  # too much before it
        # The sentence is the title, and the text: it must not be lost.
        ("Disposición derogatoria única. Queda derogada la Ley 3/2001.",) * 2,
    ],
)
def test_what_is_no_heading_line_stays(text: str, title: str) -> None:
    assert _texts(_imported(text, title)) == [text]


@pytest.mark.parametrize("kind", ["digest", "practice"])
def test_texts_of_the_corpus_stay_as_they_are(kind: Kind) -> None:
    assert _texts(_imported("Votes\n\nMembers decide.", "Votes", kind)) == ["Votes\n\nMembers decide."]
    assert _texts(_imported("Votes", "Votes", kind)) == ["Votes"]


def test_the_parts_of_a_long_imported_provision_begin_behind_its_heading() -> None:
    paragraphs = [f"Paragraph {number} " + "word " * 80 + "end." for number in range(8)]
    texts = _texts(_imported("\n\n".join(["Article 1. Votes", *paragraphs]), "Votes"))
    assert len(texts) > 1
    assert "\n\n".join(texts) == "\n\n".join(paragraphs)


@given(
    st.text("ab .:\n", max_size=60).map(str.strip).filter(bool), st.text("ab .:", max_size=12).map(str.strip)
)
def test_of_an_imported_provision_only_a_line_that_ends_in_its_title_is_dropped(
    text: str, title: str
) -> None:
    found = _texts(_imported(text, title))
    whole = "".join(found)
    assert text.endswith(whole)
    dropped = text[: len(text) - len(whole)].strip().rstrip(" .:")
    assert not dropped or (title and dropped.endswith(title.rstrip(" .:")))
    assert "\n\n" not in dropped
