"""The federated part: members improve the index together, their data stay with them.

    learning, member       what a member learns, and what of it leaves
    contribution, privacy  the layout of what leaves, its clipping, noise and epsilon
    leaving                the report before it leaves, and the ledger of what has left
    aggregation            from contributions to one change
    client_app, server_app, strategies, grids   the same as Flower apps, over any of four grids
    simulate               a whole federation in one process, measured

Nothing here is imported at start-up, and Flower only by the modules of the last but one line.
"""
