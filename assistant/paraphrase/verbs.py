"""Verbs with all that belongs to them: auxiliaries, modal, negation, voice, and what they do.

`should not be adopted` becomes one term: adopt, passive, should, negated. Which role a form
can play stands in `roles`, so that `that support`, `supporting` and `which supports` agree
while `supports` and `supported by` do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.paraphrase.lexicon import Lexicon
from assistant.paraphrase.periods import periods, times
from assistant.paraphrase.terms import Role, Term, Terms
from knowledge.languages import stemmer

__all__ = ["join_verbs"]

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
    terms = times(terms, lexicon.small["time"])
    while at < len(terms):
        group = _group(terms, at, lexicon)
        if group is None:
            joined.append(_plain(terms[at]))
            at += 1
            continue
        verb, adverbs, after = group
        if joined:
            verb = _behind(joined, verb)
        joined.append(verb)
        joined.extend(adverbs)
        at = after
    return tuple(periods(joined))


def _interrupted(terms: list[Term]) -> list[Term]:
    """`may, with the agreement of X, close`: the modal joins the verb behind the insertion."""
    for at, term in enumerate(terms[:-1]):
        if term.kind == "modal" and terms[at + 1].mark == ",":
            for other in range(at + 2, len(terms)):
                if terms[other].mark == "," and terms[other].kind == "verb" and "i" in terms[other].tags:
                    moved = term._replace(mark=",")
                    verb = terms[other]._replace(mark="")
                    return [
                        *terms[:at],
                        *terms[at + 1 : other],
                        moved,
                        *_interrupted([verb, *terms[other + 1 :]]),
                    ]
    return terms


@lru_cache(maxsize=16384)
def _stem(word: str, language: str) -> str:
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


@dataclass(slots=True)
class _Group:
    """What stands before a verb and belongs to it."""

    purpose: bool
    modal: str = ""
    negated: bool = False
    auxiliaries: list[str] = field(default_factory=list)
    adverbs: list[Term] = field(default_factory=list)

    def takes(self, term: Term, first: bool, lexicon: Lexicon) -> bool:
        """Take in a term that stands before the verb; False if it does not belong there."""
        if term.kind == "modal" and not self.modal and not self.auxiliaries:
            self.modal = term.key
            if term.key == "must not":
                self.modal, self.negated = "must", True
        elif term.kind == "neg":
            self.negated = True
        elif not first and (term.kind == "adverb" or term.key == "also"):
            self.adverbs.append(term)
        elif term.kind in {"be", "have", "do"}:
            self.auxiliaries.append(term.kind)
            if term.key in lexicon.small["will"]:
                self.modal = self.modal or "will"
        else:
            return False
        return True

    def roles(self, tags: frozenset[str], english: bool) -> frozenset[Role]:
        """What a verb of these forms can be behind what was taken in."""
        passive = self.auxiliaries[-1:] == ["be"] and "p" in tags
        voice = "passive" if passive else "active"
        if self.purpose:
            plain = {("inf", voice)} if english else set()
            return frozenset({("purp", voice), *plain})
        if self.modal or self.auxiliaries:
            return frozenset({("fin", voice)})
        named = {"slt": ("fin", "active"), "wc": ("fin", "active"), "i": ("inf", "active")}
        named |= {"p": ("rel", "passive"), "g": ("ger", "active")}
        return frozenset(role for letters, role in named.items() if tags & set(letters))


def _group(terms: list[Term], at: int, lexicon: Lexicon) -> tuple[Term, list[Term], int] | None:
    """The verb that begins at `at` with all before it, the adverbs between, and where it ends."""
    group = _Group(terms[at].kind == "purpose" and at + 1 < len(terms))
    begin = here = at + group.purpose
    while here < len(terms):
        term = _guessed(terms[here], group, lexicon)
        if here > begin and term.mark and not (group.modal and term.kind == "verb" and "i" in term.tags):
            break
        if _is_main(term, group):
            return _verb(terms, at, here, term, group, lexicon)
        if not group.takes(term, here == begin, lexicon):
            break
        here += 1
    if group.auxiliaries[-1:] in (["be"], ["have"]):
        purposes: set[Role] = {("purp", "active"), ("inf", "active")}
        roles: set[Role] = purposes if group.purpose else {("fin", "active")}
        joined = _joined(terms[at:here], group.auxiliaries[-1], frozenset(roles), group)
        return joined, group.adverbs, here
    return None


def _verb(
    terms: list[Term], at: int, here: int, main: Term, group: _Group, lexicon: Lexicon
) -> tuple[Term, list[Term], int]:
    tags = frozenset(main.tags)
    if not group.modal:
        group.modal = "will" if "w" in tags else "would" if "c" in tags else ""
    roles = group.roles(tags, lexicon.language == "en")
    after = here + 1
    # "ne paie pas": the negation stands behind
    if (
        lexicon.language == "fr"
        and after < len(terms)
        and terms[after].kind == "neg"
        and not terms[after].mark
    ):
        group.negated, after = True, after + 1
    verb = _joined(terms[at:after], main.key, roles, group)
    return verb._replace(written=main.written), group.adverbs, after


def _joined(span: list[Term], key: str, roles: frozenset[Role], group: _Group) -> Term:
    first = span[0]
    end = max(term.end for term in span)
    return Term(
        "verb", key, first.mark, "", first.start, end, first.depth,
        roles=roles, modal=group.modal, negated=group.negated,
    )  # fmt: skip


def _guessed(term: Term, group: _Group, lexicon: Lexicon) -> Term:
    """A word that no list has is a verb where only a verb can stand: behind an auxiliary."""
    if term.kind != "word" or term.det or term.name or not (group.modal or group.auxiliaries):
        return term
    participle, infinitive = _LOOKS[lexicon.language]
    if group.auxiliaries and group.auxiliaries[-1] != "do":
        tags = "p" if participle.fullmatch(term.key) else ""
    else:
        tags = "i" if infinitive.fullmatch(term.key) else ""
    return (
        term._replace(kind="verb", key=f"~{_stem(term.key, lexicon.language)}", tags=tags) if tags else term
    )


def _is_main(term: Term, group: _Group) -> bool:
    tags = set(term.tags)
    if term.kind == "act":
        return group.purpose
    if term.kind != "verb":
        return False
    if group.auxiliaries:
        return bool(tags & {"be": set("pg"), "have": set("p"), "do": set("il")}[group.auxiliaries[-1]])
    if group.modal:
        return "i" in tags
    return not group.purpose or bool(tags & set("ig"))


def _behind(joined: list[Term], verb: Term) -> Term:
    """A verb behind a relative pronoun takes it in: `that support` is `supporting`."""
    before = joined[-1]
    if before.kind == "rel" and before.key in _SUBJECT_RELATIVES and not verb.mark and len(joined) > 1:
        finite = {role for role in verb.roles if role[0] == "fin"}
        if finite:
            joined.pop()
            roles = frozenset(
                ("ger", "active") if voice == "active" else ("rel", "passive") for _, voice in finite
            )
            return verb._replace(roles=roles, mark=before.mark, start=before.start)
    return verb
