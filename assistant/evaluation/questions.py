"""Questions with what is expected of their answers: a file of JSON lines (docs/evaluation.md)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import WorkError
from assistant.pinpoint_reading import heading_words, read_pinpoints
from knowledge.languages import base
from knowledge.text import clean, fold
from knowledge.worded import worded

__all__ = ["REFUSALS", "Question", "matches", "read_questions", "wanted_places"]

# Kinds of question that the texts do not answer.
REFUSALS = ("refuse", "out_of_domain", "false_premise", "not_in_texts")
_SERIES = re.compile(
    r"(?P<kind>[a-z]+)\.?\s+(?P<first>[ivxlc]+|\d+)\s*(?P<to>-|–|,|y|et|and|e|a|à|to)\s*(?P<last>[ivxlc]+|\d+)"
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_LETTERS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


class Question(BaseModel):
    """One question; only `question` must be there. Fields that are not named here are ignored.

    Attributes:
        lang: its language; "" leaves the match of languages unmeasured.
        kind: `refuse`, `out_of_domain`, `false_premise` and `not_in_texts` must be refused.
        expected_texts: ids of documents, any of which is right.
        expected_pinpoints: canonical, or as people write them; any of which is right.
        answer_facts: short texts whose numbers, dates, names and words an answer should have.
        answerable: False: it must be refused, whatever its kind.
        split: the part of a set that it belongs to, such as `tune` or `test`.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = ""
    question: str = Field(min_length=1)
    lang: str = ""
    kind: str = "direct"
    expected_texts: list[str] = []
    expected_pinpoints: list[str] = []
    answer_facts: list[str] = []
    answerable: bool = True
    split: str = ""

    @property
    def must_be_refused(self) -> bool:
        """Whether the texts do not answer it."""
        return self.kind in REFUSALS or not self.answerable


def read_questions(path: Path) -> list[Question]:
    """The questions of a file, in its order; a missing id is the number of the line.

    Raises:
        WorkError: the file cannot be read, holds no question, or a line of it is broken; the
            line is named.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise WorkError(
            worded("{path} is not UTF-8 text. Save it as UTF-8 and try again.", path=path)
        ) from error
    except OSError as error:
        raise WorkError(
            worded(
                "{path} cannot be read: {strerror}. Name a file of JSON lines.",
                path=path,
                strerror=error.strerror or error,
            )
        ) from error
    questions: list[Question] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        question = _question(line, f"{path}:{number}")
        question = question if question.id else question.model_copy(update={"id": f"line-{number}"})
        if question.id in seen:
            raise WorkError(
                worded(
                    "{path}:{number}: the id '{id}' stands in line {seen} already.",
                    path=path,
                    number=number,
                    id=question.id,
                    seen=seen[question.id],
                )
            )
        seen[question.id] = number
        questions.append(question)
    if not questions:
        raise WorkError(
            worded("{path} holds no question. Write one JSON object a line (docs/evaluation.md).", path=path)
        )
    return questions


def wanted_places(question: Question) -> tuple[str, ...]:
    """The expected pinpoints: canonical ones, and `heading:…` or `title:…` for headings in words."""
    places: list[str] = []
    for written in question.expected_pinpoints:
        for part in written.split("/"):
            places += _places(part.strip())
    return tuple(dict.fromkeys(places))


def matches(places: tuple[str, ...], pinpoint: str, title: str) -> bool:
    """Whether a provision is at one of the expected places.

    A number covers what is below it (`op:1` has `op:1(b)`); a heading in words is found in the
    slug or the title of the section.
    """
    words = f"{pinpoint.partition(':')[2].replace('-', ' ')} {fold(title)}"
    return any(
        pinpoint == place
        or pinpoint.startswith((f"{place}(", f"{place}."))
        or (place.startswith("title:") and place.removeprefix("title:") in words)
        for place in places
    )


def _question(line: str, where: str) -> Question:
    try:
        found: Any = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise WorkError(
            worded(
                "{where}: this line is no JSON ({error}). Each line is one JSON object.",
                where=where,
                error=error,
            )
        ) from error
    if not isinstance(found, dict):
        raise WorkError(
            worded(
                "{where}: this line is no JSON object. Each line is one, with at least a question.",
                where=where,
            )
        )
    try:
        question = Question.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the object"
        raise WorkError(
            worded(
                "{where}: {field}: {msg}. See docs/evaluation.md for the fields.",
                where=where,
                field=field,
                msg=first["msg"],
            )
        ) from error
    text = clean(question.question).strip()
    if not text:
        raise WorkError(
            worded("{where}: question: it is empty. Write the question as a user would type it.", where=where)
        )
    code = base(question.lang) if question.lang else ""
    return question.model_copy(update={"question": text, "lang": code})


def _places(written: str) -> list[str]:
    series = _SERIES.fullmatch(fold(written))
    if series and (numbers := _numbers(series)):
        found = [read_pinpoints(f"{series['kind']} {number}") for number in numbers]
        if all(found):
            # The run itself too: `para:12-13` is one provision.
            return [*read_pinpoints(written)[:1], *(one[0] for one in found)]
    if known := read_pinpoints(written):
        return list(known)
    words = heading_words(written)
    return [f"title:{words}"] if len(words) > 3 else []


def _numbers(series: re.Match[str]) -> list[str]:
    first, last = series["first"], series["last"]
    if first.isdigit() and last.isdigit():
        run = range(int(first), int(last) + 1)
        return [str(one) for one in run] if 1 < len(run) <= 50 else []
    if first.isalpha() and last.isalpha():
        run = range(_from_roman(first), _from_roman(last) + 1)
        return [_to_roman(one) for one in run] if 1 < len(run) <= 50 else []
    return []


def _from_roman(written: str) -> int:
    values = [_ROMAN[letter] for letter in written]
    return sum(-one if one < later else one for one, later in zip(values, [*values[1:], 0], strict=True))


def _to_roman(number: int) -> str:
    written = ""
    for value, letters in _LETTERS:
        while number >= value:
            written, number = written + letters, number - value
    return written
