"""What of a signed trace holds, checked against the library and the keys of this machine.

Every check says in words what was found. It holds, it does not, or it is left open because
this machine cannot tell; only what holds counts as verified. That an answer is right, or
that the texts say nothing else, no check here can show (docs/traces.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.answer import Answer, Citation, PassageUse, Statement
from assistant.entailment import is_set
from assistant.errors import TraceError
from assistant.known_keys import KnownKeys
from assistant.machine import index_state
from assistant.record_wording import Say, speaker
from assistant.redaction import hidden_pinpoint, own_document, removed, text_hash
from assistant.trace import Opened, Trace, open_trace
from knowledge.documents import Passage
from knowledge.sharing import shared_of

__all__ = ["Check", "Report", "verify"]

State = Literal["holds", "fails", "open"]
_SHOWN = 3  # references that one check names


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and what was found."""

    name: str
    state: State
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """All checks, in order. `trace` is None where the file could not be read as one."""

    checks: list[Check] = field(default_factory=list)
    trace: Trace | None = None
    signed: bool = False

    @property
    def holds(self) -> bool:
        """Whether nothing that was checked fails; a check that was left open does not count."""
        return bool(self.checks) and all(check.state != "fails" for check in self.checks)


def verify(
    content: bytes,
    known: KnownKeys,
    library: Callable[[], Sequence[Passage]],
    *,
    given: Sequence[str] = (),
    models: Callable[[str], str] = lambda _sha256: "",
    embedder: Callable[[], str] = lambda: "",
    language: str = "en",
) -> Report:
    """Check a trace.

    Args:
        content: of the file.
        known: the keys of this user.
        library: gives the passages that are searched here; called only if the trace can be read.
        given: fingerprints, or their beginnings, that the user names as known.
        models: gives the name of the model on this machine with a sha256, or "".
        embedder: gives the fingerprint of the embedder that is set here, or "" to leave it out.
        language: of the words.
    """
    say = speaker(language)
    try:
        opened = open_trace(content)
    except TraceError as error:
        return Report([Check("envelope", "fails", str(error))])
    checks = [
        Check("envelope", "holds", say("It is a signed trace of version 1, whole and in its canonical form."))
    ]
    checks += _signature(opened, known, given, say)
    record = opened.trace.record
    passages = library()
    here = _Here(passages)
    checks.append(_passages(record, here, say))
    checks.append(_quotes(record, here, say))
    checks.extend(_written(record, here, say))
    checks.append(_index(record, passages, say))
    if here_set := embedder():
        checks.append(_embedder(record, here_set, say))
    checks.append(_model(record, models, say))
    return Report(checks, opened.trace, opened.signed)


def _signature(opened: Opened, known: KnownKeys, given: Sequence[str], say: Say) -> Iterator[Check]:
    fingerprint = opened.trace.signer.fingerprint
    if not opened.signed:
        changed = say(
            "The signature does not fit: the file was changed after it was signed, or the key in it is not the signer's."
        )
        yield Check("signature", "fails", changed)
        yield Check("key", "open", say("Whose key it is says nothing while the signature does not fit."))
        return
    signed = say("The file is as the owner of the key {fingerprint} signed it.", fingerprint=fingerprint)
    yield Check("signature", "holds", signed)
    who = known.who(fingerprint, say)
    if not who and any(fingerprint.startswith(one) for one in given):
        who = say("the key that you named")
    if who:
        yield Check("key", "holds", say("It is {who}.", who=who))
    else:
        unknown = say(
            "This key is unknown here: anyone can make one. Compare the fingerprint with the person who is said to "
            "have signed, then name it with --key, or keep it with --remember NAME."
        )
        yield Check("key", "fails", unknown)


