"""A theme to compare or to write on: free words, or one of the corpus' themes.

A theme of the corpus (`energy`) stands for the phrases under which the texts speak of it, in
the reader's language; free words stand for themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.languages import LANGUAGES
from knowledge.text import clean_query, fold
from knowledge.themes import THEMES

__all__ = ["NAMES", "Topic", "read_topic"]


@dataclass(frozen=True, slots=True)
class Topic:
    """A theme in one language.

    Attributes:
        name: what a reader calls it.
        id: the theme of the corpus, "" for free words.
        phrases: any of which a provision on the theme has.
    """

    name: str
    id: str
    phrases: tuple[str, ...]

    @property
    def query(self) -> str:
        """What is searched for."""
        return ", ".join(self.phrases)


# The first phrase is the name.
NAMES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "democracy": {
        "en": ("democracy", "democratic governance", "one person one vote"),
        "fr": ("démocratie", "gouvernance démocratique", "une personne une voix"),
        "es": ("democracia", "gobernanza democrática", "una persona un voto"),
        "pt": ("democracia", "governação democrática", "uma pessoa um voto"),
    },
    "food": {
        "en": ("food sovereignty", "seeds", "family farming"),
        "fr": ("souveraineté alimentaire", "semences", "agriculture familiale"),
        "es": ("soberanía alimentaria", "semillas", "agricultura familiar"),
        "pt": ("soberania alimentar", "sementes", "agricultura familiar"),
    },
    "ai": {
        "en": ("artificial intelligence", "digital platforms", "data governance"),
        "fr": ("intelligence artificielle", "plateformes numériques", "gouvernance des données"),
        "es": ("inteligencia artificial", "plataformas digitales", "gobernanza de los datos"),
        "pt": ("inteligência artificial", "plataformas digitais", "governação dos dados"),
    },
    "energy": {
        "en": ("energy", "energy communities", "renewable energy"),
        "fr": ("énergie", "communautés d'énergie", "énergie renouvelable"),
        "es": ("energía", "comunidades energéticas", "energía renovable"),
        "pt": ("energia", "comunidades de energia", "energia renovável"),
    },
    "finance": {
        "en": ("finance", "access to finance", "financial institutions"),
        "fr": ("finance", "accès au financement", "institutions financières"),
        "es": ("financiación", "acceso a la financiación", "instituciones financieras"),
        "pt": ("financiamento", "acesso ao financiamento", "instituições financeiras"),
    },
    "recognition": {
        "en": ("recognition", "legal frameworks", "visibility"),
        "fr": ("reconnaissance", "cadres juridiques", "visibilité"),
        "es": ("reconocimiento", "marcos jurídicos", "visibilidad"),
        "pt": ("reconhecimento", "quadros jurídicos", "visibilidade"),
    },
    "dialogue": {
        "en": ("dialogue and partnership", "conventional enterprises", "value chains"),
        "fr": ("dialogue et partenariat", "entreprises classiques", "chaînes de valeur"),
        "es": ("diálogo y alianzas", "empresas convencionales", "cadenas de valor"),
        "pt": ("diálogo e parceria", "empresas convencionais", "cadeias de valor"),
    },
    "territories": {
        "en": ("territories", "local development", "local authorities"),
        "fr": ("territoires", "développement local", "collectivités territoriales"),
        "es": ("territorios", "desarrollo local", "autoridades locales"),
        "pt": ("territórios", "desenvolvimento local", "autoridades locais"),
    },
    "definition": {
        "en": ("definition", "values and principles", "primacy of people over capital"),
        "fr": ("définition", "valeurs et principes", "primauté des personnes sur le capital"),
        "es": ("definición", "valores y principios", "primacía de las personas sobre el capital"),
        "pt": ("definição", "valores e princípios", "primazia das pessoas sobre o capital"),
    },
    "work": {
        "en": ("decent work", "employment", "rights at work"),
        "fr": ("travail décent", "emploi", "droits au travail"),
        "es": ("trabajo decente", "empleo", "derechos en el trabajo"),
        "pt": ("trabalho digno", "emprego", "direitos no trabalho"),
    },
    "markets": {
        "en": ("public procurement", "access to markets"),
        "fr": ("marchés publics", "accès aux marchés", "commande publique"),
        "es": ("contratación pública", "acceso a los mercados"),
        "pt": ("contratação pública", "acesso aos mercados"),
    },
    "skills": {
        "en": ("education", "training", "skills"),
        "fr": ("éducation", "formation", "compétences"),
        "es": ("educación", "formación", "competencias"),
        "pt": ("educação", "formação", "competências"),
    },
    "data": {
        "en": ("statistics", "impact measurement", "production of data"),
        "fr": ("statistiques", "mesure d'impact", "production de données"),
        "es": ("estadísticas", "medición del impacto", "producción de datos"),
        "pt": ("estatísticas", "medição de impacto", "produção de dados"),
    },
    "inclusion": {
        "en": ("social inclusion", "women", "young people", "informal economy"),
        "fr": ("inclusion sociale", "femmes", "jeunes", "économie informelle"),
        "es": ("inclusión social", "mujeres", "jóvenes", "economía informal"),
        "pt": ("inclusão social", "mulheres", "jovens", "economia informal"),
    },
    "rights": {
        "en": ("human rights", "rights at work", "indigenous peoples"),
        "fr": ("droits humains", "droits au travail", "peuples autochtones"),
        "es": ("derechos humanos", "derechos en el trabajo", "pueblos indígenas"),
        "pt": ("direitos humanos", "direitos no trabalho", "povos indígenas"),
    },
    "international": {
        "en": ("international cooperation", "UN system", "multilateral processes"),
        "fr": ("coopération internationale", "système des Nations Unies", "processus multilatéraux"),
        "es": ("cooperación internacional", "sistema de las Naciones Unidas", "procesos multilaterales"),
        "pt": ("cooperação internacional", "sistema das Nações Unidas", "processos multilaterais"),
    },
    "housing": {
        "en": ("housing", "cooperative housing"),
        "fr": ("logement", "habitat coopératif"),
        "es": ("vivienda", "vivienda cooperativa"),
        "pt": ("habitação", "habitação cooperativa"),
    },
    "care": {
        "en": ("care services", "health", "social protection"),
        "fr": ("services de soins", "santé", "protection sociale"),
        "es": ("servicios de cuidados", "salud", "protección social"),
        "pt": ("serviços de cuidados", "saúde", "proteção social"),
    },
}


def read_topic(theme: str, language: str) -> Topic:
    """The theme of the corpus that is named, by id or in any language, else the words themselves.

    Words that are one of a theme's phrases stay as they are, and lead to the practices that are
    filed under it.

    Raises:
        QueryError: there are no words, or too many.
    """
    words = clean_query(theme)
    code = language if language in LANGUAGES else "en"
    asked = fold(words).strip(" .?!")
    for id_ in THEMES:
        if asked == id_ or asked in {fold(phrases[0]) for phrases in NAMES[id_].values()}:
            phrases = NAMES[id_][code]
            return Topic(phrases[0], id_, phrases)
    filed = (id_ for id_ in THEMES if asked in {fold(one) for all_ in NAMES[id_].values() for one in all_})
    return Topic(words, next(filed, ""), (words,))
