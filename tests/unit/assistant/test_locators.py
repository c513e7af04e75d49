"""The place where a text says something may go where the text itself stays; counted and denied things keep it."""

from __future__ import annotations

import pytest

from assistant import check_support
from assistant.grammar import grammar
from assistant.locators import places
from assistant.shortening import read, spell

# language, source, claim
SUPPORTED = [
    (
        "en",
        "The International Labour Organization (ILO) defines the social and solidarity economy (SSE), in paragraph 5 "
        "of its 2022 conclusions, as enterprises that serve a general interest.",
        "The ILO defines the social and solidarity economy as enterprises that serve a general interest.",
    ),
    (
        "en",
        "In operative paragraph 1, UN resolution 77/281 encourages Member States to promote cooperatives.",
        "UN resolution 77/281 encourages Member States to promote cooperatives.",
    ),
    (
        "fr",
        "Au paragraphe 9, la résolution de l'OIT invite les États Membres à soutenir les mutuelles.",
        "La résolution de l'OIT invite les États Membres à soutenir les mutuelles.",
    ),
    (
        "fr",
        "L'Organisation internationale du Travail (OIT) définit l'économie sociale et solidaire (ESS), au paragraphe 5 "
        "de ses conclusions de 2022, comme des entreprises dont l'activité sert leurs membres.",
        "L'OIT définit l'économie sociale et solidaire comme des entreprises dont l'activité sert leurs membres.",
    ),
    (
        "es",
        "En el párrafo 3, la resolución de la ONU pide a los bancos de desarrollo que apoyen a las cooperativas.",
        "La resolución de la ONU pide a los bancos de desarrollo que apoyen a las cooperativas.",
    ),
    (
        "pt",
        "No parágrafo 12 das suas conclusões de 2022, a OIT encoraja os Estados a apoiar as cooperativas.",
        "A OIT encoraja os Estados a apoiar as cooperativas.",
    ),
    # in front of the name of its text
    (
        "en",
        "Operative paragraph 1 of UN resolution 77/281 encourages States to write laws where appropriate.",
        "UN resolution 77/281 encourages States to write laws where appropriate.",
    ),
    (
        "en",
        "On taxation, part IV of the ILO conclusions of 2022 asks member States to promote cooperatives.",
        "On taxation, the ILO conclusions of 2022 ask member States to promote cooperatives.",
    ),
    (
        "en",
        "Block 4 of the OECD Recommendation of 2022 asks the countries that adhere to it to support mutual societies.",
        "The OECD Recommendation of 2022 asks adhering countries to support mutual societies.",
    ),
    (
        "fr",
        "Le paragraphe 1 du dispositif de la résolution 77/281 de l'ONU encourage les États, lorsqu'il y a lieu, à "
        "élaborer des lois.",
        "La résolution 77/281 de l'ONU encourage les États, lorsqu'il y a lieu, à élaborer des lois.",
    ),
    (
        "es",
        "El bloque 4 de la Recomendación de la OCDE de 2022 pide a los países que apoyen el acceso al crédito.",
        "La Recomendación de la OCDE de 2022 pide a los países que apoyen el acceso al crédito.",
    ),
    (
        "pt",
        "O preâmbulo da resolução 77/281 da ONU assinala que a economia social contribui para o trabalho digno.",
        "A resolução 77/281 da ONU assinala que a economia social contribui para o trabalho digno.",
    ),
]  # fmt: skip

