from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from knowledge.errors import NoText, TooLarge, UnreadableFile
from knowledge.readers.blocks import Block, Source
from knowledge.readers.docx import read_docx
from knowledge.readers.numerals import label

FOOTNOTES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r>
<w:r><w:t xml:space="preserve"> See the report.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""


def read(word: Any) -> Source:
    return read_docx(word.data(), "a.docx", 1_000_000)


def shown(source: Source) -> list[str]:
    return [f"{block.label} {block.text}".strip() for block in source.blocks]


def test_headings_title_and_paragraphs(word: Any) -> None:
    word.document.core_properties.title = "The law"
    word.document.core_properties.language = "es"
    word.document.add_heading("Title of the law", 0)
    word.document.add_heading("Chapter", 1)
    word.document.add_heading("Deep", 9)
    word.document.add_paragraph("Some  text\twith a\nbreak.")
    source = read(word)
    assert (source.format, source.title, source.language) == ("docx", "The law", "es")
    assert source.blocks == (
        Block("Title of the law", level=1),
        Block("Chapter", level=1),
        Block("Deep", level=6),
        Block("Some text with a break."),
    )


@pytest.mark.parametrize(
    ("name", "level"),
    [("Titre 2", 2), ("Título 3", 3), ("Überschrift 1", 1), ("Encabezado 4", 4), ("Título", 1), ("Corpo", 0)],
)
def test_localised_heading_styles(word: Any, name: str, level: int) -> None:
    word.document.styles.add_style(name, 1)
    word.document.add_paragraph("Text", style=name)
    assert read(word).blocks == (Block("Text", level=level),)


def test_a_style_based_on_a_heading_and_an_outline_level(word: Any) -> None:
    style = word.document.styles.add_style("Own", 1)
    style.base_style = word.document.styles["Heading 2"]
    word.document.add_paragraph("Based", style="Own")
    paragraph = word.document.add_paragraph("Outlined")
    paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="3"/>'))
    assert [block.level for block in read(word).blocks] == [2, 4]


def test_numbers_as_word_shows_them(word: Any) -> None:
    for text, level in [("A", 0), ("B", 1), ("C", 1), ("D", 2), ("E", 2), ("F", 0), ("G", 1), ("H", 2)]:
        word.item(text, level)
    source = read(word)
    assert shown(source) == ["1. A", "(a) B", "(b) C", "(i) D", "(ii) E", "2. F", "(a) G", "(i) H"]
    assert [block.depth for block in source.blocks] == [0, 1, 1, 2, 2, 0, 1, 2]


