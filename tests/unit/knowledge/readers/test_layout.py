from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.readers.columns import flows
from knowledge.readers.layout import blocks_of
from knowledge.readers.lines import Line, Page


def page(number: int, *lines: Line, height: float = 800.0) -> Page:
    return Page(number, height, lines)


def column(
    texts: list[str], number: int = 1, x0: float = 50, x1: float = 500, top: float = 100, size: float = 10
):
    """Lines under each other; each is as wide as its text is long, the longest reaching x1."""
    longest = max(len(text) for text in texts)
    return [
        Line(text, x0, x0 + (x1 - x0) * len(text) / longest, top + 12 * row, size, page=number)
        for row, text in enumerate(texts)
    ]


LEFT = [
    "the left column has lines",
    "that are wrapped at its own",
    "width and go on to the foot",
    "of the page",
]
RIGHT = [
    "Where the right column",
    "takes them up and carries",
    "them to the end of the",
    "whole text at last.",
]


class TestColumns:
    def test_left_before_right_under_a_title(self) -> None:
        title = Line("A title that spans the whole of the page from left to right", 50, 550, 60, 14)
        lines = [title, *column(LEFT, x1=280), *column(RIGHT, x0=320, x1=550)]
        order = [line.text for flow in flows(lines) for line in flow]
        assert order == [title.text, *LEFT, *RIGHT]

    def test_each_region_between_spanning_lines_is_read_for_itself(self) -> None:
        middle = Line("A spanning line in the middle of the page, between two regions", 50, 550, 160)
        upper = [*column(LEFT, x1=280), *column(RIGHT, x0=320, x1=550)]
        lower = [*column(LEFT, x1=280, top=200), *column(RIGHT, x0=320, x1=550, top=200)]
        order = [line.text for flow in flows([*lower, middle, *upper]) for line in flow]
        assert order == [*LEFT, *RIGHT, middle.text, *LEFT, *RIGHT]

    def test_three_columns(self) -> None:
        lines = [
            line
            for x in (50, 230, 410)
            for line in column([f"{x} {text}" for text in LEFT], x0=x, x1=x + 150)
        ]
        order = [line.text for flow in flows(lines) for line in flow]
        assert order == [f"{x} {text}" for x in (50, 230, 410) for text in LEFT]

    def test_numbers_set_off_from_their_text_are_no_column(self) -> None:
        lines = []
        for row, text in enumerate(LEFT):
            lines += [Line(f"({'abcd'[row]})", 50, 62, 100 + 12 * row), Line(text, 90, 500, 100 + 12 * row)]
        order = [line.text for flow in flows(lines) for line in flow]
        assert order == [f"({'abcd'[row]}) {text}" for row, text in enumerate(LEFT)]

    def test_a_sentence_goes_on_in_the_next_column(self) -> None:
        lines = [*column(LEFT, x1=280), *column([text.lower() for text in RIGHT], x0=320, x1=550)]
        blocks, _ = blocks_of([page(1, *lines)])
        assert [block.text for block in blocks] == [" ".join(LEFT + [text.lower() for text in RIGHT])]

    @given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 300), st.integers(0, 800)), max_size=30))
    def test_no_line_is_lost(self, places: list[tuple[int, int, int]]) -> None:
        lines = [Line(f"w{number}", x, x + width, y) for number, (x, width, y) in enumerate(places)]
        words = [word for flow in flows(lines) for line in flow for word in line.text.split()]
        assert sorted(words) == sorted(line.text for line in lines)


PROSE = [
    "The Conference recognises that the social and solidarity economy has a",
    "part in sustainable development, and that its entities serve the common",
    "interest.",
]


