"""A comparison as CSV for a spreadsheet, with cells that no spreadsheet runs as a formula."""

from __future__ import annotations

import csv
import io

from assistant.compare import Comparison, Row
from assistant.export.words import word
from assistant.wording import label
from knowledge.languages import LANGUAGES

__all__ = ["guarded", "spreadsheet"]

_COLUMNS = (
    "theme", "document", "title", "status", "quote", "pinpoint", "pinpoint_id", "language", "kind", "source",
    "confidence", "url", "also", "searched", "held", "ai_notice",
)  # fmt: skip


def spreadsheet(comparison: Comparison) -> str:
    """One line a text (and a practice), comma separated, with a header; UTF-8 with a mark for Excel."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in (*comparison.rows, *(comparison.practices or [])):
        writer.writerow([guarded(value) for value in _values(comparison, row)])
    return "\ufeff" + file.getvalue()


def guarded(value: str) -> str:
    """A cell that begins like a formula begins with an apostrophe instead (OWASP: CSV injection)."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else value


def _values(comparison: Comparison, row: Row) -> list[str]:
    code = comparison.language if comparison.language in LANGUAGES else "en"
    citation = row.statement.citations[0] if row.statement else None
    return [
        comparison.theme, row.document, row.title, row.status,
        row.statement.text if row.statement else "",
        citation.pinpoint if citation else "", citation.pinpoint_id if citation else "",
        citation.language if citation else "", row.kind, label(citation, code) if citation else "",
        citation.confidence if citation else "", row.url, "; ".join(one.pinpoint for one in row.also),
        str(row.searched), str(row.held), word("ai_quotes", code),
    ]  # fmt: skip
