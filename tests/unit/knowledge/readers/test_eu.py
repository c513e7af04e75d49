from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CANALS = """
# COUNCIL RECOMMENDATION of 3 March 2099 on clean canals

THE COUNCIL OF THE EUROPEAN UNION,

Having regard to the Treaty on the Functioning of the European Union,

Having regard to the proposal from the European Commission,

Whereas:

(1)

Canals are long.

(2) | Locks are slow (1).

(3) Barges carry:

(a) sand;

(b) beer.

HAS ADOPTED THIS RECOMMENDATION:

## Objectives

1. This Recommendation helps canals.

2. Member States should:

(a) clean them; and

(b) paint them:

(i) blue;

(ii) green.

## Access to locks

3. Locks should open.

Done at Brussels, 3 March 2099.

The President

(1) OJ C 99, 1.1.2099, p. 1.

ANNEX I

List of canals

1. The long one.
"""


@pytest.fixture(scope="module")
def canals(read: Callable[..., Any]) -> Any:
    return read(CANALS)


def test_recitals_and_points(canals: Any) -> None:
    assert canals.tradition == "eu"
    assert canals.pinpoints == [
        "heading:title", "heading:citations", "heading:recitals", "recital:1", "recital:2", "recital:3", "recital:3(a)",
        "recital:3(b)", "heading:enacting-formula", "heading:objectives", "point:1", "point:2", "point:2(a)",
        "point:2(b)",
        "point:2(b)(i)", "point:2(b)(ii)", "heading:access-to-locks", "point:3", "heading:closing",
        "heading:annex-i", "heading:annex-i",
    ]  # fmt: skip


def test_a_number_in_a_cell_or_block_of_its_own_belongs_to_its_recital(canals: Any) -> None:
    assert canals.text("recital:1") == "(1)\n\nCanals are long."
    assert canals.text("recital:2") == "(2) | Locks are slow (1)."


def test_points_have_the_title_of_their_section(canals: Any) -> None:
    assert canals.title("heading:access-to-locks") == canals.title("point:3") == "Access to locks"
    assert canals.title("point:2(b)(i)") == "paint them"
    assert canals.title("heading:annex-i", 1) == "List of canals"


def test_articles_of_a_regulation_in_spanish(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        REGLAMENTO (UE) 2099/12 DEL CONSEJO

        EL CONSEJO DE LA UNIÓN EUROPEA, Visto el Tratado de Funcionamiento de la Unión Europea, Considerando lo siguiente:

        (1) Los canales son largos.

        (2) El artículo 5 del Tratado no dice nada.

        HA ADOPTADO EL PRESENTE REGLAMENTO:

        CAPÍTULO I

        Disposiciones generales

        Artículo 1

        Objeto

        El presente Reglamento trata de canales.

        Artículo 2

        Deberes

        1. Los Estados miembros limpiarán:

        a) los canales;

        b) las esclusas.

        2. Informarán cada año.

        Hecho en Bruselas, el 3 de marzo de 2099.
        """
    )
    assert drafted.tradition == "eu"
    assert drafted.pinpoints == [
        "heading:title", "heading:citations", "heading:recitals", "recital:1", "recital:2", "heading:enacting-formula",
        "heading:capitulo-i", "art:1", "art:2", "art:2.1", "art:2.1(a)", "art:2.1(b)", "art:2.2", "heading:closing",
    ]  # fmt: skip
    assert drafted.text("heading:capitulo-i") == "CAPÍTULO I\n\nDisposiciones generales"
    assert drafted.text("art:2") == "Artículo 2\n\nDeberes"
    assert drafted.title("art:2.2") == "Deberes"


@pytest.mark.parametrize(
    ("organ", "citation", "whereas", "enacting"),
    [
        ("LE CONSEIL DE L’UNION EUROPÉENNE,", "vu le traité,", "considérant ce qui suit:",
        "A ADOPTÉ LA PRÉSENTE RECOMMANDATION:"),
        ("O CONSELHO DA UNIÃO EUROPEIA,", "Tendo em conta o Tratado,", "Considerando o seguinte:",
        "ADOTOU A PRESENTE RECOMENDAÇÃO:"),
        ("EL CONSEJO DE LA UNIÓN EUROPEA,", "Visto el Tratado,", "Considerando lo siguiente:",
        "RECOMIENDA A LOS ESTADOS MIEMBROS:"),
    ],
)  # fmt: skip
def test_formulas_of_other_languages(
    read: Callable[..., Any], organ: str, citation: str, whereas: str, enacting: str
) -> None:
    lines = [organ, citation, whereas, "(1) A.", "(2) B.", enacting, "1. C.", "2. D.", "a) E."]
    drafted = read("\n\n".join(lines))
    assert drafted.tradition == "eu"
    assert drafted.pinpoints == [
        "heading:citations", "heading:recitals", "recital:1", "recital:2", "heading:enacting-formula", "point:1",
        "point:2", "point:2(a)",
    ]  # fmt: skip
