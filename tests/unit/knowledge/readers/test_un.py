from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

RIVERS = """
United Nations A/RES/99/301

Distr.: General 3 March 2099

# 99/301. Rivers that cross borders

The General Assembly,

Recalling its resolution 98/12 on the names of rivers,

Reaffirming that water flows downhill, and noting:

(a) That springs are many;

(b) That mouths are few,

Noting with concern that bridges age,

1. Encourages Member States to care for their rivers, including by:

(a) Counting them every year;

(b) Naming them, and in particular:

(i) Large ones;

(ii) Small ones;

(c) Listening to them;

2. Decides to add to the river rules:

1. A rule on boats;

2. A rule on oars;

Follow-up

3. Requests a report on paragraph 1.

54th plenary meeting

2 March 2099

Annex I

Rules for boats

1. Boats float.

2. Oars are wooden.
"""


@pytest.fixture(scope="module")
def rivers(read: Callable[..., Any]) -> Any:
    return read(RIVERS)


def test_paragraphs_of_a_resolution(rivers: Any) -> None:
    assert rivers.tradition == "un"
    assert rivers.pinpoints == [
        "heading:title", "heading:preamble", "pp:1", "pp:2", "pp:2(a)", "pp:2(b)", "pp:3",
        "op:1", "op:1(a)", "op:1(b)", "op:1(b)(i)", "op:1(b)(ii)", "op:1(c)", "op:2", "heading:follow-up", "op:3",
        "heading:closing", "heading:annex-i", "heading:annex-i", "heading:annex-i",
    ]  # fmt: skip


def test_texts_of_a_resolution(rivers: Any) -> None:
    assert rivers.text("pp:1") == "Recalling its resolution 98/12 on the names of rivers,"
    assert rivers.text("op:1(b)(ii)") == "(ii) Small ones;"
    assert rivers.text("op:2").endswith("2. A rule on oars;")
    assert rivers.text("heading:closing") == "54th plenary meeting\n\n2 March 2099"


def test_titles_of_a_resolution(rivers: Any) -> None:
    assert rivers.title("heading:title") == "99/301. Rivers that cross borders"
    assert rivers.title("op:1(a)") == "Encourages Member States to care for their rivers, including by"
    assert rivers.title("op:1(b)(i)") == "Naming them, and in particular"
    assert rivers.title("heading:annex-i", 1) == "Rules for boats"


def test_paragraphs_that_a_layout_ran_together(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        L’Assemblée générale, Rappelant sa résolution 98/12, Consciente que les rivières débordent,

        1. Encourage les États Membres à planter : a) des saules ; et b) des aulnes ;

        2. Prie le Secrétaire général de les compter. 54e séance plénière 2 mars 2099
        """
    )
    assert drafted.pinpoints == [
        "heading:preamble", "pp:1", "pp:2", "op:1", "op:1(a)", "op:1(b)", "op:2", "heading:closing",
    ]  # fmt: skip
    assert drafted.text("op:1(a)") == "a) des saules ; et"
    # The body is the text as it was.
    assert "générale, Rappelant" in drafted.structure.body


@pytest.mark.parametrize(
    "number", ["1.\u00a0Alienta", "1\n\nAlienta", "[1.] Alienta", "1 Alienta", "1 - Alienta", "(1) Alienta"]
)
def test_forms_of_the_number(read: Callable[..., Any], number: str) -> None:
    drafted = read(
        f"""
        La Asamblea General,

        Recordando su resolución 98/12, de 3 de mayo,

        Reafirmando que los ríos son largos,

        {number} a los Estados Miembros a contar peces;

        {number.replace("1", "2").replace("Alienta", "Solicita")} al Secretario General que informe.
        """
    )
    assert drafted.pinpoints == ["heading:preamble", "pp:1", "pp:2", "op:1", "op:2"]


def test_operative_paragraphs_without_number_are_counted(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        A Assembleia Geral,

        Recordando a sua resolução 98/12,

        Sublinhando que os rios são longos,

        Reconhecendo as pontes,

        Decide voltar ao assunto.
        """
    )
    assert drafted.pinpoints[-2:] == ["pp:3", "op:1"]


def test_a_figure_or_footnote_is_no_paragraph(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        The General Assembly,

        Recalling the year of rain,

        2097 was that year,

        1. Welcomes the rain;

        1 A/98/12.

        2. Invites all to look at it. 3 Boats were lost;

        5 million fish came;

        3. Requests umbrellas.
        """
    )
    assert drafted.pinpoints == ["heading:preamble", "pp:1", "op:1", "op:2", "op:3"]
    assert drafted.text("pp:1").endswith("2097 was that year,")
