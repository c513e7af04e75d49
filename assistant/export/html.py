"""An exported answer as one HTML file: no script, nothing loaded from elsewhere.

The AI mark is in `meta` elements and, for the whole and for each written sentence, in
schema.org microdata (`digitalSourceType`), which needs no script as JSON-LD would.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from assistant.export.mark import GENERATED
from assistant.export.page import Item, Page, Section, Source

__all__ = ["html"]

_SCHEMA = "https://schema.org/"
_SCHEMA_NAMES = {
    "trainedAlgorithmicMedia": "TrainedAlgorithmicMediaDigitalSource",
    "compositeSynthetic": "CompositeSyntheticDigitalSource",
    "composite": "CompositeDigitalSource",
}
_STYLE = """
:root { color-scheme: light dark; }
body { font: 1.05rem/1.55 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.notice { border-left: .3rem solid; padding-left: .8rem; }
.text { white-space: pre-line; margin: 0; } blockquote { margin: 0; }
.source, .note { font-size: .92rem; margin: .3rem 0 0; } .note { font-weight: 600; }
ol { padding-left: 1.4rem; } li { margin: 1.1rem 0; } dt { font-weight: 600; } dd { margin: 0 0 .5rem; }
a, dd { overflow-wrap: anywhere; }
"""


def html(page: Page) -> bytes:
    """The file's content, UTF-8."""
    return ("\n".join(_lines(page)) + "\n").encode("utf-8")


def _lines(page: Page) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield f'<html lang="{escape(page.language)}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    # Whatever a text holds, this file loads and runs nothing.
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    for name, value in (
        ("generator", page.mark.system),
        ("digitalSourceType", page.mark.digital_source_type),
        ("description", page.mark.notice),
        ("date", page.created),
    ):
        if value:
            yield f'<meta name="{name}" content="{escape(value)}">'
    yield f"<title>{escape(page.title)}</title>"
    yield f"<style>{_STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield f'<main itemscope itemtype="{_SCHEMA}CreativeWork">'
    yield _source_type(page.mark.digital_source_type)
    yield f'<h1 itemprop="name">{escape(page.title)}</h1>'
    for notice in page.notices:
        yield f'<p class="notice" role="note"><strong>{escape(notice)}</strong></p>'
    yield f"<p>{escape(page.verdict)}</p>"
    number = 1
    for section in page.sections:
        yield from _section(section, number, page.language)
        number += len(section.items)
    yield f"<section><h2>{escape(page.about)}</h2>"
    yield "<dl>"
    for name, value in page.facts:
        yield f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
    yield "</dl></section>"
    yield "</main>"
    yield "</body>"
    yield "</html>"


def _section(section: Section, first: int, language: str) -> Iterator[str]:
    yield f'<section><h2>{escape(section.heading)}</h2>\n<ol start="{first}">'
    for item in section.items:
        yield from _item(item, language)
    yield "</ol></section>"


def _item(item: Item, language: str) -> Iterator[str]:
    lang = f' lang="{escape(item.language)}"' if item.language != language else ""
    text = escape(item.text)
    if item.generated:
        yield f'<li itemprop="hasPart" itemscope itemtype="{_SCHEMA}CreativeWork">{_source_type(GENERATED)}'
        yield f'<p class="text" itemprop="text"{lang}>{text}</p>'
    elif item.official:
        cite = f' cite="{escape(item.sources[0].url)}"' if item.sources and item.sources[0].url else ""
        yield f'<li><blockquote{cite}><p class="text"{lang}>{text}</p></blockquote>'
    else:
        yield f'<li><p class="text"{lang}>{text}</p>'
    if item.note:
        yield f'<p class="note">{escape(item.note)}</p>'
    for source in item.sources:
        yield f'<p class="source">{_source(source)}</p>'
    yield "</li>"


def _source(source: Source) -> str:
    named = (
        f"<cite>{escape(source.reference)}</cite> ({escape(source.label)})"
        if source.reference
        else escape(source.label)
    )
    links = [
        f'<a href="{escape(url)}" rel="noreferrer">{escape(url)}</a>'
        for url in dict.fromkeys((source.url, source.reported_by))
        if url
    ]
    return " · ".join([named, *links])


def _source_type(uri: str) -> str:
    name = _SCHEMA_NAMES[uri.rpartition("/")[2]]
    return f'<link itemprop="digitalSourceType" href="{_SCHEMA}{name}">'
