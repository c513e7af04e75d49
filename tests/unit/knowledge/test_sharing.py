"""Who shared a card: one text that people read and programs read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Document
from knowledge.passages import passages_of
from knowledge.sharing import Shared, shared_of

_KEYS = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(st.text(min_size=1).filter(str.isprintable), _KEYS, st.integers(1, 10**8))
def test_a_status_is_read_back(name: str, key: str, release: int) -> None:
    shared = Shared(name, key, release)
    assert shared_of(shared.status) == shared
    assert shared.short_key == key[:16]


@pytest.mark.parametrize(
    "status", ["", "Practice card", "Shared by x", f"Shared by x, key {'0' * 63}, release 1",
               f"Shared by x, key {'0' * 64}, release 0", f"Shared by x, key {'G' * 64}, release 1"],
)  # fmt: skip
def test_no_other_status_names_a_member(status: str) -> None:
    assert shared_of(status) is None


@pytest.mark.parametrize(
    ("id_", "kind", "shown"), [("shared-01", "practice", True), ("p-salus", "practice", False), ("shared-01", "own", False)]
)  # fmt: skip
def test_only_a_shared_practice_shows_its_status(id_: str, kind: str, shown: bool) -> None:
    from knowledge.documents import Provision

    status = Shared("Alpha", "0f" * 32, 1).status
    document = Document(
        id=id_, language="en", kind=kind, title="T", short_title="T", issuer="", url="", licence="",  # type: ignore[arg-type]
        body="It is so.", provisions=(Provision("heading:activity", 0, "", 0, 9, "background"),), status=status,
    )  # fmt: skip
    (passage,) = passages_of(document)
    assert passage.shared == (status if shown else "")
