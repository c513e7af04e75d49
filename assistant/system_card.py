"""The system card: purpose, limits, data, models, numbers, energy, who decides, how to challenge.

What can change is read from where it is kept (the corpus' files, the catalogue of models, the
measured numbers) and put into the prose of `system_card.template.md`: `{{block}}` stands for a
part made here, `{{measurement | row | column}}` for one number, with `| %` as a percentage. So
the text cannot state a number that the tables do not have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from assistant.errors import WorkError
from assistant.measured import Measured, Measurement, Value, read_measured
from assistant.models.catalogue import Entry, read_catalogue
from knowledge.corpus.loader import corpus_files, load_document
from knowledge.documents import Document
from knowledge.languages import LANGUAGES
from knowledge.worded import worded

__all__ = ["Shipped", "shipped", "shipped_fingerprint", "system_card"]

_TEMPLATE = Path(__file__).with_name("system_card.template.md")
_PLACE = re.compile(r"\{\{([^{}]+)\}\}")
_ENERGY = "energy"  # the measurement with a chapter of its own


@dataclass(frozen=True, slots=True)
class Shipped:
    """What the card is made from; `shipped()` reads it.

    Attributes:
        fingerprint: of the embedder with which the shipped vectors were made.
        licence: what the embedder's package says, "" where it is not installed.
    """

    documents: Sequence[Document]
    entries: Sequence[Entry]
    measured: Measured
    fingerprint: str
    licence: str


def shipped() -> Shipped:
    """What this version ships. About a second: every file of the corpus is read.

    Raises:
        CorpusError: a file of the corpus is malformed.
        ModelError: the catalogue of models is.
        WorkError: the measured numbers are.
    """
    fingerprint = shipped_fingerprint()
    package = fingerprint.partition("-")[0]
    try:
        licence = metadata(package)["License"] or "" if package else ""
    except PackageNotFoundError:
        licence = ""
    documents = [load_document(path) for path in corpus_files()]
    return Shipped(documents, read_catalogue(), read_measured(), fingerprint, licence)


def system_card(facts: Shipped, installation: str = "") -> str:
    """The card in Markdown.

    Args:
        installation: a last chapter on one machine (`assistant.installation`).

    Raises:
        WorkError: the prose names a number that the measured ones do not have.
    """
    blocks = {
        "corpus": _corpus(facts.documents),
        "background": _background(facts.documents),
        "embedder": _embedder(facts),
        "models": _models(facts.entries),
        "model_cards": "\n\n".join(_model_card(entry) for entry in facts.entries),
        "measurements": "\n\n".join(
            _measurement(one, facts.measured) for one in facts.measured.measurements if one.id != _ENERGY
        ),
        "energy": _measurement(_found(facts.measured, _ENERGY), facts.measured),
    }

    def fill(place: re.Match[str]) -> str:
        name = place[1].strip()
        return blocks[name] if name in blocks else _figure(facts.measured, name)

    text = _PLACE.sub(fill, _TEMPLATE.read_text(encoding="utf-8")).strip()
    return "\n\n".join(part for part in (text, installation.strip()) if part) + "\n"


def _figure(measured: Measured, place: str) -> str:
    """One number of the prose; an interval's middle alone, since the tables have the rest."""
    parts = [part.strip() for part in place.split("|")]
    if len(parts) not in (3, 4) or parts[3:] not in ([], ["%"]):
        raise WorkError(
            worded(
                "The card's template has a place that nothing fills: {place}. Mend the template.", place=place
            )
        )
    try:
        value, places = _found(measured, parts[0]).value(parts[1], parts[2])
    except KeyError as error:
        raise WorkError(
            worded("The card states a number that is not measured: {args}.", args=error.args[0])
        ) from error
    if value is None:
        raise WorkError(worded("The card states a number that is not measured: {place}.", place=place))
    middle = value[0] if isinstance(value, tuple) else value
    return f"{100 * middle:.3g} %" if parts[3:] else number(middle, places)


def _found(measured: Measured, name: str) -> Measurement:
    try:
        return measured.of(name)
    except KeyError as error:
        raise WorkError(
            worded("The card needs a measurement that is not there: {name}. Add it.", name=name)
        ) from error


def _measurement(one: Measurement, measured: Measured) -> str:
    rows = [[row.name, *(_cell(value, one.places_of(row)) for value in row.values)] for row in one.rows]
    machine = measured.machines[one.machine]
    told = [one.note, f"State of {one.date}, on {machine}." if machine else f"State of {one.date}."]
    if one.doc:
        told.append(f"Explained in [{one.doc}]({one.doc}).")
    told.append(f"Made by {', '.join(f'`{command}`' for command in one.commands)}.")
    return f"**{one.title}**\n\n{_table(['', *one.columns], rows)}\n\n{' '.join(filter(None, told))}"


