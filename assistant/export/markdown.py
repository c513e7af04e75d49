"""An exported answer as Markdown (CommonMark), with the AI mark in its front matter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from assistant.export.page import Item, Page, Source

__all__ = ["escaped", "markdown"]

# What could begin emphasis, code, a link, HTML, an entity or a table inside a line …
_INSIDE = re.compile(r"([\\`*_\[\]<>&|~$])")
# … and a heading, a list, a quotation or a rule at its beginning.
_BEGINNING = re.compile(r"^(\s*)([-+#=]|\d{1,9}(?=[.)](?:\s|$)))")


def markdown(page: Page) -> bytes:
    """The file's content, UTF-8."""
    return ("\n".join(_lines(page)) + "\n").encode("utf-8")


def _lines(page: Page) -> Iterator[str]:
    yield from _front_matter(page)
    yield f"# {_one_line(page.title)}"
    yield ""
    for notice in page.notices:
        yield f"**{_one_line(notice)}**"
        yield ""
    yield _one_line(page.verdict)
    for section in page.sections:
        yield ""
        yield f"## {_one_line(section.heading)}"
        for item in section.items:
            yield ""
            yield from _item(item)
    yield ""
    yield f"## {_one_line(page.about)}"
    yield ""
    for name, value in page.facts:
        yield f"- {_one_line(page.labelled(name))} {_one_line(value)}"


def _front_matter(page: Page) -> Iterator[str]:
    """YAML, of which JSON is a part: values in JSON need no rules of their own."""
    yield "---"
    for name, value in {
        "title": page.title,
        "lang": page.language,
        "generator": page.mark.system,
        "digitalSourceType": page.mark.digital_source_type,
        "aiGeneratedStatements": page.mark.generated,
        "aiNotice": page.mark.notice,
        "date": page.created,
        "record": page.record,
    }.items():
        yield f"{name}: {json.dumps(value, ensure_ascii=False)}"
    yield "---"
    yield ""


def _item(item: Item) -> Iterator[str]:
    """Only an institution's own words stand in a block quotation."""
    before = "> " if item.official else ""
    for line in item.text.split("\n"):
        yield (before + escaped(line)).rstrip()
    if item.note:
        yield ""
        yield f"*{_one_line(item.note)}*"
    for source in item.sources:
        yield ""
        yield f"— {_source(source)}"


def _source(source: Source) -> str:
    named = (
        f"{_one_line(source.reference)} ({_one_line(source.label)})"
        if source.reference
        else _one_line(source.label)
    )
    links = [f"<{url}>" for url in dict.fromkeys((source.url, source.reported_by)) if url]
    return " · ".join([named, *links])


def _one_line(text: str) -> str:
    return escaped(" ".join(text.split()))


def escaped(text: str) -> str:
    """The text as it is, whatever signs of Markdown it holds."""
    escaped = _INSIDE.sub(r"\\\1", text)
    begun = _BEGINNING.match(escaped)
    if not begun:
        return escaped
    sign = begun[2]
    at = begun.end(2)
    # A number begins a list by the point behind it.
    return (
        escaped[:at] + "\\" + escaped[at:] if sign.isdigit() else f"{begun[1]}\\{escaped[begun.start(2) :]}"
    )
