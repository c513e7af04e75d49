"""What the user has set: one file, `settings.toml`, read with care and changed with its comments kept.

Every setting is a field of `Settings`, with its dotted name in the file and a sentence of
help beside it; the command, the app and the documents read them from there. An environment
variable that names a setting wins over the file for as long as it is set.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from knowledge.errors import KnowledgeError
from knowledge.settings_file import FILE, KEYS, read_text, settings_path, tables_of
from knowledge.worded import worded

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

__all__ = ["FILE", "Described", "Settings", "change", "change_all", "describe", "load", "value_of"]

_LONGEST = 2_000  # characters of one value; an address or a path is shorter
_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off", "0"})


def _setting(
    name: str,
    default: str | bool,
    about: str,
    choices: tuple[str, ...] = (),
    variable: str = "",
    *,
    number: bool = False,
) -> Any:
    """A field with its dotted name in the file.

    `variable` names the environment variable that wins; a text may have to be a `number` above zero.
    """
    secret = name.endswith(".key")
    facts = {
        "name": name, "help": about, "choices": choices, "variable": variable, "secret": secret, "number": number,
    }  # fmt: skip
    return field(default=default, metadata=facts, repr=not secret)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force: the file's, the environment's over them, the defaults below."""

    language: str = _setting(
        "language", "", "Language of the interface; that of the locale where empty.",
        ("", "en", "fr", "es", "pt"), "SSE_LANG",
    )  # fmt: skip
    theme: str = _setting("theme", "", "Colours of the app; its own where empty.")
    model: str = _setting(
        "model", "", "Name or path of the local model; the packaged one where empty.", variable="SSE_MODEL"
    )
    unverified: str = _setting(
        "writing.unverified", "show", "What to do with a written sentence that failed the check: show it "
        "marked beside its source, or withhold it.", ("show", "withhold"),
    )  # fmt: skip
    log: bool = _setting("records.log", True, "Keep the answers on this machine.")
    offline: bool = _setting(
        "network.offline", False, "Refuse every connection beyond this machine.", variable="SSE_OFFLINE"
    )
    endpoint_name: str = _setting("endpoint.name", "", "Name of the endpoint that your organisation runs.")
    endpoint_url: str = _setting(
        "endpoint.url", "", "Its address, as far as /v1, such as https://models.our-coop.example/v1."
    )
    endpoint_model: str = _setting("endpoint.model", "", "Name of the model, as the endpoint calls it.")
    endpoint_key_env: str = _setting(
        "endpoint.key_env", "", "Name of the environment variable that holds the endpoint's key."
    )
    endpoint_key: str = _setting(
        "endpoint.key", "", "The key itself, readable in this file; endpoint.key_env is the better way."
    )
    endpoint_on: bool = _setting("endpoint.on", False, "Send questions and passages to the endpoint.")
    endpoint_private: bool = _setting(
        "endpoint.private", False, "Send it passages of your own documents too."
    )
    federation_budget: str = _setting(
        "federation.budget", "", "Epsilon against the coordinator that your contributions may not exceed in "
        "all; no limit where empty.", number=True,
    )  # fmt: skip

    @property
    def budget(self) -> float | None:
        """`federation.budget` as a number; None is no limit."""
        return float(self.federation_budget) if self.federation_budget else None


class Described(NamedTuple):
    """One setting: its dotted name, its type, its default, a sentence of help and, if fixed, its choices."""

    name: str
    type: type[str] | type[bool]
    default: str | bool
    help: str
    choices: tuple[str, ...]
    variable: str
    secret: bool


def load(folder: Path | None = None, *, environment: bool = True) -> Settings:
    """The settings in force. `folder` is the config folder where not given; no file means defaults.

    Without `environment` they are what the file says, whatever variables are set.

    Raises:
        KnowledgeError: the file cannot be read, is no TOML (the line is named), or holds an
            unknown name or a value that does not fit.
    """
    path = settings_path(folder)
    stored = replace(Settings(), **_checked_values(read_text(path), path))
    return _from_environment(stored) if environment else stored


def change(name: str, value: object, folder: Path | None = None) -> Settings:
    """Set one setting by its dotted name; see `change_all`."""
    return change_all({name: value}, folder)


def change_all(values: Mapping[str, object], folder: Path | None = None) -> Settings:
    """Set several settings by their dotted names, all or none; what is in force then.

    A text stands for yes or no where that is what the setting takes. Comments and order in
    the file stay; the file is replaced whole and is readable for this user alone (0600).

    Raises:
        KnowledgeError: a name is unknown, a value does not fit, or the file is damaged or
            cannot be written; then nothing is changed.
    """
    import tomlkit

    from knowledge.files import write_atomically

    path = settings_path(folder)
    wanted: dict[str, str | bool] = {name: _parsed(_known(name), value, "") for name, value in values.items()}
    text = read_text(path)
    before = _checked_values(text, path)  # a damaged file is told of, not written over
    if wanted.get("endpoint.url", before.get("endpoint_url", "")) != before.get("endpoint_url", ""):
        # A yes was given for one address; for another one it is asked anew.
        wanted = {"endpoint.on": False, "endpoint.private": False, **wanted}
    document = tomlkit.parse(text)
    for name, value in wanted.items():
        _put(document, name, value)
    if path.exists():
        path.chmod(0o600)  # a replaced file keeps its mode
    write_atomically(path, tomlkit.dumps(document).encode("utf-8"))
    return load(folder)


