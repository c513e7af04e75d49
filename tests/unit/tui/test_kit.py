"""The folder for a stick, with few wheels: what is in it, what is refused, what the script checks first.

The whole kit is made and installed in tests/end_to_end/test_kit.py.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from importlib.metadata import distribution
from pathlib import Path

import pytest

from assistant.models.installed import Installed, Record
from tui import kit as kit_module
from tui.errors import KitError
from tui.kit import MANIFEST, make_kit
from tui.repacking import repack


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A product of one package: tomlkit."""
    monkeypatch.setattr(kit_module, "_PRODUCT", "tomlkit")


def manifest(folder: Path) -> dict[str, str]:
    lines = (folder / MANIFEST).read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def install(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(folder / "install.sh"), *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip


def test_every_file_is_listed_and_the_wheels_are_pinned_by_hash(small: None, tmp_path: Path) -> None:
    seen: list[str] = []
    made = make_kit(tmp_path / "kit", progress=seen.append)
    listed = manifest(made.folder)
    there = {path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*") if path.is_file()}
    assert set(listed) == there - {MANIFEST}
    assert {"install.sh", "README.md", "requirements.txt", "platform.txt"} < there
    for name, digest in listed.items():
        assert hashlib.sha256((made.folder / name).read_bytes()).hexdigest() == digest
    assert made.fingerprint == hashlib.sha256((made.folder / MANIFEST).read_bytes()).hexdigest()
    pinned = (made.folder / "requirements.txt").read_text("utf-8")
    assert f"tomlkit=={distribution('tomlkit').version} --hash=sha256:" in pinned
    assert "pip==" in pinned, "the other machine may have a Python without pip"
    assert made.wheels == len(seen) == 2
    readme = (made.folder / "README.md").read_text("utf-8")
    for language in ("## English", "## Français", "## Español", "## Português"):
        assert language in readme
    assert "{" not in readme


def test_made_again_it_holds_nothing_of_before(small: None, tmp_path: Path) -> None:
    first = make_kit(tmp_path / "kit")
    (first.folder / "wheels" / "tomlkit-0.0.1-py3-none-any.whl").write_bytes(b"old")
    (first.folder / "wheels" / "left").mkdir()
    again = make_kit(tmp_path / "kit")
    assert again.fingerprint == first.fingerprint, "the same versions give the same kit"
    assert len(list((again.folder / "wheels").iterdir())) == 2


def test_a_folder_of_other_things_is_left_alone(small: None, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"x")
    with pytest.raises(KitError, match=r"other things \(a.jpg\)"):
        make_kit(tmp_path / "photos")
    with pytest.raises(KitError, match="is a file"):
        make_kit(tmp_path / "photos" / "a.jpg")
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["a.jpg"]


def test_given_wheels_take_the_place_of_those_made_here(small: None, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    with pytest.raises(KitError, match="no wheel in"):
        make_kit(tmp_path / "kit", wheels_from=given)
    wheel = repack(distribution("pip"), given).path
    other = wheel.with_name(wheel.name.replace("py3-none-any", "py2.py3-none-any"))
    wheel.rename(other)
    made = make_kit(tmp_path / "kit", wheels_from=given)
    assert other.name in {path.name for path in (made.folder / "wheels").iterdir()}
    assert wheel.name not in {path.name for path in (made.folder / "wheels").iterdir()}


@pytest.mark.slow
def test_pulled_models_and_a_release_are_copied_where_they_are_asked_for(
    small: None, tmp_path: Path, sse_data_dir: Path
) -> None:
    models = sse_data_dir / "models"
    models.mkdir(parents=True)
    (models / "Tiny.gguf").write_bytes(b"GGUF tiny")
    digest = hashlib.sha256(b"GGUF tiny").hexdigest()
    Installed().put(Record("Tiny", str(models / "Tiny.gguf"), digest, 9, "2026-01-01", ours=True))
    mine = tmp_path / "mine.gguf"
    mine.write_bytes(b"GGUF mine")
    Installed().put(Record("Mine", str(mine), hashlib.sha256(b"GGUF mine").hexdigest(), 9, "2026-01-01"))
    release = tmp_path / "release"
    (release / "metadata").mkdir(parents=True)
    with pytest.raises(KitError, match="no published release"):
        make_kit(tmp_path / "kit", release=release)
    (release / "metadata" / "timestamp.json").write_text("{}", "utf-8")
    made = make_kit(tmp_path / "kit", release=release, models=True)
    assert made.models == ("Tiny",), "a file of the user's own place is not ours to hand on"
    assert {"models/Tiny.gguf", "release/metadata/timestamp.json"} <= set(manifest(made.folder))
    assert {"models/Tiny.gguf", "release/metadata/timestamp.json"}.isdisjoint(
        manifest(make_kit(made.folder).folder)
    )
    (models / "Tiny.gguf").write_bytes(b"GGUF else")
    with pytest.raises(KitError, match="not what was pulled"):
        make_kit(made.folder, models=True)
    assert not (made.folder / MANIFEST).exists(), "half a kit is not installed from"
    assert "not whole" in install(made.folder, tmp_path / "there").stderr


@pytest.fixture
def made(small: None, tmp_path: Path) -> kit_module.Kit:
    return make_kit(tmp_path / "kit")


def test_the_script_refuses_what_was_changed_before_anything_runs(
    made: kit_module.Kit, tmp_path: Path
) -> None:
    target = tmp_path / "there"
    wheel = next((made.folder / "wheels").glob("tomlkit*"))
    content = wheel.read_bytes()
    wheel.write_bytes(content[:-1] + b"x")
    done = install(made.folder, target)
    assert done.returncode == 1
    assert wheel.name in done.stderr
    wheel.write_bytes(content)
    extra = made.folder / "wheels" / "pip-99-py3-none-any.whl"
    shutil.copy(wheel, extra)
    assert "3 files, and 2 are listed" in install(made.folder, target).stderr
    extra.unlink()
    wheel.unlink()
    assert install(made.folder, target).returncode == 1
    assert not target.exists()


def test_the_script_compares_the_fingerprint_that_was_told(made: kit_module.Kit, tmp_path: Path) -> None:
    target = tmp_path / "there"
    for told, said in (("ab" * 32, "was changed"), (made.fingerprint[:8], "16 hex digits")):
        done = install(made.folder, "--kit", told, target)
        assert (done.returncode, said in done.stderr) == (1, True)
    assert install(made.folder, "--what").returncode == 2
    assert not target.exists()


def test_the_script_refuses_another_machine_and_another_python(made: kit_module.Kit, tmp_path: Path) -> None:
    platform = made.folder / "platform.txt"
    text = platform.read_text("utf-8")

    def with_platform(changed: str) -> str:
        platform.write_text(changed, "utf-8")
        listed = manifest(made.folder) | {"platform.txt": hashlib.sha256(changed.encode()).hexdigest()}
        lines = [f"{digest}  {name}\n" for name, digest in listed.items()]
        (made.folder / MANIFEST).write_text("".join(lines), "utf-8")
        return install(made.folder, tmp_path / "there").stderr

    machine = next(line for line in text.splitlines() if line.startswith("machine="))
    assert "this folder is for" in with_platform(text.replace(machine, "machine=vax"))
    python = next(line for line in text.splitlines() if line.startswith("python="))
    assert "Python 2.4 is not here" in with_platform(text.replace(python, "python=2.4"))
    assert not (tmp_path / "there").exists()
