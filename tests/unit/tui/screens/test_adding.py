"""Documents of one's own come in, with progress and errors where they happen, and go out again."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Button, Select, Static

from knowledge import Retriever
from knowledge.store import open_library
from tui.screens.adding import AddScreen
from tui.screens.dialogs import ConfirmScreen
from tui.widgets.library_tree import LibraryTree
from tui.widgets.path_input import PathInput
from tui.widgets.reader import Reader

CHARTER = (
    "# Our charter\n\nEvery member of the cooperative has one vote, whatever the capital that was paid in.\n"
)


def outcomes(screen: Any) -> list[str]:
    return [str(line.content) for line in screen.query("#outcomes Static").results(Static)]


def state(screen: Any) -> str:
    return str(screen.query_one("#adding-state", Static).content)


def held() -> set[tuple[str, str]]:
    library = open_library()
    try:
        return {(one.id, one.kind) for one in library.documents() if one.kind in ("own", "official")}
    finally:
        library.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A charter, a file that is none, and one of another kind that is passed over."""
    mine = tmp_path / "my files"
    mine.mkdir()
    (mine / "charter.md").write_text(CHARTER, "utf-8")
    (mine / "empty.txt").write_text("", "utf-8")
    (mine / "picture.png").write_bytes(b"no document")
    return mine


@pytest.mark.slow
async def test_a_folder_is_added_asked_and_removed_again(
    over: Any, at: Any, drive: Any, kept: Retriever, folder: Path
) -> None:
    app = over("en", kept)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at.opened(pilot, "library")
        await pilot.press("a")
        await drive.until(pilot, lambda: isinstance(app.screen, AddScreen))
        adding = app.screen
        path = adding.query_one(PathInput)
        assert path.has_focus
        assert adding.query_one("#kind", Select).value == "own"
        path.value = str(folder.parent / "my f")
        path.cursor_position = len(path.value)
        await drive.until(pilot, lambda: path.check_action("complete", ()))
        await pilot.press("tab", "enter")
        assert path.value == f"{folder}/"
        await drive.until(pilot, lambda: "They can be asked now." in state(adding))
        assert state(adding) == "1 document added. 1 file could not be added. They can be asked now."
        told = outcomes(adding)
        assert told[0] == "✓ added: Our charter (en, 1 provision)"
        assert "empty.txt" in told[1]
        assert "The file is empty" in told[1]
        assert held() == {("own-charter", "own")}
        await pilot.press("escape")
        tree = screen.query_one(LibraryTree)
        await drive.until(pilot, lambda: app.screen is screen and len(tree.root.children[3].children) == 1)
        assert str(tree.root.children[3].children[0].label) == "◆ [private] Our charter  en"
        assert [hit.passage.document for hit in screen.retriever.search("one vote a member", 1)] == [
            "own-charter"
        ]

        tree.point_at("own-charter", "own")
        await drive.until(pilot, lambda: tree.chosen is not None and tree.chosen.id == "own-charter")
        await pilot.press("enter")
        await drive.until(pilot, lambda: screen.query_one("#page", Reader).has_focus)
        await pilot.press("escape", "d")
        await drive.until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("enter")  # no, unless yes is chosen
        await drive.until(pilot, lambda: app.screen is screen)
        assert held() == {("own-charter", "own")}
        await pilot.press("d")
        await drive.until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("right", "enter")
        await drive.until(pilot, lambda: app.screen is screen and not screen.busy)
        await drive.until(pilot, lambda: screen.query_one("#page", Reader).leaf is None)
        assert held() == set()
        assert (folder / "charter.md").read_text("utf-8") == CHARTER, "the file stays"
        assert all(one.kind != "own" for one in screen.retriever.documents)
        await drive.until(pilot, lambda: str(tree.root.children[3].label) == "My documents (0)")


@pytest.mark.slow
async def test_an_official_text_is_one_file_and_a_wrong_path_is_told_where_it_was_written(
    over: Any, at: Any, drive: Any, kept: Retriever, folder: Path
) -> None:
    app = over("fr", kept)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at.opened(pilot, "library")
        await pilot.press("a")
        await drive.until(pilot, lambda: isinstance(app.screen, AddScreen))
        adding = app.screen
        await pilot.press("enter")
        assert state(adding) == "Écrivez d'abord le chemin d'un fichier ou d'un dossier."
        adding.query_one(PathInput).value = str(folder / "nowhere.pdf")
        await pilot.press("enter")
        await drive.until(pilot, lambda: len(outcomes(adding)) == 1)
        assert "nowhere.pdf" in outcomes(adding)[0]
        await drive.until(pilot, lambda: state(adding).startswith("0 document ajouté."))
        adding.query_one("#kind", Select).value = "ilo-2022"
        adding.query_one(PathInput).value = str(folder)
        await pilot.press("enter")
        assert state(adding) == "Un texte officiel est un seul fichier\u00a0: indiquez ce fichier."
        adding.query_one(PathInput).value = str(folder / "charter.md")
        adding.query_one("#code", Select).value = "en"
        await pilot.press("enter")
        await drive.until(pilot, lambda: "interroger" in state(adding))
        assert held() == {("ilo-2022", "official")}
        await pilot.press("escape")
        await drive.until(pilot, lambda: app.screen is screen)


@pytest.mark.slow
async def test_adding_is_cancelled_between_passages_and_goes_on_the_next_time(
    over: Any, at: Any, drive: Any, kept: Retriever, tmp_path: Path
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    class Waiting(type(kept.embedder)):  # type: ignore[misc]
        """Stops before the first text of a document, until the test lets it go on."""

        def embed_passages(self, texts: Any) -> Any:
            reached.set()
            assert go_on.wait(20)
            return super().embed_passages(texts)

    kept.embedder = Waiting()
    charter = tmp_path / "charter.md"
    charter.write_text(CHARTER, "utf-8")
    app = over("en", kept)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at.opened(pilot, "library")
        await pilot.press("a")
        await drive.until(pilot, lambda: isinstance(app.screen, AddScreen))
        adding = app.screen
        adding.query_one(PathInput).value = f"'{charter}'"  # as a terminal drops a file
        await pilot.press("enter")
        await drive.until(pilot, reached.is_set)
        assert adding.query_one("#start", Button).disabled
        await pilot.press("escape")
        assert state(adding) == "ending …"
        go_on.set()
        await drive.until(pilot, lambda: "Cancelled" in state(adding))
        assert state(adding).startswith("0 documents added.")
        assert held() == set()
        await pilot.click("#start")
        await drive.until(pilot, lambda: "They can be asked now." in state(adding))
        assert held() == {("own-charter", "own")}
        await pilot.press("escape")
        await drive.until(pilot, lambda: app.screen is screen)
