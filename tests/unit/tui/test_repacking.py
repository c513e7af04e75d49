"""A wheel made again from what is installed: the same files, nothing of this machine, nothing changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest

from tui.errors import KitError
from tui.repacking import closure, installed_bytes, repack, requirements_of, wheel_name

# Written by the installer of the day.
INSTALLERS = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")


def pip(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and path.name not in INSTALLERS
    }


@pytest.mark.parametrize("name", ["PyStemmer", "markdown-it-py", "safetensors"])
@pytest.mark.slow
def test_pip_installs_the_same_files_from_it(name: str, tmp_path: Path) -> None:
    """One with a compiled module, one with scripts, one with compiled code for several Pythons."""
    wheel = repack(distribution(name), tmp_path)
    done = pip(
        "install", "--no-index", "--no-deps", "--no-compile", "--target", tmp_path / "there", wheel.path
    )
    assert done.returncode == 0, done.stderr
    there = {key: value for key, value in contents(tmp_path / "there").items() if not key.startswith("bin/")}
    listed = distribution(name).files or []
    here = {
        one.as_posix(): Path(str(one.locate())).read_bytes()
        for one in listed
        if one.suffix != ".pyc" and ".." not in one.parts
        and one.name not in INSTALLERS
    }  # fmt: skip
    assert there == here


def test_the_same_distribution_gives_the_same_bytes_and_is_not_packed_twice(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    first = repack(distribution("click"), tmp_path)
    assert first.path.name == wheel_name(distribution("click"))
    assert repack(distribution("click"), tmp_path / "again").path.read_bytes() == first.path.read_bytes()
    before = first.path.stat().st_mtime_ns
    assert repack(distribution("click"), tmp_path).path.stat().st_mtime_ns == before
    first.path.write_bytes(first.path.read_bytes()[:1000])
    repack(distribution("click"), tmp_path)
    with zipfile.ZipFile(first.path) as wheel:
        assert wheel.testzip() is None
    assert not list(tmp_path.glob("*.part"))


def installed_copy(folder: Path, name: str) -> Distribution:
    """A copy of an installed distribution that a test may damage."""
    found = distribution(name)
    for one in found.files or []:
        source = Path(str(one.locate()))
        if source.is_file() and ".." not in one.parts:
            target = folder / one
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    info = next(path for path in folder.iterdir() if path.name.endswith(".dist-info"))
    return Distribution.at(info)


def test_a_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    found = installed_copy(tmp_path / "site", "tomlkit")
    module = tmp_path / "site" / "tomlkit" / "api.py"
    module.write_text(module.read_text("utf-8") + "# changed\n", "utf-8")
    with pytest.raises(KitError, match=r"api.py was changed since tomlkit"):
        repack(found, tmp_path)
    module.unlink()
    with pytest.raises(KitError, match="cannot be read"):
        repack(found, tmp_path)
    assert not list(tmp_path.glob("*.whl"))


def test_what_was_not_installed_from_a_wheel_is_refused(tmp_path: Path) -> None:
    found = installed_copy(tmp_path / "site", "tomlkit")
    info = next((tmp_path / "site").glob("*.dist-info"))
    (info / "WHEEL").unlink()
    with pytest.raises(KitError, match="not installed from a wheel"):
        repack(found, tmp_path)
    (info / "WHEEL").write_text("Wheel-Version: 1.0\nTag: nonsense\n", "utf-8")
    with pytest.raises(KitError, match="which machines"):
        repack(found, tmp_path)


def test_a_file_outside_of_the_environment_is_refused(tmp_path: Path) -> None:
    found = installed_copy(tmp_path / "site", "tomlkit")
    (tmp_path / "outside.txt").write_text("x", "utf-8")
    record = next((tmp_path / "site").glob("*.dist-info")) / "RECORD"
    record.write_text(record.read_text("utf-8") + "../outside.txt,,\n", "utf-8")
    with pytest.raises(KitError, match="outside of its environment"):
        repack(found, tmp_path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="modes are those of POSIX")
def test_nothing_of_this_machine_is_in_a_wheel(tmp_path: Path) -> None:
    wheel = repack(distribution("pip"), tmp_path)
    with zipfile.ZipFile(wheel.path) as opened:
        names = opened.namelist()
        assert all(one.date_time == (1980, 1, 1, 0, 0, 0) for one in opened.infolist())
    assert not [
        name for name in names if name.endswith((".pyc", "INSTALLER", "direct_url.json")) or ".." in name
    ]
    assert len(names) == len(set(names))


def test_the_closure_follows_requirements_and_their_extras() -> None:
    names = {one.name.lower() for one in closure(["securesystemslib[crypto]>=1", "python-docx"])}
    assert {"securesystemslib", "cryptography", "cffi", "python-docx", "lxml"} <= names
    assert "pytest" not in names
    assert closure(['pytest; python_version < "3"']) == []
    with pytest.raises(KitError, match="no-such-thing is not installed"):
        closure(["no-such-thing>=1"])


def test_sizes_and_requirements_are_read(tmp_path: Path) -> None:
    found = distribution("bm25s")
    wheel = repack(found, tmp_path)
    assert sorted(requirements_of(wheel.path)) == sorted(found.requires or [])
    assert installed_bytes(found) > wheel.path.stat().st_size
