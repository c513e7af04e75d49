"""Files to sources: found, opened with care, and read by what they are, not by what they are called."""

from __future__ import annotations

import codecs
import io
import os
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from knowledge.errors import Encrypted, ReaderError, TooLarge, UnknownFormat, UnreadableFile
from knowledge.readers.blocks import Source
from knowledge.text import clean
from knowledge.worded import worded

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "SUFFIXES", "read_bytes", "read_file", "walk"]

MAX_BYTES = 100_000_000
MAX_CHARACTERS = 20_000_000
SUFFIXES = frozenset({".pdf", ".html", ".htm", ".xhtml", ".docx", ".md", ".markdown", ".txt"})

_KNOWN = worded("PDF, HTML, Word (.docx), Markdown and plain text")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|(?:html|head|body|title|meta|div|article|main|section|p"
    r"|h[1-6]|table|ul|ol|center|font)\b)",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([a-z0-9_:.-]{2,40})", re.IGNORECASE
)
_HEAD = 4_096  # bytes or characters in which a format shows itself
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_JUNK = 0.002  # share of control characters, over which bytes are no text


def read_file(path: Path) -> Source:
    """Read the document at `path`.

    Raises:
        ReaderError: one of its subclasses says why it cannot be read.
    """
    name = str(path)
    try:
        # Non-blocking: opening a pipe would wait for a writer for ever.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            facts = os.fstat(file.fileno())
            if stat.S_ISDIR(facts.st_mode):
                raise UnreadableFile(name, worded("This is a folder. Add the files in it."))
            if not stat.S_ISREG(facts.st_mode):
                raise UnreadableFile(
                    name, worded("This is not an ordinary file. Save the document to a file, then add that.")
                )
            _check_size(facts.st_size, name)
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise UnreadableFile(name, worded("There is no such file. Check the path.")) from error
    except PermissionError as error:
        raise UnreadableFile(
            name, worded("You may not read this file. Change its permissions, or add a copy.")
        ) from error
    except IsADirectoryError as error:
        raise UnreadableFile(name, worded("This is a folder. Add the files in it.")) from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(
            name, worded("The file cannot be opened ({error}). Check the path and the disk.", error=error)
        ) from error
    return read_bytes(data, name)


def read_bytes(data: bytes, name: str) -> Source:
    """Read a document from its bytes; `name` stands in messages, and its suffix tells Markdown from text.

    Raises:
        ReaderError: one of its subclasses says why it cannot be read.
    """
    _check_size(len(data), name)
    if not data.strip(b"\0 \t\r\n\f\v\xef\xbb\xbf"):
        raise UnreadableFile(name, worded("The file is empty. Check that it was saved or fetched whole."))
    if b"%PDF-" in data[:1024]:
        from knowledge.readers.pdf import read_pdf

        return read_pdf(data, name, MAX_CHARACTERS)
    if data.startswith(b"PK"):
        return _read_zip(data, name)
    if data.startswith(_OLE):
        # UTF-16 names of the streams that a password-protected .docx is wrapped in.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Encrypted(
                name, worded("The Word file asks for a password. Save a copy without one, then add the copy.")
            )
        raise UnknownFormat(
            name, worded("This is an old Word or Office file. Save it as .docx or PDF, then add that.")
        )
    if data.startswith(b"{\\rtf"):
        raise UnknownFormat(name, worded("This is an RTF file. Save it as .docx or PDF, then add that."))
    text = _decoded(data, name)
    if _HTML.match(text[:_HEAD]):
        from knowledge.readers.html import read_html

        return read_html(text, name)
    from knowledge.readers.plain import read_plain

    return read_plain(text, name)


