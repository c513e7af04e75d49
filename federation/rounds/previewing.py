"""What a bundle would take from a member, field by field, before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from federation.clock import stamp
from federation.inputs import Inputs
from federation.leaving import Entry, Leaving, Part, preview
from federation.membership.roster import Member
from federation.rounds.bundle import write_bundle
from federation.rounds.round_file import RoundFile
from knowledge.signing import SigningKey

__all__ = ["preview_bundle"]


def preview_bundle(
    inputs: Inputs,
    round_file: RoundFile,
    member: Member,
    *,
    practices: Sequence[bytes] = (),
    earlier: Sequence[Entry] = (),
    budget: float | None = None,
) -> Leaving:
    """Every field of the bundle that these inputs would give, its size, and epsilon with it.

    The size of a sealed bundle is that of a ciphertext of as many zeros: sizes vary by some
    bytes. Nothing is written or sent.

    Raises:
        JudgementsMissing: no declared language has enough judged questions.
        PrivacyError: a privacy setting makes no sense.
        SealedError: the round's context cannot be used.
    """
    import numpy as np

    settings = round_file.settings
    found = preview(replace(inputs, languages=member.languages), settings, earlier, budget)
    nothing = np.zeros(settings.layout.size, np.float32)
    made = stamp()
    if round_file.mode == "sealed":
        from federation.sealed.sealing import seal

        sealed = seal(nothing, round_file)
        size = len(write_bundle(round_file, member, SigningKey.generate(), sealed, made, practices))
        learned = [
            Part(
                "ciphertext", settings.layout.size, len(sealed), True,
                "change of all weights by training, encrypted: only the sum over all members is ever opened",
            )
        ]  # fmt: skip
    else:
        size = len(write_bundle(round_file, member, SigningKey.generate(), nothing, made, practices))
        learned = [part for part in found.parts if part.learned]
    texts = [
        ("member", member.fingerprint, f"your key's fingerprint: the coordinator knows you as {member.name}"),
        ("languages", " ".join(member.languages), f"those you declared: {' '.join(member.languages)}"),
        ("made", made, "date and time by your clock"),
        (
            "round",
            round_file.hash,
            f"number and hash of round {round_file.number}, its federation, mode and base",
        ),
        ("embedder", round_file.embedder, f"the embedder that the numbers belong to: {round_file.embedder}"),
    ]
    parts = [*learned, *(Part(name, 0, len(text.encode()), False, about) for name, text, about in texts)]
    if practices:
        count = f"{len(practices)} signed practice cards, which everybody will read"
        parts.append(Part("practices", 0, sum(map(len, practices)), False, count))
    return replace(found, parts=tuple(parts), message=size, rounds=1)
