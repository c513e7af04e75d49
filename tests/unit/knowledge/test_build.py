from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge.build import PARALLEL, shipped_texts
from knowledge.corpus.loader import corpus_files

# A copy of the package with two documents, and an embedder that takes no time.
PREAMBLE = """
import hashlib, json, re, shutil, sys
import numpy as np
from knowledge import calibration, prebuilt
from knowledge.build import build_shipped, shipped_texts
from knowledge.calibration import Calibration
from knowledge.corpus.loader import CORPUS

assert str(CORPUS).startswith(sys.argv[1])
for folder in (*CORPUS.glob("texts/*"), *CORPUS.glob("practices/*")):
    if folder.name not in ("ilo-2022", "p-midata"):
        shutil.rmtree(folder)

class Words:
    name = fingerprint = "words-1"
    dimension = 32
    embedded = []
    fail_after = 10**9
    def embed_passages(self, texts):
        if len(self.embedded) + len(texts) > self.fail_after:
            raise KeyboardInterrupt
        self.embedded.extend(texts)
        vectors = np.full((len(texts), 32), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\\w+", text):
                vectors[row, hashlib.sha256(word.encode()).digest()[0] % 32] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    def embed_queries(self, texts):
        return self.embed_passages(texts)

def files():
    return {path.stem: path.read_bytes() for path in prebuilt.FOLDER.iterdir()}

def hashes():
    return {prebuilt.text_hash(text) for texts in shipped_texts().values() for text in texts}
"""


@pytest.fixture
def build(package_copy: Path, run_python: Callable[..., str]) -> Callable[[str], dict[str, Any]]:
    """Run code after PREAMBLE with the copy of the package; what it prints is JSON."""

    def run(code: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(run_python(PREAMBLE + code, package_copy, source=package_copy))
        return found

    return run


@pytest.mark.slow
def test_the_texts_are_those_of_passages_and_their_sentences() -> None:
    documents = shipped_texts()
    assert set(documents) == {path.parent.name for path in corpus_files()}
    assert all(text.strip() for texts in documents.values() for text in texts)
    ilo = documents["ilo-2022"]
    scope = [text for text in ilo if text.startswith("ILO resolution 2022, Scope of the definition: ")]
    assert len(scope) > 1  # the passage, and each of its sentences
    whole = max(scope, key=len)
    assert all(text.partition(": ")[2] in whole for text in scope)


@pytest.mark.slow
def test_only_what_changed_is_embedded_and_what_is_gone_is_dropped(
    build: Callable[[str], dict[str, Any]],
) -> None:
    report = build("""
count = build_shipped(Words())
first, before = files(), prebuilt.load_shipped("words-1")
complete = set(before) == hashes() and count == sum(map(len, shipped_texts().values()))
gate, means = Calibration.load(calibration.FILE).gate, Calibration.load(calibration.FILE).means

path = CORPUS / "practices" / "p-midata" / "en.md"
sections = path.read_text("utf-8").split("\\n## ")
last = "heading:edited | Edited\\nconfidence: background\\n\\nOne new sentence. And another.\\n"
short = "heading:short | Short\\nconfidence: background\\n\\nOne alone.\\n"
path.write_text("\\n## ".join([*sections[:-1], last, short]), "utf-8")
Words.embedded.clear()
reports = []
build_shipped(Words(), lambda *report: reports.append(report))
after, now = prebuilt.load_shipped("words-1"), Calibration.load(calibration.FILE)
print(json.dumps({
    "complete": complete,
    "embedded": sorted(Words.embedded),
    "kept": all(np.allclose(after[key], before[key], atol=1e-3) for key in before.keys() & after.keys()),
    "dropped": len(before.keys() - after.keys()),
    "exact": set(after) == hashes(),
    "untouched": [name for name in first if files()[name] == first[name]],
    "reports": reports,
    "calibration": now.gate == gate and all((now.means[code] == mean).all() for code, mean in means.items()),
}))
""")
    assert report["complete"]
    assert report["embedded"] == sorted(
        [
            "MIDATA, Edited: One new sentence. And another.",
            "MIDATA, Edited: One new sentence.",
            "MIDATA, Edited: And another.",
            "MIDATA, Short: One alone.",  # passage and sentence at once
        ]
    )
    assert report["kept"]
    assert report["dropped"] >= 1
    assert report["exact"]
    assert report["untouched"] == ["ilo-2022"]
    assert report["reports"][-1] == [4, 4]
    assert report["calibration"]


@pytest.mark.slow
def test_a_build_that_was_stopped_goes_on_where_it_was(build: Callable[[str], dict[str, Any]]) -> None:
    report = build("""
Words.fail_after = len({prebuilt.text_hash(text) for text in shipped_texts()["p-midata"]})
try:
    build_shipped(Words())
except KeyboardInterrupt:
    pass
stopped = len(Words.embedded)
ours = prebuilt.load_shipped("words-1")
done = [name for name, texts in shipped_texts().items() if all(prebuilt.text_hash(text) in ours for text in texts)]
Words.fail_after, Words.embedded = 10**9, []
reports = []
build_shipped(Words(), lambda *report: reports.append(report))
print(json.dumps({
    "stopped": stopped, "done": done, "again": [text in Words.embedded for text in shipped_texts()[done[0]]],
    "exact": set(prebuilt.load_shipped("words-1")) == hashes(), "last": reports[-1],
}))
""")
    assert report["stopped"] > 0
    assert report["done"] == ["p-midata"]
    assert not any(report["again"])
    assert report["exact"]
    assert report["last"][0] == report["last"][1]


@pytest.mark.slow
def test_the_files_of_a_document_that_was_removed_are_removed(
    build: Callable[[str], dict[str, Any]],
) -> None:
    report = build("""
shutil.rmtree(CORPUS / "practices" / "p-midata")
build_shipped(Words())
print(json.dumps({"files": list(files()), "exact": set(prebuilt.load_shipped("words-1")) == hashes()}))
""")
    assert report == {"files": ["ilo-2022"], "exact": True}


@pytest.mark.slow
def test_another_embedder_gets_vectors_and_means_of_its_own(build: Callable[[str], dict[str, Any]]) -> None:
    report = build("""
old = Calibration.load(calibration.FILE)
build_shipped(Words())
new = Calibration.load(calibration.FILE)
print(json.dumps({
    "vectors": set(prebuilt.load_shipped("words-1")) == hashes(),
    "old": len(prebuilt.load_shipped(old.fingerprint)),
    "fingerprint": new.fingerprint,
    "means": {code: list(mean.shape) for code, mean in new.means.items()},
    "gate": new.gate == old.gate,
}))
""")
    assert report == {
        "vectors": True, "old": 0, "fingerprint": "words-1", "gate": True,
        "means": {code: [32] for code in ("en", "fr", "es", "pt")},
    }  # fmt: skip


def test_the_copy_is_built_and_never_the_package(package_copy: Path, run_python: Callable[..., str]) -> None:
    """What the tests above rely on."""
    printed = run_python(
        "from knowledge import build, prebuilt; print(build.PARALLEL, prebuilt.FOLDER)", source=package_copy
    )
    assert str(PARALLEL) not in printed
    assert printed.count(str(package_copy)) == 2
