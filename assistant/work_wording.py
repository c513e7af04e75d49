"""What comparisons, notes and references say around their quotes, in the four languages."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.languages import LANGUAGES

__all__ = ["BODIES", "MONTHS", "tell"]

_SAY: dict[str, Mapping[str, str]] = {
    "en": {
        "about_is_no_place": "'{written}' is a fact about the text, not a place in it: it has no reference. "
        "Cite the text as a whole, without a pinpoint.",
        "which_kind": "'{written}' may mean {meant}. Write the word before the number.",
        "not_held": "The library has no provision '{written}' of {title}.",
        "nearest": "It has: {nearest}.",
        "no_date": "n.d.",
        "own_note": "your own document: private, not published",
        "practice_note": "a practice card of ours, which sums up the source behind the link",
        "digest_note": "we hold our digest of this text, not the official text itself",
        "pinpoint_reported": "pinpoint as reported by our digest, from {source}; check it in the official text",
        "pinpoint_background": "pinpoint from our digest, not checked in a source; check it in the official text",
        "compare_title": "What the texts say: {theme}",
        "column_text": "Text",
        "column_says": "What it says",
        "column_where": "Where",
        "nothing": "nothing found in {searched} of {held} provisions",
        "nothing_digest": "our digest is not the whole text: look in the official one before you say that it is silent",
        "digest_says": "our digest notes",
        "maybe": "may not be on the theme",
        "also": "also: {places}",
        "practices": "Practices",
        "no_practice": "No practice card was found on this theme.",
        "private": "private, your own document",
        "own_left_out": "Your own documents were left out ({count}); --include-own puts them in.",
        "searched_texts": "{found} of {texts} texts have something on the theme; {provisions} provisions were searched.",
        "made_on": "Made on {date} with the SSE Assistant.",
        "brief_title": "Advocacy note: {theme}",
        "brief_for": "For: {audience}",
        "brief_intro": "Every sentence below comes from a text or a practice card, with its source behind it. "
        "What is marked as our "
        "summary is not the wording of the text: check the official text before you quote it. The note is yours to edit.",
        "recognise": "What the texts recognise",
        "ask": "What the texts ask of governments",
        "ask_others": "What the texts ask of international bodies and others",
        "also_say": "What the texts say besides",
        "practices_show": "Practices that show it works",
        "references": "References",
        "no_recognise": "No provision was found that recognises this; nothing stands here.",
        "no_ask": "No provision was found that asks this of governments; nothing stands here.",
        "no_ask_others": "No provision was found that asks this of others; nothing stands here.",
        "no_also_say": "No other provision was found on this theme.",
        "no_practices_show": "No practice card was found on this theme; nothing stands here.",
        "no_references": "There is no source, so there is nothing to refer to.",
        "silent": "Nothing found in: {texts}.",
        "written_to": "Written to {path}.",
    },
    "fr": {
        "about_is_no_place": "« {written} » est une information sur le texte, non un endroit du texte : il n'y a pas "
        "de référence. Citez le texte entier, sans renvoi.",
        "which_kind": "« {written} » peut désigner {meant}. Écrivez le mot devant le numéro.",
        "not_held": "La bibliothèque n'a pas de disposition « {written} » de : {title}.",
        "nearest": "Elle a : {nearest}.",
        "no_date": "s. d.",
        "own_note": "votre propre document : privé, non publié",
        "practice_note": "une fiche de pratique à nous, qui résume la source derrière le lien",
        "digest_note": "nous avons notre résumé de ce texte, non le texte officiel lui-même",
        "pinpoint_reported": "renvoi tel que le rapporte notre résumé, d'après {source} ; vérifiez-le dans le texte officiel",
        "pinpoint_background": "renvoi de notre résumé, non vérifié dans une source ; vérifiez-le dans le texte officiel",
        "compare_title": "Ce que disent les textes : {theme}",
        "column_text": "Texte",
        "column_says": "Ce qu'il dit",
        "column_where": "Où",
        "nothing": "rien trouvé dans {searched} dispositions sur {held}",
        "nothing_digest": "notre résumé n'est pas le texte entier : regardez le texte officiel avant de dire qu'il se tait",
        "digest_says": "note de notre résumé",
        "maybe": "peut ne pas porter sur le thème",
        "also": "aussi : {places}",
        "practices": "Pratiques",
        "no_practice": "Aucune fiche de pratique n'a été trouvée sur ce thème.",
        "private": "privé, votre propre document",
        "own_left_out": "Vos propres documents ont été laissés de côté ({count}) ; --include-own les ajoute.",
        "searched_texts": "{found} textes sur {texts} ont quelque chose sur le thème ; "
        "{provisions} dispositions ont été parcourues.",
        "made_on": "Fait le {date} avec l'assistant ESS.",
        "brief_title": "Note de plaidoyer : {theme}",
        "brief_for": "Pour : {audience}",
        "brief_intro": "Chaque phrase ci-dessous vient d'un texte ou d'une fiche de pratique, suivie de sa source. "
        "Ce qui est signalé comme notre "
        "résumé n'est pas la lettre du texte : vérifiez le texte officiel avant de le citer. La note est à vous : modifiez-la.",
        "recognise": "Ce que les textes reconnaissent",
        "ask": "Ce que les textes demandent aux gouvernements",
        "ask_others": "Ce que les textes demandent aux organisations internationales et à d'autres",
        "also_say": "Ce que les textes disent en outre",
        "practices_show": "Des pratiques qui montrent que cela marche",
        "references": "Références",
        "no_recognise": "Aucune disposition qui le reconnaisse n'a été trouvée ; rien ne figure ici.",
        "no_ask": "Aucune disposition qui le demande aux gouvernements n'a été trouvée ; rien ne figure ici.",
        "no_ask_others": "Aucune disposition qui le demande à d'autres n'a été trouvée ; rien ne figure ici.",
        "no_also_say": "Aucune autre disposition n'a été trouvée sur ce thème.",
        "no_practices_show": "Aucune fiche de pratique n'a été trouvée sur ce thème ; rien ne figure ici.",
        "no_references": "Il n'y a pas de source, donc rien à quoi renvoyer.",
        "silent": "Rien trouvé dans : {texts}.",
        "written_to": "Écrit dans {path}.",
    },
    "es": {
        "about_is_no_place": "«{written}» es un dato sobre el texto, no un lugar del texto: no tiene referencia. "
        "Cite el texto entero, sin localización.",
        "which_kind": "«{written}» puede significar {meant}. Escriba la palabra delante del número.",
        "not_held": "La biblioteca no tiene ninguna disposición «{written}» de: {title}.",
        "nearest": "Tiene: {nearest}.",
        "no_date": "s. f.",
        "own_note": "su propio documento: privado, no publicado",
        "practice_note": "una ficha de práctica nuestra, que resume la fuente que está tras el enlace",
        "digest_note": "tenemos nuestro resumen de este texto, no el propio texto oficial",
        "pinpoint_reported": "localización según nuestro resumen, que la toma de {source}; compruébela en el texto oficial",
        "pinpoint_background": "localización de nuestro resumen, no comprobada en una fuente; compruébela en el texto oficial",
        "compare_title": "Lo que dicen los textos: {theme}",
        "column_text": "Texto",
        "column_says": "Lo que dice",
        "column_where": "Dónde",
        "nothing": "nada encontrado en {searched} de {held} disposiciones",
        "nothing_digest": "nuestro resumen no es el texto entero: mire el oficial antes de decir que calla",
        "digest_says": "nota de nuestro resumen",
        "maybe": "puede no tratar del tema",
        "also": "también: {places}",
        "practices": "Prácticas",
        "no_practice": "No se ha encontrado ninguna ficha de práctica sobre este tema.",
        "private": "privado, su propio documento",
        "own_left_out": "Sus propios documentos se han dejado fuera ({count}); --include-own los incluye.",
        "searched_texts": "{found} de {texts} textos tienen algo sobre el tema; se han recorrido {provisions} disposiciones.",
        "made_on": "Hecho el {date} con el asistente ESS.",
        "brief_title": "Nota de incidencia: {theme}",
        "brief_for": "Para: {audience}",
        "brief_intro": "Cada frase que sigue procede de un texto o de una ficha de práctica y lleva su fuente detrás. "
        "Lo que se señala como nuestro "
        "resumen no es la letra del texto: compruebe el texto oficial antes de citarlo. La nota es suya: puede modificarla.",
        "recognise": "Lo que los textos reconocen",
        "ask": "Lo que los textos piden a los gobiernos",
        "ask_others": "Lo que los textos piden a los organismos internacionales y a otros",
        "also_say": "Lo que los textos dicen además",
        "practices_show": "Prácticas que muestran que funciona",
        "references": "Referencias",
        "no_recognise": "No se ha encontrado ninguna disposición que lo reconozca; aquí no figura nada.",
        "no_ask": "No se ha encontrado ninguna disposición que lo pida a los gobiernos; aquí no figura nada.",
        "no_ask_others": "No se ha encontrado ninguna disposición que lo pida a otros; aquí no figura nada.",
        "no_also_say": "No se ha encontrado ninguna otra disposición sobre este tema.",
        "no_practices_show": "No se ha encontrado ninguna ficha de práctica sobre este tema; aquí no figura nada.",
        "no_references": "No hay ninguna fuente, así que no hay nada a lo que remitir.",
        "silent": "Nada encontrado en: {texts}.",
        "written_to": "Escrito en {path}.",
    },
    "pt": {
        "about_is_no_place": "«{written}» é um dado sobre o texto, não um lugar do texto: não tem referência. "
        "Cite o texto inteiro, sem localização.",
        "which_kind": "«{written}» pode significar {meant}. Escreva a palavra antes do número.",
        "not_held": "A biblioteca não tem nenhuma disposição «{written}» de: {title}.",
        "nearest": "Tem: {nearest}.",
        "no_date": "s. d.",
        "own_note": "o seu próprio documento: privado, não publicado",
        "practice_note": "uma ficha de prática nossa, que resume a fonte que está na ligação",
        "digest_note": "temos o nosso resumo deste texto, não o próprio texto oficial",
        "pinpoint_reported": "localização segundo o nosso resumo, a partir de {source}; confirme-a no texto oficial",
        "pinpoint_background": "localização do nosso resumo, não confirmada numa fonte; confirme-a no texto oficial",
        "compare_title": "O que dizem os textos: {theme}",
        "column_text": "Texto",
        "column_says": "O que diz",
        "column_where": "Onde",
        "nothing": "nada encontrado em {searched} de {held} disposições",
        "nothing_digest": "o nosso resumo não é o texto inteiro: veja o oficial antes de dizer que é omisso",
        "digest_says": "nota do nosso resumo",
        "maybe": "pode não tratar do tema",
        "also": "também: {places}",
        "practices": "Práticas",
        "no_practice": "Não foi encontrada nenhuma ficha de prática sobre este tema.",
        "private": "privado, o seu próprio documento",
        "own_left_out": "Os seus próprios documentos ficaram de fora ({count}); --include-own inclui-os.",
        "searched_texts": "{found} de {texts} textos têm algo sobre o tema; foram percorridas {provisions} disposições.",
        "made_on": "Feito em {date} com o assistente ESS.",
        "brief_title": "Nota de advocacia: {theme}",
        "brief_for": "Para: {audience}",
        "brief_intro": "Cada frase abaixo vem de um texto ou de uma ficha de prática e traz a sua fonte a seguir. "
        "O que está assinalado como nosso "
        "resumo não é a letra do texto: confirme o texto oficial antes de o citar. A nota é sua: pode alterá-la.",
        "recognise": "O que os textos reconhecem",
        "ask": "O que os textos pedem aos governos",
        "ask_others": "O que os textos pedem aos organismos internacionais e a outros",
        "also_say": "O que os textos dizem além disso",
        "practices_show": "Práticas que mostram que funciona",
        "references": "Referências",
        "no_recognise": "Não foi encontrada nenhuma disposição que o reconheça; aqui não consta nada.",
        "no_ask": "Não foi encontrada nenhuma disposição que o peça aos governos; aqui não consta nada.",
        "no_ask_others": "Não foi encontrada nenhuma disposição que o peça a outros; aqui não consta nada.",
        "no_also_say": "Não foi encontrada nenhuma outra disposição sobre este tema.",
        "no_practices_show": "Não foi encontrada nenhuma ficha de prática sobre este tema; aqui não consta nada.",
        "no_references": "Não há nenhuma fonte, por isso não há nada a que remeter.",
        "silent": "Nada encontrado em: {texts}.",
        "written_to": "Escrito em {path}.",
    },
}

MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
    "pt": ("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
           "novembro", "dezembro"),
}  # fmt: skip

_ILO = {
    "en": "International Labour Organization", "fr": "Organisation internationale du Travail",
    "es": "Organización Internacional del Trabajo", "pt": "Organização Internacional do Trabalho",
}  # fmt: skip
_OECD = {
    "en": "Organisation for Economic Co-operation and Development",
    "fr": "Organisation de coopération et de développement économiques",
    "es": "Organización para la Cooperación y el Desarrollo Económicos",
    "pt": "Organização para a Cooperação e Desenvolvimento Económico",
}
_UN = {"en": "United Nations", "fr": "Nations Unies", "es": "Naciones Unidas", "pt": "Nações Unidas"}
_EU = {
    "en": "Council of the European Union", "fr": "Conseil de l'Union européenne",
    "es": "Consejo de la Unión Europea", "pt": "Conselho da União Europeia",
}  # fmt: skip
# Issuers as the documents have them, folded -> the name in full; the EU speaks through its Council here.
BODIES: Mapping[str, Mapping[str, str]] = {
    "ilo": _ILO, "oit": _ILO, "oecd": _OECD, "ocde": _OECD, "un": _UN, "onu": _UN, "eu": _EU, "ue": _EU,
}  # fmt: skip


def tell(name: str, language: str, **values: object) -> str:
    """The phrase `name` in `language`; a language without phrases gets English."""
    return _SAY[language if language in LANGUAGES else "en"][name].format(**values)
