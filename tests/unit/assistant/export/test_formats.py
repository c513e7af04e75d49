"""Markdown, HTML, DOCX and JSON: nothing is lost, nothing runs, and the AI mark is there twice."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx as python_docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from assistant.answer import Answer
from assistant.export.files import FORMATS, render
from assistant.export.mark import mark_of
from assistant.export.markdown import escaped, markdown
from assistant.export.page import page_of
from assistant.redaction import removed

Make = Callable[..., Any]
LANGUAGES = ("en", "fr", "es", "pt")
URL = "https://official.example.org/a?b=1&c=2"


def text_of(content: bytes, suffix: str) -> str:
    """What a reader sees of the file."""
    if suffix == ".docx":
        document = python_docx.Document(io.BytesIO(content))
        return "\n".join(paragraph.text for paragraph in document.paragraphs)
    if suffix == ".html":
        body = HTMLParser(content).body
        assert body is not None
        return body.text()
    text = content.decode("utf-8")
    return re.sub(r"\\([^\w\s])", r"\1", text) if suffix == ".md" else text


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_holds_every_text_reference_and_link(
    everything: Callable[[str], Answer], suffix: str, language: str
) -> None:
    answer = everything(language)
    text = text_of(render(answer, suffix, include_own=True), suffix)
    for statement in answer.statements:
        assert statement.text in text
    assert text.count(URL) >= 6
    assert text.count("para. 5") >= 6
    assert "https://example.org/page" in text
    assert mark_of(answer).notice in text


@pytest.mark.parametrize("suffix", FORMATS)
def test_own_texts_stay_at_home_unless_they_are_asked_for(
    everything: Callable[[str], Answer], suffix: str
) -> None:
    answer = everything("en")
    shared = text_of(render(answer, suffix), suffix)
    assert "secret" not in shared
    assert "minutes" not in shared
    assert removed("Our secret vote.") in shared
    assert "Our secret vote." in text_of(render(answer, suffix, include_own=True), suffix)


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_answer_of_nothing_is_written_too(record: Make, suffix: str) -> None:
    answer = record(gate="not_in_texts", gate_reason="", id="", created="", versions={})
    assert "Is it?" in text_of(render(answer, suffix), suffix)


@pytest.mark.parametrize("suffix", FORMATS)
def test_hostile_text_is_shown_and_does_nothing(
    record: Make, statement: Make, hostile: str, suffix: str
) -> None:
    answer = record(statement(cited={"quote": hostile, "title": hostile}), question=hostile)
    content = render(answer, suffix)
    if suffix == ".html":
        tree = HTMLParser(content)
        assert not tree.css("script, img, iframe, object, style ~ style, [onerror], [onclick]")
        assert hostile in tree.body.text()
        assert all(link.attributes["href"].startswith("https://") for link in tree.css("a"))
    if suffix == ".json":
        assert json.loads(content)["answer"]["statements"][0]["text"] == hostile
    if suffix == ".docx":
        assert hostile in text_of(content, suffix)


def test_html_is_whole_accessible_and_runs_nothing(everything: Callable[[str], Answer]) -> None:
    answer = everything("fr")
    content = render(answer, ".html")
    tree = HTMLParser(content)
    assert tree.root.attributes["lang"] == "fr"
    assert [node.tag for node in tree.css("h1, h2, h3")] == ["h1", "h2", "h2", "h2"]
    assert tree.css_first("title").text() == answer.question
    assert not tree.css("script, link[rel], img, [src]")
    assert "default-src 'none'" in tree.css_first("meta[http-equiv]").attributes["content"]
    assert len(tree.css("blockquote")) == 1
    assert tree.css_first("blockquote").attributes["cite"] == URL


def test_html_marks_ai_for_machines(everything: Callable[[str], Answer]) -> None:
    tree = HTMLParser(render(everything("en"), ".html"))
    marks = [node.attributes["href"] for node in tree.css("link[itemprop=digitalSourceType]")]
    assert marks == [
        "https://schema.org/CompositeSyntheticDigitalSource",
        "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
        "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    ]
    assert (
        tree.css_first("meta[name=digitalSourceType]").attributes["content"].endswith("/compositeSynthetic")
    )


def test_html_names_the_language_of_a_foreign_quote(record: Make, statement: Make) -> None:
    tree = HTMLParser(render(record(statement(cited={"language": "es"}), language="pt"), ".html"))
    assert tree.css_first("p.text").attributes["lang"] == "es"


def test_markdown_marks_ai_in_its_front_matter(everything: Callable[[str], Answer]) -> None:
    text = render(everything("es"), ".md").decode()
    front = dict(line.split(": ", 1) for line in text.split("---\n")[1].splitlines())
    values = {name: json.loads(value) for name, value in front.items()}
    assert values["lang"] == "es"
    assert values["digitalSourceType"].endswith("/compositeSynthetic")
    assert values["aiGeneratedStatements"] == [5, 6]


def test_only_official_words_are_a_block_quotation(everything: Callable[[str], Answer]) -> None:
    lines = render(everything("en"), ".md").decode().splitlines()
    assert [line for line in lines if line.startswith(">")] == ["> “Members shall decide.”"]


def test_markdown_has_no_structure_but_its_own(record: Make, statement: Make, hostile: str) -> None:
    answer = record(statement(cited={"quote": hostile, "kind": "official"}), question="# a\n---\n- b")
    lines = markdown(page_of(answer)).decode().split("---\n", 2)[2].splitlines()
    assert [line for line in lines if re.match(r"#{1,6} ", line)] == [
        r"# \# a --- - b", "## Answer", "## How this answer came about",
    ]  # fmt: skip
    quoted = [line.removeprefix("> ") for line in lines if line.startswith(">")]
    assert not any(re.match(r"\s*([#>+-]|\d+[.)]) ?", line) for line in quoted)
    assert not re.search(r"(?<!\\)[<>`*_\[\]|~$](?![^<]*example\.org)", "\n".join(quoted))


_LINES = (
    st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=30).map(str.strip).filter(bool)
)
_SIGNS = st.text("#>-+*_=`~[]()!<&;|\\\\$:.1a @/", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(_LINES | _SIGNS)
def test_any_text_is_one_paragraph_of_that_text_in_markdown(line: str) -> None:
    """As CommonMark reads it: no heading, list, link, emphasis or HTML that was not ours."""
    tokens = MarkdownIt("commonmark").parse(escaped(line))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text"}
    assert "".join(child.content for child in children) == line


def test_docx_marks_ai_in_its_properties(everything: Callable[[str], Answer]) -> None:
    content = render(everything("pt"), ".docx")
    properties = python_docx.Document(io.BytesIO(content)).core_properties
    assert properties.language == "pt"
    assert properties.keywords.endswith("/compositeSynthetic")
    assert properties.comments.startswith("Feito com IA")
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        custom = file.read("docProps/custom.xml").decode()
        types = file.read("[Content_Types].xml").decode()
        relations = file.read("_rels/.rels").decode()
        styles = file.read("word/styles.xml").decode()
    assert ">http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic<" in custom
    assert 'name="AIGeneratedStatements"><vt:lpwstr>5 6<' in custom
    assert "custom-properties+xml" in types
    assert "docProps/custom.xml" in relations
    assert 'w:lang w:val="pt-PT"' in styles


def test_docx_has_links_and_quotations(everything: Callable[[str], Answer]) -> None:
    document = python_docx.Document(io.BytesIO(render(everything("en"), ".docx")))
    assert [one.text for one in document.paragraphs if one.style.name == "Quote"] == [
        "“Members shall decide.”"
    ]
    links = [link.address for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert links.count(URL) == 5
    assert next(one.text for one in document.paragraphs if one.style.name == "Heading 1") == "Answer"


def test_docx_takes_any_character(record: Make, statement: Make) -> None:
    text = "a\x00b\x0bc\ud800d\ufffee\U0001f600\tf\ng"
    answer = record(statement(cited={"quote": text}), question=text)
    assert "abcde\U0001f600\tf\ng" in text_of(render(answer, ".docx"), ".docx")


def test_json_gives_the_record_back_whole(everything: Callable[[str], Answer]) -> None:
    answer = everything("en")
    told = json.loads(render(answer, ".json", include_own=True))
    assert Answer.model_validate(told["answer"]) == answer
    assert told["@context"] == "https://schema.org"
    assert told["digitalSourceType"].endswith("/compositeSynthetic")
    assert told["ai"]["generated"] == [5, 6]
