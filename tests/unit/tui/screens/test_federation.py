"""The federation screen: what stays, what leaves after it was asked, votes, updates, the ledger."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, OptionList, Static

from federation.leaving import default_ledger
from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.practices.card import Card, CardText, Result
from federation.practices.shelf import Shelf
from federation.releases.candidate import make_candidate
from federation.releases.comparing import Comparison
from federation.releases.following import follow
from federation.releases.installed import in_use
from federation.releases.proposing import load_proposal, propose_root
from federation.releases.publishing import publish
from federation.releases.trusted import trusted_roster
from federation.releases.voting import cast
from federation.rounds.bundle import read_bundle
from federation.rounds.joining import RoundResult
from federation.rounds.opening import open_round
from federation.rounds.round_file import load_round
from federation.settings import RoundSettings
from federation.statements import Statement
from knowledge import Retriever
from knowledge.judgements import Judgement, Judgements
from knowledge.settings import change
from knowledge.signing import SigningKey
from knowledge.store import open_library
from tui.federated.judgements import kept_judgements

CARD = Card(
    organisation="Home coop", country="FR", kind="cooperative", themes=("housing",),
    sources=("https://home.example.org/2025",), results=(Result(2025, "https://home.example.org/2025"),),
    texts={"en": CardText(
            "Homes for members",
            "We build homes, keep them, and let them to our members for what they cost us to build and to run.",
            ("We house 40 families.",),
        )},
)  # fmt: skip
EMBEDDER = "words-1"
SETTINGS = RoundSettings(rounds=1, epochs=2, clip=0.02, minimum=2)
SAME = Comparison(215, 0.8, 0.81, 0.01, -0.01, 0.02)


@dataclass
class Others:
    """The coordinator's machine, and its key."""

    home: Home
    key: SigningKey
    root: str
    here: Home  # the member's

    @property
    def place(self) -> str:
        return str(self.home.repository)

    def round(self, folder: Path) -> Path:
        _opened, path = open_round(
            self.home, trusted_roster(self.home), self.key, SETTINGS, mode="open", embedder=EMBEDDER,
            deadline=datetime(2099, 12, 31, tzinfo=UTC),
        )  # fmt: skip
        kept = folder / "round-1.json"
        kept.write_bytes(path.read_bytes())
        return kept

    def candidate(self) -> Path:
        result = RoundResult(
            number=1, release=0, weights=np.full(SETTINGS.layout.size, 1e-4, np.float32), mode="open",
            round_file="1" * 64, base="b" * 64, accepted={"alba": "a" * 64}, rejected={"x.sse": "it is damaged"},
            shortened={}, size=1000, settings=SETTINGS.record(),
        )  # fmt: skip
        return make_candidate(self.home, result, EMBEDDER, self.key, tested=SAME)

    def publish(self, path: Path) -> None:
        votes = path.parent / "votes"
        proposal = load_proposal(path / "proposal.json", trusted_roster(self.home))
        cast(self.home, proposal, self.key, yes=True).save(votes / "alba.json")
        publish(self.home, path, votes, self.key)


@pytest.fixture
def others(tmp_path: Path, sse_data_dir: Path) -> Others:
    """A federation of two that is founded: alba coordinates, brume sits at this machine and follows nothing yet."""
    home, here = Home(tmp_path / "alba" / "federation"), Home(sse_data_dir / "federation")
    keys = [SigningKey.open(one.key) for one in (home, here)]
    members = tuple(
        Member(name, key.public, ("en",)) for name, key in zip(("alba", "brume"), keys, strict=True)
    )
    roster = Roster("ab" * 16, "Rives", 1, 1, members, keys[0].public.fingerprint)
    path = propose_root(home, roster, keys[0])
    votes = tmp_path / "votes"
    cast(home, load_proposal(path, None, keys[0].public), keys[0], yes=True).save(votes / "alba.json")
    root = publish(home, path, votes, keys[0], founder=keys[0].public).root
    return Others(home, keys[0], root, here)