class _Here:
    """The passages of this library, by key and by place."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._by_key: dict[str, Passage] = {}
        self._by_place: dict[tuple[str, str, str, str], list[Passage]] = {}
        for passage in passages:
            self._by_key[passage.key] = passage
            self._by_place.setdefault(_place(passage), []).append(passage)

    def find(self, used: PassageUse) -> tuple[Passage | None, bool]:
        """The same text at the same place, and whether the place at least is there."""
        exact = self._by_key.get(used.key)
        place = _place(used)
        candidates = [exact] if exact else self._by_place.get(place, [])
        for passage in candidates:
            if _place(passage) == place and text_hash(passage.text) == used.sha256:
                return passage, True
        return None, bool(candidates)

    def cited(self, citation: Citation) -> Passage | None:
        """The passage that a citation names, where its place here is what the citation says."""
        passage = self._by_key.get(citation.key)
        return passage if passage is not None and _place(passage) == _place(citation) else None


def _place(used: Passage | PassageUse | Citation) -> tuple[str, str, str, str]:
    """Document, language, kind and pinpoint, as a trace names them: those of own documents hidden."""
    pinpoint = used.pinpoint if isinstance(used, Passage) else used.pinpoint_id
    if used.kind != "own":
        return (used.document, used.language, used.kind, pinpoint)
    return (own_document(used.document), used.language, "own", hidden_pinpoint(pinpoint))


def _passages(record: Answer, here: _Here, say: Say) -> Check:
    changed: list[str] = []
    missing: list[str] = []
    for used in record.passages:
        found, place = here.find(used)
        if found is None:
            (changed if place else missing).append(f"{used.document} {used.pinpoint_id} ({used.language})")
    if not record.passages:
        return Check("passages", "open", say("The record names no passages that were found."))
    count = len(record.passages)
    if not changed and not missing:
        return Check(
            "passages",
            "holds",
            say("All {count} passages stand in this library, word for word.", count=count),
        )
    told = [say("Of {count} passages:", count=count)]
    told += [say("{count} changed here: {some}.", count=len(changed), some=_some(changed))] if changed else []
    told += (
        [say("{count} not in this library: {some}.", count=len(missing), some=_some(missing))]
        if missing
        else []
    )
    return Check("passages", "fails", " ".join(told))


def _quotes(record: Answer, here: _Here, say: Say) -> Check:
    cited = [one for statement in record.statements for one in statement.citations] + record.nearest
    wrong = [f"{_named(one)}: {say(reason)}" for one in cited if (reason := _wrong_quote(one, here))]
    wrong += [
        say("'{text}' is not what it cites", text=f"{one.text[:40]}…")
        for one in record.statements
        if one.kind == "quote" and (not one.citations or one.text != one.citations[0].quote)
    ]
    if wrong:
        told = say(
            "{wrong} of {count} do not: {some}.", wrong=len(wrong), count=len(cited), some=_some(wrong)
        )
        return Check("quotes", "fails", told)
    if not cited:
        return Check("quotes", "open", say("The record quotes nothing."))
    told = say(
        "All {count} quotes stand where they are said to, with the kind and the link given.", count=len(cited)
    )
    return Check("quotes", "holds", told)


def _wrong_quote(citation: Citation, here: _Here) -> str:
    passage = here.cited(citation)
    if passage is None:
        return "that passage is not in this library"
    text = passage.text[citation.start - passage.start : citation.end - passage.start]
    inside = passage.start <= citation.start <= citation.end <= passage.end
    if not inside or citation.quote not in (text, removed(text)):
        return "the passage does not say this there"
    if citation.kind == "own" and not citation.title:
        return ""
    told = (citation.title, citation.url, citation.confidence, citation.reported_by, _who(citation))
    stands = (passage.title, passage.url, passage.confidence, passage.reported_by, _who(passage))
    return "" if told == stands else "its title, link or certainty is another here"


def _who(one: Citation | Passage) -> tuple[str, str]:
    """The member who shared a practice card, and its key; the release that brought it here is this library's."""
    shared = shared_of(one.shared)
    return (shared.name, shared.key) if shared else ("", "")


def _written(record: Answer, here: _Here, say: Say) -> Iterator[Check]:
    """Run the support check again for what a model wrote and the record calls supported."""
    written = [one for one in record.statements if one.kind == "written"]
    if not written:
        return
    claimed = [one for one in written if one.verdict == "supported"]
    wrong = [f"'{one.text[:40]}…'" for one in claimed if not _supported(one, record, here)]
    if wrong and (model := record.versions.get("nli", "")) and not is_set(model):
        told = say(
            "Not supported without the model {model}, not set here: {some}.", model=model, some=_some(wrong)
        )
        yield Check("written", "open", told)
        return
    state: State = "fails" if wrong else "holds" if claimed else "open"
    told = {
        "fails": say("Not supported by what they cite here: {some}.", some=_some(wrong)),
        "holds": say("The check finds {count} written sentences supported again.", count=len(claimed)),
        "open": say("No written sentence is called supported."),
    }[state]
    if unverified := len(written) - len(claimed):
        told += " " + say(
            "{count} more are shown as unverified, and nothing is claimed of them.", count=unverified
        )
    yield Check("written", state, told)


def _supported(statement: Statement, record: Answer, here: _Here) -> bool:
    from assistant.support import check_support

    cited = [passage for one in statement.citations if (passage := here.cited(one)) is not None]
    return bool(cited) and check_support(statement.text, cited, record.language).verdict == "supported"


def _index(record: Answer, passages: Sequence[Passage], say: Say) -> Check:
    noted = record.versions.get("index", "")
    if not noted:
        told = say(
            "The record does not say which texts were searched (release {release}).", release=record.release
        )
        return Check("index", "open", told)
    if noted == index_state(passages):
        return Check("index", "holds", say("The same texts are searched here."))
    told = say(
        "Other texts are searched here, so the same question may find others. It says nothing against the quotes."
    )
    return Check("index", "open", told)


def _embedder(record: Answer, embedder: str, say: Say) -> Check:
    if record.embedder == embedder:
        return Check("embedder", "holds", say("The same embedder is set here: {name}.", name=embedder))
    told = say(
        "It was searched with the embedder {there}; {here} is set here.", there=record.embedder, here=embedder
    )
    return Check("embedder", "open", told)


def _model(record: Answer, models: Callable[[str], str], say: Say) -> Check:
    used = record.model
    if not used.wrote:
        return Check("model", "open", say("No language model wrote, so none is compared."))
    name = models(used.sha256) if used.sha256 else ""
    if name:
        told = say(
            "The model that wrote is on this machine: {name}, sha256 {sha256}.", name=name, sha256=used.sha256
        )
        return Check("model", "holds", told)
    named = used.name if used.where in ("", "local") else f"{used.name} ({used.where})"
    return Check("model", "open", say("The model that wrote, {name}, is not on this machine.", name=named))


def _named(citation: Citation) -> str:
    return f"{citation.document} {citation.pinpoint_id} ({citation.language})"


def _some(told: Sequence[str]) -> str:
    more = f" (+{len(told) - _SHOWN})" if len(told) > _SHOWN else ""
    return "; ".join(told[:_SHOWN]) + more
