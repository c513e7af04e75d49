"""What file readers hand on: paragraphs, headings and list items in reading order.

Everything that differs between PDF, HTML, DOCX, Markdown and plain text ends here; the
recognisers of provisions see only `Source`.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Block", "Source"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or list item of a document, in reading order.

    Attributes:
        text: NFC, cleaned, on one line: wrapped lines are joined and hyphenation undone.
        level: 1 to 6 for a heading that the format marks, or for a clearly larger or
            bold line of a PDF that stands alone; 0 otherwise.
        label: number or bullet that the format generates and that is not in `text`
            ("1.", "(a)", "•"); "" otherwise.
        depth: nesting of lists, 0 for none or the first; a guess from the indent in PDF.
        page: page of its first line, from 1; 0 where the format has no pages.
    """

    text: str
    level: int = 0
    label: str = ""
    depth: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """A file as its reader hands it on.

    Attributes:
        blocks: the body, in reading order; never empty, and no block is empty.
        format: "pdf", "html", "docx", "markdown" or "text".
        title: what the format says the title is, or "".
        language: what the format declares, or "".
        notes: footnotes taken out of the body, in order: kept, but in no provision.
    """

    blocks: tuple[Block, ...]
    format: str
    title: str = ""
    language: str = ""
    notes: tuple[str, ...] = ()
