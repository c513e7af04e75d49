"""The front door: the command `sse` and the terminal app."""
