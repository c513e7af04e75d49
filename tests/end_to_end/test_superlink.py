"""A federation over a network, for real: SuperLink, two SuperNodes, TLS, node keys, one way in.

What runs here are the scripts of federation/online, as docs/federation-online.md tells it. Where
nginx is installed the members reach the coordinator through it, with the configuration of the
guide; else they reach it directly, and the test of what the proxy refuses is skipped.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
import pytest

import federation
from federation.inputs import Inputs, save_inputs
from federation.learning import Example
from federation.leaving import Ledger
from federation.settings import RoundSettings
from federation.weights import load_weights
from knowledge.fusion import CHANNELS, LANGUAGE_ROWS

pytestmark = [
    pytest.mark.slow,
    # typer, which flwr imports, asks click for names that click 9 will drop.
    pytest.mark.filterwarnings("ignore:'click.utils:DeprecationWarning"),
]

REPOSITORY = Path(federation.__file__).parent.parent
SCRIPTS = REPOSITORY / "federation" / "online"
ROUNDS, CLIP = 2, 0.01
MOST = 65_536  # bytes that a member sends in a round
TOLERANCE = 1e-6  # of a weight: floats are added up in another order


def inputs_of(seed: int, languages: tuple[str, ...]) -> Inputs:
    """Invented examples in which words say more than the default weights think."""
    drawn = np.random.default_rng(seed)
    examples = []
    for number in range(12):
        channels = drawn.normal(0, 0.05, (20, len(CHANNELS))).astype(np.float32)
        right = np.arange(20) == drawn.integers(20)
        channels[right, 2] += 0.1
        row = LANGUAGE_ROWS.index(languages[number % len(languages)])
        columns = drawn.integers(0, len(LANGUAGE_ROWS), 20)
        examples.append(Example(row, channels[:, 0].copy(), channels, columns, right))
    return Inputs("invented", languages, tuple(examples))


MEMBERS = {"coop-a": inputs_of(1, ("en", "es")), "coop-b": inputs_of(2, ("fr",))}


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on now."""
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


@dataclass
class Coordinator:
    """A running SuperLink with what a test asks of it."""

    folder: Path
    port: int
    outside: int  # where members come in: the proxy's port, or the SuperLink's
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def proxied(self) -> bool:
        return self.outside != self.port

    def environment(self, role: str, **more: str) -> dict[str, str]:
        """Of a process in this role: a Flower folder of its own, this interpreter's programs first."""
        home = self.folder / role
        home.mkdir(exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("FLWR_", "SSE_"))}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return {**kept, "PATH": path, "FLWR_HOME": str(home), "SSE_DATA_DIR": str(home), **more}

    def start(self, role: str, *command: object, **more: str) -> Path:
        """Start a process; its output goes to the log that is returned."""
        log = self.folder / f"{role}.log"
        with log.open("wb") as out:
            self.processes.append(
                subprocess.Popen(
                    [str(part) for part in command], env=self.environment(role, **more), cwd=self.folder,
                    stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
                )
            )  # fmt: skip
        return log

    def call(self, *command: object, role: str = "coordinator") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(part) for part in command], env=self.environment(role, **QUIET), cwd=self.folder,
            capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip

    def run(self, app: Path, config: str) -> tuple[int, dict[str, object]]:
        """Exit code of the script, and what Flower tells of the run."""
        before = {one["run-id"] for one in self.listed()}
        done = self.call(SCRIPTS / "run.sh", app, "inside", config)
        (made,) = [one for one in self.listed() if one["run-id"] not in before]
        return done.returncode, made

    def listed(self) -> list[dict[str, object]]:
        done = self.call("flwr", "list", "inside", "--format", "json")
        found: list[dict[str, object]] = json.loads(done.stdout)["runs"]
        return found

    def stop(self) -> None:
        for signalled in (signal.SIGTERM, signal.SIGKILL):
            for one in self.processes:
                with contextlib.suppress(ProcessLookupError):  # nobody of its group is left
                    os.killpg(one.pid, signalled)
            for one in self.processes:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    one.wait(timeout=20)


QUIET = {"FLWR_TELEMETRY_ENABLED": "0", "FLWR_DISABLE_UPDATE_CHECK": "1"}


