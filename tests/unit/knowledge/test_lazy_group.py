"""A lazy group lists without loading, and loads one module a command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from knowledge.lazy_group import LazyGroup

TABLE = {
    "double": ("lazy_for_test", "double", "Twice a number."),
    "never": ("no_such_module_at_all", "never", "Its module is not there."),
}


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LazyGroup]:
    (tmp_path / "lazy_for_test.py").write_text(
        "import click\n@click.command()\n@click.argument('n', type=int)\ndef double(n): click.echo(2 * n)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    yield LazyGroup(name="demo", table=TABLE)
    sys.modules.pop("lazy_for_test", None)


def test_help_loads_no_command(group: click.Group) -> None:
    told = CliRunner().invoke(group, ["--help"])
    assert told.exit_code == 0
    assert "Twice a number." in told.output
    assert "Its module is not there." in told.output
    assert "lazy_for_test" not in sys.modules


def test_a_command_is_loaded_when_it_is_called(group: click.Group) -> None:
    assert CliRunner().invoke(group, ["double", "21"]).output == "42\n"


def test_an_unknown_command_is_refused(group: click.Group) -> None:
    assert CliRunner().invoke(group, ["treble", "1"]).exit_code == 2


def test_a_copy_speaks_otherwise_and_the_group_itself_does_not(group: LazyGroup) -> None:
    copied = LazyGroup.retold(group, str.upper)
    assert "TWICE A NUMBER." in CliRunner().invoke(copied, ["--help"]).output
    assert CliRunner().invoke(copied, ["double", "21"]).output == "42\n"
    assert "Twice a number." in CliRunner().invoke(group, ["--help"]).output
    assert group.helps() == [text for _, _, text in TABLE.values()]


def test_a_copy_has_its_own_commands_and_options() -> None:
    @click.group()
    def above() -> None:
        """Above."""

    @above.command()
    @click.option("--size", help="How large.")
    def below(size: str) -> None:
        """Below."""
        click.echo(size)

    CliRunner().invoke(above, ["below", "--help"])  # click keeps what it made
    copied = LazyGroup.retold(above, str.upper)
    told = CliRunner().invoke(copied, ["below", "--help"]).output
    assert "BELOW." in told
    assert "HOW LARGE." in told
    assert CliRunner().invoke(copied, ["below", "--size", "3"]).output == "3\n"
    assert "How large." in CliRunner().invoke(above, ["below", "--help"]).output
