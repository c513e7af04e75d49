from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.readers.blocks import Block
from knowledge.readers.structure import Mark, Structure, build, line_of, shorten, slug

BLOCKS = st.lists(
    st.builds(
        Block, st.text("aZé \u00a0.-", max_size=12), st.just(0), st.sampled_from(["", "1.", "(a)", " • "])
    ),
    max_size=12,
)


def test_labels_stand_before_their_text_and_blocks_apart() -> None:
    blocks = [Block("Rivers"), Block("Count them.", label="1."), Block("", label="(a)")]
    structure = build(blocks, [Mark("heading:title"), Mark("para:1"), None], "plain", {}, "official")
    assert structure.body == "Rivers\n\n1. Count them.\n\n(a)"
    assert [(p.pinpoint, structure.body[p.start : p.end]) for p in structure.provisions] == [
        ("heading:title", "Rivers"),
        ("para:1", "1. Count them.\n\n(a)"),
    ]


def test_repeated_pinpoints_are_counted() -> None:
    blocks = [Block(text) for text in "abcd"]
    marks = [Mark("para:1"), Mark("para:2"), Mark("para:1"), Mark("para:1")]
    structure = build(blocks, marks, "plain", {}, "official")
    assert [(p.pinpoint, p.ordinal) for p in structure.provisions] == [
        ("para:1", 0), ("para:2", 0), ("para:1", 1), ("para:1", 2),
    ]  # fmt: skip


def test_what_precedes_the_first_mark_is_the_title() -> None:
    structure = build([Block("Law on mills"), Block("x")], [None, Mark("art:1")], "law", {}, "official")
    assert [(p.pinpoint, p.title) for p in structure.provisions] == [
        ("heading:title", "Law on mills"),
        ("art:1", ""),
    ]


def test_the_mark_of_an_empty_block_passes_to_the_next() -> None:
    structure = build(
        [Block("a"), Block(""), Block("b")], [None, Mark("para:2"), None], "plain", {}, "official"
    )
    assert [p.pinpoint for p in structure.provisions] == ["heading:title", "para:2"]


def test_a_pinpoint_outside_the_grammar_becomes_a_heading() -> None:
    structure = build([Block("x")], [Mark("para:123456", "t")], "plain", {}, "official")
    assert structure.provisions[0].pinpoint == "heading:para-123456"


def test_confidence_and_evidence_are_kept() -> None:
    structure = build([Block("x")], [None], "plain", {"un": 0.5}, "background")
    assert structure.provisions[0].confidence == "background"
    assert structure.evidence == {"un": 0.5}


@given(BLOCKS, st.data())
def test_every_character_lies_in_one_provision_whatever_is_marked(
    check: Callable[[Structure], None], blocks: list[Block], data: st.DataObject
) -> None:
    mark = st.sampled_from([None, Mark("para:1"), Mark("op:2(a)"), Mark("no pinpoint")])
    marks = data.draw(st.lists(mark, min_size=len(blocks), max_size=len(blocks)))
    structure = build(blocks, marks, "plain", {}, "official")
    check(structure)
    assert structure.body == "\n\n".join(line for block in blocks if (line := line_of(block)))


@pytest.mark.parametrize(
    ("heading", "made"),
    [
        ("Accès au financement", "acces-au-financement"),
        ("1.2 Œuvres & Straße", "1-2-oeuvres-strasse"),
        ("Ποτάμια", "section"),
        ("", "section"),
        ("word " * 30, "-".join(["word"] * 12)),
        ("x" * 80, "x" * 60),
    ],
)
def test_slugs_are_short_ascii(heading: str, made: str) -> None:
    assert slug(heading) == made


def test_words_are_cut_at_a_word() -> None:
    assert shorten("Encourages States to care, including by", 30) == "Encourages States to care…"
    assert shorten("short") == "short"
    assert len(shorten("x" * 500)) <= 81
