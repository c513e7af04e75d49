from __future__ import annotations

import pytest

from knowledge.corpus.addresses import addresses, find
from knowledge.corpus.loader import CORPUS
from knowledge.errors import UnknownDocument


def test_every_address_is_of_a_text_that_the_corpus_has() -> None:
    assert addresses()
    for address in addresses():
        assert (CORPUS / "texts" / address.id).is_dir(), address.id
        assert address.expect, address


def test_a_text_has_one_address_a_language() -> None:
    keys = [(address.id, address.language) for address in addresses()]
    assert len(keys) == len(set(keys))


def test_all_five_texts_can_be_fetched_in_english() -> None:
    five = {"ilo-2022", "oecd-2022", "un-2023", "un-2024", "eu-2023"}
    assert five <= {address.id for address in find((), "en")}


def test_addresses_are_found_by_id_and_language() -> None:
    assert {address.language for address in find(["eu-2023"], None)} == {"en", "fr", "es", "pt"}
    assert [address.id for address in find(["eu-2023"], "pt")] == ["eu-2023"]
    assert find(["ilo-2022"], "pt") == []
    with pytest.raises(UnknownDocument, match=r"'un-1999'.*un-2023"):
        find(["un-2023", "un-1999"], None)
