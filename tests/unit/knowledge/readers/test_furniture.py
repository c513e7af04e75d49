from __future__ import annotations

from collections.abc import Sequence

import pytest

from knowledge.readers.furniture import without_footnotes, without_running_lines
from knowledge.readers.lines import Line, Page


def page(number: int, *lines: Line, height: float = 800.0) -> Page:
    return Page(number, height, lines)


def texts(pages: Sequence[Page]) -> list[str]:
    return [line.text for each in pages for line in each.lines]


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
            page(1, Line("Body of the first page, in full", 50, 500, 100), Line("1 A note that is long and", 50, 400, 700, 8)),
            page(2, Line("Body of the second one, in full", 50, 500, 100), Line("ends here.", 50, 400, 690, 8),
                 Line("2 Another.", 50, 400, 700, 8)),
        ]  # fmt: skip
        assert without_footnotes(pages)[1] == ("1 A note that is long and ends here.", "2 Another.")

    def test_a_note_that_fills_the_foot_of_the_next_page(self) -> None:
        first, second = (
            Line("Body of a page, in full", 50, 500, 100),
            Line("Body of the next one", 50, 500, 100),
        )
        pages = [
            page(1, first, Line("1 A note that is", 50, 400, 700, 8)),
            page(2, second, Line("long and", 50, 400, 690, 8), Line("ends here.", 50, 400, 700, 8)),
        ]
        assert without_footnotes(pages)[1] == ("1 A note that is long and ends here.",)

    def test_small_print_with_numbers_that_nothing_calls_stays(self) -> None:
        pages = [
            page(1, Line("Body of the page, in full", 50, 500, 100), Line("43 000 members", 50, 400, 700, 8))
        ]
        assert without_footnotes(pages)[1] == ()

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
