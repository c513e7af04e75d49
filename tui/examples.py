"""Questions that the shipped texts answer, for those who have none yet."""

from __future__ import annotations

from tui.i18n import _

__all__ = ["examples"]


def examples() -> list[str]:
    """Three questions, in the language in force."""
    return [
        _("How does the ILO define the social and solidarity economy?"),
        _("What does the EU recommend on public procurement?"),
        _("How is Som Energia governed?"),
    ]