def walk(paths: Iterable[Path]) -> Iterator[Path | ReaderError]:
    """The files that may be documents among `paths` and in the folders among them, sorted.

    Hidden files and folders are left out, and so are files of other suffixes, unless they are
    named in `paths`. What cannot be entered comes as an error, in its place; a file that is
    reached twice comes once.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        try:
            facts = path.stat()
        except (OSError, ValueError) as error:
            yield UnreadableFile(
                str(path),
                worded("There is nothing that can be read here ({why}). Check the path.", why=_why(error)),
            )
            continue
        if stat.S_ISDIR(facts.st_mode):
            yield from _walk_folder(path, seen)
        elif (facts.st_dev, facts.st_ino) not in seen:
            seen.add((facts.st_dev, facts.st_ino))
            yield path


def _walk_folder(top: Path, seen: set[tuple[int, int]]) -> Iterator[Path | ReaderError]:
    # An explicit stack: folders may be nested deeper than Python's. Each entry knows the folders it is in.
    stack: list[tuple[Path, frozenset[tuple[int, int]]]] = [(top, frozenset())]
    while stack:
        path, inside = stack.pop()
        try:
            facts = path.stat()
            place = (facts.st_dev, facts.st_ino)
            if stat.S_ISDIR(facts.st_mode):
                if place in inside:
                    yield UnreadableFile(
                        str(path), worded("This link leads back to a folder that it is in. Remove the link.")
                    )
                    continue
                if place in seen:
                    continue
                seen.add(place)
                entries = sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
                stack += [(entry, inside | {place}) for entry in reversed(entries)]
            elif path.suffix.lower() in SUFFIXES and stat.S_ISREG(facts.st_mode) and place not in seen:
                seen.add(place)
                yield path
        except OSError as error:
            yield UnreadableFile(
                str(path), worded("This cannot be read ({why}). Check its permissions.", why=_why(error))
            )


def _why(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _check_size(size: int, name: str) -> None:
    if size > MAX_BYTES:
        raise TooLarge(
            name,
            worded(
                "The file has {size:,.0f} MB; at most {max_bytes:,.0f} MB are read. Split it, then add "
                "the parts.",
                size=size / 1000000.0,
                max_bytes=MAX_BYTES / 1000000.0,
            ),
        )


def _read_zip(data: bytes, name: str) -> Source:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {member.filename for member in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise UnreadableFile(
            name, worded("The file breaks off or is damaged. Fetch or save it again, then add it.")
        ) from error
    if "[Content_Types].xml" in members and any(member.startswith("word/") for member in members):
        from knowledge.readers.docx import read_docx

        return read_docx(data, name, MAX_CHARACTERS)
    kinds = {
        "xl/": worded("a spreadsheet (.xlsx)"),
        "ppt/": worded("a presentation (.pptx)"),
        "META-INF/": worded("an e-book or OpenDocument file"),
    }
    kind = next(
        (what for start, what in kinds.items() if any(m.startswith(start) for m in members)),
        worded("an archive"),
    )
    advice = (
        worded("Unpack it, and add the files")
        if kind == "an archive"
        else worded("Save it as PDF or .docx, then add that")
    )
    raise UnknownFormat(
        name, worded("This is {kind}; {known} can be read. {advice}.", kind=kind, known=_KNOWN, advice=advice)
    )


def _decoded(data: bytes, name: str) -> str:
    text = _decode(data)
    if (
        text is None
        or len(_CONTROLS.findall(text)) > max(1, _JUNK * len(text))
        or text.count("\ufffd") > 0.05 * len(text)
    ):
        raise UnknownFormat(
            name, worded("This is neither text nor of a known format; {known} can be read.", known=_KNOWN)
        )
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(
            name,
            worded(
                "The file has {n_text:,} characters; at most {max_characters:,} are read. Split it, then "
                "add the parts.",
                n_text=len(text),
                max_characters=MAX_CHARACTERS,
            ),
        )
    if not clean(text[:1_000_000]).strip():
        raise UnreadableFile(
            name, worded("The file holds no text. Check that it was saved or fetched whole.")
        )
    return text


def _decode(data: bytes) -> str | None:
    """Text of bytes: by its mark, as UTF-8, as it declares, then as Windows-1252; None for none of them."""
    marks = (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    )
    for mark, encoding in marks:
        if data.startswith(mark):
            # One bad byte must not turn a whole text into another alphabet.
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared := _CHARSET.search(data[:_HEAD]):
        try:
            decoder = codecs.lookup(declared[1].decode("ascii"))
            # Codecs such as "zip" or "rot13" are no character sets.
            if decoder._is_text_encoding and decoder.name not in (
                "utf-8",
                "undefined",
                "idna",
                "punycode",
                "unicode_escape",
            ):
                return data.decode(decoder.name, "replace")
        except (LookupError, ValueError):
            pass
    if b"\0" in data:
        return None
    # A UTF-8 text with a few broken bytes: most of its non-ASCII bytes still make sense.
    mended = data.decode("utf-8", "replace")
    high = sum(1 for char in mended if char > "\x7f")
    if mended.count("\ufffd") < 0.1 * high:
        return mended
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        # Five bytes have no meaning in Windows-1252: Latin-1 makes control characters of them, and they go.
        text = data.decode("latin-1")
        return text if len(re.findall("[\x80-\x9f]", text)) <= 0.01 * len(text) else None
