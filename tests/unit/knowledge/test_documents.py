from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.documents import Passage, citation_key

# As they come from a library: cleaned text without control characters.
CLEANED = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40)
PARTS = st.tuples(CLEANED, CLEANED, CLEANED, st.integers(0, 10**6), st.integers(0, 10**6), CLEANED)


def test_a_key_names_one_passage_for_good() -> None:
    """Answers, exports and traces keep keys: another value here breaks all of them."""
    key = citation_key("ilo-2022", "fr", "para:5", 120, 168, "L'économie sociale et solidaire englobe…")
    assert key == "628a1ea9e774"
    assert re.fullmatch(r"[0-9a-f]{12}", key)


@pytest.mark.parametrize(
    "change",
    [
        ("ilo-2023", "en", "para:5", 10, 14, "text"),
        ("ilo-2022", "fr", "para:5", 10, 14, "text"),
        ("ilo-2022", "en", "para:6", 10, 14, "text"),
        ("ilo-2022", "en", "para:5", 11, 14, "text"),
        ("ilo-2022", "en", "para:5", 10, 15, "text"),
        ("ilo-2022", "en", "para:5", 10, 14, "Text"),
    ],
)
def test_each_of_the_six_parts_changes_the_key(change: tuple[str, str, str, int, int, str]) -> None:
    assert citation_key(*change) != citation_key("ilo-2022", "en", "para:5", 10, 14, "text")


@given(PARTS, PARTS)
def test_passages_that_differ_have_keys_that_differ(
    one: tuple[str, str, str, int, int, str], other: tuple[str, str, str, int, int, str]
) -> None:
    assume(one != other)
    assert citation_key(*one) != citation_key(*other)


@given(PARTS, st.integers(0, 40))
def test_a_part_cannot_pass_for_its_neighbour(parts: tuple[str, str, str, int, int, str], cut: int) -> None:
    """`ab` + `c` is not `a` + `bc`."""
    document, language, pinpoint, start, end, text = parts
    joined = document + language
    assume(0 <= cut <= len(joined) and cut != len(document))
    assert citation_key(joined[:cut], joined[cut:], pinpoint, start, end, text) != citation_key(*parts)


def test_a_passage_needs_only_an_id_a_text_and_a_language() -> None:
    passage = Passage(id="a", text="Members decide.", language="xx")
    assert passage.key == "a"
    assert passage.reference() == ""
    assert passage.indexed_text == "Members decide."
    assert passage.kind == "own"


@pytest.mark.parametrize(
    ("title", "pinpoint", "heading", "language", "reference"),
    [
        ("ILO resolution 2022", "para:5", "Scope", None, "ILO resolution 2022, para. 5"),
        ("ILO resolution 2022", "para:16(c)", "Data", "fr", "ILO resolution 2022, par. 16 c)"),
        ("ILO resolution 2022", "", "Scope", None, "ILO resolution 2022"),
        ("", "para:5", "Scope", None, "para. 5"),
        ("Enercoop", "heading:origin", "How it began", None, "Enercoop, section: How it began"),
        ("Enercoop", "heading:origin", "", "es", "Enercoop, apartado: origin"),
    ],
)
def test_a_reference_is_title_and_place(
    title: str, pinpoint: str, heading: str, language: str | None, reference: str
) -> None:
    passage = Passage("a", "text", "en", title=title, pinpoint=pinpoint, heading=heading)
    assert passage.reference(language) == reference


@pytest.mark.parametrize(
    ("title", "heading", "indexed"),
    [("T", "H", "T, H: text"), ("T", "", "T: text"), ("", "H", "H: text"), ("", "", "text")],
)
def test_a_passage_is_embedded_with_title_and_heading(title: str, heading: str, indexed: str) -> None:
    assert Passage("a", "text", "en", title=title, heading=heading).indexed_text == indexed


def test_a_passage_cannot_be_changed() -> None:
    passage = Passage("a", "text", "en")
    with pytest.raises(dataclasses.FrozenInstanceError):
        passage.text = "another"  # type: ignore[misc]
