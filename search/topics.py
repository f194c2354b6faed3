"""How much of the topic of a question a heading or a sentence has, by its bigrams."""

from corpus.text import fold

LEAST = 3
"""Fewer bigrams of a topic stand in a sentence by chance."""


def title_shares(topic: str, title: str) -> tuple[float, float]:
    """Bigrams of a topic and a title in common as a share of the topic's and of the title's."""
    asked, has = bigrams(topic), bigrams(title)
    shared = len(asked & has)
    return shared / max(1, len(asked)), shared / max(1, len(has))


def bigrams(text: str) -> set[str]:
    """The pairs of letters and digits of a folded text."""
    kept = "".join(c for c in fold(text) if c.isalnum())
    return {kept[i : i + 2] for i in range(len(kept) - 1)}


def is_head(topic: str, title: str) -> bool:
    """Whether a topic is what a title ends with, which says what kind of thing it is."""
    return len(bigrams(topic)) >= LEAST and fold(title).endswith(topic)
