"""An invented federation of three members, and a card that one of them wrote."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.practices.card import Card
from knowledge.signing import SigningKey

RECORD: dict[str, Any] = {
    "organisation": "Les Jardins de la Meuse", "country": "BE", "kind": "cooperative", "themes": ["food", "work"],
    "sources": ["https://jardins.example.org/report-2024", "https://news.example.org/a"],
    "results": [
        {"year": 2024, "source": "https://jardins.example.org/report-2024"},
        {"year": 2023, "source": "https://news.example.org/a"},
    ],
    "text": {
        "fr": {
            "title": "Un circuit court tenu par ses maraîchers",
            "activity": "Les Jardins de la Meuse réunissent des maraîchers et des familles de Namur, qui décident "
                        "ensemble des prix au début de chaque saison et paient la récolte d'avance.",
            "results": ["La coopérative livre 320 paniers par semaine à 290 familles.",
                        "Douze emplois ont été créés, dont 5 pour des personnes éloignées de l'emploi."],
        },
        "en": {
            "title": "A short supply chain held by its market gardeners",
            "activity": "Les Jardins de la Meuse bring together market gardeners and families of Namur, who decide "
                        "together on prices at the start of each season and pay for the harvest in advance.",
            "results": ["The cooperative delivers 320 baskets a week to 290 families.",
                        "Twelve jobs were created, 5 of them for people far from employment."],
        },
    },
}  # fmt: skip


@dataclass(frozen=True)
class Federation:
    """Keys by name, and the roster of their owners; `coop` coordinates."""

    keys: dict[str, SigningKey]
    roster: Roster


def federation_of(*names: str, version: int = 1) -> Federation:
    keys = {name: SigningKey.generate() for name in names}
    members = tuple(Member(name, key.public, ("fr", "en")) for name, key in keys.items())
    return Federation(keys, Roster("ab" * 16, "Meuse", version, 2, members, members[0].fingerprint))


@pytest.fixture(scope="session")
def federation() -> Federation:
    return federation_of("coop", "alpha", "beta")


@pytest.fixture
def record() -> dict[str, Any]:
    """A good card's values; the test's own to change."""
    import copy

    return copy.deepcopy(RECORD)


@pytest.fixture
def card(record: dict[str, Any]) -> Card:
    return Card.of(record)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "federation")
