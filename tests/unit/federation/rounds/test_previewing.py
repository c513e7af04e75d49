"""What a bundle would take: every field of the real one is told, and its size is the real one's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from federation.inputs import Inputs
from federation.leaving import Ledger
from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.messages import digest
from federation.rounds.bundle import unpack
from federation.rounds.contributing import contribute
from federation.rounds.previewing import preview_bundle
from federation.rounds.round_file import RoundFile
from federation.settings import RoundSettings
from federation.statements import Statement
from knowledge.signing import SigningKey

SETTINGS = RoundSettings(rounds=1, epochs=3, clip=0.02)
KEY = SigningKey.generate()
ROSTER = Roster("ab" * 16, "Rives", 1, 1, (Member("alba", KEY.public, ("en", "es")),), KEY.public.fingerprint)
START = np.zeros(SETTINGS.layout.size, np.float32)


@pytest.fixture
def opened() -> RoundFile:
    drawn = RoundFile(
        "ab" * 16, 1, 1, "open", SETTINGS, 0, digest(START), "invented", "2099-01-01T00:00:00+00:00"
    )  # fmt: skip
    return RoundFile.read(Statement.read(drawn.signed(KEY).content, "round"), ROSTER)


@pytest.mark.parametrize("practices", [(), (b'{"a":1}', b'{"b":2}')])
def test_the_size_that_is_told_is_the_size_that_leaves(
    opened: RoundFile, inputs: Callable[..., Inputs], tmp_path: Path, practices: tuple[bytes, ...]
) -> None:
    told = preview_bundle(inputs(1), opened, ROSTER.members[0], practices=practices)
    content = contribute(
        Home(tmp_path),
        ROSTER,
        opened,
        KEY,
        inputs(1),
        START,
        ledger=Ledger(tmp_path / "l"),
        practices=practices,
    )
    assert told.message == len(content)
    held = set(unpack(content)) - {
        "signed by",
        "bytes",
        "format",
        "federation",
        "round_file",
        "base",
        "mode",
        "change",
    }
    named = {part.name for part in told.parts if not part.learned} | (
        {"practices"} if not practices else set()
    )
    assert named == held
    assert [part.numbers for part in told.parts if part.learned]


def test_a_budget_that_would_be_exceeded_is_told(opened: RoundFile, inputs: Callable[..., Inputs]) -> None:
    told = preview_bundle(inputs(1), opened, ROSTER.members[0], budget=1.0)
    assert "budget" in told.refused
    assert told.rounds == 1
