"""The exceptions of `assistant`, one small tree.

    AssistantError
    └── ModelError             a local model cannot be used (message says why)
        ├── ModelMissing       no such model file, package or catalogue name
        ├── ModelCrashed       its process ended while it was needed
        ├── ModelBusy          it is writing something else; one text at a time
        └── PromptTooLong      the prompt does not fit into the model's context

Every message names what happened, to what, and what to do next; a command shows it as it
is and exits with 1.
"""

from __future__ import annotations


class AssistantError(Exception):
    """Base of everything that `assistant` raises on purpose."""


class ModelError(AssistantError):
    """A local model cannot be used."""


class ModelMissing(ModelError):
    """No such model file, package or catalogue name."""


class ModelCrashed(ModelError):
    """The model's process ended while it was needed. The next request starts a new one."""


class ModelBusy(ModelError):
    """The model is writing something else: one process writes one text at a time."""


class PromptTooLong(ModelError):
    """The prompt does not fit into the model's context. `tokens` and `limit` say by how much."""

    def __init__(self, tokens: int, limit: int) -> None:
        super().__init__(
            f"The prompt has {tokens:,} tokens; the model reads fewer than {limit:,}. "
            "Give it fewer or shorter passages, or ask a shorter question."
        )
        self.tokens = tokens
        self.limit = limit
