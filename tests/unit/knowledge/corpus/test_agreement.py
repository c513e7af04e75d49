from __future__ import annotations

from typing import Any

import pytest

from knowledge.corpus.agreement import copied, disagreements
from knowledge.documents import Document, Provision

OFFICIAL = (
    ("op:1", "Invites lighthouse keepers to count the ships that pass at night."),
    ("op:2", "Requests bakeries of the village to sell bread on Sundays as well."),
    ("op:2(a)", "Bread of rye flour and bread of wheat flour;"),
    ("para:12", "Rivers are measured in spring by the fishermen of the valley."),
)


def _document(kind: str, *sections: tuple[str, str]) -> Document:
    body, provisions = "", []
    for pinpoint, text in sections:
        provisions.append(Provision(pinpoint, 0, "Title", len(body), len(body) + len(text), "background"))
        body += f"{text}\n\n"
    return Document(
        "x-1",
        "en",
        kind,
        "T",
        "T",
        "I",
        "https://a.example",
        "CC0-1.0",
        body,
        tuple(provisions),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("pinpoint", "text", "nearer"),
    [
        ("op:1", "The resolution asks keepers of a lighthouse to count ships at night.", None),
        (
            "op:2",
            "The resolution asks for rye bread and bread of wheat flour.",
            None,
        ),  # a part of it: op:2(a)
        ("para:10-13", "Fishermen measure the rivers of the valley in spring.", None),
        ("about:identity", "Something else altogether about nothing.", None),
        ("op:1", "The resolution asks bakeries of the village to sell bread on Sundays.", "op:2"),
        ("op:3", "The resolution asks lighthouse keepers to count ships.", ""),
        ("recital:2", "Rivers are measured.", ""),
    ],
)
def test_a_pinpoint_is_compared_with_the_official_text(
    word_embedder: Any, pinpoint: str, text: str, nearer: str | None
) -> None:
    found = disagreements(
        _document("digest", (pinpoint, text)), _document("official", *OFFICIAL), word_embedder()
    )
    assert [(one.pinpoint, one.nearer) for one in found] == ([] if nearer is None else [(pinpoint, nearer)])


def test_an_empty_text_has_nothing_to_disagree_with(word_embedder: Any) -> None:
    assert (
        disagreements(_document("digest", ("op:1", "A text.")), _document("official"), word_embedder()) == []
    )


def test_twelve_words_in_a_row_are_a_copy() -> None:
    sentence = OFFICIAL[0][1]  # eleven words
    official = _document("official", ("op:1", f"{sentence} And so they did."))
    ours = _document(
        "digest", ("op:1", f"It says: {sentence.lower()}"), ("op:2", f"{sentence} AND what else?")
    )
    assert [(provision.pinpoint, run) for provision, run in copied(ours, official)] == [
        ("op:2", "invites lighthouse keepers to count the ships that pass at night and")
    ]
