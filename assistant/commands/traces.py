"""`sse verify` and `sse replay`: what of a signed trace holds, and whether it comes out the same again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from knowledge.worded import worded

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.models.catalogue import Model
    from assistant.record_wording import Say
    from assistant.replaying import Difference, Replay
    from assistant.trace import Trace
    from assistant.verifying import Report
    from knowledge.documents import Passage

__all__ = ["replay", "verify"]

_FILE = click.Path(path_type=Path)
_STATES = {"holds": "holds", "fails": "DOES NOT HOLD", "open": "not checked"}


@click.command()
@click.argument("trace", type=_FILE, required=False)
@click.option(
    "--key", "keys", multiple=True, metavar="FILE|FINGERPRINT", help="A key that you know; repeatable."
)
@click.option("--remember", metavar="NAME", help="Keep the key of this trace as known, under NAME.")
@click.option("--my-key", "own", is_flag=True, help="Show your own key instead, to give it to others.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def verify(
    context: click.Context,
    trace: Path | None,
    keys: tuple[str, ...],
    remember: str | None,
    own: bool,
    as_json: bool,
) -> None:
    """Say what of the signed TRACE holds on this machine.

    Exits with 0 only if everything that could be checked holds and the key is known.
    """
    from assistant.known_keys import KnownKeys, given_fingerprint
    from assistant.record_wording import speaker
    from assistant.trace import my_key, open_trace, read_file
    from assistant.verifying import verify as check
    from knowledge.languages import interface_language
    from knowledge.paths import data_folder

    folder = data_folder()
    if own:
        public = my_key(folder).public
        click.echo(f"fingerprint: {public.fingerprint}\n{public.pem}", nl=False)
        return
    if trace is None:
        raise click.UsageError("Give the file of a trace, or --my-key.")
    content = read_file(trace)
    known = KnownKeys.load(folder)
    given = [given_fingerprint(key) for key in keys]
    if remember is not None:
        opened = open_trace(content)
        if not opened.signed:
            raise click.ClickException("The signature does not fit, so its key was not kept.")
        known = known.remember(folder, opened.trace.signer.fingerprint, remember)
    language = "en" if as_json else interface_language()
    report = check(
        content, known, _library, given=given, models=_name_of_model, embedder=_embedder_fingerprint,
        language=language,
    )  # fmt: skip
    if as_json:
        click.echo(json.dumps(_report_record(report), ensure_ascii=False, indent=2))
    else:
        say = speaker(language)
        width = max(len(say(state)) for state in _STATES.values())
        for check_ in report.checks:
            click.echo(f"{check_.name:10} {say(_STATES[check_.state]):{width}}  {check_.words}")
        click.echo(_verdict(report, say))
    context.exit(0 if report.holds else 1)


@click.command()
@click.argument("trace", type=_FILE)
@click.option(
    "--tolerance",
    type=click.FloatRange(0, 1),
    default=1e-6,
    show_default=True,
    help="By which scores may differ.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def replay(context: click.Context, trace: Path, tolerance: float, as_json: bool) -> None:
    """Ask the question of the signed TRACE again, as it was asked, and name the first difference.

    Exits with 0 if everything that was run again is identical.
    """
    from assistant.errors import TraceError
    from assistant.record_wording import speaker
    from assistant.replaying import replay as run_again
    from assistant.trace import open_trace, read_file
    from knowledge.languages import interface_language

    opened = open_trace(read_file(trace))
    if not opened.signed:
        raise TraceError(
            worded(
                "{trace} was changed after it was signed, so a replay shows nothing. See: sse verify {trace}",
                trace=trace,
            )
        )
    model, why_not = _model_of(opened.trace)
    found = run_again(
        opened.trace,
        lambda record, limit, write: _ask(record, limit, write, model),
        writes=model is not None,
        why_not=why_not,
        tolerance=tolerance,
    )
    if as_json:
        click.echo(json.dumps(_replay_record(found), ensure_ascii=False, indent=2))
    else:
        for line in _replay_lines(found, speaker(interface_language())):
            click.echo(line)
    context.exit(0 if found.identical else 1)


def _library() -> Sequence[Passage]:
    from knowledge.store import open_library

    library = open_library()
    try:
        return library.passages()
    finally:
        library.close()


def _name_of_model(sha256: str) -> str:
    from assistant.models.by_hash import model_with
    from knowledge.paths import data_folder

    model = model_with(sha256, data_folder())
    return model.name if model else ""


def _embedder_fingerprint() -> str:
    """That of the embedder that is set; "" where it does not load, which verifying does not need."""
    from knowledge.embedding import open_embedder
    from knowledge.errors import EmbedderError

    try:
        return open_embedder().fingerprint
    except EmbedderError:
        return ""


def _model_of(trace: Trace) -> tuple[Model | None, str]:
    """The model that wrote, if it is on this machine, and why it cannot write again."""
    from assistant.models.by_hash import model_with
    from knowledge.paths import data_folder

    used = trace.record.model
    if not used.wrote:
        return None, ""
    if used.where not in ("", "local"):
        return None, f"{used.name} wrote at {used.where}, and what runs there cannot be known"
    model = model_with(used.sha256, data_folder())
    return (
        model,
        "" if model else f"the model {used.name} (sha256 {used.sha256 or 'unknown'}) is not on this machine",
    )


def _ask(record: Answer, limit: int, write: bool, model: Model | None) -> Answer:
    from assistant.assistant import Assistant
    from assistant.redaction import own_document
    from knowledge.commands import open_retriever
    from knowledge.filters import Filters

    retriever = open_retriever()
    # The ids of own documents stand hidden in a trace.
    ids = {
        own_document(document.id): document.id for document in retriever.documents if document.kind == "own"
    }
    told: dict[str, Any] = dict(record.filters)
    if "documents" in told:
        told["documents"] = [ids.get(one, one) for one in told["documents"]]
    told |= {name: int(told[name][0]) for name in ("since", "until") if name in told}
    # By its name where it has one here, so that the record names it alike.
    setting = (model.name if model.entry or model.record else str(model.path)) if model else None
    assistant = Assistant(retriever, model=setting, log=False)
    try:
        return assistant.answer(
            record.question,
            language=record.language,
            limit=limit,
            write=write,
            filters=Filters(**told),
            unverified="withhold" if record.withheld else "show",
        )
    finally:
        assistant.close()


def _verdict(report: Report, say: Say) -> str:
    failed = [check.name for check in report.checks if check.state == "fails"]
    if failed:
        return say("Not verified: {checks}.", checks=", ".join(failed))
    return say("Verified: everything that could be checked here holds.")


def _report_record(report: Report) -> dict[str, object]:
    trace = report.trace
    return {
        "holds": report.holds,
        "signed": report.signed,
        "fingerprint": trace.signer.fingerprint if trace else "",
        "made": trace.made if trace else "",
        "record": trace.record.id if trace else "",
        "checks": [{"name": one.name, "state": one.state, "words": one.words} for one in report.checks],
    }


def _replay_lines(found: Replay, say: Say) -> list[str]:
    lines = []
    if found.written is False:
        lines.append(
            say("The written text was not run again: {reason}. The quotes were.", reason=found.why_not)
        )
    if found.identical and found.written:
        lines.append(
            say(
                "identical: the passages, the gate, the quotes and the written text came out as in the trace."
            )
        )
    elif found.identical:
        lines.append(say("identical: the passages, the gate and the quotes came out as in the trace."))
    else:
        first, *rest = found.differences
        lines.append(say("different: {what}", what=_told(first, say)))
        lines += [say("  also {what}", what=_told(one, say)) for one in rest]
    if found.around:
        lines.append(
            say("Though what surrounds it differs:" if found.identical else "What surrounds it differs:")
        )
        lines += [f"  {_told(one, say)}" for one in found.around]
    elif not found.identical:
        lines.append(say("Texts, embedder, versions and machine are the same as in the trace."))
    return lines


def _told(difference: Difference, say: Say) -> str:
    from assistant.replaying import LABELS

    what = next((name for name in LABELS if difference.what.startswith(name)), "")
    named = say(what) + difference.what[len(what) :] if what else difference.what
    return say(
        "{what}: {there} in the trace, {here} here", what=named, there=difference.there, here=difference.here
    )


def _replay_record(found: Replay) -> dict[str, object]:
    def told(differences: list[Difference]) -> list[dict[str, str]]:
        return [{"what": one.what, "trace": one.there, "here": one.here} for one in differences]

    return {
        "identical": found.identical,
        "written": found.written,
        "why_not": found.why_not,
        "differences": told(found.differences),
        "around": told(found.around),
    }
