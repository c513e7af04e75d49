"""A folder for a stick: everything that another machine needs to install without a network.

Wheels come from what is installed here (`tui.repacking`), so the versions are those that run
here and nothing is fetched. Beside them lie the models that were pulled, a release, an install
script, a page in four languages, and a manifest with the sha256 of every file. Nothing of the
user's is in it: no key, no document, no judgement, no answer.
"""

from __future__ import annotations

import hashlib
import platform
import re
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from knowledge.files import write_atomically
from knowledge.worded import worded
from tui.errors import KitError
from tui.repacking import Wheel, closure, installed_bytes, repack, requirements_of

__all__ = ["MANIFEST", "Kit", "make_kit"]

MANIFEST = "MANIFEST.sha256"
_PRODUCT = "sse-assistant"
_FILES = Path(__file__).parent / "kit_files"
# What llama.cpp is compiled to use where the processor has it; without one of them it may stop.
_CPU = re.compile(r"avx\w*|fma|f16c|bmi2|sse4_2|amx\w*|asimd\w*|sve\w*|i8mm|bf16")
_JOBS = 2  # distributions packed at once; deflate leaves the interpreter free
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit that was made: sizes in bytes; `fingerprint` is the sha256 of its manifest."""

    folder: Path
    fingerprint: str
    wheels: int
    models: tuple[str, ...]
    stick: int
    installed: int


def make_kit(
    folder: Path,
    *,
    wheels_from: Path | None = None,
    release: Path | None = None,
    models: bool = False,
    progress: Progress | None = None,
) -> Kit:
    """Make a kit in `folder`, or bring the one that is there up to date.

    Args:
        wheels_from: a folder of wheels that are taken as they are, in the place of those made
            here: built for older processors, say. Their versions must be those installed here.
        release: a published release as it lies on a stick or a server, to be copied along.
        models: also the models that were pulled.
        progress: is told of every wheel.

    Raises:
        KitError: something is not installed, was changed since, or does not fit; the folder holds
            other things; or it cannot be written.
    """
    _refuse_another(folder)
    try:
        (folder / "wheels").mkdir(parents=True, exist_ok=True)
        # A kit whose making is interrupted has no manifest, and is not installed from.
        (folder / MANIFEST).unlink(missing_ok=True)
        wheels, installed = _wheels(folder / "wheels", wheels_from, progress or (lambda _: None))
        names = _models(folder / "models", models)
        _release(folder / "release", release)
        _write(folder / "requirements.txt", "".join(sorted(map(_requirement, wheels))))
        _write(folder / "platform.txt", _platform())
        shutil.copyfile(_FILES / "install.sh", folder / "install.sh")
        _readme(folder, next(one.version for one in wheels if _same_name(one.name, _PRODUCT)), installed)
        return _finished(folder, len(wheels), names, installed)
    except OSError as error:
        raise KitError(
            worded(
                "The kit {folder} cannot be written: {strerror}. Free some space; the same command goes on.",
                folder=folder,
                strerror=error.strerror or error,
            )
        ) from error


def _refuse_another(folder: Path) -> None:
    """Raise where the folder holds anything but a kit: files that are not listed would stay in it."""
    known = {
        MANIFEST,
        "wheels",
        "models",
        "release",
        "requirements.txt",
        "platform.txt",
        "install.sh",
        "README.md",
    }
    if folder.exists() and not folder.is_dir():
        raise KitError(worded("{folder} is a file. Name a folder that is empty or not there.", folder=folder))
    found = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    others = [name for name in found if name not in known]
    if others or (found and "wheels" not in found):
        raise KitError(
            worded(
                "{folder} holds other things ({others}). Name an empty folder.",
                folder=folder,
                others=(others or found)[0],
            )
        )


def _wheels(folder: Path, given: Path | None, progress: Progress) -> tuple[list[Wheel], int]:
    """All wheels in `folder`, no others, and what they take when installed."""
    try:
        product = distribution(_PRODUCT)
    except PackageNotFoundError as error:
        raise KitError(
            worded(
                "{product} itself is not installed here. Install it first: pip install .", product=_PRODUCT
            )
        ) from error
    first = repack(product, folder)
    progress(first.path.name)
    # pip goes along: the other machine may have a Python without it.
    needed = [
        one for one in closure([*requirements_of(first.path), "pip"]) if not _same_name(one.name, _PRODUCT)
    ]
    ready = _given(given)

    def made(name: str, version: str, pack: Callable[[], Wheel]) -> Wheel:
        source = ready.get((_canonical(name), version))
        if source is None:
            wheel = pack()
        else:
            wheel = Wheel(name, version, folder / source.name)
            shutil.copyfile(source, wheel.path)
        progress(wheel.path.name)
        return wheel

    with ThreadPoolExecutor(_JOBS) as pool:
        others = list(pool.map(lambda one: made(one.name, one.version, lambda: repack(one, folder)), needed))
    wheels = [first, *others]
    kept = {wheel.path.name for wheel in wheels}
    for path in folder.iterdir():
        if path.name not in kept:  # an earlier version's, or left by a stop
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return wheels, sum(map(installed_bytes, needed)) + _unpacked(first.path)


def _given(folder: Path | None) -> dict[tuple[str, str], Path]:
    """The wheels of a folder, by name and version."""
    if folder is None:
        return {}
    found: dict[tuple[str, str], Path] = {}
    for path in sorted(folder.glob("*.whl")):
        name, version, *_ = path.name.split("-")
        found[_canonical(name), version] = path
    if not found:
        raise KitError(worded("There is no wheel in {folder}. Name a folder with .whl files.", folder=folder))
    return found


def _models(folder: Path, wanted: bool) -> tuple[str, ...]:
    """Copies of the models that were pulled, each as it was when it came."""
    from assistant.models.installed import Installed

    shutil.rmtree(folder, ignore_errors=True)
    names: list[str] = []
    for record in Installed().records if wanted else ():
        if not record.ours:
            continue
        folder.mkdir(exist_ok=True)
        target = folder / f"{record.name}.gguf"
        shutil.copyfile(record.path, target)
        if _sha256(target) != record.sha256:
            raise KitError(
                worded(
                    "{path} is not what was pulled. Pull it again: sse models pull {name}",
                    path=record.path,
                    name=record.name,
                )
            )
        names.append(record.name)
    return tuple(names)


def _release(folder: Path, source: Path | None) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if source is None:
        return
    if not any(source.rglob("*timestamp.json")):
        raise KitError(
            worded(
                "{source} is no published release: it has no timestamp.json. Name the folder of `publish "
                "--to`.",
                source=source,
            )
        )
    shutil.copytree(source, folder)


def _requirement(wheel: Wheel) -> str:
    return f"{_canonical(wheel.name)}=={wheel.version} --hash=sha256:{_sha256(wheel.path)}\n"


def _platform() -> str:
    """What the wheels are for: `name=value`, as the install script reads it."""
    flags: list[str] = []
    if Path("/proc/cpuinfo").exists():
        text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
        line = re.search(r"^(?:flags|Features)\s*:(.*)$", text, re.MULTILINE)
        flags = sorted(one for one in line[1].split() if _CPU.fullmatch(one)) if line else []
    version = ".".join(map(str, sys.version_info[:2]))
    known = platform.uname()
    return f"python={version}\nsystem={known.system}\nmachine={known.machine}\ncpu={' '.join(flags)}\n"


def _readme(folder: Path, version: str, installed: int) -> None:
    known = platform.uname()
    stick = sum(path.stat().st_size for path in _listed(folder))
    text = (_FILES / "README.md").read_text(encoding="utf-8")
    told = text.format(
        version=version, python=".".join(map(str, sys.version_info[:2])), system=known.system,
        machine=known.machine, stick=_megabytes(stick), installed=_megabytes(installed),
    )  # fmt: skip
    _write(folder / "README.md", told)


def _finished(folder: Path, wheels: int, models: tuple[str, ...], installed: int) -> Kit:
    """Write the manifest, last of all."""
    paths = _listed(folder)
    lines = [f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    _write(folder / MANIFEST, "".join(lines))
    size = sum(path.stat().st_size for path in paths)
    return Kit(folder, _sha256(folder / MANIFEST), wheels, models, size, installed)


def _listed(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)


def _write(path: Path, text: str) -> None:
    write_atomically(path, text.encode("utf-8"))
    path.chmod(0o644)  # another user of the other machine reads it


def _unpacked(wheel: Path) -> int:
    import zipfile

    with zipfile.ZipFile(wheel) as opened:
        return sum(one.file_size for one in opened.infolist())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _megabytes(size: int) -> str:
    return f"{round(size / 1e6):,}"


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _same_name(one: str, other: str) -> bool:
    return _canonical(one) == _canonical(other)
