"""Where the command `sse` begins: nothing is imported before Ctrl-C is understood."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run `sse`; Ctrl-C while its modules load ends like Ctrl-C later."""
    try:
        from tui.main import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. Nothing was lost.\n")
        sys.exit(130)
