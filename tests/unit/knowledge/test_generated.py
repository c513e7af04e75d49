from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from knowledge import Passage, Retriever
from knowledge.documents import Document
from knowledge.errors import JudgementError, UnknownDocument
from knowledge.generated import generate
from knowledge.judgement_commands import judgements
from knowledge.judgements import Judgements
from knowledge.languages import content_words
from knowledge.library import Library
from knowledge.passages import passages_of
from knowledge.store import LIBRARY

STATUTES = (
    ("art:1", "The general assembly of the members decides every year on the distribution of the surplus."),
    (
        "art:2",
        "The board of the members keeps the register of the shares and reports on the surplus every year.",
    ),
)


@pytest.fixture
def statutes(document: Callable[..., Document]) -> list[Passage]:
    return list(passages_of(document("my-statutes", *STATUTES, kind="own")))


def test_what_is_made_is_marked_and_names_its_provision(statutes: list[Passage]) -> None:
    made = generate(statutes, 10)
    assert made
    for one in made:
        assert one.source == "generated"
        assert one.answers
        (passage,) = [
            p for p in statutes if (p.document, p.pinpoint, p.key) == (one.document, one.pinpoint, one.key)
        ]
        assert one.language == passage.language


def test_a_sentence_loses_its_rarer_words(statutes: list[Passage]) -> None:
    for one in generate(statutes, 10):
        (passage,) = [p for p in statutes if p.key == one.key]
        asked = set(content_words(one.question))
        assert asked < set(content_words(passage.text)) | set(content_words(passage.heading))
        assert not asked & {"assembly", "distribution", "register", "shares"}


def test_the_limit_holds_and_is_spread_over_the_documents(installed: Retriever) -> None:
    passages = [one for one in installed.index.passages if one.language == "en"]
    made = generate(passages, 40)
    assert len(made) == 40
    assert len({one.document for one in made}) > 20
    assert [one.question for one in made] == [one.question for one in generate(passages, 40)]
    assert not any(one.pinpoint.startswith("about:") for one in made)


def test_nothing_gives_nothing() -> None:
    assert generate([], 5) == []
    assert generate([Passage("a", "Members decide on the whole surplus.", "en")], 5) == []


def test_only_documents_of_ones_own_are_asked_about_unless_one_is_named(
    sse_data_dir: Path, document: Callable[..., Document]
) -> None:
    def run(*arguments: str) -> object:
        return CliRunner().invoke(judgements, ["generate", *arguments], catch_exceptions=True).exception

    assert isinstance(run(), JudgementError)
    assert isinstance(run("--document", "nowhere"), UnknownDocument)
    assert run("--document", "ilo-2022", "--limit", "3") is None
    library = Library(sse_data_dir / LIBRARY)
    assert {one.document for one in Judgements(library).all()} == {"ilo-2022"}
    assert len(Judgements(library).all()) == 3
    library.replace([document("my-statutes", *STATUTES, kind="own")], "test", {})
    library.close()
    assert run() is None
    library = Library(sse_data_dir / LIBRARY)
    assert {one.document for one in Judgements(library).all()} == {"ilo-2022", "my-statutes"}
    assert Judgements(library).all(generated=False) == []
    library.close()
