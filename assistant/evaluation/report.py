"""A run as a report: each measure over all questions, by language and by kind, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict

from assistant.evaluation.measures import MEASURES, Estimate, Result, estimate, paired_difference
from assistant.evaluation.run import Run, Setup

__all__ = ["Change", "Group", "Report", "lines_of", "report"]

_SHOWN = 12  # changed questions that are named


class Group(BaseModel):
    """The measures of one group of questions (`all`, `lang:fr`, `kind:direct`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    questions: int
    measures: dict[str, Estimate]
    shown_unsupported: int


class Change(BaseModel):
    """A question that two runs measure differently: the measures, as (before, after)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    question: str
    values: dict[str, tuple[float, float]]


class Report(BaseModel):
    """What `sse evaluate --json` prints.

    `shown_unsupported` counts sentences that were shown as quoted or supported and that the
    judge does not support. `differences` and `changes` are against an earlier run, on the
    questions that both have; empty without one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    setup: Setup
    groups: list[Group]
    differences: dict[str, Estimate] = {}
    changes: list[Change] = []
    only_in_one: int = 0


# What of a question can change from run to run; time and energy change every time.
_COMPARED = ("recall@1", "recall@5", "mrr", "pinpoint", "pinpoint_any", "facts_had", "supported", "precise",
             "shown_unsupported", "refused", "false_refusal", "language")  # fmt: skip


def report(run: Run, against: Run | None = None) -> Report:
    """The report of a run, compared with an earlier one where it is given."""
    groups = [_group("all", run.results)]
    for name in ("lang", "kind"):
        values = dict.fromkeys(getattr(one, name) for one in run.results)
        groups += [
            _group(f"{name}:{value}", [one for one in run.results if getattr(one, name) == value])
            for value in values
            if value
        ]
    if against is None:
        return Report(setup=run.setup, groups=groups)
    differences = {
        name: found
        for name, measure in MEASURES.items()
        if (found := paired_difference(against.results, run.results, measure)) is not None
    }
    ids = {one.id for one in run.results}
    return Report(
        setup=run.setup, groups=groups, differences=differences, changes=list(_changes(against, run)),
        only_in_one=len(ids ^ {one.id for one in against.results}),
    )  # fmt: skip


def lines_of(report: Report) -> Iterator[str]:
    """The report for a terminal: plain lines of at most 80 columns."""
    setup = report.setup
    first = report.groups[0]
    yield f"{first.questions} questions of {setup.file}"
    name, _, sha256 = setup.model.rpartition(" ")
    yield f"written by {name} (sha256 {sha256[:12]}…)" if setup.write else "quotes only, no model wrote"
    yield ""
    yield "all questions: value [95 % interval] (n)"
    for name, found in first.measures.items():
        yield f"  {MEASURES[name].title:46} {_shown(name, found):>24} ({found.n})"
    yield f"  {'shown as quoted or supported, not supported':46} {first.shown_unsupported:>24}"
    if setup.energy:
        yield f"  energy: {setup.energy}"
    for kind, title in (("lang", "by language"), ("kind", "by kind")):
        groups = [one for one in report.groups if one.name.startswith(f"{kind}:")]
        for part in (
            ("recall@1", "recall@5", "mrr", "pinpoint"),
            ("facts", "citation_recall", "refused", "false_refusal"),
        ):
            yield from (
                "",
                f"{title:14}" + "".join(f"{name.replace('citation_', 'cite '):>16}" for name in part),
            )
            for group in groups:
                cells = [group.measures.get(name) for name in part]
                shown = "".join(f"{_cell(cell):>16}" for cell in cells)
                yield f"{group.name.partition(':')[2][:13]:14}{shown}"
    if report.differences:
        yield from _told_differences(report)


def _told_differences(report: Report) -> Iterator[str]:
    yield from ("", "against the earlier run, on the questions of both: difference [95 % interval] (n)")
    for name, found in report.differences.items():
        yield f"  {MEASURES[name].title:46} {_shown(name, found, '+'):>24} ({found.n})"
    if report.only_in_one:
        yield f"  {report.only_in_one} questions stand in one of the two runs only"
    yield from ("", f"{len(report.changes)} questions changed")
    for change in report.changes[:_SHOWN]:
        told = ", ".join(f"{name} {before:g} -> {after:g}" for name, (before, after) in change.values.items())
        yield f"  {change.id}: {told}"
    if len(report.changes) > _SHOWN:
        yield f"  … and {len(report.changes) - _SHOWN} more (--json names them)"


def _group(name: str, results: Sequence[Result]) -> Group:
    measures = {
        key: found for key, measure in MEASURES.items() if (found := estimate(results, measure)) is not None
    }
    unsupported = sum(int(one.values.get("shown_unsupported", 0)) for one in results)
    return Group(name=name, questions=len(results), measures=measures, shown_unsupported=unsupported)


def _changes(before: Run, after: Run) -> Iterator[Change]:
    earlier = {one.id: one for one in before.results}
    for one in after.results:
        if one.id not in earlier:
            continue
        old = earlier[one.id].values
        values = {
            name: (old.get(name, 0.0), one.values.get(name, 0.0))
            for name in _COMPARED
            if old.get(name, 0.0) != one.values.get(name, 0.0)
        }
        if values:
            yield Change(id=one.id, question=one.question, values=values)


def _shown(name: str, found: Estimate, sign: str = "") -> str:
    form = ".0f" if name.startswith("latency") else ".2f" if name == "joules" else ".3f"
    return f"{found.value:{sign}{form}} [{found.low:{sign}{form}}, {found.high:{sign}{form}}]"


def _cell(found: Estimate | None) -> str:
    return f"{found.value:.2f} ({found.n})" if found else "-"
