"""A fragment in the place of its kind; the rest of the question stays as it was."""

from __future__ import annotations

import pytest

from assistant.ellipsis import read_fragment
from assistant.substitution import put


@pytest.mark.parametrize(
    ("typed", "last", "language", "means"),
    [
        ("and Spain?", "What does the ILO say about prices?", "en", "What does Spain say about prices?"),
        ("and in Spain?", "What does the ILO say about prices?", "en", "What does the ILO say about prices in Spain?"),
        ("and the EU?", "Which law defines cooperatives in Portugal?", "en", "Which law defines cooperatives in the EU?"),
        ("and taxation?", "How are prices set?", "en", "How are prices set: taxation?"),
        ("et l'Espagne ?", "Quelle loi vaut au Portugal ?", "fr", "Quelle loi vaut en Espagne ?"),
        ("e a ONU?", "O que pede a resolução da OIT?", "pt", "O que pede a ONU?"),
        ("e a Argentina?", "Que lei vale no Brasil?", "pt", "Que lei vale na Argentina?"),
    ],
)  # fmt: skip
def test_a_fragment_takes_the_place_of_its_kind(typed: str, last: str, language: str, means: str) -> None:
    fragment = read_fragment(typed)
    assert fragment is not None
    assert put(fragment, last, language) == means
