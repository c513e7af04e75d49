from __future__ import annotations

import contextlib
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import KnowledgeError
from knowledge.paths import config_folder
from knowledge.settings import FILE, Settings, change, change_all, describe, load, value_of


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config folder of this test's own, and no variable that sets anything."""
    for name in ("SSE_LANG", "SSE_MODEL", "SSE_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSE_CONFIG_DIR", str(tmp_path / "config"))
    return tmp_path / "config"


def write(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(text, encoding="utf-8")


def test_without_a_file_the_defaults_hold() -> None:
    assert load() == Settings()
    assert all(value_of(load(), one.name) == one.default for one in describe())


def test_a_change_is_kept_and_what_stood_there_stays(folder: Path) -> None:
    write(folder, '# mine\nlanguage = "fr"  # at home\n\n[records]\n# nobody else reads this\nlog = true\n')
    now = change("records.log", "no")
    assert (now.language, now.log) == ("fr", False)
    change("model", "SmolLM3-3B")
    text = (folder / FILE).read_text(encoding="utf-8")
    assert "# mine" in text
    assert 'language = "fr"  # at home' in text
    assert "# nobody else reads this" in text
    assert load() == Settings(language="fr", log=False, model="SmolLM3-3B")


def test_the_file_is_for_this_user_alone(folder: Path) -> None:
    write(folder, "")
    (folder / FILE).chmod(0o644)
    change("theme", "dark")
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


def test_a_link_to_the_file_stays_a_link(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    kept = tmp_path / "kept.toml"
    kept.write_text('theme = "dark"\n')
    (folder / FILE).symlink_to(kept)
    change("language", "es")
    assert (folder / FILE).is_symlink()
    assert 'language = "es"' in kept.read_text()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("language = \n", r"no valid TOML.*line 1.*Mend that line"),
        ('theme = "dark"\n\n[records\n', r"line 3"),
        ('langage = "fr"\n', r"No setting is called 'langage' \(in .*Did you mean 'language'\?"),
        ("offline = true\n", "Did you mean 'network.offline'"),
        ('[endpoint]\nadress = "x"\n', "endpoint.adress"),
        ('"records.log" = true\n', "No setting is called"),
        (
            'language = "klingon"\n',
            r"language in .* is one of: empty \(\"\"\), en, fr, es, pt; not 'klingon'",
        ),
        ('[records]\nlog = "yes"\n', r"records.log in .* is true or false, not 'yes'"),
        ("model = 3\n", r"model in .* is a text in quotes, not 3"),
        ("records = 1\n", "No setting is called 'records'"),
        ("[records.log]\nx = 1\n", "records.log in .* is true or false"),
        ('theme = "a\\u001bb"\n', "control characters"),
        (
            "[federation]\nbudget = -1\n",
            r"federation.budget in .* is a number above zero such as 3.5.*not -1",
        ),
        ("[federation]\nbudget = true\n", "number above zero"),
        ("keys = 1\n", "No setting is called 'keys'"),
    ],
)
def test_a_broken_file_names_what_is_wrong_and_is_not_written_over(
    folder: Path, text: str, message: str
) -> None:
    write(folder, text)
    with pytest.raises(KnowledgeError, match=message):
        load()
    with pytest.raises(KnowledgeError):
        change("theme", "dark")
    assert (folder / FILE).read_text(encoding="utf-8") == text


def test_a_file_that_is_no_text_or_no_file_says_so(folder: Path) -> None:
    folder.mkdir()
    (folder / FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KnowledgeError, match="not UTF-8"):
        load()
    (folder / FILE).unlink()
    (folder / FILE).mkdir()
    with pytest.raises(KnowledgeError, match="cannot be read"):
        load()


def test_all_or_nothing_is_changed() -> None:
    with pytest.raises(KnowledgeError, match="true or false"):
        change_all({"theme": "dark", "records.log": "perhaps"})
    assert load() == Settings()
    with pytest.raises(KnowledgeError, match=r"Did you mean 'endpoint\.name'"):
        change("endpoint_name", "x")


