"""The member's Flower app: it answers a round's weights with a contribution.

It reads the member's prepared inputs and its ledger, and nothing else. On a SuperNode the node's
configuration names them, `--node-config 'inputs="/path/inputs.safetensors" budget=8.0'`:

    inputs  the file of training inputs
    ledger  the file of contributions made; the one in the user's data folder where not given
    budget  epsilon against the coordinator that is not exceeded; no limit where not given
    minimum judged questions that a language needs, whatever the round asks; 5 where not given

What failed is told in the member's own log. The coordinator learns only what kind of failure it
was: a message may name paths of this machine.
"""

from __future__ import annotations

from dataclasses import replace
from logging import ERROR
from pathlib import Path

from federation.messages import digest, quiet, reply, settings_of, size_of, vector_of
from knowledge.worded import worded

quiet()  # before flwr is imported

from flwr.app import Context, Message  # noqa: E402
from flwr.clientapp import ClientApp  # noqa: E402
from flwr.common import log  # noqa: E402

from federation.errors import (  # noqa: E402
    ContributionError,
    FederationError,
    JudgementsMissing,
    PrivacyError,
)
from federation.inputs import Inputs, load_inputs  # noqa: E402
from federation.leaving import Ledger, default_ledger  # noqa: E402
from federation.member import contribute  # noqa: E402
from federation.settings import RoundSettings  # noqa: E402

__all__ = ["app", "held"]

# Inputs in memory, by name, for cohorts that run in this process.
held: dict[str, Inputs] = {}
app = ClientApp()


_TOLD: tuple[tuple[type[Exception], str], ...] = (
    (JudgementsMissing, "it has too few judged questions for this round"),
    (PrivacyError, "its privacy budget does not allow this round"),
    (ContributionError, "its training inputs do not fit this round"),
)


@app.train()
def train(message: Message, context: Context) -> Message:
    """Train on this member's inputs, and answer with its contribution.

    Raises:
        FederationError: it could not; the reason in full is in this member's log.
    """
    try:
        return _answer(message, context)
    except Exception as error:
        log(ERROR, "nothing was contributed: %s", error, exc_info=not isinstance(error, FederationError))
        told = next((text for kind, text in _TOLD if isinstance(error, kind)), "its app failed")
        raise FederationError(told) from None


def _answer(message: Message, context: Context) -> Message:
    name = str(context.node_config.get("inputs", ""))
    if not name:
        raise ContributionError(
            worded(
                "This node does not know its training inputs. Start it with --node-config "
                "'inputs=\"FILE\"'; the file is made by: sse federation prepare"
            )
        )
    config = message.content.config_records["config"]
    settings = settings_of(config)
    number = config["server-round"]
    if not isinstance(number, int):
        raise ContributionError(
            worded("The round's number is {number!r:.40}, which is no whole number.", number=number)
        )
    start = vector_of(message.content.array_records["arrays"])
    if name in held:
        inputs = held[name]
    else:
        inputs = load_inputs(Path(name))
        least = int(context.node_config.get("minimum", RoundSettings().minimum))
        settings = replace(settings, minimum=max(settings.minimum, least))
    content = reply(contribute(inputs, start, settings, seed=number), inputs.languages, start, number)
    if name not in held:
        given, budget = context.node_config.get("ledger"), context.node_config.get("budget")
        ledger = Ledger(Path(str(given))) if given else default_ledger()
        ledger.charge(
            settings, digest(start), number, size_of(content), None if budget is None else float(budget)
        )
    return Message(content, reply_to=message)
