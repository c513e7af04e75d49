"""What is known of every model at one glance: for `sse models list` and the app's screen."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from assistant.models.catalogue import DEFAULT, Entry, Model, Openness, default_model, read_catalogue
from assistant.models.gguf import read_header
from assistant.models.installed import Installed
from assistant.models.memory import Need, need
from assistant.models.selftest import known_result
from knowledge.languages import LANGUAGES
from knowledge.paths import data_folder
from knowledge.settings import load

__all__ = ["Row", "lines", "record", "rows"]


@dataclass(frozen=True, slots=True)
class Row:
    """One model. None and "" mean that nobody knows, or that it is not here.

    Attributes:
        origin: `package`, `pulled`, `copied`, `added` (the user's own file), `placed` (by hand
            in a folder of models) or "" where it is not here.
        in_use: whether it is the one that is set.
        openness, languages, parameters: by the catalogue.
        quantisation, need: read from the file.
        passed, tested: whether it passed the self-test, and the test in words.
        problem: what is wrong with a model that should be here.
    """

    name: str
    origin: str = ""
    in_use: bool = False
    licence: str = ""
    openness: Openness | None = None
    languages: tuple[str, ...] = ()
    languages_note: str = ""
    parameters: int | None = None
    path: Path | None = None
    size_bytes: int | None = None
    sha256: str = ""
    quantisation: str = ""
    need: Need | None = None
    passed: bool | None = None
    tested: str = ""
    problem: str = ""

    @property
    def here(self) -> bool:
        return self.path is not None


def rows(folder: Path | None = None) -> list[Row]:
    """The models of the catalogue, then the user's own, then the one in use if it is neither.

    Reads the header of each file that is here; a file without a kept hash is hashed.

    Raises:
        ModelError: the catalogue or the list of models is damaged.
        KnowledgeError: the settings cannot be read.
    """
    folder = folder or data_folder()
    setting = load().model or DEFAULT
    entries = {entry.name.casefold(): entry for entry in read_catalogue()}
    names = list(dict.fromkeys([*entries, *(one.name.casefold() for one in Installed(folder).records)]))
    found = [_row(name, entries.get(name), name == setting.casefold(), folder) for name in names]
    if setting.casefold() not in names:
        found.append(_row(setting, None, True, folder))
    return found


def record(row: Row, free: int | None) -> dict[str, Any]:
    """A model as `sse models list --json` prints it; fields may be added, never renamed.

    `free` is the memory that is free, in bytes.
    """
    return {
        "name": row.name,
        "here": row.here,
        "in_use": row.in_use,
        "origin": row.origin,
        "path": str(row.path) if row.path else None,
        "size_bytes": row.size_bytes,
        "sha256": row.sha256 or None,
        "quantisation": row.quantisation or None,
        "parameters": row.parameters,
        "licence": row.licence or None,
        "openness": asdict(row.openness) if row.openness else None,
        "languages": list(row.languages),
        "memory_needed_bytes": row.need.bytes if row.need else None,
        "memory_measured": row.need.measured if row.need else None,
        "memory_free_bytes": free,
        "self_test_passed": row.passed,
        "self_test": row.tested or None,
        "problem": row.problem or None,
    }


def lines(row: Row, free: int | None) -> list[str]:
    """A model in a few lines, its name first, each complete by itself for a screen reader."""
    size = f", {row.size_bytes / 1e6:,.0f} MB" if row.size_bytes else ""
    state = f"here ({row.origin}{size})" if row.here else "not here"
    shown = [f"{row.name}: {state}{', in use' if row.in_use else ''}"]
    if row.problem:
        shown.append(f"problem: {row.problem}")
    facts = [row.licence or "licence not known"]
    if row.openness is not None:
        facts.append(
            f"weights {row.openness.weights}, data {row.openness.data}, recipe {row.openness.recipe}"
        )
    if row.parameters:
        large = row.parameters >= 1e9
        facts.append(
            f"{row.parameters / (1e9 if large else 1e6):.3g} {'billion' if large else 'million'} parameters"
        )
    shown.append("; ".join(facts))
    if row.languages:
        ours = ", ".join(one for one in LANGUAGES if one in row.languages)
        listed = (
            f"{len(row.languages)}, {ours} among them" if len(row.languages) > 8 else ", ".join(row.languages)
        )
        shown.append(f"languages: {row.languages_note or listed}")
    if row.need is not None:
        shown.append(f"memory: {row.need}" + (f"; {free / 1e6:,.0f} MB are free" if free is not None else ""))
        shown.append(f"self-test: {row.tested or 'not taken'}")
    return shown


def _row(name: str, entry: Entry | None, in_use: bool, folder: Path) -> Row:
    recorded = Installed(folder).find(name)
    shown = entry.name if entry is not None else recorded.name if recorded is not None else name
    row = Row(shown, in_use=in_use)
    if entry is not None:
        row = replace(
            row,
            licence=entry.licence,
            openness=entry.openness,
            languages=entry.languages,
            languages_note=entry.languages_note,
            parameters=entry.parameters,
        )
    try:
        model = default_model(name)
    except ModelError as error:
        # A model of the catalogue that was never pulled is not here, which is no problem.
        return replace(row, problem=str(error)) if recorded is not None or in_use else row
    row = replace(row, name=model.name, origin=_origin(model), path=model.path)
    try:
        return _with_file(row, model, folder)
    except ModelError as error:
        return replace(row, problem=str(error))


def _with_file(row: Row, model: Model, folder: Path) -> Row:
    header = read_header(model.path)
    result = known_result(model, folder)
    row = replace(
        row,
        licence=row.licence or header.licence,
        size_bytes=header.size_bytes,
        sha256=model.sha256(folder),
        quantisation=header.quantisation,
        need=need(model, header),
        problem="" if header.chat_template else "It has no chat template, so it cannot be asked.",
    )
    if result is None:
        return row
    verdict = "passed" if result.passed else "not passed"
    tested = f"{result.right} of {result.items} right on {result.date}: {verdict}"
    return replace(row, passed=result.passed, tested=tested)


def _origin(model: Model) -> str:
    if model.record is not None:
        if not model.record.ours:
            return "added"
        return "pulled" if model.record.url else "copied"
    if model.entry is None:
        return "added"
    return "package" if model.entry.package else "placed"
