"""The files of a simulation: passages, and judgements of several members, as JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from federation.errors import FederationError
from knowledge.documents import Passage
from knowledge.languages import base, detect
from knowledge.worded import worded

__all__ = ["Line", "read_judgements", "read_passages"]


@dataclass(frozen=True, slots=True)
class Line:
    """One judgement of a simulated member.

    Attributes:
        passage: id of the passage that answers.
        train: whether the member may learn from it; the others are for measuring.
    """

    member: str
    question: str
    language: str
    passage: str
    train: bool


def read_passages(path: Path) -> list[Passage]:
    """Passages from lines with `id`, `text` and `language`.

    Raises:
        FederationError: a line is not of that form, or an id stands twice.
    """
    found: dict[str, Passage] = {}
    for number, fields in _lines(path):
        id_, text, language = (_text(fields, name, path, number) for name in ("id", "text", "language"))
        if id_ in found:
            raise FederationError(
                worded(
                    "{path}, line {number}: the passage {id_!r} stands twice.",
                    path=path,
                    number=number,
                    id_=id_,
                )
            )
        found[id_] = Passage(id=id_, text=text, language=base(language))
    if not found:
        raise FederationError(worded("{path} holds no passage.", path=path))
    return list(found.values())


def read_judgements(path: Path, passages: Sequence[Passage]) -> list[Line]:
    """Judgements from lines with `member`, `question`, `language`, `passage_id` and `split`.

    A member whose lines are all `test` contributes nothing: it is one whom the others help.

    Raises:
        FederationError: a line is not of that form, or names a passage that is not there.
    """
    known = {passage.id for passage in passages}
    by_place = {(passage.document, passage.pinpoint): passage.id for passage in passages if passage.document}
    found: list[Line] = []
    for number, fields in _lines(path):
        member, question = (_text(fields, name, path, number) for name in ("member", "question"))
        passage = str(fields.get("passage_id") or "")
        if not passage:
            place = (str(fields.get("document") or ""), str(fields.get("pinpoint") or ""))
            passage = by_place.get(place, " ".join(place).strip())
        if passage not in known:
            raise FederationError(
                worded(
                    "{path}, line {number}: there is no passage {passage!r}.",
                    path=path,
                    number=number,
                    passage=passage,
                )
            )
        if fields.get("split") not in ("train", "test"):
            raise FederationError(
                worded(
                    "{path}, line {number}: 'split' is {get!r}, not train or test.",
                    path=path,
                    number=number,
                    get=fields.get("split"),
                )
            )
        language = base(str(fields.get("language") or "") or detect(question))
        found.append(Line(member, question, language, passage, fields["split"] == "train"))
    if not any(line.train for line in found):
        raise FederationError(
            worded("{path}: no line is for training, so there is nothing to learn from.", path=path)
        )
    if all(line.train for line in found):
        raise FederationError(
            worded("{path}: no line is for testing, so nothing could be measured.", path=path)
        )
    return found


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                fields = json.loads(line)
                if not isinstance(fields, dict):
                    raise FederationError(
                        worded("{path}, line {number}: no JSON object.", path=path, number=number)
                    )
                yield number, fields
    except OSError as error:
        raise FederationError(
            worded("{path} cannot be read: {strerror}.", path=path, strerror=error.strerror or error)
        ) from error
    except (ValueError, RecursionError) as error:
        raise FederationError(
            worded("{path}: a line is no JSON in UTF-8 ({error}).", path=path, error=error)
        ) from error


def _text(fields: dict[str, Any], name: str, path: Path, number: int) -> str:
    value = fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise FederationError(
            worded(
                "{path}, line {number}: '{name}' is missing or empty.", path=path, number=number, name=name
            )
        )
    return value