def _corpus(documents: Sequence[Document]) -> str:
    kinds = dict.fromkeys(document.kind for document in documents)
    rows = [_counts(kind, [one for one in documents if one.kind == kind]) for kind in kinds]
    rows.append(_counts("all", documents))
    licences = ", ".join(sorted({one.licence for one in documents}))
    newest = max((one.date for one in documents if one.date), default="not known")
    return (
        f"{_table(['kind', 'documents', 'provisions', *LANGUAGES], rows)}\n\n"
        f"A column of a language counts documents in it. Licence: {licences}. The newest text is of {newest}."
    )


def _counts(name: str, documents: Sequence[Document]) -> list[str]:
    languages = Counter(one.language for one in documents)
    provisions = sum(len(one.provisions) for one in documents)
    held = [f"{languages[code]:,}" for code in LANGUAGES]
    return [name, f"{len({one.id for one in documents}):,}", f"{provisions:,}", *held]


def _background(documents: Sequence[Document]) -> str:
    counts = Counter(provision.confidence for one in documents for provision in one.provisions)
    return f"{counts['background'] / max(1, counts.total()):.0%}".replace("%", " %")


def _embedder(facts: Shipped) -> str:
    package, _, rest = facts.fingerprint.partition("-")
    version = rest.partition(":")[0]
    return _table(
        ["", ""],
        [
            ["model", "multilingual-e5-small (`intfloat/multilingual-e5-small`), 4 bit"],
            ["fingerprint", f"`{facts.fingerprint}`"],
            ["comes with", f"the Python package `{package}` {version}; nothing is downloaded"],
            ["licence of the package", facts.licence or "not known here: it is not installed"],
            [
                "openness",
                "weights open, data described, recipe described ([paper](https://arxiv.org/abs/2402.05672))",
            ],
            ["what it does", "turns a question and each provision into 384 numbers; it writes nothing"],
            ["what is measured of it", "the rows *embedder alone* below"],
        ],
    )


def _models(entries: Sequence[Entry]) -> str:
    head = ["model", "licence", "parameters", "languages of ours", "weights", "data", "recipe", "self-test"]
    return _table(
        head,
        [
            [
                entry.name,
                entry.licence,
                f"{entry.parameters:,}",
                ", ".join(code for code in LANGUAGES if code in entry.languages),
                entry.openness.weights,
                entry.openness.data,
                entry.openness.recipe,
                _tested(entry),
            ]
            for entry in entries
        ],
    )


def _tested(entry: Entry) -> str:
    result = entry.self_test
    if result is None:
        return "not run by us"
    counted = f"{round(result.score * result.items)} of {result.items}, {result.date}"
    return f"{'passed' if result.passed else 'not passed'}: {counted}"


def _model_card(entry: Entry) -> str:
    lines = []
    if entry.package:
        lines.append(f"Comes with the Python package `{entry.package.replace('_', '-')}` as `{entry.file}`.")
    elif entry.gguf_repository:
        tried = (
            f"pulled by us on {entry.gguf_tried}"
            if entry.gguf_tried
            else "by public sources, not tried by us"
        )
        lines.append(f"Pulled by the user from `{entry.gguf_repository}` (`{entry.gguf_file}`; {tried}).")
    if entry.repository:
        lines.append(f"Original weights: `{entry.repository}`.")
    if entry.sha256:
        lines.append(f"sha256 `{entry.sha256}`, {entry.size_bytes or 0:,} bytes.")
    else:
        lines.append("No sha256 is known; that of the first file pulled is kept and must stay.")
    if entry.memory_bytes:
        lines.append(f"Needs {entry.memory_bytes / 1e6:,.0f} MB of memory (measured).")
    if entry.self_test is None:
        lines.append("Not run by us: what it writes, needs and costs is not known here.")
    elif entry.self_test.passed:
        lines.append("Passed the self-test on our machine; it writes by default where the file is the same.")
    else:
        lines.append("Did not pass the self-test: it writes only when asked.")
    if entry.training_summary:
        lines.append(f"[Its makers' summary of the training content]({entry.training_summary}).")
    lines += [f"{note}." for note in (entry.languages_note.rstrip("."), entry.note.rstrip(".")) if note]
    return f"**{entry.name}.** {' '.join(lines)}"


def shipped_fingerprint() -> str:
    """The fingerprint that the shipped vectors name, "" where there are none. Raises LibraryError."""
    from knowledge.files import read_tensors
    from knowledge.prebuilt import FOLDER

    first = min(FOLDER.glob("*.safetensors"), default=None)
    return read_tensors(first)[1].get("fingerprint", "") if first else ""


def number(value: float, places: int) -> str:
    """A number as the card shows it: whole ones with their thousands, others with their decimals."""
    shown = f"{value:,}" if isinstance(value, int) else f"{value:,.{places}f}"
    return shown.replace("-", "\u2212")


def _cell(value: Value, places: int) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        middle, low, high = (number(one, places) for one in value)
        return f"{middle} [{low}, {high}]"
    return number(value, places)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join(lines)
