"""JSON that is signed: written in one way only (RFC 8785), and read strictly.

A reader that lets a key stand twice, or a number overflow, sees another text than the one
that was signed.
"""

from __future__ import annotations

import json
import math
from typing import Any

from knowledge.errors import SigningError
from knowledge.worded import worded

__all__ = ["MAX_BYTES", "canonical", "parse_json"]

MAX_BYTES = 8 * 2**20  # of a signed file; a trace has some 20 kB
_MAX_DEPTH = 32


def canonical(value: Any) -> bytes:
    """`value` as JSON in the one form of RFC 8785.

    Raises:
        SigningError: it holds what JSON cannot say exactly (NaN, an integer over 2**53, a lone surrogate).
    """
    import rfc8785

    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise SigningError(worded("It cannot be written as canonical JSON: {error}.", error=error)) from error


def parse_json(content: bytes, limit: int = MAX_BYTES, *, in_canonical_form: bool = False) -> Any:
    """Read JSON strictly.

    Args:
        limit: bytes at most.
        in_canonical_form: it must be what `canonical` writes, byte for byte.

    Raises:
        SigningError: it is too large, no UTF-8 or no JSON, nests too deeply, has a key
            twice, a number that JSON does not know (NaN) or a lone surrogate.
    """
    if len(content) > limit:
        raise SigningError(
            worded(
                "It has {n_content:,} bytes; at most {limit:,} are read.", n_content=len(content), limit=limit
            )
        )
    try:
        value = json.loads(
            content.decode("utf-8"), object_pairs_hook=_once, parse_int=_number, parse_constant=_refuse
        )
        _check(value)
    except (ValueError, RecursionError) as error:
        raise SigningError(worded("It is no JSON as it must be: {error}.", error=error)) from error
    if in_canonical_form and canonical(value) != content:
        raise SigningError(worded("Its JSON is not in the canonical form (RFC 8785): it was edited."))
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands in it twice")
    return found


def _number(text: str) -> int | float:
    """An integer beyond 2**53 is a float to every reader that follows RFC 8785."""
    value = int(text) if len(text) <= 17 else None
    return value if value is not None and abs(value) < 2**53 else float(text)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number of JSON")


def _check(value: Any) -> None:
    """Refuse deep nesting, and what cannot be written again: infinity (1e999), a lone surrogate."""
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        each, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            raise ValueError(f"it nests deeper than {_MAX_DEPTH} levels")
        if isinstance(each, str):
            each.encode("utf-8")
        elif isinstance(each, float) and not math.isfinite(each):
            raise ValueError("a number in it is too large")
        elif isinstance(each, dict):
            waiting.extend((part, depth + 1) for pair in each.items() for part in pair)
        elif isinstance(each, list):
            waiting.extend((part, depth + 1) for part in each)
