"""The assistant's part of `sse`, a module for each group of commands."""
