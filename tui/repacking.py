"""Make a wheel again from what is installed: for machines without a compiler or a network.

`RECORD` lists every file of an installed distribution with its hash (the standard form of
recording installed projects), so a wheel with the same files can be made of it: what was compiled
here is not compiled again, and what was tested here is what is installed there. A file that was
changed since it was installed is refused. The same distribution gives the same bytes.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from pathlib import Path, PurePosixPath
from typing import Any

from knowledge.worded import worded
from tui.errors import KitError

__all__ = ["Wheel", "closure", "installed_bytes", "repack", "requirements_of", "wheel_name"]

# Written by installers about one installation; a wheel has none of them.
_NOT_OURS = frozenset({"INSTALLER", "REQUESTED", "RECORD", "RECORD.jws", "direct_url.json", "uv_cache.json"})
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6  # of deflate: level 9 takes three times as long for one per cent


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel file and the distribution that it holds."""

    name: str
    version: str
    path: Path


def closure(requirements: Sequence[str]) -> list[Distribution]:
    """The distributions here that fulfil these requirements and their own, extras included where they are asked for.

    Raises:
        KitError: one of them is not installed.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, Distribution] = {}
    done: dict[str, set[str]] = defaultdict(set)
    waiting = [(line, "the product") for line in requirements if _wanted(line, "")]
    while waiting:
        line, by = waiting.pop()
        one = Requirement(line)
        name, key = one.name, canonicalize_name(one.name)
        if key not in found:
            try:
                found[key] = distribution(name)
            except PackageNotFoundError as error:
                raise KitError(
                    worded(
                        "{name} is not installed, and {by} needs it. Mend that with: pip install {name}",
                        name=name,
                        by=by,
                    )
                ) from error
        for extra in {"", *one.extras} - done[key]:
            done[key].add(extra)
            waiting += [(needed, key) for needed in found[key].requires or [] if _wanted(needed, extra)]
    return [found[key] for key in sorted(found)]


def requirements_of(wheel: Path) -> list[str]:
    """What a wheel says that it needs."""
    with zipfile.ZipFile(wheel) as opened:
        name = next(one for one in opened.namelist() if one.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(opened.read(name).decode("utf-8")).get_all("Requires-Dist", [])


def installed_bytes(found: Distribution) -> int:
    """What a distribution takes on this disk, compiled files included."""
    paths = [Path(str(found.locate_file(one))) for one in found.files or []]
    return sum(path.stat().st_size for path in paths if path.is_file())


def wheel_name(found: Distribution) -> str:
    """The file name of its wheel: name, version and the tags that its `WHEEL` file has."""
    tags = [line.split("-") for line in HeaderParser().parsestr(_wheel_file(found)).get_all("Tag", [])]
    if not tags or any(len(tag) != 3 for tag in tags):
        raise KitError(
            worded(
                "{named} does not say which machines it is for. Install it again with pip.",
                named=_named(found),
            )
        )
    joined = "-".join(".".join(sorted({tag[part] for tag in tags})) for part in range(3))
    name = re.sub(r"[-_.]+", "_", found.metadata["Name"])
    return f"{name}-{found.version.replace('-', '_')}-{joined}.whl"


def repack(found: Distribution, folder: Path) -> Wheel:
    """Write the wheel of an installed distribution into `folder`; one that is there already is kept if it is the same.

    A distribution that is installed from a checkout (`pip install -e`) is built from it.

    Raises:
        KitError: it was changed since it was installed, or cannot be made into a wheel.
    """
    if _editable(found):
        return _built(found, folder)
    target = folder / wheel_name(found)
    info = _info_folder(found)
    files = dict(_files(found, info))
    record = _record(files, f"{info}/RECORD")
    if _same(target, f"{info}/RECORD", record):
        return Wheel(found.metadata["Name"], found.version, target)
    part = target.with_suffix(".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as wheel:
            for name, source in files.items():
                _write(wheel, name, source)
            wheel.writestr(_entry(f"{info}/RECORD", 0o644), record)
        part.replace(target)
    except OSError as error:
        raise KitError(
            worded(
                "{target} cannot be written: {strerror}. Free some space, then go on.",
                target=target,
                strerror=error.strerror or error,
            )
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return Wheel(found.metadata["Name"], found.version, target)


@dataclass(frozen=True, slots=True)
class _Source:
    """A file to pack: where it lies, or its content where that differs from the file's; its hash and size."""

    path: Path
    content: bytes | None
    sha256: bytes
    size: int


def _files(found: Distribution, info: str) -> Iterator[tuple[str, _Source]]:
    """The name in the wheel and the source of every file, in order of names."""
    generated = {one.name for one in found.entry_points if one.group in ("console_scripts", "gui_scripts")}
    data = f"{info.removesuffix('.dist-info')}.data"
    listed: dict[str, _Source] = {}
    for one in found.files or []:
        if one.hash is None and (one.suffix == ".pyc" or one.name in _NOT_OURS):
            continue
        if one.parent == PurePosixPath(info) and one.name in _NOT_OURS:
            continue
        path = Path(os.path.normpath(str(found.locate_file(one))))
        name = one.as_posix()
        if ".." in one.parts:
            within = _below_prefix(found, path)
            if within.parts[0] in ("bin", "Scripts"):
                if within.stem in generated:
                    continue  # made anew by every installer
                name = f"{data}/scripts/{within.name}"
            else:
                name = f"{data}/data/{within.as_posix()}"
        listed[name] = _source(found, one, path)
    yield from sorted(listed.items())


