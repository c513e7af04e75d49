"""The exceptions of `assistant`, one small tree.

    AssistantError
    ├── WorkError              a comparison, note, reference or evaluation cannot be made
    ├── ModelError             a model cannot be used (message says why)
    │   ├── ModelMissing       no such model file, package or catalogue name
    │   ├── ModelDamaged       its file is no GGUF, is cut short, or is another than the one known
    │   ├── ModelTooLarge      it needs more memory than this machine has free
    │   ├── ModelCrashed       its process ended while it was needed
    │   ├── ModelBusy          it is writing something else; one text at a time
    │   ├── EntailmentError    the user's inference model cannot be used
    │   ├── PromptTooLong      the prompt does not fit into the model's context
    │   └── EndpointError      the endpoint of the organisation cannot be used
    │       ├── EndpointUnreachable  nothing answers, or not in time
    │       ├── EndpointRefused      it answers with an error: 401, 404, 500 …
    │       └── EndpointGarbled      it answers, but not as an endpoint does
    ├── RecordError            the log of answers cannot be used, or has no such record
    └── TraceError             a signed trace cannot be written, read or run again

Every message names what happened, to what, and what to do next; a command shows it as it
is and exits with 1.
"""

from __future__ import annotations

from knowledge.worded import worded


class AssistantError(Exception):
    """Base of everything that `assistant` raises on purpose."""


class ModelError(AssistantError):
    """A model cannot be used."""


class ModelMissing(ModelError):
    """No such model file, package or catalogue name."""


class ModelDamaged(ModelError):
    """A model file is no GGUF, is cut short, or is not the file that it was."""


class ModelTooLarge(ModelError):
    """A model needs more memory than this machine has free."""


class ModelCrashed(ModelError):
    """The model's process ended while it was needed. The next request starts a new one."""


class ModelBusy(ModelError):
    """The model is writing something else: one process writes one text at a time."""


class PromptTooLong(ModelError):
    """The prompt does not fit into the model's context. `tokens` and `limit` say by how much."""

    def __init__(self, tokens: int, limit: int) -> None:
        super().__init__(
            worded(
                "The prompt has {tokens:,} tokens; the model reads fewer than {limit:,}. Give it fewer "
                "or shorter passages, or ask a shorter question.",
                tokens=tokens,
                limit=limit,
            )
        )
        self.tokens = tokens
        self.limit = limit


class EntailmentError(ModelError):
    """The inference model that the user named (`SSE_NLI`) cannot be used."""


class EndpointError(ModelError):
    """The endpoint that the organisation runs cannot be used."""


class EndpointUnreachable(EndpointError):
    """Nothing answers at its address, or not in time."""


class EndpointRefused(EndpointError):
    """It answers with an error. `status` is the HTTP status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class EndpointGarbled(EndpointError):
    """It answers with something that no OpenAI-compatible endpoint says, or ends in the middle."""


class WorkError(AssistantError):
    """A comparison, a note, a reference or an evaluation cannot be made as asked."""


class RecordError(AssistantError):
    """The log of answers cannot be used, or has no such record."""


class TraceError(AssistantError):
    """A signed trace cannot be written, read or run again."""
