from __future__ import annotations

import json
from itertools import chain, pairwise, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.event_stream import Garbled, events


def stream(*objects: object, end: str = "\n") -> bytes:
    lines = [f"data: {json.dumps(one)}{end}{end}" for one in objects]
    return "".join(lines).encode() + f"data: [DONE]{end}{end}".encode()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@given(cuts=st.lists(st.integers(0, 200), max_size=8))
def test_objects_come_out_however_the_bytes_are_cut(end: str, cuts: list[int]) -> None:
    objects = [{"a": 1}, {"b": "é…\u2028"}, {"c": None}]
    content = b": hello" + end.encode() * 2 + stream(*objects, end=end) + b"data: never read"
    places = sorted({0, *(cut for cut in cuts if cut < len(content)), len(content)})
    chunks = [content[start:stop] for start, stop in pairwise(places)]
    assert list(events(chunks)) == [*objects, {"done": True}]


def test_one_event_over_several_lines_and_fields_of_no_use() -> None:
    content = b'event: message\nid: 7\ndata: {"a":\ndata: 1}\nretry: 10\n\n: ping\n\n\n'
    assert list(events([content])) == [{"a": 1}]


def test_a_last_event_without_its_empty_line_counts() -> None:
    assert list(events([b'data:{"a":1}'])) == [{"a": 1}]


def test_an_error_of_an_older_server_is_an_error() -> None:
    assert list(events([b'error: {"message": "full"}\n\n'])) == [{"error": {"message": "full"}}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html>Sorry</html>\n", "where an event should be"),
        (b"data: {not json}\n\n", "is no JSON"),
        (b"data: 3\n\n", "is no JSON object"),
        (b"data: " + b"[" * 100_000 + b"\n\n", "is no JSON"),
        (b"data: " + b"x" * 2_000_000, "a line of more than"),
        (b"data: " + b"x" * 2_000_000 + b"\n", "a line of more than"),
        (b"data: xxxxxxxxxx\n" * 150_000, "an event of more than"),
    ],
    ids=["page", "no JSON", "no object", "nested", "no end of line", "long line", "long event"],
)
def test_what_is_no_stream_is_told(content: bytes, message: str) -> None:
    with pytest.raises(Garbled, match=message):
        list(events([content]))


def test_a_stream_without_end_ends() -> None:
    endless = chain([b'data: {"a":1}\n\n'], repeat(b": ping\n\n"))
    with pytest.raises(Garbled, match="more than 10,000 bytes"):
        list(events(endless, max_bytes=10_000))


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_any_bytes_give_objects_or_are_told(chunks: list[bytes]) -> None:
    try:
        found = list(events(chunks))
    except Garbled:
        return
    assert all(isinstance(event, dict) for event in found)
