"""A question for an amount or a count needs a passage that states one.

"What is the wage of an aide at CHCA?" finds the passages about its aides, with every word of
the question but the wage. No score tells that from an answer; that no sentence has a sum of
money does. Read by rules in the four languages; a passage counts in all its translations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from knowledge.documents import Passage
from knowledge.glossary import related
from knowledge.languages import LANGUAGES, content_words
from knowledge.overlap import stems
from knowledge.sentences import split
from knowledge.text import fold

__all__ = ["Fact", "fact_asked", "states"]

Fact = Literal["", "amount", "count"]
_AMOUNT = re.compile(
    r"\b(?:how much|prices?|cost|wage|salary|fines?|budget|fees?|"
    r"prix|coute\w*|cout|salaire|amendes?|montants?|tarifs?|combien (?:gagne|paie|touche|paye)\w*|"
    r"precios?|cuestan?|costo|coste|salario|sueldo|multas?|presupuesto|cuanto (?:paga|gana|cobra)n?|"
    r"precos?|custam?|custou|custo|ordenado|vencimento|orcamento|quanto (?:paga|ganha|recebe)m?)\b|\beuros\b"
)
_MONEY = re.compile(
    r"[€$£¥₹₩]|\b(?:euros?|eur|dollars?|dolar(?:es)?|usd|reais|real|pesos?|francs?|francos?|rupees?|roupies?|rupias?|rs|"
    r"shillings?|chelines|xelins|yens?|ienes|wons?|f?cfa|birr|kunas?|bolivar\w*|guarani\w*|pounds?|livres? sterling|"
    r"libras?|cedis?|dirhams?|dinars?|dinares|taka|pesetas?|free|gratuit\w*|gratis|gratuit[oa]s?)\b"
)
_COUNT = re.compile(
    r"\b(?:how many|number of|combien d(?:e |['’])|nombre d(?:e |['’])|cuant[oa]s|numero de|quant[oa]s)\s*"
    r"(?:of |the |de |des |du |d['’]|l['’]|las? |los? |os? |as? )*(\w+)"
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?|millions?|half|third|quarter|"
    r"deux|trois|quatre|cinq|sept|huit|neuf|dix|douzaine|centaines?|milliers?|moitie|tiers|quart|cents?|mille|"
    r"dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|docenas?|cientos?|miles|mil|millon\w*|mitad|tercio|cuarto|"
    r"dois|duas|quatro|sete|oito|nove|dez|duzias?|centenas?|milhares|milh(?:ao|oes)|metade|terco)\b"
)


def fact_asked(question: str) -> Fact:
    """Whether a sum of money is asked for, or how many of something there are; "" for neither."""
    folded = fold(question)
    if _AMOUNT.search(folded):
        return "amount"
    return "count" if _counted(question) else ""


def states(passages: Iterable[Passage], fact: Fact, question: str) -> bool:
    """Whether a sentence of the passages has a sum of money, or a number with what is to be counted.

    What is counted stands there by its stem, or by a term of the glossary.
    """
    sentences = (
        fold(passage.text[start:end])
        for passage in passages
        for start, end in split(passage.text, passage.language)
    )
    if fact == "amount":
        return any(_NUMBER.search(sentence) and _MONEY.search(sentence) for sentence in sentences)
    if fact == "count":
        thing = _counted(question)
        wanted = stems(" ".join([thing, *(term for code in LANGUAGES for term in related(thing, code))]))
        return any(_NUMBER.search(sentence) and wanted & stems(sentence) for sentence in sentences)
    return True


def _counted(question: str) -> str:
    """What a question asks the number of, as it is written, where that is a word that says something."""
    folded = fold(question)
    match = _COUNT.search(folded)
    if not match or not content_words(match[1]):
        return ""
    # Folding keeps the places but for a few signs of other scripts.
    return question[match.start(1) : match.end(1)] if len(folded) == len(question) else match[1]
