"""Nothing of a document of the user's own leaves: no text, no title, no heading, no path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer, Message, ModelUse
from assistant.redaction import has_own, own_document, removed, text_hash, without_own

Make = Callable[..., Any]
SECRET = "The board lost 4 million euros on a secret bet."
OWN = {
    "kind": "own", "document": "minutes-of-the-secret-meeting", "title": "Secret minutes", "quote": SECRET,
    "pinpoint": "section: Secret bets", "pinpoint_id": "heading:secret-bets", "key": "aaaaaaaaaaaa",
    "url": "file:///home/ana/secret.pdf", "reported_by": "", "confidence": "background", "end": len(SECRET),
}  # fmt: skip


def with_own(record: Make, statement: Make, citation: Make) -> Answer:
    """A record in which own text stands wherever it can."""
    wrote = ModelUse(
        name="M", sha256="", wrote=True, why_not="", where="local",
        prompt=[Message(role="system", content="Answer."), Message(role="user", content=f"Passages: {SECRET}")],
    )  # fmt: skip
    made: Answer = record(
        statement(cited=OWN),
        statement(),
        statement(
            cited=OWN, text="The board lost a secret bet.", kind="written", verdict="supported", reason=SECRET
        ),
        statement(
            text="Perhaps a secret bet was lost.", kind="written", verdict="unverified", reason="'secret'"
        ),
        statement(text="It is so.", kind="written", verdict="supported", reason="verbatim"),
        nearest=[citation(**OWN)],
        filters={
            "documents": ["minutes-of-the-secret-meeting", "secret-other", "ilo-2022"],
            "kinds": ["own"],
        },
        model=wrote,
    )
    return made


def test_no_word_of_an_own_document_stays(record: Make, statement: Make, citation: Make) -> None:
    answer = with_own(record, statement, citation)
    shared = without_own(answer)
    assert has_own(answer)
    text = shared.model_dump_json().casefold()
    assert "secret" not in text
    assert "minutes" not in text
    assert "ana" not in text.split("/")


def test_the_rest_stays_as_it_was(record: Make, statement: Make, citation: Make) -> None:
    answer = with_own(record, statement, citation)
    shared = without_own(answer)
    assert shared.statements[1] == answer.statements[1]
    assert shared.statements[4] == answer.statements[4]
    assert shared.model.prompt[0] == answer.model.prompt[0]
    assert shared.filters["documents"][2] == "ilo-2022"
    assert shared.filters["kinds"] == ["own"]
    assert [one.score for one in shared.passages] == [one.score for one in answer.passages]


def test_a_hash_stands_for_what_was_taken_out(record: Make, statement: Make, citation: Make) -> None:
    shared = without_own(with_own(record, statement, citation))
    first = shared.statements[0]
    assert first.text == first.citations[0].quote == removed(SECRET)
    assert text_hash(SECRET) in first.text
    assert first.citations[0].document == own_document("minutes-of-the-secret-meeting")
    assert shared.passages[0].document == first.citations[0].document
    assert first.citations[0].key == "aaaaaaaaaaaa"


def test_twice_is_once(record: Make, statement: Make, citation: Make) -> None:
    shared = without_own(with_own(record, statement, citation))
    assert without_own(shared) == shared


def test_a_text_that_begins_like_a_removed_one_is_removed_too(record: Make, statement: Make) -> None:
    text = "[removed: own document, sha256 nothing] and then the secret"
    shared = without_own(record(statement(cited={**OWN, "quote": text})))
    assert "secret" not in shared.statements[0].text


def test_a_record_without_own_documents_stays_as_it_is(answered: Answer) -> None:
    assert without_own(answered) == answered
    assert not has_own(answered)


@pytest.mark.parametrize("pinpoint", ["heading:secret-bets", "about:secret"])
def test_a_pinpoint_of_words_goes_and_one_of_numbers_stays(
    record: Make, statement: Make, pinpoint: str
) -> None:
    words = without_own(record(statement(cited={**OWN, "pinpoint_id": pinpoint})))
    assert (words.passages[0].pinpoint_id, words.statements[0].citations[0].pinpoint) == ("", "")
    numbers = without_own(record(statement(cited={**OWN, "pinpoint_id": "para:5", "pinpoint": "para. 5"})))
    assert numbers.passages[0].pinpoint_id == numbers.statements[0].citations[0].pinpoint_id == "para:5"


def test_titles_of_own_documents_go_from_the_verdict(record: Make) -> None:
    reason = "I know no such text: ILO Convention 999. The nearest that the library holds: Secret minutes."
    shared = without_own(record(gate="not_in_texts", gate_reason=reason, unknown_text="ILO Convention 999"))
    assert "Secret" not in shared.gate_reason
    assert "ILO Convention 999" in shared.gate_reason


def test_the_users_folders_go(record: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ana"))
    model = ModelUse(name="", sha256="", wrote=False, why_not="The file /home/ana/m.gguf cannot be read.")
    assert without_own(record(model=model)).model.why_not == "The file ~/m.gguf cannot be read."
