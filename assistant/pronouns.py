"""A pronoun with nothing to stand for, or a subject left out, gets its name from a question before.

"Does it say how?", "Quand a-t-elle été adoptée ?", "¿quién la definió?", "quantos membros
tem?". A pronoun that has its noun in the question itself stays, and so do those that stand
for nothing ("is it possible", "existe-t-il").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.mentions import ARTICLES, CONTRACTIONS, TOPIC_PREPOSITIONS, mentions, tokens, topic
from knowledge.languages import content_words
from knowledge.text import fold

__all__ = ["fill_pronoun"]

_LONGEST = 8  # words before a pronoun that stands for an object
_EARLY = 4  # words before a pronoun that stands for the subject
_ASK = {  # words that begin a question, "how many members" and "a quién" included
    "en": r"(?:(?:in|for|to|by|from) )?(?:(?:what|which|whose) \w+(?: \w+)?|how (?:many|much) \w+(?: \w+)?|how \w+|"
          r"what|who|when|where|why|how)",
    "fr": r"(?:quels?|quelles?) \w+|combien d(?:e |['’])\w+(?: \w+)?|qui|quand|comment|pourquoi|où|que|qu['’]|combien|à qui",
    "es": r"(?:a |de |en |con |para |por )?(?:(?:qué|cuál(?:es)?|cuánt[oa]s?) (?!se |le |les |no )\w+(?: \w+)?|"
          r"quién(?:es)?|cuándo|cómo|dónde|por qué|cuánt[oa]s?|qué)",
    "pt": r"(?:a |de |em |com |para |por )?(?:(?:que|quais|qual|quant[oa]s?) (?!se |lhe |lhes |não )\w+(?: \w+)?|"
          r"quem|quando|como|onde|por ?que|quanto|o que|que)",
}  # fmt: skip
_SAYS = {
    "es": "dice|recomienda|pide|define|exige|propone|establece|menciona|prevé|preve|habla|reconoce|promueve|contiene|explica",
    "pt": "diz|recomenda|pede|define|exige|propõe|estabelece|menciona|prevê|preve|fala|reconhece|promove|contém|explica",
}
_ASIDE = {
    "es": r"cómo|como|que|qué|si|sobre|acerca|respecto|para|algo|en|de|a",
    "pt": r"como|que|se|sobre|acerca|para|algo|em|de|ao|aos|às|quanto",
}
_AUXILIARY = "does|do|did|is|are|was|were|has|have|had|can|could|should|must|will|would|may|might"
_EN_SUBJECT = re.compile(
    rf"(?P<before>(?:{_ASK['en']} )?(?:{_AUXILIARY}) )(?P<pronoun>it|they|this|that|these|those)\b(?P<after>.*)",
    re.IGNORECASE | re.DOTALL,
)
_EN_EXPLETIVE = re.compile(
    r"\s+(?:possible|necessary|true|mandatory|compulsory|legal|allowed|important|enough|better|worth|that|a|an|the|"
    r"matter|take|cost|mean to|make sense|common|easy|hard|difficult|useful|required)\b",
    re.IGNORECASE,
)
_EN_OBJECT = re.compile(
    r"(?P<before>.+?)\b(?P<pronoun>it|them)(?P<after>(?:\s+(?:in|by|for|since)\b.*)?)", re.IGNORECASE
)
_FR_INVERTED = re.compile(
    rf"(?P<ask>(?:{_ASK['fr']})\s*)?(?P<verb>[^\W\d_]+)(?P<link>-t)?-(?P<pronoun>il|elle|ils|elles)\b(?P<after>.*)",
    re.IGNORECASE | re.DOTALL,
)
_FR_EXPLETIVE = re.compile(
    r"(?:y (?:a|avait)|existe|existait|faut|faudrait|agit|reste|convient|suffit)$", re.IGNORECASE
)
_FR_IMPERSONAL = re.compile(
    r"\s+(?:possible|vrai|obligatoire|nécessaire|permis|interdit|utile|important|question)\b", re.IGNORECASE
)
_FR_PLAIN = re.compile(
    r"(?P<before>(?:(?:qu['’]est-ce|est-ce|que|quand|comment|pourquoi) )?(?:qu['’])?)(?P<pronoun>elles?|ils?)\s+(?P<after>.*)",
    re.IGNORECASE | re.DOTALL,
)
_FR_OBJECT = re.compile(
    r"(?P<before>qui(?: est-ce qui)?\s+)(?P<pronoun>l['’]|la |le |les )(?P<verb>\w+)"
    r"(?P<after>(?:\s+\w*[éiutse]e?s?)?(?:\s+(?:en|par|pour|dans|à|au|depuis)\b.*)?)",
    re.IGNORECASE,
)
_DEMONSTRATIVE = re.compile(
    r"\b(?:this|that) (?:text|resolution|recommendation|law|act|document|declaration|treaty)\b|"
    r"\b(?:ce|cet|cette) (?:texte|résolution|recommandation|loi|document|déclaration)\b|"
    r"\b(?:este|esta|ese|esa) (?:texto|resolución|recomendación|ley|documento|declaración)\b|"
    r"\b(?:este|esta|esse|essa) (?:texto|resolução|recomendação|lei|documento|declaração)\b",
    re.IGNORECASE,
)
_IN = re.compile(r"\b(?:in|en|au|aux|à|dans|em|from|of|de)\s+$", re.IGNORECASE)
# Words of a question that asks nothing but how, or whether: its topic is the last one's.
_EMPTY = frozenset(
    """say says tell explain mention dit dire precise explique dice explica menciona diz explica menciona how""".split()
)


def fill_pronoun(core: str, before: Sequence[str], language: str) -> str:
    """`core`, a question without its marks, with what it lacks from the questions `before`, the last one first; ""."""
    filled = _demonstrative(core, before)
    rules = {"en": _english, "fr": _french, "es": _iberian, "pt": _iberian}
    if not filled and language in rules:
        filled = rules[language](core, before, language)
    if filled and not _content(core):
        about = next((phrase for question in before[:1] if (phrase := _about(question))), "")
        filled += f", {about}" if about else ""
    return filled


def _demonstrative(core: str, before: Sequence[str]) -> str:
    match = _DEMONSTRATIVE.search(core)
    if match is None:
        return ""
    name = _antecedent(before, ("text",), topical=False)
    return f"{core[: match.start()]}{name}{core[match.end() :]}" if name else ""


def _english(core: str, before: Sequence[str], _language: str) -> str:
    if match := _EN_SUBJECT.fullmatch(core):
        own = match["pronoun"].lower() == "they" and mentions(
            match["after"]
        )  # "what do they mean at the OECD"
        if not own and not _EN_EXPLETIVE.match(match["after"]) and (name := _subject(before)):
            return f"{match['before']}{name}{match['after']}"
        return ""
    match = _EN_OBJECT.fullmatch(core)
    if match and not _own_noun(match["before"]) and (name := _object(before)):
        return f"{match['before']}{name}{match['after']}"
    return ""


def _french(core: str, before: Sequence[str], _language: str) -> str:
    if match := _FR_INVERTED.fullmatch(core):
        expletive = _FR_EXPLETIVE.search(f"{match['ask'] or ''}{match['verb']}")
        if expletive or _FR_IMPERSONAL.match(match["after"]) or not (name := _subject(before)):
            return ""
        ask = match["ask"] or ""
        if fold(ask.strip()) in ("que", "qu'", "qu’"):
            return f"{ask}{match['verb']} {name}{match['after']}"
        verb = f"{match['verb'].lower()}{match['link'] or ''}-{match['pronoun']}"
        return f"{ask}{name} {verb}{match['after']}"
    if match := _FR_PLAIN.fullmatch(core):
        if re.match(r"(?:y a|existe|faut|s['’]agit|est (?:possible|vrai|obligatoire))\b", match["after"]):
            return ""
        name = _subject(before)
        start = re.sub(r"qu['’]$", "que ", match["before"])
        return f"{start}{name} {match['after']}" if name else ""
    if (match := _FR_OBJECT.fullmatch(core)) and (name := _object(before)):
        after = re.sub(r"^(\s+\w*é)(?:e|s|es)\b", r"\1", match["after"])
        participle = re.match(r"\s+\w+(?=\s|$)", after) if match["pronoun"][-1] in "'’" else None
        cut = participle.end() if participle else 0
        return f"{match['before']}{match['verb']}{after[:cut]} {name}{after[cut:]}"
    return ""


def _iberian(core: str, before: Sequence[str], language: str) -> str:
    ask, says, aside = _ASK[language], _SAYS[language], _ASIDE[language]
    pronouns = "ella|ellas|él|ellos|esto|eso" if language == "es" else "ela|elas|ele|eles|isto|isso"
    clitics = "lo|la|los|las" if language == "es" else "o|a|os|as"
    rest = r"(?P<after>(?:\s+(?:en|em|de|por|para|com|con|desde)\b.*)?)"
    if match := re.fullmatch(
        rf"(?P<before>(?:(?:{ask}) )?\w+ )(?:{pronouns})\b(?P<after>.*)", core, re.IGNORECASE | re.DOTALL
    ):
        name = _subject(before) if len(match["before"].split()) <= _EARLY else ""
        return f"{match['before']}{name}{match['after']}" if name else ""
    who = "quién|quiénes|quien|quienes|cuándo|cómo|dónde" if language == "es" else "quem|quando|como|onde"
    if (
        match := re.fullmatch(rf"(?P<who>{who}) (?:{clitics}) (?P<verb>[^\W\d_]+){rest}", core, re.IGNORECASE)
    ) and (match["verb"].islower() and (name := _object(before))):
        return f"{match['who']} {match['verb']} {name}{match['after']}"
    spoken = rf"(?P<before>(?:(?:{ask}) )?(?:{says}))(?P<after>(?:\s+(?:{aside})\b.*)?)"
    if (match := re.fullmatch(spoken, core, re.IGNORECASE | re.DOTALL)) and (name := _subject(before)):
        return f"{match['before']} {name}{match['after']}"
    # An interrogative, one verb and nothing else: "¿cuántos socios tiene?", "quando foi fundada?"
    alone = rf"(?P<before>(?:{ask})(?: se)?(?: (?:fue|fueron|foi|foram|es|está))? [^\W\d_]+)"
    match = re.fullmatch(alone, core, re.IGNORECASE)
    last = core.rsplit(" ", 1)[-1]
    if (
        match
        and not re.search(r"[aeio]r$|[A-Z]|^(?:es|son|é|são)$", last)
        and not _nouns(core)
        and (name := _subject(before))
    ):
        return f"{match['before']} {name}"
    return ""


def _subject(before: Sequence[str]) -> str:
    return _antecedent(before, ("text", "name", "body"), topical=True)


def _object(before: Sequence[str]) -> str:
    return _antecedent(before, ("text",), topical=False) or _antecedent(
        before, ("name", "body"), topical=True, first=True
    )


def _antecedent(before: Sequence[str], roles: Sequence[str], *, topical: bool, first: bool = False) -> str:
    """What a pronoun stands for: a name of one of `roles`, or the topic (`first` where it goes before)."""
    for question in before:
        span = topic(question) if topical else None
        about = question[slice(*span)] if span else ""
        if about and first:
            return about
        held = mentions(question)
        for role in roles:
            for one in held:
                if one.role == role:
                    return _spelt(question, one.whole, one.start, one.end, one.lead)
        if about:
            return about
        for one in held:  # "When was Mondragon founded?": the cooperative, and not the town
            if (
                topical
                and one.role == "place"
                and not one.adjective
                and not one.lead
                and not _IN.search(question[: one.start])
            ):
                return question[one.start : one.end]
    return ""


def _spelt(question: str, whole: int, start: int, end: int, lead: str) -> str:
    """A name with its article: out of "du", "da", "del" it comes as "le", "a", "el"."""
    name = question[start:end]
    if lead.lower() in CONTRACTIONS:
        return f"{CONTRACTIONS[lead.lower()][1]} {name}"
    article = question[whole:start]
    return f"{article[:1].lower()}{article[1:]}{name}" if article else name


def _about(question: str) -> str:
    """The words "about taxation" of a question, or ""."""
    span = topic(question)
    found = None
    if span is not None:
        found = re.search(
            rf"(?<!\w)(?:{'|'.join(TOPIC_PREPOSITIONS)})\s+$", question[: span[0]], re.IGNORECASE
        )
    return question[found.start() : span[1]] if found and span else ""


def _content(core: str) -> bool:
    return bool(set(content_words(core)) - _EMPTY)


def _own_noun(text: str) -> bool:
    """Whether a pronoun behind `text` may stand for something that `text` names itself."""
    named = any(one.role not in ("body", "year") for one in mentions(text))
    return named or ":" in text or len(text.split()) > _LONGEST or _nouns(text)


def _nouns(text: str) -> bool:
    """Whether `text` has an article and its noun, beside the names of bodies and texts."""
    taken = [(one.whole, one.end) for one in mentions(text) if one.role in ("body", "text")]
    return any(
        (word.folded in ARTICLES - {"this", "that", "these", "those"} or word.text.lower() in CONTRACTIONS)
        and not any(start <= word.start < end for start, end in taken)
        for word in tokens(text)
        if word.start > 0
    )
