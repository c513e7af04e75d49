"""What the federation screen shows and does, section by section; nothing here draws.

    base        what the sections have in common
    keys        the member's private key
    fields      what a contribution holds and costs, in words
    flows       what the keys do: ask, work, tell
    releases    a release, a roster or a candidate in words
    standing    the federation, and the release in use: follow, update
    judgements  what stays here: list, forget
    leaving     what would leave, budget and contributions: preview, contribute
    cards       practice cards: share, take back
    candidate   what is proposed: try, vote
    ledger      what happened, verified

`read` and whatever else blocks is called in threads; the rest turns what was read into text.
"""
