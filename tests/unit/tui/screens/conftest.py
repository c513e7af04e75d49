"""A small library in two languages that is really searched, and the app over it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from assistant.assistant import Assistant
from assistant.compare import MAIN_TEXTS
from knowledge import Library, Retriever, store
from knowledge.documents import Document, Provision
from knowledge.passages import passages_of
from tui.app import AssistantApp

TITLES = dict(zip(MAIN_TEXTS, ("ILO 2022", "OECD 2022", "UN 2023", "UN 2024", "EU 2023"), strict=True))
# (pinpoint, title, text) by language; the two languages have the same provisions.
HOUSING = {
    "en": [
        ("para:1", "Scope", "This text is about the social and solidarity economy."),
        ("para:2", "Housing", "It invites States to support cooperative housing for all."),
        ("para:3", "Banks", "It asks banks to lend money to cooperative housing."),
        ("para:3", "Land", "Towns may give land for housing."),
    ],
    "fr": [
        ("para:1", "Champ", "Ce texte porte sur l'économie sociale et solidaire."),
        ("para:2", "Logement", "Il invite les États à soutenir le logement coopératif pour tous."),
        ("para:3", "Banques", "Il demande aux banques de prêter de l'argent au logement coopératif."),
        ("para:3", "Terrains", "Les villes peuvent donner des terrains pour le logement."),
    ],
}
SILENT = {
    "en": [("para:1", "Energy", "Citizens own the production of energy.")],
    "fr": [("para:1", "Énergie", "Les citoyens possèdent la production d'énergie.")],
}


def document(
    id_: str, kind: str, title: str, language: str, texts: list[tuple[str, str, str]], **fields: Any
) -> Document:
    body, provisions, seen = "", [], {}
    for pinpoint, heading, text in texts:
        body += f"{heading}\n"
        ordinal = seen[pinpoint] = seen.get(pinpoint, -1) + 1
        confidence = "official" if kind in ("official", "own") else "background"
        provisions.append(Provision(pinpoint, ordinal, heading, len(body), len(body) + len(text), confidence))
        body += f"{text}\n\n"
    url = "" if kind == "own" else f"https://{id_}.example.org/text"
    return Document(
        id_, language, kind, fields.pop("full", title), title, "Body", url, "CC0-1.0", body, tuple(provisions),
        **fields,
    )  # fmt: skip


def small_library() -> list[Document]:
    found = []
    for id_, title in TITLES.items():
        for language in ("en", "fr"):
            texts = (SILENT if id_ == "un-2024" else HOUSING)[language]
            # The texts differ, or a note would take a sentence of the first alone.
            own = [
                (place, name, text.replace("It ", f"{title} ").replace("Il ", f"{title} "))
                for place, name, text in texts
            ]
            found.append(document(id_, "digest", title, language, own, full=f"{title} in full"))
    found.append(document("eu-2023", "official", "EU 2023", "en", HOUSING["en"], full="EU 2023 in full"))
    found.append(
        document("l-fr-2014", "digest", "Loi 2014", "fr", [("art:1", "Objet", "La loi définit tout.")])
    )
    found.append(
        document(
            "p-home", "practice", "Home coop", "en",
            [("heading:results", "Results", "Home coop gives cooperative housing to 40 families.")],
            status="Practice card",
        )
    )  # fmt: skip
    found.append(
        document(
            "own-charter", "own", "Our charter", "en",
            [("para:1", "Housing", "We build cooperative housing in secret.")],
        )
    )  # fmt: skip
    return found


@pytest.fixture
def texts() -> list[Document]:
    return small_library()


@pytest.fixture
def small(texts: list[Document], word_embedder: Any) -> Retriever:
    """The small library, indexed."""
    passages = [passage for one in texts for passage in passages_of(one)]
    retriever = Retriever.from_passages(passages, embedder=word_embedder())
    retriever.documents = tuple(texts)
    return retriever


@pytest.fixture
def over(small: Retriever) -> Callable[..., AssistantApp]:
    """The app over the small library."""

    def make(
        language: str = "en", retriever: Retriever | None = None, *, first_run: bool = False
    ) -> AssistantApp:
        return AssistantApp(
            lambda progress: Assistant(retriever or small, log=False), language, first_run=first_run
        )

    return make


@pytest.fixture
def kept(texts: list[Document], sse_data_dir: Path, word_embedder: Any) -> Retriever:
    """The small library on the disk, as if its texts were those that ship; nothing of the user's."""
    library = Library(sse_data_dir / store.LIBRARY)
    shipped = [one for one in texts if one.kind in ("digest", "practice")]
    library.replace(shipped, "shipped", {"shipped_stamp": store._stamp(store.corpus_files())})
    library.close()
    return Retriever.open(embedder=word_embedder())


async def opened(pilot: Pilot[None], name: str, drive: Any, **arguments: Any) -> Any:
    """The screen `name`, its library open."""
    app: Any = pilot.app
    app.open_screen(name, **arguments)
    await drive.until(pilot, lambda: type(app.screen).__name__.lower() == f"{name}screen")
    await drive.until(pilot, lambda: app.screen.retriever is not None and not app.screen.busy)
    return app.screen


def text_of(screen: Any, selector: str) -> str:
    """What static widgets hold, a line each."""
    return "\n".join(str(widget.content) for widget in screen.query(selector).results(Static))


@pytest.fixture
def at(drive: Any) -> Any:
    """The functions above."""
    from functools import partial
    from types import SimpleNamespace

    return SimpleNamespace(opened=partial(opened, drive=drive), text_of=text_of)
