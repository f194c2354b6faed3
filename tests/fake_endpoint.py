"""A local server that speaks the chat completions of OpenAI, well or badly."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Handler(BaseHTTPRequestHandler):
    """Notes each request, then behaves as it is told."""

    server: "Server"

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.fake.asked.append(json.loads(self.rfile.read(length)))
        self.server.fake.headers.append(dict(self.headers))
        self.server.fake.paths.append(self.path)
        try:
            self.server.fake.behave(self)
        except OSError:
            self.close_connection = True

    def do_GET(self) -> None:
        self.server.fake.paths.append(self.path)
        self.send(b"{}")

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Keep quiet."""


Behaviour = Callable[[Handler], None]


@dataclass
class Fake:
    """A server under way: where it is, how it behaves, what it was asked."""

    behave: Behaviour
    url: str = ""
    asked: list[Any] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


class Server(ThreadingHTTPServer):
    fake: Fake
    daemon_threads = True
    block_on_close = False


@contextmanager
def serving(behave: Behaviour) -> Iterator[Fake]:
    server = Server(("127.0.0.1", 0), Handler)
    server.fake = Fake(behave, f"http://127.0.0.1:{server.server_port}/v1")
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server.fake
    finally:
        server.shutdown()
        server.server_close()


def reply(content: object) -> bytes:
    return json.dumps(
        {"choices": [{"message": {"role": "assistant", "content": content}}]}
    ).encode()


def says(content: object) -> Behaviour:
    return lambda handler: handler.send(reply(content))


def raw(body: bytes, status: int = 200, **headers: str) -> Behaviour:
    return lambda handler: handler.send(body, status, **headers)


def huge(handler: Handler) -> None:
    """Never says how long it will be, and goes on."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65536)


def drip(handler: Handler) -> None:
    """A byte now and then, each well within a socket's timeout."""
    handler.send_response(200)
    handler.end_headers()
    for byte in reply("慢"):
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.1)


def drip_headers(handler: Handler) -> None:
    for byte in b"HTTP/1.1 200 OK\r\n" + b"X-Slow: 1\r\n" * 50:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.1)


def silent(_: Handler) -> None:
    time.sleep(5)


def hang_up(handler: Handler) -> None:
    handler.close_connection = True
    handler.wfile.close()
