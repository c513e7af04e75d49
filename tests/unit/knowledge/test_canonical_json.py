"""Canonical JSON: one form only, and nothing that two readers could read differently."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.canonical_json import canonical, parse_json
from knowledge.errors import SigningError

_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
_NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(_VALUES)
def test_what_is_written_is_read_back_and_is_in_the_canonical_form(value: Any) -> None:
    content = canonical(value)
    assert parse_json(content, in_canonical_form=True) == value
    assert json.loads(content, parse_int=float) == value


def test_the_form_is_that_of_rfc_8785() -> None:
    value = {"\u20ac": "Euro", "\r": 1e30, "1": [333333333.33333329, 4.50, 2e-3], "a": '\u000f\n"\\'}
    expected = '{"\\r":1e+30,"1":[333333333.3333333,4.5,0.002],"a":"\\u000f\\n\\"\\\\","€":"Euro"}'
    assert canonical(value).decode() == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, "\ud800", {1: "a"}, {1, 2}])
def test_what_json_cannot_say_is_refused(value: Any) -> None:
    with pytest.raises(SigningError, match="canonical JSON"):
        canonical(value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"a":1,"a":2}', "a key stands in it twice"),
        (b'{"a":{"b":1,"b":1}}', "a key stands in it twice"),
        (b"[NaN]", "NaN is no number"),
        (b"[-Infinity]", "-Infinity is no number"),
        (b"[1e999]", "too large"),
        (b'"\\ud800"', "surrogates not allowed"),
        (b'"\xff"', "utf-8"),
        (b"\xef\xbb\xbf1", "BOM"),
        (b"{", "Expecting"),
        (b"", "Expecting"),
        (b"1 2", "Extra data"),
        (b"[" * 40 + b"]" * 40, "deeper than"),
        (b"[" * 100_000, "recursion"),
        (b"9" * 5_000, "too large"),
    ],
)
def test_bad_json_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(SigningError, match=reason):
        parse_json(content)


def test_what_is_too_large_is_not_parsed() -> None:
    with pytest.raises(SigningError, match="1,001 bytes; at most 1,000"):
        parse_json(b" " * 1_001, 1_000)


@pytest.mark.parametrize("content", [b'{"b":1,"a":2}', b'{"a": 1}', b"[1.0]", b'"\\u0061"', b"1\n"])
def test_another_way_of_writing_the_same_is_refused_where_the_form_counts(content: bytes) -> None:
    parse_json(content)
    with pytest.raises(SigningError, match="canonical form"):
        parse_json(content, in_canonical_form=True)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        value = parse_json(content)
    except SigningError:
        return
    assert json.loads(content, parse_int=float) == value