def _source(found: Distribution, one: PackagePath, path: Path) -> _Source:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise KitError(
            worded(
                "{path} of {named} cannot be read: {strerror}. Install it again.",
                path=path,
                named=_named(found),
                strerror=error.strerror,
            )
        ) from error
    if one.hash is not None and one.hash.mode == "sha256" and one.hash.value != _told(digest):
        raise KitError(
            worded(
                "{path} was changed since {named} was installed. Install it again, then make the kit.",
                path=path,
                named=_named(found),
            )
        )
    if path.parent.name in ("bin", "Scripts") and (content := _portable(path)) is not None:
        return _Source(path, content, hashlib.sha256(content).digest(), len(content))
    return _Source(path, None, digest, path.stat().st_size)


def _portable(path: Path) -> bytes | None:
    """A script whose first line names this machine's Python, with the line that installers replace."""
    with path.open("rb") as file:
        first = file.readline(4096)
        if not (first.startswith(b"#!") and os.fsencode(sys.prefix) in first):
            return None
        return b"#!python\n" + file.read()


def _below_prefix(found: Distribution, path: Path) -> Path:
    try:
        return path.relative_to(sys.prefix)
    except ValueError:
        raise KitError(
            worded(
                "{named} put {path} outside of its environment; it cannot be packed.",
                named=_named(found),
                path=path,
            )
        ) from None


def _write(wheel: zipfile.ZipFile, name: str, source: _Source) -> None:
    entry = _entry(name, source.path.stat().st_mode & 0o777)
    if source.content is not None:
        wheel.writestr(entry, source.content)
        return
    entry.file_size = source.size
    with source.path.open("rb") as file, wheel.open(entry, "w") as packed:
        while block := file.read(1 << 20):
            packed.write(block)


def _entry(name: str, mode: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (0o100000 | (0o755 if mode & 0o111 else 0o644)) << 16
    return entry


def _record(files: dict[str, _Source], own: str) -> str:
    lines = [f"{_csv(name)},sha256={_told(one.sha256)},{one.size}" for name, one in files.items()]
    return "\n".join([*lines, f"{own},,", ""])


def _csv(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if set(name) & set(',"\n') else name


def _same(target: Path, name: str, record: str) -> bool:
    """Whether a wheel is there that lists the same files; an interrupted kit is taken up like this."""
    with contextlib.suppress(OSError, KeyError, zipfile.BadZipFile), zipfile.ZipFile(target) as wheel:
        return wheel.read(name).decode("utf-8", "replace") == record
    return False


def _built(found: Distribution, folder: Path) -> Wheel:
    """The wheel of a checkout, built without a network by hatchling, where that is installed."""
    import json
    from urllib.parse import unquote, urlsplit

    origin: Any = json.loads(found.read_text("direct_url.json") or "{}")
    source = unquote(urlsplit(str(origin.get("url", ""))).path)
    with tempfile.TemporaryDirectory(dir=folder) as made:
        done = subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", made],
            cwd=source, capture_output=True, text=True, check=False,
        )  # fmt: skip
        wheels = list(Path(made).glob("*.whl"))
        if done.returncode != 0 or len(wheels) != 1:
            reason = (done.stderr.strip().splitlines() or ["no wheel came of it"])[-1]
            raise KitError(
                worded(
                    "{named} is installed from the checkout {source}, and building it failed: {reason}. "
                    "Install hatchling, or the product itself: pip install .",
                    named=_named(found),
                    source=source,
                    reason=reason,
                )
            )
        target = folder / wheels[0].name
        wheels[0].replace(target)
    return Wheel(found.metadata["Name"], found.version, target)


def _wanted(line: str, extra: str) -> bool:
    """Whether a requirement holds on this machine, and with an extra: because of that extra."""
    from packaging.requirements import Requirement

    marker = Requirement(line).marker
    return not extra if marker is None else marker.evaluate({"extra": extra})


def _editable(found: Distribution) -> bool:
    return '"editable": true' in (found.read_text("direct_url.json") or "")


def _wheel_file(found: Distribution) -> str:
    text = found.read_text("WHEEL")
    if text is None or found.files is None:
        raise KitError(
            worded(
                "{named} was not installed from a wheel. Install it again with a current pip.",
                named=_named(found),
            )
        )
    return text


def _info_folder(found: Distribution) -> str:
    names = {one.parts[0] for one in found.files or [] if one.parts[0].endswith(".dist-info")}
    if len(names) != 1:
        raise KitError(
            worded(
                "{named} was not installed from a wheel. Install it again with a current pip.",
                named=_named(found),
            )
        )
    return names.pop()


def _named(found: Distribution) -> str:
    return f"{found.metadata['Name']} {found.version}"


def _told(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
