from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Retriever
from knowledge.catalogue import Catalogue
from knowledge.documents import Document
from knowledge.premises import Premise, check_premise


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("What does the UN resolution of 2023 say on statistics?", {"un-2023", "c-un-coop-78-175"}),
        ("Que demande la résolution A/RES/77/281 ?", {"un-2023"}),
        ("¿Qué dice la resolución de la OIT de 2022?", {"ilo-2022"}),
        ("O que diz a recomendação da UE de 2023?", {"eu-2023"}),
        ("What is para. 5 of the ILO conclusions?", {"ilo-2022"}),
    ],
)
def test_texts_that_the_library_holds_are_known(
    installed: Retriever, question: str, documents: set[str]
) -> None:
    premise = check_premise(question, installed.catalogue)
    assert (premise.documents, premise.unknown, premise.missing) == (documents, None, "")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does the UN resolution of 2021 say?", "2021"),
        ("Que dit la résolution de l'ONU de 2019 ?", "2019"),
        ("Article 12 of the 2019 Convention", "2019"),
        ("What is asked for in A/RES/75/111?", "75/111"),
        ("What does Convention No. 999 forbid?", "999"),
        ("What does the Greek law of 2016 on the social economy say?", "GR"),
        ("What does the ILO Convention on the social economy require?", "convention"),
        ("Que dit la résolution de l'OIT du 12 mars 2022 ?", "2022-03-12"),
    ],
)
def test_texts_that_it_does_not_hold_are_named(installed: Retriever, question: str, named: str) -> None:
    unknown = check_premise(question, installed.catalogue).unknown
    assert unknown is not None
    assert named in " ".join(
        map(
            str,
            (
                *unknown.issuers,
                *unknown.kinds,
                *unknown.years,
                *unknown.symbols,
                *unknown.numbers,
                *unknown.dates,
            ),
        )
    )


@pytest.mark.parametrize(
    "question",
    [
        "How do cooperatives reach the goals of 2030?",
        "What happened in Geneva in 2019?",
        "How does the UN resolution support the 2030 Agenda?",
        "Que dit la résolution de l'ONU du Programme 2030 ?",
        "Does the EU recommendation set a target for 2025?",
        "How can cooperatives act on climate by 2030?",
        "Recommendation No. 193",  # which the ILO digest cites
        "Who may become a member?",
    ],
)
def test_a_year_alone_or_a_text_that_is_cited_is_no_unknown_text(installed: Retriever, question: str) -> None:
    assert check_premise(question, installed.catalogue).unknown is None


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What does paragraph 40 of the ILO conclusions say?", "para:40"),
        ("Que dit l'article 3 de la résolution de l'ONU ?", "art:3"),
        ("¿Qué dice el considerando 222 de la recomendación de la UE?", "recital:222"),
        ("What does paragraph 5 of the ILO conclusions say?", ""),
        ("What does paragraph 13 of the ILO conclusions say?", ""),
        ("What does paragraph 1 of the UN resolution say?", ""),
        ("What does paragraph 40 say?", ""),
    ],
)
def test_a_provision_that_the_named_text_lacks_is_missing(
    installed: Retriever, question: str, missing: str
) -> None:
    assert check_premise(question, installed.catalogue).missing == missing


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("Que dit la Banque mondiale de l'ESS ?", "world-bank"),
        ("What does the G20 recommend for cooperatives?", "g20"),
        ("¿Qué dice el FMI de la economía social?", "imf"),
        ("O que diz o Conselho da Europa?", "coe"),
    ],
)
def test_what_a_body_without_texts_says_is_not_held_and_the_nearest_texts_are_named(
    installed: Retriever, question: str, body: str
) -> None:
    premise = check_premise(question, installed.catalogue)
    assert premise.unknown is not None
    assert premise.unknown.issuers == {body}
    assert premise.nearest


@pytest.mark.parametrize(
    "question",
    [
        "Que dit l'Union africaine de l'ESS ?",
        "What does the UN say of the World Bank?",
        "Which cooperatives work with UNESCO?",
        "Which law covers members of the health scheme in Quebec?",
    ],
)
def test_a_body_that_is_only_spoken_of_is_no_unknown_text(installed: Retriever, question: str) -> None:
    assert check_premise(question, installed.catalogue).unknown is None


