"""An OpenAI-compatible endpoint that the organisation runs (llama.cpp server, vLLM).

It writes as `ModelWorker` does and is used in its place. Questions and passages leave this
machine for it, so it is used only when it was switched on by name, it is spoken to only
encrypted (or on this machine, or in a private network), redirects are not followed, and
passages of private documents need a second yes: `allow_private`, which the caller asks.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import EndpointError, ModelBusy, ModelError
from assistant.models.endpoint_stream import Exchange, Timeouts
from assistant.models.worker import Usage
from knowledge.errors import KnowledgeError
from knowledge.network import require, require_encrypted
from knowledge.text import clean
from knowledge.worded import worded

__all__ = ["Endpoint", "Timeouts", "check_address", "endpoint_for"]

_ROLES = ("system", "user", "assistant")
_CHARACTERS = 64  # a token; more is no answer of max_tokens


class Endpoint:
    """One model behind one address; usable as a context manager.

    Args:
        name: as the user calls it.
        url: as far as `/v1`: https, or http to this machine or a private network.
        model: as the endpoint calls it; llama.cpp's server takes any name.
        key: sent as a bearer token, if there is one.
        allow_private: whether passages of private documents may be sent; the caller asks.

    Raises:
        EndpointError: the address or the key cannot be used.
    """

    def __init__(
        self,
        name: str,
        url: str,
        model: str = "",
        key: str = "",
        allow_private: bool = False,
        timeouts: Timeouts | None = None,
    ) -> None:
        self.name = name
        self.url = check_address(url)
        self.model = model
        self.allow_private = allow_private
        self.last_usage: Usage | None = None
        if key and not (key.isascii() and key.isprintable() and " " not in key):
            raise EndpointError(
                worded(
                    "The key of the endpoint {name} holds characters that no key has. Set it again.",
                    name=name,
                )
            )
        self._key = key
        self._timeouts = timeouts
        self._exchange: Exchange | None = None
        self._writing = threading.Lock()

    def __enter__(self) -> Endpoint:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def identity(self) -> str:
        """64 hex digits that stand for address and model name, not for weights: those can change unseen."""
        return hashlib.sha256(f"{self.url}\n{self.model}".encode()).hexdigest()

    def generate(
        self,
        messages: Sequence[dict[str, str]],
        *,
        max_tokens: int = 256,
        stop: Sequence[str] = (),
        seed: int = 0,
        temperature: float = 0.0,
    ) -> Iterator[str]:
        """Write an answer to `messages`, in pieces as they come; as `ModelWorker.generate`.

        `last_usage` is set at the end; its counts of tokens are 0 where the endpoint does not
        say them. An answer that goes on beyond `max_tokens` is cut, with `length`.

        Raises:
            ValueError: a role is unknown, there is no message, or `max_tokens` is below 1.
            ModelBusy: another answer is still being written.
            PromptTooLong: the prompt does not fit, if the endpoint says so in the usual words.
            EndpointError: the user is offline; it does not answer (EndpointUnreachable), answers
                with an error (EndpointRefused) or with something else (EndpointGarbled).
        """
        if not messages or max_tokens < 1 or any(message["role"] not in _ROLES for message in messages):
            raise ValueError(f"Give messages, their roles among {', '.join(_ROLES)}, and max_tokens above 0.")
        body = {
            "model": self.model or "default",
            "messages": [{"role": each["role"], "content": clean(each["content"])} for each in messages],
            "max_tokens": max_tokens,
            "seed": seed,
            "temperature": temperature,
            "stream": True,
            "stream_options": {"include_usage": True},
            "chat_template_kwargs": {"enable_thinking": False},  # as for a local model
        }
        if stops := [text for text in map(clean, stop) if text]:
            body["stop"] = stops
        return self._stream(body, max_tokens)

    def cancel(self) -> None:
        """End the running answer, from any thread; nothing if none is running.

        Its iterator ends at once, and the connection is cut, so that the endpoint can stop too.
        """
        exchange = self._exchange
        if exchange is not None:
            exchange.cancel()

    def close(self) -> None:
        """End a running answer. There is no connection to close between two answers."""
        self.cancel()

    def _stream(self, body: dict[str, Any], max_tokens: int) -> Iterator[str]:
        if not self._writing.acquire(blocking=False):
            raise ModelBusy(
                worded(
                    "The endpoint {name} is still writing another answer. Wait, or cancel it.", name=self.name
                )
            )
        self.last_usage = None
        exchange: Exchange | None = None
        try:
            try:
                require(f"The endpoint {self.name} was not asked", self.url)
            except KnowledgeError as error:
                raise EndpointError(str(error)) from error
            self._exchange = exchange = Exchange(self.name, self.url, body, self._key, self._timeouts)
            characters = pieces = 0
            while isinstance(item := exchange.items.get(), str) and exchange.finish != "cancelled":
                if piece := clean(item):
                    characters, pieces = characters + len(piece), pieces + 1
                    if characters > _CHARACTERS * max_tokens or pieces > 2 * max_tokens:
                        exchange.finish = "length"
                        break
                    yield piece
            if isinstance(item, ModelError) and exchange.finish != "cancelled":
                raise item
            self.last_usage = exchange.usage()
        except GeneratorExit:
            if exchange is not None:
                exchange.cancel()
                self.last_usage = exchange.usage()
            raise
        finally:
            if exchange is not None:
                exchange.cut()
            self._exchange = None
            self._writing.release()


def check_address(url: str) -> str:
    """The address without a slash at its end, if it may be spoken to.

    Raises:
        EndpointError: it is no address, not encrypted outside this machine and private
            networks, or holds more than scheme, host and path.
    """
    try:
        require_encrypted(url, private=True)
    except KnowledgeError as error:
        raise EndpointError(str(error)) from error
    parts = urlsplit(url)
    if (
        parts.query
        or parts.fragment
        or parts.username
        or parts.password
        or not url.isprintable()
        or " " in url
    ):
        raise EndpointError(
            worded(
                "{hostname}: the address of an endpoint is scheme, host and path, such as "
                "https://models.our-coop.example/v1; a key goes into endpoint.key_env.",
                hostname=parts.hostname,
            )
        )
    return url.rstrip("/")


def endpoint_for(setting: str | None = None) -> Endpoint | None:
    """The endpoint that is switched on, or None. With `setting` it must be the one of this name.

    Raises:
        EndpointError: the one named is not set or not switched on, its address cannot be used,
            or the variable that should hold its key is empty.
        KnowledgeError: the settings cannot be read.
    """
    from knowledge.settings import load

    now = load()
    if setting is not None and setting.casefold() != now.endpoint_name.casefold():
        known = (
            worded("The one that is set is '{name}'.", name=now.endpoint_name)
            if now.endpoint_name
            else worded("None is set.")
        )
        raise EndpointError(
            worded(
                "No endpoint is called '{setting}'. {known} Set it with: sse models endpoint set NAME URL",
                setting=setting,
                known=known,
            )
        )
    if not now.endpoint_on:
        if setting is None:
            return None
        raise EndpointError(
            worded(
                "The endpoint {setting} is off. Switch it on: sse models endpoint on {setting}",
                setting=setting,
            )
        )
    key = now.endpoint_key
    if now.endpoint_key_env and not (key := os.environ.get(now.endpoint_key_env, "").strip()):
        raise EndpointError(
            worded(
                "The variable {endpoint_key_env}, which should hold the key of the endpoint "
                "{endpoint_name}, is empty. Set it, or switch the endpoint off: sse models endpoint off",
                endpoint_key_env=now.endpoint_key_env,
                endpoint_name=now.endpoint_name,
            )
        )
    return Endpoint(now.endpoint_name, now.endpoint_url, now.endpoint_model, key, now.endpoint_private)
