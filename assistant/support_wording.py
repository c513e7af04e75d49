"""Why the support check says what it says, in the four languages. The keys are the cases of `assistant.support`."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["because", "language_name"]

_WHY: dict[str, Mapping[str, str]] = {
    "en": {
        "no_source": "there is no source to check against",
        "too_short": "it is too short to check: it needs two words that carry meaning",
        "too_long": "it is too long to check: it has more than {words} words",
        "verbatim": "verbatim in the source",
        "without": "the source sentence without {parts}",
        "other_words": "the source sentence in other words",
        "heading": "{why}, below the heading {words}",
        "follows": "it follows from the source by the model {model}; the rules alone do not find it",
        "not_verbatim": "it is not verbatim in the source",
        "foreign": "it is in {ours} and the source in {theirs}: a translation cannot be checked",
        "source": "in the source",
        "sentence": "in that sentence of the source",
        "number": "the number {number} is not {where}",
        "negation": "the negation differs",
        "obligation": "the source does not say {word}: the obligation differs",
        "word": "the word {word} is not {where}",
        "condition": "the condition {words} was dropped",
        "order": "its words stand in another order than in the source",
        "left_out": "{words} was left out, which may change the meaning",
        "punctuation": "its punctuation differs from the source",
        "quoted": "'{words}'",
        "en": "English", "fr": "French", "es": "Spanish", "pt": "Portuguese",
    },
    "fr": {
        "no_source": "il n'y a pas de source à laquelle la comparer",
        "too_short": "elle est trop courte pour être vérifiée : il y faut deux mots porteurs de sens",
        "too_long": "elle est trop longue pour être vérifiée : elle a plus de {words} mots",
        "verbatim": "mot pour mot dans la source",
        "without": "la phrase de la source sans {parts}",
        "other_words": "la phrase de la source en d'autres termes",
        "heading": "{why}, sous l'intitulé {words}",
        "follows": "elle découle de la source d'après le modèle {model} ; les règles seules ne le trouvent pas",
        "not_verbatim": "elle n'est pas mot pour mot dans la source",
        "foreign": "elle est en {ours} et la source en {theirs} : une traduction ne peut pas être vérifiée",
        "source": "dans la source",
        "sentence": "dans cette phrase de la source",
        "number": "le nombre {number} n'est pas {where}",
        "negation": "la négation diffère",
        "obligation": "la source ne dit pas {word} : l'obligation diffère",
        "word": "le mot {word} n'est pas {where}",
        "condition": "la condition {words} a été omise",
        "order": "ses mots sont dans un autre ordre que dans la source",
        "left_out": "{words} a été omis, ce qui peut changer le sens",
        "punctuation": "sa ponctuation diffère de celle de la source",
        "quoted": "« {words} »",
        "en": "anglais", "fr": "français", "es": "espagnol", "pt": "portugais",
    },
    "es": {
        "no_source": "no hay fuente con la que compararla",
        "too_short": "es demasiado corta para comprobarla: hacen falta dos palabras con significado",
        "too_long": "es demasiado larga para comprobarla: tiene más de {words} palabras",
        "verbatim": "literal en la fuente",
        "without": "la frase de la fuente sin {parts}",
        "other_words": "la frase de la fuente con otras palabras",
        "heading": "{why}, bajo el epígrafe {words}",
        "follows": "se deduce de la fuente según el modelo {model}; las reglas por sí solas no lo encuentran",
        "not_verbatim": "no está literalmente en la fuente",
        "foreign": "está en {ours} y la fuente en {theirs}: una traducción no se puede comprobar",
        "source": "en la fuente",
        "sentence": "en esa frase de la fuente",
        "number": "el número {number} no está {where}",
        "negation": "la negación es distinta",
        "obligation": "la fuente no dice {word}: la obligación es distinta",
        "word": "la palabra {word} no está {where}",
        "condition": "se omitió la condición {words}",
        "order": "sus palabras están en otro orden que en la fuente",
        "left_out": "se omitió {words}, lo que puede cambiar el sentido",
        "punctuation": "su puntuación es distinta de la de la fuente",
        "quoted": "«{words}»",
        "en": "inglés", "fr": "francés", "es": "español", "pt": "portugués",
    },
    "pt": {
        "no_source": "não há fonte com que a comparar",
        "too_short": "é demasiado curta para ser verificada: são precisas duas palavras com significado",
        "too_long": "é demasiado longa para ser verificada: tem mais de {words} palavras",
        "verbatim": "palavra por palavra na fonte",
        "without": "a frase da fonte sem {parts}",
        "other_words": "a frase da fonte por outras palavras",
        "heading": "{why}, sob o título {words}",
        "follows": "decorre da fonte segundo o modelo {model}; as regras por si sós não o encontram",
        "not_verbatim": "não está palavra por palavra na fonte",
        "foreign": "está em {ours} e a fonte em {theirs}: uma tradução não pode ser verificada",
        "source": "na fonte",
        "sentence": "nessa frase da fonte",
        "number": "o número {number} não está {where}",
        "negation": "a negação é diferente",
        "obligation": "a fonte não diz {word}: a obrigação é diferente",
        "word": "a palavra {word} não está {where}",
        "condition": "a condição {words} foi omitida",
        "order": "as suas palavras estão noutra ordem que na fonte",
        "left_out": "{words} foi omitido, o que pode mudar o sentido",
        "punctuation": "a sua pontuação é diferente da da fonte",
        "quoted": "«{words}»",
        "en": "inglês", "fr": "francês", "es": "espanhol", "pt": "português",
    },
}  # fmt: skip


def because(case: str, reader: str, /, **values: object) -> str:
    """The reason of a case, said to a reader of this language; English where there is no other.

    Values that come from the texts are put in the reader's quotation marks: `word`, `words`
    and each of `parts`, a sequence. A number of words stands bare.
    """
    table = _WHY.get(reader[:2].lower(), _WHY["en"])
    shown = dict(values)
    for name in ("word", "words"):
        if isinstance(shown.get(name), str):
            shown[name] = table["quoted"].format(words=shown[name])
    if isinstance(parts := shown.get("parts"), (list, tuple)):
        shown["parts"] = ", ".join(table["quoted"].format(words=part) for part in parts)
    if isinstance(where := shown.get("where"), str):
        shown["where"] = table[where]
    return table[case].format(**shown)


def language_name(code: str, reader: str) -> str:
    """The name of a language, said to a reader of another; its quoted code where it is none of the four."""
    table = _WHY.get(reader[:2].lower(), _WHY["en"])
    return table[code] if code in _WHY else table["quoted"].format(words=code)
