"""How near the hits come to the words of a question in meaning, by their token vectors.

Lay words (打药) stand in no plan, and neither do those of another subject (驾照): the first have
a token of like meaning (农药) in the sentence that answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from search.answer.asked import Word

FAR = -1.0
"""Where a word, or a sentence, has no token: the cosine of the opposite direction."""


@dataclass(frozen=True, slots=True)
class Near:
    """The tokens of a question beside the sentences of its hits.

    `pieces` is what each token stands for, folded, without white space. `cosines` has one
    (tokens, sentences) array a hit: the greatest cosine with a token of the sentence.
    """

    pieces: tuple[str, ...] = ()
    cosines: tuple[NDArray[np.float32], ...] = ()

    def of(self, words: Sequence[Word], hit: int) -> list[tuple[float, ...]]:
        """For each sentence of a hit (numbered from 0) how near each word is: -1 to 1.

        That is the mean of its tokens' cosines; of its forms the nearest counts.
        """
        if hit >= len(self.cosines):
            return []
        cosines = self.cosines[hit]
        each = [self._word(word, cosines) for word in words]
        return [tuple(float(one[at]) for one in each) for at in range(cosines.shape[1])]

    def _word(self, word: Word, cosines: NDArray[np.float32]) -> NDArray[np.float32]:
        found = np.full(cosines.shape[1], FAR, np.float32)
        for tokens in filter(None, map(self._tokens, word.forms)):
            np.maximum(found, cosines[tokens].mean(axis=0), out=found)
        return found

    def _tokens(self, form: str) -> list[int]:
        """The tokens of a form's first place in the question."""
        form = "".join(form.split())
        start = "".join(self.pieces).find(form)
        if start < 0:
            return []
        ends = accumulate(map(len, self.pieces))
        return [
            token
            for token, (piece, end) in enumerate(zip(self.pieces, ends, strict=True))
            if end - len(piece) < start + len(form) and start < end and piece
        ]
