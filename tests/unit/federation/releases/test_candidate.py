"""Candidates: what is proposed, what is refused before anybody is asked, and what a member checks."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from federation.errors import LedgerError, ReleaseError, StatementError
from federation.releases.candidate import load_candidate, manifest
from federation.releases.comparing import Comparison
from federation.releases.contents import Release, check_names, read_contents
from federation.releases.ledger import FILE, read_ledger
from federation.releases.metadata import targets_part
from federation.releases.proposing import load_proposal
from federation.releases.trusted import trusted_rosters
from knowledge.calibration import Calibration

WORSE = Comparison(215, 0.8, 0.7, -0.1, -0.2, -0.05)


def _targets(play: Any, folder: Path) -> Any:
    return targets_part(load_proposal(folder / "proposal.json", play.roster).targets)


def test_a_candidate_holds_all_that_a_release_is(play: Any) -> None:
    folder = play.candidate()
    found = load_candidate(play.home(0), folder)
    release, report = found.contents.release, found.contents.report
    assert (release.version, release.base, release.round, release.embedder) == (1, 0, 1, play.embedder)
    assert Release.of(release.to_bytes()) == release
    assert report["accepted"] == {"m1": f"{1:063x}1"}
    assert report["rejected"] == {"x.sse": "it is damaged"}
    assert report["epsilon"] == {"coordinator": None, "readers": None, "delta": 1e-5}
    assert report["public_test"]["verdict"] == "same"
    assert not found.contents.calibration.fusion.neutral
    assert found.contents.calibration.release == release.name == "1 (abababab)"
    texts = json.loads((folder / "manifest.json").read_bytes())
    assert texts == manifest()
    assert {"id": "ilo-2022", "language": "pt"}.items() <= next(
        one for one in texts if (one["id"], one["language"]) == ("ilo-2022", "pt")
    ).items()


def test_a_candidate_that_did_worse_is_not_proposed(play: Any) -> None:
    with pytest.raises(
        ReleaseError, match=r"worse than the release in use.*-20\.0 to -5\.0 points.*--override"
    ):
        play.candidate(tested=WORSE)
    assert not list(play.home(0).workbench.glob("candidate-*"))
    assert [one.event.kind for one in _entries(play)] == ["vote", "vote", "roster"]


def _entries(play: Any) -> list[Any]:
    home = play.home(0)
    return read_ledger((home.workbench / FILE).read_bytes(), trusted_rosters(home))


def test_an_override_is_in_the_open(play: Any) -> None:
    folder = play.candidate(tested=WORSE, override="Members asked for the Portuguese part")
    found = load_candidate(play.home(0), folder)
    assert found.contents.report["override"] == "Members asked for the Portuguese part"
    told = [dict(entry.event.about) for entry in found.contents.entries if entry.event.kind == "candidate"]
    assert [(one["test"], one["override"]) for one in told] == [
        ("worse", "Members asked for the Portuguese part")
    ]


def test_a_blank_override_is_none(play: Any) -> None:
    with pytest.raises(ReleaseError, match="It is not proposed"):
        play.candidate(tested=WORSE, override="  ")


def test_every_candidate_has_a_number_of_its_own(play: Any) -> None:
    assert [play.candidate(number).name for number in (1, 2)] == ["candidate-1", "candidate-2"]
    assert len([one for one in _entries(play) if one.event.kind == "candidate"]) == 2


def test_a_round_that_was_overtaken_is_no_candidate(play: Any) -> None:
    play.release(1, 0)
    with pytest.raises(
        ReleaseError, match="Round 2 started from release 0, and release 1 was published since"
    ):
        play.candidate(2, 0)


def test_only_the_coordinator_proposes(play: Any) -> None:
    play.keys[0], play.keys[1] = play.keys[1], play.keys[0]
    with pytest.raises(ReleaseError, match="Only the coordinator"):
        play.candidate()


@pytest.mark.slow
def test_noise_gives_a_bound_for_readers(play: Any) -> None:
    settings = {**play.result(1, 0).settings, "noise": 1.0, "cohort": 8}
    found = load_candidate(play.home(0), play.candidate(result=play.result(1, 0, settings=settings)))
    epsilon = found.contents.report["epsilon"]
    assert 0 < epsilon["readers"] < epsilon["coordinator"]


def test_practice_cards_are_named_by_their_content(play: Any) -> None:
    folder = play.candidate(cards=[b"a card"], decisions=[{"id": "x", "why": "good"}])
    found = load_candidate(play.home(0), folder)
    ((name, content),) = found.contents.practices
    assert content == b"a card"
    assert found.contents.report["practice_decisions"] == [{"id": "x", "why": "good"}]
    assert name == f"practices/{hashlib.sha256(b'a card').hexdigest()}.json"


@pytest.mark.parametrize("name", ["calibration.safetensors", "ledger.jsonl", "manifest.json", "report.json"])
def test_a_member_notices_a_file_that_is_not_the_proposed_one(play: Any, name: str) -> None:
    folder = play.candidate()
    path = folder / name
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    with pytest.raises(ReleaseError, match="is not the file that members signed"):
        load_candidate(play.home(0), folder)
    path.unlink()
    with pytest.raises(StatementError, match="cannot be read"):
        load_candidate(play.home(0), folder)


def test_a_folder_without_a_proposal_is_no_candidate(play: Any, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="is no candidate"):
        load_candidate(play.home(0), tmp_path)


def test_an_old_candidate_is_told(play: Any) -> None:
    folder = play.release(1, 0)
    with pytest.raises(ReleaseError, match="it is an old one"):
        load_candidate(play.home(0), folder)


def test_a_roster_in_a_folder_is_no_candidate(play: Any, tmp_path: Path) -> None:
    from federation.releases.proposing import propose_root

    path = propose_root(play.home(0), replace(play.roster, version=2), play.keys[0])
    path.rename(tmp_path / "proposal.json")
    with pytest.raises(ReleaseError, match="proposes a roster"):
        load_candidate(play.home(0), tmp_path)


def test_a_calibration_that_is_not_made_of_the_weights_is_refused(play: Any) -> None:
    from tuf.api.metadata import TargetFile

    folder = play.candidate()
    other = play.candidate(2, 0, 3e-4)
    targets = _targets(play, folder)
    content = (other / "weights.safetensors").read_bytes()
    (folder / "weights.safetensors").write_bytes(content)
    targets.targets["weights.safetensors"] = TargetFile.from_data("weights.safetensors", content)
    with pytest.raises(ReleaseError, match="is not made of its weights"):
        read_contents(folder, targets, [play.roster])


@pytest.mark.parametrize(
    ("change", "match"),
    [({"release": "7 (abababab)"}, "names another release"), ({"fingerprint": "other-2"}, "is for other-2")],
)
def test_a_calibration_of_another_release_or_embedder_is_refused(
    play: Any, change: dict[str, str], match: str
) -> None:
    from tuf.api.metadata import TargetFile

    folder = play.candidate()
    targets = _targets(play, folder)
    path = folder / "calibration.safetensors"
    replace(Calibration.load(path), **change).save(path)
    targets.targets[path.name] = TargetFile.from_data(path.name, path.read_bytes())
    with pytest.raises(ReleaseError, match=match):
        read_contents(folder, targets, [play.roster])


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e6])
def test_weights_that_no_index_takes_are_not_proposed(play: Any, value: float) -> None:
    with pytest.raises(Exception, match="not finite or beyond"):
        play.candidate(1, 0, value)
    assert not list(play.home(0).workbench.glob("candidate-*"))


def test_files_that_no_release_has_are_refused(play: Any) -> None:
    from tuf.api.metadata import TargetFile

    targets = _targets(play, play.candidate())
    check_names(targets)
    for name in ("../up.json", "run.py", "practices/short.json", "practices/" + "A" * 64 + ".json", "/etc/x"):
        targets.targets[name] = TargetFile.from_data(name, b"x")
        with pytest.raises(ReleaseError, match="that no release has"):
            check_names(targets)
        del targets.targets[name]
    large = f"practices/{'a' * 64}.json"
    targets.targets[large] = TargetFile(10**6, {"sha256": "a" * 64}, large)
    with pytest.raises(ReleaseError, match="too large"):
        check_names(targets)
    del targets.targets[large]
    targets.targets["release.json"].hashes["md5"] = "0"
    with pytest.raises(ReleaseError, match="that no release has"):
        check_names(targets)
    del targets.targets["release.json"]
    with pytest.raises(ReleaseError, match=r"lacks release\.json"):
        check_names(targets)


@pytest.mark.parametrize(
    "change",
    [
        {"version": "1"}, {"version": True}, {"base": None}, {"withdraws": "m1"}, {"withdraws": [1]},
        {"revokes": ["1"]}, {"format": 9}, {"more": 1}, {"created": 5},
    ],
)  # fmt: skip
def test_a_release_record_of_another_form_is_refused(play: Any, change: dict[str, Any]) -> None:
    from knowledge.canonical_json import canonical

    record = json.loads((play.candidate() / "release.json").read_bytes())
    with pytest.raises(ReleaseError, match=r"release\.json cannot be read"):
        Release.of(canonical({**record, **change}))
    with pytest.raises(ReleaseError, match=r"release\.json cannot be read"):
        Release.of(json.dumps(record, indent=1).encode())


def test_a_ledger_that_does_not_continue_the_known_one_is_refused(play: Any) -> None:
    folder = play.candidate()
    with pytest.raises(LedgerError, match="differs from the one"):
        read_contents(folder, _targets(play, folder), [play.roster], b"something else\n")
