"""A trace: the whole record, signed; nothing that was changed passes for what was signed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, ModelUse, Searched
from assistant.errors import TraceError
from assistant.trace import PAYLOAD_TYPE, make_trace, my_key, open_trace, read_file
from knowledge.canonical_json import MAX_BYTES, canonical
from knowledge.signing import Envelope, SigningKey

Make = Callable[..., Any]
KEY = SigningKey.generate()
ANSWER = Answer(
    question="Qu'est-ce que l'ESS ?", language="fr", gate="answered", statements=[], nearest=[],
    searched=Searched(documents=1, passages=2), embedder="e", release="shipped", timings_ms={"all": 1.0},
    model=ModelUse(name="", sha256="", wrote=False, why_not=""),
)  # fmt: skip
CONTENT = make_trace(ANSWER, KEY)


def payload_of(content: bytes) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(Envelope.from_bytes(content).payload)
    return read


def resigned(**changes: Any) -> bytes:
    """A trace with another payload, signed by the same key: what its owner could make."""
    payload = {**payload_of(CONTENT), **changes}
    return Envelope.sign(canonical(payload), PAYLOAD_TYPE, KEY).to_bytes()


def test_a_trace_holds_the_whole_record_and_who_signed_it(answered: Answer) -> None:
    opened = open_trace(make_trace(answered, KEY))
    assert opened.signed
    assert opened.trace.record == answered
    assert opened.trace.signer.fingerprint == KEY.public.fingerprint
    assert opened.trace.own_text == "none"
    assert opened.trace.ai.digital_source_type.endswith("/composite")
    assert opened.trace.record.passages[0].sha256


def test_own_texts_are_removed_unless_they_are_asked_for(record: Make, statement: Make) -> None:
    own = record(statement(cited={"kind": "own", "quote": "A secret."}))
    removed = make_trace(own, KEY)
    assert open_trace(removed).trace.own_text == "removed"
    assert b"secret" not in Envelope.from_bytes(removed).payload
    included = open_trace(make_trace(own, KEY, include_own=True)).trace
    assert included.own_text == "included"
    assert included.record == own


def test_any_changed_byte_of_the_file_never_verifies() -> None:
    for place, byte in enumerate(CONTENT):
        changed = CONTENT[:place] + bytes([byte ^ (1 + place % 7)]) + CONTENT[place + 1 :]
        try:
            assert not open_trace(changed).signed, place
        except TraceError:
            continue


_ENVELOPE = Envelope.from_bytes(CONTENT)
_SIGNATURE = _ENVELOPE.signatures[KEY.public.fingerprint]


@given(st.integers(0, len(_ENVELOPE.payload) - 1), st.integers(1, 255))
def test_any_changed_byte_of_the_payload_never_verifies(place: int, change: int) -> None:
    payload = bytearray(_ENVELOPE.payload)
    payload[place] ^= change
    try:
        assert not open_trace(Envelope(bytes(payload), PAYLOAD_TYPE, _ENVELOPE.signatures).to_bytes()).signed
    except TraceError:
        return


@given(st.integers(0, 63), st.integers(1, 255))
def test_any_changed_byte_of_the_signature_never_verifies(place: int, change: int) -> None:
    signature = bytearray(_SIGNATURE)
    signature[place] ^= change
    changed = Envelope(_ENVELOPE.payload, PAYLOAD_TYPE, {KEY.public.fingerprint: bytes(signature)})
    assert not open_trace(changed.to_bytes()).signed


@given(st.integers(0, len(CONTENT) - 1))
def test_a_trace_that_was_cut_short_is_refused(length: int) -> None:
    with pytest.raises(TraceError, match="no signed trace, or it was changed or cut short"):
        open_trace(CONTENT[:length])


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(TraceError):
        open_trace(content)


def test_another_version_is_named() -> None:
    newer = Envelope.sign(_ENVELOPE.payload, PAYLOAD_TYPE.replace("v=1", "v=2"), KEY).to_bytes()
    with pytest.raises(TraceError, match="has the version 2; this version of the assistant reads 1"):
        open_trace(newer)
    with pytest.raises(TraceError, match="is a signed file, but no trace"):
        open_trace(Envelope.sign(_ENVELOPE.payload, "application/json", KEY).to_bytes())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"schema_version": 2}, "schema_version"),
        ({"extra": 1}, "extra"),
        ({"record": {}}, "record.question"),
        ({"record": []}, "record"),
        ({"own_text": "perhaps"}, "own_text"),
        ({"signer": {"fingerprint": "0" * 64, "public_key": "x"}}, "no public key"),
    ],
)
def test_a_payload_of_another_shape_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(TraceError, match=reason):
        open_trace(resigned(**changes))


@pytest.mark.parametrize(
    "payload", [b"", b"{", b"[]", b'{"a":1,"a":2}', b"[" * 99 + b"]" * 99, b"\xff", b"null"]
)
def test_a_payload_that_is_no_trace_is_refused(payload: bytes) -> None:
    with pytest.raises(TraceError, match="cannot be read"):
        open_trace(Envelope.sign(payload, PAYLOAD_TYPE, KEY).to_bytes())


def test_a_payload_that_is_not_canonical_is_refused() -> None:
    loose = json.dumps(payload_of(CONTENT)).encode()
    with pytest.raises(TraceError, match="canonical form"):
        open_trace(Envelope.sign(loose, PAYLOAD_TYPE, KEY).to_bytes())


def test_a_stranger_cannot_sign_in_the_name_of_a_key() -> None:
    stranger = SigningKey.generate()
    forged = Envelope.sign(_ENVELOPE.payload, PAYLOAD_TYPE, stranger)
    assert not open_trace(forged.to_bytes()).signed
    renamed = Envelope(
        _ENVELOPE.payload,
        PAYLOAD_TYPE,
        {KEY.public.fingerprint: forged.signatures[stranger.public.fingerprint]},
    )
    assert not open_trace(renamed.to_bytes()).signed
    both = Envelope(_ENVELOPE.payload, PAYLOAD_TYPE, {**_ENVELOPE.signatures, **forged.signatures})
    assert not open_trace(both.to_bytes()).signed
    other = {"fingerprint": KEY.public.fingerprint, "public_key": stranger.public.pem}
    payload = canonical({**payload_of(CONTENT), "signer": other})
    assert not open_trace(Envelope.sign(payload, PAYLOAD_TYPE, stranger).to_bytes()).signed


def test_a_file_is_read_within_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.dsse"
    path.write_bytes(CONTENT)
    assert read_file(path) == CONTENT
    path.write_bytes(b"x" * (MAX_BYTES + 1))
    with pytest.raises(TraceError, match="a trace has 8,388,608 at most"):
        read_file(path)
    for missing in (tmp_path / "none.dsse", tmp_path):
        with pytest.raises(TraceError, match="cannot be read"):
            read_file(missing)


def test_the_own_key_is_made_once(tmp_path: Path) -> None:
    assert my_key(tmp_path).public == my_key(tmp_path).public
    assert (tmp_path / "keys" / "signing.pem").stat().st_mode & 0o777 == 0o600