class TestParagraphs:
    def test_a_gap_parts_paragraphs(self) -> None:
        lines = [*column(PROSE), *column(PROSE, top=160)]
        assert [block.text for block in blocks_of([page(1, *lines)])[0]] == [" ".join(PROSE)] * 2

    def test_a_short_last_line_parts_them_too(self) -> None:
        blocks, _ = blocks_of([page(1, *column(PROSE + PROSE))])
        assert [block.text for block in blocks] == [" ".join(PROSE)] * 2

    def test_an_indented_first_line_parts_them_too(self) -> None:
        full = "A line that ends its sentence right at the edge of the type area here."
        lines = column([PROSE[0], full, PROSE[0], full])
        third = lines[2]
        lines[2] = Line(third.text, third.x0 + 20, third.x1 + 20, third.y)
        blocks, _ = blocks_of([page(1, *lines)])
        assert [block.text for block in blocks] == [f"{PROSE[0]} {full}"] * 2

    def test_items_begin_blocks_and_nest_by_their_indent(self) -> None:
        def line(text: str, x0: float, row: int) -> Line:
            return Line(text, x0, x0 + 6 * len(text), 100 + 12 * row)

        lines = [
            line("1. Encourages Member States to promote the economy in all its forms", 50, 0),
            line("and to:", 70, 1),
            line("(a) Improve access to finance,", 70, 2),
            line("(i) in towns,", 90, 3),
            line("(b) Train teachers;", 70, 4),
            line("2. Requests a report.", 50, 5),
        ]
        blocks, _ = blocks_of([page(1, *lines)])
        assert [(block.text.split()[0], block.depth) for block in blocks] == [
            ("1.", 0), ("(a)", 1), ("(i)", 2), ("(b)", 1), ("2.", 0),
        ]  # fmt: skip
        assert blocks[0].text.endswith("and to:")

    def test_a_bullet_that_is_set_higher_does_not_part_its_lines(self) -> None:
        lines = [
            Line("•", 40, 44, 97.5, 8),
            Line("cooperatives and the other enterprises of the members", 50, 400, 100),
            Line("who own them", 50, 130, 112),
        ]
        blocks, _ = blocks_of([page(1, *lines)])
        assert [(block.label, block.text) for block in blocks] == [
            ("•", "cooperatives and the other enterprises of the members who own them")
        ]

    def test_bullets_become_labels(self) -> None:
        blocks, _ = blocks_of([page(1, *column(["– cooperatives", "– mutual societies", "– associations"]))])
        assert [(block.label, block.text) for block in blocks] == [
            ("–", "cooperatives"), ("–", "mutual societies"), ("–", "associations"),
        ]  # fmt: skip

    def test_a_paragraph_goes_on_over_the_page(self) -> None:
        pages = [page(1, *column(PROSE[:2], 1)), page(2, *column([*PROSE[2:], "A new one begins here."], 2))]
        blocks, _ = blocks_of(pages)
        assert [(block.text, block.page) for block in blocks] == [
            (" ".join(PROSE), 1),
            ("A new one begins here.", 2),
        ]

    def test_a_capital_over_the_page_goes_on_only_after_a_full_line(self) -> None:
        full = [PROSE[0], "part in sustainable development, and that the work of all of the United"]
        pages = [
            page(1, *column(full, 1)),
            page(2, *column(["Nations serves that common interest in every way", "so."], 2)),
        ]
        assert len(blocks_of(pages)[0]) == 1
        pages = [page(1, *column([*PROSE, "Conclusions"], 1)), page(2, *column(RIGHT, 2))]
        assert [block.text for block in blocks_of(pages)[0]] == [
            " ".join(PROSE),
            "Conclusions",
            " ".join(RIGHT),
        ]

    def test_an_item_over_the_page_begins_a_block(self) -> None:
        pages = [page(1, *column(PROSE[:2], 1)), page(2, *column(["(b) Improve access to finance"], 2))]
        assert len(blocks_of(pages)[0]) == 2

    def test_a_number_is_not_left_behind(self) -> None:
        pages = [
            page(1, *column([PROSE[0], "(a)"], 1)),
            page(2, *column(["Serve the common interest.", "1.", "Members agree."], 2)),
        ]
        assert [block.text for block in blocks_of(pages)[0]] == [
            PROSE[0],
            "(a) Serve the common interest.",
            "1. Members agree.",
        ]

    def test_headings_by_size_and_weight(self) -> None:
        lines = [
            Line("The resolution", 50, 200, 60, 16),
            Line("Decent work", 50, 150, 90, 13),
            *column(PROSE, top=120),
            Line("Finance", 50, 100, 180, bold=1.0),
            *column(PROSE, top=200),
        ]
        blocks, _ = blocks_of([page(1, *lines)])
        assert [(block.level, block.text.split()[0]) for block in blocks] == [
            (1, "The"), (2, "Decent"), (0, "The"), (3, "Finance"), (0, "The"),
        ]  # fmt: skip

    def test_an_article_number_stands_apart_from_its_title(self) -> None:
        lines = [
            Line("Article 5", 250, 300, 60, bold=1.0),
            Line("Entities of the social economy", 200, 350, 72, bold=1.0),
            *column(PROSE, top=90),
        ]
        blocks, _ = blocks_of([page(1, *lines)])
        assert [block.text for block in blocks[:2]] == ["Article 5", "Entities of the social economy"]
        assert all(block.level for block in blocks[:2])

    @given(
        st.lists(
            st.tuples(
                st.text("abcXY.,", min_size=1, max_size=12), st.integers(0, 400), st.sampled_from([8, 10, 14])
            ),
            max_size=25,
        )
    )
    def test_no_word_is_lost_or_doubled(self, given_lines: list[tuple[str, int, int]]) -> None:
        lines = [
            Line(text, x, x + 6 * len(text), 20 + 13 * row, size)
            for row, (text, x, size) in enumerate(given_lines)
        ]
        blocks, notes = blocks_of([page(1, *lines)])
        found = [word for block in blocks for word in block.text.split()] + [
            w for note in notes for w in note.split()
        ]
        assert sorted(found) == sorted(line.text for line in lines)
