"""Sizes of bundles, and the time to read and join a folder of them, against reading the same bytes.

    python tests/benchmarks/bundles.py [--members 100] [--json]

The baseline is `read_bytes` and SHA-256 of every file of the same folder, in the same run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from federation.clock import now, stamp
from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.messages import quiet
from federation.rounds.aggregating import aggregate_open, collected_for
from federation.rounds.bundle import write_bundle
from federation.rounds.opening import open_round
from federation.rounds.round_file import RoundFile
from federation.sealed.sealing import seal
from federation.sealed.summing import check_witnesses, make_sum, sign_sum, witness
from federation.sealed.unsealing import join_sealed, make_context, read_context, unseal
from federation.settings import RoundSettings
from federation.statements import Statement
from federation.weights import save_weights
from knowledge.signing import SigningKey


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    found = work()
    return found, time.perf_counter() - began


def hashed(folder: Path) -> None:
    for path in folder.iterdir():
        hashlib.sha256(path.read_bytes()).hexdigest()


def measure(mode: str, members: int, folder: Path) -> dict[str, float]:
    """One round of `members` members; figures in bytes, seconds and multiples of the baseline."""
    keys = [SigningKey.generate() for _ in range(members)]
    people = tuple(Member(f"m{number}", key.public, ("en", "fr")) for number, key in enumerate(keys))
    roster = Roster("ab" * 16, "Bench", 1, 1, people, people[0].fingerprint, people[1].fingerprint)
    home, trustee = Home(folder / "coordinator"), Home(folder / "trustee")
    settings = RoundSettings(rounds=1, epochs=20, clip=0.02)
    context, maker = read_context(make_context(trustee, keys[1]), roster) if mode == "sealed" else (b"", "")
    opened, path = open_round(
        home, roster, keys[0], settings, mode="sealed" if context else "open", embedder="bench",
        deadline=now() + timedelta(days=1), context=context, trustee=maker,
    )  # fmt: skip
    bundles = folder / "bundles"
    bundles.mkdir()
    drawn = np.random.default_rng(0)
    seconds = 0.0
    for member, key in zip(people, keys, strict=True):
        change = drawn.normal(0, 0.002, settings.layout.size).astype(np.float32)
        content, took = timed(
            lambda change=change, member=member, key=key: write_bundle(
                opened, member, key, seal(change, opened) if context else change, stamp()
            )
        )
        seconds += took
        (bundles / f"{member.name}.sse").write_bytes(content)
    hashed(bundles)
    _, baseline = timed(lambda: hashed(bundles))
    (found, _), read = timed(lambda: collected_for(home, bundles, opened, roster, [roster]))
    assert len(found.bundles) == members
    if context:
        statement, add = timed(lambda: sign_sum(make_sum(found.bundles, opened), keys[0]))
        rest = _opened(folder, found, statement, keys, roster, opened, trustee)
        figures = {"add_seconds": add, **rest}
        join = add + sum(rest.values())
    else:
        _, join = timed(lambda: aggregate_open(home, found, opened))
        figures = {}
    return {
        "members": members, "round_file_bytes": path.stat().st_size,
        "bundle_bytes": max(one.stat().st_size for one in bundles.iterdir()),
        "make_one_seconds": seconds / members, "read_seconds": read, "join_seconds": join, **figures,
        "baseline_seconds": baseline, "read_ratio": read / baseline, "whole_ratio": (read + join) / baseline,
    }  # fmt: skip


def _opened(
    folder: Path, found: Any, statement: Statement, keys: list[SigningKey], roster: Roster, opened: RoundFile,
    trustee: Home,
) -> dict[str, float]:  # fmt: skip
    from federation.sealed.summing import read_sum

    total = read_sum(statement, roster, opened)
    signed, one_witness = timed(lambda: witness(total, found.bundles, opened, keys[2]))
    witnesses = [signed, witness(total, found.bundles, opened, keys[3])]
    check_witnesses(total, witnesses, roster)
    told, opening = timed(lambda: unseal(trustee, total, witnesses, roster, opened, keys[1]))
    base = folder / "base.safetensors"
    settings = opened.settings
    save_weights(base, np.zeros(settings.layout.size, np.float32), settings)
    _, join = timed(lambda: join_sealed(found.bundles, {}, total, told, roster, opened, base))
    return {"witness_seconds": one_witness, "unseal_seconds": opening, "result_seconds": join}


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--members", type=int, default=100)
    given.add_argument("--json", action="store_true")
    options = given.parse_args()
    quiet()
    warnings.simplefilter("ignore")
    found = {}
    for mode in ("open", "sealed"):
        with tempfile.TemporaryDirectory() as folder:
            found[mode] = measure(mode, options.members, Path(folder))
    if options.json:
        print(json.dumps(found, indent=1))
        return
    for name in sorted(set(found["open"]) | set(found["sealed"])):
        cells = [f"{found[mode][name]:12,.3f}" if name in found[mode] else f"{'':12}" for mode in found]
        print(f"{name:20} {' '.join(cells)}")


if __name__ == "__main__":
    main()
