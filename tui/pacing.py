"""What Python does by itself, kept from holding up the keys while the app runs.

The garbage collector goes through everything that there is, which takes a tenth of a second
where a library is open; what is made while the app starts, opens the library or imports a
screen stays as long as the app runs, so nobody has to look at it. And a thread that searches
gives way to a key five times sooner than by default.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Pacing"]

_SWITCH = 0.001  # seconds; Python's own is 0.005


class Pacing:
    """From `begin` to `end` the collector is quiet while something is `made`; then all is as before.

    The start counts as made until `started`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begun = self._starting = self._collected = False
        self._making = 0
        self._switch = _SWITCH

    def begin(self) -> None:
        """The app starts."""
        with self._lock:
            self._begun = self._starting = True
            self._collected = gc.isenabled()
            self._switch = sys.getswitchinterval()
            sys.setswitchinterval(_SWITCH)
            gc.disable()

    def started(self) -> None:
        """What there is now stays; from now on garbage is collected."""
        with self._lock:
            self._starting = False
            self._settle()

    @contextmanager
    def made(self) -> Iterator[None]:
        """What is made meanwhile, in any thread, stays."""
        with self._lock:
            self._making += 1
            if self._begun:
                gc.disable()
        try:
            yield
        finally:
            with self._lock:
                self._making -= 1
                self._settle()

    def end(self) -> None:
        """The app ends; may be called twice, or without `begin`."""
        with self._lock:
            if self._begun:
                self._begun = self._starting = False
                sys.setswitchinterval(self._switch)
                gc.unfreeze()
                if self._collected:
                    gc.enable()

    def _settle(self) -> None:
        if self._begun and not self._making and not self._starting:
            gc.freeze()
            if self._collected:
                gc.enable()
