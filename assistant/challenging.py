"""A challenge: one file that tells the maintainers what is wrong with an answer, and how it came about.

Nothing is sent. The file is Markdown, so that it can be read before it is given to anyone
and pasted into an issue; the record in it has no text of the user's own documents.
"""

from __future__ import annotations

import json
import re

from assistant.answer import Answer
from assistant.errors import RecordError
from assistant.export.files import render
from assistant.redaction import without_own
from knowledge.text import clean
from knowledge.worded import worded

__all__ = ["challenge_text"]

_LONGEST = 10_000  # characters of a reason


def challenge_text(answer: Answer, why: str) -> str:
    """The file's text.

    Raises:
        RecordError: no reason is given, or it is too long.
    """
    why = clean(why).strip()
    if not why or len(why) > _LONGEST:
        raise RecordError(
            worded(
                "Say with --why what is wrong with the answer, in 1 to {longest:,} characters.",
                longest=_LONGEST,
            )
        )
    shared = without_own(answer)
    record = json.dumps(shared.model_dump(mode="json"), ensure_ascii=False, indent=1)
    shown = render(answer, ".md").decode("utf-8")
    shown = re.sub(r"\A---\n.*?\n---\n", "", shown, flags=re.DOTALL).strip()
    shown = re.sub(r"^(#+) ", r"##\1 ", shown, flags=re.MULTILINE)
    return "\n".join(
        [
            f"# Challenge of the answer {answer.id}",
            "",
            "## What is wrong",
            "",
            *(_quoted(line) for line in why.splitlines()),
            "",
            "## The answer",
            "",
            shown,
            "",
            "## The record",
            "",
            _fence(record) + "json",
            record,
            _fence(record),
            "",
        ]
    )


def _quoted(line: str) -> str:
    return f"> {line}".rstrip()


def _fence(text: str) -> str:
    """A fence that no line of `text` closes."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    return "`" * max(3, longest + 1)
