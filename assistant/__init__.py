"""Answers that quote: sentences from the texts with their pinpoints, and checked writing.

    from assistant import Assistant, check_support

Names are loaded when they are first used; no model starts on import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation, Statement
    from assistant.assistant import Assistant
    from assistant.conversation import Conversation
    from assistant.errors import AssistantError
    from assistant.support import Verdict, check_support

_HOMES = {
    "Answer": "assistant.answer",
    "Assistant": "assistant.assistant",
    "AssistantError": "assistant.errors",
    "Citation": "assistant.answer",
    "Conversation": "assistant.conversation",
    "Statement": "assistant.answer",
    "Verdict": "assistant.support",
    "check_support": "assistant.support",
}

__all__ = [
    "Answer",
    "Assistant",
    "AssistantError",
    "Citation",
    "Conversation",
    "Statement",
    "Verdict",
    "check_support",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'assistant' has no attribute '{name}'")
