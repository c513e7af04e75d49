"""The reader: what it lays out, where it stands, what it finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult

import tui.screens.library
from knowledge.documents import Document, Provision
from tui.reading import read
from tui.widgets.finding import find_all, plain_letters
from tui.widgets.reader import Reader

PARAGRAPHS = 12  # of a page
SENTENCE = "The economy serves people before capital, and members govern it by one vote each. "


def book(pages: int) -> Document:
    """A document of so many pages: a provision a paragraph, of one to five sentences, numbered."""
    body, provisions = "", []
    parts = []
    length = 0
    for number in range(1, pages * PARAGRAPHS + 1):
        text = f"Number {number}. " + SENTENCE * (1 + number * 7 % 5)
        provisions.append(Provision(f"para:{number}", 0, "", length, length + len(text), "official"))
        parts.append(text + "\n\n")
        length += len(parts[-1])
    body = "".join(parts)
    return Document("book", "en", "official", "Book", "Book", "", "", "", body, tuple(provisions))


class ReaderApp(App[None]):
    CSS_PATH = Path(tui.screens.library.__file__).parent.with_name("styles") / "library.tcss"

    def compose(self) -> ComposeResult:
        yield Reader("page")


def lines(app: App[Any]) -> list[str]:
    reader = app.screen.query_one(Reader)
    return [reader.render_line(y).text.rstrip() for y in range(reader.size.height)]


async def test_of_300_pages_a_bounded_number_of_blocks_is_laid_out() -> None:
    leaf = read(book(300), "en")
    assert len(leaf.blocks) > 10_000
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        reader = app.screen.query_one(Reader)
        reader.show(leaf)
        await pilot.pause()
        assert "Book" in lines(app)[0]
        opened = reader.laid_out
        assert opened <= 3 * 24
        # Each jump adds at most three pages around the place.
        reader.go(2_000)
        await pilot.pause()
        assert lines(app)[0] == "▌ para. 2001"
        assert lines(app)[1].startswith("▌ Number 2001. The economy")
        reader.focus()
        await pilot.press("end")
        await pilot.pause()
        assert lines(app)[0] == "▌ para. 3600"
        places = find_all(plain_letters(leaf.document.body), "number 1500.")
        reader.mark(places)
        reader.choose(0)
        await pilot.pause()
        assert reader.current == 1_499
        assert any("Number 1500." in line for line in lines(app))
        await pilot.press("pagedown", "pageup")
        await pilot.pause()
        assert reader.laid_out <= 5 * opened + 3 * 24


async def test_scrolling_up_into_what_was_not_laid_out_moves_line_by_line() -> None:
    """Heights above are estimates; the lines must follow each other all the same."""
    leaf = read(book(40), "en")
    app = ReaderApp()
    async with app.run_test(size=(47, 20)) as pilot:
        reader = app.screen.query_one(Reader)
        reader.show(leaf)
        reader.go(300)
        reader.focus()
        await pilot.pause()
        before = lines(app)
        for _ in range(60):
            reader.action_line(-1)
            after = lines(app)
            assert [line.lstrip("▌ ") for line in after[1:]] == [line.lstrip("▌ ") for line in before[:-1]]
            before = after
        reader.go(300)
        await pilot.pause()
        here = lines(app)
        await pilot.press("pageup", "pagedown")
        assert [line.lstrip("▌ ") for line in lines(app)] == [line.lstrip("▌ ") for line in here]


@pytest.mark.slow
async def test_next_and_previous_go_from_provision_to_provision_to_the_last_one() -> None:
    leaf = read(book(1), "en")
    app = ReaderApp()
    told = []
    async with app.run_test(size=(80, 24)) as pilot:
        reader = app.screen.query_one(Reader)
        reader.show(leaf)
        reader.focus()
        await pilot.press("p")
        assert reader.current == -1
        for number in range(PARAGRAPHS):
            await pilot.press("n")
            told.append(reader.current)
            assert lines(app)[0] == f"▌ para. {number + 1}"
        assert told == list(range(PARAGRAPHS))
        await pilot.press("n", "p")
        assert reader.current == PARAGRAPHS - 2
        await pilot.press("home")
        assert reader.current == -1
        # Scrolling away from a provision reads the one on top.
        await pilot.press(*["down"] * 4)
        assert reader.current == 0


@pytest.mark.parametrize("size", [(30, 10), (3, 3), (1, 1), (250, 60)])
@pytest.mark.slow
async def test_any_size_keeps_the_provision_that_is_read(size: tuple[int, int]) -> None:
    leaf = read(book(20), "en")
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        reader = app.screen.query_one(Reader)
        reader.show(leaf)
        reader.go(117)
        await pilot.resize_terminal(*size)
        await pilot.pause()
        await pilot.press("down", "pagedown", "n", "p", "end", "home")
        reader.go(117)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert reader.current == 117
        assert lines(app)[0] == "▌ para. 118"


async def test_places_that_were_found_are_told_apart_without_colours() -> None:
    leaf = read(book(2), "en")
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        reader = app.screen.query_one(Reader)
        reader.show(leaf)
        await pilot.pause()
        places = find_all(plain_letters(leaf.document.body), "before capital")
        reader.mark(places)
        reader.choose(1)
        await pilot.pause()
        styles = {
            (
                segment.text,
                bool(segment.style and segment.style.reverse),
                bool(segment.style and segment.style.underline),
            )
            for y in range(24)
            for segment in reader.render_line(y)
            if segment.text == "before capital"
        }
        assert styles == {("before capital", True, False), ("before capital", False, True)}
        reader.choose(-1)
        await pilot.pause()
        assert reader.chosen == len(places) - 1


async def test_markup_and_control_characters_of_a_document_are_shown_as_they_are() -> None:
    text = "[bold]Not bold[/] and \x1b[31mnot red\u202e."
    one = book(1)
    hostile = replace(
        one, title="[red]T", body=text, provisions=(Provision("para:1", 0, "", 0, len(text), "official"),)
    )
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one(Reader).show(read(hostile, "en"))
        await pilot.pause()
        shown = "\n".join(lines(app))
        assert "[red]T" in shown
        assert "[bold]Not bold[/] and �[31mnot red�." in shown


async def test_an_empty_document_and_none_are_survived() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        reader = app.screen.query_one(Reader)
        reader.focus()
        for leaf in (read(replace(book(1), body="", provisions=()), "en"), None):
            reader.show(leaf)
            await pilot.press("n", "p", "down", "end", "pageup", "home")
            reader.choose(0)
            await pilot.pause()
            assert reader.current == -1
