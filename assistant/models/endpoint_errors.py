"""What an endpoint's refusal means and what to do about it, in plain English."""

from __future__ import annotations

import json
import re
from typing import Any

from assistant.errors import EndpointGarbled, EndpointRefused, ModelError, PromptTooLong
from knowledge.text import clean
from knowledge.worded import worded

__all__ = ["refusal"]

# As vLLM and the server of llama-cpp-python say it, after OpenAI.
_TOO_LONG = re.compile(r"maximum context length is (\d{1,9}) tokens.{0,80}?(\d{1,9})", re.DOTALL)
_HELP = {
    401: worded("It wants a key, or another one. Set the variable that endpoint.key_env names."),
    403: worded("The key does not allow it. Ask who runs the endpoint."),
    404: worded(
        "The address is wrong (it ends in /v1 for most servers), or it has no such model: sse models endpoint show"
    ),
    429: worded("It is busy. Ask again in a while."),
    503: worded("It is busy or still loading its model. Ask again in a while."),
}


def refusal(name: str, url: str, status: int, kind: str, body: bytes) -> ModelError:
    """The error for an answer that is no stream: its HTTP status, media type and what was read of its body."""
    page = b"<html" in body[:2_048].lower() or b"<!doctype html" in body[:2_048].lower()
    if status == 200 and kind:
        what = worded("a web page") if page else f"'{clean(kind)}'"
        return EndpointGarbled(
            worded(
                "The endpoint {name} ({url}) answers with {what} and not with a stream of events. Check "
                "its address, which ends in /v1 for most servers.",
                name=name,
                url=url,
                what=what,
            )
        )
    error = _error(body)
    reason = "" if page else _reason(error, body)
    too_long = _too_long(error, reason)
    if too_long is not None:
        return too_long
    if 300 <= status < 400:
        advice = worded("It redirects, which is not followed: set the address that it leads to.")
    else:
        advice = _HELP.get(status, worded("See the log of the endpoint, or ask who runs it."))
    said = f" ({reason})" if reason else ""
    what = worded("answers {status}", status=status) if status != 200 else worded("stopped with an error")
    return EndpointRefused(
        worded(
            "The endpoint {name} ({url}) {what}{said}. {advice}",
            name=name,
            url=url,
            what=what,
            said=said,
            advice=advice,
        ),
        status,
    )


def _error(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(answer, dict):
        return {}
    error = answer.get("error", answer)
    return error if isinstance(error, dict) else {"message": error}


def _reason(error: dict[str, Any], body: bytes) -> str:
    said = error.get("message") or error.get("detail")
    text = said if isinstance(said, str) else "" if error else body[:400].decode("utf-8", "replace")
    return " ".join(clean(text).split())[:300]


def _too_long(error: dict[str, Any], reason: str) -> PromptTooLong | None:
    tokens, limit = error.get("n_prompt_tokens"), error.get("n_ctx")  # llama.cpp's server
    if type(tokens) is int and type(limit) is int:
        return PromptTooLong(tokens, limit)
    if found := _TOO_LONG.search(reason):
        return PromptTooLong(int(found[2]), int(found[1]))
    return None
