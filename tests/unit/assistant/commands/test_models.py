"""`sse models` and `sse models endpoint`, run in this process against a server of the test's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assistant.commands.models import models
from assistant.errors import ModelError
from assistant.models import memory
from knowledge.settings import change_all, load

Serve = Callable[[Callable[[Any, int], Any]], Any]
Gguf = Callable[..., bytes]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSE_CONFIG_DIR", "SSE_MODEL", "SSE_OFFLINE", "HF_TOKEN", "HF_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(models, list(arguments), input=answer)


def test_list_says_what_is_here_and_what_is_known() -> None:
    done = run("list")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "SmolLM2-135M-Instruct: here (package, 98 MB), in use"
    assert "    Apache-2.0; weights open, data open, recipe open; 135 million parameters" in lines
    assert any(line.startswith("    memory: 291 MB (measured); ") for line in lines)
    assert "SmolLM3-3B: not here" in lines
    assert "    languages: 35, en, fr, es, pt among them" in lines


def test_list_as_json_leaves_out_what_nobody_knows() -> None:
    found = {row["name"]: row for row in json.loads(run("list", "--json").stdout)}
    packaged, other = found["SmolLM2-135M-Instruct"], found["Qwen3-4B"]
    assert (packaged["here"], packaged["memory_needed_bytes"], packaged["memory_measured"]) == (
        True,
        291_000_000,
        True,
    )
    assert packaged["self_test_passed"] is not True
    assert (other["here"], other["size_bytes"], other["sha256"], other["memory_needed_bytes"]) == (
        False,
        None,
        None,
        None,
    )
    assert other["openness"] == {"weights": "open", "data": "closed", "recipe": "described"}


def test_a_model_is_pulled_listed_used_shown_and_removed(
    loopback: Serve, gguf: Gguf, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = loopback(lambda handler, _: handler.reply(gguf()))
    monkeypatch.setenv("HF_ENDPOINT", server.base)
    done = run("pull", "smollm3-3b")
    assert done.exit_code == 0, done.output
    assert "where public sources say that it lies; we have not tried it" in done.stderr
    assert server.asked[0]["path"] == "/ggml-org/SmolLM3-3B-GGUF/resolve/main/SmolLM3-Q4_K_M.gguf"
    assert done.stdout.startswith("SmolLM3-3B is here: ")
    assert "not taken the self-test" in run("use", "SmolLM3-3B").stdout
    assert load().model == "SmolLM3-3B"
    assert "SmolLM3-3B: here (pulled, 0 MB), in use" in run("list").stdout
    card = run("card").stdout
    assert card.startswith("# SmolLM3-3B\n")
    assert f"<{server.base}/ggml-org" in card
    assert "Self-test: not taken" in card
    assert run("remove", "SmolLM3-3B", answer="n\n").exit_code == 1
    assert "is deleted" in run("remove", "SmolLM3-3B", "--yes").stdout
    assert load().model == ""
    assert "SmolLM3-3B: not here" in run("list").stdout


def test_an_address_of_ones_own_is_pulled_by_its_own_name(loopback: Serve, gguf: Gguf) -> None:
    server = loopback(lambda handler, _: handler.reply(gguf()))
    done = run(
        "pull", "mine", "--url", f"{server.base}/x?download=1", "--file", "mine.gguf", "--max-gb", "0.01"
    )
    assert done.exit_code == 0, done.output
    rows = {row["name"]: row for row in json.loads(run("list", "--json").stdout)}
    assert (rows["mine"]["origin"], rows["mine"]["licence"], rows["mine"]["openness"]) == (
        "pulled",
        None,
        None,
    )
    assert "is not in the catalogue" in run("card", "mine").stdout


@pytest.mark.parametrize(
    "arguments",
    [(), ("nobody-knows",), ("--repo", "a/b"), ("x", "--url", "https://a.example/x.gguf", "--repo", "a/b")],
)
def test_where_from_must_be_clear(arguments: tuple[str, ...]) -> None:
    assert run("pull", *arguments).exit_code == 2


def test_add_tells_what_the_file_is_and_what_it_lacks(tmp_path: Path, gguf: Gguf) -> None:
    path = tmp_path / "base.gguf"
    path.write_bytes(gguf(template="", tensor_type=77))
    done = run("add", str(path))
    assert done.stdout.startswith("added base: llama, Q8_0, 64 parameters, ")
    assert "no chat template" in done.stderr
    assert "whether it is whole was not checked" in done.stderr
    assert "problem: It has no chat template" in run("list").stdout
    refused = run("use", "base")
    assert isinstance(refused.exception, ModelError)
    assert "your file" in run("remove", "base", "--yes").stdout
    assert path.exists()


def test_a_model_that_is_gone_is_a_problem_in_the_list_and_no_crash(tmp_path: Path, gguf: Gguf) -> None:
    path = tmp_path / "gone.gguf"
    path.write_bytes(gguf())
    run("add", str(path))
    run("use", "gone")
    path.unlink()
    rows = {row["name"]: row for row in json.loads(run("list", "--json").stdout)}
    assert (rows["gone"]["here"], rows["gone"]["in_use"]) == (False, True)
    assert "cannot be read" in rows["gone"]["problem"]


def test_testing_asks_for_the_memory_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "available_bytes", lambda: 1_000_000)
    refused = run("test")
    assert isinstance(refused.exception, ModelError)
    assert "needs about 291 MB" in str(refused.exception)


def test_the_endpoint_is_set_on_private_and_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("endpoint", "show").stdout == "No endpoint is set.\n"
    assert run("endpoint", "on", "coop").exit_code == 2
    assert run("endpoint", "private", "--yes").exit_code == 2
    url = "https://models.our-coop.example/v1/"
    assert "and off" in run("endpoint", "set", "coop", url, "--model", "big", "--key-env", "COOP_KEY").stdout
    monkeypatch.delenv("COOP_KEY", raising=False)
    refused = run("endpoint", "on", "coop")
    assert isinstance(refused.exception, ModelError)
    assert load().endpoint_on is False
    monkeypatch.setenv("COOP_KEY", "k")
    done = run("endpoint", "on", "COOP")
    assert (
        "your question and the passages found for it go to https://models.our-coop.example/v1." in done.stdout
    )
    assert (load().endpoint_on, load().endpoint_private) == (True, False)
    assert "The endpoint coop (https://models.our-coop.example/v1) is on" in run("list").stdout
    run("endpoint", "private", answer="\n")
    assert load().endpoint_private is False
    run("endpoint", "private", answer="y\n")
    assert load().endpoint_private is True
    shown = run("endpoint", "show").stdout
    assert "key: in the variable COOP_KEY, which is set" in shown
    assert "passages of your own documents: yes" in shown
    run("endpoint", "set", "coop", "https://elsewhere.example/v1")
    assert (load().endpoint_on, load().endpoint_private) == (False, False)
    assert "off" in run("endpoint", "off").stdout


def test_an_address_that_is_not_encrypted_is_not_set() -> None:
    refused = run("endpoint", "set", "coop", "http://models.our-coop.example/v1")
    assert isinstance(refused.exception, ModelError)
    assert load().endpoint_url == ""


@pytest.mark.slow
def test_the_endpoint_takes_the_self_test(loopback: Serve) -> None:
    def answer(handler: Any, _: int) -> None:
        handler.reply(
            b'data: {"choices": [{"delta": {"content": "NONE"}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n',
            Content_Type="text/event-stream",
        )

    assert run("test", "--endpoint").exit_code == 2
    server = loopback(answer)
    change_all({"endpoint.name": "coop", "endpoint.url": f"{server.base}/v1"})
    change_all({"endpoint.on": True})
    done = run("test", "--endpoint")
    assert done.exit_code == 0, done.output
    assert "The endpoint coop got" in done.stdout
    assert "not passed" in done.stdout
    assert len(server.asked) > 5
