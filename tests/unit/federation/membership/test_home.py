"""Where things lie: below one folder, and a key that is missing says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from federation.errors import MembershipError
from federation.membership.home import Home
from knowledge.signing import SigningKey


def test_everything_is_below_the_data_folder(sse_data_dir: Path) -> None:
    home = Home()
    assert home.folder == sse_data_dir / "federation"
    places = [
        home.key, home.invitation, home.metadata, home.votes, home.releases, home.rounds, home.round(3),
        home.practices, home.repository, home.workbench,
    ]  # fmt: skip
    assert len(set(places)) == len(places)
    assert all(home.folder in place.parents for place in places)
    assert not home.folder.exists(), "asking where makes nothing"


def test_a_key_that_is_not_there_is_told(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with pytest.raises(MembershipError, match="sse federation join INVITATION"):
        home.require_key()
    SigningKey.open(home.key)
    assert home.require_key() == home.key
