"""The web page: `streamlit run app.py`."""

import streamlit as st

from app_pages.common import dress
from app_pages.markup import element, notice
from corpus.errors import PlanSearchError

st.set_page_config(page_title="规划检索", layout="wide")
dress()
pages = [
    st.Page("app_pages/find.py", title="检索", default=True),
    st.Page("app_pages/plan.py", title="规划全文", url_path="plan"),
    st.Page("app_pages/targets.py", title="指标与目标", url_path="targets"),
    st.Page("app_pages/manage.py", title="规划管理", url_path="manage"),
    st.Page("app_pages/compare.py", title="规划对照", url_path="compare"),
    st.Page("app_pages/evaluate.py", title="评测", url_path="evaluate"),
]
page = st.navigation(pages, position="hidden")  # its own menu folds away on a narrow screen
with st.container(horizontal=True, vertical_alignment="center", key="bar"):
    st.html(element("b", "规划检索"), width="content")
    for each in pages:
        st.page_link(each)
try:
    page.run()
except PlanSearchError as error:
    st.html(notice(error.message, error.hint))
