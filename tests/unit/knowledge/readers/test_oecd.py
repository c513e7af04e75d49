from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_recommendation_of_the_council(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        # Recommendation of the Council on Quiet Harbours

        OECD/LEGAL/9999

        Harbours were noisy for a long time, and this background note, which is no part of the instrument, says why.

        ## Adherents

        THE COUNCIL,

        HAVING REGARD to Article 5 b) of the Convention;

        RECOGNISING that gulls are loud;

        On the proposal of the Harbour Committee:

        I. AGREES that, for the purpose of this Recommendation, these definitions are used:

        Gull refers to a bird.

        II. RECOMMENDS that Adherents foster quiet:

        1. Foster a culture of quiet by:

        a) teaching captains;

        b) feeding gulls.

        ## 2. Measure noise by:

        a) listening.

        III. INVITES the Secretary-General to disseminate it.

        IV. INSTRUCTS the Harbour Committee to:

        a) serve as a forum;

        b) report to the Council.
        """
    )
    assert drafted.tradition == "oecd"
    assert drafted.pinpoints == [
        "heading:title", "heading:adherents", "heading:preamble", "pp:1", "pp:2", "heading:proposal", "part:I", "part:II",
        "block:1", "block:1(a)", "block:1(b)", "block:2", "block:2(a)", "part:III", "part:IV", "part:IV(a)", "part:IV(b)",
    ]  # fmt: skip
    assert drafted.text("part:I").endswith("Gull refers to a bird.")
    assert drafted.title("block:1(b)") == "Foster a culture of quiet by"
    assert drafted.title("part:IV(a)") == "INSTRUCTS the Harbour Committee to"


def test_in_french_with_numbers_in_blocks_of_their_own(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        LE CONSEIL,

        VU l’article 5 de la Convention ;

        RECONNAISSANT que les mouettes crient ;

        I.

        CONVIENT que les termes suivants sont utilisés :

        II.

        RECOMMANDE que les Adhérents :

        1.

        Favorisent le silence :

        (a)

        en écoutant ;

        2.

        Mesurent le bruit.

        III.

        INVITE les Adhérents à diffuser le texte.
        """
    )
    assert drafted.tradition == "oecd"
    assert drafted.pinpoints == [
        "heading:preamble", "pp:1", "pp:2", "part:I", "part:II", "block:1", "block:1(a)", "block:2", "part:III",
    ]  # fmt: skip
    assert drafted.text("block:1(a)") == "(a)\n\nen écoutant ;"
    assert drafted.title("block:1(a)") == "Favorisent le silence"


def test_sections_without_number_are_told_apart_by_their_verb(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        EL CONSEJO,

        VISTO el artículo 5;

        RECONOCIENDO que las gaviotas gritan;

        CONVIENE en lo siguiente.

        RECOMIENDA que los Adherentes:

        1. Fomenten el silencio.

        2. Midan el ruido.

        INVITA a todos a escuchar.
        """,
        "oecd",
    )
    assert drafted.pinpoints == [
        "heading:preamble", "pp:1", "pp:2", "heading:conviene", "heading:recomienda", "block:1", "block:2",
        "heading:invita",
    ]  # fmt: skip
