"""A page as a Word document, with styles that a reader can restyle and links that work."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from assistant.pages.blocks import Heading, Line, Page, Run, Table

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

__all__ = ["word"]

_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_CODES = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "pt": "pt-PT"}


def word(page: Page) -> bytes:
    """The bytes of a .docx file; the mark of the AI system is in its properties."""
    import docx as python_docx

    document = python_docx.Document()
    properties = document.core_properties
    properties.title, properties.comments = page.title[:255], page.notice[:255]
    properties.author, properties.keywords = page.system[:255], f"digitalSourceType={page.source_type}"
    properties.language = _CODES.get(page.language, page.language)
    properties.created = datetime.fromisoformat(page.created).replace(tzinfo=UTC)
    document.add_heading(page.title, 0)
    for block in page.blocks:
        if isinstance(block, Heading):
            document.add_heading(block.text, 1)
        elif isinstance(block, Table):
            _add_table(document, block)
        else:
            _fill(document.add_paragraph(style="List Bullet" if block.item else None), block)
    document.add_paragraph(page.notice)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add_table(document: Document, table: Table) -> None:
    grid = document.add_table(rows=1, cols=len(table.header), style="Table Grid")
    for cell, name in zip(grid.rows[0].cells, table.header, strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    for row in table.rows:
        for cell, lines in zip(grid.add_row().cells, row, strict=True):
            for place, line in enumerate(lines):
                _fill(cell.paragraphs[0] if place == 0 else cell.add_paragraph(), line)


def _fill(paragraph: Paragraph, line: Line) -> None:
    for run in line.runs:
        if run.link.startswith(("http://", "https://")):
            _add_link(paragraph, run)
        else:
            added = paragraph.add_run(run.text)
            added.bold, added.italic = run.bold or None, run.quiet or None


def _add_link(paragraph: Paragraph, run: Run) -> None:
    """python-docx has no call for a hyperlink: a relation of the part, and an element that names it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link: Any = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(run.link, _LINK, is_external=True))
    added = paragraph.add_run(run.text)
    added.underline = True
    link.append(added._r)
    paragraph._p.append(link)
