"""What a machine trusts: a chain of roots, from the one that its user confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from federation.errors import MembershipError, ReleaseError
from federation.releases.following import follow, root_fingerprint
from federation.releases.trusted import (
    chain_of,
    check_chain,
    follows,
    keep_roots,
    trusted_roster,
    trusted_rosters,
)


def test_nothing_is_trusted_before_a_federation_is_followed(founding: Callable[..., Any]) -> None:
    home = founding().home(1)
    assert not follows(home)
    assert root_fingerprint(home) == ""
    with pytest.raises(ReleaseError, match="follows no federation yet"):
        trusted_roster(home)


def test_the_first_root_is_trusted_for_its_fingerprint(play: Any) -> None:
    home = play.home(5)
    told = " ".join(play.root[place : place + 4].upper() for place in range(0, 32, 4))
    assert follow(home, play.place, told) == play.roster
    assert trusted_roster(home) == play.roster
    assert root_fingerprint(home) == play.root
    assert follow(home, play.place, play.root) == play.roster, "again, and nothing changes"


@pytest.mark.parametrize(
    ("told", "match"),
    [
        ("0" * 64, "not the federation that you mean"),
        ("abcd", "no fingerprint"),
        ("z" * 20, "no fingerprint"),
    ],
)
def test_another_fingerprint_is_not_trusted(play: Any, told: str, match: str) -> None:
    with pytest.raises(MembershipError, match=match):
        follow(play.home(5), play.place, told)
    assert not follows(play.home(5))


def test_one_machine_follows_one_federation(play: Any, founding: Callable[..., Any]) -> None:
    follow(play.home(5), play.place, play.root)
    with pytest.raises(MembershipError, match="follows another federation already"):
        follow(play.home(5), play.place, "0" * 64)


def test_a_place_without_a_root_says_so(play: Any, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"has no metadata/1\.root\.json"):
        follow(play.home(5), str(tmp_path), play.root)
    with pytest.raises(ReleaseError, match="There is no folder"):
        follow(play.home(5), str(tmp_path / "nowhere"), play.root)


def test_a_first_root_with_too_few_signatures_is_not_trusted(play: Any, tmp_path: Path) -> None:
    import hashlib
    import json

    content = json.loads((Path(play.place) / "metadata" / "1.root.json").read_bytes())
    content["signatures"] = content["signatures"][:1]
    path = tmp_path / "metadata" / "1.root.json"
    path.parent.mkdir()
    path.write_text(json.dumps(content))
    with pytest.raises(ReleaseError, match="by 1 of the 3"):
        follow(play.home(5), str(tmp_path), hashlib.sha256(path.read_bytes()).hexdigest())


def test_a_later_root_is_no_first_one(play: Any, tmp_path: Path) -> None:
    import hashlib

    play.next_roster(replace(play.roster, version=2, threshold=1), (0, 1))
    content = (Path(play.place) / "metadata" / "2.root.json").read_bytes()
    (tmp_path / "metadata").mkdir()
    (tmp_path / "metadata" / "1.root.json").write_bytes(content)
    with pytest.raises(ReleaseError, match="holds roster 2"):
        follow(play.home(5), str(tmp_path), hashlib.sha256(content).hexdigest())


def test_the_chain_is_checked_whenever_it_is_read(play: Any) -> None:
    home = play.home(0)
    play.next_roster(replace(play.roster, version=2, threshold=1), (0, 1))
    play.next_roster(replace(play.roster, version=3), (0, 1))
    assert [one.version for one in trusted_rosters(home)] == [1, 2, 3]
    chain = chain_of(home.metadata)
    with pytest.raises(ReleaseError, match=r"Roster 3 .* does not follow roster 1"):
        check_chain([chain[0], chain[2]])
    damaged = home.metadata / "root_history" / "2.root.json"
    damaged.write_bytes(chain[1][:-1])
    with pytest.raises(ReleaseError, match="damaged"):
        trusted_roster(home)


def test_another_history_is_not_kept(play: Any, founding: Callable[..., Any]) -> None:
    home = play.home(0)
    chain = chain_of(home.metadata)
    with pytest.raises(ReleaseError, match="two histories of one federation"):
        keep_roots(home, [chain[0] + b" "])
    assert chain_of(home.metadata) == chain
