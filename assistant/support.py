"""Does a source say what a written sentence says? The guard of everything a model writes.

No model judges. A sentence is supported only where it is one sentence of a source, word for
word and number for number, or that sentence with whole parts left out that can be left out
without changing what the rest claims: an aside, an explanatory clause, an independent
clause, a middle item of a list. Dropping a word anywhere else may change the claim
("agricultural cooperatives must …", "the majority of members …", "refuses to adopt …"), and
no list of words tells where it does, so the rule names what may go and refuses the rest.
Everything kept stands in its order with its function words, so nothing changes roles.

The price is recall: true sentences in other words come out as "unverified". A sentence that
is shown as supported and is not costs more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from knowledge.documents import Passage
from knowledge.languages import STOPWORDS, detect
from knowledge.sentences import split
from knowledge.text import clean, fold

__all__ = ["Verdict", "check_support"]

_LONGEST = 400  # words of a source sentence; beyond it, only verbatim is checked


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one source sentence says what a written sentence says.

    Attributes:
        passage: index of the passage it rests on; None when unverified.
        source: the source sentence as it stands there; "" when unverified.
        reason: why, in plain words.
    """

    verdict: Literal["supported", "unverified"]
    passage: int | None
    source: str
    reason: str


class _Word(NamedTuple):
    text: str  # lower case; a number in its plain form
    mark: str  # the strongest of , - . : ; between the word before and this one
    depth: int  # how many brackets are open
    written: str


_Words = tuple[_Word, ...]
_Span = tuple[int, int]


