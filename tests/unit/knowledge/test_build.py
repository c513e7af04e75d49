from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from knowledge.build import PARALLEL, shipped_texts
from knowledge.embedding import E5Embedder
from knowledge.prebuilt import load_shipped, text_hash

PREAMBLE = """
import hashlib, json, re
import numpy as np
from knowledge import calibration, prebuilt
from knowledge.build import build_shipped, shipped_texts
from knowledge.calibration import Calibration
from knowledge.corpus.loader import CORPUS
from knowledge.embedding import E5Embedder

class Counted(E5Embedder):
    embedded = []
    def embed_passages(self, texts):
        self.embedded.extend(texts)
        return super().embed_passages(texts)

class Words:
    name = fingerprint = "words-1"
    dimension = 32
    def embed_passages(self, texts):
        vectors = np.full((len(texts), 32), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\\w+", text):
                vectors[row, hashlib.sha256(word.encode()).digest()[0] % 32] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    embed_queries = embed_passages
"""


def test_the_texts_are_those_of_passages_and_their_sentences(e5: E5Embedder) -> None:
    texts = shipped_texts()
    assert len(texts) > 500
    assert all(text.strip() for text in texts)
    assert any(text.startswith("ILO resolution 2022, Scope of the definition: ") for text in texts)
    assert {text_hash(text) for text in texts} == set(load_shipped(e5.fingerprint))


def test_only_what_changed_is_embedded_and_what_is_gone_is_dropped(
    package_copy: Path, run_python: Callable[..., str]
) -> None:
    code = (
        PREAMBLE
        + """
before = prebuilt.load_shipped(Counted().fingerprint)
gate, means = Calibration.load(calibration.FILE).gate, Calibration.load(calibration.FILE).means
path = CORPUS / "practices" / "p-midata" / "en.md"
text = path.read_text("utf-8")
sections = text.split("\\n## ")
last = "heading:edited | Edited\\nconfidence: background\\n\\nOne new sentence. And another.\\n"
path.write_text("\\n## ".join([*sections[:-1], last]), "utf-8")
reports = []
count = build_shipped(Counted(), lambda *report: reports.append(report))
after = prebuilt.load_shipped(Counted().fingerprint)
now = Calibration.load(calibration.FILE)
print(json.dumps({
    "count": count == len(shipped_texts()),
    "embedded": sorted(Counted.embedded),
    "kept": all((after[key] == vector).all() for key, vector in before.items() if key in after),
    "dropped": len(before.keys() - after.keys()),
    "exact": set(after) == {prebuilt.text_hash(text) for text in shipped_texts()},
    "reports": reports,
    "calibration": now.gate == gate and all((now.means[code] == mean).all() for code, mean in means.items()),
}))
"""
    )
    report: dict[str, Any] = json.loads(run_python(code, source=package_copy))
    assert report["embedded"] == sorted(
        [
            "MIDATA, Edited: One new sentence. And another.",
            "MIDATA, Edited: One new sentence.",
            "MIDATA, Edited: And another.",
        ]
    )
    assert report["count"]
    assert report["kept"]
    assert report["dropped"] >= 1
    assert report["exact"]
    assert report["reports"][-1] == [3, 3]
    assert report["calibration"]


def test_another_embedder_gets_vectors_and_means_of_its_own(
    package_copy: Path, run_python: Callable[..., str]
) -> None:
    code = (
        PREAMBLE
        + """
old = Calibration.load(calibration.FILE)
build_shipped(Words())
new = Calibration.load(calibration.FILE)
print(json.dumps({
    "vectors": len(prebuilt.load_shipped("words-1")) == len(set(shipped_texts())),
    "old": len(prebuilt.load_shipped(old.fingerprint)),
    "fingerprint": new.fingerprint,
    "means": {code: list(mean.shape) for code, mean in new.means.items()},
    "gate": new.gate == old.gate,
}))
"""
    )
    report = json.loads(run_python(code, source=package_copy))
    assert report == {
        "vectors": True, "old": 0, "fingerprint": "words-1", "gate": True,
        "means": {code: [32] for code in ("en", "fr", "es", "pt")},
    }  # fmt: skip


def test_the_copy_is_built_and_never_the_package(package_copy: Path, run_python: Callable[..., str]) -> None:
    """What the tests above rely on."""
    printed = run_python(
        "from knowledge import build, prebuilt; print(build.PARALLEL, prebuilt.FILE)", source=package_copy
    )
    assert str(PARALLEL) not in printed
    assert printed.count(str(package_copy)) == 2
