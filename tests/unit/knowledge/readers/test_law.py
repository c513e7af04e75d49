from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def test_a_spanish_law(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        Ley 9/2099, de 3 de marzo, de Molinos

        PREÁMBULO

        I

        Los molinos giran desde hace tiempo.

        II

        Esta ley los ordena.

        CAPÍTULO I

        Disposiciones generales

        Artículo 1. Objeto.

        Esta ley regula los molinos.

        Artículo 2. Entidades molineras.

        1. Son entidades molineras:

        a) Las de viento.

        b) Las de agua, y en particular:

        1.º Las grandes.

        2.º Las pequeñas.

        2. El registro será público.

        Artículo 2 bis. Ruedas.

        Las ruedas serán redondas.

        Disposición adicional única. Molinos viejos.

        Se respetan.

        Disposición final primera. Plazos.

        1. Hay un año.

        Por tanto, mando a todos que guarden esta ley.
        """
    )
    assert drafted.tradition == "law"
    assert drafted.pinpoints == [
        "heading:title", "heading:preamble", "heading:preamble", "heading:preamble", "heading:capitulo-i",
        "art:1", "art:2", "art:2.1", "art:2.1(a)", "art:2.1(b)", "art:2.1(b)(1)", "art:2.1(b)(2)", "art:2.2", "art:2bis",
        "heading:disposicion-adicional-unica", "heading:disposicion-final-primera", "heading:disposicion-final-primera",
        "heading:closing",
    ]  # fmt: skip
    assert drafted.text("art:2") == "Artículo 2. Entidades molineras."
    assert drafted.title("art:2") == drafted.title("art:2.2") == "Entidades molineras"
    assert drafted.title("art:2.1(b)(2)") == "Las de agua, y en particular"
    assert drafted.title("heading:disposicion-final-primera", 1) == "Plazos"


def test_a_french_law(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        LOI n° 2099-999 du 3 mars 2099 relative aux moulins

        TITRE Ier : DES MOULINS

        Article 1er

        I. – Le moulin est un mode d'entreprendre fondé sur :

        1° Un but autre que le pain ;

        2° Une gouvernance démocratique :

        a) Des meuniers ;

        b) Des ânes.

        II. – Il tourne.

        Article 2

        I. - L'article L. 123-4 du code est ainsi rédigé :

        « Art. L. 123-4. – Les ânes mangent. »

        « Article 25. – Les ânes boivent. »

        II. - Le présent article s'applique demain.

        Article 3

        Fin.
        """
    )
    assert drafted.tradition == "law"
    assert drafted.pinpoints == [
        "heading:title", "heading:titre-ier", "art:1", "art:1(I)", "art:1(I)(1)", "art:1(I)(2)", "art:1(I)(2)(a)",
        "art:1(I)(2)(b)", "art:1(II)", "art:2", "art:2(I)", "art:2(II)", "art:3",
    ]  # fmt: skip
    assert drafted.text("art:2(I)").endswith("boivent. »")
    assert drafted.title("heading:titre-ier") == "DES MOULINS"


def test_a_brazilian_law(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        LEI Nº 99.999, DE 3 DE MARÇO DE 2099

        O PRESIDENTE DA REPÚBLICA Faço saber que o Congresso Nacional decreta e eu sanciono a seguinte Lei:

        Art. 1º As jangadas são:

        I - de madeira;

        II – de cortiça, desde que:

        a) flutuem;

        b) sejam leves.

        § 1º As de junco são raras.

        § 2º A autoridade poderá:

        I - contá-las.

        Art. 1º-A Navegar é preciso.

        Parágrafo único. Viver não é preciso.

        Art. 10. Esta Lei entra em vigor amanhã.

        Brasília, 3 de março de 2099; 278º da Independência.
        """
    )
    assert drafted.tradition == "law"
    assert drafted.pinpoints == [
        "heading:title", "heading:preamble", "art:1", "art:1(I)", "art:1(II)", "art:1(II)(a)", "art:1(II)(b)",
        "art:1(§1)", "art:1(§2)", "art:1(§2)(I)", "art:1A", "art:1A(§)", "art:10", "heading:closing",
    ]  # fmt: skip
    assert drafted.title("art:1(§2)(I)") == "A autoridade poderá"
    assert drafted.title("art:1(§1)") == ""


def test_a_portuguese_law(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        Lei n.º 99/2099, de 3 de março

        Artigo 1.º

        Objeto

        A presente lei estabelece o regime dos barcos.

        Artigo 2.º

        Entidades

        1 — Integram os barcos:

        a) Os de vela;

        b) Os de remo.

        2 — O Governo conta os barcos.
        """
    )
    assert drafted.tradition == "law"
    assert drafted.pinpoints == [
        "heading:title", "art:1", "art:2", "art:2.1", "art:2.1(a)", "art:2.1(b)", "art:2.2",
    ]  # fmt: skip
    assert drafted.title("art:2.1") == "Entidades"


ACT = """
MILLS ACT

The Parliament of Mills enacts as follows:

CHAPTER I

PURPOSE

{0}1. The purpose of this Act is to promote mills in all their forms.

{0}2. In this Act, "mill" means

(1) a wind mill;

(2) a water mill.

{0}3. The Minister is responsible for mills.

{0}4. A mill may sell flour.

{0}5. This Act comes into force tomorrow.
"""


@pytest.mark.parametrize("word", ["", "Section "])
def test_an_act_with_sections(read: Callable[..., Any], word: str) -> None:
    drafted = read(ACT.format(word))
    assert drafted.tradition == "law"
    assert drafted.pinpoints[2:] == [
        "heading:chapter-i", "sec:1", "sec:2", "sec:2(1)", "sec:2(2)", "sec:3", "sec:4", "sec:5",
    ]  # fmt: skip
    assert drafted.title("sec:2(1)") == 'In this Act, "mill" means'


def test_contents_and_sentences_are_no_articles(read: Callable[..., Any]) -> None:
    drafted = read(
        """
        Loi sur les moulins

        Article 1. Objet ........ 3

        Article 2. Fin ........ 4

        Article 1. Objet

        Article 2 of the old law is long.

        Article 5, paragraphe 2, est abrogé.

        Article 2. Fin

        Demain.

        Article 3-1. Suite

        Après-demain.
        """,
        "law",
    )
    assert drafted.pinpoints == ["heading:title", "art:1", "art:2", "heading:article-3-1"]
    assert drafted.text("art:1").startswith("Article 1. Objet\n\nArticle 2 of")


@pytest.mark.parametrize(
    ("line", "pinpoint"),
    [
        ("Article premier", "art:1"),
        ("Artículo primero.", "art:1"),
        ("Artículo único.", "heading:articulo-unico"),
        ("Art. 5.º-B", "art:5B"),
        ("ARTÍCULO 10 TER.-", "art:10ter"),
        ("Artigo 7.º", "art:7"),
        ("Article L. 332-17-1", "art:L332-17-1"),
        ("Art. 3 -", "art:3"),
    ],
)
def test_forms_of_the_number(read: Callable[..., Any], line: str, pinpoint: str) -> None:
    assert read(f"{line}\n\nLos molinos giran.", "law").pinpoints == [pinpoint]
