"""Whether a model fits into the memory that is free, asked before it is loaded.

A model that does not fit takes the machine with it: the system swaps until nothing answers,
or ends some process. So the question is asked of numbers that are known: what was measured
of this very file, else its size, its key-value cache and a margin.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ModelTooLarge
from assistant.models.catalogue import Model
from assistant.models.gguf import Header
from knowledge.worded import worded

__all__ = ["Need", "available_bytes", "need", "require_memory"]

CONTEXT = 4_096  # tokens, the default of `ModelWorker`
# What the process took beyond file and cache, measured with SmolLM2-135M: 291 - 98 - 94 MB.
MARGIN = 100_000_000


@dataclass(frozen=True, slots=True)
class Need:
    """Memory that a model needs; `measured` for this very file, or else reckoned."""

    bytes: int
    measured: bool

    def __str__(self) -> str:
        return f"{self.bytes / 1e6:,.0f} MB ({'measured' if self.measured else 'reckoned'})"


def need(model: Model, header: Header) -> Need:
    """What the model's process needs with a context of 4,096 tokens."""
    entry = model.entry
    if entry is not None and entry.memory_bytes and entry.size_bytes == header.size_bytes:
        return Need(entry.memory_bytes, measured=True)
    return Need(header.size_bytes + header.cache_bytes(CONTEXT) + MARGIN, measured=False)


def available_bytes(meminfo: Path = Path("/proc/meminfo")) -> int | None:
    """Memory that can be had without swapping; all of it where the system tells no more; None unknown.

    Linux says `MemAvailable`; a limit of the control group (a container's) holds if it is lower.
    """
    try:
        lines = meminfo.read_text(encoding="ascii").splitlines()
        found = next(int(line.split()[1]) * 1_024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, ValueError, StopIteration, IndexError):
        try:
            return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        except (AttributeError, ValueError, OSError):
            return None
    group = Path("/sys/fs/cgroup")
    try:
        limit = int((group / "memory.max").read_text(encoding="ascii"))
        return max(0, min(found, limit - int((group / "memory.current").read_text(encoding="ascii"))))
    except (OSError, ValueError):  # "max": no limit
        return found


def require_memory(model: Model, header: Header, available: int | None = None) -> None:
    """Return if the model fits. `available` is what is free where not given.

    Raises:
        ModelTooLarge: it does not.
    """
    free = available_bytes() if available is None else available
    wanted = need(model, header)
    if free is None or wanted.bytes <= free:
        return
    raise ModelTooLarge(
        worded(
            "{name} needs about {wanted}, and {free:,.0f} MB of memory are free. Close other "
            "programs, choose a smaller model or a smaller quantisation, or say --anyway.",
            name=model.name,
            wanted=wanted,
            free=free / 1000000.0,
        )
    )
