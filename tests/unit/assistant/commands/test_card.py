"""`sse card`."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from assistant.commands.card import card
from assistant.system_card import shipped, system_card


def test_the_card_is_printed_with_this_machine_last() -> None:
    done = CliRunner().invoke(card, [])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("# System card of SSE Assistant\n")
    assert "\n## This installation\n" in done.output


def test_the_shipped_part_is_written_for_everybody_to_read(tmp_path: Path) -> None:
    path = tmp_path / "card.md"
    done = CliRunner().invoke(card, ["--shipped", "--to", str(path)])
    assert done.exit_code == 0, done.output
    assert path.read_text("utf-8") == system_card(shipped())
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert CliRunner().invoke(card, ["--to", str(tmp_path)]).exit_code == 2
