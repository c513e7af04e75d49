"""Everything in a file of the federation is shown to anyone; what is none is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import StatementError
from federation.membership.joining import Invitation
from federation.showing import contents_of
from federation.statements import Statement
from knowledge.signing import Envelope, SigningKey

KEY = SigningKey.generate()


def test_an_invitation_is_shown_whole() -> None:
    told = contents_of(Invitation("ab" * 16, "Rives", KEY.public, 2, "a stick").signed(KEY).content)
    assert told["kind"] == "invitation"
    assert told["signed by"] == [KEY.public.fingerprint]
    assert (told["name"], told["threshold"], told["releases"]) == ("Rives", 2, "a stick")


def test_what_others_signed_is_none_of_these_files() -> None:
    with pytest.raises(StatementError, match="no file of a federation is"):
        contents_of(Envelope.sign(b"{}", "application/vnd.in-toto+json", KEY).to_bytes())


def test_a_field_cannot_pass_for_what_the_envelope_says() -> None:
    told = contents_of(
        Statement.sign("vote", {"signed by": "alba", "kind": "roster", "why": "x"}, KEY).content
    )
    assert told == {"kind": "vote", "signed by": [KEY.public.fingerprint], "bytes": told["bytes"], "why": "x"}


@given(st.binary(max_size=300))
def test_any_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(StatementError):
        contents_of(content)
