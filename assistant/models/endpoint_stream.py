"""One exchange with an endpoint: a request whose answer streams in, cut off from any thread.

A thread of its own reads, and the pieces pass through a queue: so the reader waits where a
cancellation reaches it at once, and cutting the socket tells the endpoint to stop working.
"""

from __future__ import annotations

import contextlib
import json
import queue
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.errors import EndpointError, EndpointGarbled, EndpointUnreachable, ModelError
from assistant.models.endpoint_errors import refusal
from assistant.models.event_stream import Garbled, events
from assistant.models.worker import Usage
from knowledge.network import is_private
from knowledge.text import clean
from knowledge.worded import worded

if TYPE_CHECKING:
    import httpx

__all__ = ["Exchange", "Timeouts"]

_ERROR_BYTES = 16_384  # of an error's body that are read


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to connect, between two pieces (the first comes when the prompt is read), and in all."""

    connect: float = 10.0
    read: float = 120.0
    total: float = 900.0


class Exchange:
    """One request to the endpoint `name` at `url`, sent when it is made.

    `items` brings the pieces of text, then None for the end or the error that ended it.
    """

    def __init__(
        self, name: str, url: str, body: dict[str, Any], key: str = "", timeouts: Timeouts | None = None
    ) -> None:
        self.items: queue.SimpleQueue[str | ModelError | None] = queue.SimpleQueue()
        self.finish = ""
        self._name, self._url, self._body, self._key = name, url, body, key
        self._timeouts = timeouts or Timeouts()
        self._started = time.monotonic()
        self._first = 0.0
        self._tokens = (0, 0)
        self._begun = self._over = False
        self._connection: socket.socket | None = None
        threading.Thread(target=self._run, daemon=True).start()

    def cancel(self) -> None:
        """End it as cancelled."""
        self.finish = "cancelled"
        self.items.put(None)
        self.cut()

    def cut(self) -> None:
        """End the connection, now or as soon as it is there."""
        self._over = True
        if self._connection is not None:
            with contextlib.suppress(OSError):  # it is closed already
                self._connection.shutdown(socket.SHUT_RDWR)

    def usage(self) -> Usage:
        """What it cost until now; counts of tokens are 0 where the endpoint did not say them."""
        first = self._first - self._started if self._first else 0.0
        return Usage(*self._tokens, first, time.monotonic() - self._started, self.finish or "stop")

    def _run(self) -> None:
        import httpx

        end: ModelError | None = None
        try:
            timeout = httpx.Timeout(self._timeouts.read, connect=self._timeouts.connect)
            # Proxies of the environment are for the outside; what is near is spoken to directly.
            with (
                httpx.Client(timeout=timeout, trust_env=not is_private(self._url)) as client,
                client.stream(
                    "POST", f"{self._url}/chat/completions", content=json.dumps(self._body), headers=self._headers(),
                    extensions={"trace": self._trace},
                ) as response,
            ):  # fmt: skip
                self._refuse(response)
                self._pieces(response)
        except ModelError as error:
            end = error
        except Garbled as error:
            end = self._garbled(str(error))
        except httpx.TimeoutException:
            end = EndpointUnreachable(
                worded(
                    "The endpoint {name} ({url}) did not answer in time. Ask again, or see whether it is "
                    "overloaded.",
                    name=self._name,
                    url=self._url,
                )
            )
        except httpx.TransportError as error:
            end = self._broken(error)
        except Exception as error:  # a thread's error would be lost
            end = self._garbled(f"{type(error).__name__}: {error}")
        self.items.put(end)

    def _headers(self) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Accept": "text/event-stream",
            "Accept-Encoding": "identity",
            "User-Agent": "sse-assistant",
        }
        return {**headers, "Authorization": f"Bearer {self._key}"} if self._key else headers

    def _refuse(self, response: httpx.Response) -> None:
        """Raise for every answer that is no stream of events."""
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if response.status_code == 200 and kind == "text/event-stream":
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise Garbled("it compressed the stream, which it was asked not to do")
            return
        content = b""
        for chunk in self._chunks(response):
            content += chunk
            if len(content) > _ERROR_BYTES:
                break
        raise refusal(self._name, self._url, response.status_code, kind, content[:_ERROR_BYTES])

    def _pieces(self, response: httpx.Response) -> None:
        for event in events(self._chunks(response)):
            if event == {"done": True}:
                self.finish = self.finish or "stop"
                return
            if error := event.get("error"):
                raise refusal(self._name, self._url, 200, "", json.dumps({"error": error}).encode())
            self._note(event)
        if not self._begun:  # so does the server of llama-cpp-python with a prompt over its context
            raise Garbled(
                "it closed the connection before an answer began, as some do when the prompt is too long"
            )
        if not self.finish:
            raise Garbled("it closed the connection in the middle of the answer")

    def _chunks(self, response: httpx.Response) -> Iterator[bytes]:
        """What comes, until the time is over: also a stream of nothing but signs of life has an end."""
        for chunk in response.iter_raw():
            if time.monotonic() - self._started > self._timeouts.total:
                raise Garbled(f"it did not come to an end in {self._timeouts.total:g} seconds")
            yield chunk

    def _garbled(self, what: str) -> EndpointGarbled:
        return EndpointGarbled(
            worded(
                "The endpoint {name} ({url}) does not answer as an OpenAI-compatible endpoint does: "
                "{clean}. Check its address, which ends in /v1 for most servers, and its log.",
                name=self._name,
                url=self._url,
                clean=clean(what),
            )
        )

    def _broken(self, error: httpx.TransportError) -> EndpointError:
        if self._begun:
            return self._garbled(f"the connection broke in the middle of the answer ({error})")
        return EndpointUnreachable(
            worded(
                "The endpoint {name} ({url}) cannot be reached: {error}. See whether it runs and the "
                "address is right: sse models endpoint show; to write with the local model: sse models "
                "endpoint off",
                name=self._name,
                url=self._url,
                error=error,
            )
        )

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        """Called by the transport; keeps the socket, which alone can end a read in another thread."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._connection = info["return_value"].get_extra_info("socket")
            if self._over:
                self.cut()

    def _note(self, event: dict[str, Any]) -> None:
        """Take from one event what it brings: text, the reason of the end, counts of tokens."""
        self._begun = True
        choices, usage = event.get("choices"), event.get("usage")
        first = choices[0] if isinstance(choices, list) and choices else {}
        choice = first if isinstance(first, dict) else {}
        delta = choice.get("delta")
        text = delta.get("content") if isinstance(delta, dict) else None
        if isinstance(text, str) and text:
            self._first = self._first or time.monotonic()
            self.items.put(text)
        if isinstance(reason := choice.get("finish_reason"), str) and reason and not self._over:
            self.finish = "length" if reason == "length" else "stop"
        if isinstance(usage, dict):
            counts = [usage.get("prompt_tokens"), usage.get("completion_tokens")]
            read, written = (each if type(each) is int and each >= 0 else 0 for each in counts)
            self._tokens = (read, written)
