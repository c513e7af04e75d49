"""A local model in a process of its own: started, asked, cancelled, restarted, ended.

llama.cpp can abort or segfault its process, and it computes in native code where a signal
waits for seconds. So a child process owns the model, talks JSON lines over its standard
streams (`worker_process`), and may die without harm: the next request starts a new one.
"""

from __future__ import annotations

import itertools
import json
import queue
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from assistant.errors import ModelBusy, ModelCrashed, ModelError, ModelMissing, PromptTooLong
from assistant.models.json_process import PATIENCE, JsonProcess
from knowledge.text import clean
from knowledge.worded import worded

__all__ = ["ModelWorker", "Usage"]

_ROLES = ("system", "user", "assistant")
_PROGRAM = Path(__file__).with_name("worker_process.py")
# Spinning OpenMP threads collapse on a busy machine; nothing in the child may connect.
_ENVIRONMENT = {
    "OMP_WAIT_POLICY": "passive",
    "GOMP_SPINCOUNT": "0",
    "FLWR_TELEMETRY_ENABLED": "0",
    "HF_HUB_OFFLINE": "1",
}


@dataclass(frozen=True, slots=True)
class Usage:
    """What one generation cost.

    Attributes:
        prompt_tokens: tokens of the whole prompt, those reused from the last one included.
        generated_tokens: tokens sampled, the closing one included.
        first_token_seconds: from the request to the first token; 0.0 if there was none.
        seconds: from the request to the end.
        finish_reason: `stop`, `length` (max_tokens or the context is used up) or `cancelled`.
    """

    prompt_tokens: int
    generated_tokens: int
    first_token_seconds: float
    seconds: float
    finish_reason: str


