"""Run a script that kills itself (kill -9) around the nth time that a file gets its name, or has no room.

    python kill_itself.py STEP before|after|full SCRIPT ARGUMENT...

With `full`, no file may grow beyond STEP bytes, as on a disk that is full.
"""

from __future__ import annotations

import os
import pathlib
import resource
import runpy
import signal
import sys
from collections.abc import Callable
from typing import Any

step, when, script = int(sys.argv[1]), sys.argv[2], sys.argv[3]
left = [step]


def counted(whole: Callable[..., Any]) -> Callable[..., Any]:
    def replace(*given: Any) -> Any:
        if when == "before" and left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        done = whole(*given)
        if when == "after" and left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    return replace


if when == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (step, step))
else:
    # Each calls the operating system by itself, so none counts twice.
    pathlib.Path.replace, os.replace = counted(pathlib.Path.replace), counted(os.replace)
sys.argv = sys.argv[3:]
runpy.run_path(script, run_name="__main__")
