"""The words of an exported answer that stand around its texts, in the four languages."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.languages import LANGUAGES

__all__ = ["word"]

_WORDS: dict[str, Mapping[str, str]] = {
    "en": {
        "ai_quotes": "Made with AI: an AI system searched for these passages and chose them; it generated no text.",
        "ai_written": "Made with AI: an AI system chose the passages, and the language model {model} wrote the sentences "
        "that are marked as written by AI.",
        "answer": "Answer",
        "written": "Written by AI",
        "written_by": "written by AI (model {model})",
        "nearest": "Nearest passages",
        "about": "How this answer came about",
        "searched": "Searched",
        "searched_value": "{documents} documents, {passages} passages",
        "model": "Language model",
        "no_model": "none wrote",
        "embedder": "Search model",
        "release": "Index release",
        "asked": "Asked on",
        "record": "Record",
        "energy": "Energy",
        "measured": "measured",
        "estimated": "estimated",
        "software": "Software",
        "own_document": "private document of whoever asked",
        "own_removed": "The text of own documents was removed; its hash stands in its place.",
    },
    "fr": {
        "ai_quotes": "Réalisé avec une IA : un système d'IA a cherché et choisi ces passages ; il n'a généré aucun texte.",
        "ai_written": "Réalisé avec une IA : un système d'IA a choisi les passages, et le modèle de langue {model} a rédigé "
        "les phrases signalées comme rédigées par une IA.",
        "answer": "Réponse",
        "written": "Rédigé par une IA",
        "written_by": "rédigé par une IA (modèle {model})",
        "nearest": "Passages les plus proches",
        "about": "Comment cette réponse a été obtenue",
        "searched": "Recherche",
        "searched_value": "{documents} documents, {passages} passages",
        "model": "Modèle de langue",
        "no_model": "aucun n'a rédigé",
        "embedder": "Modèle de recherche",
        "release": "Version de l'index",
        "asked": "Question posée le",
        "record": "Enregistrement",
        "energy": "Énergie",
        "measured": "mesurée",
        "estimated": "estimée",
        "software": "Logiciel",
        "own_document": "document privé de la personne qui a posé la question",
        "own_removed": "Le texte des documents propres a été retiré ; son empreinte en tient lieu.",
    },
    "es": {
        "ai_quotes": "Hecho con IA: un sistema de IA ha buscado y elegido estos pasajes; no ha generado ningún texto.",
        "ai_written": "Hecho con IA: un sistema de IA ha elegido los pasajes, y el modelo de lenguaje {model} ha redactado "
        "las frases marcadas como redactadas por IA.",
        "answer": "Respuesta",
        "written": "Redactado por IA",
        "written_by": "redactado por IA (modelo {model})",
        "nearest": "Pasajes más cercanos",
        "about": "Cómo se obtuvo esta respuesta",
        "searched": "Búsqueda",
        "searched_value": "{documents} documentos, {passages} pasajes",
        "model": "Modelo de lenguaje",
        "no_model": "ninguno ha redactado",
        "embedder": "Modelo de búsqueda",
        "release": "Versión del índice",
        "asked": "Preguntado el",
        "record": "Registro",
        "energy": "Energía",
        "measured": "medida",
        "estimated": "estimada",
        "software": "Programa",
        "own_document": "documento privado de quien preguntó",
        "own_removed": "El texto de los documentos propios se ha retirado; su huella ocupa su lugar.",
    },
    "pt": {
        "ai_quotes": "Feito com IA: um sistema de IA procurou e escolheu estas passagens; não gerou nenhum texto.",
        "ai_written": "Feito com IA: um sistema de IA escolheu as passagens, e o modelo de linguagem {model} redigiu "
        "as frases assinaladas como redigidas por IA.",
        "answer": "Resposta",
        "written": "Redigido por IA",
        "written_by": "redigido por IA (modelo {model})",
        "nearest": "Passagens mais próximas",
        "about": "Como esta resposta foi obtida",
        "searched": "Pesquisa",
        "searched_value": "{documents} documentos, {passages} passagens",
        "model": "Modelo de linguagem",
        "no_model": "nenhum redigiu",
        "embedder": "Modelo de pesquisa",
        "release": "Versão do índice",
        "asked": "Perguntado em",
        "record": "Registo",
        "energy": "Energia",
        "measured": "medida",
        "estimated": "estimada",
        "software": "Programa",
        "own_document": "documento privado de quem perguntou",
        "own_removed": "O texto dos documentos próprios foi retirado; a sua impressão digital ocupa o seu lugar.",
    },
}


def word(name: str, language: str, **values: object) -> str:
    """The phrase `name` in `language`; a language without phrases gets English."""
    return _WORDS[language if language in LANGUAGES else "en"][name].format(**values)
