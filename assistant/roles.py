"""What a provision does: it recognises, it asks of governments, it asks of others, or it says.

By rules over the sentence: verbs of asking and of recognising in the four languages, whom the
first addressee after the verb names, and where the provision stands (preamble, recital). A
sentence that no rule takes is filed under what the texts "say besides", so that nothing is put
into the mouth of a text as a demand that it does not make. Measured in docs/work.md.
"""

from __future__ import annotations

import re
from typing import Literal

from knowledge.text import fold

__all__ = ["Role", "role_of"]

Role = Literal["recognise", "ask", "ask_others", "say"]

# All patterns are matched on folded text (no capitals, no accents).
_ASKS: dict[str, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:asks?|asked|encourages?|encouraged|calls? (?:on|upon|for)|invit(?:es?|ed)|requests?|"
        r"requested|urges?|"
        r"recommends?|advis(?:es?|ed)|suggests?|should|must|has to be|have to be|understood to (?:favour|"
        r"ask|call|invite|suggest)|"
        r"deadline for|are to|member states (?:evaluate|report))\b"
    ),
    "fr": re.compile(
        r"\b(?:demand(?:e|ent|ant|er|erai(?:t|ent))|encourag(?:e|ent|eant|erait)|appel(?:lerait|le|lent|ant|"
        r"ee?s?)(?= a | aux? | les | l'inspection)|invit(?:e|ent|ant|ee?s?|er)|pri(?:e|ent)|"
        r"exhort(?:e|ent)|recommand(?:e|ent)|conseill(?:e|ent)|sugger(?:e|ent|er|ant)|devrai(?:t|ent)|doit|"
        r"doivent|"
        r"compris\w* comme (?:favor|demand|appel|invit|sugger)\w+|delai|etats membres (?:evaluent|rendent))\b"
    ),
    "es": re.compile(
        r"\b(?:pid(?:e|en|iendo)|pedir|reclama|solicit(?:a|an)|alient(?:a|an)|anim(?:a|an)|invit(?:a|an|ar)|"
        r"insta|instan|"
        r"exhort(?:a|an)|recomiend(?:a|an)|aconsej(?:a|an)|sugier(?:e|en)|sugerir|llam(?:a|an) a|deberian?|"
        r"debe|deben|"
        r"entiende que (?:favorece|pide|llama|invita|sugiere|aboga)|favorece|plazo (?:de|para|que)|"
        r"estados miembros (?:evaluan|informan))\b"
    ),
    "pt": re.compile(
        r"\b(?:ped(?:e|em|indo|ir)|reclama|solicit(?:a|am)|incentiv(?:a|am)|encoraj(?:a|am)|convid(?:a|am|"
        r"ado|ar)|exort(?:a|am)|"
        r"insta|instam|recomend(?:a|am)|aconselh(?:a|am)|suger(?:e|em|ir)|apel(?:a|am)|deveriam?|devem?|"
        r"entend\w+ que (?:favorece|pede|apela|convida)|favorece|prazo (?:dos?|para|de)|"
        r"estados-membros (?:avaliam|apresentam))\b"
    ),
}
_RECOGNISES: dict[str, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:recogni[sz]es?|acknowledges|values (?=the|both|its)|sees|says that|states that|observes|"
        r"notes|takes note|credits|stresses|"
        r"underlines|points out|affirms|repeats|presents|recalls?|restates|defines|describes|considers)\b"
    ),
    "fr": re.compile(
        r"\b(?:reconna(?:it|issent)|valorise|met en valeur|concoit|voit|affirme|constate|observe|note|"
        r"prend acte|souligne|releve|"
        r"repete|presente|rappel(?:le|lent|er|lerait)|reprend|definit|decrit|considere|apprecie|credite|"
        r"estime|declare|insiste|dit que)\b"
    ),
    "es": re.compile(
        r"\b(?:reconocen?|valora|concibe|ve|afirma|constata|observa|senala|toma nota|subraya|destaca|repite|"
        r"reitera|"
        r"presenta|recuerd(?:a|an)|recordar|recoge|retoma|define|describe|considera|reafirma|declara|"
        r"insiste|dice que)\b"
    ),
    "pt": re.compile(
        r"\b(?:reconhecem?|valoriza|concebe|ve|afirma|constata|observa|assinala|nota|toma nota|sublinha|"
        r"destaca|salienta|repete|"
        r"reitera|apresenta|record(?:a|am|ar)|recordam|lembra|retoma|define|descreve|considera|realca|"
        r"declara|insiste|diz que)\b"
    ),
}
_GOVERNMENTS = re.compile(
    r"\b(?:(?:member |adhering )?states|countries|governments?|adherents|public authorities|"
    r"administrations|etats(?: membres)?|pays|"
    r"gouvernements?|pouvoirs publics|estados(?:[ -]membros| miembros)?|paises|gobiernos?|governos?|"
    r"autoridades publicas|"
    r"poderes publicos)\b"
)
_OTHERS = re.compile(
    r"\b(?:office|director-general|governing body|secretary-general|country teams|development system|"
    r"united nations system|"
    r"un system|financial institutions|development banks|constituents|organisations of employers|commission|"
    r"bureau|directeur general|conseil d.administration|secretaire general|equipes de pays|"
    r"systeme des nations unies|"
    r"institutions financieres|banques de developpement|mandants|oficina|director general|"
    r"consejo de administracion|"
    r"secretario general|equipos (?:de(?: las naciones unidas en)?|en) (?:los )?pais(?:es)?|"
    r"sistema de las naciones unidas|instituciones financieras|"
    r"bancos de desarrollo|mandantes|bureau internacional|reparticao|diretor-geral|"
    r"conselho de administracao|secretario-geral|"
    r"equipas|sistema das nacoes unidas|sistema da onu|sistema de la onu|sistema de l.onu|"
    r"instituicoes financeiras|bancos de desenvolvimento|"
    r"constituintes|(?:a|one|new|another|further|nouveau|nuevo|novo) (?:further |new )?(?:report|"
    r"rapport|informe|relatorio)|"
    r"un rapport|un informe|um relatorio)\b"
)
_PREAMBLE = ("pp:", "recital:", "heading:preamble", "heading:recitals")


def role_of(sentence: str, pinpoint: str, language: str) -> Role:
    """The role of a sentence that stands at `pinpoint`; a language without rules has none."""
    folded = fold(sentence).replace("’", "'")
    asks, recognises = _ASKS.get(language), _RECOGNISES.get(language)
    if asks is None or recognises is None:
        return "say"
    if pinpoint.startswith(_PREAMBLE):
        return "recognise"
    asked = asks.search(folded)
    recognised = recognises.search(folded)
    if asked and not (recognised and recognised.start() < asked.start()):
        return _addressee(folded, asked)
    return "recognise" if recognised else "say"


def _addressee(folded: str, asked: re.Match[str]) -> Role:
    """Whom the demand names first after its verb, else before it; governments where it names nobody."""
    for part in (folded[asked.end() :], folded[: asked.end()]):
        government, other = _GOVERNMENTS.search(part), _OTHERS.search(part)
        if government and not (other and other.start() < government.start()):
            return "ask"
        if other:
            return "ask_others"
    return "ask"
