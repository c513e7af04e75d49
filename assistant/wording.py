"""What the assistant says around the quotes, in the four languages.

The words of the answer itself are never made here: they are verbatim from a passage, or
written by a model and checked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.answer import Citation
from knowledge.documents import Document
from knowledge.gate import Gate
from knowledge.languages import LANGUAGES
from knowledge.pinpoints import display
from knowledge.references import Reference, issuer_name
from knowledge.sharing import shared_of

__all__ = [
    "AI_NOTICE",
    "gate_reason",
    "joined",
    "label",
    "reference_in_words",
    "say",
    "source_kind",
    "sureness",
]

_SAY: dict[str, Mapping[str, str]] = {
    "en": {
        "answered": "The texts answer:",
        "doubtful": "The texts may not answer this. The closest sentences are:",
        "not_in_texts": "The texts do not answer this question. The nearest passages are:",
        "missing": "No passage found mentions: {terms}.",
        "unknown_text": "I know no such text: {text}.",
        "nearest_texts": "The nearest that the library holds: {nearest}.",
        "missing_provision": "The library holds no provision {provision} of that text.",
        "held_provisions": "It holds: {nearest}.",
        "digest": "our summary, check the official text",
        "practice": "practice card, our summary of the source",
        "shared": "practice card that {name} shared (key {key}, release {release}), its own words",
        "own": "your own document",
        "official": "official text",
        "background": "from background knowledge, not checked in a source",
        "reported": "as reported by {source}",
        "searched": "Searched {documents} documents, {passages} passages.",
        "quotes_only": "Quotes only: {reason}",
        "untested": "{model} has not taken the self-test yet (sse models test), so it does not write by default.",
        "failed_test": "{model} did not pass the self-test ({right} of {items} items), so it does not write by default.",
        "nothing_to_write": "the texts do not answer, so there is nothing to write from.",
        "not_wanted": "you switched writing off.",
        "in_en": "text in English",
        "in_fr": "text in French",
        "in_es": "text in Spanish",
        "in_pt": "text in Portuguese",
        "written": "Written by the model {model}, each sentence checked against the quotes:",
        "supported": "supported",
        "unverified": "unverified, compare with the quotes",
        "read_as": "Read as: {question}",
        "elsewhere": "it cites {cited}, but {found} says it",
        "no_such_key": "it cites a key of no passage that was given",
        "injection": "it speaks to the machine, not to you: such an order in a source is never a finding",
        "endpoint": "{model} at {where}",
        "sent": "The question and the passages were sent to {model} at {where}.",
        "declined": "{model} was asked to write, and found no answer in the passages.",
        "withheld_one": "1 sentence withheld: the check did not find its support in a passage.",
        "withheld": "{count} sentences withheld: the check did not find their support in a passage.",
        "own_stay": "your own documents are not sent to {where}, and no other passage answers.",
        "stopped": "the writing was stopped.",
        "missing_amount": "No passage found states such an amount of money.",
        "missing_count": "No passage found states such a number.",
    },
    "fr": {
        "answered": "Les textes répondent :",
        "doubtful": "Les textes ne répondent peut-être pas à cette question. Les phrases les plus proches :",
        "not_in_texts": "Les textes ne répondent pas à cette question. Les passages les plus proches :",
        "missing": "Aucun passage trouvé ne mentionne : {terms}.",
        "unknown_text": "Je ne connais pas ce texte : {text}.",
        "nearest_texts": "Les plus proches dans la bibliothèque : {nearest}.",
        "missing_provision": "La bibliothèque ne contient pas la disposition {provision} de ce texte.",
        "held_provisions": "Elle contient : {nearest}.",
        "digest": "notre résumé, vérifiez le texte officiel",
        "practice": "fiche de pratique, notre résumé de la source",
        "shared": "fiche de pratique partagée par {name} (clé {key}, version {release}), en ses propres termes",
        "own": "votre propre document",
        "official": "texte officiel",
        "background": "connaissance générale, non vérifiée dans une source",
        "reported": "d'après {source}",
        "searched": "Recherche dans {documents} documents, {passages} passages.",
        "quotes_only": "Citations seulement : {reason}",
        "untested": "{model} n'a pas encore passé l'autotest (sse models test) : il ne rédige donc pas par défaut.",
        "failed_test": "{model} n'a pas réussi l'autotest ({right} sur {items}) : il ne rédige donc pas par défaut.",
        "nothing_to_write": "les textes ne répondent pas : il n'y a rien à partir de quoi rédiger.",
        "not_wanted": "vous avez désactivé la rédaction.",
        "in_en": "texte en anglais",
        "in_fr": "texte en français",
        "in_es": "texte en espagnol",
        "in_pt": "texte en portugais",
        "written": "Rédigé par le modèle {model}, chaque phrase vérifiée avec les citations :",
        "supported": "confirmé",
        "unverified": "non vérifié, comparez avec les citations",
        "read_as": "Question comprise : {question}",
        "elsewhere": "elle cite {cited}, mais c'est {found} qui le dit",
        "no_such_key": "elle cite une clé qui n'est celle d'aucun passage donné",
        "injection": "elle s'adresse à la machine, pas à vous : un tel ordre dans une source n'est jamais un constat",
        "endpoint": "{model} à l'adresse {where}",
        "sent": "La question et les passages ont été envoyés à {model}, à l'adresse {where}.",
        "declined": "{model} devait rédiger, mais n'a pas trouvé de réponse dans les passages.",
        "withheld_one": "1 phrase retenue : la vérification n'a pas trouvé son appui dans un passage.",
        "withheld": "{count} phrases retenues : la vérification n'a pas trouvé leur appui dans un passage.",
        "own_stay": "vos propres documents ne sont pas envoyés à {where}, et aucun autre passage ne répond.",
        "stopped": "la rédaction a été arrêtée.",
        "missing_amount": "Aucun passage trouvé n'indique un tel montant.",
        "missing_count": "Aucun passage trouvé n'indique un tel nombre.",
    },
    "es": {
        "answered": "Los textos responden:",
        "doubtful": "Puede que los textos no respondan a esta pregunta. Las frases más cercanas:",
        "not_in_texts": "Los textos no responden a esta pregunta. Los pasajes más cercanos:",
        "missing": "Ningún pasaje encontrado menciona: {terms}.",
        "unknown_text": "No conozco ese texto: {text}.",
        "nearest_texts": "Los más cercanos en la biblioteca: {nearest}.",
        "missing_provision": "La biblioteca no contiene la disposición {provision} de ese texto.",
        "held_provisions": "Contiene: {nearest}.",
        "digest": "nuestro resumen, compruebe el texto oficial",
        "practice": "ficha de práctica, nuestro resumen de la fuente",
        "shared": "ficha de práctica compartida por {name} (clave {key}, versión {release}), con sus propias palabras",
        "own": "su propio documento",
        "official": "texto oficial",
        "background": "conocimiento general, no comprobado en una fuente",
        "reported": "según {source}",
        "searched": "Búsqueda en {documents} documentos, {passages} pasajes.",
        "quotes_only": "Solo citas: {reason}",
        "untested": "{model} aún no ha hecho la autoprueba (sse models test), así que no redacta por defecto.",
        "failed_test": "{model} no ha superado la autoprueba ({right} de {items}), así que no redacta por defecto.",
        "nothing_to_write": "los textos no responden, así que no hay nada a partir de lo que redactar.",
        "not_wanted": "ha desactivado la redacción.",
        "in_en": "texto en inglés",
        "in_fr": "texto en francés",
        "in_es": "texto en español",
        "in_pt": "texto en portugués",
        "written": "Redactado por el modelo {model}, cada frase comprobada con las citas:",
        "supported": "confirmado",
        "unverified": "sin verificar, compare con las citas",
        "read_as": "Pregunta entendida: {question}",
        "elsewhere": "cita {cited}, pero quien lo dice es {found}",
        "no_such_key": "cita una clave que no es de ningún pasaje dado",
        "injection": "se dirige a la máquina, no a usted: una orden así en una fuente nunca es una constatación",
        "endpoint": "{model} en {where}",
        "sent": "La pregunta y los pasajes se enviaron a {model} en {where}.",
        "declined": "{model} debía redactar, pero no encontró respuesta en los pasajes.",
        "withheld_one": "1 frase retenida: la comprobación no encontró su apoyo en un pasaje.",
        "withheld": "{count} frases retenidas: la comprobación no encontró su apoyo en un pasaje.",
        "own_stay": "sus propios documentos no se envían a {where}, y ningún otro pasaje responde.",
        "stopped": "la redacción se detuvo.",
        "missing_amount": "Ningún pasaje encontrado indica tal importe.",
        "missing_count": "Ningún pasaje encontrado indica tal número.",
    },
    "pt": {
        "answered": "Os textos respondem:",
        "doubtful": "Os textos talvez não respondam a esta pergunta. As frases mais próximas:",
        "not_in_texts": "Os textos não respondem a esta pergunta. As passagens mais próximas:",
        "missing": "Nenhuma passagem encontrada menciona: {terms}.",
        "unknown_text": "Não conheço esse texto: {text}.",
        "nearest_texts": "Os mais próximos na biblioteca: {nearest}.",
        "missing_provision": "A biblioteca não contém a disposição {provision} desse texto.",
        "held_provisions": "Contém: {nearest}.",
        "digest": "o nosso resumo, consulte o texto oficial",
        "practice": "ficha de prática, o nosso resumo da fonte",
        "shared": "ficha de prática partilhada por {name} (chave {key}, versão {release}), nas suas próprias palavras",
        "own": "o seu próprio documento",
        "official": "texto oficial",
        "background": "conhecimento geral, não verificado numa fonte",
        "reported": "segundo {source}",
        "searched": "Pesquisa em {documents} documentos, {passages} passagens.",
        "quotes_only": "Apenas citações: {reason}",
        "untested": "{model} ainda não fez o autoteste (sse models test), por isso não redige por omissão.",
        "failed_test": "{model} não passou no autoteste ({right} de {items}), por isso não redige por omissão.",
        "nothing_to_write": "os textos não respondem, por isso não há nada a partir de que redigir.",
        "not_wanted": "desligou a redação.",
        "in_en": "texto em inglês",
        "in_fr": "texto em francês",
        "in_es": "texto em espanhol",
        "in_pt": "texto em português",
        "written": "Redigido pelo modelo {model}, cada frase verificada com as citações:",
        "supported": "confirmado",
        "unverified": "não verificado, compare com as citações",
        "read_as": "Pergunta entendida: {question}",
        "elsewhere": "cita {cited}, mas quem o diz é {found}",
        "no_such_key": "cita uma chave que não é de nenhuma passagem dada",
        "injection": "dirige-se à máquina, não a si: uma ordem assim numa fonte nunca é uma constatação",
        "endpoint": "{model} em {where}",
        "sent": "A pergunta e as passagens foram enviadas a {model} em {where}.",
        "declined": "{model} devia redigir, mas não encontrou resposta nas passagens.",
        "withheld_one": "1 frase retida: a verificação não encontrou o seu apoio numa passagem.",
        "withheld": "{count} frases retidas: a verificação não encontrou o seu apoio numa passagem.",
        "own_stay": "os seus próprios documentos não são enviados a {where}, e nenhuma outra passagem responde.",
        "stopped": "a redação foi interrompida.",
        "missing_amount": "Nenhuma passagem encontrada indica tal montante.",
        "missing_count": "Nenhuma passagem encontrada indica tal número.",
    },
}

AI_NOTICE: Mapping[str, str] = {
    "en": "An AI system chose the quotes; what it wrote itself is marked as written.",
    "fr": "Un système d'IA a choisi les citations ; ce qu'il a rédigé lui-même est marqué comme tel.",
    "es": "Un sistema de IA ha elegido las citas; lo que ha redactado él mismo está marcado como tal.",
    "pt": "Um sistema de IA escolheu as citações; o que ele próprio redigiu está assinalado como tal.",
}


# The kinds of text of `knowledge.references`, as a reader calls them.
_KINDS: dict[str, Mapping[str, str]] = {
    "resolution": {"en": "resolution", "fr": "résolution", "es": "resolución", "pt": "resolução"},
    "recommendation": {
        "en": "recommendation", "fr": "recommandation", "es": "recomendación", "pt": "recomendação",
    },
    "convention": {"en": "convention", "fr": "convention", "es": "convenio", "pt": "convenção"},
    "directive": {"en": "directive", "fr": "directive", "es": "directiva", "pt": "diretiva"},
    "declaration": {"en": "declaration", "fr": "déclaration", "es": "declaración", "pt": "declaração"},
    "law": {"en": "law", "fr": "loi", "es": "ley", "pt": "lei"},
}  # fmt: skip


def say(name: str, language: str, /, **values: object) -> str:
    """The phrase `name` in `language`; a language without phrases gets English."""
    return _SAY[language if language in LANGUAGES else "en"][name].format(**values)


def gate_reason(gate: Gate, language: str, documents: Sequence[Document] = ()) -> str:
    """The verdict in words, with what was missing and the nearest that `documents` have."""
    parts = []
    if gate.unknown:
        parts.append(say("unknown_text", language, text=reference_in_words(gate.unknown, language)))
        nearest = [_short_title(id_, language, documents) for id_ in gate.nearest]
        if any(nearest):
            parts.append(say("nearest_texts", language, nearest=", ".join(filter(None, nearest))))
    elif gate.missing_provision:
        shown = display(gate.missing_provision, language)
        parts.append(say("missing_provision", language, provision=shown))
        if gate.nearest:
            nearest = [display(pinpoint, language) for pinpoint in gate.nearest]
            parts.append(say("held_provisions", language, nearest=", ".join(nearest)))
    if gate.missing and gate.verdict != "answered" and not gate.unknown:
        parts.append(say("missing", language, terms=", ".join(gate.missing)))
    if gate.fact and gate.verdict != "answered" and not gate.unknown:
        parts.append(say(f"missing_{gate.fact}", language))
    return " ".join([*parts, say(gate.verdict, language)])


def reference_in_words(reference: Reference, language: str) -> str:
    """A reference as a reader of `language` writes it: "UN resolution 2021", "résolution ONU 2021"."""
    code = language if language in LANGUAGES else "en"
    bodies = [issuer_name(issuer, code) for issuer in sorted(reference.issuers)]
    kinds = [_KINDS.get(kind, {}).get(code, kind) for kind in sorted(reference.kinds)]
    order = (bodies, kinds) if code == "en" else (kinds, bodies)
    rest = [*sorted(reference.symbols), *sorted(reference.numbers)]
    rest += sorted(reference.dates) or [str(year) for year in sorted(reference.years)]
    return " ".join(["/".join(order[0]), "/".join(order[1]), *rest]).strip().replace("  ", " ")


def _short_title(document: str, language: str, documents: Sequence[Document]) -> str:
    """The short title of a document in the reader's language, or in any."""
    found = [held for held in documents if held.id == document]
    found.sort(key=lambda held: held.language != language)
    return found[0].short_title if found else ""


def label(citation: Citation, language: str) -> str:
    """What kind of text stands behind a citation, how sure it is, and its language if not the reader's."""
    return joined(language, source_kind(citation, language), sureness(citation, language))


def source_kind(citation: Citation, language: str) -> str:
    """What kind of text stands behind a citation; of a shared practice card, who shared it."""
    shared = shared_of(citation.shared) if citation.kind == "practice" else None
    if shared is None:
        return say(citation.kind, language)
    return say("shared", language, name=shared.name, key=shared.short_key, release=shared.release)


def sureness(citation: Citation, language: str) -> str:
    """Who reports a provision, or that nobody was read, and another language than the reader's."""
    sure = ""
    if citation.confidence == "background":
        sure = say("background", language)
    elif citation.confidence == "reported":
        host = citation.reported_by.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.")
        sure = say("reported", language, source=host)
    foreign = citation.language != language and citation.language in LANGUAGES
    return joined(language, sure, say(f"in_{citation.language}", language) if foreign else "")


def joined(language: str, *parts: str) -> str:
    """Parts behind each other, empty ones left out; French sets a space before the semicolon."""
    return (" ; " if language == "fr" else "; ").join(part for part in parts if part)
