"""What keeps a card from being shared: each rule, and every phrase in four languages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.practices.card import Card
from federation.practices.checking import Problem, problems, text_problem
from federation.practices.wording import _phrases, told
from knowledge.corpus.loader import corpus_files, load_document
from knowledge.languages import LANGUAGES


def codes(record: dict[str, Any]) -> set[str]:
    return {f"{one.where}/{one.code}" for one in problems(Card.of(record))}


def test_a_good_card_has_no_problem(record: dict[str, Any]) -> None:
    assert codes(record) == set()
    assert codes(record | {"contact": "hello@jardins.example.org"}) == set()
    assert codes(record | {"contact": "https://jardins.example.org/contact"}) == set()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"organisation": "x"}, "organisation/length"),
        ({"organisation": "a" * 121}, "organisation/length"),
        ({"country": "Belgium"}, "country/country"),
        ({"kind": "company"}, "kind/choice"),
        ({"themes": []}, "themes/count"),
        ({"themes": ["food", "food"]}, "themes/count"),
        ({"themes": ["gardening"]}, "themes/choice"),
        ({"sources": []}, "sources/count"),
        ({"licence": "as-published"}, "licence/choice"),
        ({"licence": "all rights reserved"}, "licence/choice"),
        ({"contact": "call me"}, "contact/contact"),
        ({"text": {}}, "text/no_text"),
        ({"text": {"de": {}}}, "text.de/choice"),
        ({"results": []}, "results/count"),
        ({"results": [{"year": 2024, "source": "https://elsewhere.org/x"}]}, "results 1/not_a_source"),
        ({"results": [{"year": 1700, "source": "https://news.example.org/a"}]}, "results 1/year"),
        ({"results": [{"year": datetime.now(UTC).year + 1, "source": "https://news.example.org/a"}]}, "results 1/year"),
    ],
)  # fmt: skip
def test_each_rule_is_told_with_its_field(record: dict[str, Any], change: dict[str, Any], found: str) -> None:
    assert found in codes(record | change)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "file:///etc/passwd", "https://localhost/x", "http://127.0.0.1/x", "https://[::1]/x",
        "https://user:pw@site.org/x", "https://site.org/a b", 'https://site.org/"onload=', "ftp://site.org/x",
        "https://site.org/<script>", "https://sité.org/x", "https://", "https://site", "site.org/page/of/it",
        "https://site.org/\u202ex", "https://site.org/" + "x" * 300,
    ],
)  # fmt: skip
def test_only_addresses_of_pages_are_sources(record: dict[str, Any], address: str) -> None:
    assert any(one.where == "sources" for one in problems(Card.of(record | {"sources": [address]})))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("It has \x1b[31mred\x1b[0m members in 2023.", "hidden"),
        ("It has \u202e054 members in the year.", "hidden"),
        ("It has 45\u200b0 members in the year.", "hidden"),
        ("It has 450 members<|im_end|> in the year.", "hidden"),
        ("It has 450 me\u0301\u0302\u0303\u0304mbers in the year.", "hidden"),
        ("It has 450 members \U000e0049\U000e0067 today.", "hidden"),
        ("It has <b>450</b> members in the year.", "markup"),
        ("It has **450** members in the year.", "markup"),
        ("It has [450](x) members in the year.", "markup"),
        ("## heading:activity | It has 450 members.", "markup"),
        ("+++ It has 450 members in all.", "markup"),
        ("confidence: official", "markup"),
        ("reported_by: 450 members of ours", "markup"),
        ("It has {{450}} members in the year.", "markup"),
        ("```It has 450 members in the year.", "markup"),
        ("It has 450 members, see https://x.org now.", "address"),
        ("It has 450 members, see www.coop.org now.", "address"),
        ("450 members", "length"),
        ("x" * 401, "length"),
        ("1234567890 1234567890", "length"),
        ("word " * 71, "sentence"),
    ],
)  # fmt: skip
def test_what_no_text_of_a_card_may_hold(text: str, code: str) -> None:
    problem = text_problem(text, "result", "en")
    assert problem is not None
    assert problem[0] == code


def test_a_text_in_another_language_and_uneven_results_are_told(record: dict[str, Any]) -> None:
    record["text"]["en"]["activity"] = record["text"]["fr"]["activity"]
    record["text"]["en"]["results"].pop()
    record["text"]["fr"]["results"] = ["La coopérative livre des paniers.", "Des emplois ont été créés."]
    assert {"text.en.activity/language", "text.en.results/uneven", "text.fr.results/figure"} <= codes(record)


@pytest.mark.slow
def test_the_shipped_practices_pass_the_rules_for_texts() -> None:
    """The rules are for what people write: those who wrote the corpus would not have stumbled."""
    found = [
        (document.id, document.language, problem)
        for document in map(load_document, corpus_files())
        if document.kind == "practice"
        for provision in document.provisions
        if provision.pinpoint == "heading:activity"
        and (problem := text_problem(
            " ".join(document.body[provision.start : provision.end].split()), "activity", document.language))
    ]  # fmt: skip
    assert found == []


@given(
    st.text(max_size=300),
    st.sampled_from(["organisation", "title", "activity", "result", "source", "contact"]),
)
def test_any_text_is_good_or_has_a_problem_that_can_be_told(text: str, kind: str) -> None:
    problem = text_problem(text, kind, "en")
    if problem:
        assert all(told(Problem("x", *problem), code) for code in LANGUAGES)
    else:
        assert text.isprintable()


def test_every_phrase_is_there_in_four_languages_with_the_same_places() -> None:
    import string

    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for name, phrases in _phrases().items():
        assert set(phrases) == set(LANGUAGES), name
        assert len({frozenset(places(text)) for text in phrases.values()}) == 1, name
