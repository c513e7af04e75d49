"""Who writes, and who does not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from assistant.errors import EndpointError, ModelMissing
from assistant.models.catalogue import default_model
from assistant.models.endpoint import Endpoint
from assistant.models.selftest import SelfTestResult, save_result, version
from assistant.models.worker import ModelWorker
from assistant.writers import Choice, Writers
from knowledge.documents import Passage
from knowledge.settings import change, change_all

PACKAGED = "SmolLM2-135M-Instruct"
RESULT = SelfTestResult("", True, 0.9, 48, (), "2026-01-02", version())


def switch_on() -> None:
    change_all({"endpoint.name": "coop", "endpoint.url": "http://127.0.0.1:9/v1", "endpoint.on": True})


def keep(folder: Path, sha256: str, passed: bool) -> None:
    save_result(folder, dataclasses.replace(RESULT, sha256=sha256, passed=passed))


def test_a_model_that_passed_on_this_machine_writes_by_default(tmp_path: Path) -> None:
    writers = Writers(PACKAGED, tmp_path)
    assert not writers.choose(None, "en").writes, "the shipped result is a failure"
    keep(tmp_path, default_model(PACKAGED).sha256(tmp_path), passed=True)
    choice = writers.choose(None, "en")
    assert choice.writes
    assert choice.use.why_not == ""
    assert not writers.choose(False, "en").writes
    assert "switched writing off" in writers.choose(False, "en").use.why_not


def test_any_model_writes_when_asked(tmp_path: Path) -> None:
    choice = Writers(PACKAGED, tmp_path).choose(True, "en")
    assert choice.writes
    assert (choice.use.name, choice.use.where, choice.use.wrote) == (PACKAGED, "local", False)


def test_a_model_that_is_not_there_is_told_and_is_no_exception(tmp_path: Path) -> None:
    choice = Writers(str(tmp_path / "no.gguf"), tmp_path).choose(True, "en")
    assert not choice.writes
    assert isinstance(choice.error, ModelMissing)
    assert "no.gguf" in choice.use.why_not


def test_a_file_that_is_not_the_one_that_was_pinned_does_not_write(tmp_path: Path) -> None:
    model = default_model(PACKAGED)
    other = tmp_path / "other.gguf"
    other.write_bytes(b"GGUF")
    assert Writers(str(other), tmp_path).choose(None, "en").use.sha256 != model.sha256(tmp_path)
    assert not Writers(str(other), tmp_path).choose(None, "en").writes, "what passed is a file, not a name"


def test_an_endpoint_writes_once_it_is_on_and_until_a_test_says_that_it_fails(tmp_path: Path) -> None:
    assert Writers(None, tmp_path).choose(None, "en").use.where == "local"
    switch_on()
    choice = Writers(None, tmp_path).choose(None, "en")
    assert choice.endpoint is not None
    assert choice.use.where == "http://127.0.0.1:9/v1"
    keep(tmp_path, choice.endpoint.identity, passed=False)
    assert not Writers(None, tmp_path).choose(None, "en").writes
    assert "did not pass" in Writers(None, tmp_path).choose(None, "en").use.why_not
    assert Writers(None, tmp_path).choose(True, "en").writes


def test_an_endpoint_is_chosen_by_its_name_only_where_it_is_on(tmp_path: Path) -> None:
    switch_on()
    assert Writers("COOP", tmp_path).choose(None, "en").endpoint is not None
    change("endpoint.on", False)
    choice = Writers("coop", tmp_path).choose(True, "en")
    assert isinstance(choice.error, EndpointError)
    assert not choice.writes


@pytest.mark.parametrize("private", [False, True])
def test_private_passages_are_shown_to_an_endpoint_only_by_a_second_yes(
    private: bool, tmp_path: Path
) -> None:
    own = Passage(id="a", text="…", language="en", kind="own")
    shared = Passage(id="b", text="…", language="en", kind="practice")
    use = Writers(PACKAGED, tmp_path).choose(False, "en").use
    endpoint = Endpoint("coop", "http://127.0.0.1:9/v1", allow_private=private)
    assert Choice(use, endpoint=endpoint).shown([own, shared]) == ([own, shared] if private else [shared])
    assert Choice(use, model=default_model(PACKAGED)).shown([own, shared]) == [own, shared]


def test_a_worker_is_kept_until_another_model_is_set(tmp_path: Path) -> None:
    writers = Writers(None, tmp_path)
    first = writers.open(writers.choose(True, "en"))
    assert isinstance(first, ModelWorker)
    assert writers.open(writers.choose(True, "en")) is first
    other = tmp_path / "other.gguf"
    other.write_bytes(b"GGUF")
    change("model", str(other))
    second = writers.open(writers.choose(True, "en"))
    assert isinstance(second, ModelWorker)
    assert second.model_path == other
    switch_on()
    assert isinstance(writers.open(writers.choose(True, "en")), Endpoint)
    writers.close()
    writers.cancel()
