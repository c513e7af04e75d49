"""Judgements: a person's word that a passage answers a question, or does not.

They are what the index learns from, and they are private: they stay in the library of the
machine they were made on, and nothing but `export` of the owner writes them out. One is kept
by document and canonical pinpoint, so that it survives a revision of the text; a passage
outside any document is kept by its key.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from knowledge import languages
from knowledge.errors import JudgementError, QueryError
from knowledge.text import clean_query
from knowledge.worded import worded

if TYPE_CHECKING:
    from knowledge.documents import Passage
    from knowledge.library import Library

__all__ = ["Judgement", "JudgementSource", "Judgements", "judge", "of_place", "read_file"]

JudgementSource = Literal["ui", "command", "file", "generated"]
_FIELDS = ("question", "language", "document", "pinpoint", "key", "answers", "created", "source")
_MOST = 64 * 2**20  # bytes of a file to import: some 300,000 judgements
_TRUE, _FALSE = {"1", "true", "yes", "oui", "sí", "si", "sim"}, {"0", "false", "no", "non", "não", "nao"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement.

    Attributes:
        question: as it was asked, cleaned.
        language: of the question, two letters.
        document, pinpoint: the provision that was judged; both "" for a passage of no document.
        key: citation key of the passage when it was judged.
        answers: whether it answers.
        created: ISO 8601 in UTC.
        source: where it was made; `generated` ones are no person's word.
    """

    question: str
    language: str
    document: str
    pinpoint: str
    key: str
    answers: bool
    created: str = ""
    source: JudgementSource = "command"

    def fits(self, passage: Passage) -> bool:
        """Whether `passage` is the one that was judged, or the same provision in another version."""
        if self.document:
            return (passage.document, passage.pinpoint) == (self.document, self.pinpoint)
        return passage.key == self.key


def judge(question: str, passage: Passage, answers: bool, source: JudgementSource = "ui") -> Judgement:
    """The judgement of a passage, made now.

    Raises:
        QueryError: the question is empty or too long.
    """
    return of_place(question, (passage.document, passage.pinpoint, passage.key), answers, source)


def of_place(
    question: str, place: tuple[str, str, str], answers: bool, source: JudgementSource = "ui"
) -> Judgement:
    """The judgement, made now, of the passage at `place`: its document, pinpoint and key.

    Raises:
        QueryError: the question is empty or too long.
    """
    question = clean_query(question)
    return Judgement(question, languages.detect(question), *place, answers, _now(), source)