@pytest.fixture
def member(others: Others) -> Others:
    """The same, and this machine follows it."""
    follow(others.here, others.place, others.root)
    return others


@pytest.fixture
def judged(kept: Retriever) -> Retriever:
    """The small library on the disk, with judgements: three a language, and one that says no."""
    english = [one for one in kept.index.passages if one.language == "en" and one.document != "p-home"]
    library = open_library()
    Judgements(library).add(
        Judgement(f"What is said there: {one.text}", "en", one.document, one.pinpoint, one.key, number != 1,
                  f"2026-11-{number + 1:02}T09:00:00+00:00", "ui")
        for number, one in enumerate(english[:12])
    )  # fmt: skip
    library.close()
    return kept


async def at_section(pilot: Pilot[None], number: int, drive: Any) -> Any:
    """The screen at one of its sections, which is read."""
    app: Any = pilot.app
    app.open_screen("federation")
    await drive.until(pilot, lambda: type(app.screen).__name__ == "FederationScreen")
    screen = app.screen
    await drive.until(pilot, lambda: screen._shown is not None)
    screen.query_one("#sections", OptionList).highlighted = number
    await drive.until(pilot, lambda: screen.section is screen.sections[number])
    await settled(pilot, drive)
    return screen


async def settled(pilot: Pilot[None], drive: Any) -> None:
    screen: Any = pilot.app.screen
    reading = ("reading …", "lecture …")
    await drive.until(
        pilot, lambda: screen.section.ready and not screen.busy and text(screen) not in ("", *reading)
    )


def text(screen: Any) -> str:
    shown = str(screen.query_one("#text", Static).content)
    return shown.replace("\u00a0", " ")  # before a sign in French


def told(screen: Any) -> str:
    return str(screen.query_one("#told", Static).content).replace("\u00a0", " ")


def state(asked: Any) -> str:
    return str(asked.query_one("#agreeing-state", Static).content)


def table(screen: Any) -> list[list[str]]:
    rows = screen.query_one("#rows", DataTable)
    return [[str(cell) for cell in rows.get_row_at(row)] for row in range(rows.row_count)]


async def answer(pilot: Pilot[None], name: str, drive: Any, value: str | None = None) -> Any:
    """Wait for the question `name`; write `value` into its first line and send it, where given."""
    await drive.until(pilot, lambda: type(pilot.app.screen).__name__ == name)
    asked: Any = pilot.app.screen
    if value is not None:
        line = asked.query(Input).first()
        line.value = value
        line.focus()
        await pilot.press("enter")
    return asked


async def agree(pilot: Pilot[None], drive: Any, path: Path | None, why: str = "") -> str:
    """Say yes to what is shown, and write it to `path`; what was shown."""
    asked = await answer(pilot, "AgreeScreen", drive)
    shown = str(asked.query_one("#agreeing-text Static", Static).content).replace("\u00a0", " ")
    if path is not None:
        asked.query_one("#path", Input).value = str(path)
    if why:
        asked.query_one("#why", Input).value = why
    asked.query_one("#yes").press()
    await drive.until(pilot, lambda: pilot.app.screen is not asked)
    return shown


async def test_without_a_federation_each_section_says_what_to_do(
    kept: Retriever, over: Any, drive: Any
) -> None:
    app = over("en", kept)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_section(pilot, 0, drive)
        assert "takes part in no federation, and needs none" in text(screen)
        assert "Press j here" in text(screen)
        for number, said in enumerate(
            ("sse federation join", "Nothing was judged", "Nothing leaves", "no practice card yet",
             "First follow a federation", "There is no ledger")
        ):  # fmt: skip
            await at_section(pilot, number, drive)
            await drive.until(pilot, lambda said=said: said in text(screen))
            assert table(screen) == []
        keys = {one.binding.id for one in screen.active_bindings.values() if one.enabled and one.binding.id}
        assert not any(
            key.startswith("federation.") for key in keys - {"federation.back", "federation.read_again"}
        )


