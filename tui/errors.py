"""The exceptions of `tui`.

    KitError    a folder for installing without a network cannot be made

It is a `KnowledgeError`, so that a command shows its message as it is and exits with 1.
"""

from __future__ import annotations

from knowledge.errors import KnowledgeError

__all__ = ["KitError"]


class KitError(KnowledgeError):
    """A folder for installing without a network cannot be made."""
