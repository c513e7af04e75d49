from __future__ import annotations

from pathlib import Path

from assistant.answer import cite
from knowledge.documents import Passage
from knowledge.judgements import Judgements
from knowledge.store import LIBRARY, open_library
from tui.judging import keep_judgement

PASSAGE = Passage("k1", "Members vote.", "en", document="ilo-2022", pinpoint="para:5")


def test_a_word_is_kept_and_a_later_one_replaces_it() -> None:
    assert keep_judgement("Who votes?", cite(PASSAGE), True) == ""
    assert keep_judgement("Who votes?", cite(PASSAGE), False) == ""
    (kept,) = Judgements(open_library()).all()
    assert (kept.document, kept.pinpoint, kept.answers) == ("ilo-2022", "para:5", False)


def test_a_library_that_is_damaged_is_told_and_left(sse_data_dir: Path) -> None:
    sse_data_dir.mkdir()
    (sse_data_dir / LIBRARY).write_bytes(b"no library at all, but some bytes" * 40)
    assert "damaged" in keep_judgement("Who votes?", cite(PASSAGE), True)
    assert (sse_data_dir / LIBRARY).read_bytes().startswith(b"no library")