class _Source(NamedTuple):
    text: str  # as it stands in the passage
    words: _Words
    parts: tuple[_Span, ...]  # what may be left out, as spans of words


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The closed word classes of a language that decide what may be left out."""

    negation: re.Pattern[str]
    qualifier: re.Pattern[str]  # what limits a claim: it never goes
    obligation: frozenset[str]
    finite: frozenset[str]  # auxiliaries and modals: a verb that ends an aside
    listing: frozenset[str]  # verbs after which the middle items of a list may go
    restrictive: re.Pattern[str]  # what makes a list part of a condition, a count or a whole
    elaborative: tuple[str, ...]  # open an aside
    explanatory: tuple[str, ...]  # open a clause that runs to the end
    connectives: tuple[str, ...]  # open a sentence, before a comma
    additive: frozenset[str]
    conjunctions: frozenset[str]
    alternatives: frozenset[str]
    articles: frozenset[str]


def _grammar(**classes: str) -> _Grammar:
    """Words are separated by blanks, phrases by `|`; patterns match whole words."""
    patterns = {
        name: re.compile(rf"(?<![\w-])(?:{'|'.join(classes[name].split('|'))})(?!\w)")
        for name in ("negation", "qualifier", "restrictive")
    }
    phrases = {
        name: tuple(classes[name].split("|")) for name in ("elaborative", "explanatory", "connectives")
    }
    words = {
        name: frozenset(classes[name].split())
        for name in (
            "obligation",
            "finite",
            "listing",
            "additive",
            "conjunctions",
            "alternatives",
            "articles",
        )
    }
    return _Grammar(**patterns, **phrases, **words)  # type: ignore[arg-type]


_GRAMMARS = {
    "en": _grammar(
        negation=r"not|no|never|none|nor|neither|nobody|nothing|nowhere|without|cannot|no longer|lack\w*|fail\w*"
        r"|refus\w+|reject\w*|den(?:y|ies|ied)|hardly|scarcely|barely|\w+n' t|non-[\w-]+",
        qualifier=r"only|solely|exclusively|merely|except\w*|exclud\w+|unless|if|provid(?:ed|ing)|whether|may|might"
        r"|can|could|would|should|about|around|approximately|roughly|nearly|almost|at least|at most|up to|least"
        r"|most|more than|less than|over|under|fewer|some|certain|several|few|many|part(?:ly|ially)?|mainly|mostly"
        r"|largely|generally|usually|often|sometimes|normally|possibly|perhaps|probably|likely|potential\w*"
        r"|where appropriate|where (?:relevant|necessary|possible|applicable)|where|when\w*|while|until|till|before"
        r"|after|once|depending|according|subject to|in case|cases?|condition\w*|as far as|as long as|insofar"
        r"|instead|rather|unlike|despite|although|though|even|but|draft\w*|proposed|planned|alleged\w*|so-called"
        r"|pseudo\S*|voluntar\w+|optional\w*|temporar\w+|limit\w*|false\w*|untrue|wrong\w*|myths?|disput\w+"
        r"|contest\w+|contrary|errors?|erroneous\w*|mistak\w+|incorrect\w*",
        obligation="must shall should may can could might would will required",
        finite="is are was were has have had must shall should may can could might would will do does did",
        listing="must shall should will has have had includes include included promotes promote",
        restrictive=r"with|that|who|which|whose|whom|between|among|together|jointly|respectively|each|every|all|any"
        r"|both|is|are|was|were|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|half|thirds?"
        r"|quarters?|hundreds?|thousands?|millions?",
        elaborative="including|such as|in particular|particularly|especially|notably|for example|for instance"
        "|as well as",
        explanatory="which|who|whose|whom|because|in order to|thereby|thus",
        connectives="moreover|furthermore|however|in addition|additionally|therefore|thus|finally|also|similarly"
        "|likewise|to this end",
        additive="also", conjunctions="and", alternatives="or", articles="the a an",
    ),
    "fr": _grammar(
        negation=r"ne|n'|pas|non|jamais|aucun\w*|ni|sans|nul\w*|rien|guère|non-[\w-]+",
        qualifier=r"seule?s?|seulement|uniquement|exclusivement|sauf|hormis|except\w+|exclu\w*|à l' exception"
        r"|à moins|si|s' il\w*|pourvu|conditions?|peut|peuvent|pourr\w+|puiss\w+|devrai\w+|environ|près de|quasi\w*"
        r"|presque|au moins|au plus|au maximum|au minimum|moins|plus|jusqu\w*|certaine?s?|quelques|plusieurs"
        r"|parties?|partiellement|généralement|souvent|parfois|habituellement|normalement|éventuel\w*|peut-être"
        r"|probablement|potentiel\w*|lorsqu\w*|quand|tant que|dès|après|avant|pendant|selon|suivant|d' après"
        r"|le cas échéant|échéant|cas|réserve|dans la mesure|mesure où|au lieu|plutôt|contraire\w*|malgré|bien que"
        r"|quoique|mais|même|projets?|proposée?s?|prétendu\w*|soi-disant|pseudo\S*|volontaire\w*|facultati\w+"
        r"|provisoire\w*|temporaire\w*|limit\w+|faux|fausse\w*|mythes?|contest\w+|erreurs?|erroné\w*|inexact\w*",
        obligation="doit doivent devra devront devrait devraient peut peuvent pourra pourrait pourraient faut",
        finite="est sont était étaient sera seront a ont avait doit doivent devra devrait devraient peut peuvent"
        " pourrait pourraient",
        listing="doit doivent devrait devraient a ont comprend comprennent inclut incluent",
        restrictive=r"avec|qui|que|qu'|dont|entre|parmi|ensemble|respectivement|chaque|chacun\w*|tous|tout|toutes?"
        r"|est|sont|était|étaient|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|moitié|tiers|quart"
        r"|cent\w*|mille|millions?",
        elaborative="notamment|y compris|en particulier|par exemple|tels que|telles que|ainsi que",
        explanatory="qui|dont|ce qui|car|parce que|puisque|puisqu'|afin de|afin d'|afin que",
        connectives="en outre|de plus|par ailleurs|enfin|toutefois|cependant|ainsi|par conséquent|à cette fin"
        "|de même|en effet",
        additive="", conjunctions="et", alternatives="ou", articles="le la les l' un une",
    ),
    "es": _grammar(
        negation=r"no|nunca|jamás|ni|sin|ningún|ningun\w+|nada|nadie|tampoco",
        qualifier=r"solo|sólo|solamente|únicamente|exclusivamente|salvo|except\w+|exclu\w+|a menos|si|siempre que"
        r"|condici\w+|pued\w+|podr\w+|deber[ií]a\w*|aproximadamente|alrededor|cerca de|casi|al menos|por lo menos"
        r"|como máximo|como mínimo|menos|más|máximo|mínimo|hasta|algun\w+|algún|ciert[oa]s?|vari[oa]s|partes?"
        r"|parcialmente|generalmente|a menudo|normalmente|a veces|quizás?|tal vez|probablemente|posible\w*"
        r"|potencial\w*|cuando|donde|mientras|antes|después|tras|según|cuando proceda|en su caso|casos?|proceda"
        r"|reserva|en la medida|en lugar|contrari\w+|diferencia|pese|aunque|pero|sino|incluso|proyectos?"
        r"|propuest\w+|supuest\w+|pseudo\S*|voluntari\w+|facultativ\w+|provisional\w*|temporal\w*|limit\w+"
        r"|fals\w+|mitos?|discutid\w+|error\w*|erróne\w+|incorrect\w+",
        obligation="debe deben deberá deberán debería deberían puede pueden podrá podrán podría podrían",
        finite="es son era eran fue fueron está están será serán ha han debe deben deberá debería deberían puede"
        " pueden podrá podría podrían",
        listing="debe deben debería deberían ha han incluye incluyen abarca abarcan",
        restrictive=r"con|que|quien\w*|cuy[oa]s?|entre|juntos|juntas|conjunt\w+|respectivamente|cada|tod[oa]s?"
        r"|amb[oa]s|es|son|era|eran|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|mitad|tercios?"
        r"|cuartos?|cien\w*|mil|millones|millón",
        elaborative="en particular|por ejemplo|tales como|incluidos|incluidas|incluido|incluida|especialmente"
        "|sobre todo|así como",
        explanatory="que|lo que|lo cual|cuyo|cuya|cuyos|cuyas|quien|quienes|porque|ya que|puesto que|dado que"
        "|a fin de|con el fin de",
        connectives="además|asimismo|por último|por lo tanto|por tanto|por ello|finalmente|con este fin",
        additive="también", conjunctions="y e", alternatives="o u", articles="el la los las un una",
    ),
    "pt": _grammar(
        negation=r"não|nunca|jamais|nem|sem|nenhum\w*|nenhuns|nada|ninguém|tampouco|não-[\w-]+",
        qualifier=r"só|somente|apenas|unicamente|exclusivamente|salvo|exceto|excepto|exclu\w+|a menos|se|desde que"
        r"|condiç\w+|pod\w+|poss(?:a|am)|dever(?:ia|iam)|cerca de|aproximadamente|quase|pelo menos|no mínimo"
        r"|no máximo|menos|mais|máximo|mínimo|até|algu[mn]\w*|cert[oa]s?|vári[oa]s|partes?|parcialmente|geralmente"
        r"|muitas vezes|às vezes|normalmente|talvez|provavelmente|possível\w*|possivelmente|potencia\w+|quando"
        r"|onde|enquanto|antes|depois|após|a partir|segundo|conforme|consoante|se for caso disso|sempre que|casos?"
        r"|reserva|na medida|em vez|contr[aá]ri\w+|apesar|embora|mas|mesmo|projet\w+|propost\w+|supost\w+"
        r"|pseudo\S*|voluntári\w+|facultativ\w+|provisóri\w+|temporári\w+|limit\w+|fals\w+|mitos?|contestad\w+|erros?|erróne\w+|errad\w+|incorret\w+",
        obligation="deve devem deverá deverão deveria deveriam pode podem poderá poderão poderia poderiam",
        finite="é são era eram foi foram está estão será serão há tem têm deve devem deverá deveria deveriam pode"
        " podem poderá poderia poderiam",
        listing="deve devem deveria deveriam tem têm inclui incluem abrange abrangem",
        restrictive=r"com|que|quem|cuj[oa]s?|entre|juntos|juntas|conjunt\w+|respetivamente|respectivamente|cada"
        r"|tod[oa]s?|amb[oa]s|é|são|era|eram|dois|duas|três|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|metade"
        r"|terços?|quartos?|cem|cent\w+|mil|milhões|milhão",
        elaborative="em particular|por exemplo|tais como|incluindo|nomeadamente|designadamente|sobretudo"
        "|especialmente|bem como|assim como",
        explanatory="que|o que|o qual|a qual|os quais|as quais|cujo|cuja|cujos|cujas|quem|porque|pois|já que"
        "|uma vez que|dado que|a fim de",
        connectives="além disso|por fim|portanto|assim|contudo|todavia|para tal|para esse fim|do mesmo modo",
        additive="também", conjunctions="e", alternatives="ou", articles="o a os as um uma",
    ),
}  # fmt: skip
_NAMES = {"en": "English", "fr": "French", "es": "Spanish", "pt": "Portuguese"}

_TOKEN = re.compile(
    r"(?P<number>(?<![\w-])-?\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?(?!\w|[-./,]\d)"
    r"|(?<![\w-])-?\d+(?:[.,]\d+)*(?!\w|[-./:]\w))"
    r"|(?P<word>\w+(?:[-./]\w+|:\d+)*(?:'(?=\w))?)|(?P<other>\S)"
)
_SAME_SIGN = str.maketrans("’‘ʼ‐‑−–—…", "'''---\u2014\u2014.")
_MARKS = ",\u2014.:;"  # from weak to strong
_SILENT = "()[]{}\"'«»“”„‹›*•·!¡¿-"
_ACRONYM = re.compile(r"(?![IVXLC]+$)[^\W\d_]{2,}")
_DIGIT = re.compile(r"\d")
_SMALL_WORDS = frozenset().union(*STOPWORDS.values())
_THAT = frozenset({"that", "que", "qu'"})
_LIST_ITEM = re.compile(r"(?:[-•*–—]|\(?\w{1,3}[.)])\s")


def check_support(sentence: str, passages: Sequence[str | Passage], language: str | None = None) -> Verdict:
    """Whether one sentence of one passage says what `sentence` says.

    Args:
        sentence: what was written: one sentence, or several that follow each other verbatim.
        passages: the sources it cites, as texts or passages.
        language: two-letter code of the sentence; detected where it is not given. A sentence
            in another language than its source is never supported.

    Any text is accepted, lone surrogates included; nothing is raised.
    """
    if not passages:
        return _unverified("there is no source to check against")
    spoken = (language or detect(sentence, ""))[:2].lower()
    cited = [
        (item, detect(item, spoken or "en")) if isinstance(item, str) else (item.text, item.language[:2].lower())
        for item in passages
    ]
    if len(_content(_read(sentence, cited[0][1]), cited[0][1])) < 2:
        return _unverified("it is too short to check: it needs two words that carry meaning")
    for index, (text, code) in enumerate(cited):
        if repeated := _verbatim(sentence, text, code):
            return Verdict("supported", index, repeated, "verbatim in the source")
    comparable = [
        (index, code, source)
        for index, (text, code) in enumerate(cited)
        if code in _GRAMMARS and spoken in ("", code)
        for source in _sources(text, code)
    ]
    if not comparable:
        return _unverified(_foreign(spoken, cited[0][1]))
    for index, code, source in comparable:
        if gaps := _gaps(_read(sentence, code), source, code):
            left_out = "', '".join(_text(source.words, gap) for gap in gaps)
            return Verdict("supported", index, source.text, f"the source sentence without '{left_out}'")
    _, code, source = max(comparable, key=lambda item: _overlap(_read(sentence, item[1]), item[2].words))
    everything = {word.text for _, _, other in comparable for word in other.words}
    return _unverified(_difference(_read(sentence, code), source.words, everything, _GRAMMARS[code]))


def _unverified(reason: str) -> Verdict:
    return Verdict("unverified", None, "", reason)


def _foreign(spoken: str, code: str) -> str:
    if spoken in ("", code):
        return f"it is not verbatim, and nothing else can be checked in the language '{code}'"
    ours, theirs = (_NAMES.get(language, f"'{language}'") for language in (spoken, code))
    return f"it is in {ours} and the source in {theirs}: a translation cannot be checked"


@lru_cache(maxsize=512)
def _read(text: str, language: str) -> _Words:
    """The words of a text, each with the punctuation before it."""
    words: list[_Word] = []
    mark, depth = "", 0
    for match in _TOKEN.finditer(clean(text).translate(_SAME_SIGN)):
        sign = match["other"]
        if sign and sign in _MARKS:
            mark = max(mark, sign, key=("",  *_MARKS).index)
        elif sign and sign in _SILENT:
            depth = max(0, depth + (sign in "([{") - (sign in ")]}"))
            if sign == "-":
                mark = mark or "\u2014"  # a hyphen between blanks is a dash
        else:
            # Everything that is not known to be silent is a word: %, €, ?, an emoji.
            token = match[0]
            words.append(_Word(_plain(token, language) if match["number"] else token.lower(), mark, depth, token))
            mark = ""
    return tuple(words)


def _plain(number: str, language: str) -> str:
    """`1 000`, `1,000` (en) and `1.000` (es, pt) -> `1000`; `3,5` (fr, es, pt) -> `3.5`.

    What could be read in two ways keeps its form behind a `~`, so it equals only itself.
    """
    digits = re.sub(r"\s", "", number)
    signs = re.findall(r"[.,]", digits)
    if not signs:
        return digits
    if digits != number:
        return digits.replace(",", ".")  # blanks group the thousands: the sign is a decimal one
    first, *groups = re.split(r"[.,]", digits.lstrip("-"))
    grouped = len(first) < 4 and first != "0" and all(len(group) == 3 for group in groups)
    if len(signs) > 1:
        return re.sub(r"[.,]", "", digits) if grouped and len(set(signs)) == 1 else "~" + digits
    if grouped:
        thousands = (language, signs[0]) in (("en", ","), ("es", "."), ("pt", "."))
        return digits.replace(signs[0], "") if thousands else "~" + digits
    return "~" + digits if (language, signs[0]) == ("en", ",") else digits.replace(",", ".")


def _content(words: _Words, language: str) -> list[str]:
    stop = STOPWORDS.get(language, frozenset())
    return [word.text for word in words if word.text not in stop and word.text[-1].isalnum()]


def _text(words: _Words, span: _Span) -> str:
    return " ".join(word.text for word in words[slice(*span)])


@lru_cache(maxsize=256)
def _spans(text: str, language: str) -> tuple[_Span, ...]:
    """The sentences of a text; an item of a list stays with the words that introduce it."""
    spans: list[_Span] = []
    introduced = False
    for start, end in split(text, language):
        before = text[slice(*spans[-1])] if spans else ""
        introduced = before.endswith(":") or (introduced and _LIST_ITEM.match(text, start) is not None)
        if before and (introduced or before[-1] in ",;" or text[start].islower()):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans)


@lru_cache(maxsize=256)
def _sources(text: str, language: str) -> tuple[_Source, ...]:
    sources = []
    for start, end in _spans(text, language):
        words = _read(text[start:end], language)
        # A passage that begins in lower case begins inside a sentence.
        if words and len(words) <= _LONGEST and not text[start].islower():
            parts = (part for part in _parts(words, _GRAMMARS[language]) if part[0] < part[1])
            sources.append(_Source(text[start:end], words, tuple(parts)))
    return tuple(sources)


def _verbatim(sentence: str, text: str, language: str) -> str:
    """The sentence, or the run of sentences, of `text` that `sentence` repeats, or ""."""
    claim = _read(sentence, language)
    spans = _spans(text, language)
    for first in range(len(spans)):
        for last in range(first, min(first + len(split(sentence)), len(spans))):
            source = text[spans[first][0] : spans[last][1]]
            if _gaps(claim, _Source(source, _read(source, language), ()), language) is not None:
                return source
    return ""


def _gaps(claim: _Words, source: _Source, language: str) -> list[_Span] | None:
    """The parts of `source` that `claim` leaves out; None where it is not made that way."""
    words = source.words
    seen: set[tuple[int, int, bool]] = set()
    waiting: list[tuple[int, int, tuple[_Span, ...]]] = [(0, 0, ())]
    while waiting:
        at, said, gaps = waiting.pop()
        after_gap = bool(gaps) and gaps[-1][1] == at
        if (at, said, after_gap) in seen:
            continue
        seen.add((at, said, after_gap))
        if at == len(words) and said == len(claim):
            return list(gaps)
        waiting.extend((part[1], said, (*gaps, part)) for part in source.parts if part[0] == at)
        if at < len(words) and said < len(claim) and words[at].text == claim[said].text:
            if said == 0 or _same_mark(words[at], claim[said], after_gap, language):
                waiting.append((at + 1, said + 1, gaps))
    return None


def _same_mark(source: _Word, claim: _Word, after_gap: bool, language: str) -> bool:
    """Punctuation agrees ("No, members must pay") but where a part went, and before "and"."""
    if source.mark == claim.mark:
        return True
    grammar = _GRAMMARS.get(language)
    joins = grammar is not None and source.text in grammar.conjunctions
    return {source.mark, claim.mark} <= {"", ",", "\u2014"} and (after_gap or joins)


def _parts(words: _Words, grammar: _Grammar) -> Iterator[_Span]:
    """What may be left out of a sentence. What limits or negates a claim is in no part."""
    if any(word.text == "?" for word in words):
        return  # without its end, a question could read as a claim
    if connective := _opens(words, 0, grammar.connectives):
        if connective < len(words) and words[connective].mark == ",":
            yield 0, connective
    for found in (_additives, _brackets, _asides, _clauses, _items):
        for part in found(words, grammar):
            text = _text(words, part)
            if not grammar.qualifier.search(text) and not grammar.negation.search(text):
                yield part


def _opens(words: _Words, at: int, phrases: tuple[str, ...]) -> int:
    """Where the longest of the phrases that stand at `at` ends, or 0."""
    ends = (at + len(phrase.split()) for phrase in phrases if _text(words, (at, at + len(phrase.split()))) == phrase)
    return max(ends, default=0)


def _additives(words: _Words, grammar: _Grammar) -> Iterator[_Span]:
    yield from ((at, at + 1) for at, word in enumerate(words) if word.text in grammar.additive)


def _brackets(words: _Words, grammar: _Grammar) -> Iterator[_Span]:
    """`(SSE)`, `(including …)`; or, before `(SSE)`, the words that it abbreviates."""
    start = 0
    while start < len(words):
        end = start + 1
        if words[start].depth:
            while end < len(words) and words[end].depth:
                end += 1
            inside = words[start:end]
            if len(inside) == 1 and _ACRONYM.fullmatch(inside[0].written):
                yield start, end
                yield _long_form(words, start), start
            elif _opens(words, start, grammar.elaborative):
                yield start, end
        start = end


def _long_form(words: _Words, at: int) -> int:
    """Where the words begin whose initials are the acronym at `at`; `at` if there are none."""
    letters = fold(words[at].text)
    begin = at
    while letters and begin:
        begin -= 1
        word = words[begin]
        if word.text not in _SMALL_WORDS and not word.text.endswith("'"):
            if fold(word.text)[:1] != letters[-1]:
                return at
            letters = letters[:-1]
        if letters and word.mark:
            return at
    return at if letters else begin


def _asides(words: _Words, grammar: _Grammar) -> Iterator[_Span]:
    """`, including …` up to a comma and a verb or to the end; `, which …`, `, because …` to the end."""
    for at in range(1, len(words)):
        if words[at].mark not in (",", "\u2014") or words[at].depth:
            continue
        if _opens(words, at, grammar.elaborative):
            ends = (end for end in range(at + 1, len(words)) if words[end].mark in (",", "\u2014"))
            yield from ((at, end) for end in ends if words[end].text in grammar.finite)
        elif not _opens(words, at, grammar.explanatory):
            continue
        if _complete(words, at, grammar):
            yield at, len(words)


def _clauses(words: _Words, grammar: _Grammar) -> Iterator[_Span]:
    """What follows `;`, `:` or `, and`; what stands before `;` or `, and` where a whole clause follows."""
    plain = True  # no punctuation yet
    for at in range(1, len(words)):
        word = words[at]
        joined = word.mark == "," and word.text in grammar.conjunctions
        if word.depth == 0 and (word.mark == ":" or (joined and plain and _complete(words, at, grammar))):
            yield at, len(words)
        if word.depth == 0 and word.mark == ";" and not _enumerates(words, at, grammar):
            yield at, len(words)
        start = at + joined
        if word.mark == ";" or (joined and any(later.text in grammar.finite for later in words[start:])):
            # Only behind "The ...": "In Spain ...; the ..." would lose the place of both clauses.
            whole = plain and words[0].text in grammar.articles and not _THAT & {w.text for w in words[:at]}
            if whole and (words[start].text in grammar.articles or words[start].written[:1].isupper()):
                yield 0, start
        plain = plain and not word.mark


def _complete(words: _Words, at: int, grammar: _Grammar) -> bool:
    """Whether the words before `at` are a sentence of their own, as far as can be told.

    They hold an auxiliary, or no comma follows behind which the main verb could stand.
    """
    closes = any(word.mark in (",", "\u2014") for word in words[at + 1 :])
    return not closes or any(word.text in grammar.finite | grammar.listing for word in words[:at])


def _enumerates(words: _Words, at: int, grammar: _Grammar) -> bool:
    """Whether the `;` at `at` separates items ("the seats are Bonn; Rome; Lima"), not clauses."""
    opened = any(word.text in grammar.finite or word.mark == ":" for word in words[:at])
    return opened and not any(word.text in grammar.finite for word in words[at:])


def _items(words: _Words, grammar: _Grammar) -> Iterator[_Span]:
    """The middle items of a list of four or more, where each is bare and the list is an object.

    "Small, local and green firms must pay" is no such list: without "local" it says more.
    """
    text = _text(words, (0, len(words)))
    limits = (grammar.restrictive, grammar.qualifier, grammar.negation, _DIGIT)
    if any(pattern.search(text) for pattern in limits) or any(word.text in grammar.alternatives for word in words):
        return
    if any(_opens(words, at, grammar.elaborative) for at in range(len(words))):
        return
    verb = next((at for at, word in enumerate(words) if word.text in grammar.listing), len(words))
    chain: list[_Span] = []
    at = verb + 1
    while at < len(words):
        end = at + 1
        while end < len(words) and not words[end].mark and words[end].text not in grammar.conjunctions:
            end += 1
        if words[at].mark == "," and _bare(words[at:end], grammar):
            chain.append((at, end))
        else:
            chain = []
        if end < len(words) and words[end].text in grammar.conjunctions:
            if len(chain) > 1:
                yield from chain
            chain = []
        at = end


def _bare(item: _Words, grammar: _Grammar) -> bool:
    inner = item[1:] if item[0].text in grammar.articles else item
    return 0 < len(inner) < 4 and all(word.text not in _SMALL_WORDS and not word.depth for word in inner)


def _overlap(claim: _Words, source: _Words) -> tuple[int, int]:
    shared = Counter(word.text for word in claim) & Counter(word.text for word in source)
    return sum(len(word) > 3 or word.isdigit() for word in shared.elements()), -len(source)


def _difference(claim: _Words, source: _Words, everything: set[str], grammar: _Grammar) -> str:
    """Why `claim` is no shortened form of `source`, the sentence nearest to it."""
    said, says = _text(claim, (0, len(claim))), _text(source, (0, len(source)))
    missing = [word for word in claim if word.text in Counter(w.text for w in claim) - Counter(w.text for w in source)]
    missing.sort(key=lambda word: (not _DIGIT.search(word.text), word.text in _SMALL_WORDS))
    where = "the source" if missing and missing[0].text not in everything else "that sentence of the source"
    if missing and _DIGIT.search(missing[0].text):
        return f"the number {missing[0].written} is not in {where}"
    if len(grammar.negation.findall(said)) != len(grammar.negation.findall(says)):
        return "the negation differs"
    for word in missing:
        if word.text in grammar.obligation:
            return f"the source does not say '{word.text}': the obligation differs"
    if missing:
        return f"the word '{missing[0].written}' is not in {where}"
    dropped = Counter(grammar.qualifier.findall(says)) - Counter(grammar.qualifier.findall(said))
    if dropped:
        return f"the condition '{next(iter(dropped))}' was dropped"
    rest = iter(source)
    if not all(any(word.text == other.text for other in rest) for word in claim):
        return "its words stand in another order than in the source"
    kept = 0
    left_out: list[str] = []
    for word in source:
        if kept < len(claim) and word.text == claim[kept].text:
            kept += 1
            if left_out:
                break
        else:
            left_out.append(word.text)
    if left_out:
        return f"'{' '.join(left_out)}' was left out, which may change the meaning"
    return "its punctuation differs from the source"
