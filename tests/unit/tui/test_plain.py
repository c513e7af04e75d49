"""The linear mode: every command in every language, and nothing that drives a terminal."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Event, Failed
from assistant.errors import ModelCrashed
from assistant.writing import Draft
from knowledge.errors import QueryError
from tui import i18n
from tui.plain import converse, greet


@pytest.fixture
def talk(library: Any, scripted: Any) -> Callable[..., list[str]]:
    """Say lines to a scripted assistant; what it said, as lines without the blank ones."""

    def run(*lines: str, script: Any = None, assistant: Any = None) -> list[str]:
        said: list[str] = []
        waiting = iter(lines)
        converse(assistant or scripted(script), lambda: next(waiting, None), said.append)
        return [line for line in said if line]

    return run


def test_an_answer_is_numbered_with_verdict_reference_and_what_was_searched(
    talk: Any, ai_notice: str
) -> None:
    assert talk("What?") == [
        "The texts answer:",
        "1. “The economy serves people before capital.”",
        "   quoted word for word",
        "   Charter 2020, para. 5 (official text)",
        "   https://charter.example.org/text",
        "2. “States collect data on it every five years.”",
        "   quoted word for word",
        "   Charter 2020, para. 6 (official text)",
        "   https://charter.example.org/text",
        "3. The Pact asks banks to lend to member-owned enterprises.",
        "   Pact 2023, section: Finance (our summary, check the official text; as reported by news.example.org)",
        "   https://pact.example.org/text",
        "Searched 5 of 5 passages, in 2 of 2 documents.",
        "Quotes only: Tiny has not passed its self-test",
        ai_notice,
        "To read a sentence where it stands: source 1",
    ]


def test_sources_are_read_one_after_another_and_on_in_the_text(talk: Any) -> None:
    said = talk("What?", "source 1", "next", "previous", "more", "more", "more", "source 9")[16:]
    assert said[:9] == [
        "1.",
        "Charter 2020, para. 5 (official text)",
        "Charter of the economy of members",
        "Before: para. 4, Purpose",
        "Members recall the past.",
        "The quote: The economy serves people before capital.",
        "It is governed by members.",
        "After: para. 6, Statistics",
        "Text: https://charter.example.org/text",
    ]
    assert said[9] == "2."
    assert said[said.index("2.") + 1] == "Charter 2020, para. 6 (official text)"
    assert said[-5:] == [
        "Charter 2020, para. 6, Statistics:",
        "States collect data on it every five years.",
        *["There is no more of this text. Say which source, or which text, to read."] * 2,
        "There are 3 sentences, 1 to 3.",
    ]
    assert talk("source 1", "more", "trace", "export a.md") == [
        "There is no sentence yet: ask something first.",
        "There is no more of this text. Say which source, or which text, to read.",
        *["There is no whole answer yet: ask something first."] * 2,
    ]


def test_judging_copying_exporting_and_tracing(talk: Any, tmp_path: Path, sse_data_dir: Path) -> None:
    from knowledge.judgements import Judgements
    from knowledge.store import open_library

    path = tmp_path / "my answer.json"
    said = talk(
        "What?", "judge 2 no", "copy 3", f"export {path}", f"export {path}", f"export {path} replace",
        "export answer.odt", "trace",
    )[16:]  # fmt: skip
    assert said[0] == "Your judgement: it does not answer the question."
    (kept,) = Judgements(open_library()).all()
    assert (kept.document, kept.pinpoint, kept.answers) == ("charter", "para:6", False)
    copied = (sse_data_dir / "copied.txt").read_text("utf-8")
    assert copied.startswith("The Pact asks banks to lend")
    assert copied.endswith("https://pact.example.org/text\n")
    assert said[2] == f"Written: {path}"
    assert said[3] == f"{path} is there already. To replace it: export {path} replace"
    assert said[4] == f"Written: {path}"
    assert json.loads(path.read_text("utf-8"))["answer"]["question"] == "What?"
    assert ".docx" in said[5]
    assert any("scripted" in line for line in said[6:])


def test_what_is_searched_is_narrowed_by_words(talk: Any, scripted: Any) -> None:
    assistant = scripted()
    said = talk(
        "filter", "filter official charter -2020", "filter digest", "filter nonsense", "Who?", "filter everything",
        assistant=assistant,
    )  # fmt: skip
    assert said[0] == "Everything is searched: 5 passages."
    assert "Kinds: official (official texts), digest (our summaries)" in said
    assert "Searching only: Charter 2020; official texts; until 2020 (0 of 5 passages)" in said
    assert "No passage is left: take something away." in said
    assert "Searching only: our summaries (2 of 5 passages)" in said
    assert "Nothing in the library is called nonsense. Nothing was changed." in said
    assert said[-1] == "Everything is searched: 5 passages."
    assert assistant.filters[-1].kinds == ("digest",)


def test_texts_are_listed_and_read_from_a_provision_on(talk: Any) -> None:
    said = talk(
        "texts", "texts pact", "texts no such", "read charter 6", "read charter", "more", "read charter 99"
    )
    assert said[:2] == ["charter: Charter 2020, official, en", "pact: Pact 2023, digest, en"]
    assert said[2:4] == ["pact: Pact 2023, digest, en", "No text has these words in its title."]
    assert said[4:6] == ["Charter 2020, para. 6, Statistics:", "States collect data on it every five years."]
    assert said[6] == "Charter 2020, para. 4, Purpose:"
    assert said[8] == "Charter 2020, para. 5, Definition:"
    assert "99" in said[-1]


def test_the_model_is_told_when_to_write_and_its_sentences_have_verdicts(
    talk: Any, scripted: Any, library: Any
) -> None:
    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        found = library.found(question)
        yield found
        quotes, written = library.quotes()[:1], []
        yield from quotes
        for text, verdict in (("People come first.", "supported"), ("Banks must lend.", "unverified")):
            yield Draft(text)
            written.append(library.written(text, verdict))
            yield written[-1]
        yield Failed(ModelCrashed("The model's process ended."))
        yield library.finished(found, quotes + written, wrote=True)

    assistant = scripted(script)
    said = talk("write on", "What?", "write perhaps", "write off", "And?", assistant=assistant)
    assert said[0] == "writing: on"
    assert said.count("the model is writing …") == 3
    heading = said.index("Written by the model, each sentence checked against the quotes:")
    assert said[heading + 1 : heading + 3] == ["2. People come first.", "   supported"]
    unverified = said.index("3. Banks must lend.")
    assert said[unverified + 1] == "   unverified, compare with the quotes"
    assert "The economy serves people" in said[unverified + 3], "its source beside it"
    assert "The model could not write: The model's process ended." in said
    assert "The model that wrote: Tiny" in said
    assert [write for _, _, write in assistant.asked] == [True, True, False], "write perhaps is a question"


def test_the_language_changes_from_one_line_to_the_next_and_stays(talk: Any, sse_data_dir: Path) -> None:
    from knowledge.settings import load

    said = talk("langue fr", "language fr", "aide", "historique", "language", "quitter", "never read")
    assert said[0] == "The texts answer:", "no word of English, so a question"
    assert any(line.startswith("suivant") for line in said)
    assert "1. langue fr" in said
    assert said[-1] == "pt Português"
    assert load().language == "fr"


def test_questions_are_asked_again_by_number(talk: Any, scripted: Any) -> None:
    assistant = scripted()
    said = talk("One?", "Two?", "again 1", "again 7", assistant=assistant)
    assert [question for question, _, _ in assistant.asked] == ["One?", "Two?", "One?"]
    assert said[-1] == "The history has no such number."


def test_an_error_is_one_line_and_the_session_goes_on(talk: Any, library: Any) -> None:
    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        if question == "bug":
            raise ZeroDivisionError("by zero")
        if question == "late":
            yield library.found(question)
            yield library.quotes()[0]
        raise QueryError("The question is too long.")

    said = talk("long", "bug", "late", "source 1", script=script)
    assert said[0] == "The question is too long."
    assert said[1].startswith("Unexpected error, ZeroDivisionError: by zero.")
    assert "Charter 2020, para. 5 (official text)" in said, "what had come can be read"


def test_nothing_that_comes_from_a_text_drives_the_terminal(talk: Any, library: Any) -> None:
    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        found = library.found(question)
        yield found
        yield library.quote(library.digest, 1)
        yield library.finished(found, [], [library.passage(library.digest, 1)])

    said = "".join(talk("x\x1b[2Jy", "source 1", "more", "trace", "texts", script=script))
    assert "not red" in said
    assert not re.search("[\x00-\x1f\u202e]", said)


def test_ctrl_c_ends_an_answer_and_twice_at_the_prompt_the_program(library: Any, scripted: Any) -> None:
    import signal
    import threading

    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        found = library.found(question)
        yield found
        yield library.quotes()[0]
        signal.raise_signal(signal.SIGINT)
        assert assistant.cancelled.wait(20)
        yield library.finished(found, library.quotes()[:1])

    said: list[str] = []
    lines: list[Any] = ["What?", KeyboardInterrupt, "source 1", KeyboardInterrupt, KeyboardInterrupt]

    def read() -> str | None:
        line = lines.pop(0)
        if line is KeyboardInterrupt:
            raise KeyboardInterrupt
        return str(line)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        converse(scripted(script), read, said.append)
    assert said.count("Stopped.") == 1
    assert said.count("Ctrl-C once more leaves.") == 2
    assert "Charter 2020, para. 5 (official text)" in said
    assert lines == []
    assert signal.getsignal(signal.SIGINT) is before
    assert threading.current_thread() is threading.main_thread()


def test_it_says_at_once_that_an_ai_system_answers_and_loads_no_screen() -> None:
    said: list[str] = []
    i18n.use("pt")
    greet(said.append)
    assert said[0].startswith("Este é um sistema de IA")
    assert "ajuda" in said[1]
    code = "import sys, tui.plain; print('textual' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
