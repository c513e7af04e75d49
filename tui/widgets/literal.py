"""Text from outside as content for a widget: shown as it is, never read as markup.

A passage that holds `[bold]` or `[@click=app.quit]` must show those characters. Characters
that drive a terminal or reorder a line become a visible mark; each is replaced by one, so
offsets into the text stay right.
"""

from __future__ import annotations

import re

from textual.content import Content

__all__ = ["literal"]

# Control characters but tab and newline, bidirectional marks, and lone surrogates, which no
# terminal's encoding can write.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def literal(text: str, style: str = "") -> Content:
    """`text` in `style`, with `�` in place of each harmful character."""
    return Content.styled(_HARMFUL.sub("\ufffd", text), style)
