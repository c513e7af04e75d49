"""Known keys: named by the user, never by a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import TraceError
from assistant.known_keys import KnownKeys, given_fingerprint
from assistant.trace import my_key
from knowledge.errors import SigningError
from knowledge.signing import SigningKey

ONE, TWO = "1" * 64, "2" * 64


def test_nobody_is_known_at_first(tmp_path: Path) -> None:
    known = KnownKeys.load(tmp_path)
    assert known == KnownKeys({}, "")
    assert known.who(ONE) == known.who("") == ""
    assert list(tmp_path.iterdir()) == []


def test_the_own_key_is_known_once_it_is_made(tmp_path: Path) -> None:
    mine = my_key(tmp_path).public.fingerprint
    assert KnownKeys.load(tmp_path).who(mine) == "your own key"


def test_a_key_is_kept_under_its_name(tmp_path: Path) -> None:
    kept = KnownKeys.load(tmp_path).remember(tmp_path, ONE, "  Coop\u202e  Été\x1b[31m ")
    assert kept == KnownKeys.load(tmp_path)
    assert kept.who(ONE) == "the key that you keep as 'Coop Été'"
    assert kept.remember(tmp_path, TWO, "Another").names == {ONE: "Coop Été", TWO: "Another"}
    assert KnownKeys.load(tmp_path).remember(tmp_path, ONE, "Renamed").who(ONE).endswith("'Renamed'")


def test_a_name_is_of_one_key(tmp_path: Path) -> None:
    kept = KnownKeys.load(tmp_path).remember(tmp_path, ONE, "Coop")
    with pytest.raises(TraceError, match="Another key is kept as 'Coop'"):
        kept.remember(tmp_path, TWO, "Coop")
    for name in ("", " \u200b", "x" * 61):
        with pytest.raises(TraceError, match="1 to 60 characters"):
            kept.remember(tmp_path, TWO, name)
    assert KnownKeys.load(tmp_path).names == {ONE: "Coop"}


@pytest.mark.parametrize(
    "line", ["nonsense", ONE, f"{ONE} ", f"{ONE[:-1]} Short", f"{ONE.replace('1', 'G')} Coop"]
)
def test_a_damaged_list_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "known_keys").write_text(f"# keys\n\n{TWO} Coop\n{line}\n")
    with pytest.raises(TraceError, match="damaged in line 4"):
        KnownKeys.load(tmp_path)


def test_a_list_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "known_keys").write_bytes(b"\xff\xfe")
    with pytest.raises(TraceError, match="cannot be read"):
        KnownKeys.load(tmp_path)


def test_a_key_is_given_by_its_fingerprint_or_its_file(tmp_path: Path) -> None:
    public = SigningKey.generate().public
    (tmp_path / "key.pem").write_text(public.pem)
    assert given_fingerprint(str(tmp_path / "key.pem")) == public.fingerprint
    assert given_fingerprint(public.fingerprint.upper()) == public.fingerprint
    assert given_fingerprint(":".join(["ab"] * 8)) == "ab" * 8


@pytest.mark.parametrize("given", ["", "ab", "abcdef012345678", "1" * 65, "no/such/file"])
def test_what_is_neither_is_refused(given: str) -> None:
    with pytest.raises(SigningError):
        given_fingerprint(given)


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 20_000)
    (tmp_path / "small").write_bytes(b"x")
    with pytest.raises(SigningError, match="too large"):
        given_fingerprint(str(tmp_path / "big"))
    with pytest.raises(SigningError, match="no public key"):
        given_fingerprint(str(tmp_path / "small"))
