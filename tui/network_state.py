"""What may connect beyond this machine now, in one word and in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from knowledge.network import is_loopback
from tui.i18n import _

if TYPE_CHECKING:
    from knowledge.settings import Settings

__all__ = ["NetworkState", "network_state"]


class NetworkState(NamedTuple):
    """`connects` is whether a question may send something beyond this machine."""

    word: str
    sentence: str
    connects: bool


def network_state(settings: Settings) -> NetworkState:
    """What these settings let connect; `offline` wins over an endpoint, unless that is on this machine."""
    name, url = settings.endpoint_name, settings.endpoint_url
    here = is_loopback(url)
    if settings.endpoint_on and (here or not settings.offline):
        told = [_("Questions and passages go to the endpoint {name} at {url}.", name=name, url=url)]
        if here:
            told.append(_("That address is on this machine."))
        told.append(
            _("Passages of your own documents are sent too.")
            if settings.endpoint_private
            else _("Passages of your own documents are not sent.")
        )
        return NetworkState(f"● {name}", " ".join(told), not here)
    if settings.offline:
        told = [_("Every connection beyond this machine is refused.")]
        if settings.endpoint_on:
            told.append(_("So the endpoint {name} is not asked.", name=name))
        return NetworkState("⊘ " + _("offline"), " ".join(told), False)
    told = [
        _("Nothing connects by itself."),
        _("What does, such as pulling a model, says so and asks first."),
    ]
    return NetworkState("○ " + _("local"), " ".join(told), False)
