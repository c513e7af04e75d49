"""A federation over a network, for real: SuperLink, two SuperNodes, TLS, node keys, one way in.

The scripts of federation/online are what is run here, as docs/federation-online.md tells it.
Where nginx is installed the members reach the coordinator through it, with the configuration of
the guide; else they reach it directly, and the tests of the proxy are skipped.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

import federation

pytestmark = pytest.mark.slow
