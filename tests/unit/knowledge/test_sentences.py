from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import split

# A sentence ends where ‖ stands, and nowhere else.
CASES = {
    "en": [
        "See art. 5 of the Act. ‖ It binds nobody.",
        "Mr. Smith met Dr. J. R. Jones at 3.5 per cent. ‖ They agreed.",
        "The U.N. adopted it. ‖ The O.E.C.D. did too.",
        "It costs 1.5 million. ‖ Nothing else.",
        "See para. 16(c) and pp. 3-4. ‖ Then read on.",
        "Paragraphs in No. 5 and no. 6 differ. ‖ Answer: no. ‖ Then stop.",
        "Cooperatives, associations, etc. are included. ‖ Others too.",
        "It covers mutuals, etc. ‖ The rest follows.",
        "Acme Inc. was founded in 1998. ‖ It grew.",
        'He said "Stop." ‖ Then he left.',
        "“Is it binding?” asked the delegate. ‖ No.",
        "It was adopted in 2022. ‖ It has 16 paragraphs.",
        "Really?! ‖ Yes… ‖ Perhaps.",
        "See e.g. Article 5. ‖ It says so.",
        "Enterprises, i.e. all of them, count. ‖ Nobody else.",
        "Adopted on 18 Apr. 2023. ‖ In force since.",
        "The rule is in sec. 5 and fig. 2. ‖ It ends.",
        "It rose by 3.5 (see ch. IV). ‖ Then it fell.",
        "Article 5.4 says so. ‖ Article 5.5 does not.",
    ],
    "fr": [
        "L'art. 3 de la loi no 2014-856 s'applique. ‖ M. Dupont l'a dit.",
        "Voir p. ex. l'annexe. ‖ Elle suffit.",
        "Des coopératives, p. ex. Enercoop, vendent du courant. ‖ D'autres non.",
        "C'est M. J.-P. Martin qui préside. ‖ Mme Durand aussi.",
        "« Qui décide ? » demande-t-il. ‖ Les membres.",
        "Il a dit : « Les membres décident. » ‖ Puis il est parti.",
        "Pourquoi ? ‖ Parce que.",
        "Le taux est de 3,5 %. ‖ Il baisse.",
        "Il faut 7.5 parts. ‖ Pas plus.",
        "Les coopératives, mutuelles, etc. sont concernées. ‖ Les autres non.",
        "Cf. l'al. 2 du par. 5. ‖ Il est clair.",
        "Voir le n° 12 et la p. 4. ‖ Le reste suit.",
    ],
    "es": [
        "El art. 5.1 de la Ley 5/2011 lo dice. ‖ Es claro.",
        "Dijo que no. ‖ Luego se fue.",
        "Véase el n.º 3 de la lista. ‖ Sigue el n.º 4.",
        "La Sra. Pérez y el Dr. Gil votaron. ‖ ¿Quién más? ‖ Nadie.",
        "Según la O.I.T. es así. ‖ No hay duda.",
        "Las cooperativas, p. ej. las de consumo, crecen. ‖ Otras no.",
        "Las cooperativas, p. ej. Mondragón, crecen. ‖ Otras no.",
        "La posición de EE. UU. es conocida. ‖ España votó.",
        "Véanse las págs. 3 y ss. de la obra. ‖ Es larga.",
        "¡Viva! ‖ ¿Y ahora? ‖ Nada.",
        "Según el párr. 16 c) es así. ‖ Nada más.",
    ],
    "pt": [
        "A Lei n.º 30/2013 define a economia social. ‖ O art. 4.º enumera as entidades.",
        "O n.º 2 do art. 5.º aplica-se. ‖ Nada mais.",
        "As mutualidades, p. ex. as da saúde, crescem. ‖ Outras não.",
        "As cooperativas, p. ex. Cresol, crescem. ‖ Outras não.",
        "O Sr. Silva e a Dra. Costa assinaram. ‖ Depois saíram.",
        "A Exma. Sra. Presidente falou. ‖ Todos ouviram.",
        "A empresa Sol, Lda. fechou. ‖ A outra não.",
        "Foi em 10 de out. de 2014. ‖ Depois, nada.",
        "Quem decide? ‖ Os membros.",
        "São 2.500 membros. ‖ Mais do que antes.",
    ],
}


@pytest.mark.parametrize(
    ("language", "marked"), [(language, marked) for language, cases in CASES.items() for marked in cases]
)
def test_a_stop_ends_a_sentence_only_where_one_ends(language: str, marked: str) -> None:
    text = marked.replace(" ‖ ", " ")
    assert [text[start:end] for start, end in split(text, language)] == marked.split(" ‖ ")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("1. The members decide.", ["1. The members decide."]),
        (
            "1. First item\n2. Second item\n3. Third item",
            ["1. First item", "2. Second item", "3. Third item"],
        ),
        ("- one point\n- another point", ["- one point", "- another point"]),
        ("• one point\n  • another point", ["• one point", "• another point"]),
        ("A heading\n\nA sentence. Another.", ["A heading", "A sentence.", "Another."]),
        ("A line that\ngoes on. Another.", ["A line that\ngoes on.", "Another."]),
        ("No stop at the end", ["No stop at the end"]),
        ("  Space around.  ", ["Space around."]),
        ("", []),
        (" \n\t ", []),
        ("...", ["..."]),
    ],
)
def test_lists_paragraphs_and_edges(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split(text)] == sentences


def test_the_rules_are_the_same_for_a_language_that_is_not_known() -> None:
    text = "See art. 5. It binds nobody. Dr. No agrees."
    assert split(text, "xx") == split(text, "") == split(text, "en")


FRAGMENTS = st.lists(
    st.sampled_from(
        ["art", "Art.", "M.", "n.º", "p. ex.", "etc.", "J.", "word", "Word", "É", "5", "3.5", "16(c)", "III", ".", "!", "?",
         "…", "...", "»", "«", '"', ")", "(", "]", "'", " ", "  ", "\n", "\n\n", "\u00a0", "\u202f", "- ", "• ", ",", ";"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(st.one_of(st.text(), FRAGMENTS), st.sampled_from(["en", "fr", "es", "pt", "xx"]))
def test_spans_are_ordered_apart_and_cover_every_character_but_space(text: str, language: str) -> None:
    spans = split(text, language)
    previous = 0
    for start, end in spans:
        assert previous <= start < end <= len(text)
        assert not text[previous:start].strip()
        assert text[start:end] == text[start:end].strip()
        previous = end
    assert not text[previous:].strip()
