"""Text from outside as content for a widget: shown as it is, never read as markup.

A passage that holds `[bold]` or `[@click=app.quit]` must show those characters. Characters
that drive a terminal or reorder a line become a visible mark; each is replaced by one, so
offsets into the text stay right.
"""

from __future__ import annotations

from textual.content import Content

from tui.answer_words import harmless

__all__ = ["literal"]


def literal(text: str, style: str = "") -> Content:
    """`text` in `style`, with `�` in place of each harmful character."""
    return Content.styled(harmless(text), style)
