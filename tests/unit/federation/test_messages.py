from __future__ import annotations

import io
import os
from typing import Any

import numpy as np
import pytest

from federation.errors import ContributionError
from federation.messages import (
    ENVIRONMENT,
    change_of,
    digest,
    quiet,
    reply,
    settings_of,
    size_of,
    vector_of,
    weights_record,
)
from federation.settings import RoundSettings

SIZE = 9
START = np.arange(SIZE, dtype=np.float32)
CHANGE = np.linspace(-1, 1, SIZE, dtype=np.float32)


def message(content: Any) -> Any:
    from flwr.app import Message

    return Message(content, dst_node_id=1, message_type="train")


def test_the_environment_keeps_flower_from_connecting_and_installing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    quiet()
    assert {name: os.environ[name] for name in ENVIRONMENT} == ENVIRONMENT


def test_a_contribution_arrives_as_it_was_sent() -> None:
    languages, vector = change_of(message(reply(CHANGE, ("en", ""), START, 3)), START, 3)
    assert languages == ("en", "")
    assert vector.dtype == np.float32
    assert np.array_equal(vector, CHANGE)


def test_weights_arrive_as_they_were_sent() -> None:
    assert np.array_equal(vector_of(weights_record(START)), START)


def test_every_member_counts_for_one() -> None:
    assert dict(reply(CHANGE, ("en",), START, 1).metric_records["metrics"]) == {"num-examples": 1}


def test_a_contribution_holds_nothing_but_its_agreed_fields() -> None:
    content = reply(CHANGE, ("en",), START, 1)
    assert set(content) == {"arrays", "metrics", "about"}
    assert set(content.array_records["arrays"]) == {"change"}
    assert set(content.config_records["about"]) == {"languages", "base", "server-round"}


def test_the_size_counts_every_byte_of_every_part() -> None:
    small, large = (size_of(reply(np.zeros(count, np.float32), ("en",), START, 1)) for count in (10, 1_010))
    assert 4_000 <= large - small <= 4_100
    assert small > 40


def test_a_digest_names_the_numbers_and_not_how_they_lie() -> None:
    assert digest(START) == digest(np.repeat(START, 2)[::2]) == digest(START.astype(">f4"))
    assert digest(START) != digest(START + 1)


def test_settings_travel_with_the_message() -> None:
    from flwr.app import ConfigRecord

    settings = RoundSettings(rounds=4, noise=0.5, pairs=True)
    config = ConfigRecord({**settings.record(), "server-round": 2})
    assert settings_of(config) == settings


def _without(part: str) -> Any:
    content = reply(CHANGE, ("en",), START, 1)
    del content[part]
    return content


def _about(**changes: Any) -> Any:
    content = reply(CHANGE, ("en",), START, 1)
    for name, value in changes.items():
        content.config_records["about"][name.replace("_", "-")] = value
    return content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda: _without("about"), "it lacks 'about'"),
        (lambda: _without("arrays"), "it lacks 'arrays'"),
        (lambda: _about(languages="en"), "no list of codes"),
        (lambda: _about(languages=[1, 2]), "no list of codes"),
        (lambda: _about(languages=["en"] * 50), "50 languages"),
        (lambda: _about(server_round=7), "answers round 7, and this is round 1"),
        (lambda: _about(server_round="1"), "answers round '1'"),
        (lambda: _about(server_round="9" * 500), "answers round '9999"),
        (lambda: _about(base="0" * 64), "stale"),
        (lambda: _about(base=[1]), "stale"),
        (lambda: reply(CHANGE, ("en",), START + 1, 1), "stale, or of another run"),
    ],
)
def test_what_does_not_answer_this_round_is_refused_with_the_reason(content: Any, reason: str) -> None:
    with pytest.raises(ContributionError, match=reason) as caught:
        change_of(message(content()), START, 1)
    assert len(str(caught.value)) < 300


def test_an_array_of_another_name_or_beside_another_is_refused() -> None:
    from flwr.app import Array, ArrayRecord

    for names in ((), ("weights",), ("change", "more")):
        content = reply(CHANGE, ("en",), START, 1)
        content["arrays"] = ArrayRecord({name: Array(CHANGE) for name in names})
        with pytest.raises(ContributionError, match="not 'change' alone"):
            change_of(message(content), START, 1)


def _numpy(array: np.ndarray, *, pickled: bool = False) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=pickled)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x93NUMPY", b"not an array", _numpy(CHANGE)[:-5],
        _numpy(np.array([{"a": 1}], object), pickled=True),
        _numpy(CHANGE).replace(b"(9,)", b"(999999999999,)"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_array_are_refused(data: bytes) -> None:
    from flwr.app import Array, ArrayRecord

    content = reply(CHANGE, ("en",), START, 1)
    content["arrays"] = ArrayRecord({"change": Array("float32", (SIZE,), "numpy.ndarray", data)})
    with pytest.raises(ContributionError, match="cannot be read"):
        change_of(message(content), START, 1)


def test_this_flower_still_lets_messages_be_made_outside_its_processes() -> None:
    """`offline_identity` uses private names of flwr 1.41; this fails where another flwr is installed."""
    from flwr import __version__
    from flwr.supercore.task_identity import TaskIdentity

    assert __version__.startswith("1.41.")
    # Flower's engine, where a test before this one ran it, has set a run of its own.
    assert all(number > 0 for number in (TaskIdentity.task_id, TaskIdentity.run_id, TaskIdentity.node_id))
