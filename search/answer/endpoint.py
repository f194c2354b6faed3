"""An OpenAI-compatible endpoint, asked once and within bounds (`POST URL/chat/completions`)."""

import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import Empty, SimpleQueue
from socket import SHUT_RDWR, socket
from threading import Thread
from time import monotonic
from urllib.parse import SplitResult, urlsplit

import msgspec

from corpus.errors import EndpointFailed
from corpus.settings import Settings

TIMEOUT = 20.0
"""Seconds for everything, name look-up and slow replies included."""

MOST_BYTES = 200_000
"""A reply over this is none: an answer has a few sentences."""

_HINT = "请检查 PLANSEARCH_ANSWER_URL、PLANSEARCH_ANSWER_MODEL 和 PLANSEARCH_ANSWER_KEY。"


class _Message(msgspec.Struct):
    content: str


class _Choice(msgspec.Struct):
    message: _Message


class _Reply(msgspec.Struct):
    choices: list[_Choice]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask (“http://host:8000/v1”), for which model, with which key; seconds to wait."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: float = TIMEOUT

    @classmethod
    def of(cls, settings: Settings) -> "Endpoint | None":
        """The deployer's endpoint; None, as by default, when there is none."""
        if not settings.answer_url:
            return None
        return cls(settings.answer_url, settings.answer_model, settings.answer_key)

    def complete(self, system: str, user: str) -> str:
        """What the model writes to an instruction and a message.

        Raises EndpointFailed for whatever is no such text in time; the reply's
        own words and the key are never part of its message.
        """
        said = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        asked = {"model": self.model, "messages": said, "temperature": 0, "stream": False}
        body = self._in_time(msgspec.json.encode(asked))
        try:
            reply = msgspec.json.decode(body, type=_Reply)
            return reply.choices[0].message.content
        except (msgspec.MsgspecError, UnicodeError, IndexError, RecursionError) as error:
            raise EndpointFailed("模型服务的回复格式不对", _HINT) from error

    def _in_time(self, body: bytes) -> bytes:
        """The reply to a request, given up when the time is over.

        A socket's own timeout starts anew with every byte and does not cover the
        look-up of a name, so the exchange has a thread of its own.
        """
        done: SimpleQueue[bytes | EndpointFailed] = SimpleQueue()
        exchange = _Exchange(self, body)
        Thread(target=lambda: done.put(exchange.outcome()), daemon=True).start()
        try:
            outcome = done.get(timeout=self.timeout)
        except Empty:
            exchange.abandon()
            raise EndpointFailed(f"模型服务 {self.timeout:g} 秒内没有答完", _HINT) from None
        if isinstance(outcome, EndpointFailed):
            raise outcome
        return outcome


class _Exchange:
    """One request and its reply. Follows no redirect and knows no proxy."""

    def __init__(self, endpoint: Endpoint, body: bytes) -> None:
        self._endpoint = endpoint
        self._body = body
        self._deadline = monotonic() + endpoint.timeout
        self._socket: socket | None = None

    def outcome(self) -> bytes | EndpointFailed:
        """The reply's body, or why there is none."""
        try:
            return self._exchanged()
        except EndpointFailed as error:
            return error
        except (OSError, HTTPException, ValueError) as error:  # ValueError: an address, a header
            return EndpointFailed(f"模型服务无法访问（{type(error).__name__}）", _HINT)

    def abandon(self) -> None:
        """Wake a thread that waits for the next byte."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(SHUT_RDWR)

    def _exchanged(self) -> bytes:
        address = urlsplit(self._endpoint.url)
        connection = _connection(address, self._endpoint.timeout)
        try:
            connection.connect()
            self._socket = connection.sock
            path = f"{address.path.rstrip('/')}/chat/completions"
            connection.request("POST", path, self._body, self._headers())
            return self._read(connection)
        finally:
            connection.close()

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        key = self._endpoint.key
        return headers | ({"Authorization": f"Bearer {key}"} if key else {})

    def _read(self, connection: HTTPConnection) -> bytes:
        with connection.getresponse() as response:
            if response.status != 200:
                raise EndpointFailed(f"模型服务返回 HTTP {response.status}", _HINT)
            body = b""
            # read1 gives back what has come: a drip must not outlive the deadline
            while (chunk := response.read1(65536)) and monotonic() < self._deadline:
                body += chunk
                if len(body) > MOST_BYTES:
                    raise EndpointFailed("模型服务的回复过大", _HINT)
            return body


def _connection(address: SplitResult, timeout: float) -> HTTPConnection:
    """Raises EndpointFailed for an address that is not of http or https."""
    if address.scheme not in ("http", "https") or not address.hostname:
        raise EndpointFailed("模型服务的地址不是 http 或 https 地址", _HINT)
    if address.scheme == "http":
        return HTTPConnection(address.hostname, address.port, timeout=timeout)
    context = ssl.create_default_context()
    return HTTPSConnection(address.hostname, address.port, timeout=timeout, context=context)
