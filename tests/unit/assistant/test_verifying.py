"""Verifying: each check holds for a true trace, and fails for the lie that it is there for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from assistant.answer import Answer, ModelUse, Statement, cite
from assistant.known_keys import KnownKeys
from assistant.machine import index_state
from assistant.redaction import text_hash
from assistant.trace import make_trace
from assistant.verifying import Report, verify
from knowledge import Retriever
from knowledge.documents import Passage
from knowledge.signing import SigningKey

Make = Callable[..., Any]
KEY = SigningKey.generate()
MINE = KnownKeys({}, KEY.public.fingerprint)


@pytest.fixture(scope="session")
def library(retriever: Retriever) -> Sequence[Passage]:
    return retriever.index.passages


def states(report: Report) -> dict[str, str]:
    return {check.name: check.state for check in report.checks}


def words(report: Report, name: str) -> str:
    return next(check.words for check in report.checks if check.name == name)


def checked(answer: Answer, library: Sequence[Passage], known: KnownKeys = MINE, **more: Any) -> Report:
    """The report on a trace that the owner of KEY really signed."""
    return verify(make_trace(answer, KEY, include_own=True), known, lambda: library, **more)


def with_first_quote(answer: Answer, **changes: Any) -> Answer:
    first, *rest = answer.statements
    changed = first.citations[0].model_copy(update=changes)
    text = changes.get("quote", first.text)
    statement = first.model_copy(update={"citations": [changed], "text": text})
    return answer.model_copy(update={"statements": [statement, *rest]})


def test_a_true_trace_holds(answered: Answer, library: Sequence[Passage]) -> None:
    noted = answered.model_copy(update={"versions": {**answered.versions, "index": index_state(library)}})
    report = checked(noted, library, embedder=lambda: answered.embedder)
    assert report.holds
    assert states(report) == {
        "envelope": "holds", "signature": "holds", "key": "holds", "passages": "holds", "quotes": "holds",
        "index": "holds", "embedder": "holds", "model": "open",
    }  # fmt: skip
    assert words(report, "key") == "It is your own key."


def test_a_key_is_known_only_to_who_knows_it(answered: Answer, library: Sequence[Passage]) -> None:
    fingerprint = KEY.public.fingerprint
    stranger = checked(answered, library, KnownKeys({}, ""))
    assert not stranger.holds
    assert states(stranger)["signature"] == "holds"
    assert states(stranger)["key"] == "fails"
    assert "unknown here: anyone can make one" in words(stranger, "key")
    assert "trusted" not in " ".join(check.words for check in stranger.checks)
    assert "keep as 'Coop'" in words(checked(answered, library, KnownKeys({fingerprint: "Coop"})), "key")
    assert checked(answered, library, KnownKeys({}), given=[fingerprint[:16]]).holds
    assert not checked(answered, library, KnownKeys({}), given=["f" * 16]).holds


def test_a_changed_file_holds_nothing(answered: Answer) -> None:
    def unread() -> Sequence[Passage]:
        raise AssertionError("the library is not needed for this")

    content = make_trace(answered, KEY)
    report = verify(content[:-9], MINE, unread)
    assert states(report) == {"envelope": "fails"}
    assert not report.holds
    assert report.trace is None


def test_a_signature_that_does_not_fit_says_nothing_of_a_key(
    answered: Answer, library: Sequence[Passage]
) -> None:
    from knowledge.signing import Envelope

    envelope = Envelope.from_bytes(make_trace(answered, KEY))
    forged = Envelope(envelope.payload, envelope.payload_type, {KEY.public.fingerprint: b"\0" * 64})
    report = verify(forged.to_bytes(), MINE, lambda: library)
    assert (states(report)["signature"], states(report)["key"]) == ("fails", "open")
    assert not report.holds


def test_a_passage_that_changed_or_is_missing_here_is_named(
    answered: Answer, library: Sequence[Passage]
) -> None:
    key = answered.passages[0].key
    edited = [
        dataclasses.replace(one, text=one.text + "!", id="0" * 12) if one.key == key else one
        for one in library
    ]
    report = checked(answered, edited)
    assert states(report)["passages"] == "fails"
    assert "1 changed here: ilo-2022 para:5 (fr)" in words(report, "passages")
    assert not report.holds
    others = [one for one in library if one.document != "ilo-2022"]
    assert "10 not in this library" in words(checked(answered, others), "passages")
    assert checked(answered, []).holds is False


def test_a_text_that_moved_in_its_document_is_the_same_passage(
    answered: Answer, library: Sequence[Passage]
) -> None:
    used = answered.passages[-1]
    moved = [dataclasses.replace(one, id="0" * 12) if one.key == used.key else one for one in library]
    assert states(checked(answered, moved))["passages"] == "holds"


def test_a_passage_with_another_hash_is_a_lie(answered: Answer, library: Sequence[Passage]) -> None:
    first, *rest = answered.passages
    lie = answered.model_copy(
        update={"passages": [first.model_copy(update={"sha256": text_hash("x")}), *rest]}
    )
    assert states(checked(lie, library))["passages"] == "fails"


@pytest.mark.parametrize(
    "changes",
    [
        {"quote": "The ILO asks for the abolition of money."},
        {"start": 0, "end": 10},
        {"start": 10**6, "end": 10**6 + 5},
        {"key": "0" * 12},
        {"document": "un-2023"},
        {"kind": "official"},
        {"confidence": "official"},
        {"url": "https://elsewhere.example.org"},
        {"title": "UN resolution"},
        {"language": "en"},
        {"pinpoint_id": "para:6"},
        {"reported_by": "https://elsewhere.example.org"},
    ],
)
def test_a_quote_that_is_not_as_it_is_said_to_be_fails(
    answered: Answer, library: Sequence[Passage], changes: dict[str, Any]
) -> None:
    report = checked(with_first_quote(answered, **changes), library)
    assert states(report)["quotes"] == "fails"
    assert not report.holds


def test_a_quote_with_another_text_than_its_citation_fails(
    answered: Answer, library: Sequence[Passage]
) -> None:
    first, *rest = answered.statements
    lie = answered.model_copy(update={"statements": [first.model_copy(update={"text": "Other."}), *rest]})
    assert "is not what it cites" in words(checked(lie, library), "quotes")
    bare = answered.model_copy(update={"statements": [first.model_copy(update={"citations": []}), *rest]})
    assert states(checked(bare, library))["quotes"] == "fails"


def written(answered: Answer, text: str, verdict: str) -> Answer:
    passage = answered.statements[0].citations[0]
    one = Statement.model_validate(
        {"text": text, "kind": "written", "verdict": verdict, "citations": [passage]}
    )
    model = ModelUse(name="M", sha256="ab" * 32, wrote=True, why_not="", where="local")
    return answered.model_copy(update={"statements": [*answered.statements, one], "model": model})


def test_support_is_checked_again(answered: Answer, library: Sequence[Passage]) -> None:
    text = answered.statements[0].text
    true = checked(written(answered, text, "supported"), library)
    assert states(true)["written"] == "holds"
    lie = checked(written(answered, "L'OIT interdit l'économie sociale et solidaire.", "supported"), library)
    assert states(lie)["written"] == "fails"
    assert not lie.holds
    honest = checked(
        written(answered, "L'OIT interdit l'économie sociale et solidaire.", "unverified"), library
    )
    assert states(honest)["written"] == "open"
    assert honest.holds


def test_a_sentence_that_an_absent_inference_model_accepted_is_not_called_a_lie(
    answered: Answer, library: Sequence[Passage]
) -> None:
    claim = written(answered, "L'OIT interdit l'économie sociale et solidaire.", "supported")
    with_model = claim.model_copy(update={"versions": {**claim.versions, "nli": "nli-of-elsewhere"}})
    found = checked(with_model, library)
    assert states(found)["written"] == "open"
    (told,) = [check.words for check in found.checks if check.name == "written"]
    assert "nli-of-elsewhere" in told


def test_the_model_is_compared_where_one_wrote(answered: Answer, library: Sequence[Passage]) -> None:
    wrote = written(answered, answered.statements[0].text, "supported")
    here = checked(wrote, library, models=lambda sha256: "M" if sha256 == "ab" * 32 else "")
    assert states(here)["model"] == "holds"
    assert states(checked(wrote, library))["model"] == "open"


def test_other_texts_or_another_embedder_are_told_and_are_no_lie(
    answered: Answer, library: Sequence[Passage]
) -> None:
    noted = answered.model_copy(update={"versions": {"index": "0" * 64}})
    report = checked(noted, library, embedder=lambda: "another")
    assert (states(report)["index"], states(report)["embedder"]) == ("open", "open")
    assert report.holds
    assert states(checked(answered.model_copy(update={"versions": {}}), library))["index"] == "open"


def own_answer(answered: Answer, title: str = "Our bylaws") -> tuple[Answer, Passage]:
    text = "Each member has one vote, whatever their share."
    passage = Passage(
        id="cccccccccccc", text=text, language="en", document="our-bylaws", title=title, pinpoint="heading:votes",
        heading="Votes", kind="own", start=10, end=10 + len(text),
    )  # fmt: skip
    one = Statement(text=text, kind="quote", verdict="quoted", citations=[cite(passage)])
    used = answered.passages[0].model_copy(
        update={
            "key": passage.id, "document": "our-bylaws", "language": "en", "kind": "own",
            "pinpoint_id": "heading:votes", "sha256": text_hash(text),
        }
    )  # fmt: skip
    return answered.model_copy(update={"statements": [one], "passages": [used]}), passage


@pytest.mark.parametrize("include_own", [True, False])
def test_own_texts_are_checked_by_their_hashes_where_they_are(
    answered: Answer, library: Sequence[Passage], include_own: bool
) -> None:
    answer, passage = own_answer(answered)
    content = make_trace(answer, KEY, include_own=include_own)
    assert verify(content, MINE, lambda: [*library, passage]).holds
    elsewhere = verify(content, MINE, lambda: library)
    assert states(elsewhere)["passages"] == states(elsewhere)["quotes"] == "fails"
    changed = dataclasses.replace(passage, text="Each member has two votes, whatever their share.")
    assert not verify(content, MINE, lambda: [*library, changed]).holds


def test_a_quote_in_the_name_of_another_member_does_not_hold() -> None:
    """The release that brought the card here is this library's matter; who shared it is not."""
    from assistant.answer import cite
    from assistant.verifying import _Here, _wrong_quote
    from knowledge.documents import Passage
    from knowledge.sharing import Shared

    status = Shared("Alpha", "0f" * 32, 3).status
    here = Passage(
        id="c3" * 6,
        text="It is so.",
        language="en",
        document="shared-a",
        kind="practice",
        end=9,
        shared=status,
    )
    cited = cite(here)
    library = _Here([here])
    assert _wrong_quote(cited, library) == ""
    later = Shared("Alpha", "0f" * 32, 4).status
    assert _wrong_quote(cited.model_copy(update={"shared": later}), library) == ""
    for forged in (Shared("Beta", "0f" * 32, 3).status, Shared("Alpha", "1f" * 32, 3).status, ""):
        assert _wrong_quote(cited.model_copy(update={"shared": forged}), library) != ""