def test_without_documents_nothing_is_unknown() -> None:
    assert check_premise("Article 12 of the 2019 Convention", Catalogue(())) == Premise()


Make = Callable[..., Document]


@pytest.fixture(scope="module")
def texts(document: Make) -> list[Document]:
    """A library of two resolutions of one body, one of another, a law, a companion and a practice."""
    return [
        document(
            "un-2023", ("pp:3", "It recalls resolution 76/135."), ("op:1", "It encourages States."), ("op:2", "It asks."),
            title="Resolution 77/281", short_title="UN resolution 77/281", issuer="UN", symbol="A/RES/77/281",
            date="2023-04-18", year=2023, aliases=("UN", "Promoting the SSE"),
        ),
        document(
            "un-2024", ("op:4", "It welcomes the work on statistics."),
            title="Resolution 79/213", short_title="UN resolution 79/213", issuer="UN", symbol="A/RES/79/213",
            date="2024-12-19", year=2024, aliases=("UN",),
        ),
        document(
            "ilo-2022", ("para:5", "The scope, beside Recommendation No. 193."), ("para:12-13", "Principles."),
            ("para:16(c)", "It cites Article 12 of the Constitution of the Organization."),
            title="Resolution on decent work and the SSE", short_title="ILO resolution 2022", issuer="ILO",
            date="2022-06-10", year=2022, aliases=("ILO", "ILO conclusions"),
        ),
        document(
            "l-es-2011", ("art:2", "The social economy."), ("art:5.4", "Entities."), title="Social Economy Act",
            short_title="Spain: Act of 2011", issuer="Cortes Generales", symbol="Ley 5/2011", date="2011-03-29",
            year=2011, country="ES", aliases=("ley de economía social",),
        ),
        document(
            "c-ilo-2002", ("about:identity", "A recommendation on cooperatives, which the law of Greece follows."),
            title="Recommendation 193", short_title="ILO Recommendation 193", issuer="ILO", year=2002,
        ),
        document(
            "p-au", ("heading:origin", "It began in 2016."), kind="practice", title="A practice of the African Union",
            short_title="Practice", issuer="African Union", year=2016, country="KE", aliases=("the practice",),
        ),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def catalogue(texts: list[Document]) -> Catalogue:
    return Catalogue(texts)


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("What does the ILO resolution 2022 say?", {"ilo-2022"}),
        ("what do the ilo conclusions say", {"ilo-2022"}),
        ("QUE DICE LA LEY DE ECONOMÍA SOCIAL", {"l-es-2011"}),
        ("¿Qué dice la ley de economia-social?", {"l-es-2011"}),
        ("Promoting the SSE and the ILO conclusions", {"un-2023", "ilo-2022"}),
        ("Promoting the SSEs", set()),  # a part of a word is no name
        ("What does the UN say?", set()),  # two texts are called so
        ("What does the ILO say?", set()),  # three letters are too few for a name
        ("", set()),
    ],
)
def test_a_text_is_called_by_a_name_that_is_its_own(
    catalogue: Catalogue, question: str, ids: set[str]
) -> None:
    assert {text.id for text in catalogue.named(question)} == ids


def test_versions_of_a_text_share_its_names(texts: list[Document]) -> None:
    french = replace(texts[2], language="fr", short_title="Résolution OIT 2022", aliases=("ILO conclusions",))
    official = replace(texts[2], kind="official")
    for question in ("the ILO conclusions", "la résolution OIT 2022"):
        (text,) = Catalogue([*texts, french, official]).named(question)
        assert (text.id, len(text.versions)) == ("ilo-2022", 3)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What is asked for in A/RES/75/111?", {"75/111"}),
        ("What does Convention No. 999 forbid?", {"999", "convention"}),
        ("What does the AU resolution say?", {"au", "resolution"}),
        ("What does the Portuguese law say?", {"PT", "law"}),
        ("What does the UN resolution of 2021 say?", {"un", "resolution", "2021"}),
        ("Que dit la convention de 2019 ?", {"convention", "2019"}),
        ("Que dit la convention de 2011 ?", {"convention", "2011"}),  # of that year is a law
        ("What does the UN resolution of 7 May 2023 say?", {"un", "resolution", "2023-05-07"}),
        ("What do the ILO conclusions of the resolution of 7 May 2022 say?", {"ilo", "resolution", "2022-05-07"}),
        ("What does the UN convention require?", {"un", "convention"}),
    ],
)  # fmt: skip
def test_a_text_that_is_not_there_is_unknown_by_what_it_was_named_by(
    catalogue: Catalogue, question: str, parts: set[str]
) -> None:
    premise = check_premise(question, catalogue)
    assert premise.unknown is not None
    unknown = premise.unknown
    fields = (unknown.issuers, unknown.kinds, unknown.years, unknown.symbols, unknown.dates)
    assert {str(part) for field in fields for part in field} == parts
    assert (premise.documents, premise.texts, premise.missing) == (frozenset(), (), "")
    assert 0 < len(premise.nearest) <= 4


