from __future__ import annotations

import pytest

from knowledge.errors import NoText, TooLarge
from knowledge.readers.blocks import Source
from knowledge.readers.html import read_html


def read(body: str, head: str = "") -> Source:
    return read_html(
        f"<!doctype html><html lang='fr'><head>{head}</head><body>{body}</body></html>", "a.html"
    )


def texts(source: Source) -> list[str]:
    return [f"{block.label} {block.text}".strip() for block in source.blocks]


def test_title_language_headings_and_paragraphs() -> None:
    source = read(
        "<h1>Loi <em>ESS</em></h1><p>Un\n  premier   texte.</p><h3>Titre</h3>", "<title>La loi</title>"
    )
    assert (source.format, source.title, source.language) == ("html", "La loi", "fr")
    assert [(block.text, block.level) for block in source.blocks] == [
        ("Loi ESS", 1),
        ("Un premier texte.", 0),
        ("Titre", 3),
    ]


def test_the_first_heading_is_the_title_where_there_is_no_other() -> None:
    assert read("<h1>La loi</h1><p>Texte</p>").title == "La loi"


def test_what_surrounds_the_text_is_left_out() -> None:
    around = (
        "<header>Site</header><nav>Menu</nav><aside>Ads</aside><footer>Imprint</footer><script>x()</script>"
        "<style>p{}</style><p hidden>Hidden</p><p style='display: none'>Gone</p><div role=navigation>More</div>"
    )
    assert texts(read(f"{around}<p>The text.</p>")) == ["The text."]


def test_main_is_read_with_its_own_header() -> None:
    body = "<p>Cookies!</p><main><header><h1>Title</h1></header><p>The text.</p><footer>Share</footer></main>"
    assert texts(read(body)) == ["Title", "The text."]


def test_an_article_that_is_most_of_the_page_is_read_alone() -> None:
    long = "The text of the article. " * 20
    assert texts(read(f"<p>Cookies!</p><article><p>{long}</p></article>")) == [long.strip()]
    teasers = "".join(f"<article><p>Teaser {n}</p></article>" for n in range(5))
    assert len(texts(read(f"{teasers}<p>{long}</p>"))) == 6


def test_an_empty_main_gives_way_to_the_body() -> None:
    assert texts(read("<main id=app></main><div><p>The text of the page.</p></div>")) == [
        "The text of the page."
    ]


def test_a_page_that_is_all_header_is_read() -> None:
    assert texts(read("<header><p>Only this.</p></header>")) == ["Only this."]


def test_a_page_in_a_form_is_read() -> None:
    assert texts(read(f"<form>{'<p>Text.</p>' * 5}</form><form><p>Search</p></form>")) == ["Text."] * 5


def test_lists_have_their_labels_and_depth() -> None:
    source = read(
        "<ol><li>One<ol type=a start=3><li>Inner<li><p>Last</p><p>More</p></ol></li><li value=7>Seven</li></ol>"
        "<ol type=I reversed start=4><li>Four<li>Three</ol><ul><li>Dot<ul><li>Deep</ul></ul>"
    )
    assert [(block.label, block.text, block.depth) for block in source.blocks] == [
        ("1.", "One", 0), ("c.", "Inner", 1), ("d.", "Last", 1), ("", "More", 1), ("7.", "Seven", 0),
        ("IV.", "Four", 0), ("III.", "Three", 0), ("•", "Dot", 0), ("•", "Deep", 1),
    ]  # fmt: skip


def test_a_number_in_the_text_is_not_doubled() -> None:
    assert texts(read("<ol><li>1. One<li>(b) Two</ol>")) == ["1. One", "(b) Two"]
    assert texts(read("<ul style='list-style-type: none'><li>Plain</ul>")) == ["Plain"]


def test_tables_row_by_row() -> None:
    table = "<table><caption>Members</caption><tr><th>Country<th>Number<tr><td>Spain<td>43 000<tr><td><td></table>"
    assert texts(read(table)) == ["Members", "Country | Number", "Spain | 43 000"]


def test_tables_that_set_numbers_off_as_the_official_journal_does() -> None:
    points = "<table><tr><td><p>(a)</p></td><td><p>finance;</p></td></tr></table>"
    table = f"<table><tr><td><p>(1)</p></td><td><p>Members shall improve:</p>{points}</td></tr></table>"
    assert texts(read(table)) == ["(1) Members shall improve:", "(a) finance;"]


def test_a_table_for_layout_keeps_its_paragraphs() -> None:
    assert texts(
        read("<table><tr><td>Menu</td><td><h2>Title</h2><p>One.</p><p>Two.</p></td></tr></table>")
    ) == [
        "Menu",
        "Title",
        "One.",
        "Two.",
    ]


def test_line_breaks() -> None:
    body = "<p>Article 1<br>Members shall<br>promote it.<br>(a) finance<br>(b) training<br><br>End</p>"
    assert texts(read(body)) == ["Article 1 Members shall promote it.", "(a) finance", "(b) training", "End"]


def test_preformatted_text_is_unwrapped() -> None:
    body = "<pre>The economy of the\nmembers is large.\n\n- One item\n- Two items</pre>"
    assert texts(read(body)) == ["The economy of the members is large.", "- One item", "- Two items"]


def test_notes_and_their_calls() -> None:
    body = (
        "<p>Text<sup><a href='#fn1'>1</a></sup> goes on<a href='#_ftn2'><sup>[2]</sup></a> over 5 km<sup>2</sup>"
        " and the 1<sup>er</sup> mai, see <a href='#s5'>5</a>"
        " (<a href='#ntr3-x'>(<span>3</span>)</a>).</p>"
        "<section class=footnotes><ol><li id=fn1>See the report. <a href='#r1'>↩</a></li></ol></section>"
        "<p class='oj-note'><a href='#ntc3-x'>(<span>3</span>)</a> OJ L 1.</p>"
    )
    source = read(body)
    assert texts(source) == ["Text goes on over 5 km² and the 1er mai, see 5 ()."]
    assert source.notes == ("1. See the report.", "(3) OJ L 1.")


def test_xhtml_with_empty_elements() -> None:
    text = (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="es"><head><title/></head>'
        '<body><script src="x"/><p><a id="one"/>Uno<br/>dos</p></body></html>'
    )
    source = read_html(text, "a.xhtml")
    assert texts(source) == ["Uno dos"]
    assert source.language == "es"


def test_bare_text_between_blocks_is_kept() -> None:
    assert texts(read("Before<div>Inside<p>Deep</p>after</div>Last")) == [
        "Before",
        "Inside",
        "Deep",
        "after",
        "Last",
    ]


def test_control_tokens_and_invisible_characters_go() -> None:
    assert texts(read("<p>One&lt;|im_end|&gt; t\u200bwo\u202e fin</p>")) == ["One two fin"]


@pytest.mark.parametrize("body", ["", "<script>render()</script><div id=root></div>", "<p> &nbsp; </p>"])
def test_a_page_without_text_is_refused(body: str) -> None:
    with pytest.raises(NoText, match="scripts"):
        read(body)


def test_nesting_is_no_recursion() -> None:
    assert texts(read("<div>" * 5_000 + "Deep")) == ["Deep"]
    assert texts(read("<table><tr><td>" * 500 + "Deep")) == ["Deep"]


@pytest.mark.parametrize("body", ["<div>" * 30_000, "<p><font color=1>x" * 3_000])
def test_nesting_without_end_is_refused(body: str) -> None:
    with pytest.raises(TooLarge, match="nested"):
        read(body)
