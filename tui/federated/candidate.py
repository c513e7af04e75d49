"""What is proposed: a candidate for the next release, or a roster; tried on one's own judgements, voted on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from tui.federated.base import Progress, Section, day, page_of
from tui.federated.judgements import kept_judgements
from tui.federated.keys import member_here, member_key
from tui.federated.releases import change_lines, member_lines, release_lines, verdict_word
from tui.i18n import N_, _, ngettext, number
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from federation.membership.roster import Member, Roster
    from federation.releases.candidate import Candidate
    from federation.releases.comparing import Comparison
    from federation.releases.proposing import Proposal
    from federation.statements import Statement

__all__ = ["CandidateSection"]


class CandidateSection(Section):
    """The proposal that was opened, and what was voted here."""

    name = "candidate"
    title = N_("Candidate and vote")
    actions: ClassVar[frozenset[str]] = frozenset({"open", "evaluate", "verdict", "vote_yes", "vote_no"})

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.proposal: Proposal | None = None
        self.candidate: Candidate | None = None
        self.measured: Comparison | None = None
        self._current: Roster | None = None
        self._here: Member | None = None
        self._votes: list[Statement] = []
        self._key = self._asked = False

    def read(self) -> None:
        from federation.releases.trusted import follows
        from federation.releases.voting import KIND
        from federation.statements import Statement

        home = self.home
        self._key = home.key.exists()
        self._asked = follows(home) or home.invitation.exists()
        paths = sorted(home.votes.glob("*.json"), key=lambda path: path.stat().st_mtime)
        self._votes = [Statement.load(path, KIND) for path in paths]

    def page(self) -> Content:
        return page_of(*self._lines())

    def allows(self, action: str) -> bool:
        if action == "open":
            return self._asked
        if action == "evaluate":
            return self.candidate is not None and self.retriever is not None
        if action == "verdict":
            return self.measured is not None and self._key
        return self.proposal is not None and self._key

    def newest(self) -> str:
        """At the coordinator, the candidate made last; "" elsewhere."""
        found = sorted(self.home.workbench.glob("candidate-*"), key=lambda path: path.stat().st_mtime)
        return str(found[-1]) if found else ""

    def open(self, path: Path) -> None:
        """Check a candidate (a folder) or a roster (a file); blocks.

        Raises:
            FederationError: it is none, was changed, or does not follow what this machine trusts.
        """
        from federation.clock import now
        from federation.commands.showing import founder_of
        from federation.releases.candidate import load_candidate
        from federation.releases.proposing import load_proposal
        from federation.releases.trusted import follows, trusted_roster

        home = self.home
        self.proposal = self.candidate = self.measured = None
        self._current = trusted_roster(home) if follows(home) else None
        if path.is_dir():
            self.candidate = load_candidate(home, path)
            self.proposal = self.candidate.proposal
        else:
            self.proposal = load_proposal(path, self._current, founder_of(home), now())
            if self.proposal.roster is not None:
                self._here = member_here(home, self.proposal.roster)

    def evaluate(self, progress: Progress) -> None:
        """Measure the candidate on one's own judgements; nothing leaves. Blocks.

        Raises:
            FederationError, KnowledgeError: there is nothing to measure with, or not with this embedder.
        """
        from federation.errors import ReleaseError
        from federation.releases.contents import CALIBRATION
        from federation.releases.evaluating import evaluate
        from federation.releases.installed import in_use
        from knowledge.calibration import Calibration
        from knowledge.fusion import Fusion

        found, retriever = self.candidate, self.retriever
        assert found is not None
        assert retriever is not None
        wanted, here = found.contents.release.embedder, retriever.embedder.fingerprint
        if wanted != here:
            raise ReleaseError(
                _(
                    "The candidate is for the embedder {wanted}, and {here} is set here. Set SSE_EMBEDDER back to "
                    "try it.",
                    wanted=wanted, here=here,
                )
            )  # fmt: skip
        current = in_use(self.home)
        before = Calibration.load(current.folder / CALIBRATION).fusion if current.folder else Fusion()
        after = found.contents.calibration.fusion
        self.measured = evaluate(retriever, kept_judgements(generated=False), before, after, progress)

    def verdict(self, passphrase: str) -> Statement:
        """What would leave of the measurement, signed; blocks.

        Raises:
            FederationError, KnowledgeError: it rests on too few questions, or cannot be signed.
        """
        from federation.releases.evaluating import verdict

        assert self.measured is not None
        assert self.proposal is not None
        return verdict(self.measured, self.proposal, member_key(self.home, passphrase))

    def vote(self, *, yes: bool, why: str, path: Path, passphrase: str) -> str:
        """Sign a yes or a no, and write it; blocks.

        Raises:
            FederationError, KnowledgeError: another proposal of this number was signed here, or
                the vote cannot be signed or written.
        """
        from federation.releases.voting import cast

        proposal = self.proposal
        assert proposal is not None
        statement = cast(self.home, proposal, member_key(self.home, passphrase), yes=yes, why=why)
        statement.save(path)
        told = (
            _("Your yes to {what} is in {path}.", what=self.what(), path=path)
            if yes
            else _("Your no to {what} is in {path}.", what=self.what(), path=path)
        )
        return f"{told} " + _("Give it to the coordinator.")

    def what(self) -> str:
        """What is proposed, in words: release 3."""
        proposal = self.proposal
        return _named(proposal.what, proposal.version) if proposal is not None else ""

    def proposed(self) -> Iterator[str | Content]:
        """All that a voter should know of the proposal."""
        proposal, found = self.proposal, self.candidate
        if proposal is None:
            return
        yield literal(_("Proposed: {what}", what=self.what()), "bold")
        if found is not None:
            yield from release_lines(
                found.contents.release, found.contents.report, len(found.contents.practices)
            )
        elif proposal.roster is not None:
            yield from change_lines(self._current, proposal.roster)
            yield from member_lines(proposal.roster, self._here)
        yield _("Hash of the proposal: {hash}", hash=proposal.hash)

    def _lines(self) -> Iterator[str | Content]:
        if self.proposal is None:
            yield literal(_("No candidate was opened."), "bold")
            yield _(
                "A candidate is a folder that the coordinator gives to the members; a change of members is a file. "
                "Try a candidate on your own judgements, then vote: a release counts when enough members signed it."
            )
            if self._asked:
                yield _("Press {key} to open one.", key=self.key_of("open"))
            else:
                yield _("First follow a federation; the section above says how.")
        yield from self.proposed()
        if self.candidate is not None:
            yield ""
            yield from self._measured()
        if self.proposal is not None and not self._key:
            yield _("This machine has no key: it can read, and not vote.")
        if self._votes:
            yield ""
            yield literal(_("Voted here"), "bold")
            yield from (_vote(one) for one in self._votes)

    def _measured(self) -> Iterator[str | Content]:
        yield literal(_("On your own judgements"), "bold")
        found = self.measured
        if found is None:
            yield _("Not tried yet. Press {key}; nothing leaves by it.", key=self.key_of("evaluate"))
            return
        yield ngettext(
            "{n} question: nDCG@10 {before} with the release in use, {after} with the candidate.",
            "{n} questions: nDCG@10 {before} with the release in use, {after} with the candidate.",
            found.questions, n=number(found.questions), before=number(round(found.before, 3)),
            after=number(round(found.after, 3)),
        )  # fmt: skip
        points = [number(round(100 * one, 1)) for one in (found.gain, found.low, found.high)]
        yield _(
            "A change of {gain} points (95 %: {low} to {high}): {verdict}.",
            gain=points[0], low=points[1], high=points[2], verdict=verdict_word(found.verdict),
        )  # fmt: skip


def _named(what: str, version: int) -> str:
    if what == "release":
        return _("release {version}", version=version)
    return _("roster {version}", version=version)


def _vote(statement: Statement) -> str:
    body = statement.body
    what = _named(body["what"], body["version"])
    told = _("voted yes: {what}", what=what) if body["answer"] == "yes" else _("voted no: {what}", what=what)
    lines = [told, day(str(body["made"]))]
    return "• " + " · ".join([*lines, str(body["why"])] if body["why"] else lines)
