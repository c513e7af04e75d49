"""Flower's SuperNode, which runs no app but those whose hash its owner named.

    python -m federation.online.pinned_supernode HASH[,HASH …] OPTIONS OF flower-supernode

HASH is the SHA-256 of an app bundle: `flwr build` makes the bundle from a checkout, `sha256sum`
tells its hash. A run with another app is answered with Flower's error for apps that cannot be
verified, and nothing of it is unpacked.

Flower itself can only check signatures that its hub made. This wraps two functions that are
private to flwr 1.41, which is pinned for it; a test holds it to that version.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from federation.messages import quiet

quiet()  # before flwr is imported

if TYPE_CHECKING:
    from flwr.supercore.fab import Fab
    from flwr.supercore.run import Run

__all__ = ["allowed", "main", "pin"]

_VERDICT = "allowed-by-owner"


def allowed(fab: Fab, run: Run, pins: Collection[str]) -> bool:
    """Whether this bundle may be run, under the name that the run gives it.

    The name counts because Flower makes a path of it.
    """
    from flwr.cli.config_utils import get_fab_metadata

    digest = hashlib.sha256(fab.content).hexdigest()
    if digest not in pins or fab.hash_str != digest or run.fab_hash != digest:
        return False
    return get_fab_metadata(fab.content) == (run.fab_id, run.fab_version)


def pin(pins: Collection[str]) -> None:
    """Let the SuperNode of this process run the apps with these hashes alone."""
    from flwr.supernode import start_client_internal as node

    pull = node._pull_and_store_message
    runs: dict[int, Run] = {}

    def pulled(
        *, get_run: Callable[[int], Run], get_fab: Callable[[str, int], Fab], **others: Any
    ) -> int | None:
        def run_of(run_id: int) -> Run:
            runs[run_id] = get_run(run_id)
            return runs[run_id]

        def fab_of(fab_hash: str, run_id: int) -> Fab:
            fab = get_fab(fab_hash, run_id)
            verdict = allowed(fab, runs[run_id], pins)
            return replace(fab, verifications={"valid_license": "pinned", _VERDICT: json.dumps(verdict)})

        others["trusted_entities"] = {_VERDICT: "the owner of this node"}
        return pull(get_run=run_of, get_fab=fab_of, **others)

    def verified(fab: Fab, _entities: dict[str, str]) -> bool:
        return fab.verifications.get(_VERDICT) == json.dumps(True)

    vars(node).update(_pull_and_store_message=pulled, _verify_fab=verified)


def main() -> None:
    """Read the hashes, pin them, start the SuperNode."""
    pins = frozenset(sys.argv[1].split(",")) if len(sys.argv) > 1 else frozenset()
    wrong = [one for one in pins if len(one) != 64 or set(one) - set("0123456789abcdef")]
    if wrong or not pins:
        told = f"{wrong[0]!r} is no SHA-256 in lower-case hexadecimal" if wrong else "no hash is given"
        sys.exit(f"The node was not started: {told}. Make the bundle with flwr build, then sha256sum.")
    from flwr.supernode.cli.flower_supernode import flower_supernode

    pin(pins)
    sys.argv[:2] = ["flower-supernode"]
    flower_supernode()


if __name__ == "__main__":
    main()
