"""References: the usual forms in four languages, and never a pinpoint that is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.citing import STYLES, date_in_words, refer
from assistant.errors import WorkError
from knowledge.corpus.loader import corpus_files, load_document
from knowledge.documents import Document, Provision
from knowledge.languages import LANGUAGES
from knowledge.sharing import Shared

DOCUMENTS = [load_document(path) for path in corpus_files()]


def test_the_form_of_the_united_nations() -> None:
    found = refer(DOCUMENTS, "un-2023", "op. 1", style="un", language="en")
    assert found.text == (
        "United Nations General Assembly, 77th session, Promoting the social and solidarity economy for sustainable "
        "development, A/RES/77/281, 18 April 2023, op. para. 1."
    )


def test_the_form_of_the_apa_has_a_date_and_a_place_in_the_text() -> None:
    found = refer(DOCUMENTS, "ilo-2022", "§ 5", style="apa", language="en")
    assert found.text.startswith(
        "International Labour Organization. (2022, June 10). Resolution concerning decent work and the social and "
        "solidarity economy (ILC.110/Resolution II). https://"
    )
    assert found.in_text == "(International Labour Organization, 2022, para. 5)"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Conférence internationale du Travail, 110e session, Résolution concernant le travail décent et l'économie "
         "sociale et solidaire, ILC.110/Resolution II, 10 juin 2022, par. 5."),
        ("es", "Conferencia Internacional del Trabajo, 110.ª reunión, Resolución relativa al trabajo decente y la economía "
         "social y solidaria, ILC.110/Resolution II, 10 de junio de 2022, párr. 5."),
        ("pt", "Conferência Internacional do Trabalho, 110.ª sessão, Resolução relativa ao trabalho digno e à economia "
         "social e solidária (tradução não oficial), ILC.110/Resolution II, 10 de junho de 2022, par. 5."),
    ],
)  # fmt: skip
def test_the_same_reference_in_the_other_languages(language: str, text: str) -> None:
    assert refer(DOCUMENTS, "ilo-2022", "para. 5", language=language).text == text


def test_a_law_is_cited_by_its_title() -> None:
    found = refer(DOCUMENTS, "l-es-2011", "artículo 10 bis", style="apa", language="es")
    assert (
        found.text
        == "Ley 5/2011, de 29 de marzo, de Economía Social, art. 10bis (2011). https://www.boe.es/eli/es/l/2011/03/29/5"
    )


def test_a_digest_is_not_the_text_and_says_who_reports_the_pinpoint() -> None:
    found = refer(DOCUMENTS, "ilo-2022", "para. 5", language="en")
    assert "as reported by our digest, from https://" in found.note
    assert found.reported_by in found.note
    assert "not checked in a source" in refer(DOCUMENTS, "ilo-2022", "part V", language="en").note
    assert "our digest" in refer(DOCUMENTS, "ilo-2022", language="en").note


def test_an_official_text_stands_before_its_digest_and_needs_no_note() -> None:
    digest = next(one for one in DOCUMENTS if one.id == "un-2023" and one.language == "en")
    official = replace(digest, kind="official", provisions=(Provision("op:7", 0, "", 0, 4, "official"),))
    found = refer([*DOCUMENTS, official], "un-2023", "op. 7")
    assert (found.kind, found.note, found.confidence) == ("official", "", "official")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("written", ["para. 7", "op. 1(b)", "12", "art. 1", "no such heading"])
def test_a_pinpoint_that_the_text_lacks_is_an_error_that_names_what_there_is(
    written: str, language: str
) -> None:
    with pytest.raises(WorkError) as error:
        refer(DOCUMENTS, "ilo-2022", written, language=language)
    assert written in str(error.value)
    shown = {"en": "para. 5", "fr": "par. 5", "es": "párr. 5", "pt": "par. 5"}[language]
    assert shown in str(error.value) or "(" in str(error.value) or ";" in str(error.value)


def test_the_nearest_numbers_come_first() -> None:
    with pytest.raises(WorkError, match=r"It has: para\. 9; para\. 5; para\. 12-13"):
        refer(DOCUMENTS, "ilo-2022", "para. 8")


def test_a_fact_about_a_text_is_no_place_in_it() -> None:
    with pytest.raises(WorkError, match="a fact about the text"):
        refer(DOCUMENTS, "ilo-2022", "about:identity")


def test_a_bare_number_that_may_be_two_things_must_say_which() -> None:
    digest = next(one for one in DOCUMENTS if one.id == "ilo-2022" and one.language == "en")
    two = replace(digest, provisions=(*digest.provisions, Provision("point:5", 0, "", 0, 1, "background")))
    with pytest.raises(WorkError, match=r"para\. 5.*point 5"):
        refer([two], "ilo-2022", "5")
    assert refer(DOCUMENTS, "oecd-2022", "5").pinpoint_id == "block:5"


def test_a_heading_is_found_by_its_title_in_any_language() -> None:
    for written in ("Taxation", "fiscalité", "rubrique : fiscalité", "heading:taxation"):
        found = refer(DOCUMENTS, "eu-2023", written, language="pt")
        assert (found.pinpoint_id, found.pinpoint) == ("heading:taxation", "secção: Fiscalidade")


def test_an_unknown_document_names_the_nearest() -> None:
    with pytest.raises(WorkError, match="ilo-2022"):
        refer(DOCUMENTS, "ilo-2021")


def test_own_documents_and_practices_say_what_they_are() -> None:
    assert "practice card" in refer(DOCUMENTS, "p-somenergia").note
    mine = Document("own-a", "en", "own", "Our charter", "Our charter", "", "", "", "text", ())
    assert "private" in refer([mine], "own-a").note
    assert refer([mine], "own-a", style="apa").text
    status = Shared("Alpha", "0f" * 32, 3).status
    shared = Document("shared-a", "en", "practice", "A card", "A card", "", "", "", "text", (), status=status)
    assert "that Alpha shared (key 0f0f0f0f0f0f0f0f, release 3)" in refer([shared], "shared-a").note


def test_every_document_has_a_reference_in_every_form_and_language() -> None:
    for id_ in {one.id for one in DOCUMENTS}:
        for style in STYLES:
            for language in LANGUAGES:
                found = refer(DOCUMENTS, id_, style=style, language=language)
                title = next(one for one in DOCUMENTS if one.id == id_ and one.language == language)
                assert title.title in found.text or title.short_title in found.text
                assert ", ," not in found.text
                assert "()" not in found.text


def test_dates_are_written_as_each_language_writes_them() -> None:
    assert [date_in_words("2024-05-01", code) for code in LANGUAGES] == [
        "1 May 2024", "1er mai 2024", "1 de mayo de 2024", "1 de maio de 2024",
    ]  # fmt: skip
    assert date_in_words("2024", "en") == "2024"
