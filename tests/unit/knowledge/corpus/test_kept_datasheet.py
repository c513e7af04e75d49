"""The data sheet in docs/ is the one that the files give."""

from __future__ import annotations

from pathlib import Path

from knowledge.corpus.datasheet import SHEET, datasheet
from knowledge.corpus.loader import corpus_files, load_document

DOCS = Path(__file__).parents[4] / "docs"


def test_the_data_sheet_is_that_of_the_files() -> None:
    kept = (DOCS / SHEET).read_text("utf-8")
    made = datasheet([load_document(path) for path in corpus_files()])
    assert kept == made, "write it again: sse corpus datasheet"
