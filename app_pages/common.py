"""What the pages share: the open index, the look, and the script that copies and jumps."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st

from app_pages.request import Params
from corpus.settings import Settings
from indexer import layout, open_index
from indexer.encode import Encoder, load_encoder
from search.engine import Searcher

_HERE = Path(__file__).parent

_behaviour = st.components.v2.component(
    "plansearch_behaviour", js=(_HERE / "behaviour.js").read_text(encoding="utf-8")
)


def searcher() -> Searcher:
    """The searcher of the index in use; a rebuilt index is picked up without a restart.

    Raises IndexUnusable or ModelUnavailable.
    """
    settings = Settings.from_env()
    return _open(str(layout.current(settings.index)), settings)


@st.cache_resource(max_entries=1, show_spinner="正在打开索引……")
def _open(generation: str, _settings: Settings) -> Searcher:  # noqa: ARG001 - the cache's key
    index = open_index(_settings.index)
    made = index.manifest
    read_with = encoder(made.encoder, _settings, made.encoder_fingerprint)
    return Searcher.of(index, read_with, _settings)


@st.cache_resource(max_entries=1, show_spinner="正在打开模型，约需十秒……")
def encoder(model: str, _settings: Settings, fingerprint: str = "") -> Encoder:  # noqa: ARG001
    """The encoder of that name, kept while indexes change; loaded anew for another fingerprint.

    Raises ModelUnavailable.
    """
    return load_encoder(replace(_settings, model=model))


def params() -> Params:
    """The address's parameters."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def dress() -> None:
    """Give the page its look."""
    st.html(_HERE / "style.css")


def animate(jump: str = "") -> None:
    """Let buttons copy, links jump and choose; a new `jump` scrolls to the marked place."""
    _behaviour(key="behaviour", data={"jump": jump}, on_chosen_change=_choose)


def _choose() -> None:
    """Go to another address of the same page; the browser stays where it is."""
    chosen = st.session_state["behaviour"].chosen
    st.query_params.from_dict(parse_qs(chosen, keep_blank_values=True))
