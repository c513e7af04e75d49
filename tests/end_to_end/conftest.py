"""Run the installed command `sse` as a user does: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SSE = Path(sys.executable).with_name("sse")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the library is made already; tests only read it."""
    folder = tmp_path_factory.mktemp("installed")
    done = _run(folder, folder, ("search", "coopérative", "--limit", "1"), {})
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def sse(installed: Path, tmp_path: Path) -> Run:
    """`sse("ask", "…")` over the shared library; `data=` names another folder."""

    def run(
        *arguments: str, data: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return _run(data or installed, tmp_path, arguments, environment)

    return run


@pytest.fixture
def variables() -> Callable[..., dict[str, str]]:
    """`variables(data, NAME=…)`: see `environment`."""
    return environment


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a user with this data folder and none of our settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SSE_")}
    return {**kept, "SSE_DATA_DIR": str(data), "PYTHONPATH": "", **more}


def _run(
    data: Path, folder: Path, arguments: tuple[str, ...], more: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(SSE), *arguments],
        cwd=folder,
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
        check=False,
    )
