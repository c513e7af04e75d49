"""The keys that the user chose, checked against the bindings that there are.

A binding keeps its own keys where the choice cannot be used; the reason is told. Checking
imports every screen, so it is called in a thread and only where something was chosen.
"""

from __future__ import annotations

import difflib
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module

from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import KEY_ALIASES, KEY_TO_UNICODE_NAME, Keys

from tui.i18n import _

__all__ = ["Bound", "bindings", "checked"]

_PACKAGES = ("tui.screens", "tui.widgets")
_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_NAMES = frozenset(key.value for key in Keys) | KEY_ALIASES.keys() | KEY_TO_UNICODE_NAME.keys()
_RESERVED = {"ctrl+c", "ctrl+z"}  # the terminal's and the system's


@dataclass(frozen=True, slots=True)
class Bound:
    """A binding that can be remapped; `owner` is the name of the class that has it."""

    id: str
    keys: tuple[str, ...]
    description: str
    owner: str


def bindings(app: type[DOMNode]) -> dict[str, Bound]:
    """Every binding with an id, by id: those of `app`, of the screens and of the widgets."""
    owners: dict[str, type[DOMNode]] = {app.__name__: app}
    for package in _PACKAGES:
        for module in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
            for owner in vars(import_module(module.name)).values():
                if isinstance(owner, type) and issubclass(owner, DOMNode) and owner.__module__ == module.name:
                    owners.setdefault(owner.__name__, owner)
    found: dict[str, Bound] = {}
    for name, owner in owners.items():
        for one in _own(owner.__dict__.get("BINDINGS", ())):
            assert one.id is not None
            # Several entries may share an id: one key, two actions by what is going on.
            before = found[one.id].keys if one.id in found else ()
            found[one.id] = Bound(one.id, (*before, *_split(one.key)), one.description, name)
    return found


def checked(
    chosen: Mapping[str, str], known: Mapping[str, Bound], app: str
) -> tuple[dict[str, str], list[str]]:
    """What of `chosen` (id -> keys) can be used, and what is wrong with the rest.

    A key is taken where another binding of the same class has it, or one of the app's own,
    which hold everywhere; two bindings that share a key from the start may go on so.
    `app` is the name of the app's class.
    """
    usable: dict[str, str] = {}
    problems: list[str] = []
    for name, keys in chosen.items():
        problem = _unknown(name, known) or _no_key(name, keys)
        if problem:
            problems.append(problem)
        else:
            usable[name] = ",".join(_split(keys))
    # One that clashes falls back to its own keys, which may clash with another one's choice.
    while clash := _clash(usable, known, app):
        name, other, key = clash
        problems.append(
            _(
                "The key {key} for {name} is that of {other} already. {name} keeps its own.",
                key=key, name=name, other=other,
            )
        )  # fmt: skip
        del usable[name]
    return usable, problems


def _own(declared: Iterable[BindingType]) -> list[Binding]:
    return [one for one in declared if isinstance(one, Binding) and one.id]


def _split(keys: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in keys.split(",") if key.strip())


def _unknown(name: str, known: Mapping[str, Bound]) -> str:
    if name in known:
        return ""
    near = difflib.get_close_matches(name, known, 1, 0.5)
    meant = _("Did you mean {name}?", name=near[0]) if near else _("The screen Settings lists them all.")
    return _("No key is called {name}.", name=name) + " " + meant


def _no_key(name: str, keys: str) -> str:
    wrong = next((key for key in _split(keys) if not _is_key(key)), None if _split(keys) else "")
    if wrong is None:
        return ""
    return _(
        "{key} for {name} is no key that can be used. Keys are written as f9, ctrl+w, alt+enter or x.",
        key=repr(wrong), name=name,
    )  # fmt: skip


def _is_key(key: str) -> bool:
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    named = len(last) == 1 or last in _NAMES
    return named and key not in _RESERVED and all(one in _MODIFIERS for one in modifiers)


def _clash(usable: Mapping[str, str], known: Mapping[str, Bound], app: str) -> tuple[str, str, str] | None:
    """(chosen id, id that has its key, key) of the first clash."""
    now = {name: _split(usable[name]) if name in usable else bound.keys for name, bound in known.items()}
    for name in usable:
        for other, bound in known.items():
            together = bound.owner == known[name].owner or app in (bound.owner, known[name].owner)
            if other == name or not together or set(bound.keys) & set(known[name].keys):
                continue
            for key in now[name]:
                if key in now[other]:
                    return name, other, key
    return None
