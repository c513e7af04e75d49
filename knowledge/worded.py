"""A message that can be said again in another language: its text with {fields}, and what fills them.

The messages of our exceptions are written in English, by `worded("{path} is empty.", path=path)`.
They are plain strings; who shows one in another language finds the unfilled text in `template`,
looks up its translation, and fills it with the same `values`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Self

__all__ = ["Worded", "worded"]


class Worded(str):
    """A filled English text that knows its `template` and `values`.

    A value may itself be `Worded`, or an exception whose message is: the reason that an outer
    message gives.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Self:
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template = template
        made.values = values
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, object]]:  # type: ignore[override]
        return self.template, self.values

    def said(self, translate: Callable[[str], str]) -> str:
        """The message in another language.

        Args:
            translate: turns a template into that language, or a text that the system gave as a
                reason ("No such file or directory"), and leaves alone what it does not know.
        """
        values = {name: _said(value, translate) for name, value in self.values.items()}
        text = translate(self.template)
        return text.format(**values) if values else text


def worded(template: str, /, **values: object) -> Worded:
    """`template`, an English text with {fields}, filled with `values`; without values it is taken as it is."""
    return Worded(template, values)


def _said(value: object, translate: Callable[[str], str]) -> object:
    if isinstance(value, BaseException) and value.args and isinstance(value.args[0], Worded):
        value = value.args[0]
    if isinstance(value, Worded):
        return value.said(translate)
    # A reason of the system has several words; a single one is a name that somebody gave.
    if not isinstance(value, str) or " " not in value:
        return value
    found = translate(value)
    if found == value and value[0].islower():  # in the middle of a sentence, as "no such file"
        capital = value[0].upper() + value[1:]
        translated = translate(capital)
        found = value if translated == capital else translated[0].lower() + translated[1:]
    return found
