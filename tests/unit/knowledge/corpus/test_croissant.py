from __future__ import annotations

from copy import deepcopy
from pathlib import PurePath

import pytest

from knowledge.corpus.croissant import croissant
from knowledge.corpus.loader import CORPUS, corpus_files

# Of rdflib, which mlcroissant parses with.
_deprecated = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.mark.slow
@_deprecated
def test_the_description_is_sound_croissant(caplog: pytest.LogCaptureFixture) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    dataset = mlcroissant.Dataset(jsonld=croissant("2026-01-02"))
    assert dataset.metadata.name == "sse-corpus"
    assert [one.uuid for one in dataset.metadata.record_sets] == ["documents"]
    assert [record.message for record in caplog.records if record.levelname == "WARNING"] == []


@_deprecated
def test_a_description_that_is_not_sound_is_refused() -> None:
    """What the test above relies on."""
    mlcroissant = pytest.importorskip("mlcroissant")
    broken = deepcopy(croissant("2026-01-02"))
    broken["recordSet"][0]["field"][0]["source"]["fileSet"]["@id"] = "nothing"
    with pytest.raises(mlcroissant.ValidationError):
        mlcroissant.Dataset(jsonld=broken)


def test_the_file_set_is_the_corpus() -> None:
    (files,) = [one for one in croissant("2026-01-02")["distribution"] if one["@type"] == "cr:FileSet"]
    paths = [PurePath("knowledge/corpus") / path.relative_to(CORPUS) for path in corpus_files()]
    assert paths
    assert all(path.match(files["includes"]) for path in paths)
