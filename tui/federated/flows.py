"""What the keys of the federation screen do: ask, work in a thread, tell. Each is run in a worker."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.content import Content

from tui.federated.base import Progress, page_of
from tui.federated.keys import is_locked
from tui.i18n import _, ngettext
from tui.screens.agreeing import Agreed, AgreeScreen
from tui.screens.choosing import ChooseScreen, PassphraseScreen
from tui.screens.dialogs import ConfirmScreen, PromptScreen

if TYPE_CHECKING:
    from tui.screens.federation import FederationScreen

__all__ = ["FLOWS"]

Flow = Callable[["FederationScreen"], Coroutine[Any, Any, None]]


async def follow(screen: FederationScreen) -> None:
    """Trust a federation by the fingerprint of its first root."""
    if not (place := await _place(screen, _("Where are the releases? A folder, or an address (https://…)"))):
        return
    asked = PromptScreen(
        _("The fingerprint of the first root, as a member read it to you (16 digits or more):"),
        _("Fingerprint"),
    )
    fingerprint = await screen.app.push_screen_wait(asked)
    if fingerprint:
        work = partial(screen.standing.follow, place, fingerprint)
        await _tell(screen, _("comparing the fingerprint …"), lambda _progress: work())


async def update(screen: FederationScreen) -> None:
    """Get the newest release and use it."""
    place = await _place(screen, _("Get the newest release from where? A folder, or an address (https://…)"))
    if place:
        await _tell(screen, _("checking the release …"), partial(screen.standing.update, place))


async def forget(screen: FederationScreen) -> None:
    """Delete the judgements of a question."""
    asked = screen.judgements.asked[screen.judgements.row]
    count = len(asked.judgements)
    question = ngettext(
        "Forget your judgement of this question?",
        "Forget your {n} judgements of this question?",
        count,
        n=count,
    )
    if await screen.app.push_screen_wait(ConfirmScreen(f"{question}\n{asked.question}", _("Forget"))):
        await _tell(screen, _("forgetting …"), lambda _progress: screen.judgements.forget(asked.question))


async def forget_all(screen: FederationScreen) -> None:
    """Delete all judgements."""
    count = sum(len(one.judgements) for one in screen.judgements.asked)
    question = ngettext(
        "Forget your only judgement?",
        "Forget all your {n} judgements? The index cannot learn from them any more.",
        count, n=count,
    )  # fmt: skip
    if await screen.app.push_screen_wait(ConfirmScreen(question, _("Forget all"))):
        await _tell(screen, _("forgetting …"), lambda _progress: screen.judgements.forget(None))


async def round_file(screen: FederationScreen) -> None:
    """Choose a round, and see what it would take."""
    chosen = await screen.app.push_screen_wait(
        ChooseScreen(_("Which round file? The coordinator gave it to you."), endings=(".json",))
    )
    if not chosen or (passphrase := await _passphrase(screen)) is None:
        return
    work = partial(screen.leaving.prepare, Path(chosen).expanduser(), passphrase)
    await screen.attempt(_("reckoning what would leave …"), work)
    screen.draw()


async def contribute(screen: FederationScreen) -> None:
    """Show all that leaves once more, ask, write."""
    made = screen.leaving.prepared
    if made is None:
        return
    if made.found is not None and made.found.refused:
        screen.tell(made.found.refused, wrong=True)
        return
    agreed = await _agree(
        screen, _("This leaves, as a file that you give to the coordinator. Write it?"),
        screen.leaving.agreeing(), _("Write it"), screen.leaving.proposed_name(),
    )  # fmt: skip
    if agreed is not None and agreed.path is not None:
        work = partial(screen.leaving.contribute, agreed.path)
        await _tell(screen, _("writing the contribution …"), lambda _progress: work())


async def share(screen: FederationScreen) -> None:
    """Sign a card for the next contribution, after showing all of it."""
    kept = screen.cards.card()
    if kept is None:
        return
    question = _("Sign this card and let it go with your next contribution? Everybody will read it.")
    agreed = await _agree(screen, question, screen.cards.card_page(kept), _("Sign"))
    if agreed is None or (passphrase := await _passphrase(screen)) is None:
        return
    await _tell(screen, _("signing …"), lambda _progress: screen.cards.share(kept.name, passphrase))


async def take_back(screen: FederationScreen) -> None:
    """Take a card back; what went out already needs a request to the coordinator."""
    kept = screen.cards.card()
    if kept is None:
        return
    question = _("Take {name} back?", name=kept.name)
    name = f"withdraw-{kept.name}.json" if kept.rounds else ""
    agreed = await _agree(screen, question, screen.cards.card_page(kept), _("Take back"), name)
    if agreed is None or (passphrase := await _passphrase(screen)) is None:
        return
    work = partial(screen.cards.take_back, kept.name, passphrase, agreed.path)
    await _tell(screen, _("signing …"), lambda _progress: work())


async def open_(screen: FederationScreen) -> None:
    """Open a candidate or a proposed roster."""
    chosen = await screen.app.push_screen_wait(
        ChooseScreen(
            _("Which candidate (a folder) or proposed roster (a file)?"),
            screen.candidate.newest(),
            (".json",),
        )
    )
    if chosen:
        path = Path(chosen).expanduser()
        await screen.attempt(_("checking every file …"), lambda _progress: screen.candidate.open(path))
        screen.draw()


async def evaluate(screen: FederationScreen) -> None:
    """Try the candidate on one's own judgements."""
    await screen.attempt(_("trying it on your questions …"), screen.candidate.evaluate)
    screen.draw()


