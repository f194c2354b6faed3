"""Folding text for comparison without moving a single offset."""

import unicodedata

_QUOTES_AND_DASHES = str.maketrans(
    "“”„‟«»「」『』‘’‚‛–—―−‐‑‒·•・〔〕【】〈〉《》",
    '""""""""""' + "''''" + "-------" + "···" + "()[]<><>",
)


class _FoldTable(dict[int, str]):
    """`str.translate` table, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code))
        folded = folded.translate(_QUOTES_AND_DASHES).casefold()
        # ㎡ → m2 or Ⅲ → III would move every offset behind it
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_TABLE = _FoldTable()


def fold(text: str) -> str:
    """Full width, case, quotation marks and dashes made alike; code point for code point.

    `len(fold(text)) == len(text)` for every string, so a place in the folded text
    is the same place in the text. Follows NFKC and full case folding (Unicode
    standard, chapters 3.11 and 3.13) wherever they map one code point to one.
    """
    return text.translate(_TABLE)