class ModelWorker:
    """One GGUF model, served by one child process; usable as a context manager.

    Args:
        model_path: the GGUF file.
        context_tokens: tokens of prompt and answer together; less where the model was
            trained on less. Memory grows with it.
        threads, batch_threads: processor threads for writing and for reading the prompt.
            One each is the default: more spin against each other on a busy machine.
    """

    def __init__(
        self, model_path: Path | str, *, context_tokens: int = 4096, threads: int = 1, batch_threads: int = 1
    ) -> None:
        self.model_path = Path(model_path)
        self.context_tokens = context_tokens
        self.threads = threads
        self.batch_threads = batch_threads
        self.load_seconds = 0.0
        self.last_usage: Usage | None = None
        self._settings = {
            "context_tokens": context_tokens,
            "threads": threads,
            "batch_threads": batch_threads,
        }
        self._child: JsonProcess | None = None
        self._turn: _Turn | None = None
        self._starting = threading.Lock()
        self._writing = threading.Lock()
        self._ids = itertools.count()

    def __enter__(self) -> ModelWorker:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether a child process is running."""
        return self._child is not None and self._child.running

    @property
    def pid(self) -> int | None:
        """The child's process id, or None."""
        return self._child.pid if self._child is not None and self._child.running else None

    def start(self) -> None:
        """Start the child and wait until the model is loaded; nothing if it is.

        Raises:
            ModelMissing: there is no such file.
            ModelError: it is no GGUF that llama.cpp can load, or has no chat template.
        """
        self._ready_child()

    def generate(
        self,
        messages: Sequence[dict[str, str]],
        *,
        max_tokens: int = 256,
        stop: Sequence[str] = (),
        seed: int = 0,
        temperature: float = 0.0,
    ) -> Iterator[str]:
        """Write an answer to `messages`, in pieces as they come; `last_usage` is set then (None before).

        Each message has a `role` (system, user, assistant) and a `content`, and passes
        through the model's own chat template. Texts are cleaned both ways, so a passage
        holds no control tokens and a piece no characters that drive a terminal. Closing
        the iterator early cancels. The model starts if it is not running.

        Raises:
            ValueError: a role is unknown, there is no message, or `max_tokens` is below 1.
            ModelMissing, ModelError: as in `start`, or the template refuses the messages.
            ModelBusy: another answer is still being written.
            PromptTooLong: the prompt does not fit; the worker stays usable.
            ModelCrashed: the child died; the next call starts a new one.
        """
        if not messages or max_tokens < 1 or any(message["role"] not in _ROLES for message in messages):
            raise ValueError(f"Give messages, their roles among {', '.join(_ROLES)}, and max_tokens above 0.")
        request = {
            "messages": [{"role": each["role"], "content": clean(each["content"])} for each in messages],
            "max_tokens": max_tokens,
            "stop": [text for text in map(clean, stop) if text],
            "seed": seed,
            "temperature": temperature,
        }
        return self._stream(request)

    def cancel(self) -> None:
        """End the running generation, from any thread; nothing if none is running.

        Its iterator ends within milliseconds, also while the prompt is still being read.
        """
        turn = self._turn
        if turn is not None:
            turn.cancelled = True
            if turn.child is not None:
                turn.child.send({"cancel": turn.id})

    def close(self) -> None:
        """End the child process; a running generation ends as cancelled."""
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _stream(self, request: dict[str, Any]) -> Iterator[str]:
        if not self._writing.acquire(blocking=False):
            raise ModelBusy(
                worded(
                    "{name} is still writing another answer. Wait until it ends, or cancel it.",
                    name=self.model_path.name,
                )
            )
        turn = self._turn = _Turn(next(self._ids))
        self.last_usage = None
        over = False
        try:
            turn.child = child = self._ready_child()
            child.send({"generate": turn.id, **request})
            if turn.cancelled:  # while the model was loading
                child.send({"cancel": turn.id})
            while not over:
                message = child.receive()
                if message is not None and "text" in message:
                    if piece := clean(message["text"]):
                        yield piece
                else:
                    over = True
                    self._conclude(message, child)
        finally:
            try:
                if turn.child is not None and not over:
                    self._abandon(turn, turn.child)
            finally:
                self._turn = None
                self._writing.release()

    def _conclude(self, message: dict[str, Any] | None, child: JsonProcess) -> None:
        """Note what the generation cost, or raise what ended it."""
        if message is None:
            if child.ended:  # by `close` in another thread
                self.last_usage = Usage(0, 0, 0.0, 0.0, "cancelled")
                return
            raise ModelCrashed(
                worded(
                    "The process of the model {name} ended while it wrote: {child}. Ask again; if memory is "
                    "short, close other programs or choose a smaller model.",
                    name=self.model_path.name,
                    child=child.cause(),
                )
            )
        if "usage" in message:
            self.last_usage = Usage(**message["usage"])
            return
        error = message["error"]
        if error["kind"] == "prompt_too_long":
            raise PromptTooLong(error["tokens"], error["limit"])
        raise ModelError(
            worded(
                "The chat template of {name} refuses these messages: {reason}. Choose another model.",
                name=self.model_path.name,
                reason=error["reason"],
            )
        )

    def _abandon(self, turn: _Turn, child: JsonProcess) -> None:
        """Cancel, and read what the child still says, so that the next answer begins clean."""
        try:
            child.send({"cancel": turn.id})
            while (message := child.receive(PATIENCE)) is not None:
                if "text" not in message:
                    if "usage" in message:
                        self.last_usage = Usage(**message["usage"])
                    return
        except queue.Empty:
            child.kill()  # the next call starts a new one
        except BaseException:  # a second Ctrl-C
            child.kill()
            raise

    def _ready_child(self) -> JsonProcess:
        with self._starting:
            if self._child is not None and self.alive:
                return self._child
            self.close()
            if not self.model_path.is_file():
                raise ModelMissing(
                    worded(
                        "There is no model file {model_path}. Set SSE_MODEL to an existing GGUF file, or unset "
                        "it to use the packaged model.",
                        model_path=self.model_path,
                    )
                )
            # By file and with -P: the user's working folder is not searched for modules.
            settings = json.dumps({"model_path": str(self.model_path), **self._settings})
            child = self._child = JsonProcess([sys.executable, "-P", str(_PROGRAM), settings], _ENVIRONMENT)
            try:
                ready = self._loaded(child)
            except BaseException:
                child.kill()
                raise
            self.context_tokens = ready["context_tokens"]
            self.load_seconds = ready["seconds"]
            return child

    def _loaded(self, child: JsonProcess) -> dict[str, Any]:
        """What a new child says once its model is loaded."""
        message = child.receive()
        if message is not None and "ready" in message:
            ready: dict[str, Any] = message["ready"]
            return ready
        if message is None and child.ended:
            raise ModelError(
                worded(
                    "The model {name} was closed while it loaded. Start it again.", name=self.model_path.name
                )
            )
        error = message["error"] if message is not None else {"kind": "load", "reason": child.cause()}
        if error["kind"] == "import":
            raise ModelError(
                worded(
                    "llama.cpp does not start: {reason}. Install it again: pip install --force-reinstall "
                    "--no-deps llama-cpp-python",
                    reason=error["reason"],
                )
            )
        raise ModelError(
            worded(
                "The model {model_path} does not load: {reason}. Download it again, or set SSE_MODEL to "
                "another GGUF file.",
                model_path=self.model_path,
                reason=error["reason"],
            )
        )


@dataclass(slots=True)
class _Turn:
    """One generation, as `cancel` sees it from another thread."""

    id: int
    child: JsonProcess | None = None
    cancelled: bool = False
