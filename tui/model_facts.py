"""What is known of a model, in the reader's language: a row of the table, and all of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.i18n import N_, _, date, number

if TYPE_CHECKING:
    from assistant.models.overview import Row
    from assistant.models.selftest import SelfTestResult

__all__ = ["Known", "cells", "facts", "headings", "megabytes", "read_models"]

_ORIGINS = {
    "package": N_("installed with the app"),
    "pulled": N_("pulled"),
    "copied": N_("copied"),
    "added": N_("your own file"),
    "placed": N_("placed by hand"),
}
_OPEN = {"open": N_("open"), "described": N_("described"), "closed": N_("closed")}


@dataclass(frozen=True, slots=True)
class Known:
    """A model, its self-test if it took one, and the bytes of memory that are free, if known."""

    row: Row
    result: SelfTestResult | None
    free: int | None


def read_models() -> list[Known]:
    """All models; blocks, and the first time hashes files, so call it in a thread.

    Raises:
        ModelError, KnowledgeError: as `assistant.models.overview.rows`.
    """
    from assistant.errors import ModelError
    from assistant.models.catalogue import Model
    from assistant.models.memory import available_bytes
    from assistant.models.overview import rows
    from assistant.models.selftest import known_result
    from knowledge.paths import data_folder

    found, free = [], available_bytes()
    for row in rows():
        try:
            result = known_result(Model(row.name, row.path), data_folder()) if row.path else None
        except ModelError:  # told as the row's problem
            result = None
        found.append(Known(row, result, free))
    return found


def headings() -> tuple[str, ...]:
    """What the columns of the table are called."""
    return (_("Model"), _("Here"), _("Self-test"), _("Memory"), _("Licence"))


def cells(known: Known) -> tuple[str, ...]:
    """A model in the columns of the table; words, so that nothing is told by colour alone."""
    row = known.row
    here = _("no")
    if row.here:
        here = _("in use") if row.in_use else _("yes")
    if row.problem:
        here = _("problem")
    return (row.name, here, _taken(known) if row.here else "", _memory(known), row.licence or "?")


def facts(known: Known) -> list[str]:
    """All that is known of a model, a sentence or a list a line."""
    row, lines = known.row, []
    if row.here:
        size = f", {megabytes(row.size_bytes)}" if row.size_bytes else ""
        how = _(_ORIGINS.get(row.origin, row.origin))
        lines.append(_("Here: {how}", how=f"{how}{size}, {row.path}"))
    else:
        lines.append(_("Not here. It can be pulled."))
    if row.problem:
        lines.append(_("Problem: {reason}", reason=row.problem))
    lines.append(_("Licence: {licence}", licence=row.licence or _("not known")))
    if row.openness is not None:
        parts = {"weights": row.openness.weights, "data": row.openness.data, "recipe": row.openness.recipe}
        told = {name: _(_OPEN.get(value, value)) for name, value in parts.items()}
        lines.append(_("Openness: weights {weights}, training data {data}, recipe {recipe}", **told))
    if row.parameters:
        lines.append(_("Parameters: {millions} million", millions=number(round(row.parameters / 1e6))))
    if row.languages or row.languages_note:
        lines.append(_("Languages: {languages}", languages=row.languages_note or ", ".join(row.languages)))
    if row.need is not None:
        lines.append(_("Memory: {memory}", memory=_needed(known)))
        lines.append(_("Self-test: {result}", result=_tested(known)))
    if row.sha256:
        lines.append(f"sha256: {row.sha256}")
    return lines


def megabytes(count: int) -> str:
    """`1,234 MB`, as the language writes it."""
    return _("{count} MB", count=number(round(count / 1e6)))


def _taken(known: Known) -> str:
    if known.result is None:
        return _("not taken")
    return _("passed") if known.result.passed else _("not passed")


def _tested(known: Known) -> str:
    result = known.result
    if result is None:
        return _("not taken")
    return _(
        "{right} of {items} right on {date}: {verdict}",
        right=number(result.right), items=number(result.items), verdict=_taken(known),
        date=date(datetime.date.fromisoformat(result.date)),
    )  # fmt: skip


def _memory(known: Known) -> str:
    need = known.row.need
    if need is None:
        return ""
    return megabytes(need.bytes) if _fits(known) else _("{size}, too much", size=megabytes(need.bytes))


def _needed(known: Known) -> str:
    need = known.row.need
    assert need is not None
    needed = (
        _("needs {size} (measured)", size=megabytes(need.bytes))
        if need.measured
        else _("needs {size} (reckoned)", size=megabytes(need.bytes))
    )
    if known.free is None:
        return needed
    fits = _("it fits") if _fits(known) else _("it does not fit")
    return needed + "; " + _("{size} are free here: {fits}", size=megabytes(known.free), fits=fits)


def _fits(known: Known) -> bool:
    need = known.row.need
    return need is None or known.free is None or need.bytes <= known.free
