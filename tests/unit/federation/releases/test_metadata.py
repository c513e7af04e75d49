"""TUF metadata and the roster hold each other; what a proposal holds is read to the byte."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.clock import now as the_time
from federation.errors import ReleaseError
from federation.releases.metadata import (
    GOVERNED,
    LIMITS,
    check_period,
    check_threshold,
    file_of,
    part_of,
    root_of,
    root_part,
    roster_of,
    signed_bytes,
    targets_part,
)
from knowledge.canonical_json import canonical
from knowledge.signing import SigningKey

KEYS = [SigningKey.generate() for _ in range(3)]


def test_a_roster_stands_in_root_metadata_and_comes_back(roster: Callable[..., Any]) -> None:
    made = roster(KEYS, 2)
    root = root_of(made, the_time() + GOVERNED)
    assert roster_of(root) == made
    assert sorted(root.keys) == sorted(key.public.fingerprint for key in KEYS)
    assert (root.roles["root"].threshold, root.roles["targets"].threshold) == (2, 2)
    assert root.roles["timestamp"].keyids == root.roles["snapshot"].keyids == [made.coordinator]
    assert roster_of(root_part(signed_bytes(root))) == made


def _add_key(root: Any) -> None:
    from securesystemslib.signer import SSlibKey

    stranger = SigningKey.generate().public
    root.add_key(
        SSlibKey(stranger.fingerprint, "ed25519", "ed25519", {"public": stranger.raw.hex()}), "targets"
    )


def _two_names(root: Any) -> None:
    """One key under a second name would be two signatures of one member."""
    key = next(iter(root.keys.values()))
    other = type(key)("f" * 64, "ed25519", "ed25519", dict(key.keyval))
    root.add_key(other, "targets")


@pytest.mark.parametrize(
    "change",
    [
        _add_key,
        _two_names,
        lambda root: setattr(root.roles["root"], "threshold", 1),
        lambda root: setattr(root.roles["targets"], "threshold", 1),
        lambda root: root.roles["targets"].keyids.pop(),
        lambda root: root.roles["timestamp"].keyids.append(next(iter(root.keys))),
        lambda root: setattr(root, "version", 2),
        lambda root: setattr(root, "consistent_snapshot", False),
        lambda root: root.unrecognized_fields["x-roster"].update(threshold=1),
        lambda root: root.unrecognized_fields.pop("x-roster"),
        lambda root: root.unrecognized_fields.update(more=1),
    ],
)
def test_a_root_that_differs_from_its_roster_is_refused(
    roster: Callable[..., Any], change: Callable[[Any], Any]
) -> None:
    made = roster(KEYS, 2)
    root = root_of(made, the_time())
    change(root)
    assert signed_bytes(root) != signed_bytes(root_of(made, root.expires))
    with pytest.raises(ReleaseError):
        roster_of(root)


@given(place=st.integers(0, 100_000), flip=st.integers(1, 255))
def test_no_changed_byte_of_a_part_is_read_as_the_same(place: int, flip: int) -> None:
    from tuf.api.metadata import TargetFile, Targets

    part = signed_bytes(Targets(1, expires=the_time(), targets={"a": TargetFile.from_data("a", b"x")}))
    changed = bytearray(part)
    changed[place % len(part)] ^= flip
    try:
        read = targets_part(bytes(changed))
    except ReleaseError:
        return
    assert signed_bytes(read) == bytes(changed)


def test_a_part_is_canonical_and_of_its_kind(roster: Callable[..., Any]) -> None:
    from tuf.api.metadata import Delegations, Targets

    part = signed_bytes(root_of(roster(KEYS, 2), the_time()))
    with pytest.raises(ReleaseError, match="not in its canonical form"):
        part_of(part.replace(b'{"_type"', b'{ "_type"'), "root")
    with pytest.raises(ReleaseError, match="no targets metadata"):
        part_of(part, "targets")
    for junk in (
        b"",
        b"[]",
        b"{}",
        b'{"_type":"root"}',
        b"\xff",
        b'"' + b"x" * 100,
        canonical({"_type": "root"}),
    ):
        with pytest.raises(ReleaseError):
            part_of(junk, "root")
    with pytest.raises(ReleaseError, match="no targets metadata"):
        part_of(b" " * (LIMITS["targets"] + 1), "targets")
    delegating = Targets(1, expires=the_time(), delegations=Delegations({}, {}))
    with pytest.raises(ReleaseError, match="lets other keys sign"):
        targets_part(signed_bytes(delegating))


def test_a_threshold_counts_members_and_names_those_who_wait(roster: Callable[..., Any]) -> None:
    made = roster(KEYS, 2)
    signatures = {key.public.fingerprint: key.private.sign(b"this") for key in KEYS[:2]}
    check_threshold("It", made, b"this", signatures)
    with pytest.raises(ReleaseError, match=r"by 0 of the 3 .* Signed: nobody\. Not yet: m0, m1, m2"):
        check_threshold("It", made, b"that", signatures)
    stranger = SigningKey.generate()
    mixed = {KEYS[0].public.fingerprint: signatures[KEYS[0].public.fingerprint],
             stranger.public.fingerprint: stranger.private.sign(b"this")}  # fmt: skip
    with pytest.raises(ReleaseError, match=r"by 1 of the 3 .* Signed: m0"):
        check_threshold("It", made, b"this", mixed)


def test_a_period_that_ended_or_never_ends_is_refused(roster: Callable[..., Any]) -> None:
    now = the_time()
    check_period("It", root_of(roster(KEYS, 2), now + GOVERNED), now)
    with pytest.raises(ReleaseError, match=f"It ended on {now:%Y-%m-%d}, and your clock says {now:%Y-%m-%d}"):
        check_period("It", root_of(roster(KEYS, 2), now), now)
    with pytest.raises(ReleaseError, match="longer than any does"):
        check_period("It", root_of(roster(KEYS, 2), now + 2 * GOVERNED), now)
    with pytest.raises(ReleaseError, match="your clock says"):
        check_period("It", root_of(roster(KEYS, 2), now + GOVERNED), now - timedelta(days=365))


def test_a_file_is_of_its_kind_and_bounded() -> None:
    with pytest.raises(ReleaseError, match="damaged"):
        file_of(b"{}", "root")
    with pytest.raises(ReleaseError, match="was not read"):
        file_of(b" " * (LIMITS["timestamp"] + 1), "timestamp")
