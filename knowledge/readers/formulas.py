"""Formulas that begin the paragraphs of resolutions and acts, in four languages.

Patterns are for text in lower case without accents, with straight apostrophes.
"""

from __future__ import annotations

__all__ = [
    "ADOPTING", "CITATION", "CONFERENCE", "DONE", "ENACTING", "MEETING", "OPERATIVE",
    "ORGAN", "PREAMBLE", "PROPOSAL", "SIGNED", "WHEREAS",
]  # fmt: skip

ORGAN = (
    r"(?:the|la|le|el|a|o|l')\s?(?:[\w' -]{0,60}\b)?(?:assembly|assemblee|asamblea|assembleia|council|conseil|consejo"
    r"|conselho|commission|comision|comissao|parliament|parlement|parlamento)\b[\w' -]{0,60},"
)
CONFERENCE = (
    r"(?:the general conference of the|la conference generale de l'|la conferencia general de la"
    r"|a conferencia geral da)\s?(?:\w+ ){0,4}?(?:international|internationale|internacional)"
)
_ENGLISH = (
    r"(?:(?:also|further|deeply|fully|gravely|strongly|keenly|profoundly|seriously) )*(?:(?:re)?affirming|recalling"
    r"|recogni[sz]ing|noting|acknowledging|emphasi[sz]ing|stressing|underlining|underscoring|welcoming|conscious|guided"
    r"|mindful|aware|bearing|taking|considering|expressing|convinced|concerned|reiterating|encouraged|encouraging"
    r"|commending|appreciating|alarmed|regretting|having(?! regard)|believing|determined|desiring|desirous|observing"
    r"|reali[sz]ing|highlighting|pursuant|cognizant|deploring|condemning|inspired|seeking|reminding|resolved|agreeing"
    r"|committed|disturbed|appalled|hoping|reviewing|sharing|looking forward|looking)\b"
)
_FRENCH = (
    r"(?:(?:profondement|vivement|gravement|pleinement|fermement) )?(?:rappelant|reaffirmant|affirmant|notant|prenant"
    r"|considerant(?! ce qui)|conscient|consciente|sachant|soulignant|saluant|reconnaissant|constatant|convaincue?|ayant"
    r"|apres avoir|guidee?|se felicitant|preoccupee?|exprimant|insistant|estimant|accueillant|reiterant|tenant|desireux"
    r"|desireuse|resolue?|gardant|mesurant|relevant|deplorant|s'inspirant|encouragee?|inquiete|convoquee?)\b"
)
_IBERIAN = (
    r"(?:(?:profundamente|gravemente|plenamente|firmemente) )?(?:recordando|reafirmando|afirmando|observando|tomando"
    r"|considerando(?! (?:lo|o) seguinte| lo siguiente)|consciente|reconociendo|reconhecendo|subrayando|sublinhando"
    r"|destacando|acogiendo|acolhendo|convencid[ao]|habiendo|despues de haber|tendo(?! em conta)|apos ter|guiad[ao]"
    r"|preocupad[ao]|expresando|expressando|exprimindo|reiterando|teniendo|poniendo|relembrando|lembrando|notando"
    r"|enfatizando|saudando|desejando|deseando|alentad[ao]|haciendo|deplorando|decidid[ao]|inspirad[ao]|convocad[ao])\b"
)
PREAMBLE = rf"(?:{_ENGLISH}|{_FRENCH}|{_IBERIAN})"
OPERATIVE = (
    r"(?:(?:also|further|strongly|once again|deeply) )*(?:encourages|invites|requests|decides|calls|urges|reaffirms|recalls"
    r"|recogni[sz]es|notes|takes|welcomes|stresses|emphasi[sz]es|underlines|underscores|acknowledges|adopts|expresses"
    r"|proclaims|recommends|endorses|approves|commends|reiterates|affirms|declares|considers|appeals|looks|resolves"
    r"|condemns|deplores|supports|highlights|instructs|authorizes|designates"
    r"|encourage|invite|prie|decide|demande|engage|reaffirme|rappelle|prend|souligne|se felicite|note|salue|recommande"
    r"|considere|affirme|exhorte|constate|proclame|adopte|reconnait|insiste|attend|charge|appelle|sait gre|approuve"
    r"|alienta|invita|solicita|exhorta|reafirma|recuerda|toma|subraya|acoge|observa|recomienda|destaca|pide|reconoce|insta"
    r"|hace|expresa|reitera|aprueba|adopta|proclama|considera"
    r"|incentiva|encoraja|convida|exorta|recorda|sublinha|acolhe|recomenda|reconhece|aprova|adota|solicita|regista)\b"
)
MEETING = (
    r"\d{1,4} ?(?:st|nd|rd|th|e|eme|re|°|a|o)?\.? (?:\(?closing\)? )?(?:plenary meeting|seance pleniere"
    r"|sesion plenaria|reuniao plenaria|sessao plenaria|meeting$|seance$)"
)
CITATION = (
    r"(?:having regard to\b|vu (?:le|la|les|l'|son|sa|que)\b|vu l'|vis(?:to|ta|tos|tas) (?:el|la|los|las|o|a|os|as)\b"
    r"|tendo em conta (?:o|a|os|as)\b)"
)
PROPOSAL = r"(?:on the proposal (?:of|by)|sur (?:la )?proposition|a propuesta|sob proposta|por proposta|sob a proposta)\b"
WHEREAS = r"(?:whereas|considerant(?: ce qui suit)?|considerando(?: lo siguiente| o seguinte)?)\s*:"
ENACTING = (
    r"(?:(?:the|le|la|el|o|a) [\w' ]{0,60})?(?:ha(?:s|ve) (?:adopted|decided)|hereby|(?:a|ont) (?:adopte|arrete|decide)"
    r"|recommande|han? (?:adoptado|decidido)|recomienda|ado(?:p)?tou|ado(?:p)?taram|decidiu|recomenda)\b"
)
DONE = r"(?:done at|fait a|hecho en|feito em)\b"
SIGNED = (
    r"(?:dad[oa] en\b|dado em\b|brasilia, (?:em )?\d|lisboa, \d|madrid, \d|paris, le \d|promulgad[oa] (?:em|el) \d"
    r"|aprovad[oa] em \d|referendad[oa] em \d|assinad[oa] em \d)"
)
ADOPTING = r"(?:hereby )?(?:adopts this|adopte,? ce|adopta,? (?:con fecha|a \d|no dia|neste))\b"
