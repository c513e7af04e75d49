"""A member's own measurement of a candidate, and the little of it that leaves.

Questions and judgements stay. What leaves, if the member says so, is a signed word (better,
same or worse) and the gain as a whole number of points, never from fewer than ten questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from federation.clock import now as the_time
from federation.clock import stamp
from federation.errors import JudgementsMissing, StatementError
from federation.examples import passages_judged
from federation.membership.roster import Member, Roster
from federation.releases.comparing import Comparison, compare, items_of
from federation.releases.proposing import Proposal
from federation.statements import Statement
from knowledge.fusion import Fusion
from knowledge.signing import SigningKey
from knowledge.worded import worded

if TYPE_CHECKING:
    from knowledge.judgements import Judgement
    from knowledge.retriever import Retriever

__all__ = ["FEWEST", "KIND", "evaluate", "read_verdict", "verdict"]

KIND = "verdict"
FEWEST = 10  # questions; a rounded mean over fewer says something about each
_WORDS = ("better", "same", "worse")


def evaluate(
    retriever: Retriever,
    judgements: Iterable[Judgement],
    before: Fusion,
    after: Fusion,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """How a candidate does against the release in use on a member's own judgements. Nothing leaves.

    Raises:
        JudgementsMissing: none of them has a passage that is in the library.
    """
    wanted = passages_judged(retriever.index.passages, judgements)
    if not wanted:
        raise JudgementsMissing(
            worded("There is no judged question to measure with. Judge some answers: sse judge QUESTION")
        )
    asked = [(question, code, sorted(rows)) for (question, code), rows in wanted.items()]
    return compare(items_of(retriever, asked, progress=progress), before, after)


def verdict(found: Comparison, proposal: Proposal, key: SigningKey, now: datetime | None = None) -> Statement:
    """What leaves of a measurement: the word and the gain in whole points.

    Raises:
        JudgementsMissing: it rests on fewer than ten questions.
    """
    if found.questions < FEWEST:
        raise JudgementsMissing(
            worded(
                "A verdict that leaves rests on {fewest} judged questions at least, and you have "
                "{questions}. What was measured is shown to you alone. Judge more answers: sse judge "
                "QUESTION",
                fewest=FEWEST,
                questions=found.questions,
            )
        )
    body: dict[str, Any] = {
        "federation": proposal.federation, "version": proposal.version, "proposal": proposal.hash,
        "verdict": found.verdict, "points": round(100 * found.gain),
        "judgements": f"at least {FEWEST}", "made": stamp(now or the_time()),
    }  # fmt: skip
    return Statement.sign(KIND, body, key)


def read_verdict(
    statement: Statement, proposal: Proposal, voters: Sequence[Roster]
) -> tuple[Member, str, int]:
    """Who says what of a candidate, and the gain in points.

    Raises:
        StatementError: no member signed it, or it is of another candidate.
    """
    keys = {key.fingerprint: key for roster in voters for key in roster.keys}
    signer = statement.signed_by(list(keys.values()), f"a member of {voters[0].name}")
    body = statement.body
    points = body.get("points")
    if body.get("proposal") != proposal.hash:
        raise StatementError(worded("The verdict is of another candidate."))
    if body.get("verdict") not in _WORDS or not isinstance(points, int) or abs(points) > 100:
        raise StatementError(worded("The verdict cannot be read. Ask for it again."))
    member = next(one for roster in voters for one in roster.members if one.fingerprint == signer.fingerprint)
    return member, str(body["verdict"]), points