@pytest.mark.parametrize(
    "question",
    [
        "What is asked for in A/RES/77/281?",
        "What does resolution 76/135 say?",  # cited
        "Recommendation No. 193",
        "What does the UN resolution of 18 April 2023 say?",
        "What does the UN resolution of April 2024 say?",
        "What does the resolution of 2024 say?",
        "What does the UN recommendation of 2024 say?",  # a resolution, but no other can be meant
        "What does the Greek law say?",  # no text is of Greece, but one speaks of its law
        "What does a UN convention require?",
        "Which UN conventions exist?",
        "What did the UN do in 2019?",
        "Who decides?",
    ],
)
def test_what_is_there_or_cited_or_vague_is_not_unknown(catalogue: Catalogue, question: str) -> None:
    assert check_premise(question, catalogue).unknown is None


@pytest.mark.parametrize(
    ("question", "language", "unknown"),
    [
        ("Que dit la convention de l'OIT ?", "fr", True),
        ("Que dit une convention de l'OIT ?", "fr", False),
        ("¿Qué dice el convenio de la OIT?", "es", True),
        ("¿Qué dice un convenio de la OIT?", "es", False),
        ("O que diz a convenção da OIT?", "pt", True),
        ("O que diz uma convenção da OIT?", "pt", False),
    ],
)
def test_one_particular_text_is_spoken_of_with_an_article(
    catalogue: Catalogue, question: str, language: str, unknown: bool
) -> None:
    assert (check_premise(question, catalogue, language).unknown is not None) == unknown


def test_a_practice_makes_no_body_known(texts: list[Document]) -> None:
    assert "au" not in Catalogue(texts).bodies
    resolution = replace(
        texts[0], id="au-2024", issuer="AU", symbol="", aliases=(), short_title="AU resolution"
    )
    assert check_premise("What does the AU resolution say?", Catalogue([*texts, resolution])).unknown is None


@pytest.mark.parametrize(
    ("question", "nearest"),
    [
        ("What does the UN resolution of 2021 say?", ("un-2023", "un-2024")),
        ("What does the UN resolution of 2025 say?", ("un-2024", "un-2023")),
        ("What does the UN resolution of 7 May 2023 say?", ("un-2023", "un-2024")),
        ("What does the ILO recommendation of 2019 say?", ("c-ilo-2002", "ilo-2022")),
        ("What does the ILO convention of 2019 say?", ("ilo-2022", "c-ilo-2002")),  # its own text first
        ("What does the Portuguese law of 2013 say?", ("l-es-2011",)),
        ("What does the AU resolution of 2024 say?", ("un-2024", "un-2023", "ilo-2022")),
    ],
)
def test_the_nearest_texts_are_of_the_body_then_of_the_kind_then_of_the_year(
    catalogue: Catalogue, question: str, nearest: tuple[str, ...]
) -> None:
    assert check_premise(question, catalogue).nearest == nearest


@pytest.mark.parametrize(
    ("question", "groups", "exact"),
    [
        ("What do the ILO and the UN say?", [{"ilo-2022", "c-ilo-2002"}, {"un-2023", "un-2024"}], False),
        (
            "What do the ILO and the UN resolution of 2024 say?",
            [{"ilo-2022", "c-ilo-2002"}, {"un-2024"}],
            True,
        ),
        ("Compare A/RES/77/281 and A/RES/79/213", [{"un-2023"}, {"un-2024"}], True),
        ("Compare resolution 77/281 with what the ILO says", [{"un-2023"}, {"ilo-2022", "c-ilo-2002"}], True),
        ("What do the ILO conclusions of the ILO say?", [{"ilo-2022"}], False),  # named, not cited
        ("¿Qué dice la ley 5/2011?", [{"l-es-2011"}], True),
        ("What does the Spanish law say?", [{"l-es-2011"}], True),
        ("What is asked for in resolution 76/135?", [], False),
        ("Who decides?", [], False),
    ],
)
def test_each_body_or_text_that_is_named_is_a_group(
    catalogue: Catalogue, question: str, groups: list[set[str]], exact: bool
) -> None:
    premise = check_premise(question, catalogue)
    assert list(map(set, premise.texts)) == groups
    assert premise.documents == frozenset().union(*groups)
    assert premise.exact == exact


