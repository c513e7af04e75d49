"""The child process of `assistant.models.worker`: it owns the one `Llama` object.

It is started by its file, imports nothing of ours, and so starts in any working folder.
Two threads: `_Inbox` reads stdin, the main thread runs the model, because two threads on
one `Llama` abort the process. The protocol is one JSON object a line:

    in    {"generate": id, "messages": [...], "max_tokens", "stop", "seed", "temperature"}
          {"cancel": id}
    out   {"ready": {"context_tokens", "seconds"}} once, or {"error": …} and the end
          {"text": piece} …, then {"usage": {...}} or {"error": {"kind", …}}

End of stdin means that the parent is gone: the process ends at once.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import IO, Any

__all__ = ["main", "render_chat"]

Message = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Serve one model until stdin ends. `arguments`: one JSON object of settings."""
    channel = _take_over_stdout()

    def say(message: Message) -> None:
        channel.write(json.dumps(message).encode("ascii") + b"\n")
        channel.flush()

    inbox = _Inbox(sys.stdin.buffer)
    began = time.monotonic()
    try:
        engine = _Engine(json.loads(arguments[0]), inbox)
    except (ImportError, ValueError, RuntimeError) as error:
        kind = "import" if isinstance(error, ImportError) else "load"
        say({"error": {"kind": kind, "reason": str(error)}})
        return 1
    say({"ready": {"context_tokens": engine.context_tokens, "seconds": time.monotonic() - began}})
    while True:
        engine.generate(inbox.next_request(), say)


def render_chat(template: str, messages: list[dict[str, str]], bos: str = "", eos: str = "") -> str:
    """The prompt that a GGUF's Jinja chat template makes of `messages`.

    Models that can think aloud first (SmolLM3, Qwen3) are told not to: nobody reads those
    tokens here, and they would use up the answer's.

    Raises:
        ValueError: the template refuses these messages.
    """
    from jinja2 import TemplateError
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter

    try:
        formatter = Jinja2ChatFormatter(template=template, eos_token=eos, bos_token=bos)
        said: Any = messages  # the library's type names each role's fields; ours are those of all
        return str(formatter(messages=said, enable_thinking=False).prompt)
    except TemplateError as error:
        raise ValueError(str(error)) from error


class _Inbox:
    """Reads stdin in a thread of its own; requests wait in a queue, a cancel takes effect at once."""

    def __init__(self, stdin: IO[bytes]) -> None:
        self._stdin = stdin
        self._requests: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._cancelled = -1
        self._current: int | None = None
        threading.Thread(target=self._read, daemon=True).start()

    def next_request(self) -> Message:
        request = self._requests.get()
        self._current = request["generate"]
        return request

    def cancelled(self) -> bool:
        """Whether the request that is being answered was cancelled."""
        return self._cancelled == self._current

    def _read(self) -> None:
        for line in self._stdin:
            try:
                message = json.loads(line)
            except ValueError:
                break  # a line cut short: the parent died while it wrote
            if "cancel" in message:
                self._cancelled = message["cancel"]
            else:
                self._requests.put(message)
        # The main thread may be deep in native code for seconds, and there is nothing to save.
        os._exit(0)


class _Engine:
    """One loaded model."""

    def __init__(self, settings: Message, inbox: _Inbox) -> None:
        import ctypes

        import llama_cpp

        self._inbox = inbox
        complaints: deque[str] = deque(maxlen=4)

        def keep(level: int, text: bytes, _data: object) -> None:
            if level == 4:  # GGML_LOG_LEVEL_ERROR
                complaints.append(text.decode("utf-8", "replace").strip())

        # llama.cpp keeps the bare pointers: these must live as long as the process.
        self._log = llama_cpp.llama_log_callback(keep)
        self._abort = llama_cpp.ggml_abort_callback(lambda _data: inbox.cancelled())
        llama_cpp.llama_log_set(self._log, ctypes.c_void_p(0))
        try:
            self._llama = llama_cpp.Llama(
                model_path=settings["model_path"],
                n_ctx=settings["context_tokens"],
                # The second one defaults to all cores, which spin against each other.
                n_threads=settings["threads"],
                n_threads_batch=settings["batch_threads"],
                verbose=False,
            )
        except (ValueError, RuntimeError) as error:
            raise ValueError(complaints[0] if complaints else str(error)) from error
        # Without this a cancel waits for the batch of up to 512 prompt tokens: 4 s with the
        # smallest model, far more with others. Asked once a graph node: 2 % of the speed.
        llama_cpp.llama_set_abort_callback(self._llama.ctx, self._abort, ctypes.c_void_p(0))

        self._template = str(self._llama.metadata.get("tokenizer.chat_template", ""))
        if not self._template:
            raise ValueError("it has no chat template; choose an 'instruct' or 'chat' version of the model")
        vocabulary = llama_cpp.llama_model_get_vocab(self._llama.model)

        def text_of(token: int) -> str:
            text = b"" if token < 0 else llama_cpp.llama_vocab_get_text(vocabulary, token)
            return text.decode("utf-8", "replace")

        self._bos = text_of(self._llama.token_bos())
        self._eos = text_of(self._llama.token_eos())
        trained = llama_cpp.llama_model_n_ctx_train(self._llama.model)
        self.context_tokens = min(self._llama.n_ctx(), trained)

    def generate(self, request: Message, say: Callable[[Message], None]) -> None:
        """Answer one request with pieces of text and a usage, or with an error."""
        import llama_cpp

        began = time.monotonic()
        try:
            prompt = render_chat(self._template, request["messages"], self._bos, self._eos)
        except ValueError as error:
            say({"error": {"kind": "template", "reason": str(error)}})
            return
        tokens = self._llama.tokenize(prompt.encode("utf-8"), add_bos=False, special=True)
        if len(tokens) >= self.context_tokens:
            say({"error": {"kind": "prompt_too_long", "tokens": len(tokens), "limit": self.context_tokens}})
            return
        generated, first_token, reason = 0, 0.0, "length"

        def sampled(ids: Any, _scores: Any) -> bool:
            nonlocal generated, first_token
            generated = len(ids) - len(tokens) + 1
            first_token = first_token or time.monotonic() - began
            return self._inbox.cancelled()

        chunks: Any = self._llama.create_completion(
            tokens,
            max_tokens=min(request["max_tokens"], self.context_tokens - len(tokens)),
            temperature=request["temperature"],
            seed=request["seed"],
            stop=request["stop"] + ([self._eos] if self._eos else []),
            stopping_criteria=llama_cpp.StoppingCriteriaList([sampled]),
            stream=True,
        )
        try:
            for chunk in chunks:
                choice = chunk["choices"][0]
                if choice["text"]:
                    say({"text": choice["text"]})
                reason = choice["finish_reason"] or reason
        except RuntimeError:
            # `llama_decode returned 2` is the abort that we asked for; all else is a crash.
            if not self._inbox.cancelled():
                raise
        say(
            {
                "usage": {
                    "prompt_tokens": len(tokens),
                    "generated_tokens": generated,
                    "first_token_seconds": first_token,
                    "seconds": time.monotonic() - began,
                    "finish_reason": "cancelled" if self._inbox.cancelled() else reason,
                }
            }
        )


def _take_over_stdout() -> IO[bytes]:
    """The parent's end of stdout, for the protocol alone: native prints now go to stderr."""
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return channel


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