async def verdict(screen: FederationScreen) -> None:
    """Hand over what the trial gave, after showing it."""
    if (passphrase := await _passphrase(screen)) is None:
        return
    statement = await screen.attempt(_("signing …"), lambda _progress: screen.candidate.verdict(passphrase))
    if statement is None:
        return
    body = page_of(*(f"{name}: {value}" for name, value in sorted(statement.body.items())))
    name = f"verdict-{statement.body['version']}.json"
    agreed = await _agree(
        screen, _("This leaves, signed with your key. Write it?"), body, _("Write it"), name
    )
    if agreed is not None and agreed.path is not None:
        path = agreed.path
        await screen.attempt(_("writing …"), lambda _progress: statement.save(path))
        if path.exists():
            screen.tell(_("Written to {path}.", path=path))


async def vote_yes(screen: FederationScreen) -> None:
    """Sign what is proposed."""
    await _vote(screen, _("Sign a yes to {what}?", what=screen.candidate.what()), yes=True)


async def vote_no(screen: FederationScreen) -> None:
    """Say no to what is proposed."""
    await _vote(screen, _("Sign a no to {what}?", what=screen.candidate.what()), yes=False)


FLOWS: dict[str, Flow] = {
    "follow": follow, "update": update, "forget": forget, "forget_all": forget_all, "round_file": round_file,
    "contribute": contribute, "share": share, "take_back": take_back, "open": open_, "evaluate": evaluate,
    "verdict": verdict, "vote_yes": vote_yes, "vote_no": vote_no,
}  # fmt: skip


async def _vote(screen: FederationScreen, question: str, *, yes: bool) -> None:
    section = screen.candidate
    proposal = section.proposal
    if proposal is None:
        return
    name = f"vote-{proposal.what}-{proposal.version}.json"
    agreed = await _agree(screen, question, page_of(*section.proposed()), _("Sign"), name, reason=True)
    if agreed is None or agreed.path is None or (passphrase := await _passphrase(screen)) is None:
        return
    work = partial(section.vote, yes=yes, why=agreed.why, path=agreed.path, passphrase=passphrase)
    await _tell(screen, _("signing …"), lambda _progress: work())


async def _tell(screen: FederationScreen, doing: str, work: Callable[[Progress], str]) -> None:
    """Do something, say what came of it, and read everything anew."""
    told = await screen.attempt(doing, work)
    screen.read_section()
    if told is not None:
        screen.tell(told)


async def _agree(
    screen: FederationScreen, question: str, text: Content, yes: str, name: str = "", *, reason: bool = False
) -> Agreed | None:
    return await screen.app.push_screen_wait(AgreeScreen(question, text, yes, name, reason=reason))


async def _place(screen: FederationScreen, question: str) -> str:
    """A folder, or an address that may be connected to; "" where none was given."""
    place = await screen.app.push_screen_wait(ChooseScreen(question))
    if not place.startswith(("http://", "https://")):
        return place
    told = _("This connects to {address}", address=place)
    return place if await screen.app.push_screen_wait(ConfirmScreen(told, _("Connect"))) else ""


async def _passphrase(screen: FederationScreen) -> str | None:
    """The passphrase of the key, "" for a key without one; None where it was not given."""
    if not is_locked(screen.standing.home):
        return ""
    return await screen.app.push_screen_wait(PassphraseScreen()) or None
