"""The endpoint against a real server that behaves and misbehaves."""

import socket
import threading
import time

import pytest
from fake_endpoint import (
    Behaviour,
    Fake,
    drip,
    drip_headers,
    hang_up,
    huge,
    raw,
    reply,
    says,
    serving,
    silent,
)

from corpus.errors import EndpointFailed
from corpus.settings import Settings
from search.answer.endpoint import Endpoint

KEY = "sk-geheim-123"


def asked(behave: Behaviour, timeout: float = 5) -> tuple[str, Fake]:
    with serving(behave) as fake:
        return Endpoint(fake.url, "m", KEY, timeout).complete("规矩", "问题"), fake


def test_a_reply_comes_back() -> None:
    text, fake = asked(says("四成？[1]"))
    assert text == "四成？[1]"
    assert fake.paths == ["/v1/chat/completions"]
    assert fake.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert fake.asked[0]["model"] == "m"
    assert fake.asked[0]["messages"] == [
        {"role": "system", "content": "规矩"},
        {"role": "user", "content": "问题"},
    ]


def test_a_trailing_slash_is_the_same_address_and_no_key_sends_none() -> None:
    with serving(says("好")) as fake:
        assert Endpoint(fake.url + "/", "m").complete("", "") == "好"
    assert fake.paths == ["/v1/chat/completions"]
    assert "Authorization" not in fake.headers[0]


BAD: list[tuple[str, Behaviour, str]] = [
    ("error", raw(b"no", 500), "HTTP 500"),
    ("an error with a fine body", raw(reply("好"), 429), "HTTP 429"),
    ("not signed in", raw(KEY.encode(), 401), "HTTP 401"),
    ("created is not ok", raw(reply("好"), 201), "HTTP 201"),
    ("not JSON", raw(b"<html>login</html>"), "格式不对"),
    ("empty", raw(b""), "格式不对"),
    ("not UTF-8", raw(reply("x").replace(b"x", b"\xff\xfe")), "格式不对"),
    ("a list", raw(b"[]"), "格式不对"),
    ("no choices", raw(b'{"choices": []}'), "格式不对"),
    ("null", says(None), "格式不对"),
    ("content in parts", says([{"type": "text", "text": "x"}]), "格式不对"),
    ("deeply nested", raw(b'{"a":' + b"[" * 90_000), "格式不对"),
    ("cut short", raw(reply("好")[:-3]), "格式不对"),
    ("huge", huge, "过大"),
    ("huge and announced", raw(b" " * 300_000), "过大"),
    ("shorter than announced", raw(b"{", Content_Length="999"), "无法访问|没有答完|格式不对"),
    ("hung up", hang_up, "无法访问"),
    ("header of another kind", raw(b"", X="1" * 70_000), "无法访问"),
]  # fmt: skip


@pytest.mark.parametrize(("behave", "message"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_what_is_no_reply_is_told(behave: Behaviour, message: str) -> None:
    with pytest.raises(EndpointFailed, match=message) as caught:
        asked(behave, timeout=2)
    assert KEY not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("behave", [drip, drip_headers, silent])
def test_the_time_is_bounded_in_all(behave: Behaviour) -> None:
    threads = threading.active_count()
    began = time.monotonic()
    with pytest.raises(EndpointFailed, match=r"没有答完|格式不对"):
        asked(behave, timeout=0.5)
    assert time.monotonic() - began < 1.5
    wait_for_end(threads)


def wait_for_end(threads: int) -> None:
    """The request's own thread is gone soon after; the server's may sleep on."""
    deadline = time.monotonic() + 2
    while any("outcome" in t.name or "lambda" in t.name for t in threading.enumerate()):
        assert time.monotonic() < deadline, threads
        time.sleep(0.02)


def test_a_redirect_is_not_followed_with_the_key() -> None:
    with serving(says("偷来的 [1]")) as other:
        moved = raw(b"", 307, Location=f"{other.url}/chat/completions")
        with pytest.raises(EndpointFailed, match="HTTP 307"):
            asked(moved)
    assert other.paths == []


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(EndpointFailed, match="无法访问"):
        Endpoint(f"http://127.0.0.1:{port}", "m").complete("", "")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://host/x",
        "host:80",
        "http://",
        "http://a:b/",
        "http://h:99999",
        "http://[",
        "http://a b/",
        "http://x/\r\nEvil: 1",
        "http://中 文/",
    ],
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(EndpointFailed):
        Endpoint(url, "m", timeout=2).complete("", "")


@pytest.mark.parametrize("key", ["a\r\nHost: evil", "密钥"])
def test_a_key_that_cannot_be_sent_is_not_told(key: str) -> None:
    with serving(says("好")) as fake, pytest.raises(EndpointFailed) as caught:
        Endpoint(fake.url, "m", key).complete("", "")
    assert key not in f"{caught.value.message}{caught.value.hint}"


def test_the_environment_turns_it_on_and_the_key_is_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("URL", "MODEL", "KEY"):
        monkeypatch.delenv(f"PLANSEARCH_ANSWER_{name}", raising=False)
    assert Endpoint.of(Settings.from_env()) is None
    monkeypatch.setenv("PLANSEARCH_ANSWER_URL", "http://h/v1")
    monkeypatch.setenv("PLANSEARCH_ANSWER_MODEL", "qwen")
    monkeypatch.setenv("PLANSEARCH_ANSWER_KEY", KEY)
    settings = Settings.from_env()
    endpoint = Endpoint.of(settings)
    assert endpoint == Endpoint("http://h/v1", "qwen", KEY)
    assert KEY not in repr(settings) + repr(endpoint) + str(settings)
