"""What the person at the terminal sees: progress, and the children's lines with their names in front."""

import os
import sys
from typing import TextIO


class Terminal:
    """Writes lines. A terminal that went away is no reason to stop: its lines go nowhere then."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out

    def say(self, line: str = "") -> None:
        try:
            print(line, file=self._out, flush=True)
        except (OSError, ValueError):
            self._out = open(os.devnull, "w")  # noqa: SIM115, PTH123

    def step(self, name: str, text: str) -> None:
        self.say(f"  {name:<9} {text}")

    def line(self, name: str, text: str) -> None:
        self.say(f"{name:<6} | {text}")


class Kept(Terminal):
    """Keeps the lines of a child instead of showing them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def line(self, name: str, text: str) -> None:
        self.lines.append(text)


class Lines:
    """Cuts what a child writes into lines, leaving out known noise."""

    LONGEST = 8192  # bytes; a longer line is cut into several

    def __init__(self, noise: tuple[str, ...]) -> None:
        self._noise = noise
        self._rest = b""

    def feed(self, data: bytes, last: bool = False) -> list[str]:
        """The complete lines, with the remainder too when nothing more can come."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        if last or len(self._rest) > self.LONGEST:
            whole, self._rest = [*whole, self._rest], b""
        texts = (line.decode(errors="replace").rstrip() for line in whole)
        return [text for text in texts if text and not any(noise in text for noise in self._noise)]
