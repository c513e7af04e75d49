"""The part of the system card on this machine: what it tells, and what it keeps to itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Energy
from assistant.installation import installation
from assistant.records import keep
from knowledge.corpus.loader import corpus_files, load_document
from knowledge.library import Library
from knowledge.settings import change_all
from knowledge.store import LIBRARY
from knowledge.tables import Provenance


def test_a_machine_without_a_library_gets_none_made(sse_data_dir: Path) -> None:
    text = installation(sse_data_dir)
    assert text.startswith("## This installation\n")
    assert "| documents | the library is not made yet; the first question makes it |" in text
    assert not (sse_data_dir / LIBRARY).exists()


def test_own_documents_are_counted_and_not_named(sse_data_dir: Path) -> None:
    document = load_document(corpus_files()[0])
    own = replace(document, id="own-secret", kind="own", title="Our secret plan", language="fr")
    foreign = replace(own, id="own-other", language="de")
    library = Library(sse_data_dir / LIBRARY)
    for one in (own, foreign):
        library.add(one, Provenance("/home/ana/plan.pdf", "ab" * 32, 3, "2026-01-02T03:04:05Z", "plain"))
    library.close()
    text = installation(sse_data_dir)
    assert "| documents | 2 of kind own (fr 1, others 1) |" in text
    for private in ("secret", "plan", "ana"):
        assert private not in text


def test_the_embedder_and_the_model_are_named_with_their_hashes(sse_data_dir: Path) -> None:
    text = installation(sse_data_dir)
    assert "that of the shipped vectors" in text
    line = next(line for line in text.splitlines() if line.startswith("| model SmolLM2-135M-Instruct |"))
    assert "in use; sha256 `b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53`" in line
    assert "not passed" in line


def test_an_embedder_that_does_not_load_and_a_model_that_is_gone_are_told(
    sse_data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSE_EMBEDDER", "nothing-of-the-kind")
    monkeypatch.setenv("SSE_MODEL", "/home/ana/gone.gguf")
    text = installation(sse_data_dir)
    assert "| embedder | none that loads: sse doctor says why |" in text
    assert "| model gone.gguf | in use; its file cannot be used |" in text
    assert "ana" not in text


def test_settings_are_told_without_address_or_key(sse_data_dir: Path) -> None:
    values = {
        "records.log": False, "network.offline": True, "endpoint.name": "co|op", "endpoint.on": True,
        "endpoint.url": "https://models.our-coop.example/v1", "endpoint.model": "m", "endpoint.key": "hush",
    }  # fmt: skip
    change_all(values)
    text = installation(sse_data_dir)
    assert "| endpoint | co/op is on and writes; it gets no passages of own documents |" in text
    assert "| answers are kept | no |" in text
    assert "| connections | refused |" in text
    assert "our-coop.example" not in text
    assert "hush" not in text


def test_energy_is_labelled_by_how_it_is_known(
    sse_data_dir: Path, record: Callable[..., Any], statement: Callable[..., Any]
) -> None:
    for joules, measured, method in ((1.0, False, "cpu_time"), (3.0, False, "cpu_time"), (7.0, True, "rapl")):
        energy = Energy(joules=joules, measured=measured, method=method, seconds=1.0)
        keep(sse_data_dir, record(statement(), energy=energy, question="Who is Ana?"))
    text = installation(sse_data_dir)
    assert "median of the newest 2 kept: 2.00 J, estimated (cpu_time)" in text
    assert "median of the newest 1 kept: 7.00 J, measured (rapl)" in text
    assert "Ana" not in text
