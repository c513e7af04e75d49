"""Rounds by file as people call them, over real libraries: an open one, and a sealed one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from federation.commands import federation
from federation.errors import (
    BundleError,
    JudgementsMissing,
    MembershipError,
    PrivacyError,
    ReleaseError,
    RoundError,
    SealedError,
)
from federation.leaving import default_ledger
from federation.membership.founding import first_roster, found
from federation.membership.home import Home
from federation.membership.joining import make_request
from federation.releases.following import follow
from federation.releases.proposing import load_proposal, propose_root
from federation.releases.publishing import publish
from federation.releases.voting import cast
from federation.rounds.joining import load_result
from knowledge import Retriever
from knowledge.embedding import E5Embedder
from knowledge.judgements import Judgement, Judgements
from knowledge.settings import change
from knowledge.signing import SigningKey
from knowledge.store import open_library

NAMES = ("alba", "brume", "carvalho", "dune")  # alba coordinates, dune is trustee
Call = Callable[..., Result]
DEADLINE = ("--deadline", "2099-12-31")


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory, e5: E5Embedder) -> Path:
    """Four members' machines, each with a library and judgements; the federation is founded."""
    folder = tmp_path_factory.mktemp("machines")
    homes = {name: Home(folder / name / "federation") for name in NAMES}
    Retriever.open(folder / "alba", embedder=e5)  # makes the library and its index
    first = open_library(folder / "alba")
    passages = [one for one in first.passages() if one.language == "en" and len(one.text) > 100]
    first.close()
    for number, name in enumerate(NAMES):
        if number:
            shutil.copytree(folder / "alba", folder / name)
    for number, name in enumerate(NAMES[:3]):  # the trustee has judged nothing
        library = open_library(folder / name)
        Judgements(library).add(
            Judgement(f"What is said of {one.text[:60]}", "en", one.document, one.pinpoint, one.key, True)
            for one in passages[number * 8 : number * 8 + 8]
        )
        library.close()
    keys = {name: SigningKey.open(home.key) for name, home in homes.items()}
    begun = found(homes["alba"], "Rives", "alba", ["en"], keys["alba"], threshold=1)
    asked = [make_request(begun.federation, name, ["en"], keys[name]) for name in NAMES[1:]]
    path = propose_root(homes["alba"], first_roster(homes["alba"], keys["alba"], asked, trustee="dune"))
    votes = folder / "votes"
    proposal = load_proposal(path, None, keys["alba"].public)
    cast(homes["alba"], proposal, keys["alba"], yes=True).save(votes / "alba.json")
    root = publish(homes["alba"], path, votes, keys["alba"], founder=keys["alba"].public).root
    for name in NAMES[1:]:
        follow(homes[name], str(homes["alba"].repository), root)
    return folder