def key_pair(path: Path) -> Path:
    """A node's key, as `ssh-keygen -t ecdsa -b 384` makes it."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP384R1())
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
        )
    )
    path.chmod(0o600)
    path.with_suffix(".pub").write_bytes(
        key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    )
    return path


def wait_for(condition: str, ready: object, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(480):
        if callable(ready) and ready():
            return
        assert process.poll() is None, f"{condition}: it ended\n{log.read_text()}"
        time.sleep(0.25)
    pytest.fail(f"{condition}: not after two minutes\n{log.read_text()}")


def start_proxy(link: Coordinator, certificates: Path) -> None:
    """nginx with the site of the guide; names, ports and paths are those of this test."""
    site = (SCRIPTS / "nginx-site.conf").read_text("utf-8")
    for told, here in {
        "listen 8443": f"listen 127.0.0.1:{link.outside}", "127.0.0.1:9443": f"127.0.0.1:{link.port}",
        "/etc/federation": str(certificates), "sse.example.org": "localhost",
    }.items():  # fmt: skip
        assert told in site
        site = site.replace(told, here)
    home = link.folder / "nginx"
    home.mkdir()
    (home / "site.conf").write_text(site)
    paths = "".join(
        f"{name}_temp_path {home}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (home / "nginx.conf").write_text(
        f"daemon off; pid {home}/pid; error_log {home}/error.log; events {{}}\n"
        f"http {{ log_format lengths '$uri $request_length'; access_log {home}/access.log lengths; {paths}\n"
        f"include {home}/site.conf; }}\n"
    )
    log = link.start("proxy", "nginx", "-p", home, "-c", home / "nginx.conf")
    wait_for("nginx", lambda: answers(link.outside, certificates), link.processes[-1], log)


def answers(port: int, certificates: Path) -> bool:
    try:
        trusted = ssl.create_default_context(cafile=certificates / "ca.crt")
        httpx.get(f"https://localhost:{port}/health", verify=trusted, trust_env=False)
    except httpx.TransportError:
        return False
    return True


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coordinator]:
    """Coordinator and two members; that of `coop-b` runs this checkout's app and no other."""
    for needed in ("openssl", "flower-superlink"):
        if not (shutil.which(needed) or (Path(sys.executable).parent / needed).exists()):
            pytest.skip(f"{needed} is not installed")
    folder = tmp_path_factory.mktemp("online")
    inside, outside, *local = free_ports(5)
    link = Coordinator(folder, inside, outside if shutil.which("nginx") else inside)
    try:
        certificates = folder / "certificates"
        made = link.call(SCRIPTS / "make-certificates.sh", certificates, "DNS:localhost", "IP:127.0.0.1")
        assert made.returncode == 0, made.stderr
        log = link.start("coordinator", SCRIPTS / "start-superlink.sh", certificates, inside)
        wait_for("SuperLink", lambda: answers(inside, certificates), link.processes[-1], log)
        if link.proxied:
            start_proxy(link, certificates)
        (folder / "coordinator" / "config.toml").write_text(
            "".join(
                f'[superlink.{name}]\naddress = "localhost:{port}"\nroot-certificates = "{certificates}/ca.crt"\n'
                for name, port in (("inside", inside), ("outside", link.outside))
            )
        )
        built = link.call("flwr", "build", "--app", REPOSITORY)
        assert built.returncode == 0, built.stderr
        (bundle,) = folder.glob("*.fab")
        pinned = {"coop-b": {"PINNED_APP": hashlib.sha256(bundle.read_bytes()).hexdigest()}}
        for (name, inputs), port in zip(MEMBERS.items(), local, strict=False):
            key = key_pair(folder / f"{name}.key")
            done = link.call("flwr", "supernode", "register", key.with_suffix(".pub"), "inside")
            assert done.returncode == 0, done.stdout + done.stderr
            save_inputs(folder / f"{name}.safetensors", inputs)
            link.start(
                name, SCRIPTS / "start-supernode.sh", f"localhost:{link.outside}", certificates / "ca.crt", key,
                folder / f"{name}.safetensors", folder / f"{name}.jsonl", NODE_PORT=str(port),
                **pinned.get(name, {}),
            )  # fmt: skip
        # One whose key nobody registered: the runs below must do without it.
        save_inputs(folder / "rogue.safetensors", MEMBERS["coop-a"])
        link.start(
            "rogue", SCRIPTS / "start-supernode.sh", f"localhost:{link.outside}", certificates / "ca.crt",
            key_pair(folder / "rogue.key"), folder / "rogue.safetensors", NODE_PORT=str(local[2]),
        )  # fmt: skip
        yield link
    finally:
        link.stop()


@dataclass
class Completed:
    """The first run."""

    code: int
    told: dict[str, object]
    weights: Path
    lengths: list[tuple[str, int]]  # path and bytes of every request that came through the proxy


@pytest.fixture(scope="module")
def completed(link: Coordinator) -> Completed:
    """A run of this checkout's app, followed to its end."""
    out = link.folder / "online.safetensors"
    code, told = link.run(REPOSITORY, f'rounds={ROUNDS} clip={CLIP} out="{out}"')
    log = link.folder / "nginx" / "access.log"
    lines = [line.split() for line in log.read_text().splitlines()] if link.proxied else []
    return Completed(code, told, out, [(path, int(length)) for path, length in lines])


