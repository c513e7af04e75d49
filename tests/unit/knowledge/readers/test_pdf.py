from __future__ import annotations

from collections.abc import Callable

import pytest
from fpdf import FPDF

from knowledge.errors import Encrypted, NoText, TooLarge, UnreadableFile
from knowledge.readers import pdf as reader
from knowledge.readers.blocks import Source
from knowledge.readers.pdf import read_pdf

Make = Callable[..., FPDF]


def read(document: FPDF) -> Source:
    return read_pdf(bytes(document.output()), "a.pdf", 1_000_000)


def test_paragraphs_headings_and_pages(pdf: Make, paragraph: str) -> None:
    document = pdf()
    document.set_title("Resolution on the economy")
    document.set_lang("en-GB")
    document.set_font("Helvetica", "B", 16)
    document.multi_cell(0, 8, "Decent work", new_x="LMARGIN", new_y="NEXT")
    document.ln(4)
    document.set_font("Helvetica", size=11)
    document.multi_cell(0, 5, paragraph, new_x="LMARGIN", new_y="NEXT")
    document.add_page()
    document.multi_cell(0, 5, f"1. {paragraph}", new_x="LMARGIN", new_y="NEXT")
    source = read(document)
    assert (source.format, source.title, source.language) == ("pdf", "Resolution on the economy", "en-GB")
    assert [(block.text, block.level, block.page) for block in source.blocks] == [
        ("Decent work", 1, 1),
        (paragraph, 0, 1),
        (f"1. {paragraph}", 0, 2),
    ]


def test_running_lines_go_and_a_paragraph_goes_on_over_the_page(pdf: Make, paragraph: str) -> None:
    document = pdf(header="A/RES/77/281", footer="Page {n} of 3")
    text = " ".join([paragraph] * 40)
    document.multi_cell(0, 5, text, new_x="LMARGIN", new_y="NEXT")
    assert document.page_no() > 1
    assert [(block.text, block.page) for block in read(document).blocks] == [(text, 1)]


def test_hyphens_at_line_ends(pdf: Make) -> None:
    document = pdf()
    document.multi_cell(0, 5, "The world of co-opera-\ntives and of mutual so-\ncieties is large.", align="L")
    assert read(document).blocks[0].text == "The world of co-operatives and of mutual societies is large."


def test_footnotes_and_raised_calls(pdf: Make, paragraph: str) -> None:
    document = pdf()
    document.write(5, paragraph[:-1])
    document.char_vpos = "SUP"
    document.write(5, "1")
    document.char_vpos = "LINE"
    document.write(5, " and land of 5 km")
    document.char_vpos = "SUP"
    document.write(5, "2")
    document.char_vpos = "LINE"
    document.write(5, ".")
    document.set_font("Helvetica", size=8)
    document.set_xy(20, 260)
    document.write(4, "1 See the report.")
    source = read(document)
    assert source.notes == ("1 See the report.",)
    assert [block.text for block in source.blocks] == [f"{paragraph[:-1]} and land of 5 km²."]


def test_two_columns_under_a_title(pdf: Make, paragraph: str) -> None:
    document = pdf()
    document.set_font("Helvetica", "B", 16)
    document.cell(170, 8, "A title over both of the columns of this page", new_x="LMARGIN", new_y="NEXT")
    document.ln(4)
    document.set_font("Helvetica", size=11)
    top = document.get_y()
    document.multi_cell(80, 5, paragraph)
    # The right column is put into the file line by line, as a word processor may do.
    document.set_xy(110, top)
    document.multi_cell(80, 5, paragraph.upper())
    blocks = read(document).blocks
    assert [block.text for block in blocks] == [
        "A title over both of the columns of this page",
        paragraph,
        paragraph.upper(),
    ]


def test_a_turned_page_is_read_upright_and_a_watermark_is_left_out(pdf: Make, paragraph: str) -> None:
    document = pdf()
    with document.rotation(90, 105, 148):
        document.multi_cell(0, 5, paragraph)
    with document.rotation(45, 105, 148):
        document.text(60, 148, "DRAFT")
    assert [block.text for block in read(document).blocks] == [paragraph]


def test_a_page_that_is_shown_turned_is_read_as_it_is_shown(pdf: Make, paragraph: str) -> None:
    import pypdfium2

    document = pdf()
    with document.rotation(90, 105, 148):
        document.multi_cell(0, 5, paragraph)
    turned = pypdfium2.PdfDocument(bytes(document.output()))
    turned[0].set_rotation(90)
    from io import BytesIO

    buffer = BytesIO()
    turned.save(buffer)
    turned.close()
    source = read_pdf(buffer.getvalue(), "a.pdf", 1_000_000)
    assert [block.text for block in source.blocks] == [paragraph]


def test_a_pdf_of_pictures_says_what_makes_it_readable(pdf: Make) -> None:
    document = pdf()
    document.rect(20, 20, 50, 50)
    with pytest.raises(NoText, match=r"^a\.pdf: The PDF has 1 page but no text.*ocrmypdf"):
        read(document)


def test_a_password_is_asked_for(pdf: Make) -> None:
    document = pdf()
    document.cell(text="Secret")
    document.set_encryption("owner", user_password="user")
    with pytest.raises(Encrypted, match="password"):
        read(document)


def test_an_owner_password_alone_does_not_matter(pdf: Make) -> None:
    document = pdf()
    document.cell(text="Not secret")
    document.set_encryption("owner")
    assert read(document).blocks[0].text == "Not secret"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_pdf_that_breaks_off_is_refused(pdf: Make, paragraph: str, share: float) -> None:
    document = pdf()
    document.multi_cell(0, 5, paragraph)
    data = bytes(document.output())
    with pytest.raises(UnreadableFile, match="breaks off"):
        read_pdf(data[: int(len(data) * share)], "a.pdf", 1_000_000)


def test_a_damaged_pdf_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        read_pdf(b"%PDF-1.7\nnothing that makes sense\n%%EOF\n", "a.pdf", 1_000_000)


def test_a_page_that_is_missing_is_named(pdf: Make, paragraph: str) -> None:
    document = pdf()
    document.multi_cell(0, 5, paragraph)
    document.add_page()
    document.multi_cell(0, 5, paragraph)
    data = bytes(document.output())
    # The second page's object becomes one of no known kind; offsets stay as they are.
    first = data.index(b"/Type /Page\n")
    second = data.index(b"/Type /Page\n", first + 5)
    broken = data[:second] + b"/Type /Pear\n" + data[second + 12 :]
    with pytest.raises(UnreadableFile, match=r"Page 2 of the PDF cannot be read"):
        read_pdf(broken, "a.pdf", 1_000_000)


def test_limits_of_pages_and_characters(pdf: Make, paragraph: str, monkeypatch: pytest.MonkeyPatch) -> None:
    document = pdf()
    document.multi_cell(0, 5, paragraph)
    document.add_page()
    data = bytes(document.output())
    with pytest.raises(TooLarge, match="100 characters"):
        read_pdf(data, "a.pdf", 100)
    monkeypatch.setattr(reader, "MAX_PAGES", 1)
    with pytest.raises(TooLarge, match=r"2 pages; at most 1 are read"):
        read_pdf(data, "a.pdf", 1_000_000)


@pytest.mark.parametrize("title", ["Microsoft Word - draft3", "report.docx", "Untitled"])
def test_the_name_of_a_file_is_no_title(pdf: Make, title: str) -> None:
    document = pdf()
    document.set_title(title)
    document.cell(text="Text")
    assert read(document).title == ""
