from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_resolution_with_conclusions(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        # Resolution concerning work on bridges

        The General Conference of the International Labour Organization, meeting at its 199th Session, 2099,

        Having undertaken a general discussion on bridges,

        1. Adopts the following conclusions.

        2. Invites the Governing Body:

        (a) to read them; and

        (b) to follow them.

        Conclusions concerning work on bridges

        I. Introduction

        1. Bridges carry people.

        II. Role of governments

        2. Governments should:

        (a) pay workers;

        (b) build railings.

        3. 12 million people use bridges.
        """
    )
    assert drafted.tradition == "ilo"
    assert drafted.pinpoints == [
        "heading:title", "heading:preamble", "pp:1", "point:1", "point:2", "point:2(a)", "point:2(b)",
        "heading:conclusions-concerning-work-on-bridges", "part:I", "para:1", "part:II", "para:2", "para:2(a)",
        "para:2(b)", "para:3",
    ]  # fmt: skip
    assert drafted.text("part:II") == "II. Role of governments"
    assert drafted.title("part:II") == drafted.title("para:3") == "Role of governments"
    assert drafted.title("para:2(b)") == "Governments should"


def test_a_part_whose_title_is_on_the_next_line(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        Conclusiones relativas al trabajo en los puentes, Conferencia Internacional del Trabajo

        I

        Introducción

        1. Los puentes llevan personas.

        II

        Definición

        2. Un puente es un camino sobre el agua.
        """,
        "ilo",
    )
    assert drafted.pinpoints[1:] == ["part:I", "para:1", "part:II", "para:2"]
    assert drafted.text("part:II") == "II\n\nDefinición"
    assert drafted.title("part:II") == "Definición"


def test_a_recommendation(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        # Ferries Recommendation, 2099 (No. 999)

        The General Conference of the International Labour Organization,

        Having been convened at Geneva by the Governing Body, and

        Recalling the Boats Convention;

        adopts this third day of June the following Recommendation.

        I. SCOPE

        1. Ferries are boats that return.

        II. POLICY

        Fares

        2. (1) Fares should be low.

        (2) Children should pay nothing.

        3. Members should:

        (a) count passengers;

        (b) train crews.
        """
    )
    assert drafted.tradition == "ilo"
    assert drafted.pinpoints == [
        "heading:title", "heading:preamble", "pp:1", "pp:2", "heading:adoption", "part:I", "para:1", "part:II",
        "heading:fares", "para:2(1)", "para:2(2)", "para:3", "para:3(a)", "para:3(b)",
    ]  # fmt: skip
    assert drafted.title("part:I") == "SCOPE"


def test_a_convention_in_french(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        Convention (n° 999) sur les bacs, 2099

        La Conférence générale de l'Organisation internationale du Travail,

        Après avoir décidé d'adopter diverses propositions,

        adopte, ce troisième jour de juin, la convention ci-après.

        PARTIE I. DISPOSITIONS GÉNÉRALES

        Article 1

        1. Aux fins de la présente convention :

        a) le terme bac désigne un bateau ;

        b) le terme équipage désigne des personnes.

        2. Tout Membre peut compter ses bacs.

        Article 2

        Les bacs ont des gilets.
        """
    )
    assert drafted.tradition == "ilo"
    assert drafted.pinpoints == [
        "heading:title", "heading:preamble", "pp:1", "heading:adoption", "part:I",
        "art:1", "art:1.1", "art:1.1(a)", "art:1.1(b)", "art:1.2", "art:2",
    ]  # fmt: skip
    assert drafted.text("art:2") == "Article 2\n\nLes bacs ont des gilets."
