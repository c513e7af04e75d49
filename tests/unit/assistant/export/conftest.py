"""Answers in four languages that hold every kind of text, and hostile ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.answer import Answer, Energy, ModelUse

Make = Callable[..., Any]


@pytest.fixture
def hostile() -> str:
    """A text that would be structure, a link or a program in one of the formats."""
    return (
        "</p><script>alert(1)</script> & [a](javascript:alert(1)) <img src=x onerror=alert(1)>\n"
        "# not a heading\n> not a quotation\n1. not a list\n- * + _none_ `code` \\ | ~~x~~ $x$ &amp; ---"
    )


@pytest.fixture
def everything(record: Make, statement: Make) -> Callable[[str], Answer]:
    """`everything("fr")`: official, digest, practice and own quotes, a supported and an unverified sentence."""

    def make(language: str) -> Answer:
        at = {"language": language, "url": "https://official.example.org/a?b=1&c=2"}
        official = {
            **at,
            "kind": "official",
            "quote": "Members shall decide.",
            "confidence": "official",
            "reported_by": "",
        }
        answer: Answer = record(
            statement(cited=official),
            statement(cited={**at, "quote": "In our words, members decide."}),
            statement(cited={**at, "kind": "practice", "quote": "A cooperative did so."}),
            statement(cited={**at, "kind": "own", "quote": "Our secret vote.", "document": "minutes"}),
            statement(cited=official, text="Members decide.", kind="written", verdict="supported"),
            statement(cited=official, text="Nobody decides.", kind="written", verdict="unverified"),
            language=language,
            model=ModelUse(name="Some-Model", sha256="ab" * 32, wrote=True, why_not="", where="local"),
            energy=Energy(joules=1.5, measured=False, method="cpu_time", seconds=0.4),
        )
        return answer

    return make
