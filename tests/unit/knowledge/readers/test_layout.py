from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.readers.columns import flows
from knowledge.readers.furniture import without_footnotes, without_running_lines
from knowledge.readers.layout import blocks_of
from knowledge.readers.lines import Line, Page
from knowledge.readers.wrapping import compounds, join, split_bullet, starts_item, tidy


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


def texts(pages: list[Page]) -> list[str]:
    return [line.text for each in pages for line in each.lines]


class TestJoin:
    def test_wrapped_lines_become_one(self) -> None:
        assert join(["The social and", "solidarity economy"]) == "The social and solidarity economy"

    def test_hyphenation_is_undone(self) -> None:
        assert join(["a demo-", "cratic economy"]) == "a democratic economy"
        assert join(["the so\u00ad", "cial economy"]) == "the social economy"
        assert join(["LA COOPÉRA-", "TION"]) == "LA COOPÉRATION"

    def test_a_compound_keeps_its_first_hyphen(self) -> None:
        assert join(["The co-opera-", "tives of the world"]) == "The co-operatives of the world"

    def test_a_compound_of_the_document_keeps_its_hyphen(self) -> None:
        known = compounds(["long-term finance is rare"])
        assert join(["a long-", "term plan"], known) == "a long-term plan"

    def test_the_joined_word_of_the_document_wins(self) -> None:
        known = compounds(["cooperatives and co-operatives"])
        assert join(["the co-", "operatives"], known) == "the cooperatives"

    def test_what_is_unsure_is_joined(self) -> None:
        assert join(["un progrès economico-", "social"]) == "un progrès economicosocial"

    def test_prefixes_and_names_keep_their_hyphen(self) -> None:
        assert join(["for non-", "profit work"]) == "for non-profit work"
        assert join(["after COVID-", "19 came"]) == "after COVID-19 came"
        assert join(["une banque franco-", "Belge"]) == "une banque franco-Belge"
        known = compounds(["la construction des solutions"])
        assert join(["la co-", "construction"], known) == "la co-construction"

    def test_a_dash_is_no_hyphen(self) -> None:
        assert join(["the economy -", "and more"]) == "the economy - and more"

    def test_alternatives_and_addresses_stay_whole(self) -> None:
        assert join(["cooperatives and/", "or mutuals"]) == "cooperatives and/or mutuals"
        assert join(["https://example.org/social-", "economy"]) == "https://example.org/social-economy"

    def test_halves_at_line_ends_are_no_words(self) -> None:
        assert compounds(["the demo-", "cratic way"]) == {"the", "way"}

    @given(
        st.lists(st.text("abcdéÉXY -‐,;:./’0123456789\u00ad", max_size=25), max_size=6),
        st.sets(st.text("abcdé-", min_size=1, max_size=6), max_size=5),
    )
    def test_nothing_but_hyphens_and_space_is_lost(self, lines: list[str], known: set[str]) -> None:
        def bare(text: str) -> str:
            return "".join(char for char in text if char not in "-‐\u00ad" and not char.isspace())

        assert bare(join(lines, known)) == bare("".join(lines))

    @given(st.lists(st.text(max_size=30), max_size=4))
    def test_any_text_becomes_one_clean_line(self, lines: list[str]) -> None:
        joined = join(lines)
        assert joined == tidy(joined) == unicodedata.normalize("NFC", joined)
        assert "\n" not in joined


class TestItems:
    @pytest.mark.parametrize(
        "line",
        ["(a) Improve access", "1. Encourages", "Article 5", "• finance", "– finance", "- finance", "(iv) to act",
         "12) to act", "3.2 Scope", "Artículo 7", "Art. 3", "PART II", "\uf0b7 finance", "1º Scope", "§ 4 Scope"],
    )  # fmt: skip
    def test_these_begin_an_item(self, line: str) -> None:
        assert starts_item(line)
        assert starts_item(line, "the sentence before has ended.")

    @pytest.mark.parametrize(
        ("before", "line"),
        [
            ("as laid down in", "Article 5 of the Treaty"),
            ("the entities that are listed in paragraph", "1. They may"),
            ("under points (a) and", "(b) of this Article"),
            ("the economy of the region", "– a large one – has grown"),
            ("was written by J.S. and", "A. Smith in those years"),
        ],
    )
    def test_a_reference_that_wraps_begins_none(self, before: str, line: str) -> None:
        assert not starts_item(line, before)

    @pytest.mark.parametrize(
        "line", ["2023 was a year", "the economy", "Articles of faith", "(see below)", "5 per cent"]
    )
    def test_these_begin_none(self, line: str) -> None:
        assert not starts_item(line)

    def test_bullets_are_split_off(self) -> None:
        assert split_bullet("• finance") == ("•", "finance")
        assert split_bullet("\uf0a7 finance") == ("•", "finance")
        assert split_bullet("– finance") == ("–", "finance")
        assert split_bullet("-5 per cent") == ("", "-5 per cent")