def test_the_beginning_of_a_symbol_is_another_symbol(texts: list[Document], document: Make) -> None:
    citing = document("c-1", ("about:identity", "It cites A/RES/77/28 and Recommendation No. 79."))
    catalogue = Catalogue([*texts, citing])
    assert check_premise("What is asked for in A/RES/77/28?", catalogue) == Premise()
    # The number of another kind of text: not resolution 79/213.
    assert check_premise("What does Recommendation No. 79 say?", catalogue).documents == frozenset()


@pytest.mark.parametrize(
    ("question", "missing", "nearest"),
    [
        ("What does paragraph 40 of A/RES/77/281 say?", "para:40", ("pp:3", "op:1", "op:2")),
        ("What does paragraph 2 of A/RES/77/281 say?", "", ()),
        ("What does article 3 of A/RES/77/281 say?", "art:3", ("pp:3", "op:1", "op:2")),
        ("What does paragraph 13 of the ILO conclusions say?", "", ()),
        (
            "What does paragraph 14 of the ILO conclusions say?",
            "para:14",
            ("para:5", "para:12-13", "para:16(c)"),
        ),
        ("What does paragraph 16 of the ILO conclusions say?", "", ()),
        ("What does article 12 of the ILO conclusions say?", "", ()),  # of a text that they cite
        (
            "What does article 13 of the ILO conclusions say?",
            "art:13",
            ("para:5", "para:12-13", "para:16(c)"),
        ),
        ("What does article 5 of the Spanish law say?", "", ()),
        ("¿Qué dice el artículo 9 de la ley 5/2011?", "art:9", ("art:2", "art:5.4")),
        ("What does paragraph 4 of the UN resolution say?", "", ()),  # one of the two has it
        ("What does paragraph 40 say?", "", ()),
    ],
)
def test_a_provision_that_is_missing_is_named_with_those_that_are_there(
    catalogue: Catalogue, question: str, missing: str, nearest: tuple[str, ...]
) -> None:
    premise = check_premise(question, catalogue)
    assert (premise.missing, premise.nearest) == (missing, nearest)


def test_the_official_text_has_what_its_digest_leaves_out(texts: list[Document], document: Make) -> None:
    question = "What does paragraph 7 of A/RES/77/281 say?"
    assert check_premise(question, Catalogue(texts)).missing == "para:7"
    official = replace(document("un-2023", ("op:7", "7. Decides.")), kind="official", issuer="UN")
    assert check_premise(question, Catalogue([*texts, official])).missing == ""


def test_at_most_eight_provisions_are_named(document: Make) -> None:
    long = document(
        "x-1", *((f"art:{number}", "Text.") for number in range(1, 30)), aliases=("the long law",)
    )
    premise = check_premise("article 99 of the long law", Catalogue([long]))
    assert premise.nearest == tuple(f"art:{number}" for number in range(1, 9))


_WORDS = st.sampled_from(
    "the UN ILO resolution law of 2021 2023 article 12 paragraph 5 A/RES/77/281 No. 193 Spanish 7 May la loi y".split()
)


@given(st.one_of(st.text(), st.lists(_WORDS, max_size=12).map(" ".join)), st.sampled_from(["en", "fr", "de"]))
def test_any_question_has_a_premise_of_one_sort(catalogue: Catalogue, question: str, language: str) -> None:
    premise = check_premise(question, catalogue, language)
    ids = {text.id for text in catalogue.texts}
    assert premise.documents <= ids
    assert premise.documents == frozenset().union(*premise.texts)
    if premise.unknown:
        assert premise == Premise(unknown=premise.unknown, nearest=premise.nearest)
        assert set(premise.nearest) <= ids
    if premise.missing:
        assert premise.documents
