"""`sse compare`, `sse brief` and `sse cite`: what a practitioner takes to a meeting."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assistant.citing import Style
    from assistant.pages.blocks import Page
    from knowledge.retriever import Retriever

__all__ = ["brief", "cite", "compare"]

_LANG = click.option(
    "--lang",
    metavar="XX",
    help="Your language (en, fr, es, pt); the theme's where not given, or the locale's.",
)
_TEXT = click.option("--text", "text", multiple=True, metavar="ID", help="Only this text; repeatable.")
_TEXTS = click.option("--texts", metavar="ID,…", default="", help="Only these texts, separated by commas.")
_ALL = click.option("--all", "all_texts", is_flag=True, help="All texts, not only the five main ones.")
_FORCE = click.option("--force", is_flag=True, help="Replace the file if it is there.")
_OWN = click.option("--include-own", is_flag=True, help="Put documents of your own into the file too.")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object (docs/work.md).")
_PLAIN = click.option("--plain", is_flag=True, help="Linear text for screen readers and pipes.")


@click.command()
@click.argument("theme", nargs=-1, required=True)
@_TEXTS
@_TEXT
@_ALL
@click.option("--practices", is_flag=True, help="Also the practices that are on the theme.")
@_LANG
@_JSON
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Save as .md, .html, .docx or .csv.",
)
@_FORCE
@_OWN
@_PLAIN
def compare(
    theme: tuple[str, ...], texts: str, text: tuple[str, ...], all_texts: bool, practices: bool, lang: str | None,
    as_json: bool, target: Path | None, force: bool, include_own: bool, plain: bool,
) -> None:  # fmt: skip
    """Show what each text says on THEME, side by side, or that nothing was found in it.

    THEME is free words, or a theme of the corpus (docs/corpus.md).
    """
    from assistant.compare import compare as compared
    from assistant.compare import without_own
    from assistant.pages.compose import comparison_page
    from assistant.pages.saving import FORMATS, check_target, save, save_page
    from assistant.pages.spreadsheet import spreadsheet
    from knowledge.commands import open_retriever

    if target:
        check_target(target, (*FORMATS, ".csv"), force)
    words = " ".join(theme)
    retriever = open_retriever()
    language = _language(words, lang)
    found = compared(
        retriever,
        words,
        texts=_texts(retriever, texts, text, all_texts),
        language=language,
        practices=practices,
    )
    if target:
        kept = found if include_own else without_own(found)
        if target.suffix.lower() == ".csv":
            save(target, spreadsheet(kept).encode("utf-8"), force)
        else:
            save_page(target, comparison_page(kept), force)
        _saved(target, language)
    if as_json:
        click.echo(found.model_dump_json(indent=2))
    elif not target:
        _show(comparison_page(found), plain)


@click.command()
@click.argument("theme", nargs=-1, required=True)
@click.option(
    "--for", "audience", default="", metavar="NAME", help='For whom it is, such as "Ministry of Finance".'
)
@_TEXTS
@_TEXT
@_ALL
@_LANG
@_JSON
@click.option(
    "--to", "target", type=click.Path(path_type=Path), metavar="FILE", help="Save as .docx, .md or .html."
)
@_FORCE
@_OWN
@_PLAIN
def brief(
    theme: tuple[str, ...], audience: str, texts: str, text: tuple[str, ...], all_texts: bool, lang: str | None,
    as_json: bool, target: Path | None, force: bool, include_own: bool, plain: bool,
) -> None:  # fmt: skip
    """Write an advocacy note on THEME in which every sentence is quoted with its source."""
    from assistant.brief import make_brief, without_own
    from assistant.pages.compose import brief_page
    from assistant.pages.saving import FORMATS, check_target, save_page
    from knowledge.commands import open_retriever
    from knowledge.text import clean

    if target:
        check_target(target, FORMATS, force)
    words = " ".join(theme)
    retriever = open_retriever()
    language = _language(words, lang)
    note = make_brief(
        retriever, words, audience=clean(audience)[:200],
        texts=_texts(retriever, texts, text, all_texts), language=language,
    )  # fmt: skip
    if target:
        save_page(target, brief_page(note if include_own else without_own(note)), force)
        _saved(target, language)
    if as_json:
        click.echo(note.model_dump_json(indent=2))
    elif not target:
        _show(brief_page(note), plain)


@click.command()
@click.argument("document", metavar="TEXT")
@click.argument("pinpoint", nargs=-1)
@click.option("--style", type=click.Choice(("un", "apa", "plain")), default="un", show_default=True)
@click.option(
    "--lang", metavar="XX", help="Language of the reference (en, fr, es, pt); the locale's where not given."
)
@_JSON
def cite(document: str, pinpoint: tuple[str, ...], style: Style, lang: str | None, as_json: bool) -> None:
    """The reference of TEXT, or of its provision PINPOINT, in the usual form.

    TEXT is an id (sse corpus list); PINPOINT is written as you would: "para. 5", "art. 5.4".
    What stands behind a pinpoint that our digest reports is told on standard error.
    """
    from assistant.citing import refer
    from knowledge.commands import open_retriever

    found = refer(
        open_retriever().documents, document, " ".join(pinpoint), style=style, language=_language("", lang)
    )
    if as_json:
        click.echo(found.model_dump_json(indent=2))
        return
    click.echo(found.text)
    if found.in_text:
        click.echo(found.in_text)
    if found.note:
        click.echo(f"({found.note})", err=True)


def _language(words: str, given: str | None) -> str:
    """One of the four languages that the fixed wording has."""
    from knowledge.commands import reader_language
    from knowledge.languages import LANGUAGES, base

    code = base(reader_language(words, given))
    if given and code not in LANGUAGES:
        raise click.UsageError(f"'{given}' is not one of the languages {', '.join(LANGUAGES)}.")
    return code if code in LANGUAGES else "en"


def _texts(retriever: Retriever, listed: str, named: tuple[str, ...], all_texts: bool) -> list[str]:
    from assistant.compare import MAIN_TEXTS, texts_of

    chosen = [*(one.strip() for one in listed.split(",")), *named]
    chosen = [one for one in dict.fromkeys(chosen) if one]
    if chosen and all_texts:
        raise click.UsageError("--all and --text exclude each other: name texts, or take all.")
    return chosen or (texts_of(retriever.documents) if all_texts else list(MAIN_TEXTS))


def _show(page: Page, plain: bool) -> None:
    from assistant.pages.terminal import plain as plain_lines
    from assistant.pages.terminal import terminal

    linear = plain or not sys.stdout.isatty()
    for line in plain_lines(page) if linear else terminal(page, click.style):
        click.echo(line)


def _saved(target: Path, language: str) -> None:
    from assistant.work_wording import tell

    click.echo(tell("written_to", language, path=target), err=True)
