"""Writing a card by answering questions: one at a time, each answer checked and kept at once.

Stopped at any question, the card stays as a draft; the next run asks the same questions again
with the answers so far in brackets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from federation.practices.card import CARD_LICENCES, KINDS, MOST, Card, CardText, Result, tidy
from federation.practices.checking import Problem, problems, text_problem
from federation.practices.wording import told, word
from knowledge.languages import LANGUAGES
from knowledge.themes import THEMES

__all__ = ["Dialogue", "Terminal"]

_END = "-"  # ends a list though an answer of an earlier run still stands


@dataclass(frozen=True, slots=True)
class Terminal:
    """How questions reach a person.

    Attributes:
        ask: shows a question and what stands (""), and returns the answer, or what stands.
        confirm: a question of yes or no, and what it is without an answer.
        tell: shows a line.
    """

    ask: Callable[[str, str], str]
    confirm: Callable[[str, bool], bool]
    tell: Callable[[str], None]


class Dialogue:
    """Asks for what a card lacks, in the language of the interface.

    Args:
        keep: called with the card after every answer.
        card: a draft, or a card to change: what it has is offered again.
    """

    def __init__(
        self, terminal: Terminal, language: str, keep: Callable[[Card], None], card: Card | None = None
    ) -> None:
        self._terminal = terminal
        self._language = language if language in LANGUAGES else "en"
        self._keep = keep
        self.card = card or Card()
        self._asked: list[str] = []  # languages, in this run

    def run(self) -> Card:
        """Ask everything, and return the card, which nothing keeps from being shared."""
        self._field("organisation")
        self._field("country")
        self._field("kind", choices=KINDS, default="cooperative")
        self._themes()
        self._list_of_sources()
        self._first_language()
        self._results()
        while self._more_languages():
            pass
        self._field("licence", choices=CARD_LICENCES)
        self._contact()
        return self.card

    def _say(self, name: str, **values: object) -> str:
        return word(name, self._language, **values)

    def _change(self, **values: object) -> list[Problem]:
        """What would be wrong with the card if these were its values."""
        self.card = replace(self.card, **values)  # type: ignore[arg-type]
        self._keep(self.card)
        return problems(self.card)

    def _until_good(self, question: str, stands: str, take: Callable[[str], list[Problem]]) -> None:
        """Ask until nothing is wrong with the answer."""
        while True:
            found = take(tidy(self._terminal.ask(question, stands)))
            if not found:
                return
            for one in found:
                self._terminal.tell(f"  {told(one, self._language)}")

    def _field(self, name: str, choices: tuple[str, ...] = (), default: str = "") -> None:
        question = self._say(f"ask_{name}", choices=", ".join(choices))

        def take(answer: str) -> list[Problem]:
            value = answer.upper() if name == "country" else answer
            return [one for one in self._change(**{name: value}) if one.where == name]

        self._until_good(question, getattr(self.card, name) or default, take)

    def _themes(self) -> None:
        question = self._say("ask_themes", choices=", ".join(THEMES))

        def take(answer: str) -> list[Problem]:
            given = tuple(dict.fromkeys(one.strip() for one in answer.split(",") if one.strip()))
            return [one for one in self._change(themes=given) if one.where == "themes"]

        self._until_good(question, ", ".join(self.card.themes), take)

    def _list_of_sources(self) -> None:
        kept, done = self.card.sources, list[str]()
        while len(done) < MOST["sources"]:
            stands = kept[len(done)] if len(done) < len(kept) else ""
            given = ""

            def take(answer: str) -> list[Problem]:
                nonlocal given
                given = "" if answer == _END and done else answer
                if not given and done:
                    return []
                # With those of an earlier run that were not asked again yet: a stop here loses none.
                found = self._change(sources=(*done, given, *kept[len(done) + 1 :]))
                return [one for one in found if one.where == "sources"]

            self._until_good(self._say("ask_sources"), stands, take)
            if not given:
                break
            done.append(given)
        self._change(sources=tuple(done))

    def _first_language(self) -> None:
        question = self._say("ask_language", choices=", ".join(LANGUAGES))
        stands = next(iter(self.card.texts), self._language)
        code = self._chosen(question, stands, LANGUAGES)
        self._texts(code)

    def _chosen(self, question: str, stands: str, choices: tuple[str, ...]) -> str:
        chosen = ""

        def take(answer: str) -> list[Problem]:
            nonlocal chosen
            chosen = answer.lower()
            values: dict[str, object] = {"value": answer, "choices": ", ".join(choices)}
            return [] if chosen in choices else [Problem("text", "choice", values)]

        self._until_good(question, stands, take)
        return chosen

    def _texts(self, code: str) -> None:
        """The title and what was done, in one language."""
        self._asked.append(code)
        for name in ("title", "activity"):
            text = self.card.texts.get(code, CardText())

            def take(answer: str, name: str = name, text: CardText = text) -> list[Problem]:
                self._put(code, replace(text, **{name: answer}))  # type: ignore[arg-type]
                problem = text_problem(answer, name, code)
                return [Problem(f"text.{code}.{name}", *problem)] if problem else []

            self._until_good(self._say(f"ask_{name}"), getattr(text, name), take)

    def _put(self, code: str, text: CardText) -> None:
        texts: Mapping[str, CardText] = {**self.card.texts, code: text}
        self._change(texts=texts)

    def _results(self) -> None:
        """Results in the first language, each with its year and its source."""
        code = next(iter(self.card.texts))
        kept, told_before = self.card.results, self.card.texts[code].results
        done: list[tuple[Result, str]] = []
        while len(done) < MOST["results"]:
            number = len(done)
            stands = told_before[number] if number < len(told_before) else ""
            text = self._result_text(code, self._say("ask_result"), stands, bool(done))
            if not text:
                if self._figures(done):
                    break
                continue
            earlier = kept[number] if number < len(kept) else None
            done.append((Result(self._year(earlier), self._which_source(earlier)), text))
            # Kept answer by answer, with those of an earlier run that were not asked again yet.
            both = [*done, *list(zip(kept, told_before, strict=False))[len(done) :]]
            self._put_results(code, both)
        self._put_results(code, done)

    def _figures(self, done: list[tuple[Result, str]]) -> bool:
        if any(char.isdigit() for _, text in done for char in text):
            return True
        self._terminal.tell(f"  {told(Problem('results', 'figure'), self._language)}")
        return False

    def _put_results(self, code: str, done: list[tuple[Result, str]]) -> None:
        text = replace(self.card.texts[code], results=tuple(told_text for _, told_text in done))
        self.card = replace(self.card, results=tuple(result for result, _ in done))
        self._put(code, text)

    def _result_text(self, code: str, question: str, stands: str, may_end: bool) -> str:
        text = ""

        def take(answer: str) -> list[Problem]:
            nonlocal text
            text = "" if answer == _END and may_end else answer
            if not text and may_end:
                return []
            problem = text_problem(answer, "result", code)
            return [Problem("results", *problem)] if problem else []

        self._until_good(question, stands, take)
        return text

    def _year(self, earlier: Result | None) -> int:
        year = 0

        def take(answer: str) -> list[Problem]:
            nonlocal year
            year = int(answer) if answer.isdecimal() and len(answer) == 4 else 0
            tried = replace(self.card, results=(Result(year, ""),))
            return [one for one in problems(tried) if one.code == "year"]

        self._until_good(self._say("ask_year"), str(earlier.year) if earlier else "", take)
        return year

    def _which_source(self, earlier: Result | None) -> str:
        sources = self.card.sources
        if len(sources) == 1:
            return sources[0]
        for number, address in enumerate(sources, 1):
            self._terminal.tell(f"  {number}  {address}")
        stands = str(sources.index(earlier.source) + 1) if earlier and earlier.source in sources else "1"
        numbers = tuple(str(number) for number in range(1, len(sources) + 1))
        question = self._say("ask_which_source", count=len(sources))
        return sources[int(self._chosen(question, stands, numbers)) - 1]

    def _more_languages(self) -> bool:
        """The card in one more language; False where none is wanted, or none is left."""
        left = tuple(code for code in LANGUAGES if code not in self._asked)
        begun = next((code for code in left if code in self.card.texts), "")
        if not left or not self._terminal.confirm(self._say("ask_another_language"), bool(begun)):
            # A language that was begun and is not wanted would keep the card from being shared.
            self._change(texts={code: text for code, text in self.card.texts.items() if self._complete(code)})
            return False
        code = self._chosen(self._say("ask_language", choices=", ".join(left)), begun or left[0], left)
        self._texts(code)
        first = next(iter(self.card.texts.values()))
        for number, text in enumerate(first.results):
            own = self.card.texts[code]
            stands = own.results[number] if number < len(own.results) else ""
            question = self._say("ask_translated_result", text=text)
            answer = self._result_text(code, question, stands, False)
            self._put(code, replace(own, results=(*own.results[:number], answer, *own.results[number + 1 :])))
        self._put(
            code, replace(self.card.texts[code], results=self.card.texts[code].results[: len(first.results)])
        )
        return True

    def _complete(self, code: str) -> bool:
        text = self.card.texts.get(code)
        return bool(text and text.title and text.activity and len(text.results) == len(self.card.results))

    def _contact(self) -> None:
        if not self._terminal.confirm(self._say("ask_contact"), bool(self.card.contact)):
            self._change(contact="")
            return
        question = self._say("ask_contact_address")

        def take(answer: str) -> list[Problem]:
            found = [one for one in self._change(contact=answer) if one.where == "contact"]
            return found or ([] if answer else [Problem("contact", "contact", {"value": ""})])

        self._until_good(question, self.card.contact, take)
