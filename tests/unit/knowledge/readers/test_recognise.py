from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import KnowledgeError, UnknownTradition
from knowledge.pinpoints import parse
from knowledge.readers.blocks import Block, Source
from knowledge.readers.recognise import TRADITIONS, recognise
from knowledge.readers.structure import Structure, line_of

PIECES = [
    "The General Assembly,", "THE COUNCIL,", "Whereas:", "(1)", "(a) x;", "(i) y", "I.", "II. RECOMMENDS that",
    "Article 5",
    "Art. 4º A", "§ 1º x", "Parágrafo único. z", "1. Encourages", "2. B", "3.", "Annex", "ANNEX II", "PART I",
    "CHAPTER 2", "Artículo 5 bis. T.", "Recalling x,", "Done at Z", "Artículo único", "Article L. 332-17-1", "ñ) k", "99999. x",
    "Section 3",
    "Disposición final primera. X", "HAS ADOPTED:", "text, Recalling y; Noting z: a) s; b) t", "V. –", "«q»", "•", "0. z",
    "Conclusions concerning t", "The General Conference of the International Labour Organization,",
    "İ x, Recalling İ", "\u00a0(b)\u202fz",
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(PIECES),
    st.lists(st.sampled_from(PIECES), min_size=2, max_size=3).map(" ".join),
    st.text(max_size=20),
)
BLOCKS = st.builds(
    Block,
    TEXTS,
    st.sampled_from([0, 0, 0, 1, 3]),
    st.sampled_from(["", "", "1.", "(a)", "•", "Article 5", "II."]),
    st.integers(0, 2),
    st.integers(0, 2),
)


@given(st.lists(BLOCKS, max_size=12), st.sampled_from([None, *TRADITIONS]))
def test_any_text_in_any_tradition_keeps_the_invariant(
    check: Callable[[Structure], None], blocks: list[Block], tradition: str | None
) -> None:
    structure = recognise(Source(tuple(blocks), "text"), tradition)
    check(structure)
    assert structure.body == "\n\n".join(line for block in blocks if (line := line_of(block)))
    for provision in structure.provisions:
        parse(provision.pinpoint)


@pytest.mark.parametrize(
    ("text", "tradition"),
    [
        ("Dear members, the General Assembly of our cooperative met.\n\nRecalling last year, we noted progress.",
        "plain"),
        ("# The UN resolution\n\nThe General Assembly, in op. 1, encourages States.\n\nSee A/RES/99/1.", "plain"),
        ("# Bylaws\n\nArticle 1 of the law applies.\n\nWe meet.", "plain"),
        ("# OECD news\n\nThe Council recommends that members act.\n\n1. First.\n\n2. Second.", "plain"),
    ],
)  # fmt: skip
def test_a_text_that_speaks_of_a_tradition_is_not_in_it(
    read: Callable[..., Any], text: str, tradition: str
) -> None:
    assert read(text).tradition == tradition


def test_evidence_is_given_for_every_tradition(read: Callable[..., Any]) -> None:
    evidence = read("The General Assembly,\n\nRecalling x,\n\nNoting y,\n\n1. Decides z.").structure.evidence
    assert set(evidence) == set(TRADITIONS)
    assert all(0 <= score <= 1 for score in evidence.values())
    assert max(evidence, key=lambda name: evidence[name]) == "un"


def test_a_tradition_can_be_asked_for(read: Callable[..., Any]) -> None:
    text = "1. Counts fish.\n\n2. Names rivers."
    assert read(text).tradition == "plain"
    assert read(text, "un").pinpoints == ["op:1", "op:2"]
    assert read(text, "eu").pinpoints == ["point:1", "point:2"]


def test_an_unknown_tradition_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UnknownTradition, match="un, ilo, oecd, eu, law, plain") as caught:
        recognise(Source((Block("x"),), "text"), "unesco")
    assert isinstance(caught.value, KnowledgeError)
    assert isinstance(caught.value, ValueError)


def test_confidence_of_all_provisions_is_the_one_asked_for() -> None:
    structure = recognise(Source((Block("x"), Block("y")), "text"), confidence="background")
    assert {provision.confidence for provision in structure.provisions} == {"background"}
