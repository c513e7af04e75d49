"""The closed word classes that decide what may be left out of a sentence, in four languages.

Function words only: they can be listed, as the words of a field cannot. Where a word has
two readings (Portuguese `se`, "if" or a pronoun), the one that forbids wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

__all__ = ["Grammar", "grammar"]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Word classes of one language; patterns match whole words in lower case.

    Attributes:
        negation: what denies.
        qualifier: what limits, hedges or doubts a claim.
        conditional: opens a condition on a claim.
        limiting: opens a condition on a noun ("firms with ...", "members who ...").
        numerals: numbers in words.
        collective: makes a list exhaustive, joint or alternative.
        modals: how strong an obligation or permission is.
        finite: auxiliaries and modals, the verbs that can be recognised.
        listing: verbs whose object may be a list.
        elaborative, inclusive: open an aside that only illustrates, or adds members.
        explanatory: open a clause that explains what stands before.
        connectives: open a sentence, before a comma.
        additive: "also".
        conjunctions: "and".
        articles, linking: articles; "of" and its contractions.
    """

    negation: re.Pattern[str]
    qualifier: re.Pattern[str]
    conditional: re.Pattern[str]
    limiting: re.Pattern[str]
    numerals: re.Pattern[str]
    collective: re.Pattern[str]
    modals: frozenset[str]
    finite: frozenset[str]
    listing: frozenset[str]
    elaborative: tuple[str, ...]
    inclusive: tuple[str, ...]
    explanatory: tuple[str, ...]
    connectives: tuple[str, ...]
    additive: frozenset[str]
    conjunctions: frozenset[str]
    articles: frozenset[str]
    linking: frozenset[str]


@cache
def grammar(language: str) -> Grammar | None:
    """The word classes of en, fr, es or pt; None for another language. Compiles once, in 2 ms."""
    table = _TABLES.get(language)
    if table is None:
        return None
    modals = frozenset(table["modals"].split())
    return Grammar(
        negation=_pattern(table["negation"]),
        qualifier=_pattern(table["qualifier"]),
        conditional=_pattern(table["conditional"]),
        limiting=_pattern(table["limiting"]),
        numerals=_pattern(table["numerals"]),
        collective=_pattern(table["collective"]),
        modals=modals,
        finite=modals | frozenset(table["auxiliaries"].split()),
        listing=modals | frozenset(table["listing"].split()),
        elaborative=tuple(table["elaborative"].split("|")),
        inclusive=tuple(table["inclusive"].split("|")),
        explanatory=tuple(table["explanatory"].split("|")),
        connectives=tuple(table["connectives"].split("|")),
        additive=frozenset(table["additive"].split()),
        conjunctions=frozenset(table["conjunctions"].split()),
        articles=frozenset(table["articles"].split()),
        linking=frozenset(table["linking"].split()),
    )


def _pattern(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?!\w)")


