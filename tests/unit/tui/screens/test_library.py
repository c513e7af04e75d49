"""The library screen: the shelf, reading, two languages, finding, copying."""

from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import Input

from knowledge.languages import LANGUAGES
from tui.widgets.keys_line import KeysLine
from tui.widgets.library_tree import LibraryTree
from tui.widgets.reader import Reader


def labels(screen: Any) -> list[str]:
    """What the tree shows, group by group."""
    shown = []
    for group in screen.query_one(LibraryTree).root.children:
        shown.append(str(group.label))
        if group.is_expanded:
            shown += [f"  {leaf.label}" for leaf in group.children]
    return shown


def page(screen: Any) -> list[str]:
    reader = screen.query_one("#page", Reader)
    return [reader.render_line(y).text.rstrip() for y in range(reader.size.height)]


@pytest.mark.slow
async def test_the_shelf_says_what_each_text_is_and_is_searched_by_title(
    over: Any, at: Any, drive: Any
) -> None:
    app = over()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at.opened(pilot, "library")
        assert labels(screen) == [
            "International texts (6)",
            "  □ ILO 2022  digest · en fr",
            "  □ OECD 2022  digest · en fr",
            "  □ UN 2023  digest · en fr",
            "  □ UN 2024  digest · en fr",
            "  ■ EU 2023  official · en",
            "  □ EU 2023  digest · en fr",
            "National laws (1)",
            "Practices (1)",
            "My documents (1)",
            "  ◆ [private] Our charter  en",
        ]
        await pilot.press("t", *"un 20")
        await drive.until(pilot, lambda: len(labels(screen)) == 3)
        assert labels(screen)[1:] == ["  □ UN 2023  digest · en fr", "  □ UN 2024  digest · en fr"]
        await pilot.press("escape")
        await drive.until(pilot, lambda: len(labels(screen)) == 11)
        assert app.focused is screen.query_one(LibraryTree)


async def test_a_text_is_read_provision_by_provision_and_beside_it_in_another_language(
    over: Any, at: Any, drive: Any
) -> None:
    app = over("fr")
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at.opened(pilot, "library")
        await drive.until(pilot, lambda: screen.query_one(LibraryTree).chosen is not None)
        await pilot.press("enter")
        await drive.until(pilot, lambda: page(screen)[0].strip() == "ILO 2022 in full")
        assert any("notre résumé, vérifiez le texte officiel" in line for line in page(screen))
        assert any("https://ilo-2022.example.org/text" in line for line in page(screen))
        await pilot.press("n", "n", "n")
        await pilot.pause()
        assert page(screen)[0] == "▌ par. 3 · Banques"
        assert (
            page(screen)[1] == "▌ ILO 2022 demande aux banques de prêter de l'argent au logement coopératif."
        )
        beside = screen.query_one("#beside", Reader)
        await pilot.press("l")
        await drive.until(pilot, lambda: beside.leaf is not None)
        assert beside.region.x > screen.query_one("#page").region.x
        assert beside.render_line(0).text.rstrip() == "▌ para. 3 · Banks"
        await pilot.press("n")
        await drive.until(pilot, lambda: beside.render_line(0).text.rstrip() == "▌ para. 3 · Land")
        assert "français | anglais · 4 sur 4" in at.text_of(screen, "#place")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert beside.region.y > screen.query_one("#page").region.y
        assert not screen.query_one("#shelf").display
        await pilot.press("l")
        await drive.until(pilot, lambda: not beside.display)
        await pilot.press("escape")
        assert screen.query_one("#shelf").display
        assert app.focused is screen.query_one(LibraryTree)


@pytest.mark.slow
async def test_words_are_found_and_a_provision_is_gone_to(over: Any, at: Any, drive: Any) -> None:
    app = over()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at.opened(pilot, "library", document="oecd-2022")
        reader = screen.query_one("#page", Reader)
        await drive.until(pilot, lambda: reader.has_focus)
        await pilot.press("slash", *"HOUSÍNG")
        await drive.until(pilot, lambda: len(reader.places) == 4)
        assert at.text_of(screen, "#told") == "1 of 4 places"
        await pilot.press("enter", "f3")
        await drive.until(pilot, lambda: at.text_of(screen, "#told") == "3 of 4 places")
        assert reader.current == 2
        await pilot.press("f9")
        assert reader.chosen == 1
        await pilot.press("x")
        await drive.until(pilot, lambda: at.text_of(screen, "#told") == "Not found: HOUSÍNGx")
        await pilot.press("escape")
        assert reader.has_focus
        assert not reader.places
        await pilot.press("g", *"paragraph 9", "enter")
        await drive.until(pilot, lambda: "para. 1" in at.text_of(screen, "#told"))
        assert screen.query_one("#told").has_class("error")
        assert isinstance(app.focused, Input), "what was written can be mended"
        app.focused.value = "para. 2"
        await pilot.press("enter")
        await drive.until(pilot, lambda: reader.current == 1)
        assert reader.has_focus
        assert at.text_of(screen, "#told") == ""


