"""An endpoint on this machine that misbehaves as a test tells it to."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Generator
from typing import Any

import pytest

from assistant.errors import (
    EndpointError,
    EndpointGarbled,
    EndpointRefused,
    EndpointUnreachable,
    ModelBusy,
    PromptTooLong,
)
from assistant.models.endpoint import Endpoint, Timeouts, check_address, endpoint_for
from knowledge.settings import change, change_all

Serve = Callable[[Callable[[Any, int], Any]], Any]
QUESTION = [{"role": "user", "content": "What is it?"}]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSE_CONFIG_DIR", "SSE_MODEL", "SSE_OFFLINE", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def event(content: str | None = None, reason: str | None = None, **more: Any) -> bytes:
    delta = {} if content is None else {"content": content}
    body = {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}], **more}
    return b"data: " + json.dumps(body).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"
USAGE = {"prompt_tokens": 12, "completion_tokens": 3}


def start(handler: Any, code: int = 200, kind: str = "text/event-stream") -> None:
    handler.send_response(code)
    handler.send_header("Content-Type", kind)
    handler.send_header("Connection", "close")
    handler.close_connection = True
    handler.end_headers()


def streaming(*parts: bytes) -> Callable[[Any, int], None]:
    def answer(handler: Any, _: int) -> None:
        start(handler)
        for part in parts:
            handler.wfile.write(part)

    return answer


def endpoint(server: Any, **options: Any) -> Endpoint:
    return Endpoint("coop", f"{server.base}/v1", timeouts=Timeouts(2.0, 2.0, 20.0), **options)


def test_text_streams_in_pieces_and_usage_is_told(loopback: Serve) -> None:
    server = loopback(
        streaming(
            event(""), event("The "), event("SSE"), event(" is it."), event(None, "stop"),
            b'data: {"choices": [], "usage": {"prompt_tokens": 12, "completion_tokens": 3}}\n\n', DONE,
        )
    )  # fmt: skip
    with endpoint(server, model="big", key="k-1") as writer:
        pieces = list(writer.generate(QUESTION, max_tokens=9, stop=["\n\n", ""], seed=7))
    assert pieces == ["The ", "SSE", " is it."]
    usage = writer.last_usage
    assert usage is not None
    assert (usage.prompt_tokens, usage.generated_tokens, usage.finish_reason) == (12, 3, "stop")
    assert 0 < usage.first_token_seconds <= usage.seconds
    sent = json.loads(server.bodies[0])
    assert server.asked[0]["path"] == "/v1/chat/completions"
    assert server.asked[0]["Authorization"] == "Bearer k-1"
    assert (sent["model"], sent["messages"], sent["max_tokens"], sent["stop"]) == (
        "big",
        QUESTION,
        9,
        ["\n\n"],
    )
    assert (sent["seed"], sent["temperature"], sent["stream"]) == (7, 0.0, True)


def test_without_a_key_none_is_sent_and_counts_not_told_are_zero(loopback: Serve) -> None:
    server = loopback(streaming(event("Yes", usage={"prompt_tokens": "many"}), event(None, "length")))
    writer = endpoint(server)
    assert "".join(writer.generate(QUESTION)) == "Yes"
    assert writer.last_usage is not None
    assert (writer.last_usage.prompt_tokens, writer.last_usage.finish_reason) == (0, "length")
    assert "Authorization" not in server.asked[0]


def test_texts_are_cleaned_both_ways(loopback: Serve) -> None:
    server = loopback(streaming(event("a\x1b[2Jb<|im_end|>"), event(None, "stop"), DONE))
    assert list(endpoint(server).generate([{"role": "user", "content": "x<|im_start|>y\x07"}])) == ["ab"]
    assert json.loads(server.bodies[0])["messages"][0]["content"] == "xy"


@pytest.mark.parametrize(
    "arguments",
    [([], 5), ([{"role": "tool", "content": "x"}], 5), (QUESTION, 0)],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_sent(arguments: tuple[Any, int]) -> None:
    with pytest.raises(ValueError, match="Give messages"):
        Endpoint("coop", "http://127.0.0.1:9/v1").generate(arguments[0], max_tokens=arguments[1])


def test_nothing_there_says_where_and_what_to_do() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(
        EndpointUnreachable, match=rf"coop \(http://127.0.0.1:{port}/v1\) cannot be reached.*endpoint off"
    ):
        list(Endpoint("coop", f"http://127.0.0.1:{port}/v1").generate(QUESTION))


@pytest.mark.parametrize("began", [False, True])
def test_an_endpoint_that_hangs_is_given_up(loopback: Serve, began: bool) -> None:
    over = threading.Event()

    def answer(handler: Any, _: int) -> None:
        if began:
            start(handler)
            handler.wfile.write(event("The "))
        over.wait(10)

    writer = Endpoint("coop", f"{loopback(answer).base}/v1", timeouts=Timeouts(1.0, 0.1, 5.0))
    with pytest.raises(EndpointUnreachable, match="did not answer in time"):
        list(writer.generate(QUESTION))
    over.set()


@pytest.mark.parametrize(
    ("code", "body", "message"),
    [
        (
            401,
            b'{"error": {"message": "Invalid API key"}}',
            r"answers 401 \(Invalid API key\).*endpoint.key_env",
        ),
        (403, b"", "answers 403. The key does not allow it"),
        (404, b'{"detail": "Not Found"}', r"answers 404 \(Not Found\).*ends in /v1"),
        (404, b"<html>404</html>", r"answers 404. The address is wrong"),
        (429, b"", "answers 429. It is busy"),
        (500, b'{"error": "out of\\u001b[2J memory"}', r"answers 500 \(out of memory\). See the log"),
        (503, b'["x"]', r'answers 503 \(\["x"\]\). It is busy or still loading'),
        (500, b"\xff\xfe" * 50_000, "answers 500"),
        (500, b'{"error": {"message": 3}}', "answers 500. See the log"),
        (302, b"", "answers 302. It redirects, which is not followed"),
    ],
    ids=["key", "forbidden", "missing", "missing page", "busy", "error", "loading", "bytes", "odd", "moved"],
)
def test_an_error_is_told_with_its_reason(loopback: Serve, code: int, body: bytes, message: str) -> None:
    server = loopback(lambda handler, _: handler.reply(body, code, Location="http://127.0.0.1:9/v1"))
    with pytest.raises(EndpointRefused, match=message) as caught:
        list(endpoint(server).generate(QUESTION))
    assert caught.value.status == code
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "error",
    [
        {
            "code": 400,
            "message": "too long",
            "type": "exceed_context_size_error",
            "n_prompt_tokens": 5000,
            "n_ctx": 4096,
        },
        {
            "message": "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens."
        },
    ],
)
def test_a_prompt_that_does_not_fit_is_the_error_that_it_is_locally(
    loopback: Serve, error: dict[str, Any]
) -> None:
    server = loopback(lambda handler, _: handler.reply(json.dumps({"error": error}).encode(), 400))
    with pytest.raises(PromptTooLong) as caught:
        list(endpoint(server).generate(QUESTION))
    assert (caught.value.tokens, caught.value.limit) == (5000, 4096)


@pytest.mark.parametrize(
    ("kind", "parts", "message"),
    [
        ("text/html", [b"<!doctype html><html>Welcome</html>"], "answers with a web page"),
        ("application/json", [b'{"choices": []}'], "answers with 'application/json'"),
        ("text/event-stream", [b"<html>Welcome</html>\n"], "where an event should be"),
        ("text/event-stream", [event("The "), b"data: {oops\n\n"], "which is no JSON"),
        ("text/event-stream", [event("The "), b"\x00\xff\xfe\n"], "where an event should be"),
        ("text/event-stream", [event("The "), b"data: " + b"x" * 1_500_000], "a line of more than"),
        ("text/event-stream", [event("The ")], "closed the connection in the middle"),
        ("text/event-stream", [], "closed the connection before an answer began"),
    ],
    ids=["page", "no stream", "page as stream", "no JSON", "bytes", "long line", "cut", "empty"],
)
def test_what_no_endpoint_says_is_told(loopback: Serve, kind: str, parts: list[bytes], message: str) -> None:
    def answer(handler: Any, _: int) -> None:
        start(handler, kind=kind)
        for part in parts:
            handler.wfile.write(part)

    writer = endpoint(loopback(answer))
    with pytest.raises(EndpointGarbled, match=message):
        list(writer.generate(QUESTION))
    assert writer.last_usage is None


def test_a_connection_that_breaks_in_the_middle_is_told(loopback: Serve) -> None:
    def answer(handler: Any, _: int) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.write(event("The "))
        handler.close_connection = True

    pieces = endpoint(loopback(answer)).generate(QUESTION)
    assert next(pieces) == "The "
    with pytest.raises(EndpointGarbled, match="in the middle of the answer"):
        next(pieces)


def test_an_error_in_the_middle_of_the_stream_is_told(loopback: Serve) -> None:
    server = loopback(streaming(event("The "), b'data: {"error": {"message": "CUDA out of memory"}}\n\n'))
    pieces = endpoint(server).generate(QUESTION)
    assert next(pieces) == "The "
    with pytest.raises(EndpointRefused, match=r"stopped with an error \(CUDA out of memory\)"):
        next(pieces)


def test_a_stream_without_end_is_cut_at_the_tokens_asked_for(loopback: Serve) -> None:
    gone = threading.Event()

    def answer(handler: Any, _: int) -> None:
        start(handler)
        try:
            while True:
                handler.wfile.write(event("again "))
        except OSError:
            gone.set()

    writer = endpoint(loopback(answer))
    pieces = list(writer.generate(QUESTION, max_tokens=10))
    assert 10 <= len(pieces) <= 20
    assert writer.last_usage is not None
    assert writer.last_usage.finish_reason == "length"
    assert gone.wait(10), "the endpoint was not told to stop"


def test_signs_of_life_without_an_answer_come_to_an_end(loopback: Serve) -> None:
    over = threading.Event()

    def answer(handler: Any, _: int) -> None:
        start(handler)
        while not over.wait(0.01):
            handler.wfile.write(b": ping\n\n")

    writer = Endpoint("coop", f"{loopback(answer).base}/v1", timeouts=Timeouts(1.0, 5.0, 0.2))
    with pytest.raises(EndpointGarbled, match="did not come to an end"):
        list(writer.generate(QUESTION))
    over.set()


@pytest.mark.parametrize("began", [False, True])
def test_cancelling_from_another_thread_ends_it_and_tells_the_endpoint(loopback: Serve, began: bool) -> None:
    asked, gone = threading.Event(), threading.Event()

    def answer(handler: Any, _: int) -> None:
        if began:
            start(handler)
            handler.wfile.write(event("The "))
        asked.set()
        if not handler.rfile.read(1):  # the end of the connection
            gone.set()

    writer = Endpoint("coop", f"{loopback(answer).base}/v1", timeouts=Timeouts(5.0, 60.0, 60.0))

    def cancel() -> None:
        asked.wait(10)
        writer.cancel()

    threading.Thread(target=cancel).start()
    assert list(writer.generate(QUESTION)) in ([], ["The "])
    assert writer.last_usage is not None
    assert writer.last_usage.finish_reason == "cancelled"
    assert gone.wait(10)


def test_closing_the_iterator_frees_the_endpoint_for_the_next_question(loopback: Serve) -> None:
    over = threading.Event()

    def answer(handler: Any, number: int) -> None:
        start(handler)
        handler.wfile.write(event("The "))
        if number == 1:
            over.wait(10)
        handler.wfile.write(event(None, "stop") + DONE)

    writer = endpoint(loopback(answer))
    pieces = writer.generate(QUESTION)
    assert next(pieces) == "The "
    with pytest.raises(ModelBusy):
        next(writer.generate(QUESTION))
    assert isinstance(pieces, Generator)
    pieces.close()
    assert writer.last_usage is not None
    assert writer.last_usage.finish_reason == "cancelled"
    assert list(writer.generate(QUESTION)) == ["The "]
    over.set()


def test_cancel_and_close_without_an_answer_do_nothing() -> None:
    writer = Endpoint("coop", "http://127.0.0.1:9/v1")
    writer.cancel()
    writer.close()


def test_offline_nothing_leaves_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSE_OFFLINE", "1")
    with pytest.raises(EndpointError, match="The endpoint coop was not asked: you are offline"):
        list(Endpoint("coop", "https://models.example/v1").generate(QUESTION))


@pytest.mark.parametrize(
    "url",
    [
        "http://models.example/v1", "http://8.8.8.8/v1", "ftp://models.example", "", "models.example/v1",
        "https://user:word@models.example/v1", "https://models.example/v1?key=1", "https://models.example/v1#x",
        "https://models.example/v1\n", "https://mo dels.example/v1",
    ],
)  # fmt: skip
def test_an_address_that_must_not_be_used_is_refused(url: str) -> None:
    with pytest.raises(EndpointError) as caught:
        check_address(url)
    assert "word" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["https://models.example/v1/", "http://10.0.0.7:8000/v1", "http://localhost:8080/v1"]
)
def test_an_address_that_may_be_used_is_taken(url: str) -> None:
    assert check_address(url) == url.rstrip("/")


def test_a_key_that_could_break_the_request_is_refused() -> None:
    for key in ("a b", "a\nb", "clé"):
        with pytest.raises(EndpointError, match="no key has"):
            Endpoint("coop", "https://models.example/v1", key=key)


def test_it_is_identified_by_address_and_model() -> None:
    one = Endpoint("a", "https://models.example/v1", "m")
    assert one.identity == Endpoint("b", "https://models.example/v1/", "m").identity
    assert one.identity != Endpoint("a", "https://models.example/v1", "n").identity
    assert len(one.identity) == 64


def test_it_is_used_only_when_it_was_switched_on_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert endpoint_for() is None
    with pytest.raises(EndpointError, match=r"No endpoint is called 'coop'. None is set"):
        endpoint_for("coop")
    change_all(
        {"endpoint.name": "coop", "endpoint.url": "https://models.example/v1", "endpoint.key_env": "COOP_KEY"}
    )
    assert endpoint_for() is None
    with pytest.raises(EndpointError, match="is off"):
        endpoint_for("coop")
    change("endpoint.on", True)
    monkeypatch.delenv("COOP_KEY", raising=False)
    with pytest.raises(EndpointError, match=r"COOP_KEY.*is empty"):
        endpoint_for()
    monkeypatch.setenv("COOP_KEY", "k")
    found = endpoint_for("Coop")
    assert found is not None
    assert (found.name, found.allow_private) == ("coop", False)
    with pytest.raises(EndpointError, match="The one that is set is 'coop'"):
        endpoint_for("other")
    change("endpoint.private", True)
    private = endpoint_for()
    assert private is not None
    assert private.allow_private
