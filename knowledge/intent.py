"""Does a question ask one text, or several?

"What do the ILO and the EU say on finance?", "Which texts can I cite for procurement?",
"Give me examples of housing cooperatives": ten passages of the best text answer none of
these, so the hits are spread over documents (`knowledge.grouping`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.query import asks_the_texts
from knowledge.text import fold

__all__ = ["Intent", "read_intent"]

_TEXT_KINDS = frozenset({"digest", "official"})
_WHICH = (
    r"(?:which|what|quels?|quelles?|cuales|que|quais|list|cite[rz]?|citar|donne[rz]?(?: moi)? (?:des|les))"
)
_TEXTS = (
    r"(?:textes?|texts|textos|resolutions|resolucoes|resoluciones|instruments|instrumentos|documents?|documentos|"
    r"sources|fuentes|fontes|recommendations|recommandations|recomendaciones|recomendacoes|references?|referencias|"
    r"declarations|declaraciones|declaracoes|laws|lois|leyes|leis|provisions|dispositions|disposiciones|disposicoes)"
)
_SEVERAL_TEXTS = re.compile(
    rf"\b{_WHICH}\W+(?:\w+\W+){{0,3}}?{_TEXTS}\b|\b(?:all|every|tous|toutes|todos|todas)\W+(?:\w+\W+){{0,2}}?{_TEXTS}\b|"
    rf"\b(?:the|les|los|las|os|as)\W+(?:\w+\W+)?(?:five|cinq|cinco|international|internationaux|internacionales|"
    rf"internacionais)\W+{_TEXTS}|\b{_TEXTS}\W+(?:internationaux|internacionales|internacionais)\b"
)
_COMPARISON = re.compile(
    r"\b(?:compar\w+|differen\w+|diferen\w+|versus|vs|unlike|contrairement|in common|en commun|en comun|em comum|"
    r"both|les deux|ambos|ambas|respectively|respectivement|respectivamente|whereas|convergen\w+|divergen\w+)\b"
)
_EXAMPLES = re.compile(
    r"\b(?:examples?|exemples?|ejemplos?|exemplos?|good practices?|best practices?|bonnes pratiques?|buenas practicas|"
    r"boas praticas|case studies|experiences|experiencias)\b|"
    r"\b(?:which|what|quelles|que|quais|cuales)\W+(?:\w+\W+)?(?:cooperatives|cooperativas|practices|pratiques|practicas|"
    r"praticas|initiatives|iniciativas|organi[sz]ations|organizaciones|organizacoes|banks|banques|bancos|mutuals|mutuelles)\b"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Intent:
    """What a question wants to be spread over.

    Attributes:
        several: it asks for more than one document, or sets texts side by side.
        kinds: the kinds of document that it asks for; empty means any.
        only: another kind is no answer, however much nearer it is.
    """

    several: bool = False
    kinds: frozenset[str] = frozenset()
    only: bool = False


def read_intent(question: str) -> Intent:
    """The intent of a question in any of the four languages."""
    folded = fold(question)
    if _EXAMPLES.search(folded):
        return Intent(True, frozenset({"practice"}))
    if asks_the_texts(question):
        return Intent(True, _TEXT_KINDS, only=True)
    if _SEVERAL_TEXTS.search(folded):
        return Intent(True, _TEXT_KINDS)
    return Intent(bool(_COMPARISON.search(folded)))