class TestRunningLines:
    def test_headers_with_changing_numbers_and_footers_go(self) -> None:
        pages = [
            page(
                number,
                Line(f"A/RES/77/281 {number}/3", 50, 200, 30, page=number),
                Line(f"Body of page {'xyz'[number - 1]}", 50, 500, 100, page=number),
                Line("United Nations", 50, 150, 780, page=number),
            )
            for number in (1, 2, 3)
        ]
        assert texts(without_running_lines(pages)) == ["Body of page x", "Body of page y", "Body of page z"]

    def test_left_and_right_pages_have_their_own(self) -> None:
        heads = ["Report", "Chapter one", "Report", "Chapter one"]
        pages = [
            page(n, Line(head, 50, 100, 30, page=n), Line(f"Text {'abcd'[n - 1]}", 50, 500, 90, page=n))
            for n, head in enumerate(heads, 1)
        ]
        assert texts(without_running_lines(pages)) == ["Text a", "Text b", "Text c", "Text d"]

    def test_the_same_text_elsewhere_on_the_page_stays(self) -> None:
        pages = [
            page(1, Line("Social economy", 50, 200, 200), Line("One", 50, 500, 300)),
            page(2, Line("Social economy", 50, 200, 40), Line("Two", 50, 500, 300)),
        ]
        assert texts(without_running_lines(pages)) == ["Social economy", "One", "Social economy", "Two"]

    def test_article_headings_at_the_top_stay(self) -> None:
        pages = [
            page(n, Line(f"Article {n + 4}", 50, 100, 60), Line("abc"[n - 1] * 9, 50, 500, 80))
            for n in (1, 2, 3)
        ]
        assert "Article 6" in texts(without_running_lines(pages))

    @pytest.mark.parametrize("number", ["7", "- 7 -", "Page 7", "7/12", "vii", "7 of 12"])
    def test_page_numbers_go(self, number: str) -> None:
        pages = [
            page(6, Line("Before", 50, 500, 90)),
            page(7, Line("Text of the page", 50, 500, 90), Line(number, 280, 290, 785)),
        ]
        assert texts(without_running_lines(pages)) == ["Before", "Text of the page"]

    def test_a_number_within_the_text_stays(self) -> None:
        pages = [page(7, Line("Members", 50, 500, 90), Line("42", 280, 290, 400), Line("Total", 50, 90, 420))]
        assert texts(without_running_lines(pages)) == ["Members", "42", "Total"]

    def test_pages_that_are_the_same_throughout_stay(self) -> None:
        pages = [page(n, Line("Vote", 50, 90, 30), Line("Name", 50, 90, 60)) for n in (1, 2)]
        assert texts(without_running_lines(pages)) == ["Vote", "Name", "Vote", "Name"]


class TestFootnotes:
    def test_notes_and_their_calls_are_taken_out(self) -> None:
        pages = [
            page(
                1,
                Line("The economy1 of the world2 is", 50, 500, 100, calls=((11, 12), (25, 26))),
                Line("as large as 30 km2 of land.", 50, 500, 112, calls=((17, 18),)),
                Line("1 See resolution 77/281.", 50, 400, 700, size=8),
                Line("of the Assembly.", 50, 400, 710, size=8),
            )
        ]
        bodies, notes = without_footnotes(pages)
        assert notes == ("1 See resolution 77/281. of the Assembly.",)
        assert texts(bodies) == ["The economy of the world² is", "as large as 30 km² of land."]

    def test_a_mark_begins_a_note(self) -> None:
        pages = [
            page(
                1,
                Line("Title of the text*", 50, 500, 100, calls=((17, 18),)),
                Line("* Adopted.", 50, 90, 700, 8),
            )
        ]
        bodies, notes = without_footnotes(pages)
        assert notes == ("* Adopted.",)
        assert texts(bodies) == ["Title of the text"]

    def test_a_note_goes_on_at_the_foot_of_the_next_page(self) -> None:
        pages = [
            page(1, Line("Body of the first page", 50, 500, 100), Line("1 A note that is long and", 50, 400, 700, 8)),
            page(2, Line("Body of the second one", 50, 500, 100), Line("ends here.", 50, 400, 690, 8),
                 Line("2 Another.", 50, 400, 700, 8)),
        ]  # fmt: skip
        assert without_footnotes(pages)[1] == ("1 A note that is long and ends here.", "2 Another.")

    def test_small_type_that_is_no_note_stays(self) -> None:
        pages = [
            page(
                1,
                Line("Body of the page, in full", 50, 500, 100),
                Line("Source: the authors", 50, 400, 700, 8),
            )
        ]
        bodies, notes = without_footnotes(pages)
        assert notes == ()
        assert len(bodies[0].lines) == 2

    def test_an_annex_in_small_type_is_no_note(self) -> None:
        body = [Line("Body of the page, in full", 50, 500, 100 + 12 * row) for row in range(9)]
        pages = [
            page(1, *body),
            page(2, Line("1 First rule", 50, 400, 100, 8), Line("2 Second rule", 50, 400, 110, 8)),
        ]
        assert without_footnotes(pages)[1] == ()


LEFT = [
    "the left column has lines",
    "that are wrapped at its own",
    "width and go on to the foot",
    "of the page",
]
RIGHT = [
    "where the right column",
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
        lines = [*column(LEFT, x1=280), *column(RIGHT, x0=320, x1=550)]
        blocks, _ = blocks_of([page(1, *lines)])
        assert [block.text for block in blocks] == [" ".join(LEFT + RIGHT)]

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
        pages = [page(1, *column([*PROSE, "Conclusions"], 1)), page(2, *column(PROSE, 2))]
        assert [block.text for block in blocks_of(pages)[0]] == [
            " ".join(PROSE),
            "Conclusions",
            " ".join(PROSE),
        ]

    def test_an_item_over_the_page_begins_a_block(self) -> None:
        pages = [page(1, *column(PROSE[:2], 1)), page(2, *column(["(b) Improve access to finance"], 2))]
        assert len(blocks_of(pages)[0]) == 2

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
