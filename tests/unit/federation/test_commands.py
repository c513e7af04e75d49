"""`sse federation` as its users call it; what it computes is tested beside the modules that do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from federation.commands import federation
from federation.errors import FederationError, PrivacyError
from federation.inputs import Inputs, load_inputs, save_inputs
from federation.leaving import default_ledger
from federation.settings import RoundSettings
from knowledge.embedding import E5Embedder
from knowledge.retriever import Retriever

SYSTEMS = {"bm25", "e5", "untrained", "local", "pooled", "federated"}
FACTS = [
    ("b1", "en", "The board of the bakery meets on the first Monday.", "When does the bakery's board meet?"),
    (
        "b2",
        "en",
        "A new member of the bakery pays a share of fifty euros.",
        "What does joining the bakery cost?",
    ),
    ("b3", "en", "Flour comes from three mills of the region.", "Where does the flour come from?"),
    ("c1", "es", "La cooperativa reparte los excedentes en marzo.", "¿Cuándo se reparten los excedentes?"),
    ("c2", "es", "Cada socia tiene un voto en la asamblea.", "¿Cuántos votos tiene una socia?"),
    ("c3", "es", "El fondo de reserva recibe el veinte por ciento.", "¿Qué recibe el fondo de reserva?"),
]


def call(*arguments: object) -> Result:
    return CliRunner().invoke(federation, [str(one) for one in arguments])


def printed(done: Result) -> dict[str, Any]:
    assert done.exit_code == 0, done.output
    record: dict[str, Any] = json.loads(done.stdout)
    return record


@pytest.fixture
def cohort(tmp_path: Path) -> tuple[Path, Path]:
    """Six passages, and questions of two members who contribute and one who does not."""
    passages = [{"id": id_, "text": text, "language": language} for id_, language, text, _ in FACTS]
    judgements = [
        {"member": member, "question": question, "language": language, "passage_id": id_, "split": split}
        for id_, language, _, question in FACTS
        for member, split in (("bakery", "train"), ("coop", "train"), ("coop", "test"), ("stranger", "test"))
    ]
    files = tmp_path / "passages.jsonl", tmp_path / "judgements.jsonl"
    for path, lines in zip(files, (passages, judgements), strict=True):
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return files


@pytest.mark.slow
def test_a_federation_is_played_through(cohort: tuple[Path, Path], tmp_path: Path) -> None:
    passages, judgements = cohort
    asked = (
        "simulate", "--passages", passages, "--judgements", judgements, "--rounds", 2, "--minimum", 1,
        "--plot", tmp_path / "rounds.svg", "--json",
    )  # fmt: skip
    told = printed(call(*asked))
    assert {row["system"] for row in told["rows"]} == SYSTEMS
    assert {row["group"] for row in told["rows"]} == {"contributors", "non_contributors", "coop", "stranger"}
    assert {"ndcg@10", "recall@1", "low", "high", "n"} <= set(told["rows"][0])
    assert len(told["by_round"]) == len(told["reports"]) == 2
    assert 0 < told["bytes_per_member_and_round"] <= 65_536
    assert told["settings"]["minimum"] == 1
    assert (tmp_path / "rounds.svg").read_text().count("<svg") == 1


@pytest.mark.slow
def test_the_table_is_for_people(cohort: tuple[Path, Path]) -> None:
    passages, judgements = cohort
    done = call(
        "simulate", "--passages", passages, "--judgements", judgements, "--rounds", 1, "--minimum", 1,
        "--strategy", "multi-krum", "--hostile", 1, "--poison", 1,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    for words in ("non-contributors (6 questions)", "best hybrid, untrained", "bytes a member and round",
                  "left out of a round or more"):  # fmt: skip
        assert words in done.output


@pytest.mark.slow
def test_too_few_questions_for_a_round_are_said(cohort: tuple[Path, Path]) -> None:
    passages, judgements = cohort
    done = call("simulate", "--passages", passages, "--judgements", judgements)
    assert done.exit_code == 1
    assert isinstance(done.exception, FederationError)
    assert "contributions can be used" in str(done.exception)


@pytest.mark.parametrize(
    "wrong",
    [["--rounds", "0"], ["--noise", "-1"], ["--strategy", "mean"], ["--clip", "0"], ["--poison", "x"]],
)
def test_options_that_make_no_sense_are_refused(cohort: tuple[Path, Path], wrong: list[str]) -> None:
    passages, judgements = cohort
    done = call("simulate", "--passages", passages, "--judgements", judgements, *wrong)
    assert done.exit_code == 2
    assert f"Invalid value for '{wrong[0]}'" in done.output


@pytest.fixture
def inputs_file(inputs: Callable[..., Inputs], tmp_path: Path) -> Path:
    path = tmp_path / "inputs.safetensors"
    save_inputs(path, inputs(1))
    return path


def test_what_would_leave_is_listed_and_nothing_is_written(inputs_file: Path, sse_data_dir: Path) -> None:
    done = call("preview", "--inputs", inputs_file, "--noise", 8, "--cohort", 10, "--rounds", 2)
    assert done.exit_code == 0, done.output
    for words in ("common", "num-examples", "languages", "in all, as sent", "clipping: to a length of",
                  "spent so far", "against readers", "none set"):  # fmt: skip
        assert words in done.output
    assert not sse_data_dir.exists()


def test_the_preview_counts_what_the_ledger_holds(inputs_file: Path) -> None:
    asked = ("preview", "--inputs", inputs_file, "--noise", 8, "--rounds", 2, "--json")
    before = printed(call(*asked))
    assert (before["earlier"], before["spent"]["before"]) == (0, 0.0)
    default_ledger().charge(RoundSettings(noise=8.0), "0" * 64, 1, 1_000)
    after = printed(call(*asked))
    assert after["earlier"] == 1
    assert after["spent"]["coordinator"] > before["spent"]["coordinator"] > after["spent"]["before"] > 0


def test_a_run_over_the_budget_exits_with_1(inputs_file: Path) -> None:
    done = call("preview", "--inputs", inputs_file, "--budget", 3)
    assert done.exit_code == 1
    assert isinstance(done.exception, PrivacyError)
    assert "over the budget of 3" in str(done.exception)
    assert "without a bound" in done.output


def test_nothing_of_a_question_or_a_passage_stands_in_what_leaves(
    tmp_path: Path, sse_data_dir: Path, e5: E5Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    """From a private document and judged questions to the bytes of a contribution."""
    import numpy as np
    from flwr.supercore.inflatable.inflatable_object import get_all_nested_objects

    from federation.examples import examples_of
    from federation.member import contribute
    from federation.messages import reply
    from knowledge.documents import Passage
    from knowledge.judgements import Judgement

    passages = [
        Passage(id=id_, text=text, language=language, title=f"Minutes of {id_}", kind="own")
        for id_, language, text, _ in FACTS
    ]
    retriever = Retriever.from_passages(passages, embedder=e5)
    judgements = [
        Judgement(
            question=question, language=language, key=passage.key, document="", pinpoint="", answers=True
        )
        for passage, (_, language, _, question) in zip(passages, FACTS, strict=True)
    ]
    made = Inputs(e5.fingerprint, ("en",), tuple(examples_of(retriever, judgements)))
    path = tmp_path / "inputs.safetensors"
    save_inputs(path, made)
    settings = RoundSettings(minimum=3)
    start = np.zeros(settings.layout.size, np.float32)
    sent = reply(contribute(load_inputs(path), start, settings), made.languages, start, 1)
    leaving = b"".join(part.deflate() for part in get_all_nested_objects(sent).values())
    for bytes_ in (path.read_bytes(), leaving):
        for passage, (id_, _, text, question) in zip(passages, FACTS, strict=True):
            for private in (passage.key, passage.title, id_ + ".", *text.split(), *question.split()):
                if len(private) > 3:
                    assert private.encode() not in bytes_, private
