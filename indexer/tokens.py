"""The one tokeniser of index and query.

Words alone are the weakest lexical signal in Chinese, so every run of Han
characters also gives its characters and bigrams. Numbers and Latin words stay
whole: “5%” is not in “15%”.
"""

import logging
import os
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import jieba

from corpus.text import fold

_POLICY_WORDS = Path(__file__).with_name("words.txt")
"""Terms of planning documents that jieba's dictionary splits; counted in the plans shipped."""

_RUN = re.compile(
    r"(?P<han>[\u3400-\u9fff]+)"
    r"|[0-9]+(?:[.,][0-9]+)*%?"
    r"|[a-z]+[0-9]+(?:\.[0-9]+)?[a-z]*|[a-z]+(?:[-/][a-z]+)*"
)


def tokeniser_id() -> str:
    """Names the tokeniser in the manifest: an index made with another one is not searched."""
    words = blake2b(_POLICY_WORDS.read_bytes(), digest_size=4).hexdigest()
    return f"jieba {version('jieba')}+words {words}+grams 1"


@cache
def _jieba() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    # jieba caches its dictionary in one shared file, which another user may own
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"plansearch-jieba-{user}"
    folder.mkdir(mode=0o700, exist_ok=True)
    tokenizer.tmp_dir = str(folder)
    tokenizer.initialize()
    for word in _POLICY_WORDS.read_text(encoding="utf-8").split():
        tokenizer.add_word(fold(word))
    return tokenizer


def words(text: str) -> list[str]:
    """Words in order: Han runs cut by jieba, numbers and Latin words whole; folded."""
    found: list[str] = []
    for match in _RUN.finditer(fold(text)):
        if match["han"]:
            found += _jieba().lcut(match["han"])
        else:
            found.append(match[0])
    return found


def known_words(run: str) -> list[str]:
    """A run of Han characters cut into words of the dictionary, without guessing new ones."""
    cut: list[str] = _jieba().lcut(run, HMM=False)
    return cut


def is_word(text: str) -> bool:
    """Whether the dictionary has `text` as a word."""
    return bool(_jieba().FREQ.get(text))


def frequency(word: str) -> int:
    """How often the dictionary's texts have a word; 0 if unknown."""
    return int(_jieba().FREQ.get(word) or 0)


def grams(text: str) -> list[str]:
    """Characters and bigrams of Han runs, numbers and Latin words whole; folded."""
    return list(_grams(fold(text)))


def _grams(folded: str) -> Iterator[str]:
    for match in _RUN.finditer(folded):
        run = match[0]
        if not match["han"]:
            yield run
            continue
        yield from run
        yield from (run[i : i + 2] for i in range(len(run) - 1))


@cache
def _tags() -> dict[str, str]:
    """Word → part of speech, of jieba's dictionary: `word frequency tag` a line."""
    with _jieba().get_dict_file() as file:
        lines = file.read().decode().splitlines()
    return {word: tag for word, _, tag in (line.split(" ") for line in lines)}


def tag(word: str) -> str:
    """The dictionary's part of speech (ns a place, nr a person, n a noun …); empty if unknown."""
    return _tags().get(word, "")


def tagged(wanted: str) -> list[str]:
    """The dictionary's words of one part of speech."""
    return [word for word, tag_ in _tags().items() if tag_ == wanted]
