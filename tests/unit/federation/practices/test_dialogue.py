"""The guided questions: checked at once, kept at once, taken up where they were left."""

from __future__ import annotations

import pytest

from federation.practices.card import Card
from federation.practices.checking import problems
from federation.practices.dialogue import Dialogue, Terminal
from knowledge.languages import LANGUAGES

ACTIVITY = {
    "en": "Coop X grows vegetables with forty families in the valley and sells them in three markets every week.",
    "fr": "Coop X cultive des légumes avec quarante familles de la vallée et les vend chaque semaine sur trois marchés.",
}
ANSWERS = [
    "Coop X", "be", "", "food, work", "https://a.org/report", "https://b.org/page", "",
    "en", "Vegetables for all of the town", ACTIVITY["en"],
    "The cooperative has 40 members.", "2024", "2", "It pays 12 wages in the valley.", "2023", "", "",
    "y", "fr", "Des légumes pour toute la ville", ACTIVITY["fr"], "La coopérative a 40 membres.",
    "Elle paie 12 salaires dans la vallée.", "n", "", "n",
]  # fmt: skip


class Stopped(Exception):
    """Ctrl-C, as far as the dialogue is concerned."""


class Typing:
    """A person who types these answers, and then presses Ctrl-C."""

    def __init__(self, answers: list[str]) -> None:
        self.answers = list(answers)
        self.shown: list[str] = []
        self.kept: list[Card] = []

    def ask(self, question: str, stands: str) -> str:
        self.shown.append(question)
        if not self.answers:
            raise Stopped
        return self.answers.pop(0) or stands

    def confirm(self, question: str, stands: bool) -> bool:
        answer = self.ask(question, "y" if stands else "n")
        return answer == "y"

    def run(self, card: Card | None = None, language: str = "en") -> Card:
        terminal = Terminal(self.ask, self.confirm, self.shown.append)
        return Dialogue(terminal, language, self.kept.append, card).run()


def test_the_answers_make_a_card_that_can_be_shared() -> None:
    typing = Typing(ANSWERS)
    card = typing.run()
    assert problems(card) == []
    assert typing.answers == []
    assert (card.country, card.kind, card.themes) == ("BE", "cooperative", ("food", "work"))
    assert card.sources == ("https://a.org/report", "https://b.org/page")
    assert [(one.year, one.source) for one in card.results] == [
        (2024, "https://b.org/page"), (2023, "https://a.org/report"),
    ]  # fmt: skip
    assert card.texts["fr"].results == (
        "La coopérative a 40 membres.",
        "Elle paie 12 salaires dans la vallée.",
    )
    assert (card.contact, card.licence) == ("", "CC-BY-4.0")
    assert typing.kept[-1] == card


@pytest.mark.parametrize("stop", range(1, len(ANSWERS)))
def test_stopped_anywhere_nothing_that_was_typed_is_lost(stop: int) -> None:
    first = Typing(ANSWERS[:stop])
    with pytest.raises(Stopped):
        first.run()
    draft = first.kept[-1]
    assert Card.of(draft.record()) == draft, "a draft is kept as a file between"
    told = " ".join(str(draft.record()).split())
    for answer in ANSWERS[:stop]:
        if len(answer) > 20 and answer != first.shown[-1]:
            assert answer in told or answer.startswith(("The cooperative", "It pays")), answer
    again = Typing(ANSWERS)
    assert again.run(draft).record() | {"id": ""} == Typing(ANSWERS).run().record() | {"id": ""}


def test_a_finished_card_is_offered_again_answer_by_answer() -> None:
    card = Typing(ANSWERS).run()
    # Enter keeps what stands; "-" ends a list.
    keep = [
        "",
        "",
        "",
        "",
        "",
        "",
        "-",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "-",
        "",
        "",
        "",
        "",
        "",
        "",
        "n",
        "",
        "",
    ]
    assert Typing(keep).run(card) == card


def test_a_wrong_answer_is_explained_and_asked_again() -> None:
    typing = Typing([
        "x", "Coop X", "Belgium", "BE", "company", "mutual", "gardening", "food", "elsewhere.org", "https://a.org/x", "-",
        "de", "en", "Short", "Vegetables for all of the town", "Too short.", ACTIVITY["fr"], ACTIVITY["en"],
        "Members came.", "Many members came to it.", "last year", "2024", "", "It has 40 members.", "2024", "",
        "n", "mine", "CC0-1.0", "y", "call me", "a@coop.org",
    ])  # fmt: skip
    card = typing.run()
    assert problems(card) == []
    assert (card.licence, card.contact, card.kind) == ("CC0-1.0", "a@coop.org", "mutual")
    told = "\n".join(typing.shown)
    for said in (
        "2 to 120",
        "ISO 3166",
        "company",
        "gardening",
        "no web address",
        "reads like 'fr'",
        "no result has a figure",
    ):
        assert said in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_are_in_the_language_of_the_interface(language: str) -> None:
    typing = Typing(ANSWERS)
    typing.run(language=language)
    expected = {"en": "Name of the", "fr": "Nom de", "es": "Nombre de", "pt": "Nome da"}
    assert typing.shown[0].startswith(expected[language])


def test_a_language_that_was_begun_and_is_not_wanted_is_left_out() -> None:
    begun = Typing([*ANSWERS[:17], "y", "fr", "Des légumes pour toute la ville"])
    with pytest.raises(Stopped):
        begun.run()
    assert set(begun.kept[-1].texts) == {"en", "fr"}
    card = Typing([*ANSWERS[:17], "n", "", "n"]).run(begun.kept[-1])
    assert set(card.texts) == {"en"}
    assert problems(card) == []
