"""An exported answer as DOCX, with the AI mark in its properties and at its top."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from assistant.export.page import Item, Page, Source

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

__all__ = ["docx"]

_LOCALES = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "pt": "pt-PT"}
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of properties that a user defines ([MS-OSHARED])
# What XML 1.0 cannot hold; python-docx would raise.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def docx(page: Page) -> bytes:
    """The file's content."""
    import docx as python_docx

    document = python_docx.Document()
    _set_language(document, page.language)
    _set_properties(document, page)
    document.add_heading(_xml(page.title), 0)
    for notice in page.notices:
        document.add_paragraph().add_run(_xml(notice)).bold = True
    document.add_paragraph(_xml(page.verdict))
    for section in page.sections:
        document.add_heading(_xml(section.heading), 1)
        for item in section.items:
            _add_item(document, item, page.language)
    document.add_heading(_xml(page.about), 1)
    for name, value in page.facts:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.add_run(f"{_xml(page.labelled(name))} ").bold = True
        paragraph.add_run(_xml(value))
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _add_item(document: Document, item: Item, language: str) -> None:
    # The style is called a quotation: for an institution's own words alone.
    paragraph = document.add_paragraph(style="Quote" if item.official else None)
    run = paragraph.add_run(_xml(item.text))
    if item.language != language:
        _set_run_language(run, item.language)
    if item.note:
        document.add_paragraph().add_run(_xml(item.note)).bold = True
    for source in item.sources:
        _add_source(document.add_paragraph(), source)


def _add_source(paragraph: Paragraph, source: Source) -> None:
    named = f"{source.reference} ({source.label})" if source.reference else source.label
    paragraph.add_run(f"— {_xml(named)}")
    for url in dict.fromkeys((source.url, source.reported_by)):
        if url:
            paragraph.add_run(" · ")
            _add_link(paragraph, url)


def _add_link(paragraph: Paragraph, url: str) -> None:
    """A link; python-docx reads them, and has no call that makes one."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link: Any = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(_xml(url))
    run.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _set_language(document: Document, language: str) -> None:
    from docx.oxml.ns import qn

    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), _LOCALES.get(language, language))


def _set_run_language(run: Any, language: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element: Any = OxmlElement("w:lang")
    element.set(qn("w:val"), _LOCALES.get(language, language))
    run._r.get_or_add_rPr().append(element)


def _set_properties(document: Document, page: Page) -> None:
    properties = document.core_properties
    properties.title = _xml(page.title)[:255]
    properties.author = "SSE Assistant"
    properties.last_modified_by = "SSE Assistant"
    properties.language = page.language
    properties.comments = _xml(page.mark.notice)[:255]
    properties.keywords = page.mark.digital_source_type
    properties.identifier = page.record
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    properties.revision = 1
    _add_custom_properties(
        document,
        {
            "DigitalSourceType": page.mark.digital_source_type,
            "AISystem": page.mark.system,
            "AINotice": page.mark.notice,
            "AIGeneratedStatements": " ".join(map(str, page.mark.generated)),
        }.items(),
    )


def _add_custom_properties(document: Document, properties: Iterable[tuple[str, str]]) -> None:
    """Properties beyond Dublin Core, a part of the file that python-docx does not know."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    told = "".join(
        f"<property fmtid={quoteattr(_FORMAT_ID)} pid={quoteattr(str(number))} name={quoteattr(name)}>"
        f"<vt:lpwstr>{escape(_xml(value))}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties, 2)  # 0 and 1 are taken
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        f'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{told}</Properties>'
    )
    package = document.part.package
    assert package is not None
    part = Part(PackURI("/docProps/custom.xml"), _CUSTOM_TYPE, content.encode("utf-8"), package)
    package.relate_to(part, _CUSTOM_RELATION)


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)
