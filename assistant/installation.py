"""What is installed on this machine: the last part of the system card.

It holds counts, names and hashes and no title, question or path of the user's, so that the
card can be given to others. A library that is missing is not made for it.
"""

from __future__ import annotations

import statistics
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.energy import Meter
from assistant.errors import AssistantError
from assistant.machine import machine, versions
from assistant.models.overview import rows
from assistant.records import find, listing
from assistant.system_card import shipped_fingerprint
from knowledge.embedding import open_embedder
from knowledge.errors import KnowledgeError
from knowledge.languages import LANGUAGES
from knowledge.library import Library
from knowledge.settings import load
from knowledge.store import LIBRARY

if TYPE_CHECKING:
    from assistant.answer import Energy
    from knowledge.documents import Document

__all__ = ["installation"]

_ANSWERS = 20  # newest records whose energy is told


def installation(folder: Path) -> str:
    """Markdown on the installation whose data folder this is.

    Raises:
        ModelError: the catalogue or the list of models is damaged.
        RecordError: the log of answers is damaged.
        KnowledgeError: the library or the settings cannot be read.
    """
    facts = [
        ("machine", ", ".join(f"{name} {value}" for name, value in machine().items() if value)),
        ("versions", ", ".join(f"{name} {number}" for name, number in versions().items())),
        ("documents", _documents(folder)),
        ("embedder", _embedder()),
        *_models(folder),
        *_settings(),
        ("energy of an answer", _energy(folder)),
    ]
    body = "\n".join(f"| {name} | {_harmless(value)} |" for name, value in facts)
    return f"## This installation\n\n| | |\n|---|---|\n{body}"


def _documents(folder: Path) -> str:
    path = folder / LIBRARY
    if not path.exists():
        return "the library is not made yet; the first question makes it"
    library = Library(path)
    try:
        documents = library.documents()
    finally:
        library.close()
    kinds = dict.fromkeys(one.kind for one in documents)
    return "; ".join(_counted(kind, [one for one in documents if one.kind == kind]) for kind in kinds)


def _counted(kind: str, documents: list[Document]) -> str:
    languages = Counter(one.language for one in documents)
    others = len(documents) - sum(languages[code] for code in LANGUAGES)
    told = [f"{code} {languages[code]}" for code in LANGUAGES if languages[code]]
    if others:
        told.append(f"others {others}")
    return f"{len({one.id for one in documents})} of kind {kind} ({', '.join(told)})"


def _embedder() -> str:
    try:
        embedder = open_embedder()
    except KnowledgeError:  # its message may name a folder
        return "none that loads: sse doctor says why"
    known = embedder.fingerprint == shipped_fingerprint()
    how = (
        "that of the shipped vectors"
        if known
        else "another than that of the shipped vectors and of the numbers above"
    )
    return f"{embedder.name}, `{embedder.fingerprint}`, {how}"


def _models(folder: Path) -> list[tuple[str, str]]:
    """Every model whose file is here, and the one in use where it is not."""
    return [
        (
            f"model {_harmless(Path(row.name).name)}",
            "; ".join(
                part
                for part in (
                    "in use" if row.in_use else "",
                    f"sha256 `{row.sha256}`" if row.sha256 else "",
                    row.tested or "self-test not taken" if row.here else "its file cannot be used",
                )
                if part
            ),
        )
        for row in rows(folder)
        if row.here or row.in_use
    ]


def _settings() -> list[tuple[str, str]]:
    now = load()
    private = "passages of own documents too" if now.endpoint_private else "no passages of own documents"
    return [
        (
            "endpoint",
            f"{now.endpoint_name} is on and writes; it gets {private}" if now.endpoint_on else "none is on",
        ),
        ("answers are kept", "yes" if now.log else "no"),
        ("connections", "refused" if now.offline else "only when asked for"),
    ]


def _energy(folder: Path) -> str:
    with Meter() as meter:
        pass
    told = f"is {_how(meter.energy())} here"
    known: dict[str, list[float]] = {}
    for entry in listing(folder, _ANSWERS):
        try:
            energy = find(folder, entry.id).energy
        except AssistantError:
            continue  # one damaged record costs its own number
        if energy is not None:
            known.setdefault(_how(energy), []).append(energy.joules)
    kept = [
        f"median of the newest {len(joules)} kept: {statistics.median(joules):.2f} J, {how}"
        for how, joules in known.items()
    ]
    return "; ".join([told, *kept])


def _how(energy: Energy) -> str:
    return f"{'measured' if energy.measured else 'estimated'} ({energy.method})"


def _harmless(text: str) -> str:
    """Text that a file or a setting brought, as one cell of a table."""
    return " ".join(text.split()).replace("|", "/").replace("<", "&lt;")
