"""Grids that need no network: a cohort in this process, and a folder of files.

Both answer the server app's messages as a SuperLink would, so one server app runs on all.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from federation.messages import offline_identity, quiet, reply, vector_of
from knowledge.worded import worded

quiet()  # before flwr is imported

from flwr.app import Context, Error, Message, RecordDict  # noqa: E402
from flwr.serverapp import Grid  # noqa: E402

from federation.aggregation import Contribution  # noqa: E402
from federation.errors import GridError  # noqa: E402
from federation.inputs import Inputs  # noqa: E402

if TYPE_CHECKING:
    from flwr.app import ConfigRecord
    from flwr.supercore.run import Run

__all__ = ["FileGrid", "LocalGrid", "run"]


class _OneProcess(Grid):
    """What a grid needs beyond answering: members have ids by their place among the names."""

    complete = True  # no further member will come, so nobody waits for one

    def __init__(self, members: Sequence[str]) -> None:
        offline_identity()
        self._names = dict(enumerate(sorted(members), 1))
        self._run: Run | None = None

    def member_name(self, node_id: int) -> str:
        """The name of a node's member."""
        return self._names.get(node_id, str(node_id))

    def set_run(self, run: Run) -> None:
        """Flower sets the run here; nothing in one process asks for it."""
        self._run = run

    @property
    def run(self) -> Run:
        """What was set."""
        if self._run is None:
            raise GridError(worded("No run was set on this grid. Nothing in one process needs one."))
        return self._run

    def create_message(
        self,
        content: RecordDict,
        message_type: str,
        dst_node_id: int,
        group_id: str,
        ttl: float | None = None,
    ) -> Message:
        """A message to a member."""
        return Message(
            content=content, message_type=message_type, dst_node_id=dst_node_id, group_id=group_id, ttl=ttl
        )

    def get_node_ids(self) -> Iterable[int]:
        """The ids of all members."""
        return list(self._names)

    def push_messages(self, messages: Iterable[Message]) -> Iterable[str]:
        """Not offered: messages are answered as they are sent."""
        raise NotImplementedError("Use send_and_receive: in one process a message is answered as it is sent.")

    def pull_messages(self, message_ids: Iterable[str]) -> Iterable[Message]:
        """Not offered: messages are answered as they are sent."""
        raise NotImplementedError("Use send_and_receive: in one process a message is answered as it is sent.")

    def send_and_receive(
        self,
        messages: Iterable[Message],
        *,
        timeout: float | None = None,  # noqa: ARG002 - Flower's signature
    ) -> Iterable[Message]:
        """The answer of each member; a failure is an answer too, as on a SuperLink."""
        found = []
        for message in messages:
            try:
                found.append(self._answer(message))
            except Exception as error:
                found.append(Message(Error(code=2, reason=str(error)), reply_to=message))
        return found

    def _answer(self, message: Message) -> Message:
        raise NotImplementedError


class LocalGrid(_OneProcess):
    """A cohort in this process: the client app answers, called in turn.

    Args:
        app: the client app.
        members: their inputs, by name.
    """

    def __init__(self, app: Callable[[Message, Context], Message], members: Mapping[str, Inputs]) -> None:
        super().__init__(list(members))
        from federation.client_app import held

        keys = [f"memory:{id(self)}:{name}" for name in members]
        weakref.finalize(self, lambda: [held.pop(key, None) for key in keys])
        self._app = app
        self._contexts = {}
        for node_id, name in self._names.items():
            key = f"memory:{id(self)}:{name}"
            held[key] = members[name]
            self._contexts[node_id] = Context(
                run_id=1, node_id=node_id, node_config={"inputs": key}, state=RecordDict(), run_config={}
            )

    def _answer(self, message: Message) -> Message:
        return self._app(message, self._contexts[message.metadata.dst_node_id])


class FileGrid(_OneProcess):
    """Contributions that came as files: each member's answer was made before the question.

    Args:
        contributions: checked and read, one a member.
        base: digest of the weights that they started from (`federation.messages.digest`), by member.
        number: the round that they are for, by member.

    Raises:
        GridError: a member has two contributions.
    """

    def __init__(
        self, contributions: Iterable[Contribution], base: Mapping[str, str], number: Mapping[str, int]
    ) -> None:
        self._contributions: dict[str, Contribution] = {}
        for one in contributions:
            if one.member in self._contributions:
                raise GridError(
                    worded(
                        "There are two contributions of {member}. Leave one of them out.", member=one.member
                    )
                )
            self._contributions[one.member] = one
        super().__init__(list(self._contributions))
        self._base, self._number = base, number

    def _answer(self, message: Message) -> Message:
        one = self._contributions[self.member_name(message.metadata.dst_node_id)]
        start = vector_of(message.content.array_records["arrays"])
        content = reply(one.vector, one.languages, start, self._number[one.member])
        about: ConfigRecord = content.config_records["about"]
        about["base"] = self._base[one.member]
        return Message(content, reply_to=message)


def run(
    main: Callable[[Grid, Context], None], grid: Grid, config: Mapping[str, str | int | float | bool]
) -> None:
    """Run a server app's main over a grid in this process."""
    offline_identity()
    main(grid, Context(run_id=1, node_id=1, node_config={}, state=RecordDict(), run_config=dict(config)))
