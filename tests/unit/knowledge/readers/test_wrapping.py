from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.readers.wrapping import compounds, join, split_bullet, starts_item, tidy


class TestJoin:
    def test_wrapped_lines_become_one(self) -> None:
        assert join(["The social and", "solidarity economy"]) == "The social and solidarity economy"

    def test_hyphenation_is_undone(self) -> None:
        assert join(["a demo-", "cratic economy"]) == "a democratic economy"
        assert join(["the so\u00ad", "cial economy"]) == "the social economy"
        assert join(["LA COOPÉRA-", "TION"]) == "LA COOPÉRATION"

    def test_a_compound_keeps_its_first_hyphen(self) -> None:
        assert join(["The co-opera-", "tives of the world"]) == "The co-operatives of the world"

    def test_a_compound_of_the_document_keeps_its_hyphen(self) -> None:
        known = compounds(["long-term finance is rare"])
        assert join(["a long-", "term plan"], known) == "a long-term plan"

    def test_the_joined_word_of_the_document_wins(self) -> None:
        known = compounds(["cooperatives and co-operatives"])
        assert join(["the co-", "operatives"], known) == "the cooperatives"

    def test_what_is_unsure_is_joined(self) -> None:
        assert join(["un progrès economico-", "social"]) == "un progrès economicosocial"

    def test_prefixes_and_names_keep_their_hyphen(self) -> None:
        assert join(["for non-", "profit work"]) == "for non-profit work"
        assert join(["after COVID-", "19 came"]) == "after COVID-19 came"
        assert join(["une banque franco-", "Belge"]) == "une banque franco-Belge"
        known = compounds(["la construction des solutions"])
        assert join(["la co-", "construction"], known) == "la co-construction"

    def test_a_dash_is_no_hyphen(self) -> None:
        assert join(["the economy -", "and more"]) == "the economy - and more"

    def test_alternatives_and_addresses_stay_whole(self) -> None:
        assert join(["cooperatives and/", "or mutuals"]) == "cooperatives and/or mutuals"
        assert join(["https://example.org/social-", "economy"]) == "https://example.org/social-economy"

    def test_halves_at_line_ends_are_no_words(self) -> None:
        assert compounds(["the demo-", "cratic way"]) == {"the", "way"}

    @given(
        st.lists(st.text("abcdéÉXY -‐,;:./’0123456789\u00ad", max_size=25), max_size=6),
        st.sets(st.text("abcdé-", min_size=1, max_size=6), max_size=5),
    )
    def test_nothing_but_hyphens_and_space_is_lost(self, lines: list[str], known: set[str]) -> None:
        def bare(text: str) -> str:
            return "".join(char for char in text if char not in "-‐\u00ad" and not char.isspace())

        assert bare(join(lines, known)) == bare("".join(lines))

    @given(st.lists(st.text(max_size=30), max_size=4))
    def test_any_text_becomes_one_clean_line(self, lines: list[str]) -> None:
        joined = join(lines)
        assert joined == tidy(joined) == unicodedata.normalize("NFC", joined)
        assert "\n" not in joined


class TestItems:
    @pytest.mark.parametrize(
        "line",
        ["(a) Improve access", "1. Encourages", "Article 5", "• finance", "– finance", "- finance", "(iv) to act",
         "12) to act", "3.2 Scope", "Artículo 7", "Art. 3", "PART II", "\uf0b7 finance", "1º Scope", "§ 4 Scope"],
    )  # fmt: skip
    def test_these_begin_an_item(self, line: str) -> None:
        assert starts_item(line)
        assert starts_item(line, "the sentence before has ended.")

    @pytest.mark.parametrize(
        ("before", "line"),
        [
            ("as laid down in", "Article 5 of the Treaty"),
            ("the entities that are listed in paragraph", "1. They may"),
            ("under points (a) and", "(b) of this Article"),
            ("the economy of the region", "– a large one – has grown"),
            ("the number of members is at most", "100."),
            ("and the default value of all of these is", "0. With this"),
            ("was written by J.S. and", "A. Smith in those years"),
        ],
    )
    def test_a_reference_that_wraps_begins_none(self, before: str, line: str) -> None:
        assert not starts_item(line, before)

    @pytest.mark.parametrize(
        "line", ["2023 was a year", "the economy", "Articles of faith", "(see below)", "5 per cent"]
    )
    def test_these_begin_none(self, line: str) -> None:
        assert not starts_item(line)

    def test_bullets_are_split_off(self) -> None:
        assert split_bullet("• finance") == ("•", "finance")
        assert split_bullet("\uf0a7 finance") == ("•", "finance")
        assert split_bullet("– finance") == ("–", "finance")
        assert split_bullet("-5 per cent") == ("", "-5 per cent")
