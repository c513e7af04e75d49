"""The models that the user pulled or added, and the sha256 at which each address was first seen.

One file in the data folder, `models.json`. A pin outlives its model: who removes a model and
pulls it again gets the same bytes or a refusal.
"""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from knowledge.files import write_atomically
from knowledge.paths import data_folder
from knowledge.worded import worded

__all__ = ["Installed", "Record", "check_name", "models_folder"]

FILE = "models.json"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")


@dataclass(frozen=True, slots=True)
class Record:
    """One model file.

    Attributes:
        ours: the file was pulled or copied into our folder, so that we may remove it.
        url: where it was pulled from, or "".
        date: when it came, in ISO form.
    """

    name: str
    path: str
    sha256: str
    size_bytes: int
    date: str
    url: str = ""
    ours: bool = False


class Installed:
    """The records of one data folder, read when it is made and written by every change."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or data_folder()) / FILE
        self.records: tuple[Record, ...] = ()
        self.pins: dict[str, str] = {}
        try:
            kept = json.loads(self._path.read_bytes())
            self.records = tuple(_record(one) for one in kept["models"])
            self.pins = {url: _sha256(pin) for url, pin in kept["pins"].items()}
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            # Guessing would un-pin what was pinned.
            raise ModelError(
                worded(
                    "The list of your models, {path}, cannot be read: {error!r}. Move it away and add the "
                    "models again with: sse models add PATH",
                    path=self._path,
                    error=error,
                )
            ) from error

    def find(self, name: str) -> Record | None:
        """The record of this name, in whatever case."""
        return next((one for one in self.records if one.name.casefold() == name.casefold()), None)

    def put(self, record: Record) -> Record:
        """Keep a record in the place of the one with its name, and pin its address.

        Returns it, dated today if it had no date.

        Raises:
            LibraryError: the data folder cannot be written.
        """
        dated = replace(record, date=record.date or datetime.datetime.now(datetime.UTC).date().isoformat())
        others = tuple(one for one in self.records if one.name.casefold() != record.name.casefold())
        self.records = (*others, dated)
        if record.url:
            self.pins[record.url] = record.sha256
        self._write()
        return dated

    def drop(self, name: str) -> None:
        """Forget the record of this name; its pin stays."""
        self.records = tuple(one for one in self.records if one.name.casefold() != name.casefold())
        self._write()

    def _write(self) -> None:
        content = {"models": [asdict(one) for one in self.records], "pins": self.pins}
        write_atomically(self._path, json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"))


def models_folder(folder: Path | None = None) -> Path:
    """Where pulled and copied models are kept."""
    return (folder or data_folder()) / "models"


def check_name(name: str) -> str:
    """`name`, if it can be typed, shown and used as part of a file's name.

    Raises:
        ModelError: it cannot.
    """
    if not _NAME.fullmatch(name):
        raise ModelError(
            worded(
                "'{name}' is no name for a model. Use letters, digits, '.', '_', '+' and '-', such as "
                "SmolLM3-3B.",
                name=name,
            )
        )
    return name


def _record(fields: dict[str, Any]) -> Record:
    record = Record(**fields)
    texts = (record.name, record.path, record.date, record.url)
    if not all(isinstance(text, str) for text in texts) or type(record.size_bytes) is not int:
        raise TypeError("a field of a model has the wrong type")
    _sha256(record.sha256)
    return replace(record, ours=record.ours is True)


def _sha256(text: str) -> str:
    if not _SHA256.fullmatch(text):
        raise ValueError(f"{text!r} is no sha256")
    return text
