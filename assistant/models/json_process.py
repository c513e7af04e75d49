"""A child process that talks JSON lines over its standard streams.

Threads read both its outputs: stdout into a queue, so that a wait can be interrupted or
time out without losing half a line; stderr for the last words of a process that crashed.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from knowledge.text import clean

__all__ = ["PATIENCE", "JsonProcess"]

PATIENCE = 10.0  # seconds that a child is given to end or to fall silent before it is killed


class JsonProcess:
    """One run of `command`, with `environment` added to this process's own.

    It must end when its stdin ends: so it does when this process dies, however that happens.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.ended = False  # by `end`, and not by a crash
        self._messages: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._sending = threading.Lock()
        self._last_words: deque[bytes] = deque(maxlen=20)
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
            # Ctrl-C in the terminal reaches this process alone, which then decides.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        threading.Thread(target=self._read, daemon=True).start()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def send(self, message: Mapping[str, Any]) -> None:
        """Send one message; to a process that is gone, nothing (`receive` tells)."""
        assert self._process.stdin is not None
        line = json.dumps(message).encode("ascii") + b"\n"
        with self._sending, contextlib.suppress(OSError, ValueError):
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def receive(self, timeout: float | None = None) -> dict[str, Any] | None:
        """The next message, or None once the process is gone.

        Raises:
            queue.Empty: nothing came within `timeout` seconds.
        """
        message = self._messages.get(timeout=timeout)
        if message is None:
            self._messages.put(None)  # for whoever asks again
        return message

    def end(self) -> None:
        """End its stdin and wait until it ends; whatever still runs after a while is killed."""
        self.ended = True
        self._close_stdin()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self.kill()

    def kill(self) -> None:
        """End it at once; nothing if it has ended."""
        self._process.kill()
        self._process.wait()
        self._close_stdin()

    def cause(self) -> str:
        """Why it ended by itself: `signal SIGKILL` or `exit code 3`, with its last words if any."""
        code = self._process.wait()
        try:
            cause = f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
        except ValueError:
            cause = f"signal {-code}"
        self._listener.join(PATIENCE)
        lines = [clean(line.decode("utf-8", "replace")).strip() for line in self._last_words]
        last = next((line for line in reversed(lines) if line), "")
        return f"{cause} ({last[:200]})" if last else cause

    def _close_stdin(self) -> None:
        assert self._process.stdin is not None
        with self._sending, contextlib.suppress(OSError):
            self._process.stdin.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout:
            for line in self._process.stdout:
                try:
                    self._messages.put(json.loads(line))
                except ValueError:
                    break  # cut short by its death
        self._messages.put(None)

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr:
            self._last_words.extend(self._process.stderr)
