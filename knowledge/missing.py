"""Names and numbers of a question that the passages found for it do not have.

"How many members has Mondragon Nigeria?" scores like a question about Mondragon, so a name
that no passage has is a doubt. It is none where it does not say what the question is about:
a city in the country that the passages are of, a city that stands for a body ("Brussels"),
where the asker is, what an alternative is sought to, or one of two numbers to choose from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from knowledge.bodies import bodies_at, is_body_word, issuers_in
from knowledge.documents import Passage
from knowledge.glossary import same_as
from knowledge.hits import Hit
from knowledge.index import searchable_text
from knowledge.languages import is_function_word
from knowledge.overlap import stems
from knowledge.places import Place, countries_in, country_name, places_in
from knowledge.text import fold

__all__ = ["LOOKED_AT", "full_text", "missing_terms"]

LOOKED_AT = 3  # hits whose words count: an answer quotes from these
# Written with a capital in institutional prose, but names of nothing in particular.
_HABIT = stems(
    """state states etat etats estado estados member members membre membres miembro miembros membro membros
    government gouvernement gobierno governo council conseil consejo conselho commission comision comissao assembly
    assemblee asamblea assembleia parliament parlement parlamento recommendation recommandation recomendacion
    recomendacao resolution resolucion resolucao conclusions conclusiones conclusoes conference conferencia article
    articulo artigo sse ess ees office bureau oficina social solidarity solidaire solidaria economy economie economia what"""
)
_LIKE = 0.86  # difflib ratio: one letter in seven may differ
_SPELT = 6  # letters from which a name may be spelt otherwise
# Who asks, and from where: "I speak in Maputo next week", "meu TCC".
_MINE = re.compile(
    r"\b(?:i|i.m|my|we|our|je|j|mon|ma|mes|nous|notre|nos|mi|mis|nuestr[ao]s?|estoy|soy|vivo|busco|preparo|voy|vamos|"
    r"meus?|minhas?|nossas?|nossos?|vou|estou|sou|preciso|moro|somos|trabajamos|trabalhamos)\b"
)
_MY = re.compile(r"\b(?:my|our|mon|ma|mes|notre|nos|mi|mis|nuestr[ao]s?|meus?|minhas?|nossas?|nossos?)\W+$")
_ALTERNATIVE = re.compile(
    r"\b(?:alternativ\w+|instead|rather than|rivals?|rival\w*|competitors?|concurrent\w*|plutot que|au lieu|en vez|"
    r"en lugar|em vez|em lugar)\W+(?:(?:to|of|than|a|aux?|de|del|do|da|dos|das|que|la|le|les|los|o|as?|ao|aos)\W+)*$"
)
_AND = r"(?:and|or|et|ou|y|e|o|u)\b|[,/&]"
_NUMBER = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+(?!\d)|\d+(?:[./,]\d+)*")
_EITHER = re.compile(r"(\d[\d.,]*\d|\d)\s+(?:or|ou|o|u)\s+(?:[^\W\d]+\s+){0,2}(\d[\d.,]*\d|\d)")


def missing_terms(query: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Names and numbers of the question that none of the best hits has.

    Bodies count under any of their names (OIT = ILO = International Labour Organization), an
    acronym of the glossary under its other terms, and a translation of a hit as the hit.
    """
    held = _Held([passage for hit in hits[:LOOKED_AT] for passage in (hit.passage, *hit.translations)])
    places = places_in(query)
    found: list[str] = []
    # The words of a body's full name are found under any of its names.
    whole = held.names(issuers_in(query))
    for term in _terms(query):
        if whole and is_body_word(term[0]):
            continue
        if not held.has(term[0]) and not _beside_the_point(term, query, places, held):
            found.append(term[0])
    return tuple(dict.fromkeys(found))


def full_text(passage: Passage) -> str:
    """All the words by which a passage may answer."""
    return f"{searchable_text(passage)} {passage.year} {passage.pinpoint}"


