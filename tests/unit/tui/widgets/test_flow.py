"""A document cut into blocks, and where they stand before and after they are laid out."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Document, Provision
from tui.widgets.flow import Block, Flow, leaf_of


def document(body: str, *provisions: tuple[str, str, int, int]) -> Document:
    cut = tuple(Provision(pin, 0, title, start, end, "official") for pin, title, start, end in provisions)
    return Document("d", "en", "official", "Title", "Title", "", "https://d.example.org", "", body, cut)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Provisions in order, each with a title before it or not, and text between them or not."""
    letters = st.text("ab é\n", max_size=60)
    body, cut = draw(letters), []
    for number in range(draw(st.integers(0, 5))):
        title = draw(st.sampled_from(["", "Scope", "The end"]))
        body += f"{title}\n" if title and draw(st.booleans()) else ""
        text = draw(letters)
        cut.append((f"para:{number + 1}", title, len(body), len(body) + len(text)))
        body += text + draw(letters)
    return document(body, *cut)


@given(documents())
def test_every_word_of_the_body_is_shown_once_and_in_order(one: Document) -> None:
    count = len(one.provisions)
    leaf = leaf_of(one, ["about"], [f"para. {n + 1}" for n in range(count)], [""] * count)
    spans = [(block.start, block.end) for block in leaf.blocks if block.end > block.start]
    assert spans == sorted(spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    hidden = set(range(len(one.body))) - {place for span in spans for place in range(*span)}
    assert not "".join(one.body[place] for place in hidden).strip()
    assert [leaf.blocks[place].provision for place in leaf.headings] == list(range(count))
    assert all(leaf.blocks[place].kind == "heading" for place in leaf.headings)


def test_a_title_that_stands_in_the_body_is_shown_in_the_heading_alone() -> None:
    one = document("Scope\n\nIt covers all.", ("para:1", "Scope", 7, 21))
    leaf = leaf_of(one, [], ["para. 1"], [""])
    shown = [block.text + one.body[block.start : block.end] for block in leaf.blocks]
    assert shown == ["Title", "https://d.example.org", "", "para. 1 · Scope", "It covers all."]


def test_a_pinpoint_that_is_made_of_the_title_does_not_say_it_twice() -> None:
    one = document("Scope\n\nIt covers all.", ("heading:scope", "Scope", 7, 21))
    leaf = leaf_of(one, [], ["section: Scope"], [""])
    heading = leaf.blocks[leaf.headings[0]]
    assert heading.text + one.body[heading.start : heading.end] == "section: Scope"


def test_a_paragraph_without_an_end_is_cut_between_words() -> None:
    body = "word " * 2_000
    leaf = leaf_of(document(body, ("para:1", "", 0, len(body))), [], ["para. 1"], [""])
    pieces = [block for block in leaf.blocks if block.kind == "text"]
    assert len(pieces) > 4
    assert all(block.length <= 2_000 and not body[block.start].isspace() for block in pieces)


blocks = st.lists(
    st.integers(0, 3_000).map(lambda length: Block("text", "x" * length, 0, 0, 0)), min_size=1, max_size=30
)


@given(blocks, st.integers(1, 200), st.data())
def test_a_line_belongs_to_one_block_whatever_was_learnt(
    given_blocks: list[Block], width: int, data: st.DataObject
) -> None:
    flow = Flow(given_blocks, width)
    heights = {
        number: data.draw(st.integers(1, 40))
        for number in data.draw(st.sets(st.integers(0, len(given_blocks) - 1)))
    }
    flow.learn(heights)
    assert flow.laid_out == len(heights)
    assert all(flow.height(number) == height for number, height in heights.items())
    assert flow.unknown(0, len(given_blocks) - 1) == [
        number for number in range(len(given_blocks)) if number not in heights
    ]
    lines = [flow.at(line) for line in range(flow.total)]
    assert lines == [
        (number, within) for number in range(len(given_blocks)) for within in range(flow.height(number))
    ]
    assert flow.at(-1) == (0, 0)
    assert flow.at(flow.total + 5)[0] == len(given_blocks) - 1
