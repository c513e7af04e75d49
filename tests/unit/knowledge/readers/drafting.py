"""Invented texts written down briefly, and what the recognisers make of them."""

from __future__ import annotations

import re

from knowledge.readers.blocks import Block, Source
from knowledge.readers.recognise import recognise
from knowledge.readers.structure import Structure

__all__ = ["check", "pinpoints", "read", "source", "text_of", "title_of"]


def source(text: str, **declared: str) -> Source:
    """A paragraph a block; `## ` before it makes a heading, `[1.] ` before it a generated label."""
    blocks = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        line = " ".join(paragraph.split(" ")).replace("\n", " ").strip()
        marks = re.match(r"(?P<level>#+ )?(?:\[(?P<label>[^\]]+)\] )?", line)
        assert marks
        level = len((marks["level"] or "").strip())
        blocks.append(Block(re.sub(r" {2,}", " ", line[marks.end() :]), level, marks["label"] or ""))
    return Source(tuple(blocks), "text", **declared)


def read(text: str, tradition: str | None = None) -> Structure:
    """The structure of an invented text, its invariant checked."""
    structure = recognise(source(text), tradition)
    check(structure)
    return structure


def check(structure: Structure) -> None:
    """Provisions are in order, apart, and hold every character that is no white space."""
    position = 0
    for provision in structure.provisions:
        assert position <= provision.start < provision.end
        assert not structure.body[position : provision.start].strip()
        text = structure.body[provision.start : provision.end]
        assert text == text.strip()
        position = provision.end
    assert not structure.body[position:].strip()
    places = [(provision.pinpoint, provision.ordinal) for provision in structure.provisions]
    assert len(places) == len(set(places))


def pinpoints(structure: Structure) -> list[str]:
    return [provision.pinpoint for provision in structure.provisions]


def text_of(structure: Structure, pinpoint: str, ordinal: int = 0) -> str:
    (found,) = [p for p in structure.provisions if (p.pinpoint, p.ordinal) == (pinpoint, ordinal)]
    return structure.body[found.start : found.end]


def title_of(structure: Structure, pinpoint: str, ordinal: int = 0) -> str:
    (found,) = [p for p in structure.provisions if (p.pinpoint, p.ordinal) == (pinpoint, ordinal)]
    return found.title
