"""Verbs with all that belongs to them: auxiliaries, modal, negation, voice, and what they do.

`should not be adopted` becomes one term: adopt, passive, should, negated. Which role a form
can play stands in `roles`, so that `that support`, `supporting` and `which supports` agree
while `supports` and `supported by` do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.paraphrase.lexicon import Lexicon
from assistant.paraphrase.terms import Role, Term, Terms
from knowledge.languages import stemmer

__all__ = ["join_verbs", "stem"]

_FINITE = frozenset("slt")
_YEARLY = frozenset({"every year", "every month"})
# What a participle and an infinitive look like.
_LOOKS = {
    "en": (re.compile(r"\w{2,}ed"), re.compile(r"[a-z]\w+")),
    "fr": (re.compile(r"\w{2,}(?:é|i|u|is|it)(?:e?s?)"), re.compile(r"\w+(?:er|ir|re|oir)")),
    "es": (re.compile(r"\w+(?:[ai]d[oa]s?)"), re.compile(r"\w+[aeií]r")),
    "pt": (re.compile(r"\w+(?:[ai]d[oa]s?)"), re.compile(r"\w+[aeio]r")),
}
_SUBJECT_RELATIVES = frozenset({"that", "which", "who", "qui", "que"})


def join_verbs(terms: list[Term], lexicon: Lexicon) -> Terms:
    """The terms of a sentence with each verb group in one."""
    joined: list[Term] = []
    at = 0
    terms = _interrupted(_without_ne(terms))
    dated = lexicon.small["time"]
    terms = [
        term
        for term, following in zip(terms, [*terms[1:], None], strict=True)
        if not (term.kind == "prep" and term.key in dated and following and following.kind == "time" and not following.det)
    ]
    while at < len(terms):
        group = _group(terms, at, lexicon)
        if group is None:
            joined.append(_plain(terms[at]))
            at += 1
            continue
        verb, adverbs, after = group
        if joined:
            verb = _behind(joined, verb, lexicon)
        joined.append(verb)
        joined.extend(adverbs)
        at = after
    return tuple(_periods(joined, lexicon))


def _periods(terms: list[Term], lexicon: Lexicon) -> Iterator[Term]:
    """`90 days a year` is `90 days every year`; `of each year` too; `one vote` is `a vote`."""
    periods = {"year": "every year", "month": "every month"}
    skip = False
    for at, term in enumerate(terms):
        before = terms[at - 1] if at else None
        following = terms[at + 1] if at + 1 < len(terms) else None
        if skip:
            skip = False
            yield term._replace(det="a", mark=terms[at - 1].mark)
        elif term.kind == "prep" and following and following.kind == "adverb" and following.key in _YEARLY:
            continue
        elif (
            term.key in periods and term.det == "a" and not term.mark and before and before.kind in {"word", "term"}
        ):
            yield term._replace(kind="adverb", key=periods[term.key], det="")
        elif (
            term.kind == "number" and term.key == "1" and not term.det and following and following.kind == "word"
            and not following.det and not following.mark and not (before and before.kind in {"word", "term"})
        ):
            skip = True
        else:
            yield term


def _interrupted(terms: list[Term]) -> list[Term]:
    """`may, with the agreement of X, close`: the modal joins the verb behind the insertion."""
    for at, term in enumerate(terms[:-1]):
        if term.kind == "modal" and terms[at + 1].mark == ",":
            for other in range(at + 2, len(terms)):
                if terms[other].mark == "," and terms[other].kind == "verb" and "i" in terms[other].tags:
                    moved = term._replace(mark="")
                    verb = terms[other]._replace(mark="")
                    return [*terms[:at], *terms[at + 1 : other], moved, *_interrupted([verb, *terms[other + 1 :]])]
    return terms


@lru_cache(maxsize=16384)
def stem(word: str, language: str) -> str:
    """The Snowball stem, for the endings that the lexicon does not know."""
    found = stemmer(language)
    return str(found.stemWord(word)) if found else word


def _plain(term: Term) -> Term:
    """What stands alone: a modal or an act without a verb is a word."""
    if term.kind == "modal":
        return term._replace(kind="word")
    return term


def _without_ne(terms: list[Term]) -> list[Term]:
    """French `ne … pas` denies once; `ne … que` keeps its `ne`."""
    kept: list[Term] = []
    for at, term in enumerate(terms):
        if term.key in {"ne", "n'"} and any(other.kind == "neg" for other in terms[at + 1 : at + 6]):
            continue
        kept.append(term)
    return kept


def _group(terms: list[Term], at: int, lexicon: Lexicon) -> tuple[Term, list[Term], int] | None:
    modal, negated = "", False
    auxiliaries: list[str] = []
    adverbs: list[Term] = []
    first = terms[at]
    here = at
    purpose = first.kind == "purpose" and here + 1 < len(terms)
    if purpose:
        here += 1
    begin = here
    while here < len(terms):
        term = _guessed(terms[here], modal, auxiliaries, lexicon)
        if here > begin and term.mark and not (modal and term.kind == "verb" and "i" in term.tags):
            break
        if term.kind == "modal" and not modal and not auxiliaries:
            modal = term.key
            if modal == "must not":
                modal, negated = "must", True
        elif term.kind == "neg":
            negated = True
        elif term.kind in {"adverb", "link"} and here > begin and (term.kind == "adverb" or term.key == "also"):
            adverbs.append(term)
        elif term.kind in {"be", "have", "do"}:
            auxiliaries.append(term.kind)
            if term.key in lexicon.small["will"]:
                modal = modal or "will"
        elif _is_main(term, modal, auxiliaries, purpose, lexicon):
            tags = frozenset(term.tags)
            if "w" in tags and not modal:
                modal = "will"
            elif "c" in tags and not modal:
                modal = "would"
            roles = _roles(tags, modal, auxiliaries, purpose, lexicon)
            here += 1
            if here < len(terms) and terms[here].kind == "neg" and not terms[here].mark and "pas" in lexicon.small["negation"]:
                negated, here = True, here + 1
            verb = _verb(terms, at, here, term.key, roles, modal, negated)
            return verb._replace(written=term.written), adverbs, here
        else:
            break
        here += 1
    if auxiliaries and auxiliaries[-1] in {"be", "have"}:
        key = auxiliaries[-1]
        roles: frozenset[Role] = frozenset({("purp" if purpose else "fin", "active")})
        if purpose:
            roles |= {("inf", "active")}
        return _verb(terms, at, here, key, roles, modal, negated), adverbs, here
    return None


def _guessed(term: Term, modal: str, auxiliaries: list[str], lexicon: Lexicon) -> Term:
    """A word that no list has is a verb where only a verb can stand: behind an auxiliary."""
    if term.kind != "word" or term.det or term.name or not (modal or auxiliaries):
        return term
    looks = _LOOKS[lexicon.language]
    tags = ""
    if auxiliaries and auxiliaries[-1] in {"be", "have"}:
        tags = "p" if looks[0].fullmatch(term.key) else ""
    elif modal or (auxiliaries and auxiliaries[-1] == "do"):
        tags = "i" if looks[1].fullmatch(term.key) else ""
    if not tags:
        return term
    return term._replace(kind="verb", key=f"~{stem(term.key, lexicon.language)}", tags=tags)


def _is_main(term: Term, modal: str, auxiliaries: list[str], purpose: bool, lexicon: Lexicon) -> bool:
    tags = set(term.tags)
    if term.kind == "act":
        return purpose
    if term.kind != "verb":
        return False
    if auxiliaries:
        wanted = {"be": set("pg"), "have": set("p"), "do": set("il")}[auxiliaries[-1]]
        return bool(tags & wanted)
    if modal:
        return "i" in tags
    if purpose:
        return bool(tags & set("ig"))
    return True


def _roles(
    tags: frozenset[str], modal: str, auxiliaries: list[str], purpose: bool, lexicon: Lexicon
) -> frozenset[Role]:
    passive = bool(auxiliaries) and auxiliaries[-1] == "be" and "p" in tags
    voice = "passive" if passive else "active"
    if purpose:
        plain = {("inf", voice)} if lexicon.language == "en" else set()
        return frozenset({("purp", voice), *plain})
    if modal or auxiliaries:
        return frozenset({("fin", voice)})
    roles: set[Role] = set()
    if tags & _FINITE:
        roles.add(("fin", "active"))
    if tags & set("wc"):
        roles.add(("fin", "active"))
    if "i" in tags:
        roles.add(("inf", "active"))
    if "p" in tags:
        roles.add(("rel", "passive"))
    if "g" in tags:
        roles.add(("ger", "active"))
    return frozenset(roles)


def _verb(
    terms: list[Term], at: int, after: int, key: str, roles: frozenset[Role], modal: str, negated: bool
) -> Term:
    first = terms[at]
    end = max(term.end for term in terms[at:after])
    return Term(
        "verb", key, first.mark, "", first.start, end, first.depth, roles=roles, modal=modal, negated=negated
    )


def _behind(joined: list[Term], verb: Term, lexicon: Lexicon) -> Term:
    """A verb behind a relative pronoun takes it in: `that support` is `supporting`."""
    before = joined[-1]
    if before.kind == "rel" and before.key in _SUBJECT_RELATIVES and not verb.mark and len(joined) > 1:
        finite = {role for role in verb.roles if role[0] == "fin"}
        if finite:
            joined.pop()
            roles = frozenset(("ger", "active") if voice == "active" else ("rel", "passive") for _, voice in finite)
            return verb._replace(roles=roles, mark=before.mark, start=before.start)
    return verb
