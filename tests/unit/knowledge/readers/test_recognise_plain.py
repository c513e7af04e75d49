from __future__ import annotations

from collections.abc import Callable
from typing import Any

from knowledge.readers.blocks import Block, Source
from knowledge.readers.recognise import recognise

LONG = "Kites were flown on the hill by all who had the time to do so. " * 3


def test_headings_make_sections_of_bounded_length(read: Callable[..., Any]) -> None:
    drafted = read(
        f"# Kites\n\nA note.\n\n## 1. Why kites\n\n{LONG * 4}\n\n{LONG * 4}\n\n## 2.1 How\n\n1. Take paper.\n\n2. Take string."
    )
    assert drafted.pinpoints == ["heading:kites", "heading:why-kites", "heading:why-kites", "heading:how"]
    assert drafted.text("heading:why-kites").startswith("1. Why kites\n\nKites")
    assert drafted.title("heading:why-kites", 1) == "Why kites"
    assert drafted.text("heading:how") == "2.1 How\n\n1. Take paper.\n\n2. Take string."


def test_a_continuous_numbering_is_kept(read: Callable[..., Any]) -> None:
    drafted = read(
        f"# Report\n\nIntroduction\n\n1. {LONG}\n\n2. {LONG}\n\n(a) small;\n\n(b) large.\n\n"
        f"## Results\n\n3. {LONG}\n\n[4.] {LONG}"
    )
    assert drafted.pinpoints == [
        "heading:title", "heading:introduction", "para:1", "para:2", "para:2(a)", "para:2(b)", "heading:results",
        "para:3", "para:4",
    ]  # fmt: skip


def test_lists_that_begin_again_are_no_numbering(read: Callable[..., Any]) -> None:
    listed = "\n\n".join(f"{number}. {LONG}" for number in (1, 2, 3, 4, 1, 2))
    assert set(read(f"# Lists\n\n{listed}").pinpoints) == {"heading:lists"}


def test_without_headings_a_page_is_the_place() -> None:
    blocks = tuple(Block(LONG * 2, page=number // 4 + 1) for number in range(8))
    structure = recognise(Source(blocks, "pdf"))
    assert [(p.pinpoint, p.ordinal) for p in structure.provisions] == [
        ("page:1", 0), ("page:1", 1), ("page:2", 0), ("page:2", 1),
    ]  # fmt: skip


def test_without_pages_paragraphs_are_counted(read: Callable[..., Any]) -> None:
    drafted = read(
        "Dear friends of kites,\n\n2023 was good:\n\n[•] one\n\n• two\n\n5 million flew, Noting the wind."
    )
    assert drafted.pinpoints == ["unnumbered:1", "unnumbered:2", "unnumbered:3"]
    assert drafted.text("unnumbered:2") == "2023 was good:\n\n• one\n\n• two"
    assert drafted.text("unnumbered:3") == "5 million flew, Noting the wind."


def test_a_heading_of_another_script_has_a_pinpoint(read: Callable[..., Any]) -> None:
    drafted = read("## Ποτάμια\n\nΝερό.\n\n## Γέφυρες\n\nΞύλο.")
    assert drafted.pinpoints == ["heading:section", "heading:section"]
    assert drafted.title("heading:section", 1) == "Γέφυρες"
