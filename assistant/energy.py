"""What an answer cost in energy: measured where the processor says it, estimated otherwise.

    with Meter() as meter:
        ...
    print(meter.energy())

Three methods, each named in the record and explained in docs/traces.md:

- `rapl`: the processor's own counters (Linux powercap, intel-rapl, AMD too), where this user
  may read them. They count the whole processor, so other programs' work is in the number.
- `codecarbon`: the library of that name, where it is installed and `SSE_CODECARBON=1`. It
  measures or estimates as it can and does not say which, so its number counts as estimated.
- `cpu_time`: seconds of processor time of this process and its children, times
  `WATTS_PER_THREAD`.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

from assistant.answer import Energy

__all__ = ["POWERCAP", "WATTS_PER_THREAD", "Meter"]

POWERCAP = Path("/sys/class/powercap")
# CodeCarbon's assumption for a processor that it does not know (DEFAULT_POWER_PER_CORE in
# codecarbon/core/cpu.py, per hardware thread), which it too scales with processor time.
WATTS_PER_THREAD = 4.0
_JOULES_PER_KWH = 3.6e6


class Meter:
    """Measures from `with` to the end of its block; `energy()` tells, inside the block too.

    A method that fails on the way (a counter that can no longer be read) is replaced by the
    estimate from processor time, which every system has.

    Args:
        root: the folder of the powercap counters; another one in tests.
    """

    def __init__(self, root: Path = POWERCAP) -> None:
        self._root = root
        self._tracker: Any = None
        self._counters: list[_Counter] = []
        self._began = self._cpu = 0.0
        self._told: Energy | None = None

    def __enter__(self) -> Meter:
        self._told = None
        self._tracker = _codecarbon()
        self._counters = [] if self._tracker else list(_counters(self._root))
        self._cpu = _cpu_seconds()
        self._began = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._told = self._told or self._measure()

    def energy(self) -> Energy:
        """The energy since the block began, up to now or to its end.

        codecarbon is stopped by the first call: it tells its sum only then.
        """
        if self._told is not None:
            return self._told
        measured = self._measure()
        if measured.method == "codecarbon":
            self._told = measured
        return measured

    def _measure(self) -> Energy:
        seconds = round(time.perf_counter() - self._began, 3)
        counted = _stop(self._tracker)
        if counted is not None:
            return Energy(joules=round(counted, 3), measured=False, method="codecarbon", seconds=seconds)
        spent = [counter.spent() for counter in self._counters]
        known = [microjoules for microjoules in spent if microjoules is not None]
        if known and len(known) == len(spent):
            return Energy(joules=round(sum(known) / 1e6, 3), measured=True, method="rapl", seconds=seconds)
        joules = max(0.0, _cpu_seconds() - self._cpu) * WATTS_PER_THREAD
        return Energy(joules=round(joules, 3), measured=False, method="cpu_time", seconds=seconds)


@dataclass(frozen=True, slots=True)
class _Counter:
    """One processor package's counter, in microjoules; it begins again at 0 behind `highest`."""

    file: Path
    highest: int
    began: int

    def spent(self) -> int | None:
        now = _number(self.file)
        if now is None:
            return None
        return now - self.began if now >= self.began else now + self.highest - self.began


def _counters(root: Path) -> Iterator[_Counter]:
    """The packages' counters. Their parts (`intel-rapl:0:1`) and the platform's (`psys`) hold the same again."""
    try:
        zones = sorted(path for path in root.iterdir() if path.name.startswith("intel-rapl:"))
    except OSError:
        return
    found: list[_Counter] = []
    for zone in zones:
        if zone.name.count(":") != 1 or _text(zone / "name").startswith("psys"):
            continue
        began, highest = _number(zone / "energy_uj"), _number(zone / "max_energy_range_uj")
        if began is None or highest is None:
            return  # one package that cannot be read, and the sum would be another machine's
        found.append(_Counter(zone / "energy_uj", highest, began))
    yield from found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _number(path: Path) -> int | None:
    text = _text(path)
    return int(text) if text.isascii() and text.isdigit() else None


def _codecarbon() -> Any:
    """A started tracker, where the user asks for one and it starts; it must not look up a location."""
    if os.environ.get("SSE_CODECARBON") != "1":
        return None
    try:
        codecarbon = import_module("codecarbon")
        # The country serves its carbon figures alone, which are not used here.
        tracker = codecarbon.OfflineEmissionsTracker(
            country_iso_code="FRA", tracking_mode="process", save_to_file=False, log_level="critical",
            allow_multiple_runs=True,
        )  # fmt: skip
        tracker.start()
    except Exception:  # not installed, or its probing of hardware failed: the answer goes on
        return None
    return tracker


def _stop(tracker: Any) -> float | None:
    """Joules that codecarbon counted, or None where there is no tracker or it failed."""
    if tracker is None:
        return None
    try:
        tracker.stop()
        return float(tracker.final_emissions_data.energy_consumed) * _JOULES_PER_KWH
    except Exception:  # as above
        return None


def _cpu_seconds() -> float:
    """Processor seconds of this process and its children, ended or running, since each began."""
    own = os.times()
    return own.user + own.system + own.children_user + own.children_system + _running_children()


def _running_children() -> float:
    """Those of children that still run: the system adds them to ours only when they end.

    The model's process is one. Only Linux tells without a program of its own; elsewhere a
    child counts when it has ended.
    """
    if platform.system() != "Linux":
        return 0.0
    tick = os.sysconf("SC_CLK_TCK")
    total, waiting, seen = 0, [os.getpid()], set[int]()
    while waiting:
        parent = waiting.pop()
        for child in _children(parent):
            fields = _text(Path(f"/proc/{child}/stat")).rpartition(")")[2].split()
            if child in seen or len(fields) < 15:
                continue
            seen.add(child)
            total += sum(map(int, fields[11:15]))  # utime, stime, cutime, cstime (proc(5), fields 14 to 17)
            waiting.append(child)
    return total / tick


def _children(process: int) -> Iterator[int]:
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
    except OSError:
        return
    for thread in threads:
        yield from map(int, _text(thread / "children").split())
