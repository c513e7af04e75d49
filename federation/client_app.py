"""The member's Flower app: it answers a round's weights with a contribution.

It reads the member's prepared inputs and nothing else. On a SuperNode their file is named by
the node's configuration, `--node-config 'inputs="/path/inputs.safetensors"'`.
"""

from __future__ import annotations

from pathlib import Path

from federation.messages import quiet, reply, settings_of, vector_of

quiet()  # before flwr is imported

from flwr.app import Context, Message  # noqa: E402
from flwr.clientapp import ClientApp  # noqa: E402

from federation.errors import ContributionError  # noqa: E402
from federation.inputs import Inputs, load_inputs  # noqa: E402
from federation.member import contribute  # noqa: E402

__all__ = ["app", "held"]

# Inputs in memory, by name, for cohorts that run in this process.
held: dict[str, Inputs] = {}
app = ClientApp()


@app.train()
def train(message: Message, context: Context) -> Message:
    """Train on this member's inputs, and answer with its contribution."""
    name = str(context.node_config.get("inputs", ""))
    if not name:
        raise ContributionError(
            "This node does not know its training inputs. Start it with --node-config 'inputs=\"FILE\"'; "
            "the file is made by: sse federation prepare"
        )
    inputs = held[name] if name in held else load_inputs(Path(name))
    config = message.content.config_records["config"]
    number = int(config["server-round"])  # type: ignore[arg-type]
    start = vector_of(message.content.array_records["arrays"])
    change = contribute(inputs, start, settings_of(config), seed=number)
    return Message(reply(change, inputs.languages, start, number), reply_to=message)