class Judgements:
    """The judgements of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def add(self, judgements: Iterable[Judgement]) -> int:
        """Keep judgements, all or none; a later word on the same provision replaces an earlier one.

        Returns:
            How many are new; the rest replaced an earlier one.

        Raises:
            LibraryError: the library cannot be written.
        """
        rows = [tuple(asdict(one)[name] for name in _FIELDS) for one in judgements]
        with self._library.transaction() as connection:
            before = int(connection.execute("SELECT count(*) FROM judgements").fetchone()[0])
            connection.executemany(
                f"INSERT OR REPLACE INTO judgements VALUES ({', '.join('?' * len(_FIELDS))})", rows
            )
            return int(connection.execute("SELECT count(*) FROM judgements").fetchone()[0]) - before

    def all(self, *, generated: bool = True) -> list[Judgement]:
        """Every judgement, oldest first; those of people only where `generated` is False."""
        with self._library.reading() as connection:
            rows = connection.execute(
                f"SELECT {', '.join(_FIELDS)} FROM judgements ORDER BY created, rowid"
            ).fetchall()
        found: list[Judgement] = []
        for row in rows:
            fields: dict[str, Any] = dict(zip(_FIELDS, row, strict=True))
            found.append(Judgement(**{**fields, "answers": bool(fields["answers"])}))
        return [one for one in found if generated or one.source != "generated"]

    def forget(self, *, question: str | None = None, source: JudgementSource | None = None) -> int:
        """Delete the judgements of a question, or of a source, or all; returns how many."""
        where, values = [], []
        if question is not None:
            where.append("question = ?")
            values.append(clean_query(question))
        if source is not None:
            where.append("source = ?")
            values.append(source)
        condition = f" WHERE {' AND '.join(where)}" if where else ""
        with self._library.transaction() as connection:
            return connection.execute(f"DELETE FROM judgements{condition}", values).rowcount


def read_file(path: Path, passages: Sequence[Passage]) -> list[Judgement]:
    """Judgements from a JSON Lines or CSV file.

    A line has `question` and either `key` or `document` and `pinpoint` (as people write it is
    not enough: canonical, `para:5`); `answers` (true where it is missing), `language` and
    `created` are optional.

    Raises:
        JudgementError: the file cannot be read, or a line is not of that form, names a
            passage that the library lacks, or has an answer that is neither yes nor no. The
            message names the line; nothing is kept.
    """
    try:
        if path.stat().st_size > _MOST:
            raise JudgementError(
                worded(
                    "{path} is larger than {most} MiB. Split it, and import the parts.",
                    path=path,
                    most=_MOST // 2**20,
                )
            )
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise JudgementError(
            worded(
                "{path} is not UTF-8 text ({error}). Save it as UTF-8 and try again.", path=path, error=error
            )
        ) from error
    except OSError as error:
        raise JudgementError(
            worded("{path} cannot be read: {strerror}.", path=path, strerror=error.strerror or error)
        ) from error
    lines = _csv_lines(text) if path.suffix.lower() == ".csv" else _json_lines(text, path)
    by_key = {passage.key: passage for passage in passages}
    by_place = {(passage.document, passage.pinpoint): passage for passage in passages if passage.document}
    found: list[Judgement] = []
    for number, fields in lines:
        try:
            found.append(_judgement(fields, by_key, by_place))
        except ValueError as error:
            raise JudgementError(
                worded(
                    "{path}, line {number}: {error}. Nothing was imported.",
                    path=path,
                    number=number,
                    error=error,
                )
            ) from error
    return found


def _json_lines(text: str, path: Path) -> list[tuple[int, dict[str, Any]]]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise JudgementError(
                worded(
                    "{path}, line {number}: no JSON ({error}). Nothing was imported.",
                    path=path,
                    number=number,
                    error=error,
                )
            ) from error
        if not isinstance(fields, dict):
            raise JudgementError(
                worded(
                    "{path}, line {number}: no JSON object. Nothing was imported.", path=path, number=number
                )
            )
        found.append((number, fields))
    return found


def _csv_lines(text: str) -> list[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(text.splitlines())
    return [(reader.line_num, {key: value for key, value in row.items() if key}) for row in reader]


def _judgement(
    fields: dict[str, Any], by_key: dict[str, Passage], by_place: dict[tuple[str, str], Passage]
) -> Judgement:
    question = fields.get("question")
    if not isinstance(question, str) or not question.strip():
        raise ValueError("it has no question")
    try:
        question = clean_query(question)
    except QueryError as error:
        raise ValueError(str(error).rstrip(".")) from error
    place = (str(fields.get("document") or ""), str(fields.get("pinpoint") or ""))
    key = str(fields.get("key") or fields.get("passage") or "")
    passage = by_key.get(key) or by_place.get(place)
    if passage is None:
        named = f"the key {key!r}" if key else f"{place[0] or 'no document'} {place[1]}".strip()
        raise ValueError(f"the library has no passage at {named} (see: sse corpus show ID)")
    language = str(fields.get("language") or "") or languages.detect(question)
    created = str(fields.get("created") or "") or _now()
    try:
        datetime.fromisoformat(created)
    except ValueError as error:
        raise ValueError(f"{created!r} is no date of the form 2026-01-31T12:00:00+00:00") from error
    source = fields.get("source", "file")
    return Judgement(
        question, languages.base(language), passage.document, passage.pinpoint, passage.key,
        _answer(fields.get("answers", True)), created, source if source in get_args(JudgementSource) else "file",
    )  # fmt: skip


def _answer(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    if word not in _TRUE | _FALSE:
        raise ValueError(f"'answers' is {value!r}, neither yes nor no")
    return word in _TRUE


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
