"""The stream of an OpenAI-compatible endpoint: bytes as they come -> JSON objects, held to limits.

Server-sent events (WHATWG HTML, section 9.2) of which each is one JSON object, the last
`[DONE]`. The server is not trusted: a line or a stream without end is refused, not kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

__all__ = ["Garbled", "events"]

MAX_LINE = 1_000_000
MAX_BYTES = 20_000_000
_FIELDS = (b"data", b"event", b"id", b"retry")


class Garbled(Exception):
    """What came is no such stream; the message says what it was, as part of a sentence."""


def events(
    chunks: Iterable[bytes], *, max_line: int = MAX_LINE, max_bytes: int = MAX_BYTES
) -> Iterator[dict[str, Any]]:
    """The objects of the stream, as they come; `{"done": True}` stands for its end mark.

    The stream of `chunks` is over when it ends or after the end mark, whichever comes first.

    Raises:
        Garbled: a line is no event, no JSON object or too long, or there is too much of it.
    """
    data: list[bytes] = []
    size = 0
    for line in _lines(chunks, max_line, max_bytes):
        if line:
            name, _, value = line.partition(b":")
            if name == b"data":
                data.append(value.removeprefix(b" "))
            elif name == b"error":  # llama.cpp before 2025 put an error there
                data.append(b'{"error":' + value + b"}")
            elif name and name not in _FIELDS:  # an empty name is a comment, which keeps the line open
                raise Garbled(f"it sent {_shown(line)} where an event should be")
            size += len(line)
            if size > max_line:
                raise Garbled(f"it sent an event of more than {max_line:,} bytes")
            continue
        size = 0
        if data:
            event = _event(b"\n".join(data))
            data = []
            yield event
            if event == {"done": True}:
                return
    if data:  # some servers leave out the last empty line
        yield _event(b"\n".join(data))


def _lines(chunks: Iterable[bytes], max_line: int, max_bytes: int) -> Iterator[bytes]:
    """Lines without their ends (LF or CR LF), the last one also if it has none."""
    rest, seen = bytearray(), 0
    for chunk in chunks:
        seen += len(chunk)
        if seen > max_bytes:
            raise Garbled(f"it sent more than {max_bytes:,} bytes")
        searched = len(rest)
        rest += chunk
        while (end := rest.find(b"\n", searched)) >= 0:
            line = bytes(rest[:end])
            del rest[: end + 1]
            searched = 0
            if len(line) > max_line:
                raise Garbled(f"it sent a line of more than {max_line:,} bytes")
            yield line.removesuffix(b"\r")
        if len(rest) > max_line:
            raise Garbled(f"it sent a line of more than {max_line:,} bytes")
    if rest:
        yield bytes(rest).removesuffix(b"\r")


def _event(data: bytes) -> dict[str, Any]:
    if data.strip() == b"[DONE]":
        return {"done": True}
    try:
        event = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Garbled(f"it sent {_shown(data)}, which is no JSON") from error
    if not isinstance(event, dict):
        raise Garbled(f"it sent {_shown(data)}, which is no JSON object")
    return event


def _shown(line: bytes) -> str:
    return repr(line[:60].decode("utf-8", "replace"))
