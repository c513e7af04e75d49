from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from knowledge.errors import KnowledgeError
from knowledge.settings import change, load
from knowledge.settings_commands import settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSE_CONFIG_DIR", "SSE_LANG", "SSE_MODEL", "SSE_OFFLINE"):
        monkeypatch.delenv(name, raising=False)


def test_list_shows_every_setting_and_no_key() -> None:
    change("endpoint.key", "very-secret")
    done = CliRunner().invoke(settings, ["list", "--json"])
    shown = json.loads(done.stdout)["settings"]
    assert shown["records.log"] is True
    assert shown["endpoint.key"] == "set, not shown"
    plain = CliRunner().invoke(settings, ["list"])
    assert 'language = ""  [default]' in plain.stdout
    assert "very-secret" not in done.output + plain.output


def test_get_and_set() -> None:
    done = CliRunner().invoke(settings, ["set", "network.offline", "yes"])
    assert done.stdout == "network.offline = true\n"
    assert CliRunner().invoke(settings, ["get", "network.offline"]).stdout == "true\n"
    assert load().offline is True


def test_a_variable_that_wins_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSE_MODEL", "other")
    done = CliRunner().invoke(settings, ["set", "model", "mine"])
    assert "SSE_MODEL is set in the environment" in done.stderr
    assert "(by the environment: SSE_MODEL)" in CliRunner().invoke(settings, ["list"]).stdout


def test_a_wrong_name_is_an_error_of_ours() -> None:
    done = CliRunner().invoke(settings, ["get", "offlin"])
    assert isinstance(done.exception, KnowledgeError)
    assert "network.offline" in str(done.exception)
