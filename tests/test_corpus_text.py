"""fold() never moves an offset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import fold


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_fold_keeps_length_of_any_string(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_fold_keeps_length_of_every_code_point() -> None:
    assert [c for c in range(0x110000) if len(fold(chr(c))) != 1] == []


@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("２０２５年６５％", "2025年65%"),  # full width
        ("ＶＯＣs", "vocs"),  # full width and case
        ("“两高”「两高」", '"两高""两高"'),  # any quotation marks
        ("2021—2025，2021–2025", "2021-2025,2021-2025"),  # any dash
        ("Ⅴ类", "v类"),  # one code point in, one out
        ("㎡Ⅲ…", "㎡Ⅲ…"),  # would grow: left alone
        ("İ", "İ"),  # lower case is two code points: left alone
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
