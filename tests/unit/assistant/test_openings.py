"""An opening that names the source's heading may stand before what the source says; no other may."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.openings import below_heading
from assistant.support import check_support
from knowledge.documents import Passage

TEXT = "Member States are invited to use reserved contracts. They are asked to train buyers by 2025."


def under(heading: str, text: str = TEXT, language: str = "en") -> Passage:
    return Passage("a1" * 6, text, language, heading=heading)


@pytest.mark.parametrize(
    ("sentence", "heading", "language"),
    [
        ("On public procurement, R.", "Public procurement", "en"),
        ("Regarding the public procurement, R.", "Public procurement", "en"),
        ("With regard to taxation, R.", "Taxation", "en"),
        ("Sur les marchés publics, R.", "Marchés publics", "fr"),
        ("En matière de fiscalité, R.", "Fiscalité", "fr"),
        ("S'agissant de l'accès au financement, R.", "Accès au financement", "fr"),
        ("En materia de contratación pública, R.", "Contratación pública", "es"),
        ("En cuanto a las estadísticas, R.", "Estadísticas", "es"),
        ("Quanto às estatísticas, R.", "Estatísticas", "pt"),
        ("Em matéria de contratação pública, R.", "Contratação pública", "pt"),
    ],
)
def test_the_heading_may_be_named_at_the_beginning(sentence: str, heading: str, language: str) -> None:
    assert below_heading(sentence, heading, language) == "R."


@pytest.mark.parametrize(
    ("sentence", "heading"),
    [
        ("On procurement, R.", "Public procurement"),  # other procurement may be meant
        ("On public procurement, R.", "Public procurement and State aid"),
        ("On public procurement and State aid, R.", "Public procurement"),
        ("On no public procurement, R.", "Public procurement"),
        ("On public procurement only, R.", "Public procurement"),
        ("Public procurement, R.", "Public procurement"),
        ("On public procurement R.", "Public procurement"),
        ("On 5 March, R.", "5 March"),
        ("On public procurement, R.", ""),
        ("On the, R.", "The"),
        ("Without public procurement, R.", "Public procurement"),
        ("Onwards, R.", "Wards"),
    ],
)
def test_any_other_opening_stays(sentence: str, heading: str) -> None:
    assert below_heading(sentence, heading, "en") == ""


def test_an_unknown_language_has_no_openings() -> None:
    assert below_heading("On taxation, R.", "Taxation", "de") == ""


def test_what_stands_below_the_heading_is_supported_with_it_named() -> None:
    source = under("Public procurement")
    said = "On public procurement, Member States are invited to use reserved contracts."
    verdict = check_support(said, [under("Taxation"), source], "en")
    assert (verdict.verdict, verdict.passage) == ("supported", 1)
    assert verdict.source == "Member States are invited to use reserved contracts."
    assert "below the heading 'Public procurement'" in verdict.reason
    assert check_support(said, [TEXT], "en").verdict == "unverified"  # a bare text has no heading


@pytest.mark.parametrize(
    "false",
    [
        "On taxation, Member States are invited to use reserved contracts.",
        "On public procurement, Member States are obliged to use reserved contracts.",
        "On public procurement, Member States are not invited to use reserved contracts.",
        "On public procurement, buyers are invited to use reserved contracts.",
        "On public procurement, they are asked to train buyers by 2026.",
        "On public procurement, no.",
    ],
)
def test_what_the_source_does_not_say_is_not_supported_below_its_heading(false: str) -> None:
    assert check_support(false, [under("Public procurement")], "en").verdict == "unverified"


@given(st.text(), st.text(), st.sampled_from(["en", "fr", "es", "pt"]))
def test_any_text_is_read_and_what_remains_is_its_end(sentence: str, heading: str, language: str) -> None:
    assert sentence.endswith(below_heading(sentence, heading, language))
