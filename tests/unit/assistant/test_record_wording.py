"""What records say in words: complete in the four languages, and the code says nothing else."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

import assistant
from assistant.record_wording import MESSAGES, in_english, speaker
from assistant.replaying import LABELS

PACKAGE = Path(assistant.__file__).parent
TABLE = tomllib.loads(MESSAGES.read_text("utf-8"))
# Said by a name that is not written where it is said.
INDIRECT = {
    *LABELS, "quote", "written", "supported", "unverified", "verbatim", "holds", "DOES NOT HOLD", "not checked",
    "measured by the processor's counters (the whole processor, other programs included)",
    "by codecarbon, which measures or estimates", "estimated from processor time",
    "Model: {name}, wrote", "Model: {name}, did not write",
    "that passage is not in this library", "the passage does not say this there",
    "its title, link or certainty is another here",
}  # fmt: skip


def said() -> set[str]:
    """Every message that the code gives to `say`."""
    found = set()
    for name in ("known_keys.py", "showing.py", "verifying.py", "commands/traces.py"):
        for node in ast.walk(ast.parse((PACKAGE / name).read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                found |= {
                    one.value
                    for one in ast.walk(node.args[0])
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return found


def test_every_message_of_the_code_is_translated_and_no_other_is() -> None:
    assert set(TABLE) == said() | INDIRECT


@pytest.mark.parametrize("message", TABLE)
def test_a_translation_has_the_fields_of_its_message(message: str) -> None:
    assert set(TABLE[message]) == {"fr", "es", "pt"}
    for text in TABLE[message].values():
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", message))
        assert text.strip()


def test_a_language_without_messages_gets_english() -> None:
    message = "Not verified: {checks}."
    assert speaker("fr")(message, checks="key") == "Non vérifié : key."
    assert speaker("de")(message, checks="key") == in_english(message, checks="key") == "Not verified: key."