def describe() -> list[Described]:
    """Every setting, in the order of the file."""
    return [_described(one) for one in fields(Settings)]


def value_of(settings: Settings, name: str) -> str | bool:
    """The value of a setting by its dotted name.

    Raises:
        KnowledgeError: no setting has this name; the nearest is named.
    """
    value: str | bool = getattr(settings, _known(name).name)
    return value


def _checked_values(text: str, path: Path) -> dict[str, Any]:
    """What the file sets, by field name."""
    found: dict[str, Any] = {}
    for name, value in _flat(tables_of(text, path)):
        one = _known(name, path)
        found[one.name] = _parsed(one, value, f" in {path}")
    return found


def _flat(tables: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """(dotted name, value) of each setting; tables are one deep, a deeper one is a value that fits nothing."""
    sections = {name.split(".")[0] for name in _by_name() if "." in name}
    flat: list[tuple[str, Any]] = []
    for key, value in tables.items():
        if key == KEYS and isinstance(value, dict):
            continue
        if key in sections and isinstance(value, dict):
            flat += [(f"{key}.{inner}", deep) for inner, deep in value.items()]
        else:
            flat.append((f'"{key}"' if "." in key else key, value))  # "records.log" in quotes is no table
    return flat


def _by_name() -> dict[str, Field[Any]]:
    return {one.metadata["name"]: one for one in fields(Settings)}


def _known(name: str, path: Path | None = None) -> Field[Any]:
    known = _by_name()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, 1, 0.5)
    near = near or [one for one in known if one.rpartition(".")[2] == name.rpartition(".")[2]][:1]
    meant = (
        worded("Did you mean '{near}'?", near=near[0])
        if near
        else worded("The settings are {known}.", known=", ".join(known))
    )
    where = worded(" (in {path})", path=path) if path else ""
    raise KnowledgeError(
        worded("No setting is called '{name}'{where}. {meant}", name=name, where=where, meant=meant)
    )


def _parsed(one: Field[Any], value: object, where: str) -> str | bool:
    """`value` as the setting takes it; from a file it has its type already."""
    name, choices = one.metadata["name"], one.metadata["choices"]
    if isinstance(one.default, bool):
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and not where and value.strip().casefold() in _YES | _NO:
            return value.strip().casefold() in _YES
        raise KnowledgeError(
            worded(
                "The setting {name}{where} is true or false, not {value!r}.",
                name=name,
                where=where,
                value=value,
            )
        )
    if one.metadata["number"]:
        return _number(name, value, where)
    if not isinstance(value, str):
        raise KnowledgeError(
            worded(
                'The setting {name}{where} is a text in quotes, not {value!r}. Write {name} = "…".',
                name=name,
                where=where,
                value=value,
            )
        )
    value = value.strip()
    if choices and value not in choices:
        allowed = ", ".join(choice or worded('empty ("")') for choice in choices)
        raise KnowledgeError(
            worded(
                "The setting {name}{where} is one of: {allowed}; not {value!r}.",
                name=name,
                where=where,
                allowed=allowed,
                value=value,
            )
        )
    if len(value) > _LONGEST or not value.isprintable():
        raise KnowledgeError(
            worded(
                "The setting {name}{where} is too long or holds control characters.", name=name, where=where
            )
        )
    return value


def _number(name: str, value: object, where: str) -> str:
    """A number above zero as a text, or "" for none."""
    if isinstance(value, str) and not value.strip():
        return ""
    try:
        found = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else 0.0
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise KnowledgeError(
            worded(
                'The setting {name}{where} is a number above zero such as 3.5, or empty (""), not {value!r}.',
                name=name,
                where=where,
                value=value,
            )
        )
    return value.strip() if isinstance(value, str) else f"{found!r}"


def _from_environment(settings: Settings) -> Settings:
    """`settings` with what the environment sets; what it cannot mean is passed over."""
    given = {one.name: os.environ.get(one.metadata["variable"] or "", "") for one in fields(Settings)}
    if given["language"]:
        short = given["language"].replace("_", "-").split("-")[0].split(".")[0].casefold()
        settings = replace(settings, language=short) if short in ("en", "fr", "es", "pt") else settings
    if given["model"]:
        settings = replace(settings, model=given["model"])
    if given["offline"]:
        settings = replace(settings, offline=settings.offline or given["offline"] != "0")
    return settings


def _put(document: TOMLDocument, name: str, value: str | bool) -> None:
    import tomlkit

    section, _, key = name.rpartition(".")
    if not section:
        document[key] = value
        return
    if section not in document:
        document[section] = tomlkit.table()
    table: Any = document[section]
    table[key] = value


def _described(one: Field[Any]) -> Described:
    facts = one.metadata
    default: str | bool = getattr(Settings(), one.name)
    return Described(
        facts["name"],
        bool if isinstance(default, bool) else str,
        default,
        facts["help"],
        facts["choices"],
        facts["variable"],
        facts["secret"],
    )
