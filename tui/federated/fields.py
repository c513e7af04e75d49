"""What a contribution holds, field by field, and what it costs, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from tui.federated.base import bound, named, short
from tui.i18n import N_, _, ngettext, number
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from federation.leaving import Leaving, Part

__all__ = ["leaving_lines"]

# What a field is; the library's own words are in English.
_FIELDS = {
    "common": N_("change of the index's seven weights by training, as 32-bit floats"),
    "pairs": N_("change of the weights of a language by training, as 32-bit floats"),
    "ciphertext": N_("change of all weights, encrypted: only the sum over all members is ever opened"),
    "member": N_("your key's fingerprint, by which the coordinator knows you"),
    "languages": N_("the languages that you declared when you joined"),
    "made": N_("date and time by your clock"),
    "round": N_("number and hash of the round, its federation, mode and starting point"),
    "embedder": N_("the embedder that the numbers belong to"),
    "practices": N_("signed practice cards, which everybody will read"),
}


def leaving_lines(found: Leaving) -> Iterator[str | Content]:
    """Every field that leaves, then what it costs."""
    for part in found.parts:
        yield _field(part)
    yield _("In all, as a file: {bytes} bytes", bytes=number(found.message))
    length, limit = short(found.length), short(found.clip)
    yield (
        _("Your change has a length of {length}, and is shortened to {limit}.", length=length, limit=limit)
        if found.length > found.clip
        else _(
            "Your change has a length of {length}, within the limit of {limit}.", length=length, limit=limit
        )
    )
    yield (
        _("Noise: standard deviation {deviation} on each number", deviation=short(found.noise * found.clip))
        if found.noise
        else _("Noise: none")
    )
    yield _(
        "Epsilon with it, at delta {delta}: {coordinator} against the coordinator, {readers} against readers",
        delta=f"{found.spent.delta:g}", coordinator=bound(found.spent.coordinator), readers=bound(found.spent.readers),
    )  # fmt: skip
    if found.refused:
        yield literal(found.refused, "bold")


def _field(part: Part) -> str:
    about = _(_FIELDS[part.name]) if part.name in _FIELDS else part.about
    size = _("size: {bytes} bytes", bytes=number(part.bytes))
    if part.numbers:
        size = ngettext("{n} number", "{n} numbers", part.numbers, n=number(part.numbers)) + f", {size}"
    return "• " + named(f"{part.name} ({size})", about)