@pytest.mark.slow  # seconds, of the app and of the libraries that it loads
async def test_a_federation_is_followed_by_its_fingerprint_and_updated_from(
    others: Others, judged: Retriever, over: Any, drive: Any
) -> None:
    others.publish(others.candidate())
    app = over("en", judged)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at_section(pilot, 0, drive)
        for fingerprint, said in ((others.root[::-1], "has the fingerprint"), (others.root, "follows Rives")):
            await pilot.press("j")
            await answer(pilot, "ChooseScreen", drive, others.place)
            await answer(pilot, "PromptScreen", drive, fingerprint)
            await drive.until(pilot, lambda said=said: said in told(screen))
        await settled(pilot, drive)
        assert "brume (you)" in text(screen)
        assert "The shipped index" in text(screen)
        await pilot.press("u")
        await answer(pilot, "ChooseScreen", drive, "no such folder")
        await drive.until(pilot, lambda: "There is no folder" in told(screen))
        assert screen.query_one("#told").has_class("error")
        before = screen.retriever
        await pilot.press("u")
        await answer(pilot, "ChooseScreen", drive, others.place)
        await drive.until(pilot, lambda: "Release 1 of Rives is now in use." in told(screen))
        await settled(pilot, drive)
        assert in_use(others.here).version == 1
        assert screen.retriever is not before, "it is searched with at once"
        for said in ("Contributed: alba", "Left out: x.sse: it is damaged", "no difference beyond chance"):
            assert said in text(screen)
        await at_section(pilot, 5, drive)
        assert "entries verified" in text(screen)
        assert any("alba contributed to round 1." in row[2] for row in table(screen))
        ledger = in_use(others.here).folder / "ledger.jsonl"
        ledger.write_bytes(ledger.read_bytes().replace(b"a", b"b", 1))
        await pilot.press("f5")
        await drive.until(pilot, lambda: "edited or damaged" in text(screen))
        assert table(screen) == []


@pytest.mark.slow  # seconds, of the app and of the libraries that it loads
async def test_an_address_is_asked_for_before_anything_connects(
    member: Others, judged: Retriever, over: Any, drive: Any
) -> None:
    change("network.offline", "true")
    app = over("en", judged)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at_section(pilot, 0, drive)
        await pilot.press("u")
        await answer(pilot, "ChooseScreen", drive, "https://releases.example.org/")
        asked = await answer(pilot, "ConfirmScreen", drive)
        assert "This connects to https://releases.example.org/" in str(
            asked.query_one(".dialog-text", Static).content
        )
        await pilot.press("escape")
        await drive.until(pilot, lambda: app.screen is screen)
        assert told(screen) == ""
        await pilot.press("u")
        await answer(pilot, "ChooseScreen", drive, "https://releases.example.org/")
        asked = await answer(pilot, "ConfirmScreen", drive)
        asked.query_one("#yes").press()
        await drive.until(pilot, lambda: "you are offline by your own setting" in told(screen))


async def test_judgements_are_listed_by_question_and_forgotten_after_a_question(
    judged: Retriever, over: Any, drive: Any
) -> None:
    app = over("fr", judged)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at_section(pilot, 1, drive)
        questions = len(table(screen))
        assert questions == len({one.question for one in kept_judgements()})
        assert "répond : " in text(screen)
        assert "jugé dans l'application" in text(screen)
        await pilot.press("enter", "down")
        await drive.until(pilot, lambda: screen.judgements.row == 1)
        question = table(screen)[1][3]
        await pilot.press("d")
        await answer(pilot, "ConfirmScreen", drive)
        await pilot.press("enter")  # the answer is no until yes is chosen
        await drive.until(pilot, lambda: app.screen is screen)
        assert len(table(screen)) == questions
        await pilot.press("d")
        asked = await answer(pilot, "ConfirmScreen", drive)
        asked.query_one("#yes").press()
        await drive.until(pilot, lambda: len(table(screen)) == questions - 1)
        assert question not in {one.question for one in kept_judgements()}
        await pilot.press("D")
        asked = await answer(pilot, "ConfirmScreen", drive)
        asked.query_one("#yes").press()
        await drive.until(pilot, lambda: "Rien n'a encore été jugé" in text(screen))
        assert kept_judgements() == []


