from __future__ import annotations

import pytest

from knowledge.errors import UnreadableFile
from knowledge.readers.plain import preformatted, read_plain


def shown(text: str) -> list[tuple[str, str]]:
    return [(block.label, block.text) for block in preformatted(text)]


class TestPlainText:
    def test_wrapped_lines_become_paragraphs_and_bullets(self) -> None:
        text = (
            " Mesdames et Messieurs, \n\n \n"
            "La diplomatie de l'économie sociale ne se limite pas à une \n"
            "action publique. Elle mobilise aussi les contre-\npouvoirs et la co-\n"
            "construction de la construction : \n\n"
            "- Elle propose une alternative aux logiques qui sont \npurement concurrentielles. \n \n"
            "- Elle met en avant les intérêts collectifs. \n\n"
            "o notre modèle est un espace de liberté, \nd’expression et de paix.  \n"
        )
        assert shown(text) == [
            ("", "Mesdames et Messieurs,"),
            ("", "La diplomatie de l'économie sociale ne se limite pas à une action publique. Elle mobilise aussi les "
                 "contrepouvoirs et la co-construction de la construction :"),
            ("-", "Elle propose une alternative aux logiques qui sont purement concurrentielles."),
            ("-", "Elle met en avant les intérêts collectifs."),
            ("◦", "notre modèle est un espace de liberté, d’expression et de paix."),
        ]  # fmt: skip

    def test_the_portuguese_article_is_no_bullet(self) -> None:
        assert shown("A economia social é uma parte de todo\no Estado e da sociedade.") == [
            ("", "A economia social é uma parte de todo o Estado e da sociedade.")
        ]

    def test_a_sentence_goes_on_under_blank_lines(self) -> None:
        text = "A sentence that is cut by the end of an old page and\n\n\n\nthat goes on here after it.\n"
        assert shown(text) == [
            ("", "A sentence that is cut by the end of an old page and that goes on here after it.")
        ]

    def test_form_feeds_part_pages_and_running_lines_go(self) -> None:
        pages = [
            f"REPORT OF 2024\n\nThe text of page {word} is here and it goes on to\n\n{number}\n"
            for number, word in enumerate(("one", "two", "three"), 1)
        ]
        blocks = preformatted("\f".join(pages))
        assert [(block.page, block.text) for block in blocks] == [
            (1, "The text of page one is here and it goes on to"),
            (2, "The text of page two is here and it goes on to"),
            (3, "The text of page three is here and it goes on to"),
        ]

    def test_lines_that_are_paragraphs_stay_apart(self) -> None:
        lines = ["Word " * 60 + "end.", "Other " * 50 + "end.", "Last " * 55 + "end."]
        assert [text for _, text in shown("\n".join(lines))] == lines

    def test_articles_and_letters_begin_blocks(self) -> None:
        lines = [
            "Article 1. Scope",
            "This law applies to all of the following entities:",
            "(a) cooperatives;",
            "(b) mutual societies.",
            "Article 2. Aim",
        ]
        assert [text for _, text in shown("\n".join(lines))] == lines

    def test_double_spaced_typescript(self) -> None:
        lines = ["The economy of the members", "is as large as that of the", "others and it is growing, as",
                 "the report of the office on", "that subject says, although", "nobody has read it so far,",
                 "since it is not out yet."]  # fmt: skip
        assert shown("\n\n".join(lines) + "\n") == [("", " ".join(lines))]

    def test_rules_are_dropped(self) -> None:
        assert shown("One.\n\n--------\n\n* * *\n\nTwo.") == [("", "One."), ("", "Two.")]

    def test_the_text_is_nfc_and_clean(self) -> None:
        source = read_plain("E\u0301conomie\u200b \ufb01n <|im_end|>\u202e\r\n", "a.txt")
        assert [block.text for block in source.blocks] == ["Économie fin"]
        assert source.format == "text"

    def test_nothing_left_is_an_error(self) -> None:
        with pytest.raises(UnreadableFile, match="no text"):
            read_plain("-----\n\n", "a.txt")


class TestMarkdown:
    def read(self, text: str) -> list[tuple[int, str, int, str]]:
        blocks = read_plain(text, "a.md").blocks
        return [(block.level, block.label, block.depth, block.text) for block in blocks]

    def test_headings_of_both_kinds(self) -> None:
        text = "# One #\ntext\nthat wraps\n\nTwo\n===\n\nThree\n---\n\n###### Six\n"
        assert self.read(text) == [
            (1, "", 0, "One"), (0, "", 0, "text that wraps"), (1, "", 0, "Two"), (2, "", 0, "Three"), (6, "", 0, "Six"),
        ]  # fmt: skip

    def test_two_headings_make_any_text_markdown(self) -> None:
        assert read_plain("# One\n\ntext\n\n## Two\n", "a.txt").format == "markdown"
        assert read_plain("# One remark\n", "a.txt").format == "text"

    def test_lists(self) -> None:
        text = "1. One\n   goes on\n2) Two\n   - inner\n     more\n   - last\n\n   still last\n\n(a) Letter\n\nEnd\n"
        assert self.read(text) == [
            (0, "1.", 0, "One goes on"), (0, "2)", 0, "Two"), (0, "•", 1, "inner more"), (0, "•", 1, "last"),
            (0, "", 1, "still last"), (0, "(a)", 0, "Letter"), (0, "", 0, "End"),
        ]  # fmt: skip

    def test_marks_of_emphasis_links_and_code_go(self) -> None:
        text = (
            'A **bold** and *thin* and __strong__ `code` [link](https://x.org/a_(b) "t") ![picture](p.png) '
            "<b>tag</b> <https://x.org> \\*star 2*3*4 snake_case_name ~~no~~ [ref][1]\n"
        )
        assert self.read(text) == [
            (0, "", 0, "A bold and thin and strong code link picture tag https://x.org *star 2*3*4 snake_case_name no ref")
        ]  # fmt: skip

    def test_tables_quotes_rules_and_comments(self) -> None:
        text = "<!-- no -->\n> quoted\n> text\n\n---\n\n| Country | No |\n|---|:-:|\n| Spain | 43 |\n"
        assert [text for *_, text in self.read(text)] == ["quoted text", "Country | No", "Spain | 43"]

    def test_fences_keep_their_marks(self) -> None:
        assert self.read("```text\n# not a heading\n```\nAfter\n") == [
            (0, "", 0, "# not a heading"),
            (0, "", 0, "After"),
        ]

    def test_notes_and_front_matter(self) -> None:
        text = '---\ntitle: "The law"\nlanguage: es\n---\n\nUno[^1] dos.\n\n[^1]: See the\nreport.\n\nTres.\n'
        source = read_plain(text, "a.md")
        assert (source.format, source.title, source.language) == ("markdown", "The law", "es")
        assert [block.text for block in source.blocks] == ["Uno dos.", "Tres."]
        assert source.notes == ("See the report.",)

    def test_the_first_heading_is_the_title(self) -> None:
        assert read_plain("# The law\n\ntext", "a.md").title == "The law"
