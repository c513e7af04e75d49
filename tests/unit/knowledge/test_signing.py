"""Keys and envelopes: a signature fits one payload of one type, and no byte can change."""

from __future__ import annotations

import itertools
import json
import os
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import LibraryError, SigningError
from knowledge.signing import Envelope, PublicKey, SigningKey, is_fingerprint

_KEY = SigningKey.generate()
_TYPE = "application/vnd.example+json"
_SIGNED = Envelope.sign(b'{"a":1}', _TYPE, _KEY).to_bytes()


def test_a_key_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "keys" / "signing.pem"
    first = SigningKey.open(path)
    assert SigningKey.open(path).public == first.public
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_key_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "signing.pem"
    path.write_text("not a key")
    with pytest.raises(SigningError, match="is damaged"):
        SigningKey.open(path)
    assert path.read_text() == "not a key"


def test_a_key_of_another_kind_or_a_missing_one_is_refused(tmp_path: Path) -> None:
    subprocess.run(["openssl", "genpkey", "-algorithm", "x25519", "-out", tmp_path / "other.pem"], check=True)
    with pytest.raises(SigningError, match="no Ed25519 key"):
        SigningKey.load(tmp_path / "other.pem")
    with pytest.raises(SigningError, match="cannot be read: No such file"):
        SigningKey.load(tmp_path / "missing.pem")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(LibraryError, match="cannot be"):
        SigningKey.open(tmp_path / "keys" / "signing.pem")


def test_the_private_half_is_in_no_text_of_the_key() -> None:
    assert "private" not in repr(_KEY)


def test_a_fingerprint_is_what_openssl_computes(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(_KEY.public.pem)
    der = subprocess.run(
        ["openssl", "pkey", "-pubin", "-in", tmp_path / "key.pem", "-outform", "DER"],
        check=True,
        capture_output=True,
    ).stdout
    digest = subprocess.run(["openssl", "sha256", "-r"], input=der, check=True, capture_output=True).stdout
    assert digest.split()[0].decode() == _KEY.public.fingerprint
    assert is_fingerprint(_KEY.public.fingerprint)
    assert not is_fingerprint(_KEY.public.fingerprint.upper())


def test_a_public_key_comes_back_from_its_text() -> None:
    assert PublicKey.from_pem(_KEY.public.pem) == _KEY.public
    for bad in ("", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", b"\xff"):
        with pytest.raises(SigningError):
            PublicKey.from_pem(bad)
    with pytest.raises(SigningError, match="32 bytes"):
        PublicKey(b"short")


def test_an_envelope_is_signed_by_its_keys_and_by_no_other() -> None:
    other, stranger = SigningKey.generate(), SigningKey.generate()
    envelope = Envelope.from_bytes(Envelope.sign(b"x", _TYPE, _KEY, other).to_bytes())
    assert envelope.payload == b"x"
    assert envelope.payload_type == _TYPE
    assert envelope.signed_by([stranger.public, other.public, _KEY.public, other.public]) == [
        other.public, _KEY.public,
    ]  # fmt: skip


def test_the_type_is_signed_with_the_payload() -> None:
    envelope = Envelope.sign(b"x", _TYPE, _KEY)
    assert Envelope(b"x", "text/plain", envelope.signatures).signed_by([_KEY.public]) == []
    assert Envelope(b"y", _TYPE, envelope.signatures).signed_by([_KEY.public]) == []


def test_the_signature_is_of_the_encoding_that_dsse_names() -> None:
    envelope = Envelope.sign(b"hello world", "http://example.com/HelloWorld", _KEY)
    encoded = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert _KEY.public.verifies(envelope.signatures[_KEY.public.fingerprint], encoded)


def test_any_changed_byte_of_the_file_is_noticed() -> None:
    """Every position with two other values: the file is refused, or the signature no longer fits."""
    for place, byte in enumerate(_SIGNED):
        for other in (byte ^ 1, byte ^ 0x20):
            changed = _SIGNED[:place] + bytes([other]) + _SIGNED[place + 1 :]
            try:
                envelope = Envelope.from_bytes(changed)
            except SigningError:
                continue
            assert envelope.signed_by([_KEY.public]) == [], (place, other)


@given(st.integers(0, len(_SIGNED) - 1), st.binary(max_size=3), st.integers(0, 3))
def test_any_edit_is_noticed(place: int, put: bytes, taken: int) -> None:
    edited = _SIGNED[:place] + put + _SIGNED[place + taken :]
    if edited == _SIGNED:
        return
    try:
        envelope = Envelope.from_bytes(edited)
    except SigningError:
        return
    assert envelope.signed_by([_KEY.public]) == []


def _edited(**changes: object) -> bytes:
    from knowledge.canonical_json import canonical

    return canonical({**json.loads(_SIGNED), **changes})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"1",
        b"{}",
        _SIGNED[:-1],
        _SIGNED + b"\n",
        _edited(extra=1),
        _edited(payload="!!!"),
        _edited(payload=None),
        _edited(payloadType=3),
        _edited(signatures=[]),
        _edited(signatures={}),
        _edited(signatures=["x"]),
        _edited(signatures=[{"keyid": "x", "sig": "AAAA"}]),
        _edited(signatures=[{"keyid": "0" * 64, "sig": "AAAA"}]),
        _edited(signatures=json.loads(_SIGNED)["signatures"] * 2),
    ],
    ids=itertools.count(),  # the key is new in every process, and workers compare the names of tests
)  # fmt: skip
def test_what_is_no_envelope_is_refused(content: bytes) -> None:
    with pytest.raises(SigningError):
        Envelope.from_bytes(content)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(SigningError):
        Envelope.from_bytes(content)


def test_nothing_heavy_is_loaded_before_it_is_needed(run_python: object) -> None:
    code = "import sys, knowledge.signing; print([m for m in ('cryptography', 'securesystemslib') if m in sys.modules])"
    assert callable(run_python)
    assert run_python(code).strip() == "[]"


def test_a_key_with_a_passphrase_opens_with_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "member.key"
    key = SigningKey.open(path, "three words here")
    assert b"ENCRYPTED" in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert SigningKey.load(path, "three words here").public == key.public
    with pytest.raises(SigningError, match="has a passphrase"):
        SigningKey.load(path)
    with pytest.raises(SigningError, match="another passphrase"):
        SigningKey.load(path, "two words")