@pytest.mark.slow  # seconds, of the app and of the libraries that it loads
async def test_a_contribution_is_shown_field_by_field_asked_for_and_written_once(
    member: Others, judged: Retriever, over: Any, drive: Any, tmp_path: Path
) -> None:
    change("federation.budget", "8")
    shelf = Shelf(member.here)
    shelf.share(shelf.new(CARD), trusted_roster(member.here), SigningKey.load(member.here.key))
    round_file, bundle = member.round(tmp_path), tmp_path / "mine.sse"
    app = over("en", judged)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at_section(pilot, 3, drive)
        assert table(screen)[0][1] == "waits for your next contribution"
        screen = await at_section(pilot, 2, drive)
        await drive.until(pilot, lambda: "What a round with the usual settings would take" in text(screen))
        assert "Epsilon that you will not exceed: 8" in text(screen)
        await pilot.press("r")
        await answer(pilot, "ChooseScreen", drive, str(tmp_path / "none.json"))
        await drive.until(pilot, lambda: "none.json cannot be read" in told(screen))
        await pilot.press("r")
        await answer(pilot, "ChooseScreen", drive, str(round_file))
        await drive.until(pilot, lambda: screen.leaving.prepared is not None and not screen.busy)
        await pilot.press("c")
        # The round adds no noise, so no budget allows it: it is not even asked for.
        await drive.until(pilot, lambda: "over the budget of 8" in told(screen))
        assert default_ledger().entries() == []
        change("federation.budget", "")
        await pilot.press("r")
        await answer(pilot, "ChooseScreen", drive, str(round_file))
        await drive.until(pilot, lambda: not screen.busy and "over the budget" not in text(screen))
        await pilot.press("c")
        await answer(pilot, "AgreeScreen", drive)
        await pilot.press("escape")
        await drive.until(pilot, lambda: app.screen is screen)
        assert not bundle.exists()
        bundle.write_bytes(b"something else")
        await pilot.press("c")
        asked = await answer(pilot, "AgreeScreen", drive)
        shown = str(asked.query_one("#agreeing-text Static", Static).content)
        for field in ("common", "member", "languages", "made", "round", "embedder", "practices"):
            assert f"• {field} (" in shown
        assert "We house 40 families." in shown, "a card is shown whole"
        asked.query_one("#path", Input).value = str(bundle)
        asked.query_one("#yes").press()
        await drive.until(pilot, lambda: "is there already" in state(asked))
        assert bundle.read_bytes() == b"something else"
        await agree(pilot, drive, bundle)
        await drive.until(pilot, lambda: "Your contribution to round 1 is in" in told(screen))
        await settled(pilot, drive)
        roster = trusted_roster(member.here)
        made = read_bundle(bundle.read_bytes(), roster, load_round(round_file, roster))
        assert (made.member.name, len(made.practices)) == ("brume", 1)
        await drive.until(pilot, lambda: "1 contribution made" in text(screen))
        await pilot.press("r")
        await answer(pilot, "ChooseScreen", drive, str(round_file))
        await drive.until(pilot, lambda: "You contributed to it before" in text(screen))
        await pilot.press("c")
        await agree(pilot, drive, tmp_path / "again.sse")
        await drive.until(pilot, lambda: (tmp_path / "again.sse").exists() and not screen.busy)
        assert (tmp_path / "again.sse").read_bytes() == bundle.read_bytes()
        assert len(default_ledger().entries()) == 1
        screen = await at_section(pilot, 3, drive)
        assert table(screen)[0][1] == "sent"


