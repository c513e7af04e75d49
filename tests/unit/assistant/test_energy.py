"""Energy: read from the processor's counters where they are, estimated and said so where not."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from pathlib import Path
from typing import Any, ClassVar

import pytest

from assistant.energy import WATTS_PER_THREAD, Meter


def zone(root: Path, name: str, label: str, microjoules: int | str, highest: int = 262_143_328_850) -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "name").write_text(f"{label}\n")
    (folder / "energy_uj").write_text(f"{microjoules}\n")
    (folder / "max_energy_range_uj").write_text(f"{highest}\n")
    return folder / "energy_uj"


def test_the_counters_of_all_packages_are_added_and_their_parts_are_not(tmp_path: Path) -> None:
    first = zone(tmp_path, "intel-rapl:0", "package-0", 1_000_000)
    second = zone(tmp_path, "intel-rapl:1", "package-1", 5_000_000)
    others = [
        zone(tmp_path, "intel-rapl:0:0", "core", 10),
        zone(tmp_path, "intel-rapl:2", "psys", 10),
        zone(tmp_path, "intel-rapl-mmio:0", "package-0", 10),
    ]
    with Meter(tmp_path) as meter:
        first.write_text("3500000\n")
        second.write_text("5250000\n")
        for other in others:
            other.write_text("99000000\n")
    energy = meter.energy()
    assert (energy.joules, energy.measured, energy.method) == (2.75, True, "rapl")


def test_a_counter_that_began_again_is_read_on(tmp_path: Path) -> None:
    counter = zone(tmp_path, "intel-rapl:0", "package-0", 9_000_000, highest=10_000_000)
    with Meter(tmp_path) as meter:
        counter.write_text("500000\n")
    assert meter.energy().joules == 1.5


def test_energy_inside_the_block_grows_and_is_fixed_behind_it(tmp_path: Path) -> None:
    counter = zone(tmp_path, "intel-rapl:0", "package-0", 0)
    with Meter(tmp_path) as meter:
        counter.write_text("1000000")
        assert meter.energy().joules == 1.0
        counter.write_text("2000000")
        assert meter.energy().joules == 2.0
    counter.write_text("9000000")
    assert meter.energy().joules == 2.0


@pytest.mark.parametrize("content", ["", "n/a", "-5", "1.5"])
def test_a_counter_that_says_nothing_gives_an_estimate(tmp_path: Path, content: str) -> None:
    zone(tmp_path, "intel-rapl:0", "package-0", 100)
    zone(tmp_path, "intel-rapl:1", "package-1", content)
    with Meter(tmp_path) as meter:
        pass
    assert meter.energy().method == "cpu_time"
    assert not meter.energy().measured


def test_a_counter_that_vanishes_gives_an_estimate(tmp_path: Path) -> None:
    counter = zone(tmp_path, "intel-rapl:0", "package-0", 100)
    with Meter(tmp_path) as meter:
        counter.unlink()
    assert meter.energy().method == "cpu_time"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_counters_that_only_root_may_read_give_an_estimate(tmp_path: Path) -> None:
    zone(tmp_path, "intel-rapl:0", "package-0", 100).chmod(0)
    with Meter(tmp_path) as meter:
        pass
    assert meter.energy().method == "cpu_time"


def test_the_estimate_is_processor_time_times_a_constant(tmp_path: Path) -> None:
    before = os.times()
    with Meter(tmp_path / "none") as meter:
        while os.times().user - before.user < 0.2:
            sum(range(10_000))
    energy = meter.energy()
    assert (energy.measured, energy.method) == (False, "cpu_time")
    assert energy.joules >= 0.19 * WATTS_PER_THREAD
    assert energy.seconds > 0


_WORK = "import os, sys\nwhile os.times().user < 0.3: sum(range(10_000))\nprint(flush=True)\nsys.stdin.read()"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count a child when it has ended")
def test_a_child_that_still_runs_counts_for_its_time_since_the_beginning(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        with Meter(tmp_path) as meter:
            child.stdout.readline()
        with Meter(tmp_path) as later:
            pass
        child.communicate()
    assert meter.energy().joules >= 0.25 * WATTS_PER_THREAD
    assert later.energy().joules < 0.25 * WATTS_PER_THREAD


@pytest.mark.skipif(sys.platform != "linux", reason="as above")
def test_a_child_that_ends_on_the_way_is_counted_once(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with Meter(tmp_path) as meter:
            child.communicate()
    assert meter.energy().joules < 0.25 * WATTS_PER_THREAD


class Tracker:
    """Stands in for codecarbon, which is an extra: the calls that are made of it, and its unit."""

    given: ClassVar[dict[str, Any]] = {}

    def __init__(self, **given: Any) -> None:
        Tracker.given = given
        self.final_emissions_data: Any = None

    def start(self) -> None:
        if "fails" in os.environ.get("SSE_TEST_TRACKER", ""):
            raise RuntimeError("no hardware")

    def stop(self) -> None:
        if "stops" in os.environ.get("SSE_TEST_TRACKER", ""):
            raise RuntimeError("no data")
        self.final_emissions_data = types.SimpleNamespace(energy_consumed=1e-6)


@pytest.fixture
def codecarbon(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("codecarbon")
    monkeypatch.setattr(module, "OfflineEmissionsTracker", Tracker, raising=False)
    monkeypatch.setitem(sys.modules, "codecarbon", module)


@pytest.mark.usefixtures("codecarbon")
def test_codecarbon_is_used_only_when_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Meter(tmp_path) as meter:
        pass
    assert meter.energy().method == "cpu_time"
    monkeypatch.setenv("SSE_CODECARBON", "1")
    with Meter(tmp_path) as meter:
        assert meter.energy().joules == 3.6
    energy = meter.energy()
    assert (energy.joules, energy.measured, energy.method) == (3.6, False, "codecarbon")
    assert Tracker.given["save_to_file"] is False


@pytest.mark.usefixtures("codecarbon")
@pytest.mark.parametrize("how", ["fails", "stops"])
def test_a_codecarbon_that_fails_gives_an_estimate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setenv("SSE_CODECARBON", "1")
    monkeypatch.setenv("SSE_TEST_TRACKER", how)
    with Meter(tmp_path) as meter:
        pass
    assert meter.energy().method == "cpu_time"


def test_a_codecarbon_that_is_not_installed_gives_an_estimate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSE_CODECARBON", "1")
    monkeypatch.setitem(sys.modules, "codecarbon", None)
    with Meter(tmp_path) as meter:
        pass
    assert meter.energy().method == "cpu_time"