@pytest.fixture
def call(machines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """`call("brume", "contribute", …)`: as that member, on a copy of its machine."""
    for name in NAMES:
        shutil.copytree(machines / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)

    def run(machine: str, *arguments: object, fails: int = 0, stdin: str = "") -> Result:
        monkeypatch.setenv("SSE_DATA_DIR", str(tmp_path / machine))
        monkeypatch.setenv("SSE_CONFIG_DIR", str(tmp_path / machine / "config"))
        given = [str(one) for one in arguments]
        done = CliRunner().invoke(federation, given, input=stdin, catch_exceptions=False)
        assert done.exit_code == fails, done.output
        return done

    return run


def contribute(call: Call, number: int, *names: str) -> None:
    Path("bundles").mkdir(exist_ok=True)
    for name in names:
        call(name, "contribute", f"round-{number}.json", "--yes", "--out", f"bundles/{name}.sse")


@pytest.mark.slow
def test_an_open_round(call: Call, tmp_path: Path) -> None:
    told = call("alba", "round", *DEADLINE, "--out", "round-1.json").output
    assert "Round 1 (open) is open until 2099-12-31T23:59:59+00:00, from release 0" in told
    shown = call("brume", "contribute", "round-1.json", "--dry-run").output
    assert "your key's fingerprint" in shown
    assert "Nothing was written" in shown
    assert default_ledger().entries() == []
    call("brume", "contribute", "round-1.json", "--out", "no.sse", fails=1, stdin="n\n")
    assert not Path("no.sse").exists()
    contribute(call, 1, "alba", "brume", "carvalho")
    again = call("brume", "contribute", "round-1.json", "--yes", "--out", "again.sse").output
    assert "You contributed to round 1 before" in again
    assert Path("again.sse").read_bytes() == Path("bundles/brume.sse").read_bytes()
    assert len(default_ledger().entries()) == 1

    shown = call("dune", "inspect", "bundles/brume.sse").output
    assert "numbers, from" in shown
    assert "Nothing of this was verified" in shown
    values = json.loads(call("dune", "inspect", "bundles/brume.sse", "--json").stdout)
    assert np.linalg.norm(values["change"]) <= 0.02 + 1e-6
    assert "brume signed it; round 1 accepts it" in call(
        "dune", "inspect", "bundles/brume.sse", "--round", "round-1.json"
    ).output  # fmt: skip

    shutil.copy("bundles/alba.sse", "bundles/again.sse")
    changed = bytearray(Path("bundles/carvalho.sse").read_bytes())
    changed[len(changed) // 2] ^= 1
    Path("bundles/changed.sse").write_bytes(changed)
    with pytest.raises(BundleError):
        call("dune", "inspect", "bundles/changed.sse", "--round", "round-1.json")
    told = call("alba", "aggregate", "bundles", "--round", "round-1.json").output
    assert "refused  changed.sse" in told
    assert "Round 1: 3 contributions" in told
    result = load_result(Home(tmp_path / "alba" / "federation"), 1)
    assert sorted(result.accepted) == ["alba", "brume", "carvalho"]
    assert np.any(result.weights)


@pytest.mark.slow  # six seconds: its parts are tested in sealed/
def test_a_sealed_round(call: Call, tmp_path: Path) -> None:
    call("dune", "trustee", "--out", "context.json")
    with pytest.raises(SealedError, match="trustee of Rives is dune"):
        call("brume", "trustee", "--out", "other.json")
    assert "needs the trustee's --context" in call(
        "alba", "round", "--mode", "sealed", *DEADLINE, "--out", "r.json", fails=2
    ).output  # fmt: skip
    call("alba", "round", "--mode", "sealed", *DEADLINE, "--context", "context.json", "--out", "round-1.json")
    assert "encrypted: only the sum" in call("brume", "contribute", "round-1.json", "--dry-run").output
    contribute(call, 1, "alba", "brume", "carvalho")
    assert "encrypted bytes" in call("dune", "inspect", "bundles/brume.sse").output
    assert "--out FILE" in call("alba", "aggregate", "bundles", "--round", "round-1.json", fails=2).output
    call("alba", "aggregate", "bundles", "--round", "round-1.json", "--out", "sum.json")
    for name in ("alba", "dune"):
        with pytest.raises(SealedError, match="neither the coordinator nor the trustee"):
            call(
                name,
                "witness",
                "sum.json",
                "--bundles",
                "bundles",
                "--round",
                "round-1.json",
                "--out",
                "w.json",
            )
    for name in ("brume", "carvalho"):
        told = call(
            name,
            "witness",
            "sum.json",
            "--bundles",
            "bundles",
            "--round",
            "round-1.json",
            "--out",
            f"w-{name}.json",
        ).output
        assert "that of 3 bundles" in told
    opening = ("--round", "round-1.json", "--out", "opened.json")
    with pytest.raises(SealedError, match=r"1 witnesses signed this sum \(brume\)"):
        call("dune", "unseal", "sum.json", "w-brume.json", "w-brume.json", *opening)
    call("dune", "unseal", "sum.json", "w-brume.json", "w-carvalho.json", *opening)
    told = call("alba", "aggregate", "bundles", "--round", "round-1.json", "--unsealed", "opened.json").output
    assert "Round 1: 3 contributions" in told

    # The same three in the open give the same weights, but for the fixed point.
    sealed = load_result(Home(tmp_path / "alba" / "federation"), 1).weights
    shutil.rmtree("bundles")
    call("alba", "round", *DEADLINE, "--out", "round-2.json")
    contribute(call, 2, "alba", "brume", "carvalho")
    call("alba", "aggregate", "bundles", "--round", "round-2.json")
    opened = load_result(Home(tmp_path / "alba" / "federation"), 2).weights
    np.testing.assert_allclose(sealed, opened, atol=2e-4)


@pytest.mark.slow
def test_what_a_member_cannot_contribute(call: Call, machines: Path) -> None:
    call("alba", "round", "--noise", 1, *DEADLINE, "--out", "round-1.json")
    with pytest.raises(JudgementsMissing):
        call("dune", "contribute", "round-1.json", "--yes")
    with pytest.raises(MembershipError, match="no key"):
        call("nobody", "contribute", "round-1.json")
    call("brume", "contribute", "round-1.json", "--dry-run")
    change("federation.budget", "0.5")  # as brume
    with pytest.raises(PrivacyError, match="budget"):
        call("brume", "contribute", "round-1.json", "--yes", "--out", "brume.sse")
    assert not Path("brume.sse").exists()
    assert default_ledger().entries() == []
    with pytest.raises(ReleaseError, match="Only the coordinator"):
        call("brume", "round", *DEADLINE, "--out", "mine.json")
    with pytest.raises(RoundError, match="is over"):
        call("alba", "round", "--deadline", "2020-01-01", "--out", "r.json")