@pytest.mark.parametrize("word", ["on", "TRUE", " yes ", "1"])
def test_yes_is_said_in_several_ways(word: str) -> None:
    assert change("network.offline", word).offline is True
    assert change("network.offline", False).offline is False


def test_the_environment_wins_while_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    change_all({"language": "es", "model": "kept"})
    monkeypatch.setenv("SSE_LANG", "pt_BR.UTF-8")
    monkeypatch.setenv("SSE_MODEL", "other")
    monkeypatch.setenv("SSE_OFFLINE", "1")
    assert load() == Settings(language="pt", model="other", offline=True)
    assert load(environment=False) == Settings(language="es", model="kept")
    monkeypatch.setenv("SSE_LANG", "de_DE")
    assert load().language == "es"


def test_no_variable_takes_back_that_the_user_is_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    change("network.offline", True)
    monkeypatch.setenv("SSE_OFFLINE", "0")
    assert load().offline is True


def test_a_yes_for_one_address_is_none_for_another() -> None:
    change_all({"endpoint.name": "coop", "endpoint.url": "https://one.example/v1"})
    change_all({"endpoint.on": True, "endpoint.private": True})
    assert change("endpoint.model", "m").endpoint_private is True
    now = change("endpoint.url", "https://two.example/v1")
    assert (now.endpoint_on, now.endpoint_private) == (False, False)


def test_a_budget_is_a_number_above_zero_or_none(folder: Path) -> None:
    assert load().budget is None
    assert change("federation.budget", " 3.5 ").budget == 3.5
    assert change("federation.budget", "").budget is None
    write(folder, "[federation]\nbudget = 8\n")
    assert load().budget == 8
    for wrong in ("0", "-1", "nan", "inf", "much", True):
        with pytest.raises(KnowledgeError, match="number above zero"):
            change("federation.budget", wrong)
    assert load().budget == 8


def test_chosen_keys_stand_beside_the_settings(folder: Path) -> None:
    write(folder, '[keys]\n"ask.write" = "f9"  # by the thumb\n')
    change("theme", "sse-light")
    assert load().theme == "sse-light"
    assert '"ask.write" = "f9"  # by the thumb' in (folder / FILE).read_text(encoding="utf-8")


def test_the_key_is_not_in_what_is_printed() -> None:
    now = change("endpoint.key", "very-secret")
    assert now.endpoint_key == "very-secret"
    assert "very-secret" not in repr(now)


def test_every_setting_is_described() -> None:
    described = describe()
    assert len({one.name for one in described}) == len(described) == len(Settings.__dataclass_fields__)
    for one in described:
        assert one.help.endswith(".")
        assert type(one.default) is one.type


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, knowledge.settings; print([m for m in ('pydantic', 'tomlkit', 'httpx', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_config_folder_is_the_data_folder_where_only_that_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config_folder() == tmp_path / "config"
    monkeypatch.delenv("SSE_CONFIG_DIR")
    monkeypatch.setenv("SSE_DATA_DIR", str(tmp_path / "stick"))
    assert config_folder() == tmp_path / "stick"
    monkeypatch.delenv("SSE_DATA_DIR")
    assert config_folder().name == "sse-assistant"


@given(st.text(max_size=60), st.sampled_from([one.name for one in describe()]))
def test_any_text_is_kept_as_it_is_or_refused(text: str, name: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        try:
            now = change(name, text, Path(folder))
        except KnowledgeError:
            assert not (Path(folder) / FILE).exists()
            return
        kept = load(Path(folder), environment=False)
        assert value_of(kept, name) == value_of(now, name)
        assert value_of(kept, name) in (text.strip(), True, False)


@given(st.text(max_size=200))
def test_any_file_is_read_or_refused_in_words(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_text(text, encoding="utf-8", errors="replace", newline="")
        with contextlib.suppress(KnowledgeError):  # and no other error
            assert load(Path(folder)).endpoint_key in text
