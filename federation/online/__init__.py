"""A federation over a network: scripts for Flower's SuperLink and SuperNodes (docs/federation-online.md)."""
