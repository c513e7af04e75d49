"""What a writer leaves out of a sentence of a text: conjuncts of what is asked, and appositions.

"Resolution 77/281 encourages States to promote X and to finance Y" says that it encourages
them to promote X. That holds for what a text asks, recognises or supports, each thing for
itself; it does not hold for what is combined, counted, denied, allowed or laid down as a
condition, nor for the adjectives that narrow a noun. So the verbs are a closed list
(`assistant.locators`), and a conjunct goes whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.grammar import Grammar
from assistant.locators import text_verbs
from assistant.paraphrase.agreement import NOMINAL
from assistant.paraphrase.lexicon import Lexicon
from assistant.paraphrase.lists import WHOLES
from assistant.paraphrase.terms import Term, Terms
from assistant.shortening import Span, Words, spell

__all__ = ["trimmable"]

_AS = frozenset({"as", "comme", "como", "enquanto", "tant"})
_ARTICLES = frozenset({"", "the", "a", "this"})
_NAMING = frozenset({"calls", "appelle", "llama", "apela"})


def trimmable(terms: Terms, words: Words, classes: Grammar, lexicon: Lexicon) -> Iterator[Span]:
    """The spans of terms that may be left out, each on its own or several together."""
    text = spell(words)
    if classes.conditional.search(text) or any(term.kind in {"sub", "neg"} or term.negated for term in terms):
        return
    for start, end in (*_appositions(terms), *_conjuncts(terms, lexicon)):
        left = spell(words[terms[start].start : terms[end - 1].end])
        if not (classes.qualifier.search(left) or classes.negation.search(left)):
            yield start, end


def _appositions(terms: Terms) -> Iterator[Span]:
    """`the RAESS, a network of Africa, asks …`: between the commas behind a subject, without a verb."""
    marks = [at for at, term in enumerate(terms) if at and term.mark]
    if len(marks) < 2 or any(terms[at].mark != "," for at in marks[:2]):
        return
    start, end = marks[:2]
    inside, verb = terms[start:end], terms[end]
    if terms[0].kind not in NOMINAL or verb.kind != "verb" or "fin" not in _forms(verb):
        return
    plain = not any(term.kind in {"verb", "and", "or", "rel"} for term in (*terms[:start], *inside[1:]))
    if plain and inside[0].kind in NOMINAL and inside[0].det in {"a", "the"}:
        yield start, end


def _conjuncts(terms: Terms, lexicon: Lexicon) -> Iterator[Span]:
    """`to promote X and to finance Y`, `para la salud y para la vivienda`: each with its `to` or its preposition.

    Nouns that share one ("on decent work and the economy") may share what follows them too: they stay.
    """
    verb = next((at for at, term in enumerate(terms) if "fin" in _forms(term)), len(terms))
    said = terms[verb + 1 :]
    if not said or terms[verb].modal or not _asks(terms[verb], said[0], lexicon):
        return
    if any(term.key in WHOLES or term.kind in {"number", "or"} for term in said):
        return
    that = said[0].kind == "rel" and not said[0].mark  # "recognises that …"
    starts = [at for at in range(verb + 2, len(terms)) if _joins(terms, at)]
    for number, at in enumerate(starts):
        first = at + (terms[at].kind == "and")
        shape = _shape(terms, first)
        if not shape or any(term.kind == "rel" for term in terms[verb + 1 + that : at]):
            continue
        end = starts[number + 1] if number + 1 < len(starts) else len(terms)
        # "and of banks as a task", "y a los bancos a prestar": what all of them are asked, or are, stands there.
        shared = shape != "verb" and any(
            term.kind in {"verb", "rel"} or term.key in _AS or term.written in _AS
            for term in terms[first:end]
        )
        if not shared and (end == len(terms) or _shape(terms, end + (terms[end].kind == "and")) == shape):
            yield at, end
        begin = next((other for other in range(verb + 1, at) if _shape(terms, other) == shape), at)
        inner = terms[begin + 1 : at]
        if terms[begin].key in lexicon.small["genitive"] or any(
            term.det not in _ARTICLES for term in terms[first:]
        ):
            # "the diversity of the SSE and of public markets": one of them may hang higher up.
            # "in making laws and in their use": whose it is would go.
            continue
        # "the role of cooperatives in the promotion of democracy and of justice": which of them "of justice"
        # stands beside is not known, so nothing before it goes.
        if begin < at and not any(
            term.mark or term.kind in {"verb", "and", "prep", "purpose"} for term in inner
        ):
            yield begin, first


def _asks(verb: Term, following: Term, lexicon: Lexicon) -> bool:
    """Whether it is a verb of what a text asks or recognises, each part of it for itself.

    A definition is a whole, and so may be what something is called.
    """
    if verb.written not in text_verbs(lexicon.language) or verb.written.startswith(("defin", "défin")):
        return False
    return verb.written not in _NAMING or following.kind in {"prep", "purpose", "rel"}


def _joins(terms: Terms, at: int) -> bool:
    return terms[at].kind == "and" or (terms[at].mark == "," and terms[at - 1].kind != "and")


def _shape(terms: Terms, at: int) -> str:
    """What begins here: an infinitive, or a preposition and which; "" for anything else."""
    if at >= len(terms):
        return ""
    term = terms[at]
    if term.kind == "verb":
        return "verb" if _forms(term) & {"inf", "purp"} and "fin" not in _forms(term) else ""
    return f"{term.kind} {term.key}" if term.kind in {"prep", "purpose"} else ""


def _forms(term: Term) -> set[str]:
    return {form for form, _ in term.roles}
