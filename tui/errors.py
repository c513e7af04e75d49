"""The exceptions of `tui`.

    KitError    a folder for installing without a network cannot be made
    WebError    the app cannot be served to a browser

They are `KnowledgeError`s, so that a command shows their message as it is and exits with 1.
"""

from __future__ import annotations

from knowledge.errors import KnowledgeError

__all__ = ["KitError", "WebError"]


class KitError(KnowledgeError):
    """A folder for installing without a network cannot be made."""


class WebError(KnowledgeError):
    """The app cannot be served to a browser."""
