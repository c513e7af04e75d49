from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Passage
from knowledge.grouping import LAW, NAMED, WITHIN, group, prefer, spread
from knowledge.hits import Hit
from knowledge.index import Scores
from knowledge.intent import Intent
from knowledge.languages import base
from knowledge.premises import Premise


def _scores(values: Sequence[float], rows: Sequence[int] | None = None) -> Scores:
    scores = np.asarray(values, np.float32)
    return Scores(
        np.asarray(range(len(values)) if rows is None else rows, np.int64),
        scores, scores - np.float32(0.3), scores - np.float32(0.2), np.full(len(values), 0.5, np.float32),
    )  # fmt: skip


def _passage(provision: str, language: str = "en", kind: str = "digest", **fields: str) -> Passage:
    return Passage(
        f"{provision}.{language}.{kind}", "text", language, provision=provision, kind=kind, **fields  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_provision_is_one_hit_with_the_score_of_its_best_passage() -> None:
    passages = [_passage("a"), _passage("b"), _passage("a", "fr"), _passage("a", "es")]
    first, second = group(_scores([0.4, 0.5, 0.7, 0.1]), passages, "en")
    assert (first.passage.id, first.row, first.score) == ("a.en.digest", 0, pytest.approx(0.7))
    assert [translation.language for translation in first.translations] == ["fr", "es"]
    assert (first.cosine, first.similarity) == (pytest.approx(0.4), pytest.approx(0.5))
    assert (second.passage.id, second.row, second.translations) == ("b.en.digest", 1, ())


def test_rows_are_those_of_the_passages_and_not_of_the_candidates() -> None:
    passages = [_passage(name) for name in "abcd"]
    hits = group(_scores([0.1, 0.9], rows=[3, 1]), passages, "en")
    assert [(hit.passage.provision, hit.row) for hit in hits] == [("b", 1), ("d", 3)]


def test_the_official_text_stands_before_the_digest_in_the_reader_s_language() -> None:
    passages = [
        _passage("a", "fr"),
        _passage("a"),
        _passage("a", kind="official"),
        _passage("a", "es", "official"),
    ]
    (hit,) = group(_scores([0.9, 0.8, 0.2, 0.7]), passages, "en")
    assert hit.passage.id == "a.en.official"
    assert [other.id for other in hit.translations] == ["a.fr.digest", "a.en.digest", "a.es.official"]
    (hit,) = group(_scores([0.9, 0.8, 0.2, 0.7]), passages, "fr")
    assert hit.passage.id == "a.fr.digest"  # a text that the reader reads, before the letter of another
    (hit,) = group(_scores([0.9, 0.8, 0.2, 0.7]), passages, "de")
    assert hit.passage.id == "a.fr.digest"


def test_a_long_provision_shows_its_best_part_and_no_part_as_translation() -> None:
    passages = [
        Passage(str(part), f"part {part}", language, provision="a")
        for language in ("en", "fr")
        for part in range(3)
    ]
    (hit,) = group(_scores([0.1, 0.6, 0.2, 0.3, 0.2, 0.5]), passages, "en")
    assert hit.row == 1
    assert [other.text for other in hit.translations] == ["part 2"]


def test_passages_without_a_provision_stay_by_themselves() -> None:
    passages = [Passage("a", "text", "en"), Passage("a", "text", "en"), Passage("a", "text", "fr")]
    assert [hit.row for hit in group(_scores([0.2, 0.3, 0.1]), passages, "en")] == [1, 0, 2]


def test_the_best_hits_are_made_and_no_more_than_asked_for() -> None:
    passages = [_passage(name) for name in "abab"]
    scores = _scores([0.1, 0.3, 0.4, 0.2])
    assert group(scores, passages, "en", 1) == group(scores, passages, "en")[:1]
    assert _names(group(scores, passages, "en", 9)) == ["a", "b"]


_PASSAGES = st.lists(
    st.builds(
        _passage,
        st.sampled_from(["a", "b", "c", ""]),
        st.sampled_from(["en", "fr", "pt-BR"]),
        st.sampled_from(["digest", "official", "own"]),
    ),
    max_size=12,
)


@given(_PASSAGES, st.data())
def test_every_candidate_is_in_one_hit_and_the_hits_are_sorted(
    passages: list[Passage], data: st.DataObject
) -> None:
    count = len(passages)
    values = data.draw(st.lists(st.floats(0, 1, width=32), min_size=count, max_size=count))
    hits = group(_scores(values), passages, "pt")
    named = [hit.passage.provision for hit in hits if hit.passage.provision]
    assert sorted(named) == sorted({passage.provision for passage in passages} - {""})
    assert len(hits) - len(named) == sum(not passage.provision for passage in passages)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        own = (
            [one for one in passages if one.provision == hit.passage.provision]
            if hit.passage.provision
            else []
        )
        assert passages[hit.row] == hit.passage
        assert all(other.provision == hit.passage.provision for other in hit.translations)
        seen = [(one.language, one.kind) for one in (hit.passage, *hit.translations)]
        assert len(seen) == len(set(seen))
        if any(base(one.language) == "pt" for one in own):
            assert base(hit.passage.language) == "pt"
            official = any((base(one.language), one.kind) == ("pt", "official") for one in own)
            assert official == (hit.passage.kind == "official")


def test_the_passages_of_a_text_that_is_cited_gain() -> None:
    passages = [_passage(name, document=name) for name in ("x-1", "x-2", "x-3")]
    scores = _scores([0.5, 0.6], rows=[2, 0])
    raised = prefer(scores, passages, Premise(frozenset({"x-3"}), exact=True))
    np.testing.assert_allclose(raised.scores, [0.5 + NAMED, 0.6], atol=1e-6)
    assert raised.scores.dtype == np.float32
    np.testing.assert_array_equal(raised.similarity, scores.similarity)
    np.testing.assert_array_equal(raised.rows, scores.rows)


def test_where_the_field_is_asked_for_a_national_law_stands_behind_what_fits_equally() -> None:
    names = ["l-es-2011", "ilo-2022", "law-1", ""]  # only the first is a law of one country
    passages = [_passage(str(place), document=name) for place, name in enumerate(names)]
    scores = _scores([0.5, 0.6, 0.6, 0.6], rows=[3, 2, 1, 0])
    lowered = prefer(scores, passages, Premise(), general=True)
    np.testing.assert_allclose(lowered.scores, [0.5, 0.6, 0.6, 0.6 - LAW], atol=1e-6)
    assert lowered.scores.dtype == np.float32
    np.testing.assert_array_equal(lowered.similarity, scores.similarity)
    np.testing.assert_array_equal(lowered.rows, scores.rows)
    equal = _scores([0.6] * 4)
    assert _names(group(equal, passages, "en")) == ["0", "1", "2", "3"]
    assert _names(group(prefer(equal, passages, Premise(), general=True), passages, "en")) == [
        "1",
        "2",
        "3",
        "0",
    ]
    better = _scores([0.6 + 1.1 * LAW, 0.6, 0.6, 0.6])
    assert _names(group(prefer(better, passages, Premise(), general=True), passages, "en"))[0] == "0"


def test_a_national_law_that_is_cited_gains_even_where_the_field_is_asked_for() -> None:
    passages = [_passage(name, document=name) for name in ("l-es-2011", "l-fr-2014")]
    cited = Premise(frozenset({"l-es-2011"}), exact=True)
    found = prefer(_scores([0.5, 0.5]), passages, cited, general=True)
    np.testing.assert_allclose(found.scores, [0.5 + NAMED, 0.5], atol=1e-6)


def test_a_national_law_keeps_its_place_where_the_field_is_not_asked_for() -> None:
    scores = _scores([0.5])
    assert prefer(scores, [_passage("a", document="l-es-2011")], Premise()) is scores


def test_where_no_text_is_cited_the_scores_stay() -> None:
    scores = _scores([0.5])
    passages = [_passage("a", document="x-1")]
    assert prefer(scores, passages, Premise()) is scores
    assert prefer(scores, passages, Premise(frozenset({"x-1"}))) is scores


def _hits(*found: tuple[str, float], kind: str = "digest") -> list[Hit]:
    return [
        Hit(_passage(f"{document}#{place}", document=document, kind=kind), score, row=place)
        for place, (document, score) in enumerate(found)
    ]


def _names(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.provision for hit in hits]


FOUND = _hits(("ilo", 0.90), ("ilo", 0.895), ("p-a", 0.89), ("un", 0.88), ("eu", 0.80), ("un", 0.70))


def test_each_text_that_is_named_gets_one_of_the_first_places() -> None:
    named = [frozenset({"eu"}), frozenset({"un", "un-2"})]
    assert _names(spread(FOUND, Intent(), named, 4)) == ["eu#4", "un#3", "ilo#0", "ilo#1"]
    assert _names(spread(FOUND, Intent(), named, 1)) == ["eu#4"]


def test_a_text_that_is_named_alone_or_is_not_found_changes_nothing() -> None:
    assert spread(FOUND, Intent(), [frozenset({"un"})], 10) == FOUND
    assert spread(FOUND, Intent(), [frozenset({"au"}), frozenset({"oecd"})], 10) == FOUND
    assert spread(FOUND, Intent(), [], 10) == FOUND


def test_a_text_that_two_bodies_share_stands_once() -> None:
    shared = [frozenset({"ilo", "eu"}), frozenset({"ilo", "un"})]
    assert _names(spread(FOUND, Intent(), shared, 10)) == ["ilo#0", "un#3", "ilo#1", "p-a#2", "eu#4", "un#5"]
    assert spread(FOUND, Intent(), [frozenset({"ilo"})] * 2, 10) == FOUND


def test_a_question_for_several_gets_the_best_of_each_document_within_reach() -> None:
    assert _names(spread(FOUND, Intent(several=True), [], 10)) == [
        "ilo#0", "p-a#2", "un#3", "ilo#1", "eu#4", "un#5",
    ]  # fmt: skip
    near, far = 0.9 - 0.9 * WITHIN, 0.9 - 1.1 * WITHIN
    hits = _hits(("a", 0.9), ("a", 0.89), ("b", near), ("c", far))
    assert _names(spread(hits, Intent(several=True), [], 10)) == ["a#0", "b#2", "a#1", "c#3"]


def test_examples_bring_practices_forward_and_texts_stay_behind_them() -> None:
    texts, practices = (
        _hits(("ilo", 0.9), ("un", 0.89)),
        _hits(("p-a", 0.886), ("p-b", 0.884), kind="practice"),
    )
    found = spread([*texts, *practices], Intent(True, kinds=frozenset({"practice"})), [], 10)
    assert _names(found) == ["p-a#0", "p-b#1", "ilo#0", "un#1"]


def test_where_texts_alone_are_asked_for_they_stand_before_a_practice_that_is_much_nearer() -> None:
    texts, practices = _hits(("ilo", 0.8), ("ilo", 0.79), ("un", 0.79)), _hits(("p-a", 0.9), kind="practice")
    kinds = frozenset({"digest"})
    assert _names(spread([*practices, *texts], Intent(True, kinds), [], 10))[0] == "p-a#0"
    found = spread([*practices, *texts], Intent(True, kinds, only=True), [], 10)
    assert _names(found) == ["ilo#0", "un#2", "p-a#0", "ilo#1"]
    assert spread(practices, Intent(True, kinds, only=True), [], 10) == practices


@pytest.mark.parametrize("limit", [-1, 0])
def test_no_places_have_no_hits(limit: int) -> None:
    assert spread(FOUND, Intent(several=True), [frozenset({"ilo"}), frozenset({"un"})], limit) == []


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.floats(0, 1)), max_size=10),
    st.booleans(),
    st.lists(st.frozensets(st.sampled_from("abcde")), max_size=3),
    st.integers(-1, 12),
)
def test_spreading_loses_nothing_and_shows_nothing_twice(
    found: list[tuple[str, float]], several: bool, texts: list[frozenset[str]], limit: int
) -> None:
    hits = _hits(*sorted(found, key=lambda one: -one[1]))
    whole = spread(hits, Intent(several=several), texts, len(hits))
    assert sorted(hit.row for hit in whole) == list(range(len(hits)))
    assert spread(hits, Intent(several=several), texts, limit) == whole[: max(limit, 0)]
    held = {hit.passage.document for hit in hits}
    first = {hit.passage.document for hit in whole[: len(texts)]}
    if len(texts) > 1:
        assert all(first & named for named in texts if held & named)