async def test_a_provision_is_copied_with_its_reference_and_what_stands_behind_it(
    over: Any, at: Any, drive: Any
) -> None:
    app = over()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at.opened(pilot, "library", document="un-2023", language="en", pinpoint="para:2")
        reader = screen.query_one("#page", Reader)
        await drive.until(pilot, lambda: reader.current == 1)
        await pilot.press("c")
        assert app.clipboard.splitlines() == [
            "UN 2023 invites States to support cooperative housing for all.",
            "Body, UN 2023 in full, para. 2.",
            "https://un-2023.example.org/text",
            "(pinpoint from our digest, not checked in a source; check it in the official text)",
        ]
        await pilot.press("u")
        assert app.clipboard == "https://un-2023.example.org/text"


@pytest.mark.parametrize(
    ("arguments", "kind", "current"),
    [
        ({"document": "eu-2023", "pinpoint": "para:2"}, "official", 1),
        ({"document": "eu-2023", "language": "fr", "pinpoint": "para:2"}, "digest", 1),
        ({"document": "ilo-2022", "pinpoint": "art. 3"}, "", -1),
        ({"document": "ilo-2022", "pinpoint": "3(a)"}, "", -1),
        ({"document": "nothing"}, "", -1),
    ],
)
@pytest.mark.slow
async def test_others_open_the_reader_at_a_provision(
    over: Any, at: Any, drive: Any, arguments: dict[str, str], kind: str, current: int
) -> None:
    app = over()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at.opened(pilot, "library", **arguments)
        reader = screen.query_one("#page", Reader)
        if kind:
            await drive.until(pilot, lambda: reader.leaf is not None)
            assert (reader.leaf.document.kind, reader.current) == (kind, current)
            chosen = screen.query_one(LibraryTree).chosen
            assert chosen is not None
            assert chosen.id == arguments["document"]
        else:
            await drive.until(pilot, lambda: screen.query_one("#told").has_class("error"))
            assert reader.leaf is None


@pytest.mark.slow
async def test_of_provisions_with_one_pinpoint_that_of_the_quote_is_opened(
    over: Any, at: Any, drive: Any, texts: Any
) -> None:
    source = next(one for one in texts if one.id == "ilo-2022" and one.language == "en")
    start = source.body.index("Towns may")
    app = over()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at.opened(pilot, "library", document="ilo-2022", pinpoint="para:3", start=start)
        reader = screen.query_one("#page", Reader)
        await drive.until(pilot, lambda: reader.current == 3)


@pytest.mark.slow
async def test_the_language_changes_while_a_text_is_read(over: Any, at: Any, drive: Any) -> None:
    app = over()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at.opened(pilot, "library", document="un-2023", pinpoint="para:2")
        reader = screen.query_one("#page", Reader)
        await drive.until(pilot, lambda: reader.current == 1)
        await app.change_language("es")
        await drive.until(pilot, lambda: "resumen · inglés · 2 de 4" in at.text_of(screen, "#place"))
        assert labels(screen)[0] == "Textos internacionales (6)"
        assert screen.query_one("#titles", Input).placeholder == "Buscar en los títulos"
        assert reader.current == 1
        assert reader.has_focus


@pytest.mark.slow
async def test_the_footer_fits_into_80_columns(over: Any, at: Any, drive: Any) -> None:
    for language in LANGUAGES:
        app = over(language)
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await at.opened(pilot, "library", document="un-2023")
            reader = screen.query_one("#page", Reader)
            keys = screen.query_one(KeysLine)
            await drive.until(pilot, lambda at=reader, on=keys: at.has_focus and len(on.shown) == 8)
            assert len(str(keys.content)) <= 80
            await pilot.press("escape")
            await drive.until(pilot, lambda on=keys: len(on.shown) == 5)
            assert len(str(keys.content)) <= 80
