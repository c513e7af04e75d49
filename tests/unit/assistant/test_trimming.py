"""What a text asks or recognises may lose conjuncts; what is joint, defined, limited or narrowed keeps them."""

from __future__ import annotations

import pytest

from assistant import check_support

# language, source, claim
SUPPORTED = [
    (
        "en",
        "UN resolution 12/345 encourages States to support housing cooperatives and to finance mutual societies.",
        "The United Nations resolution 12/345 encourages States to support housing cooperatives.",
    ),
    (
        "en",
        "UN resolution 12/345 underlines the potential of cooperatives for food security and for the status of women.",
        "The United Nations resolution 12/345 underlines the potential of cooperatives for the status of women.",
    ),
    (
        "en",
        "SEWA, the association of women of India, provides training to the members.",
        "SEWA provides training to the members.",
    ),
    (
        "pt",
        "A resolução 12/345 da ONU reconhece que as cooperativas contribuem para a saúde, para a habitação e para a paz.",
        "A resolução 12/345 da ONU reconhece que as cooperativas contribuem para a habitação.",
    ),
    (
        "fr",
        "La résolution 12/345 de l'ONU demande aux États de faciliter l'accès des mutuelles aux marchés et à la "
        "commande publique.",
        "La résolution 12/345 de l'Organisation des Nations unies demande aux États de faciliter l'accès des mutuelles "
        "aux marchés.",
    ),
]  # fmt: skip

UNVERIFIED = [
    # what is left belongs to another noun than it did
    (
        "pt",
        "A resolução 12/345 da ONU reconhece o papel da economia social na promoção da democracia e da justiça.",
        "A resolução 12/345 da ONU reconhece o papel da justiça.",
    ),
    (
        "en",
        "UN resolution 12/345 notes the effect of laws on the growth of cities and of cooperatives.",
        "UN resolution 12/345 notes the effect of cooperatives.",
    ),
    (
        "fr",
        "La résolution 12/345 de l'ONU invite les États à envisager des comités chargés de préparer et de coordonner "
        "les activités.",
        "La résolution 12/345 de l'ONU invite les États à coordonner les activités.",
    ),
    (
        "fr",
        "La recommandation de l'UE demande aux États membres de faciliter l'accès des mutuelles aux marchés et à la "
        "commande publique.",
        "La recommandation de l'UE demande à la commande publique.",
    ),
    (
        "fr",
        "La résolution de l'ONU demande aux États un environnement adapté à la diversité de l'ESS et des marchés ouverts.",
        "La résolution de l'ONU demande aux États un environnement adapté à la diversité des marchés ouverts.",
    ),
    # what stands behind the last holds for all, or was said of the first
    (
        "en",
        "The ILO resolution recognises the growth of cooperatives and of mutual societies as a danger.",
        "The International Labour Organization resolution recognises the growth of cooperatives.",
    ),
    (
        "es",
        "La resolución de la ONU alienta a las cooperativas y a los bancos a prestar dinero a las mujeres.",
        "La resolución de la Organización de las Naciones Unidas alienta a las cooperativas.",
    ),
    (
        "fr",
        "La résolution de l'ONU encourage la participation des membres à l'élaboration des lois et à leur contrôle.",
        "La résolution de l'ONU encourage la participation des membres à leur contrôle.",
    ),
    # a definition, a combination, a choice, a relation
    (
        "en",
        "The ILO resolution defines a cooperative as a body that is owned by members and as a body that serves them.",
        "The International Labour Organization resolution defines a cooperative as a body that serves them.",
    ),
    (
        "en",
        "UN resolution 12/345 asks States to combine the funds of banks and of cooperatives.",
        "UN resolution 12/345 asks States to combine the funds of cooperatives.",
    ),
    (
        "en",
        "UN resolution 12/345 encourages States to tax cooperatives or to close banks.",
        "UN resolution 12/345 encourages States to close banks.",
    ),
    (
        "en",
        "UN resolution 12/345 stresses the balance between the rights of members and of workers.",
        "UN resolution 12/345 stresses the balance between the rights of members.",
    ),
    # limited, denied, allowed, counted or of a condition
    (
        "en",
        "UN resolution 12/345 encourages States to support cooperatives and to do so only in rural areas.",
        "UN resolution 12/345 encourages States to support cooperatives.",
    ),
    (
        "en",
        "UN resolution 12/345 does not encourage States to sell land and to close banks.",
        "UN resolution 12/345 encourages States to close banks.",
    ),
    (
        "en",
        "UN resolution 12/345 encourages States to help firms that keep accounts and to publish them.",
        "UN resolution 12/345 encourages States to help firms and to publish them.",
    ),
    (
        "en",
        "UN resolution 12/345 encourages States to give 5 % to cooperatives and to give 7 % to banks.",
        "UN resolution 12/345 encourages States to give 5 % to banks.",
    ),
    (
        "en",
        "If members agree, the ILO resolution invites States to act and to report.",
        "The ILO resolution invites States to act.",
    ),
    # nouns may share what follows, adjectives narrow
    (
        "pt",
        "A resolução da OIT pede ao diretor-geral um plano sobre o trabalho digno e a economia social.",
        "A resolução da OIT pede ao diretor-geral um plano sobre a economia social.",
    ),
    (
        "en",
        "UN resolution 12/345 encourages States to support small and local firms.",
        "UN resolution 12/345 encourages States to support local firms.",
    ),
    (
        "en",
        "UN resolution 12/345 encourages States to support cooperatives and enterprises that respect the rules.",
        "UN resolution 12/345 encourages States to support cooperatives and enterprises.",
    ),
    # an apposition that limits, and one that is a list
    (
        "en",
        "SEWA, the only union of women, provides training.",
        "SEWA provides training.",
    ),
    (
        "en",
        "The members, a majority of the workers, elect the board.",
        "The members, the workers, elect the board.",
    ),
    (
        "en",
        "The draft, not the law, provides training to the members.",
        "The law provides training to the members.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("language", "source", "claim"), SUPPORTED)
def test_a_conjunct_or_an_apposition_may_go(language: str, source: str, claim: str) -> None:
    assert check_support(claim, [source], language=language).verdict == "supported"


@pytest.mark.parametrize(("language", "source", "claim"), UNVERIFIED)
def test_what_would_say_more_or_something_else_is_unverified(language: str, source: str, claim: str) -> None:
    assert check_support(claim, [source], language=language).verdict == "unverified"
