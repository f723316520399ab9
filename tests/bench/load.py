"""Ask for one page over and over: `python -m tests.bench.load PORT PATH SECONDS < cookies`.

One connection for each line of cookies. Raw sockets and no parsing beyond the length, so that the client costs
little beside the server. Prints JSON: pages, seconds, errors, and the latencies at 50 and 99 percent in milliseconds.
"""

import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field


@dataclass
class Wire:
    """One connection with the request it sends."""

    socket: socket.socket
    request: bytes
    asked: float = 0.0
    data: bytearray = field(default_factory=bytearray)
    missing: int = -1

    def ask(self) -> None:
        """Send the request."""
        self.data.clear()
        self.missing = -1
        self.asked = time.perf_counter()
        self.socket.sendall(self.request)

    def read(self) -> bool:
        """Take what came, and return whether the answer is whole."""
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("closed by the server")
        self.data += data
        if self.missing < 0:
            end = self.data.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(self.data[:end]).lower()
            length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
            self.missing = int(length) + end + 4
        return len(self.data) >= self.missing


def load(port: int, path: str, cookies: list[str], seconds: float) -> dict[str, float]:
    """Keep every connection busy for ``seconds``."""
    selector = selectors.DefaultSelector()
    wires = []
    for cookie in cookies:
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n"
        wires.append(Wire(socket.create_connection(("127.0.0.1", port)), head.encode()))
        selector.register(wires[-1].socket, selectors.EVENT_READ, wires[-1])
    latencies: list[float] = []
    errors = 0
    begun = time.perf_counter()
    for wire in wires:
        wire.ask()
    while (now := time.perf_counter()) - begun < seconds:
        for key, _ in selector.select(1.0):
            wire = key.data
            if wire.read():
                now = time.perf_counter()
                latencies.append(now - wire.asked)
                errors += not wire.data.startswith(b"HTTP/1.1 200")
                wire.ask()
    took = time.perf_counter() - begun
    for wire in wires:
        wire.socket.close()
    latencies.sort()
    return {
        "pages": len(latencies),
        "seconds": took,
        "errors": errors,
        "p50": latencies[len(latencies) // 2] * 1000,
        "p99": latencies[int(len(latencies) * 0.99)] * 1000,
    }


if __name__ == "__main__":
    print(json.dumps(load(int(sys.argv[1]), sys.argv[2], sys.stdin.read().splitlines(), float(sys.argv[3]))))