@pytest.mark.slow  # seconds, of the app and of the libraries that it loads
async def test_cards_are_shared_and_taken_back(
    member: Others, kept: Retriever, over: Any, drive: Any, tmp_path: Path
) -> None:
    shelf = Shelf(member.here)
    name, draft = shelf.new(CARD), shelf.new(Card(organisation="Half of it"))
    app = over("en", kept)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at_section(pilot, 3, drive)
        assert [(row[0], row[1]) for row in table(screen)] == sorted([(name, "ready"), (draft, "draft")])
        names = [row[0] for row in table(screen)]
        screen.query_one("#rows", DataTable).move_cursor(row=names.index(draft))
        await drive.until(pilot, lambda: f"{draft}: draft" in text(screen))
        assert "✗ " in text(screen)
        assert not screen.check_action("do", ("share",))
        screen.query_one("#rows", DataTable).move_cursor(row=names.index(name))
        await drive.until(pilot, lambda: screen.check_action("do", ("share",)))
        await pilot.press("s")
        assert "We house 40 families." in await agree(pilot, drive, None)
        await drive.until(pilot, lambda: shelf.get(name).state == "shared" and not screen.busy)
        await settled(pilot, drive)
        assert f"With your next contribution go: {name}" in text(screen)
        shelf.sent([name], 1)  # it went out
        await pilot.press("f5")
        await drive.until(pilot, lambda: "It went out with round 1." in text(screen))
        await pilot.press("t")
        await agree(pilot, drive, tmp_path / "back.json")
        await drive.until(pilot, (tmp_path / "back.json").exists)
        await drive.until(pilot, lambda: shelf.get(name).state == "withdrawn")


@pytest.mark.slow  # seconds, of the app and of the libraries that it loads
async def test_a_candidate_is_tried_and_voted_on(
    member: Others, judged: Retriever, over: Any, drive: Any, tmp_path: Path
) -> None:
    folder = member.candidate()
    app = over("fr", judged)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at_section(pilot, 4, drive)
        await pilot.press("o")
        await answer(pilot, "ChooseScreen", drive, str(tmp_path))
        await drive.until(pilot, lambda: "n'est pas une candidate" in told(screen))
        await pilot.press("o")
        await answer(pilot, "ChooseScreen", drive, str(folder))
        await drive.until(pilot, lambda: "Proposée : version 1" in text(screen))
        assert "Ont contribué : alba" in text(screen)
        await pilot.press("e")
        await drive.until(
            pilot, lambda: "8 questions : nDCG@10" in text(screen) or "7 questions" in text(screen)
        )
        await pilot.press("w")  # ten questions at least, or nothing leaves
        await drive.until(pilot, lambda: screen.query_one("#told").has_class("error"))
        assert "repose sur 10 questions jugées" in told(screen)
        await pilot.press("n")
        shown = await agree(pilot, drive, tmp_path / "no.json", "Trop tôt")
        assert "Proposée : version 1" in shown
        await drive.until(pilot, lambda: "Votre non à version 1" in told(screen))
        vote = Statement.load(tmp_path / "no.json", "vote")
        assert (vote.body["answer"], vote.body["why"]) == ("no", "Trop tôt")
        await pilot.press("y")
        await agree(pilot, drive, tmp_path / "yes.json")
        await drive.until(pilot, (tmp_path / "yes.json").exists)
        assert Statement.load(tmp_path / "yes.json", "vote").body["answer"] == "yes"
        await drive.until(pilot, lambda: "oui à : version 1" in text(screen))


