"""Paraphrases: whether a sentence says what a source sentence says, in other words.

Both are read as terms (`terms`, `verbs`) with the words of equal strength in one (`lexicon`),
brought to the same shape (`rewrite`) and compared in order (`sequence`).
"""

from __future__ import annotations

from assistant.paraphrase.compare import paraphrased

__all__ = ["paraphrased"]
