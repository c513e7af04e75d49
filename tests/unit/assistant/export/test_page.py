"""The structure of an exported answer: marks, labels, links and notices, alike in every format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.export.mark import mark_of
from assistant.export.page import Page, page_of
from assistant.export.words import _WORDS
from assistant.redaction import without_own
from assistant.wording import say

Make = Callable[..., Any]
LANGUAGES = ("en", "fr", "es", "pt")


def items(page: Page) -> list[Any]:
    return [item for section in page.sections for item in section.items]


def test_every_language_has_every_word() -> None:
    assert {frozenset(words) for words in _WORDS.values()} == {frozenset(_WORDS["en"])}
    assert tuple(_WORDS) == LANGUAGES


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "“{}”"), ("fr", "« {} »"), ("es", "«{}»"), ("pt", "«{}»")]
)
def test_only_official_words_stand_in_the_marks_of_their_language(
    everything: Callable[[str], Answer], language: str, shown: str
) -> None:
    official, *others = items(page_of(everything(language)))
    assert official.text == shown.format("Members shall decide.")
    assert official.official
    assert not any(item.official or item.text[0] in "“«" for item in others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_keeps_its_label_its_pinpoint_and_its_link(
    everything: Callable[[str], Answer], language: str
) -> None:
    page = page_of(everything(language))
    for item in items(page):
        assert [source.url for source in item.sources] == ["https://official.example.org/a?b=1&c=2"]
        assert item.sources[0].reference == "ILO resolution 2022, para. 5"
    assert items(page)[1].sources[0].label.startswith(say("digest", language))
    assert items(page)[1].sources[0].reported_by == "https://example.org/page"


@pytest.mark.parametrize("language", LANGUAGES)
def test_written_sentences_are_marked_one_by_one(everything: Callable[[str], Answer], language: str) -> None:
    *quotes, supported, unverified = items(page_of(everything(language)))
    assert all(not item.generated and not item.note for item in quotes)
    assert supported.generated.endswith("/trainedAlgorithmicMedia")
    assert "Some-Model" in supported.note
    assert supported.note.endswith(say("supported", language))
    assert say("unverified", language) in unverified.note


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_notice_is_the_mark(everything: Callable[[str], Answer], language: str) -> None:
    answer = everything(language)
    page = page_of(answer)
    assert page.notices == (mark_of(answer).notice,)
    assert "Some-Model" in page.notices[0]
    assert page.mark.generated == [5, 6]
    assert page.mark.digital_source_type.endswith("/compositeSynthetic")


def test_quotes_alone_are_a_compilation(answered: Answer) -> None:
    mark = mark_of(answered)
    assert mark.digital_source_type == "http://cv.iptc.org/newscodes/digitalsourcetype/composite"
    assert mark.generated == []
    assert "aucun texte" in mark.notice


@pytest.mark.parametrize("language", LANGUAGES)
def test_removed_own_texts_are_told(everything: Callable[[str], Answer], language: str) -> None:
    page = page_of(without_own(everything(language)))
    assert len(page.notices) == 2
    own = items(page)[3]
    assert "sha256" in own.text
    assert own.sources[0].url == ""
    assert say("own", language) not in own.sources[0].label


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "javascript:alert(1)", "https://a b", 'https://a"b', "http://a>b", ""]
)
def test_an_address_that_is_not_for_readers_is_no_link(record: Make, statement: Make, address: str) -> None:
    page = page_of(record(statement(cited={"url": address, "reported_by": address})))
    assert (items(page)[0].sources[0].url, items(page)[0].sources[0].reported_by) == ("", "")


def test_where_the_texts_do_not_answer_the_nearest_passages_stand(record: Make, citation: Make) -> None:
    page = page_of(record(gate="not_in_texts", nearest=[citation(), citation(kind="official")]))
    assert [section.heading for section in page.sections] == ["Nearest passages"]
    assert [item.text for item in items(page)] == ["It is so.", "“It is so.”"]


def test_facts_leave_out_what_is_not_known(record: Make) -> None:
    facts = dict(page_of(record(id="", created="", versions={"index": "ab", "python": "3.11"})).facts)
    assert "Record" not in facts
    assert facts["Software"] == "python 3.11"
    assert facts["Language model"] == "none wrote"
    assert "Energy" not in facts


def test_energy_says_whether_it_was_measured(everything: Callable[[str], Answer]) -> None:
    assert dict(page_of(everything("en")).facts)["Energy"] == "1.5 J (estimated, cpu_time; 0.4 s)"
