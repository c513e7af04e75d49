"""An answer as text: labels, links, quotation marks, width, and nothing hostile."""

from __future__ import annotations

import re
from typing import Any

import pytest

from assistant.answer import Answer, Citation, Message, ModelUse, Searched, Statement
from assistant.rendering import footer, plain, quoted, reference, terminal


def citation(**changes: Any) -> Citation:
    fields: dict[str, Any] = {
        "key": "0123456789ab", "document": "ilo-2022", "title": "ILO resolution 2022", "pinpoint": "para. 5",
        "pinpoint_id": "para:5", "language": "en", "kind": "digest", "confidence": "reported",
        "reported_by": "https://example.org/page", "url": "https://official.example.org", "quote": "It is so.",
        "start": 0, "end": 9,
    }  # fmt: skip
    return Citation(**{**fields, **changes})


def statement(**changes: Any) -> Statement:
    fields: dict[str, Any] = {
        "text": "It is so.", "kind": "quote", "verdict": "quoted", "citations": [citation()], "highlight": (3, 8),
    }  # fmt: skip
    return Statement(**{**fields, **changes})


def answer(*statements: Statement, **changes: Any) -> Answer:
    fields: dict[str, Any] = {
        "question": "Is it?", "language": "en", "gate": "answered", "statements": list(statements), "nearest": [],
        "searched": Searched(documents=2, passages=9), "embedder": "e", "release": "shipped", "timings_ms": {},
        "model": ModelUse(name="M", sha256="", wrote=False, why_not="it failed."), "gate_reason": "The texts answer:",
    }  # fmt: skip
    return Answer(**{**fields, **changes})


def style(text: str, **given: Any) -> str:
    """Marks what is bold, so that a test can see it."""
    return f"<{text}>" if given.get("bold") else text


@pytest.mark.parametrize("kind", ["digest", "practice", "own"])
def test_only_official_text_stands_in_quotation_marks(kind: str) -> None:
    assert quoted(statement(citations=[citation(kind=kind)])) == "It is so."


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "“It is so.”"), ("fr", "« It is so. »"), ("es", "«It is so.»"), ("pt", "«It is so.»")],
)
def test_official_text_has_the_marks_of_its_language(language: str, shown: str) -> None:
    assert quoted(statement(citations=[citation(kind="official", language=language)])) == shown


def test_written_text_is_never_in_quotation_marks() -> None:
    written = statement(kind="written", verdict="supported", citations=[citation(kind="official")])
    assert quoted(written) == "It is so."


def test_reference_joins_title_and_pinpoint() -> None:
    assert reference(citation()) == "ILO resolution 2022, para. 5"
    assert reference(citation(pinpoint="")) == "ILO resolution 2022"


@pytest.mark.parametrize("lines", [plain, lambda a: terminal(a, style, 60)])
def test_every_statement_has_its_reference_label_and_link(lines: Any) -> None:
    text = "\n".join(
        lines(answer(statement(), statement(text="So it is.", citations=[citation(pinpoint="para. 6")])))
    )
    for part in ("para. 5", "para. 6", "our summary, check the official text", "as reported by example.org"):
        assert part in text
    assert "https://official.example.org" in text
    assert "Searched 2 documents, 9 passages." in text
    assert "Quotes only: it failed." in text


def test_background_knowledge_is_said_to_be_unchecked() -> None:
    shown = statement(citations=[citation(confidence="background", reported_by="")])
    for lines in (plain(answer(shown)), terminal(answer(shown), style, 80)):
        assert "not checked in a source" in "\n".join(lines)


def test_the_part_that_answers_is_bold_in_a_terminal() -> None:
    assert "It <is> <so.>" in "\n".join(terminal(answer(statement(highlight=(3, 9))), style, 60))


def test_lines_fit_the_width_unless_one_word_does_not() -> None:
    long = statement(text="word " * 100 + "end.", highlight=None)
    lines = list(terminal(answer(long), lambda text, **_: text, 40))
    assert all(len(line) <= 40 for line in lines if line.startswith("  word"))


