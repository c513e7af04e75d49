"""Signed statements: a kind is signed with its content, and what is read is not yet believed."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import StatementError
from federation.statements import LIMIT, Statement, read_bounded, text_of
from knowledge.errors import LibraryError
from knowledge.signing import Envelope, SigningKey

KEY, OTHER = SigningKey.generate(), SigningKey.generate()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), JSON, max_size=5))
def test_what_is_signed_is_read_again(body: dict[str, Any]) -> None:
    made = Statement.sign("vote", body, KEY, OTHER)
    read = Statement.read(made.content, "vote")
    assert read.body == body
    assert read.hash == made.hash
    assert read.signed_by([OTHER.public], "the other") == OTHER.public


@given(place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_every_changed_byte_is_refused(place: int, flip: int) -> None:
    content = bytearray(Statement.sign("vote", {"answer": "yes", "why": "é"}, KEY).content)
    content[place % len(content)] ^= flip
    with pytest.raises(StatementError):
        Statement.read(bytes(content), "vote").signed_by([KEY.public], "a member")


@given(st.binary(max_size=400))
def test_other_bytes_are_no_statement(content: bytes) -> None:
    with pytest.raises(StatementError, match="no signed vote"):
        Statement.read(content, "vote")


def test_no_statement_passes_for_one_of_another_kind() -> None:
    with pytest.raises(StatementError, match="is no vote"):
        Statement.read(Statement.sign("request", {"answer": "yes"}, KEY).content, "vote")


def test_a_second_signature_changes_no_hash_and_a_strangers_counts_for_nothing() -> None:
    alone, both = Statement.sign("vote", {"a": 1}, KEY), Statement.sign("vote", {"a": 1}, KEY, OTHER)
    assert alone.hash == both.hash
    with pytest.raises(StatementError, match="not signed by a member of Rives"):
        alone.signed_by([OTHER.public], "a member of Rives")
    with pytest.raises(StatementError):
        alone.signed_by([], "anybody")


@pytest.mark.parametrize("payload", [b'{"b": 1, "a": 2}', b"[1]", b'"text"', b"{", b'{"a":1,"a":2}', b"\xff"])
def test_content_that_is_not_canonical_or_no_object_is_refused(payload: bytes) -> None:
    content = Envelope.sign(payload, "application/vnd.sse.vote+json", KEY).to_bytes()
    with pytest.raises(StatementError):
        Statement.read(content, "vote")


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(LIMIT + 1)
    with pytest.raises(StatementError, match="larger than"):
        read_bounded(path)
    with pytest.raises(StatementError, match="cannot be read"):
        read_bounded(tmp_path / "none.json")
    with pytest.raises(StatementError, match="cannot be read"):
        read_bounded(tmp_path)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "vote.json"
    Statement.sign("vote", {"a": 1}, KEY).save(path)
    before = path.read_bytes()
    assert Statement.load(path, "vote").body == {"a": 1}
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError):
        Statement.sign("vote", {"a": 2}, KEY).save(tmp_path / "file" / "vote.json")
    assert path.read_bytes() == before


def test_the_content_can_be_read_without_this_program() -> None:
    envelope = json.loads(Statement.sign("vote", {"answer": "yes"}, KEY).content)
    assert json.loads(base64.b64decode(envelope["payload"])) == {"answer": "yes"}
    assert envelope["payloadType"] == "application/vnd.sse.vote+json"


def test_a_text_is_a_text() -> None:
    assert text_of("a") == "a"
    for value in (1, None, ["a"], {"a": 1}, b"a"):
        with pytest.raises(TypeError, match="is no text"):
            text_of(value)