def test_a_run_over_tls_gives_the_weights_of_a_cohort_in_one_process(
    completed: Completed, tmp_path: Path
) -> None:
    from federation.client_app import app as client
    from federation.grids import LocalGrid, run
    from federation.server_app import app as server

    assert (completed.code, completed.told["status"]) == (0, "finished:completed"), completed.told
    reports = json.loads(completed.weights.with_suffix(".report.json").read_text())
    assert [len(one["accepted"]) for one in reports] == [len(MEMBERS)] * ROUNDS
    alone = tmp_path / "local.safetensors"
    run(server, LocalGrid(client, MEMBERS), {"rounds": ROUNDS, "clip": CLIP, "out": str(alone)})
    settings = RoundSettings()
    online, local = (load_weights(path, settings) for path in (completed.weights, alone))
    assert np.abs(local).max() > 100 * TOLERANCE
    assert online == pytest.approx(local, abs=TOLERANCE)


def test_a_member_has_every_contribution_in_its_ledger(link: Coordinator, completed: Completed) -> None:
    for name in MEMBERS:
        entries = Ledger(link.folder / f"{name}.jsonl").entries()[:ROUNDS]
        assert [entry.round for entry in entries] == list(range(1, ROUNDS + 1))
        assert all(0 < entry.bytes <= MOST for entry in entries)


def test_a_member_sends_little(link: Coordinator, completed: Completed) -> None:
    """Request lines, headers and heartbeats included; polling for work, which depends on time, not."""
    if not link.proxied:
        pytest.skip("nginx is not installed")
    sent = sum(length for path, length in completed.lengths if "/push-" in path)
    print(f"{sent / len(MEMBERS) / ROUNDS:.0f} bytes a member and round")
    assert 0 < sent / len(MEMBERS) / ROUNDS <= MOST
    assert {path for path, _ in completed.lengths if not path.startswith("/v1/fleet/")} <= {"/health"}


def test_a_node_whose_key_nobody_registered_is_refused(link: Coordinator, completed: Completed) -> None:
    listed = link.call("flwr", "supernode", "list", "inside", "--format", "json")
    assert len(json.loads(listed.stdout)["nodes"]) == len(MEMBERS)
    assert not (link.folder / "rogue" / "contributions.jsonl").exists()
    assert not (link.folder / "rogue" / "apps").exists()
    assert "Failed to activate SuperNode" in (link.folder / "rogue.log").read_text()


def test_a_node_that_pins_its_app_does_not_run_another(
    link: Coordinator, completed: Completed, tmp_path: Path
) -> None:
    before = {name: len(Ledger(link.folder / f"{name}.jsonl").entries()) for name in MEMBERS}
    changed = tmp_path / "changed"
    shutil.copytree(
        REPOSITORY / "federation", changed / "federation", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(REPOSITORY / "pyproject.toml", changed)
    with (changed / "federation" / "client_app.py").open("a") as file:
        file.write("# what a coordinator might add\n")
    code, told = link.run(changed, "rounds=1")
    assert code != 0
    assert told["status"] == "finished:failed"
    after = {name: len(Ledger(link.folder / f"{name}.jsonl").entries()) for name in MEMBERS}
    assert after == before | {"coop-a": before["coop-a"] + 1}
    apps = [path.name for path in (link.folder / "coop-b" / "apps").iterdir()]
    assert len(apps) == 1
    assert "FAB verification failed" in (link.folder / "coop-b.log").read_text()


def test_from_outside_nobody_registers_a_node_or_starts_a_run(link: Coordinator) -> None:
    if not link.proxied:
        pytest.skip("nginx is not installed")
    runs = len(link.listed())
    stranger = key_pair(link.folder / "stranger.key").with_suffix(".pub")
    for command in (
        ("flwr", "supernode", "register", stranger, "outside"),
        ("flwr", "run", REPOSITORY, "outside"),
        ("flwr", "list", "outside"),
    ):
        refused = link.call(*command)
        assert refused.returncode != 0, refused.stdout
    assert len(link.listed()) == runs
    certificates = link.folder / "certificates"
    trusted = ssl.create_default_context(cafile=certificates / "ca.crt")
    with httpx.Client(
        base_url=f"https://localhost:{link.outside}", verify=trusted, trust_env=False
    ) as client:
        for path in (
            "/v1/control/start-run", "/v1/runtime/get-nodes", "/health", "/",
            "/v1/fleet/../control/start-run", "/v1/fleet/%2e%2e/control/start-run", "/v1/control%2Fstart-run",
        ):  # fmt: skip
            assert client.post(path).status_code in {403, 404}, path
