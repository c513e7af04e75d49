"""`sse ask`: the contract of its JSON, its three gates, and its two texts."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from assistant.answer import Answer
from knowledge import Retriever

Run = Callable[..., "subprocess.CompletedProcess[str]"]
TOP = {
    "question", "language", "gate", "statements", "nearest", "searched", "model", "embedder", "release", "timings_ms",
}  # fmt: skip
CITATION = {
    "key", "document", "title", "pinpoint", "pinpoint_id", "language", "kind", "confidence", "reported_by", "shared", "url",
    "quote", "start", "end",
}  # fmt: skip


def ask(sse: Run, *arguments: str) -> dict[str, Any]:
    done = sse("ask", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(answer, Answer.model_json_schema())
    return answer


def citations(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [citation for statement in answer["statements"] for citation in statement["citations"]]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Comment l'OIT définit-elle l'économie sociale et solidaire ?", "fr"),
        ("How does the ILO define the social and solidarity economy?", "en"),
        ("¿Cómo define la OIT la economía social y solidaria?", "es"),
        ("Como a OIT define a economia social e solidária?", "pt"),
    ],
)
def test_the_definition_is_quoted_from_paragraph_5_in_the_language_of_the_question(
    sse: Run, question: str, language: str
) -> None:
    answer = ask(sse, question)
    assert answer["gate"] == "answered"
    assert answer["language"] == language
    assert 1 <= len(answer["statements"]) <= 3
    assert (citations(answer)[0]["document"], citations(answer)[0]["pinpoint_id"]) == ("ilo-2022", "para:5")
    assert {citation["language"] for citation in citations(answer)} == {language}


def test_every_field_of_the_contract_is_there(sse: Run) -> None:
    answer = ask(sse, "What does UN resolution 77/281 ask of UN country teams?")
    assert set(answer) >= TOP
    assert set(answer["searched"]) >= {"documents", "passages"}
    assert set(answer["model"]) >= {"name", "sha256", "wrote", "why_not"}
    for statement in answer["statements"]:
        assert set(statement) >= {"text", "kind", "verdict", "citations"}
        assert (statement["kind"], statement["verdict"]) == ("quote", "quoted")
    for citation in citations(answer):
        assert set(citation) == CITATION
    assert answer["model"]["wrote"] is False
    assert len(answer["model"]["sha256"]) == 64
    assert answer["model"]["why_not"]


@pytest.mark.slow
def test_a_quote_is_the_text_between_its_offsets(sse: Run, installed: Any) -> None:
    bodies = {(d.id, d.language): d.body for d in Retriever.open(installed).documents}
    answer = ask(sse, "Quels objectifs chiffrés de Porto sont rappelés par la Recommandation du Conseil ?")
    assert answer["statements"]
    for statement in answer["statements"]:
        for citation in statement["citations"]:
            body = bodies[citation["document"], citation["language"]]
            assert citation["quote"] == body[citation["start"] : citation["end"]] == statement["text"]


@pytest.mark.slow
def test_what_the_texts_do_not_answer_has_no_statement_and_the_nearest_passages(sse: Run) -> None:
    answer = ask(sse, "What is the capital of Mongolia?")
    assert answer["gate"] == "not_in_texts"
    assert answer["statements"] == []
    assert answer["nearest"]
    assert all(citation["quote"] for citation in answer["nearest"])


@pytest.mark.parametrize(
    "question",
    [
        "Quel article de la résolution ONU de 2021 sur l'ESS impose des quotas ?",
        "What does Article 12 of the 2019 UN Convention on the Social Economy require?",
        "Which paragraph of ILO Convention 199 binds cooperatives?",
        "Que dit la Recommandation du Conseil de l'UE du 14 mars 2025 sur l'économie sociale ?",
    ],
)
@pytest.mark.slow
def test_a_text_that_does_not_exist_is_said_to_be_unknown(sse: Run, question: str) -> None:
    answer = ask(sse, question)
    assert answer["gate"] == "not_in_texts"
    assert answer["unknown_text"]


@pytest.mark.slow
def test_limit_and_document_narrow_the_answer(sse: Run) -> None:
    answer = ask(sse, "--limit", "1", "--document", "eu-2023", "What is the social economy?")
    assert len(answer["statements"]) <= 1
    assert answer["searched"]["documents"] == 1
    assert {citation["document"] for citation in citations(answer) + answer["nearest"]} == {"eu-2023"}


@pytest.mark.slow
def test_a_digest_is_labelled_and_never_in_quotation_marks(sse: Run) -> None:
    done = sse("ask", "--plain", "How does the ILO define the social and solidarity economy?")
    assert done.returncode == 0
    assert "our summary, check the official text" in done.stdout
    assert "https://ilo.org" in done.stdout
    assert "“" not in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.slow
def test_the_verdict_is_said_in_the_language_of_the_question(sse: Run) -> None:
    assert (
        "Les textes ne répondent pas" in sse("ask", "Quelle est la recette de la tarte aux pommes ?").stdout
    )
    assert "Os textos não respondem" in sse("ask", "Qual é a cotação do bitcoin hoje?").stdout
    assert "Los textos no responden" in sse("ask", "¿Cuál es la mejor receta de paella?").stdout


@pytest.mark.slow
def test_results_are_on_stdout_and_everything_else_on_stderr(sse: Run) -> None:
    done = sse("ask", "--json", "What is the SSE?")
    json.loads(done.stdout)
    assert done.stderr == ""


@pytest.mark.slow
def test_a_model_writes_below_the_quotes_when_asked_and_is_checked(sse: Run) -> None:
    answer = ask(sse, "--write", "What does UN resolution 77/281 ask of UN country teams?")
    assert answer["model"]["wrote"] is True
    kinds = [statement["kind"] for statement in answer["statements"]]
    assert kinds == sorted(kinds), "quotes come first"
    assert "written" in kinds
    for statement in answer["statements"]:
        if statement["kind"] == "written":
            assert statement["verdict"] in ("supported", "unverified")
            assert statement["citations"]
