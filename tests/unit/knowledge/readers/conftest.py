"""Small real files: PDFs by fpdf2, Word files by python-docx with their XML as Word writes it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fpdf import FPDF

BODY = (
    "The social and solidarity economy encompasses enterprises, organizations and other entities that are "
    "engaged in economic, social and environmental activities to serve the collective or general interest. "
)


@pytest.fixture
def pdf() -> Callable[..., FPDF]:
    """A PDF under way in 11 points; `header` and `footer` are drawn on each page, {n} is its number."""

    def make(header: str = "", footer: str = "") -> FPDF:
        class Document(FPDF):
            def header(self) -> None:
                if header:
                    self.set_font("Helvetica", size=9)
                    self.text(20, 12, header.format(n=self.page_no()))
                self.set_font("Helvetica", size=11)

            def footer(self) -> None:
                if footer:
                    self.set_font("Helvetica", size=9)
                    self.text(100, 290, footer.format(n=self.page_no()))

        document = Document()
        document.set_margin(20)
        document.c_margin = 0  # cells would set words apart
        document.set_auto_page_break(True, 25)
        document.set_font("Helvetica", size=11)
        document.add_page()
        return document

    return make


@pytest.fixture
def paragraph() -> str:
    """Some lines of running text, on one line."""
    return BODY.strip()


LEVELS = """
<w:abstractNum {ns} w:abstractNumId="90">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%3)"/></w:lvl>
</w:abstractNum>
"""


class WordFile:
    """A Word file under way, with the numbering of a resolution: 1. (a) (i)."""

    def __init__(self) -> None:
        self.document = docx.Document()
        self.numbering = self.document.part.numbering_part.element
        self.abstract(LEVELS)
        self.instance(90, 90)

    def abstract(self, xml: str) -> None:
        # Abstract numberings stand before the instances.
        self.numbering.insert(0, parse_xml(xml.format(ns=nsdecls("w"))))

    def instance(self, number: int, abstract: int, overrides: str = "") -> None:
        xml = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'
        self.numbering.append(parse_xml(xml))

    def item(self, text: str, level: int = 0, number: int = 90) -> None:
        paragraph = self.document.add_paragraph(text)
        xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(xml))

    def data(self) -> bytes:
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


@pytest.fixture
def word() -> WordFile:
    return WordFile()


@pytest.fixture
def rezip() -> Callable[..., bytes]:
    """A zip with some members replaced or added."""

    def change(data: bytes, **members: bytes) -> bytes:
        buffer = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(data)) as old,
            zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                if name not in members:
                    new.writestr(name, old.read(name))
            for name, content in members.items():
                new.writestr(name, content)
        return buffer.getvalue()

    return change