@dataclass(frozen=True)
class _Held:
    """What the passages have."""

    passages: Sequence[Passage]

    @cached_property
    def text(self) -> str:
        return " ".join(full_text(passage) for passage in self.passages)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        return stems(self.text)

    @cached_property
    def countries(self) -> frozenset[str]:
        """Those that the passages name or, as a practice's country code, are of."""
        codes = {name for passage in self.passages for name in passage.names if country_name(name, "en")}
        # A country is named in every translation, so one language is enough.
        return countries_in(" ".join(passage.text for passage in self.passages)) | codes

    @cached_property
    def numbers(self) -> frozenset[str]:
        written = [match[0] for match in _NUMBER.finditer(self.text)]
        return frozenset(_number(one) for number in written for one in (number, *number.split("/")))

    @cached_property
    def written(self) -> list[str]:
        """The words with a capital."""
        return sorted({fold(word) for word in re.findall(r"\b[^\W\d_]{4,}", self.text) if word[0].isupper()})

    def names(self, bodies: frozenset[str]) -> bool:
        """Whether all these bodies are named."""
        return not bodies or issuers_in(self.text, bodies) == bodies

    def has(self, term: str) -> bool:
        if term[0].isdigit():
            return _number(term) in self.numbers
        if bodies := issuers_in(term):
            return self.names(bodies)
        folded = fold(term)
        if re.search(rf"\b{re.escape(folded)}\b", self.folded) or stems(term) <= self.stems:
            return True
        if any(stems(same) <= self.stems for same in same_as(term)):
            return True
        return len(folded) >= _SPELT and bool(get_close_matches(folded, self.written, 1, _LIKE))


def _beside_the_point(term: re.Match[str], query: str, places: Sequence[Place], held: _Held) -> bool:
    """Whether the question is not about the term, though no passage has it."""
    if term[0][0].isdigit():
        return any(
            term[0] in match.groups() and any(held.has(number) for number in match.groups())
            for match in _EITHER.finditer(query)
        )
    before = fold(query[: term.start()])
    if _MY.search(before) or _is_alternative(before):
        return True
    place = next((place for place in places if place.start <= term.start() < place.end), None)
    if place is None:
        return False
    named = query[place.start : place.end]
    seat_of = bodies_at(named)
    if place.countries & held.countries or (seat_of and held.names(seat_of)):
        return True
    return _where_i_am(query, term.start())


def _is_alternative(before: str) -> bool:
    """Whether what follows is what an alternative is sought to: "alternativas a Glovo y …"."""
    list_so_far = re.sub(rf"(?:\w+\W+(?:{_AND})\W+)*$", "", before)
    return bool(_ALTERNATIVE.search(before) or _ALTERNATIVE.search(list_so_far))


def _where_i_am(query: str, place: int) -> bool:
    """Whether the place stands in a clause about the asker, with the question in another."""
    clauses = list(re.finditer(r"[^.?!:;—–]+[.?!:;—–]*", query))
    own = next((clause for clause in clauses if clause.start() <= place < clause.end()), None)
    if own is None or own is clauses[-1] or own[0].rstrip().endswith("?"):
        return False
    return bool(_MINE.search(fold(own[0])))


def _terms(query: str) -> Iterator[re.Match[str]]:
    """Numbers, acronyms, and words that begin with a capital inside a sentence."""
    yield from _NUMBER.finditer(query)
    words = re.findall(r"[^\W\d_][\w'’-]*", query)
    if sum(word[0].isupper() for word in words) > 0.8 * len(words) and len(words) > 3:
        return  # a title or all capitals: capitals say nothing
    for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)*", query):
        word = match[0]
        acronym = len(word) > 1 and word.isupper()
        named = acronym or (word[0].isupper() and not _begins(query[: match.start()]))
        if named and not _capital_by_habit(word):
            yield match


def _number(written: str) -> str:
    """A number however its thousands and decimals are set off: `4 200` = `4,200`, `3,5` = `3.5`."""
    if re.fullmatch(r"\d{1,3}(?:[.,\s]\d{3})+", written):
        return re.sub(r"\D", "", written)
    return written.replace(",", ".")


def _begins(before: str) -> bool:
    """Whether a sentence begins here: nothing before, or its end."""
    before = before.rstrip(" \t\u00a0\u202f¿¡\"'«“(—–-")
    return not before or (before[-1] in "?!…" or bool(re.search(r"\w{3}\.$", before)))


def _capital_by_habit(word: str) -> bool:
    return all(_plain(part) for part in word.split("-"))


def _plain(part: str) -> bool:
    return is_function_word(part) or stems(part) <= _HABIT