@pytest.mark.slow  # seconds, of the app and of the libraries that it loads
async def test_a_key_with_a_passphrase_asks_for_it_and_keeps_nothing_of_it(
    member: Others, judged: Retriever, over: Any, drive: Any, tmp_path: Path
) -> None:
    key = SigningKey.load(member.here.key).private
    member.here.key.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"cle d'ici"))
    )
    folder = member.candidate()
    app = over("en", judged)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at_section(pilot, 0, drive)
        assert "It has a passphrase" in text(screen)
        screen = await at_section(pilot, 4, drive)
        await pilot.press("o")
        await answer(pilot, "ChooseScreen", drive, str(folder))
        await drive.until(pilot, lambda: screen.candidate.proposal is not None and not screen.busy)
        for given, said in (("another", "has another passphrase"), ("cle d'ici", "Your yes to release 1")):
            await pilot.press("y")
            await agree(pilot, drive, tmp_path / "vote.json")
            asked = await answer(pilot, "PassphraseScreen", drive)
            assert asked.query_one(Input).password
            await answer(pilot, "PassphraseScreen", drive, given)
            await drive.until(pilot, lambda said=said: said in told(screen))
        assert (tmp_path / "vote.json").exists()


@pytest.mark.slow  # seconds, of the app and of the libraries that it loads
async def test_work_is_ended_by_escape_and_the_language_changes_all_that_is_shown(
    member: Others, judged: Retriever, over: Any, drive: Any
) -> None:
    app = over("en", judged)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at_section(pilot, 0, drive)
        begun = threading.Event()

        def work(progress: Callable[[int, int], None]) -> None:
            begun.set()
            while True:
                progress(1, 2)
                time.sleep(0.001)

        ended = asyncio.ensure_future(screen.attempt("counting …", work))
        await drive.until(pilot, begun.is_set)
        assert not screen.check_action("do", ("update",))
        await drive.until(pilot, lambda: told(screen) == "counting … 1 of 2")
        await pilot.press("escape")
        assert await ended is None
        assert told(screen) == "Cancelled."
        await app.change_language("pt")
        await drive.until(pilot, lambda: "Versão em uso" in text(screen))
        assert str(screen.query_one("#sections", OptionList).get_option_at_index(2).prompt) == "O que sairia"
        await app.change_language("en")


def test_heavy_libraries_wait_until_a_section_is_read(run_python: Any) -> None:
    code = """
import sys
import tui.screens.federation, tui.federated.flows
heavy = {"flwr", "tuf", "tenseal", "torch", "numpy", "dp_accounting", "cryptography", "babel"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""
    assert run_python(code).strip() == "[]"


NARROW, WIDE = (80, 24), (120, 40)
SNAPSHOTS = [
    ("alone", 0, "en", NARROW),
    ("alone", 0, "fr", WIDE),
    *(
        pytest.param(*one, marks=pytest.mark.slow)
        for one in (
            ("judged", 1, "fr", WIDE), ("judged", 2, "en", WIDE), ("card", 3, "en", NARROW), ("asked", 3, "fr", NARROW),
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("case", "number", "language", "size"), SNAPSHOTS)
def test_how_it_looks(
    case: str, number: int, language: str, size: tuple[int, int], kept: Retriever, over: Any, drive: Any,
    snap_compare: Any, request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    if case == "judged":
        request.getfixturevalue("judged")
    if case in ("card", "asked"):
        member: Others = request.getfixturevalue("member")
        Shelf(member.here).new(CARD)
    app = over(language, kept)
    if language == "fr":
        app.theme = "sse-light"

    async def run(pilot: Pilot[None]) -> None:
        await drive.until(pilot, lambda: app.screen_stack)
        await at_section(pilot, number, drive)
        if case == "asked":
            await pilot.press("s")
            await answer(pilot, "AgreeScreen", drive)
        elif case == "card":
            await pilot.press("enter")
        elif number == 2:
            await drive.until(pilot, lambda: "Noise: none" in text(pilot.app.screen))
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=run)
