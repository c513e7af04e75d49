"""The card of one installed model, in Markdown: what is known of it here, and what is not.

Nothing in it comes from memory: the catalogue's facts, the file's own header, its sha256, and
what was measured on this machine or by us on this very file. What nobody knows is said.
"""

from __future__ import annotations

from pathlib import Path

from assistant.models.catalogue import Entry, Model
from assistant.models.gguf import Header, read_header
from assistant.models.memory import CONTEXT, need
from assistant.models.selftest import PASS_SCORE, SelfTestResult, known_result, table, writes_by_default
from knowledge.paths import data_folder

__all__ = ["card"]


def card(model: Model, folder: Path | None = None) -> str:
    """Markdown for `model`; `folder` is the data folder where not given.

    Raises:
        ModelMissing, ModelDamaged: its file cannot be read, is damaged or is not the one that was pinned.
    """
    folder = folder or data_folder()
    header = read_header(model.path)
    model.verify(folder)
    parts = [
        f"# {model.name}",
        _rows("The file", _file(model, header, folder)),
        _rows("What the file says of itself", _header(header)),
        _published(model.entry),
        _measured(model, header, folder),
        _limits(model.entry),
    ]
    return "\n\n".join(parts) + "\n"


def _file(model: Model, header: Header, folder: Path) -> list[tuple[str, str]]:
    lines = [
        ("file", f"`{model.path.name}`"),
        ("size", f"{header.size_bytes:,} bytes"),
        ("sha256", f"`{model.sha256(folder)}`"),
        ("pinned", "yes: it is still the file that it was" if model.expected_sha256 else "no"),
    ]
    if model.record is not None:
        came = f"pulled from <{model.record.url}>" if model.record.url else "added from this machine"
        lines.append(("came", f"{model.record.date}, {came}"))
    elif model.entry is not None and model.entry.package:
        lines.append(("came", f"with the Python package `{model.entry.package.replace('_', '-')}`"))
    return lines


def _header(header: Header) -> list[tuple[str, str]]:
    return [
        ("name", _cell(header.name)),
        ("architecture", _cell(header.architecture)),
        ("parameters", f"{header.parameters:,}, counted over {header.tensors:,} tensors"),
        ("quantisation", header.quantisation or "not said"),
        ("context", f"up to {header.context_tokens:,} tokens" if header.context_tokens else "not said"),
        ("licence", _cell(header.licence)),
        ("chat template", "yes" if header.chat_template else "no: it cannot be asked"),
    ]


def _published(entry: Entry | None) -> str:
    if entry is None:
        return (
            "## What its makers publish\n\nIt is not in the catalogue, so its licence, its languages and how open it "
            "is are not known here. Look them up where you had it from."
        )
    languages = ", ".join(entry.languages) + (f" ({entry.languages_note})" if entry.languages_note else "")
    openness = entry.openness
    lines = [
        ("licence", entry.licence),
        ("languages", languages),
        ("openness", f"weights {openness.weights}, data {openness.data}, recipe {openness.recipe}"),
        ("original weights", f"`{entry.repository}`" if entry.repository else "not said"),
    ]
    if entry.training_summary:
        lines.append(("public summary of its training content", f"<{entry.training_summary}>"))
    if entry.note:
        lines.append(("note", entry.note))
    return _rows("What its makers publish, by our catalogue", lines)


def _measured(model: Model, header: Header, folder: Path) -> str:
    wanted = need(model, header)
    how = "measured" if wanted.measured else "reckoned from size, key-value cache and a margin; not measured"
    memory = f"- Memory with a context of {CONTEXT:,} tokens: {wanted.bytes / 1e6:,.0f} MB ({how})."
    result = known_result(model, folder)
    lines = ["## What was measured", "", memory, f"- {_self_test(result)}"]
    lines.append(f"- {writes_by_default(model, folder)[1]}")
    if result is not None and (counted := table(result)):
        lines += ["", "Items right, by kind and language:", "", "```", *counted, "```"]
    return "\n".join(lines)


def _self_test(result: SelfTestResult | None) -> str:
    if result is None:
        return "Self-test: not taken. Run it with: sse models test"
    return (
        f"Self-test {result.version}, {result.date}: {result.right} of {result.items} items right; passing takes "
        f"{PASS_SCORE:.0%} and every refusal."
    )


def _limits(entry: Entry | None) -> str:
    lines = [
        "## What is not known",
        "",
        "- The self-test is small: it rules models out and promises nothing of those that pass.",
        "- Whether its training content was lawful, balanced or free of private data was not examined here.",
    ]
    if entry is not None and "en" in entry.languages and not {"fr", "es", "pt"} & set(entry.languages):
        lines.append(
            "- Its makers list English alone; what it writes in other languages is untested by them."
        )
    lines.append(
        "- Every sentence that it writes is checked against the passage it cites, whatever stands here."
    )
    return "\n".join(lines)


def _rows(title: str, lines: list[tuple[str, str]]) -> str:
    body = "\n".join(f"| {name} | {value} |" for name, value in lines)
    return f"## {title}\n\n| | |\n|---|---|\n{body}"


def _cell(text: str) -> str:
    """Text of a file's header, which anybody may have written, as one harmless cell."""
    shown = (
        " ".join(text.split())
        .replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("<", "&lt;")
        .replace("`", "'")
    )
    return shown or "not said"
