from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.corpus.adding import _wanted_addresses, compare_all
from knowledge.corpus.addresses import find
from knowledge.documents import Document
from knowledge.embedding import E5Embedder
from knowledge.errors import IngestError, UnknownDocument

Make = Callable[..., Document]
SHIPS = "Invites the keepers of lighthouses to count the ships that pass the harbour at night"
BREAD = "Requests the bakeries of the village to sell bread on Sundays as well"


@pytest.fixture
def official(document: Make) -> Document:
    return document("x-1", ("op:1", f"{SHIPS}."), ("op:2", f"{BREAD}."), kind="official")


def test_a_digest_that_fits_the_official_text_has_no_lines(
    document: Make, official: Document, e5: E5Embedder
) -> None:
    digest = document(
        "x-1", ("op:1", "Lighthouse keepers should count ships at night."), ("about:identity", "Of 2020.")
    )
    assert compare_all([digest], [digest, official], e5) == []


def test_each_disagreement_is_a_line_that_names_file_and_pinpoint(
    document: Make, official: Document, e5: E5Embedder
) -> None:
    digest = document(
        "x-1",
        ("op:1", "Village bakeries are asked to sell bread on Sundays too."),
        ("op:9", "Ships are counted."),
        ("about:text", f"The text reads: {SHIPS}."),
    )
    assert compare_all([digest], [official], e5) == [
        "x-1/en.md: op:1 (Title of op:1) reads closer to op:2",
        "x-1/en.md: op:9 (Title of op:9) is not in the official text",
        "x-1/en.md: about:text copies the official text: "
        "'invites the keepers of lighthouses to count the ships that pass the …'; say it in our own words",
    ]


def test_only_a_digest_and_the_official_text_of_its_language_are_compared(
    document: Make, official: Document, e5: E5Embedder
) -> None:
    digest = document("x-1", ("op:9", "Ships are counted."))
    others = [replace(digest, language="fr"), replace(digest, id="x-2"), replace(digest, kind="practice")]
    assert compare_all(others, [official], e5) == []
    assert compare_all([digest], [replace(official, kind="own"), digest], e5) == []
    assert compare_all([], [official], e5) == []
    assert len(compare_all([digest, *others], [official, replace(official, language="fr")], e5)) == 2


def test_what_is_known_is_fetched() -> None:
    assert _wanted_addresses(["eu-2023"], None, None, None) == find(["eu-2023"], None)
    assert _wanted_addresses(["eu-2023", "ilo-2022"], "en", None, None) == find(["eu-2023", "ilo-2022"], "en")
    assert _wanted_addresses([], "fr", None, None) == find((), "fr")


@pytest.mark.parametrize(
    ("ids", "language", "message"),
    [
        (["ilo-2022"], "pt", "No address is known for ilo-2022 in 'pt'"),
        ([], "xx", "No address is known for any text in 'xx'"),
    ],
)
def test_what_has_no_address_is_named(ids: list[str], language: str, message: str) -> None:
    with pytest.raises(IngestError, match=message):
        _wanted_addresses(ids, language, None, None)


def test_an_unknown_text_is_named() -> None:
    with pytest.raises(UnknownDocument, match="un-1999"):
        _wanted_addresses(["un-1999"], "en", None, None)


def test_an_address_of_the_user_s_stands_before_the_known_one() -> None:
    (address,) = _wanted_addresses(["eu-2023"], "fr", "https://mirror.example/text.pdf", None)
    assert (address.id, address.language, address.url) == ("eu-2023", "fr", "https://mirror.example/text.pdf")
    (address,) = _wanted_addresses(["un-1999"], "en", "https://mirror.example/text.pdf", None)
    assert (address.id, address.expect) == ("un-1999", ())


def test_a_file_of_the_user_s_is_compared_with_what_the_known_text_holds(tmp_path: Path) -> None:
    (known,) = find(["eu-2023"], "fr")
    assert _wanted_addresses(["eu-2023"], "fr", None, tmp_path / "copy.pdf") == [known]
    (address,) = _wanted_addresses(["un-1999"], "fr", None, tmp_path / "copy.pdf")
    assert (address.id, address.language, address.url, address.expect) == ("un-1999", "fr", "", ())
