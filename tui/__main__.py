"""`python -m tui` is `sse`."""

from tui.start import main

main()
