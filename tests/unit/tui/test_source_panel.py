"""Where a quote stands: its provision, its neighbours, and what the panel makes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

import tui.app
from assistant.answer import Citation, cite
from knowledge.documents import Document, Provision
from tui.places import Place, find_place
from tui.widgets.source_panel import SourcePanel

WORDS = " ".join(f"word{number}" for number in range(400))
LONG = Document(
    "long", "en", "own", "Long", "Long", "", "", "", WORDS, (Provision("", 0, "", 0, len(WORDS), "background"),)
)  # fmt: skip
LABELS = {
    "kind": "own", "confidence": "background", "reported_by": "", "url": "", "key": "k", "title": "Reference",
}  # fmt: skip


def citation(document: Document, start: int, end: int) -> Citation:
    return Citation(
        document=document.id, pinpoint="", pinpoint_id="", language=document.language,
        quote=document.body[start:end], start=start, end=end, **LABELS,
    )  # fmt: skip


@st.composite
def quoted(draw: st.DrawFn) -> tuple[Document, int, int, int]:
    """A document cut into provisions, the number of one, and a range in it."""
    texts = draw(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=5))
    body, provisions = "", []
    for text in texts:
        body += draw(st.text(max_size=5))
        provisions.append(Provision("", 0, "", len(body), len(body) + len(text), "background"))
        body += text
    number = draw(st.integers(0, len(texts) - 1))
    start = draw(st.integers(0, len(texts[number]) - 1))
    end = draw(st.integers(start + 1, len(texts[number])))
    document = Document("d", "en", "own", "D", "D", "", "", "", body, tuple(provisions))
    offset = provisions[number].start
    return document, number, offset + start, offset + end


@given(quoted())
def test_the_place_of_a_quote_is_its_whole_provision(case: tuple[Document, int, int, int]) -> None:
    document, number, start, end = case
    provision = document.provisions[number]
    place = find_place(citation(document, start, end), [document])
    assert place.text == document.body[provision.start : provision.end]
    assert place.text[place.start : place.end] == document.body[start:end]


def test_the_neighbours_are_named_once(library: Any) -> None:
    middle = find_place(cite(library.passage(library.official, 1)), library.documents)
    assert (middle.before, middle.after) == ("para. 4, Purpose", "para. 6, Statistics")
    first = find_place(cite(library.passage(library.official, 0)), library.documents)
    assert (first.before, first.after) == ("", "para. 5, Definition")
    # Its pinpoint, `section: Hostile`, is made of its title.
    assert find_place(cite(library.passage(library.digest, 0)), library.documents).after == "Hostile"


def test_the_document_in_the_language_of_the_quote_is_read(library: Any) -> None:
    french = replace(library.official, language="fr", body=library.official.body.upper())
    quote = library.passage(library.official, 1)
    assert find_place(cite(quote), [french, library.official]).text == quote.text
    assert find_place(cite(quote), [french]) == Place(quote.text, 0, len(quote.text))


def test_a_quote_of_a_library_that_has_changed_is_shown_alone(library: Any) -> None:
    quote = library.passage(library.official, 1)
    changed = replace(library.official, body="x" + library.official.body)
    assert find_place(cite(quote), [changed]) == Place(quote.text, 0, len(quote.text), library.official.title)


class PanelApp(App[None]):
    CSS_PATH = Path(tui.app.__file__).with_name("app.tcss")

    def on_mount(self) -> None:
        self.screen.add_class("-source-open")

    def compose(self) -> ComposeResult:
        yield SourcePanel()


def shown(app: App[None], name: str) -> Content:
    content = app.query_one(f"#source-{name}", Static).content
    assert isinstance(content, Content)
    return content


async def test_the_panel_shows_reference_label_provision_neighbours_and_addresses(library: Any) -> None:
    app = PanelApp()
    async with app.run_test(size=(60, 30)):
        quote = "The Pact asks banks"
        source = cite(library.passage(library.digest, 0), 0, len(quote))
        app.query_one(SourcePanel).show(source, library.documents, "en")
        assert shown(app, "reference").plain == "Pact 2023, section: Finance"
        assert (
            "our summary, check the official text; as reported by news.example.org"
            in shown(app, "about").plain
        )
        text = shown(app, "text")
        assert text.plain == "The Pact asks banks to lend to member-owned enterprises."
        assert [text.plain[span.start : span.end] for span in text.spans] == [quote]
        assert shown(app, "links").plain.split("\n") == [
            "After: Hostile",
            "[bold]Not bold[/bold] and [@click=app.quit]not a link[/] \ufffd[31mnot red\ufffd.",
            "",
            "Reported by: https://news.example.org/2023/04",
            "Text: https://pact.example.org/text",
        ]


async def test_the_panel_says_that_the_text_around_is_not_known(library: Any) -> None:
    app = PanelApp()
    async with app.run_test(size=(60, 30)):
        app.query_one(SourcePanel).show(cite(library.passage(library.official, 1)), (), "en")
        assert "not in the library" in shown(app, "about").plain
        app.query_one(SourcePanel).clear()
        assert shown(app, "text").plain == ""
        assert "not in the library" not in shown(app, "about").plain


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("https://example.org/\x1b]8;;evil\x07", False),
        ("https://example.org/a b", False),
    ],
)
async def test_only_a_plain_web_address_becomes_a_link(library: Any, url: str, linked: bool) -> None:
    app = PanelApp()
    async with app.run_test(size=(60, 30)):
        source = cite(library.passage(library.official, 1)).model_copy(update={"url": url})
        app.query_one(SourcePanel).show(source, library.documents, "en")
        styles = [span.style for span in shown(app, "links").spans]
        assert any(getattr(style, "link", None) == url for style in styles) is linked
        assert "\x1b" not in shown(app, "links").plain


async def test_hostile_text_is_shown_as_it_is_and_its_offsets_hold(library: Any) -> None:
    app = PanelApp()
    async with app.run_test(size=(60, 30)):
        passage = library.passage(library.digest, 1)
        start = passage.text.index("not red")
        app.query_one(SourcePanel).show(cite(passage, start, start + 7), library.documents, "en")
        text = shown(app, "text")
        assert text.plain.startswith(
            "[bold]Not bold[/bold] and [@click=app.quit]not a link[/] �[31mnot red�."
        )
        assert [text.plain[span.start : span.end] for span in text.spans] == ["not red"]


def rows(app: App[None]) -> list[str]:
    """The lines of the screen as a reader sees them."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


@pytest.mark.slow
@pytest.mark.parametrize("word", ["word0", "word3", "word15", "word150", "word300", "word399"])
async def test_a_quote_in_a_long_provision_is_scrolled_into_sight(word: str) -> None:
    document, body = LONG, LONG.body
    app = PanelApp()
    async with app.run_test(size=(40, 16)) as pilot:
        panel = app.query_one(SourcePanel)
        start = body.index(word)
        panel.show(citation(document, start, start + len(word)), [document], "en")
        await pilot.pause()
        await pilot.pause()
        seen = rows(app)
        assert any(word in row.split() for row in seen)
        assert "Reference" in seen[1], "the reference stays above"
        assert (panel.scroll_offset.y == 0) is (word in ("word0", "word3"))


async def test_a_quote_longer_than_the_panel_is_shown_from_its_first_line() -> None:
    document, body = LONG, LONG.body
    app = PanelApp()
    async with app.run_test(size=(40, 16)) as pilot:
        start, end = body.index("word100"), body.index("word300")
        app.query_one(SourcePanel).show(citation(document, start, end), [document], "en")
        await pilot.pause()
        await pilot.pause()
        assert any("word100" in row.split() for row in rows(app))
