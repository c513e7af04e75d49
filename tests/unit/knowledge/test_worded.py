"""A message keeps its text and its values apart, and is a plain string for everybody else."""

from __future__ import annotations

import copy
import pickle

from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import KnowledgeError
from knowledge.worded import Worded, worded


def upper(template: str) -> str:
    """A language that shouts; fields keep their names."""
    return {"{path}: {reason}": "IN {path}: {reason}", "It is empty.": "EMPTY."}.get(template, template)


def test_it_is_the_filled_english_text() -> None:
    message = worded("{path} has {n:,} pages.", path="a.pdf", n=1200)
    assert message == "a.pdf has 1,200 pages."
    assert message.template == "{path} has {n:,} pages."
    assert str(KnowledgeError(message)) == "a.pdf has 1,200 pages."


def test_a_text_without_values_is_taken_as_it_is() -> None:
    assert worded("a {brace} stays") == "a {brace} stays"
    assert worded("a {brace} stays").said(upper) == "a {brace} stays"


def test_what_it_nests_is_said_in_the_other_language_too() -> None:
    inner = worded("It is empty.")
    for reason in (inner, KnowledgeError(inner)):
        message = worded("{path}: {reason}", path="a.pdf", reason=reason)
        assert message == "a.pdf: It is empty."
        assert message.said(upper) == "IN a.pdf: EMPTY."


def test_a_reason_of_the_system_is_said_too_and_a_name_never() -> None:
    french = {"{path}: {reason}": "{path} : {reason}", "No space left": "Plus de place", "none": "aucun"}
    message = worded("{path}: {reason}", path="none", reason="No space left")
    assert message.said(lambda text: french.get(text, text)) == "none : Plus de place"
    within = worded("{path}: {reason}", path="a", reason="no space left")
    assert within.said(lambda text: french.get(text, text)) == "a : plus de place"


def test_copies_keep_what_they_were_made_of() -> None:
    message = worded("{path}: {reason}", path="a", reason=worded("It is empty."))
    for copied in (copy.copy(message), copy.deepcopy(message), pickle.loads(pickle.dumps(message))):
        assert isinstance(copied, Worded)
        assert (copied, copied.said(upper)) == (message, message.said(upper))


@given(st.text(), st.integers())
def test_no_value_is_read_as_a_template(value: str, n: int) -> None:
    message = worded("{value} {n}", value=value, n=n)
    assert message == f"{value} {n}"
    assert message.said(lambda text: text) == message
