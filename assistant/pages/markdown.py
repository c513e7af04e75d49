"""A page as Markdown (CommonMark with tables), safe against text that looks like markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from assistant.pages.blocks import Cell, Heading, Line, Page, Run, Table

__all__ = ["markdown"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~])")
_BEGINS = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


def markdown(page: Page) -> str:
    """The page, its metadata in front matter."""
    fields = {"title": page.title, "lang": page.language, "date": page.created}
    fields |= {"generator": page.system, "digitalSourceType": page.source_type}
    lines = [
        "---",
        *(f"{name}: {_string(value)}" for name, value in fields.items()),
        "---",
    ]
    lines += ["", f"# {_escaped(page.title)}"]
    before: object = None
    for block in page.blocks:
        listed = isinstance(block, Line) and block.item and isinstance(before, Line) and before.item
        lines += [] if listed else [""]
        if isinstance(block, Heading):
            lines.append(f"## {_escaped(block.text)}")
        elif isinstance(block, Table):
            lines += _table(block)
        else:
            lines.append(f"- {_runs(block)}" if block.item else _BEGINS.sub(r"\1\\\2", _runs(block)))
        before = block
    return "\n".join([*lines, "", f"*{_escaped(page.notice)}*", ""])


def _string(value: str) -> str:
    """A string of YAML; a reader that knows no front matter shows it, so it holds no tag."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(_escaped(name) for name in table.header)} |"
    yield f"|{' --- |' * len(table.header)}"
    for row in table.rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cell(cell: Cell) -> str:
    return "<br>".join(_runs(line) for line in cell)


def _runs(line: Line) -> str:
    return "".join(_run(run) for run in line.runs)


def _run(run: Run) -> str:
    if run.link.startswith(("http://", "https://")) and not re.search(r"[\s<>|]", run.link):
        return f"<{run.link}>" if run.link == run.text else f"[{_escaped(run.text)}](<{run.link}>)"
    text = _escaped(run.text)
    if run.bold and text.strip():
        core = text.strip()
        return text.replace(core, f"**{core}**", 1)
    return text


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split("\n")))
