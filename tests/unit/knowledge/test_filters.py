from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.documents import Passage
from knowledge.errors import UnknownDocument
from knowledge.filters import Filters

BASE = Passage(
    "a", "text", "en", document="un-2023", kind="digest", year=2023, names=("UN", "ONU", "A/RES/77/281"),
    themes=("finance", "data"),
)  # fmt: skip
PASSAGES = [
    BASE,
    replace(BASE, id="b", language="fr"),
    replace(
        BASE, id="c", document="p-x", kind="practice", year=2019, names=("Ecopower",), themes=("energy",)
    ),
    replace(BASE, id="d", document="own-y", kind="own", year=0, names=(), themes=()),
]


def found(filters: Filters) -> str:
    mask = filters.mask(PASSAGES)
    return "abcd" if mask is None else "".join(p.id for p, let in zip(PASSAGES, mask, strict=True) if let)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), "abcd"),
        (Filters(documents=["un-2023"]), "ab"),
        (Filters(documents=[]), ""),
        (Filters(kinds=["practice", "own"]), "cd"),
        (Filters(bodies=["onu"]), "ab"),
        (Filters(bodies=["ÉCOPOWER"]), "c"),
        (Filters(themes=["data", "energy"]), "abc"),
        (Filters(languages=["en-GB"]), "acd"),
        (Filters(since=2020), "ab"),
        (Filters(until=2022), "c"),  # a document without a year is of no year
        (Filters(since=2019, until=2019), "c"),
        (Filters(kinds=["digest"], languages=["fr"], themes=["finance"]), "b"),
        (Filters(kinds=["digest"], themes=["energy"]), ""),
    ],
)
def test_every_filter_that_is_given_must_let_a_passage_through(filters: Filters, expected: str) -> None:
    assert found(filters) == expected


def test_an_unknown_document_is_named_with_those_that_are_there() -> None:
    with pytest.raises(UnknownDocument, match=r"'un-2021'.*un-2023"):
        Filters(documents=["un-2021"]).mask(PASSAGES)