def test_a_written_sentence_shows_its_verdict_and_the_model() -> None:
    shown = answer(
        statement(),
        statement(kind="written", verdict="unverified", text="It may be."),
        model=ModelUse(name="M-135", sha256="", wrote=True, why_not=""),
    )
    for lines in (plain(shown), terminal(shown, style, 80)):
        text = "\n".join(lines)
        assert "M-135" in text
        assert "unverified, compare with the quotes" in text
        assert text.index("It is so.") < text.index("It may be.") if "<" not in text else True


def test_the_nearest_passages_stand_where_nothing_answers() -> None:
    shown = answer(gate="not_in_texts", nearest=[citation(quote="Something near.")], gate_reason="No answer:")
    for lines in (plain(shown), terminal(shown, style, 80)):
        text = "\n".join(lines)
        assert "No answer:" in text
        assert re.search(r"Something near\.", text)
        assert "Quotes only" not in text


REMOTE = ModelUse(
    name="big", sha256="", wrote=True, why_not="", where="https://models.coop.example/v1",
    prompt=[Message(role="user", content="?")],
)  # fmt: skip


@pytest.mark.parametrize("lines", [plain, lambda a: terminal(a, style, 200)])
def test_what_an_endpoint_wrote_says_so_with_its_address(lines: Any) -> None:
    written = statement(kind="written", verdict="supported", reason="verbatim in the source")
    text = "\n".join(lines(answer(statement(), written, model=REMOTE)))
    assert "Written by the model big at https://models.coop.example/v1" in text
    assert "were sent to big at https://models.coop.example/v1" in text
    assert "supported (verbatim in the source)" in text


def test_an_endpoint_that_was_asked_in_vain_is_named_too() -> None:
    text = "\n".join(plain(answer(statement(), model=REMOTE)))
    assert "big at https://models.coop.example/v1 was asked to write, and found no answer" in text
    assert "were sent to" in text


@pytest.mark.parametrize("lines", [plain, lambda a: terminal(a, style, 200)])
def test_an_unverified_sentence_has_its_reason_and_its_source_beside_it(lines: Any) -> None:
    cited = citation(kind="official", language="fr", quote="Cela est ainsi.")
    written = statement(
        kind="written", verdict="unverified", text="It is so.", citations=[cited], reason="a translation",
        highlight=None,
    )  # fmt: skip
    text = "\n".join(lines(answer(written, model=REMOTE)))
    assert "unverified, compare with the quotes (a translation)" in text
    assert "« Cela est ainsi. »" in text
    digest = written.model_copy(update={"citations": [citation(quote="It is not so.")]})
    text = "\n".join(lines(answer(digest, model=REMOTE)))
    assert "It is not so." in text
    assert "“It is not so.”" not in text, "our own summary is no quotation"


@pytest.mark.parametrize(("count", "told"), [(1, "1 sentence withheld:"), (3, "3 sentences withheld:")])
def test_withheld_sentences_are_counted(count: int, told: str) -> None:
    assert told in "\n".join(footer(answer(statement(), model=REMOTE, withheld=count)))
    assert "withheld" not in "\n".join(footer(answer(statement(), model=REMOTE)))


@pytest.mark.parametrize("lines", [plain, lambda a: terminal(a, style, 200)])
def test_a_completed_question_is_shown_before_anything_else(lines: Any) -> None:
    shown = list(lines(answer(statement(), asked="and it?", question="Is it so?")))
    assert shown[0].endswith("Read as: Is it so?")
    assert "Read as" not in "\n".join(lines(answer(statement())))


def test_a_crash_in_the_middle_is_told_below_what_was_written() -> None:
    model = REMOTE.model_copy(update={"why_not": "The process ended."})
    text = "\n".join(plain(answer(statement(kind="written", verdict="supported"), model=model)))
    assert "The process ended." in text
