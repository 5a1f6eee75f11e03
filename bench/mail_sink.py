"""A mail server that takes every letter and counts it, as cheaply as Python can: python bench/mail_sink.py"""

import asyncio
import os


class Sink(asyncio.Protocol):
    """SMTP without any check. What it took is on the loop's counter, which NOOP tells."""

    taken = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.rest, self.is_in_data = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while (found := self.rest.partition(b"\r\n.\r\n" if self.is_in_data else b"\r\n"))[1]:
            line, _end, self.rest = found
            self.transport.write(self.answer(line))

    def answer(self, line: bytes) -> bytes:
        verb = b"" if self.is_in_data else line[:4].upper()
        if self.is_in_data:
            Sink.taken += 1
        self.is_in_data = verb == b"DATA"
        if verb == b"QUIT":
            asyncio.get_running_loop().call_soon(self.transport.close)
        answers = {b"EHLO": b"250-sink\r\n250 8BITMIME\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
        return answers.get(verb, b"250 %d\r\n" % Sink.taken)


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    parent = os.getppid()
    while os.getppid() == parent:  # it ends with the measurement
        await asyncio.sleep(1)


if __name__ == "__main__":
    asyncio.run(main())
