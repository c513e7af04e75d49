"""Does the gate let a bare topic in ("housing", "what do the texts say on housing?"), and no other?

    python tests/benchmarks/topics.py [--show]

The field's topics are the phrases of the corpus's themes (`assistant.topics.NAMES`) in four
languages; the others were written for this script.
"""

from __future__ import annotations

import argparse
from collections import Counter

from assistant.topics import NAMES
from knowledge import Retriever
from knowledge.languages import LANGUAGES

ASKED = {
    "en": "What do the texts say about {}?", "fr": "Que disent les textes sur {} ?",
    "es": "¿Qué dicen los textos sobre {}?", "pt": "O que dizem os textos sobre {}?",
}  # fmt: skip
OTHERS = {
    "en": (
        "football", "bitcoin", "moon landing", "cheese recipes", "horoscopes", "dinosaurs", "nuclear submarines",
        "wedding dresses", "guitar chords", "volcanoes", "tax evasion by celebrities", "opera singers", "chess openings",
        "hair loss", "video games", "the price of gold", "black holes", "dog breeds", "crossword puzzles", "Roman emperors",
    ),
    "fr": (
        "le football", "les recettes de fromage", "les dinosaures", "les horoscopes", "les sous-marins nucléaires",
        "les robes de mariée", "les accords de guitare", "les volcans", "la chute des cheveux", "les jeux vidéo",
        "le prix de l'or", "les trous noirs", "les races de chiens", "les mots croisés", "les empereurs romains",
    ),
    "es": (
        "el fútbol", "las recetas de queso", "los dinosaurios", "los horóscopos", "los submarinos nucleares",
        "los vestidos de novia", "los volcanes", "la caída del cabello", "los videojuegos", "el precio del oro",
        "los agujeros negros", "las razas de perros", "los crucigramas", "los emperadores romanos", "la ópera",
    ),
    "pt": (
        "o futebol", "as receitas de queijo", "os dinossauros", "os horóscopos", "os submarinos nucleares",
        "os vestidos de noiva", "os vulcões", "a queda de cabelo", "os videojogos", "o preço do ouro",
        "os buracos negros", "as raças de cães", "as palavras cruzadas", "os imperadores romanos", "a ópera",
    ),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--show", action="store_true", help="print each topic on the wrong side")
    show: bool = parser.parse_args().show
    retriever = Retriever.open()
    field = {code: sorted({one for all_ in NAMES.values() for one in all_[code]}) for code in LANGUAGES}
    print("| | n | answered | doubtful | not in texts |\n|---|---|---|---|---|")
    for name, topics in (("topics of the field", field), ("others", OTHERS)):
        for form in ("bare", "asked"):
            verdicts: Counter[str] = Counter()
            for code, phrases in topics.items():
                for phrase in phrases:
                    question = ASKED[code].format(phrase) if form == "asked" else phrase
                    verdict = retriever.retrieve(question, 10, code).gate.verdict
                    verdicts[verdict] += 1
                    if show and (verdict == "not_in_texts") == (topics is field):
                        print("  ", code, verdict, question)
            count = verdicts.total()
            shares = " | ".join(
                f"{verdicts[one] / count:.2f}" for one in ("answered", "doubtful", "not_in_texts")
            )
            print(f"| {name}, {form} | {count} | {shares} |")


if __name__ == "__main__":
    main()
