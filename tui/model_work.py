"""What is done with models outside the event loop: pull, add, use, test, remove.

Each blocks and returns a sentence that says what came of it, in the language in force;
what goes wrong is raised, with what to do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tui.i18n import _, number

if TYPE_CHECKING:
    from assistant.models.catalogue import Entry
    from assistant.models.worker import ModelWorker

__all__ = ["Cancelled", "ModelWork", "Progress", "address", "entry_of"]

Progress = Callable[[int, int], None]


class Cancelled(Exception):
    """The user ended it."""


class ModelWork:
    """One piece of work on one model.

    Args:
        name: of the model; "" for one that is to be added.
        progress: called with what is done and what there is in all (0 where unknown): bytes
            of a pull, questions of a self-test.
    """

    def __init__(self, name: str, progress: Progress) -> None:
        self.name = name
        self._progress = progress
        self._stop = threading.Event()
        self._worker: ModelWorker | None = None

    def cancel(self) -> None:
        """End it soon, from any thread; what arrived of a pull is kept for the next."""
        self._stop.set()
        if self._worker is not None:
            self._worker.cancel()

    def pull(self) -> str:
        """Download it from the address that the catalogue names; see `assistant.models.pull`."""
        from assistant.models.pull import pull

        pull(address(self.name), self.name, progress=self._show)
        return _("{name} is here. Use it, and let it take the self-test.", name=self.name)

    def add(self, path: str) -> str:
        """Note a GGUF file that is on this machine; it stays where it is."""
        from assistant.models.adding import add

        record, header = add(Path(path))
        if not header.chat_template:
            return _("{name} is noted, but it is no chat model: it cannot be asked.", name=record.name)
        return _("{name} is noted. Its file stays where it is.", name=record.name)

    def use(self) -> str:
        """Verify it and let it be the one that writes."""
        from assistant.models.adding import use
        from assistant.models.selftest import known_result
        from knowledge.paths import data_folder

        model, _header = use(self.name)
        result = known_result(model, data_folder())
        if result is None:
            return _(
                "{name} is in use. It writes when asked: it has not taken the self-test.", name=model.name
            )
        if not result.passed:
            return _(
                "{name} is in use. It writes when asked: it did not pass the self-test.", name=model.name
            )
        return _("{name} is in use. It passed the self-test, so it writes by default.", name=model.name)

    def test(self) -> str:
        """Run the self-test and keep its result."""
        from assistant.models.catalogue import default_model
        from assistant.models.gguf import read_header
        from assistant.models.memory import require_memory
        from assistant.models.selftest import run_self_test, save_result
        from assistant.models.worker import ModelWorker
        from knowledge.paths import data_folder

        model = default_model(self.name)
        require_memory(model, read_header(model.path))
        model.verify(data_folder())
        self._worker = ModelWorker(model.path)
        with self._worker as worker:
            result = run_self_test(worker, model.sha256(data_folder()), progress=self._show)
        save_result(data_folder(), result)
        told = (
            _("passed, so it writes by default")
            if result.passed
            else _("not passed, so it writes when asked")
        )
        return _(
            "{name} got {right} of {items} right: {told}.",
            name=model.name, right=number(result.right), items=number(result.items), told=told,
        )  # fmt: skip

    def remove(self) -> str:
        """Delete what was pulled or copied; forget what was added, whose file stays."""
        from assistant.models.adding import remove

        record, deleted = remove(self.name)
        if deleted:
            return _("{name} is removed and its file deleted.", name=record.name)
        return _("{name} is forgotten. Your file {path} stays.", name=record.name, path=record.path)

    def _show(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise Cancelled
        self._progress(done, total)


def entry_of(name: str) -> Entry | None:
    """The catalogue's entry of a model, or None."""
    from assistant.models.catalogue import read_catalogue

    return next((one for one in read_catalogue() if one.name.casefold() == name.casefold()), None)


def address(name: str) -> str:
    """Where a model of the catalogue is pulled from.

    Raises:
        ModelError: it is not in the catalogue, comes with a package, or no address is known.
    """
    from assistant.errors import ModelError
    from assistant.models.pull import address_of

    entry = entry_of(name)
    if entry is None:
        raise ModelError(
            _("{name} is not in the catalogue. In a shell: sse models pull --url ADDRESS", name=name)
        )
    return address_of(entry)
