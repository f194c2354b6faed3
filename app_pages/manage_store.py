"""What the parts of the management page share: the holdings, telling, explaining, progress."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app_pages.common import encoder, searcher
from app_pages.manage_markup import told
from app_pages.markup import notice
from corpus.errors import IndexUnusable, PlanSearchError
from corpus.library import Library
from corpus.settings import Settings
from indexer.build import Progress
from indexer.collection import Holdings
from search.engine import Searcher

_TOLD = "manage-told"


def library() -> Library:
    """Where uploaded documents lie."""
    return Library(Settings.from_env().plans)


def holdings() -> Holdings:
    """Library and index, with the encoder of the index, or that of the settings without one.

    Raises ModelUnavailable.
    """
    settings = Settings.from_env()
    try:
        made_by = searcher().encoder
    except IndexUnusable:
        made_by = encoder(settings.model, settings)
    return Holdings(library(), settings.index, made_by)


def opened() -> Searcher | None:
    """The open index; None, with the reason shown, when there is none to use."""
    try:
        return searcher()
    except IndexUnusable as error:
        st.html(notice(error.message, "可在“重建索引”里重建；也可以运行 python -m indexer build。"))
        return None


def tell(words: str) -> None:
    """Say something at the top of the page when it is next drawn, and draw it."""
    st.session_state[_TOLD] = words
    st.rerun()


def show_told() -> None:
    """Say what there is to say."""
    if _TOLD in st.session_state:
        st.html(told(st.session_state.pop(_TOLD)))


@contextmanager
def explained() -> Iterator[None]:
    """Say what went wrong where it went wrong, and go on with the page."""
    try:
        yield
    except PlanSearchError as error:
        st.html(notice(error.message, error.hint))


def progress(words: str) -> Progress:
    """A bar that tells how far; leaving the page stops the work and changes nothing."""
    bar = st.progress(0.0, text=f"{words}……请留在本页")

    def show(done: int, total: int) -> None:
        bar.progress(done / total, text=f"{words}　{done}/{total}，请留在本页")

    return show
