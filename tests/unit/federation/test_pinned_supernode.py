"""Which apps a node runs whose owner pinned one; that it does so is an end-to-end test."""

from __future__ import annotations

import hashlib
import inspect
import io
import sys
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import federation
from federation.online.pinned_supernode import allowed, main

REPOSITORY = Path(federation.__file__).parent.parent


@dataclass
class Named:
    """What a SuperLink tells of a run."""

    fab_id: str = "sse-assistant/sse-assistant"
    fab_version: str = ""
    fab_hash: str = ""


@pytest.fixture(scope="module")
def bundle() -> bytes:
    with warnings.catch_warnings():
        # Flower asks pathspec for a name that it will drop.
        warnings.filterwarnings("ignore", "GitWildMatchPattern", DeprecationWarning)
        from flwr.cli.build import build_fab_from_disk

        return build_fab_from_disk(REPOSITORY)


def fab(content: bytes, **changes: Any) -> Any:
    from flwr.supercore.fab import Fab

    return Fab(
        **{
            "hash_str": hashlib.sha256(content).hexdigest(),
            "content": content,
            "verifications": {},
            **changes,
        }
    )


def run(content: bytes, **changes: str) -> Any:
    from flwr.cli.config_utils import get_fab_metadata

    fab_id, version = get_fab_metadata(content)
    return Named(
        **{"fab_id": fab_id, "fab_version": version, "fab_hash": hashlib.sha256(content).hexdigest()}
        | changes
    )


def test_the_app_that_was_pinned_runs(bundle: bytes) -> None:
    assert allowed(fab(bundle), run(bundle), {"0" * 64, hashlib.sha256(bundle).hexdigest()})


def test_another_app_or_name_does_not(bundle: bytes) -> None:
    pins = {hashlib.sha256(bundle).hexdigest()}
    assert not allowed(fab(bundle + b"\0"), run(bundle), pins)
    assert not allowed(fab(bundle, hash_str="0" * 64), run(bundle), pins)
    assert not allowed(fab(bundle), run(bundle, fab_hash="0" * 64), pins)
    assert not allowed(fab(bundle), run(bundle, fab_version="0.1.0/../../elsewhere"), pins)
    assert not allowed(fab(bundle), run(bundle, fab_id="other/app"), pins)
    assert not allowed(fab(bundle), run(bundle), set())


def test_the_bundle_holds_code_and_no_data(bundle: bytes) -> None:
    names = zipfile.ZipFile(io.BytesIO(bundle)).namelist()
    assert "federation/client_app.py" in names
    assert {Path(name).suffix for name in names} <= {".py", ".toml", ""}
    assert all(
        name.startswith("federation/") or name in {"pyproject.toml", ".info/CONTENT"} for name in names
    )


@pytest.mark.parametrize("given", [[], ["abc"], ["A" * 64], ["0" * 64 + ",x"], ["--superlink"]])
def test_a_pin_that_is_none_starts_nothing(monkeypatch: pytest.MonkeyPatch, given: list[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["pinned", *given])
    with pytest.raises(SystemExit, match="The node was not started"):
        main()


def test_this_flower_has_what_is_wrapped() -> None:
    from flwr.supernode import start_client_internal as node

    assert {"get_run", "get_fab", "trusted_entities"} <= set(
        inspect.signature(node._pull_and_store_message).parameters
    )
    assert list(inspect.signature(node._verify_fab).parameters) == ["fab", "trusted_entities"]
