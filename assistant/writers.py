"""Who writes: the endpoint that the organisation runs and switched on, else the local model.

A local model writes by default only if it passed its self-test on this machine, any when it
is asked to. An endpoint was switched on by its user, so it writes unless a kept self-test
says that it failed. Nothing is started until something is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import ModelUse
from assistant.errors import ModelError
from assistant.wording import say
from knowledge.documents import Passage

if TYPE_CHECKING:
    from assistant.models.catalogue import Model
    from assistant.models.endpoint import Endpoint
    from assistant.models.selftest import SelfTestResult
    from assistant.models.worker import ModelWorker

__all__ = ["Choice", "Writers"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which model is set, and whether it is to write.

    Attributes:
        use: as the record has it; `why_not` says why it does not write, "" where it does.
        model, endpoint: the one that is to write, if any.
        error: what is wrong with the model that is set, or None.
    """

    use: ModelUse
    model: Model | None = None
    endpoint: Endpoint | None = None
    error: ModelError | None = None

    @property
    def writes(self) -> bool:
        return self.model is not None or self.endpoint is not None

    def shown(self, passages: Sequence[Passage]) -> list[Passage]:
        """The passages that it may see: an endpoint gets no private document without a yes to that."""
        if self.endpoint is None or self.endpoint.allow_private:
            return list(passages)
        return [passage for passage in passages if passage.kind != "own"]


class Writers:
    """The model that is set, opened when it writes and kept for the next answer.

    Args:
        setting: a path to a GGUF, a name of the catalogue, or the name of the endpoint; what is
            set where it is None.
        folder: where results of self-tests and hashes of models are kept.
    """

    def __init__(self, setting: str | None, folder: Path) -> None:
        self._setting = setting
        self._folder = folder
        self._open: ModelWorker | Endpoint | None = None

    def choose(self, write: bool | None, language: str) -> Choice:
        """Which model writes. `write`: True whatever its self-test said, False never, None by the self-test.

        Raises:
            KnowledgeError: the settings cannot be read.
        """
        name = self._setting or ""
        try:
            endpoint = self._endpoint()
            if endpoint is not None:
                name = endpoint.name
                return self._remote(endpoint, write, language)
            return self._local(write, language)
        except ModelError as error:
            return Choice(ModelUse(name=name, sha256="", wrote=False, why_not=str(error)), error=error)

    def open(self, choice: Choice) -> ModelWorker | Endpoint:
        """The writer itself; a worker that runs already is kept, with what it has read."""
        from assistant.models.worker import ModelWorker

        if choice.endpoint is not None:
            self.close()
            self._open = choice.endpoint
            return choice.endpoint
        assert choice.model is not None, "nothing was chosen to write"
        if not isinstance(self._open, ModelWorker) or self._open.model_path != choice.model.path:
            self.close()
            self._open = ModelWorker(choice.model.path)
        return self._open

    def cancel(self) -> None:
        """End what is being written, from any thread."""
        if self._open is not None:
            self._open.cancel()

    def close(self) -> None:
        """End the model's process, if one runs."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _endpoint(self) -> Endpoint | None:
        from knowledge.settings import load

        settings = load()
        named = self._setting is not None and self._setting.casefold() == settings.endpoint_name.casefold()
        if not named and (self._setting is not None or not settings.endpoint_on):
            return None
        from assistant.models.endpoint import endpoint_for

        return endpoint_for(self._setting if named else None)

    def _remote(self, endpoint: Endpoint, write: bool | None, language: str) -> Choice:
        from assistant.models.selftest import load_result

        result = load_result(self._folder, endpoint.identity)
        failed = result is not None and not result.passed
        reason = _why_not(endpoint.name, result, write, language) if failed or write is False else ""
        use = ModelUse(
            name=endpoint.model or endpoint.name, sha256="", wrote=False, why_not=reason, where=endpoint.url
        )
        return Choice(use, endpoint=endpoint if write or (write is None and not failed) else None)

    def _local(self, write: bool | None, language: str) -> Choice:
        from assistant.models.catalogue import default_model
        from assistant.models.selftest import known_result

        model = default_model(self._setting)
        result = known_result(model, self._folder)
        writes = (result is not None and result.passed) if write is None else write
        if writes:
            model.verify(self._folder)
        reason = "" if writes else _why_not(model.name, result, write, language)
        use = ModelUse(
            name=model.name, sha256=model.sha256(self._folder), wrote=False, why_not=reason, where="local"
        )
        return Choice(use, model=model if writes else None)


def _why_not(name: str, result: SelfTestResult | None, write: bool | None, language: str) -> str:
    if write is False:
        return say("not_wanted", language)
    if result is None:
        return say("untested", language, model=name)
    return say("failed_test", language, model=name, right=result.right, items=result.items)
