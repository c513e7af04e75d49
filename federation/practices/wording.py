"""What the practice commands say to people, in the four languages.

Errors that stop a command are in English, as everywhere; these are the questions, the things
to mend, the reasons of a flag and the card itself.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from federation.practices.checking import Problem
from knowledge.languages import LANGUAGES

__all__ = ["told", "word"]

_FILE = Path(__file__).with_name("wording.toml")


def word(name: str, language: str, /, **values: object) -> str:
    """The phrase `name` in `language`; a language without phrases gets English."""
    code = language if language in LANGUAGES else "en"
    return _phrases()[name][code].format(**values)


def told(problem: Problem, language: str) -> str:
    """A problem as a line: where, and what to mend."""
    colon = " : " if language == "fr" else ": "
    return f"{problem.where}{colon}{word('problem_' + problem.code, language, **problem.values)}"


@cache
def _phrases() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
