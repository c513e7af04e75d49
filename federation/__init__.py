"""The federated part: members improve the index together, their data stay with them.

Empty for now; see the design notes in docs/federation.md when it is filled.
"""
