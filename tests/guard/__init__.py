"""Connections of a test run go only to loopback ports that the run itself opened. Children inherit the guard."""

import sys
from pathlib import Path

# By the same name as in children: a worker of the run is a guarded child itself, and one guard is enough.
sys.path.insert(0, str(Path(__file__).resolve().parent))

import loopback

__all__ = ["loopback"]
