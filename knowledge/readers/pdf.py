"""PDF: the characters of each page, with their place and type, put together to lines.

PDFium (pypdfium2) reads the file; pages are never rendered. The order of characters in the
file is trusted within a line only: what follows what is decided in `knowledge.readers.layout`.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from knowledge.errors import Encrypted, NoText, TooLarge, UnreadableFile
from knowledge.readers.blocks import Source
from knowledge.readers.fragments import SPACE, Piece, fragments
from knowledge.readers.layout import blocks_of
from knowledge.readers.lines import Page
from knowledge.readers.wrapping import tidy
from knowledge.worded import worded

__all__ = ["MAX_PAGES", "read_pdf"]

MAX_PAGES = 5_000
_MAX_CHARACTERS_OF_PAGE = 500_000
_TAIL = 2_048  # bytes at the end of the file that must hold its end mark
_UNMAPPED = 0.3  # share of characters without a meaning: the text layer is of no use
_ADDED_SPACE = 0.1  # sizes
_TURN = math.radians(5)


def read_pdf(data: bytes, name: str, max_characters: int) -> Source:
    """The text of a PDF.

    Raises:
        Encrypted: it asks for a password.
        UnreadableFile: it is damaged or cut off, or one of its pages is.
        NoText: no page holds text that can be read.
        TooLarge: it has more than `MAX_PAGES` pages or `max_characters` characters.
    """
    import pypdfium2  # it has annotations, but no py.typed
    from pypdfium2 import raw

    if b"%%EOF" not in data[-_TAIL:].rstrip(b"\0"):
        raise UnreadableFile(
            name,
            worded(
                "The PDF breaks off before its end. Fetch or copy it again, whole, then add it once more."
            ),
        )
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise Encrypted(
                name,
                worded(
                    "The PDF asks for a password. Save a copy without one (qpdf --decrypt), then add the "
                    "copy."
                ),
            ) from error
        raise UnreadableFile(
            name,
            worded(
                "The PDF is damaged. Fetch it again, or repair it (qpdf in.pdf out.pdf), then add it "
                "once more."
            ),
        ) from error
    with closing(document):
        count = len(document)
        if count > MAX_PAGES:
            raise TooLarge(
                name,
                worded(
                    "The PDF has {count:,} pages; at most {max_pages:,} are read. Split it, then add the "
                    "parts.",
                    count=count,
                    max_pages=MAX_PAGES,
                ),
            )
        pages, unmapped = _pages(document, name, max_characters)
        title, language = _title(document), _language(document)
    characters = sum(len(line.text) for page in pages for line in page.lines)
    if unmapped > _UNMAPPED * max(characters, 1):
        raise NoText(
            name,
            worded(
                "The PDF's {count:,} pages hold text whose characters have no meaning (their fonts do "
                "not say what they stand for). Recognise it anew, for instance with `ocrmypdf "
                "--force-ocr in.pdf out.pdf`, then add the result.",
                count=count,
            ),
        )
    blocks, notes = blocks_of(pages)
    if not blocks:
        raise NoText(
            name,
            worded(
                "The PDF has {count:,} page{value} but no text: it is a scan. Recognise its text, for "
                "instance with `ocrmypdf in.pdf out.pdf`, then add the result.",
                count=count,
                value="s" if count != 1 else "",
            ),
        )
    return Source(blocks, "pdf", title=title, language=language, notes=notes)


def _pages(document: Any, name: str, max_characters: int) -> tuple[list[Page], int]:
    import pypdfium2

    pages: list[Page] = []
    characters = unmapped = 0
    for index in range(len(document)):
        try:
            with closing(document[index]) as page, closing(page.get_textpage()) as text:
                count = text.count_chars()
                characters += count
                if characters > max_characters or count > _MAX_CHARACTERS_OF_PAGE:
                    raise TooLarge(
                        name,
                        worded(
                            "The PDF holds more text than is read ({max_characters:,} characters, "
                            "{max_characters_of_page:,} of them on a page). Split it, then add the parts.",
                            max_characters=max_characters,
                            max_characters_of_page=_MAX_CHARACTERS_OF_PAGE,
                        ),
                    )
                found = _upright(
                    list(_pieces(text, count)), page.get_width(), page.get_height(), page.get_rotation()
                )
                height, pieces = found
        except (pypdfium2.PdfiumError, OSError, ValueError) as error:
            raise UnreadableFile(
                name,
                worded(
                    "Page {index} of the PDF cannot be read: it is damaged. Repair the file (qpdf in.pdf "
                    "out.pdf), then add it once more.",
                    index=index + 1,
                ),
            ) from error
        lines = tuple(fragments(pieces, index + 1))
        unmapped += sum(
            1 for line in lines for char in line.text if char == "\ufffd" or "\ue000" <= char < "\uf000"
        )
        pages.append(Page(index + 1, height, lines))
    return pages, unmapped


def _pieces(text: Any, count: int) -> Iterator[Piece]:
    """Runs of characters of one word that share baseline and size, in the file's order."""
    from pypdfium2 import raw

    x, y = ctypes.c_double(), ctypes.c_double()
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    piece: Piece | None = None
    key: tuple[float, float] | None = None
    space = SPACE
    last = math.nan
    high = 0
    for i in range(count):
        code = raw.FPDFText_GetUnicode(text, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        # PDFium sets U+0002 for a hyphen at a line end; 0 and U+FFFE stand for "no meaning".
        char = "-" if code == 2 else "\ufffd" if code in (0, 0xFFFE, 0xFFFF) else chr(code)
        generated = raw.FPDFText_IsGenerated(text, i)
        if char.isspace():
            # What PDFium adds stands for a gap, but also for a change of baseline without one.
            space = min(space, _ADDED_SPACE if generated else -math.inf)
            continue
        if generated:
            continue
        raw.FPDFText_GetCharOrigin(text, i, x, y)
        raw.FPDFText_GetLooseCharBox(text, i, box)
        if not math.isfinite(box.left + box.right + box.bottom + box.top + x.value + y.value):
            continue  # a damaged matrix puts it nowhere
        here = (round(y.value, 1), raw.FPDFText_GetFontSize(text, i))
        # The letters of a ligature share one origin.
        near = piece is not None and (x.value == last or -0.5 < (box.left - piece.x1) / piece.size < 1.0)
        last = x.value
        if piece is not None and near and space == SPACE and here == key:
            piece.text += char
            piece.x1 = max(piece.x1, box.right)
            piece.y1 = max(piece.y1, box.top)
            continue
        if piece is not None:
            yield piece
        raw.FPDFText_GetMatrix(text, i, matrix)
        length = raw.FPDFText_GetFontInfo(text, i, buffer, len(buffer), flags)
        font = buffer.raw[: min(max(length - 1, 0), len(buffer))].lower()
        # The size that is set may be 1 and the matrix hold the rest.
        size = abs(here[1] * math.hypot(matrix.b, matrix.d))
        size = size if 0.01 < size < 10_000 else 1.0
        piece = Piece(
            char,
            x0=box.left,
            x1=box.right,
            y0=box.bottom,
            y1=box.top,
            x=x.value,
            y=y.value,
            size=size,
            bold=any(word in font for word in (b"bold", b"black", b"heavy", b"-bd"))
            or raw.FPDFText_GetFontWeight(text, i) >= 600,
            space=space,
            angle=-raw.FPDFText_GetCharAngle(text, i),  # PDFium turns clockwise
        )
        key, space = here, SPACE
    if piece is not None:
        yield piece


def _upright(pieces: list[Piece], width: float, height: float, rotation: int) -> tuple[float, list[Piece]]:
    """The pieces that run the way most of the page does, turned so that they run to the right.

    What stands across that way is a watermark or a stamp in the margin.
    """
    if not pieces:
        return height, []
    quarters = Counter[int]()
    for piece in pieces:
        quarters[round(piece.angle / (math.pi / 2)) % 4] += len(piece.text)
    turn = quarters.most_common(1)[0][0]
    kept = [
        piece
        for piece in pieces
        if abs((piece.angle - turn * math.pi / 2 + math.pi) % (2 * math.pi) - math.pi) <= _TURN
    ]
    # The size of a turned page is given as it is shown; characters stay where they were set.
    if rotation in (90, 270):
        width, height = height, width
    for piece in kept:
        piece.turn(turn, width, height)
    return (width if turn % 2 else height), kept


def _title(document: Any) -> str:
    title = tidy(document.get_metadata_value("Title") or "")
    # What a word processor leaves there is the name of a file.
    junk = title.lower().startswith(("microsoft word", "untitled", "sans titre", "document1"))
    return "" if junk or title.lower().endswith((".doc", ".docx", ".pdf", ".indd")) else title


def _language(document: Any) -> str:
    from pypdfium2 import raw

    size = raw.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < size < 128:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    raw.FPDFCatalog_GetLanguage(document, buffer, size)
    return tidy(bytes(buffer)[:-2].decode("utf-16-le", "ignore"))
