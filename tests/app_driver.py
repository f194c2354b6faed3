"""Drives the app's pages through Streamlit's AppTest."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[1] / "app.py"


NOWHERE: Mapping[str, str] = {}


def start(page: str = "", params: Mapping[str, str | Sequence[str]] = NOWHERE) -> AppTest:
    """The app at an address, not run yet; an empty page is the first one."""
    at = AppTest.from_file(str(APP), default_timeout=120)
    if page:
        at.switch_page(f"app_pages/{page}.py")
    for name, value in params.items():
        at.query_params[name] = value if isinstance(value, str) else list(value)
    return at


def run(at: AppTest) -> AppTest:
    """Run it; an exception on the page fails the test."""
    at.run()
    assert not at.exception
    return at


def markup(at: AppTest) -> str:
    """All HTML of the page but the style sheets."""
    bodies = [str(block.proto.body) for block in at.get("html")]
    return "\n".join(body for body in bodies if not body.startswith("<style>"))