UNVERIFIED = [
    # who must, by which law, is not said by the text that is left
    ("en", "In article 4, cooperatives must keep accounts.", "Cooperatives must keep accounts."),
    ("en", "In article 4 of the Spanish law, members elect a board.", "Members elect a board."),
    (
        "en",
        "In paragraph 5 of the law, the Council asks members to vote.",
        "The Council asks members to vote.",
    ),
    ("en", "In section 2, the members of the ILO ask for a vote.", "The members of the ILO ask for a vote."),
    # counted, limited or denied there, and not in the whole
    ("en", "In block 2, the Recommendation lists three measures.", "The Recommendation lists three measures."),
    (
        "en",
        "In block 2, the OECD Recommendation notes three kinds of enterprises.",
        "The OECD Recommendation notes three kinds of enterprises.",
    ),
    (
        "en",
        "In paragraph 7, the resolution calls only on States to act.",
        "The resolution calls only on States to act.",
    ),
    (
        "en",
        "In paragraph 7, the resolution invites no bank to lend.",
        "The resolution invites no bank to lend.",
    ),
    ("en", "In paragraph 7, the resolution leaves out mutual societies.", "The resolution leaves out mutual societies."),
    ("fr", "À l'article 4, les coopératives tiennent des comptes.", "Les coopératives tiennent des comptes."),
    ("es", "En el artículo 4, las cooperativas llevan cuentas.", "Las cooperativas llevan cuentas."),
    ("pt", "No artigo 4, as cooperativas têm contas.", "As cooperativas têm contas."),
    # what one part says of itself alone: which the others may not
    (
        "en",
        "Block 2 of the OECD Recommendation recognises only cooperatives.",
        "The OECD Recommendation recognises only cooperatives.",
    ),
    (
        "en",
        "Part IV of the ILO conclusions recognises three principles.",
        "The ILO conclusions recognise three principles.",
    ),
    (
        "en",
        "Part IV of the ILO conclusions calls for nothing new.",
        "The ILO conclusions call for nothing new.",
    ),
    (
        "fr",
        "Le bloc 2 de la recommandation de l'OCDE reconnaît toutes les mutuelles.",
        "La recommandation de l'OCDE reconnaît toutes les mutuelles.",
    ),
    (
        "en",
        "The members of the ILO resolution group invite States to act.",
        "The ILO resolution group invites States to act.",
    ),
    (
        "en",
        "Article 4 of the draft resolution of Spain asks banks to lend.",
        "The resolution of Spain asks banks to lend.",
    ),
    (
        "en",
        "Paragraph 5 of the reply to the ILO resolution asks banks to lend.",
        "The ILO resolution asks banks to lend.",
    ),
    # another place than the one that is left out, or a subject that is left out with it
    (
        "en",
        "In Bonn, the ILO resolution invites States to act.",
        "The ILO resolution invites States to act.",
    ),
    (
        "en",
        "In paragraph 5, the ILO resolution, which Spain rejected, invites States to act.",
        "The ILO resolution invites States to act in paragraph 6.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("language", "source", "claim"), SUPPORTED)
def test_the_place_may_go_where_the_text_or_its_author_stays(language: str, source: str, claim: str) -> None:
    assert check_support(claim, [source], language=language).verdict == "supported"


@pytest.mark.parametrize(("language", "source", "claim"), UNVERIFIED)
def test_it_stays_where_the_claim_would_say_more_without_it(language: str, source: str, claim: str) -> None:
    assert check_support(claim, [source], language=language).verdict == "unverified"


@pytest.mark.parametrize(("language", "source", "claim"), SUPPORTED)
def test_another_place_is_never_supported(language: str, source: str, claim: str) -> None:
    other = {
        "en": "In paragraph 99, ",
        "fr": "Au paragraphe 99, ",
        "es": "En el párrafo 99, ",
        "pt": "No parágrafo 99, ",
    }
    wrong = other[language] + claim[0].lower() + claim[1:]
    assert check_support(wrong, [source], language=language).verdict == "unverified"


def test_the_parts_are_the_places_and_nothing_else() -> None:
    classes = grammar("en")
    assert classes
    words = read(
        "In paragraph 1, the ILO resolution invites States, in paragraph 2 of its preamble, to act.", "en"
    )
    found = [spell(words[start:end]) for start, end in places(words, classes, "en")]
    assert found == ["in paragraph 1", "in paragraph 2 of its preamble"]
    assert list(places(words, classes, "de")) == []
    assert list(places((), classes, "en")) == []
