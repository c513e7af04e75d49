"""Documents of each drafting tradition, built as real files, are cut as a careful lawyer would cut them."""

from __future__ import annotations

import importlib.util
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import knowledge
from knowledge.readers.files import read_file
from knowledge.readers.recognise import recognise

FIXTURES = Path(knowledge.__file__).parent.parent / "tests" / "fixtures" / "traditions"
NUMBERED = {"para", "pp", "op", "recital", "block", "point", "art", "sec", "part"}
HEADINGS = {"title", "subtitle", "heading1", "heading2"}
# What the built pages of a site carry around the document.
CHROME = ("Help and contact", "All pages of this site")


def _load_build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("traditions_build", FIXTURES / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


build = _load_build()
DOCUMENTS = sorted(FIXTURES.glob("*/*.toml"))
CASES = [(path, form) for path in DOCUMENTS for form in build.FORMATS]


@dataclass(frozen=True)
class Case:
    """One document read back from one format."""

    items: list[dict[str, Any]]
    tradition: str
    form: str
    header: str
    structure: Any

    def text(self, provision: Any) -> str:
        return self.structure.body[provision.start : provision.end]


@pytest.fixture(
    scope="module",
    params=CASES,
    ids=[f"{path.parent.name}-{path.stem}-{form}" for path, form in CASES],
)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    path, form = request.param
    document = build.load(path)
    file = build.build(path, form, tmp_path_factory.mktemp("traditions"))
    return Case(
        document["item"],
        document["tradition"],
        form,
        document["render"]["header"],
        recognise(read_file(file)),
    )


def test_the_tradition_is_recognised(case: Case) -> None:
    assert case.structure.tradition == case.tradition, case.structure.evidence


def test_every_item_stands_under_its_pinpoint(case: Case) -> None:
    missed = []
    for item in _numbered(case):
        wanted = _pattern(item["text"])
        found = [p.pinpoint for p in case.structure.provisions if wanted.search(_squeeze(case.text(p)))]
        if item["pinpoint"] not in found:
            missed.append(f"{item['pinpoint']}: {_short(item)} -> {found or _whereabouts(case, item)}")
    assert not missed, _report(missed)


def test_text_without_a_number_stands_under_no_numbered_pinpoint(case: Case) -> None:
    missed = []
    for item in case.items:
        if item["pinpoint"] or item["style"] in HEADINGS:
            continue
        wanted = _pattern(item["text"])
        found = [p.pinpoint for p in case.structure.provisions if wanted.search(_squeeze(case.text(p)))]
        if not any(pinpoint.partition(":")[0] not in NUMBERED for pinpoint in found):
            missed.append(f"{item['style']}: {_short(item)} -> {found or _whereabouts(case, item)}")
    assert not missed, _report(missed)


def test_a_heading_is_kept_and_ends_no_provision_above_it(case: Case) -> None:
    missed = []
    titles = " ".join(p.title or "" for p in case.structure.provisions)
    everything = _squeeze(case.structure.body) + _squeeze(titles)
    for item in case.items:
        if item["style"] not in ("heading1", "heading2"):
            continue
        heading = _squeeze(item["number"] + item["text"])
        if _squeeze(item["text"] or item["number"]) not in everything:
            missed.append(f"lost: {heading}")
        for provision in case.structure.provisions:
            text = _squeeze(case.text(provision))
            if _is_numbered(provision) and text.endswith(heading) and text != heading:
                missed.append(f"at the end of {provision.pinpoint}: {heading}")
    assert not missed, _report(missed)


def test_what_is_no_part_of_the_body_stands_in_no_provision(case: Case) -> None:
    wrong = []
    unwanted = [item["text"] for item in case.items if item["pinpoint"] == "none"]
    for text in (*unwanted, case.header, *CHROME):
        wrong += [
            f"in {provision.pinpoint or 'no pinpoint'}: {text[:60]}"
            for provision in case.structure.provisions
            if _pattern(text).search(_squeeze(case.text(provision)))
        ]
    if case.form == "pdf":
        for provision in case.structure.provisions:
            # "3/7" or "- 3 -", which no text of ours has.
            found = re.findall(r"(?<!\S)(?:[1-9]/[1-9]|- ?[1-9] ?-)(?!\S)", case.text(provision))
            wrong += [f"in {provision.pinpoint or 'no pinpoint'}: page number {number}" for number in found]
    assert not wrong, _report(wrong)


def test_items_keep_their_order(case: Case) -> None:
    body = _squeeze(case.structure.body)
    at = 0
    wrong = []
    for item in case.items:
        if item["pinpoint"] == "none" or item["style"] in HEADINGS:
            continue
        wanted = _pattern(item["text"])
        match = wanted.search(body, at)
        if match:
            at = match.end()
        else:
            why = (
                "stands before the items above it" if wanted.search(body) else "is not in the body as written"
            )
            wrong.append(f"{item['pinpoint'] or item['style']}: {_short(item)} {why}")
    assert not wrong, _report(wrong)


def test_provisions_are_disjoint_and_cover_the_body(case: Case) -> None:
    wrong = []
    end = 0
    for provision in case.structure.provisions:
        if provision.start < end:
            wrong.append(f"{provision.pinpoint} begins within the provision before it")
        left_out = case.structure.body[end : provision.start].strip()
        if left_out:
            wrong.append(f"in no provision, before {provision.pinpoint}: {left_out[:60]}")
        end = max(end, provision.end)
    rest = case.structure.body[end:].strip()
    if rest:
        wrong.append(f"in no provision, at the end: {rest[:60]}")
    assert not wrong, _report(wrong)


def _numbered(case: Case) -> list[dict[str, Any]]:
    return [item for item in case.items if item["pinpoint"] not in ("", "none")]


def _is_numbered(provision: Any) -> bool:
    # The heading of a part is what its pinpoint means.
    return provision.pinpoint.partition(":")[0] in NUMBERED - {"part"}


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _pattern(text: str) -> re.Pattern[str]:
    """The words of an item; the digit that calls a footnote may be there, in brackets or not."""
    plain = re.sub(r"\*([^*]+)\*", r"\1", text)
    parts = re.split(r"\[\^(\d+)\]", plain)
    made = re.escape(_squeeze(parts[0]))
    for number, part in zip(parts[1::2], parts[2::2], strict=True):
        made += rf"(?:[\[(]?{number}[\])]?)?" + re.escape(_squeeze(part))
    return re.compile(made)


def _short(item: dict[str, Any]) -> str:
    return f"{item['number']} {item['text'][:50]}".strip()


def _whereabouts(case: Case, item: dict[str, Any]) -> str:
    """Where the first and the last words of an item are, for an item that is nowhere in one piece."""
    words = re.sub(r"\*|\[\^\d+\]", "", item["text"]).split()
    seen = {}
    for name, part in (("begins", words[:5]), ("ends", words[-3:])):
        wanted = _squeeze(" ".join(part))
        seen[name] = [p.pinpoint for p in case.structure.provisions if wanted in _squeeze(case.text(p))]
    return f"not in one piece: begins in {seen['begins']}, ends in {seen['ends']}"


def _report(lines: list[str]) -> str:
    return f"{len(lines)} wrong\n" + "\n".join(lines)
