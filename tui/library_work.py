"""What changes the library, outside the event loop: documents come in and go out.

Each function blocks; what it tells comes by a function that is called in its thread.
"""

from __future__ import annotations

import shlex
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui.i18n import _, ngettext, said

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from knowledge.documents import Document
    from knowledge.errors import KnowledgeError
    from knowledge.ingest import Added, Intake, Wanted

__all__ = ["Cancelled", "Intaking", "Outcome", "kept_documents", "paths_in", "removable", "remove", "reopen"]


class Cancelled(Exception):
    """The user ended it."""


class Outcome(NamedTuple):
    """What became of one file."""

    path: str
    told: str
    wrong: bool = False
    changed: bool = False  # the library holds something new


class Intaking:
    """Adds files to the user's library, one after another; one that fails does not stop the others.

    Args:
        assistant: whose embedder is used, and which searches the new documents afterwards.
        tell: gets the outcome of each file.
        progress: gets what is done in words, and how much of how much (0 where unknown).
    """

    def __init__(
        self,
        assistant: Assistant,
        tell: Callable[[Outcome], object],
        progress: Callable[[str, int, int], object],
    ) -> None:
        self._assistant = assistant
        self._tell = tell
        self._progress = progress
        self._stop = threading.Event()
        self._doing = ""
        self._added = self._failed = 0

    def cancel(self) -> None:
        """End it soon, from any thread. Documents that are in stay; the one that is being read does
        not come in, but what was made of it is kept for the next time."""
        self._stop.set()

    def run(self, paths: Sequence[Path], wanted: Wanted) -> str:
        """Add files and the files of folders; what came of it in a sentence.

        Raises:
            KnowledgeError: the library cannot be used at all.
        """
        from knowledge.ingest import Intake
        from knowledge.store import open_library

        library = open_library()
        try:
            intake = Intake(library, self._assistant.retriever.embedder, self._show)
            ended = self._add_all(intake, paths, wanted)
        finally:
            library.close()
        if not self._added or self._stop.is_set():
            return self._sum(ended)
        self._doing = _("making the index")
        try:
            reopen(self._assistant, self._show)
        except Cancelled:
            return self._sum(_("What is new can be read now; it is searched from the next start on."))
        return self._sum(_("They can be asked now."))

    def _add_all(self, intake: Intake, paths: Sequence[Path], wanted: Wanted) -> str:
        from knowledge.errors import KnowledgeError
        from knowledge.readers.files import walk

        try:
            for found in walk(paths):
                if isinstance(found, KnowledgeError):
                    self._fail("", found)
                    continue
                self._doing = found.name
                self._show(0, 0)
                try:
                    one = intake.add(found, wanted)
                except KnowledgeError as error:
                    self._fail(str(found), error)
                else:
                    changed = one.outcome != "unchanged"
                    self._added += changed
                    self._tell(Outcome(str(found), _told(one), changed=changed))
        except Cancelled:
            return _("Cancelled. What is in stays; the rest can be added later.")
        return ""

    def _fail(self, path: str, error: KnowledgeError) -> None:
        self._failed += 1
        self._tell(Outcome(path, said(error), wrong=True))

    def _show(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise Cancelled
        self._progress(self._doing, done, total)

    def _sum(self, what_now: str) -> str:
        added, failed = self._added, self._failed
        told = [ngettext("{n} document added.", "{n} documents added.", added, n=added)]
        if failed:
            told.append(
                ngettext("{n} file could not be added.", "{n} files could not be added.", failed, n=failed)
            )
        return " ".join([*told, what_now]).strip()


def kept_documents() -> tuple[Document, ...]:
    """All documents of the user's library, as it is now.

    Raises:
        KnowledgeError: the library cannot be read.
    """
    from knowledge.store import open_library

    library = open_library()
    try:
        return tuple(library.documents())
    finally:
        library.close()


def removable(documents: Sequence[Document]) -> list[Document]:
    """Those that the user brought; the shipped texts and shared practices stay.

    Raises:
        KnowledgeError: the library cannot be read.
    """
    from knowledge.store import open_library

    library = open_library()
    try:
        mine = library.provenances()
    finally:
        library.close()
    return [one for one in documents if (one.id, one.language, one.kind) in mine]


def remove(assistant: Assistant, documents: Sequence[Document]) -> None:
    """Take documents out of the library and of the index; files on the disk stay as they are.

    Raises:
        KnowledgeError: the library cannot be written.
    """
    from knowledge.store import open_library

    library = open_library()
    try:
        library.remove(documents)
    finally:
        library.close()
    reopen(assistant, lambda _done, _total: None)


def reopen(assistant: Assistant, progress: Callable[[int, int], None]) -> None:
    """Let the assistant search the library as it is now.

    Raises:
        KnowledgeError: the index cannot be made.
    """
    from knowledge.retriever import Retriever

    old = assistant.retriever
    assistant.retriever = Retriever.open(embedder=old.embedder, reranker=old.reranker, progress=progress)


def paths_in(line: str) -> list[Path]:
    """The paths that a line names: one, or several as a shell or a terminal's drag and drop writes them."""
    text = line.strip()
    whole = Path(text).expanduser()
    if not text or whole.exists():
        return [whole] if text else []
    try:
        parts = [Path(part).expanduser() for part in shlex.split(text)]
    except ValueError:  # a quotation mark without its other half: an apostrophe of a name
        return [whole]
    return parts if parts and all(part.exists() for part in parts) else [whole]


def _told(added: Added) -> str:
    document = added.document
    count = len(document.provisions)
    provisions = ngettext("{n} provision", "{n} provisions", count, n=count)
    words = {"added": _("added"), "replaced": _("replaced"), "unchanged": _("there already, unchanged")}
    return f"{words[added.outcome]}: {document.title} ({document.language}, {provisions})"