def test_instances_go_on_unless_they_override_the_start(word: Any) -> None:
    word.instance(91, 90)
    word.instance(92, 90, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>')
    word.item("A")
    word.item("B", number=91)
    word.item("C", number=92)
    word.item("D", number=92)
    assert shown(read(word)) == ["1. A", "2. B", "5. C", "6. D"]


def test_patterns_of_several_levels_and_other_formats(word: Any) -> None:
    word.abstract(
        """<w:abstractNum {ns} w:abstractNumId="95">
        <w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="PART %1"/></w:lvl>
        <w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
        <w:lvl w:ilvl="2"><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2.%3"/></w:lvl>
        <w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
        <w:lvl w:ilvl="4"><w:numFmt w:val="bullet"/><w:lvlText w:val="–"/></w:lvl>
        <w:lvl w:ilvl="5"><w:numFmt w:val="none"/><w:lvlText w:val=""/></w:lvl>
        </w:abstractNum>"""
    )
    word.instance(95, 95)
    for level in range(6):
        word.item("x", level, 95)
    assert shown(read(word)) == ["PART III x", "III.1 x", "3.1.1 x", "• x", "– x", "x"]


def test_numbers_that_a_style_brings_along(word: Any) -> None:
    style = word.document.styles.add_style("Operative", 1)
    numbers = '<w:numPr {}><w:ilvl w:val="1"/><w:numId w:val="90"/></w:numPr>'
    style.element.get_or_add_pPr().append(parse_xml(numbers.format(nsdecls("w"))))
    word.document.add_paragraph("One", style="Operative")
    off = word.document.add_paragraph("Off", style="Operative")
    off._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>'))
    word.document.add_paragraph("Two", style="Operative")
    assert shown(read(word)) == ["(a) One", "Off", "(b) Two"]


def test_lists_of_the_template(word: Any) -> None:
    word.document.add_paragraph("dot", style="List Bullet")
    word.document.add_paragraph("first", style="List Number")
    word.document.add_paragraph("second", style="List Number")
    assert shown(read(word)) == ["• dot", "1. first", "2. second"]


def test_a_number_that_points_nowhere_is_none(word: Any) -> None:
    word.item("Text", number=777)
    assert shown(read(word)) == ["Text"]


def test_tables_row_by_row(word: Any) -> None:
    table = word.document.add_table(rows=3, cols=2)
    for row, cells in enumerate([("Country", "Number"), ("Spain", "43 000"), ("(a)", "Members shall act.")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    word.document.add_paragraph("After")
    assert shown(read(word)) == ["Country | Number", "Spain | 43 000", "(a) Members shall act.", "After"]


def test_merged_and_nested_cells(word: Any) -> None:
    table = word.document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Both"
    inner = table.cell(1, 0).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "in", "side"
    assert shown(read(word)) == ["Both", "in | side"]


def test_footnotes_become_notes(word: Any, rezip: Callable[..., bytes]) -> None:
    paragraph = word.document.add_paragraph("The text")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="1"/></w:r>'))
    paragraph.add_run(" goes on.")
    data = word.data()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = archive.read("word/_rels/document.xml.rels").replace(
            b"</Relationships>",
            b'<Relationship Id="rId99" Target="footnotes.xml" Type="http://schemas.openxmlformats.org/'
            b'officeDocument/2006/relationships/footnotes"/></Relationships>',
        )
        types = archive.read("[Content_Types].xml").replace(
            b"</Types>",
            b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            b'wordprocessingml.footnotes+xml"/></Types>',
        )
    parts = {
        "word/_rels/document.xml.rels": relations,
        "[Content_Types].xml": types,
        "word/footnotes.xml": FOOTNOTES.encode(),
    }
    source = read_docx(rezip(data, **parts), "a.docx", 1_000_000)
    assert source.blocks == (Block("The text goes on."),)
    assert source.notes == ("See the report.",)


def test_tracked_changes_content_controls_and_text_boxes(word: Any) -> None:
    space = nsdecls("w")
    word.document.add_paragraph("x")._p.getparent().insert(
        0,
        parse_xml(
            f"<w:p {space}><w:r><w:t>Kept</w:t></w:r><w:ins><w:r><w:t xml:space='preserve'> and added</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>"
            "<w:r><w:instrText>PAGE</w:instrText><w:noBreakHyphen/><w:t>so</w:t><w:softHyphen/><w:t>cial</w:t></w:r></w:p>"
        ),
    )
    word.document.element.body.insert(
        1,
        parse_xml(
            f"<w:sdt {space}><w:sdtContent><w:p><w:r><w:t>Control</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    box = (
        "<w:p {}><w:r><w:t>Host</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Box</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
    )
    word.document.element.body.insert(2, parse_xml(box.format(space)))
    assert shown(read(word)) == ["Kept and added-social", "Control", "Host", "Box", "x"]


def test_a_file_without_text_is_refused(word: Any) -> None:
    with pytest.raises(NoText, match="no text"):
        read(word)


def test_the_limit_of_characters(word: Any) -> None:
    word.document.add_paragraph("long " * 50)
    with pytest.raises(TooLarge, match="Split it"):
        read_docx(word.data(), "a.docx", 100)


def test_entities_are_refused(word: Any, rezip: Callable[..., bytes]) -> None:
    word.document.add_paragraph("BOMB")
    data = word.data()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    head, rest = body.split("?>", 1)
    bomb = f'{head}?><!DOCTYPE x [<!ENTITY l0 "lol"><!ENTITY f SYSTEM "file:///etc/passwd">{levels}]>{rest}'
    for entity in ("f", "l11"):
        member = bomb.replace("BOMB", f"before &{entity}; after").encode()
        with pytest.raises(UnreadableFile, match="damaged"):
            read_docx(rezip(data, **{"word/document.xml": member}), "a.docx", 1_000_000)


def test_python_docx_parses_without_expanding_entities() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY l "lol"><!ENTITY f SYSTEM "file:///etc/passwd">]><x>a&l;b&f;</x>'
    assert "".join(parse_xml(bomb).itertext(tag="x")) == "a"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(word: Any, rezip: Callable[..., bytes]) -> None:
    word.document.add_paragraph("Text")
    bomb = rezip(word.data(), **{"word/media/picture.png": b"\0" * 30_000_000})
    with pytest.raises(TooLarge, match="unpack"):
        read_docx(bomb, "a.docx", 1_000_000)


def test_a_size_that_lies_is_found_out(word: Any, rezip: Callable[..., bytes]) -> None:
    word.document.add_paragraph("Text")
    data = bytearray(rezip(word.data(), **{"word/document.xml": b"<x>" + b" " * 30_000_000}))
    place = data.rindex(b"PK\x01\x02")  # the member that was written last, in the directory
    assert struct.unpack_from("<I", data, place + 24)[0] > 30_000_000
    struct.pack_into("<I", data, place + 24, 1_000)
    with pytest.raises(UnreadableFile, match="damaged"):
        read_docx(bytes(data), "a.docx", 1_000_000)


@pytest.mark.parametrize("member", [b"", b"<w:document", b"\xff\xfe\x00", b"<a/>"])
def test_a_damaged_member_is_refused(word: Any, rezip: Callable[..., bytes], member: bytes) -> None:
    word.document.add_paragraph("Text")
    with pytest.raises((UnreadableFile, NoText)):
        read_docx(rezip(word.data(), **{"word/document.xml": member}), "a.docx", 1_000_000)


def test_xml_without_end_is_refused(word: Any, rezip: Callable[..., bytes]) -> None:
    word.document.add_paragraph("Text")
    deep = f"<w:document {nsdecls('w')}><w:body>{'<w:p>' * 5_000}".encode()
    with pytest.raises(UnreadableFile, match="damaged"):
        read_docx(rezip(word.data(), **{"word/document.xml": deep}), "a.docx", 1_000_000)


def test_the_counter_ignores_styles_in_a_ring(word: Any) -> None:
    styles = word.document.styles
    first, second = styles.add_style("First", 1), styles.add_style("Second", 1)
    first.base_style, second.base_style = second, first
    word.document.add_paragraph("Text", style="First")
    assert word.document.paragraphs[0]._p.find(qn("w:pPr")) is not None
    assert shown(read(word)) == ["Text"]


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [
        (4, "decimal", "4"), (4, "decimalZero", "04"), (27, "lowerLetter", "aa"), (2, "upperLetter", "B"),
        (1994, "upperRoman", "MCMXCIV"), (4, "lowerRoman", "iv"), (3, "chicago", "3"), (3, "none", ""),
        (0, "lowerLetter", "0"), (4_000, "lowerRoman", "4000"),
    ],
)  # fmt: skip
def test_numerals(number: int, form: str, expected: str) -> None:
    assert label(number, form) == expected
