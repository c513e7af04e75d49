"""The whole kit: made from what is installed, carried, and installed where there is no network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SSE = Path(sys.executable).with_name("sse")
pytestmark = pytest.mark.slow


def no_network() -> list[str]:
    """What to put before a command so that it has no network at all; nothing where that is not permitted."""
    for prefix in (["unshare", "-n"], ["unshare", "-r", "-n"]):
        if (
            shutil.which("unshare")
            and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
        ):
            return prefix
    return []


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder that is emptied afterwards: pytest keeps folders, and this one has 2.5 GB."""
    yield tmp_path
    shutil.rmtree(tmp_path / "kit", ignore_errors=True)
    shutil.rmtree(tmp_path / "there", ignore_errors=True)


def test_a_kit_installs_without_a_network_and_answers(place: Path, tmp_path: Path) -> None:
    kit, target = place / "kit", place / "there"
    made = subprocess.run(
        [str(SSE), "kit", "make", str(kit), "--json"],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    # Closed ports in place of proxies, and an index that is not there, beside the missing network.
    closed = "http://127.0.0.1:9"
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "SSE_DATA_DIR": str(tmp_path / "data"), "LANG": "fr_FR.UTF-8",
        "http_proxy": closed, "https_proxy": closed, "all_proxy": closed, "PIP_INDEX_URL": closed, "PIP_NO_INDEX": "1",
    }  # fmt: skip

    def offline(*command: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*no_network(), *map(str, command)],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip

    done = offline("sh", kit / "install.sh", "--kit", told["fingerprint"][:16], target)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4/4 ready" in done.stdout
    shutil.rmtree(kit)  # the stick is taken out
    asked = offline(
        target / "bin" / "sse",
        "ask",
        "--json",
        "Comment l'OIT définit-elle l'économie sociale et solidaire ?",
    )
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert answer["gate"] == "answered"
    assert answer["statements"][0]["citations"][0]["document"] == "ilo-2022"
    assert answer["language"] == "fr"
    size = sum(path.lstat().st_size for path in target.rglob("*") if path.is_file())
    print(
        f"on the stick {told['stick'] / 1e6:.0f} MB, installed {size / 1e6:.0f} MB, said {told['installed'] / 1e6:.0f} MB"
    )
    assert abs(size - told["installed"]) < 0.1 * size, "the size in the page is the size on the disk"