# An elided word stands apart in a text as it is read here: `n' est`, `d' après`, `isn' t`.
# fmt: off
_TABLES: dict[str, dict[str, str]] = {
    "en": {
        "negation": r"not|no longer|no|never|none|nor|neither|nobody|nothing|nowhere|without|cannot|lack\w*"
        r"|fail\w*|refus\w+|reject\w*|den(?:y|ies|ied)|hardly|scarcely|barely|\w+n' t|non-[\w-]+",
        "qualifier": r"only|solely|exclusively|merely|except\w*|exclud\w+|unless|if|provid(?:ed|ing)|whether"
        r"|may|might|can|could|would|should|about|around|approximately|roughly|nearly|almost|at least"
        r"|at most|up to|least|most|more than|less than|over|under|fewer|some|certain|several|few|many"
        r"|part(?:ly|ially)?|mainly|mostly|largely|generally|usually|often|sometimes|normally|possibly"
        r"|perhaps|probably|likely|potential\w*|where (?:appropriate|relevant|necessary|possible|applicable)"
        r"|where|when\w*|while|until|till|before|after|once|depending|according|subject to|in case|cases?"
        r"|condition\w*|as far as|as long as|insofar|instead|rather|unlike|despite|although|though|even|but"
        r"|draft\w*|proposed|planned|alleged\w*|so-called|pseudo\S*|voluntar\w+|optional\w*|temporar\w+"
        r"|limit\w*|false\w*|untrue|wrong\w*|myths?|disput\w+|contest\w+|contrary|errors?|erroneous\w*"
        r"|mistak\w+|incorrect\w*|requir\w+|minimum|maximum|necessar\w+",
        "conditional": "if|unless|when|whether|provided|where",
        "limiting": "with|having|that|who|which|whose|whom",
        "numerals": "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|half|thirds?"
        "|quarters?|hundreds?|thousands?|millions?",
        "collective": r"is|are|was|were|or|by|between|among|together|jointly|respectively|each|every|all|any"
        r"|both|sum|total|average|mix\w*|combination",
        "modals": "must shall should may can could might would will",
        "auxiliaries": "is are was were has have had do does did",
        "listing": "has have had includes include included covers lists promotes",
        "elaborative": "such as|in particular|particularly|especially|notably|for example|for instance",
        "inclusive": "including",
        "explanatory": "which|who|whose|whom|because|in order to|so that|thereby|thus",
        "connectives": "moreover|furthermore|however|in addition|additionally|therefore|thus|finally|also"
        "|similarly|likewise|to this end",
        "additive": "also",
        "conjunctions": "and",
        "articles": "the a an",
        "linking": "of",
    },
    "fr": {
        "negation": r"ne|n'|pas|non|jamais|aucun\w*|ni|sans|nul\w*|rien|guère|non-[\w-]+",
        "qualifier": r"seule?s?|seulement|uniquement|exclusivement|sauf|hormis|except\w+|exclu\w*"
        r"|à l' exception|à moins|si|s' ils?|pourvu|conditions?|peut|peuvent|pourr\w+|puiss\w+|devrai\w+"
        r"|environ|près de|quasi\w*|presque|au moins|au plus|au maximum|au minimum|moins|plus|jusqu\w*"
        r"|certaine?s?|quelques|plusieurs|parties?|partiellement|généralement|souvent|parfois|habituellement"
        r"|normalement|éventuel\w*|peut-être|probablement|potentiel\w*|lorsqu\w*|quand|tant que|dès|après"
        r"|avant|pendant|selon|suivant|d' après|le cas échéant|échéant|cas|réserve|dans la mesure|mesure où"
        r"|au lieu|plutôt|contraire\w*|malgré|bien que|quoique|mais|même|projets?|proposée?s?|prétendu\w*"
        r"|soi-disant|pseudo\S*|volontaire\w*|facultati\w+|provisoire\w*|temporaire\w*|limit\w+|faux"
        r"|fausse\w*|mythes?|contest\w+|erreurs?|erroné\w*|inexact\w*|minim\w+|maxim\w+|exig\w+|requis\w*"
        r"|nécessaire\w*",
        "conditional": r"si|s' ils?|sauf|lorsqu\w*|quand|pourvu",
        "limiting": r"avec|ayant|qui|que|qu'|dont|lesquel\w+",
        "numerals": r"deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|moitié|tiers|quart|cent\w*"
        r"|mille|millions?",
        "collective": r"est|sont|était|étaient|ou|par|entre|parmi|ensemble|respectivement|chaque|chacun\w*"
        r"|tous|tout|toutes?|somme|total\w*|moyenne|mélange|combinaison",
        "modals": "doit doivent devra devront devrait devraient peut peuvent pourra pourrait pourraient faut",
        "auxiliaries": "est sont était étaient sera seront a ont avait",
        "listing": "a ont comprend comprennent inclut incluent couvre cite",
        "elaborative": "notamment|en particulier|par exemple|tels que|telles que",
        "inclusive": "y compris",
        "explanatory": "qui|dont|ce qui|car|parce que|puisque|puisqu'|afin de|afin d'|afin que|de sorte que|de sorte qu'",
        "connectives": "en outre|de plus|par ailleurs|enfin|toutefois|cependant|ainsi|par conséquent"
        "|à cette fin|de même|en effet",
        "additive": "",
        "conjunctions": "et",
        "articles": "le la les l' un une",
        "linking": "de d' des du",
    },
    "es": {
        "negation": r"no|nunca|jamás|ni|sin|ningún|ningun\w+|nada|nadie|tampoco",
        "qualifier": r"solo|sólo|solamente|únicamente|exclusivamente|salvo|except\w+|exclu\w+|a menos|si"
        r"|siempre que|condici\w+|pued\w+|podr\w+|deber[ií]a\w*|aproximadamente|alrededor|cerca de|casi"
        r"|al menos|por lo menos|como (?:máximo|mínimo)|menos|más|máximo|mínimo|hasta|algun\w+|algún"
        r"|ciert[oa]s?|vari[oa]s|partes?|parcialmente|generalmente|a menudo|normalmente|a veces|quizás?"
        r"|tal vez|probablemente|posible\w*|potencial\w*|cuando proceda|cuando|donde|mientras|antes|después"
        r"|tras|según|en su caso|casos?|proceda|reserva|en la medida|en lugar|contrari\w+|diferencia|pese"
        r"|aunque|pero|sino|incluso|proyectos?|propuest\w+|supuest\w+|pseudo\S*|voluntari\w+|facultativ\w+"
        r"|provisional\w*|temporal\w*|limit\w+|fals\w+|mitos?|discutid\w+|error\w*|erróne\w+|incorrect\w+"
        r"|exig\w+|requisit\w+|requier\w+|necesari\w+",
        "conditional": "si|salvo|cuando|siempre que",
        "limiting": r"con|que|quien\w*|cuy[oa]s?",
        "numerals": r"dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|mitad|tercios?|cuartos?"
        r"|cien\w*|mil|millones|millón",
        "collective": r"es|son|era|eran|fue|fueron|o|u|por|entre|juntos|juntas|conjunt\w+|respectivamente"
        r"|cada|tod[oa]s?|amb[oa]s|suma|total\w*|media|mezcla|combinación",
        "modals": "debe deben deberá deberán debería deberían puede pueden podrá podrán podría podrían",
        "auxiliaries": "es son era eran fue fueron está están será serán ha han",
        "listing": "ha han incluye incluyen abarca abarcan comprende promueve cita",
        "elaborative": "en particular|por ejemplo|tales como|especialmente|sobre todo",
        "inclusive": "incluidos|incluidas|incluido|incluida",
        "explanatory": "que|lo que|lo cual|cuyo|cuya|cuyos|cuyas|quien|quienes|porque|ya que|puesto que"
        "|dado que|a fin de|con el fin de|de modo que|de manera que",
        "connectives": "además|asimismo|por último|por lo tanto|por tanto|por ello|finalmente|con este fin",
        "additive": "también",
        "conjunctions": "y e",
        "articles": "el la los las un una",
        "linking": "de del",
    },
    "pt": {
        "negation": r"não|nunca|jamais|nem|sem|nenhum\w*|nenhuns|nada|ninguém|tampouco|não-[\w-]+",
        "qualifier": r"só|somente|apenas|unicamente|exclusivamente|salvo|exceto|excepto|exclu\w+|a menos|se"
        r"|desde que|condiç\w+|pod\w+|poss(?:a|am)|dever(?:ia|iam)|cerca de|aproximadamente|quase|pelo menos"
        r"|no (?:mínimo|máximo)|menos|mais|máximo|mínimo|até|algu[mn]\w*|cert[oa]s?|vári[oa]s|partes?"
        r"|parcialmente|geralmente|muitas vezes|às vezes|normalmente|talvez|provavelmente|possível\w*"
        r"|possivelmente|potencia\w+|quando|onde|enquanto|antes|depois|após|a partir|segundo|conforme"
        r"|consoante|se for caso disso|sempre que|casos?|reserva|na medida|em vez|contr[aá]ri\w+|apesar"
        r"|embora|mas|mesmo|projet\w+|propost\w+|supost\w+|pseudo\S*|voluntári\w+|facultativ\w+|provisóri\w+"
        r"|temporári\w+|limit\w+|fals\w+|mitos?|contestad\w+|erros?|erróne\w+|errad\w+|incorret\w+|exig\w+"
        r"|requisit\w+|requer\w*|necessári\w+",
        "conditional": "se|salvo|quando|sempre que|caso",
        "limiting": "com|que|quem|cuj[oa]s?",
        "numerals": r"dois|duas|três|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|metade|terços?|quartos?"
        r"|cem|cent\w+|mil|milhões|milhão",
        "collective": r"é|são|era|eram|foi|foram|ou|por|pel[oa]s?|entre|juntos|juntas|conjunt\w+"
        r"|respec?tivamente|cada|tod[oa]s?|amb[oa]s|soma|total\w*|média|mistura|combinação",
        "modals": "deve devem deverá deverão deveria deveriam pode podem poderá poderão poderia poderiam",
        "auxiliaries": "é são era eram foi foram está estão será serão há tem têm",
        "listing": "tem têm inclui incluem abrange abrangem compreende promove cita",
        "elaborative": "em particular|por exemplo|tais como|nomeadamente|designadamente|sobretudo"
        "|especialmente",
        "inclusive": "incluindo",
        "explanatory": "que|o que|o qual|a qual|os quais|as quais|cujo|cuja|cujos|cujas|quem|porque|pois"
        "|já que|uma vez que|dado que|a fim de|de modo que|de maneira que",
        "connectives": "além disso|por fim|portanto|assim|contudo|todavia|para tal|para esse fim"
        "|do mesmo modo",
        "additive": "também",
        "conjunctions": "e",
        "articles": "o a os as um uma",
        "linking": "de do da dos das",
    },
}
# fmt: on
