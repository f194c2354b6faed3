# Everything from a fresh clone: `make app` serves the page, `make test` runs the tests.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
PEERS := .venv-peers
TESTSETS ?= eval/testsets/kaifeng
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

# Once installed, nothing may reach for the network.
export HF_HUB_OFFLINE ?= 1
export TRANSFORMERS_OFFLINE ?= 1
export STREAMLIT_BROWSER_GATHER_USAGE_STATS := false

.DEFAULT_GOAL := help
.PHONY: help app test lint index relevance general bench peers clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

app: index ## install what is missing, then serve the page at http://127.0.0.1:8501 (PORT=…)
	$(PY) -m streamlit run app.py --server.port $(PORT)

test: $(VENV)/dev.stamp index ## install what is missing, then run all tests
	$(PY) -m pytest

lint: $(VENV)/dev.stamp ## style, formatting, types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy --strict

index: $(VENV)/app.stamp ## build var/index, unless it is up to date
	$(PY) -m indexer build --if-needed

relevance: index ## ranking quality: test set and cases against the stored baseline
	$(PY) -m eval relevance

general: $(VENV)/app.stamp ## ranking and speed on other documents, if there are: DOCS=folder
	$(PY) -m eval general $(if $(DOCS),--docs "$(DOCS)")

bench: index ## speed and memory of building and of searching
	$(PY) -m eval.bench

peers: index $(PEERS)/peers.stamp ## other search tools on the same passages and questions (TESTSETS=…)
	$(PY) -m eval.peers --python $(PEERS)/bin/python $(TESTSETS)

clean: ## remove the virtual environments, the index, the model and all caches; not what users made
	rm -rf $(VENV) $(PEERS) var/index var/models build *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps make a second run start at once; a changed dependency makes the next run install.
$(VENV)/app.stamp: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo '错误：需要 Python 3.11 或更高版本，而 $(PYTHON) 不存在或版本过低。' >&2; \
	  echo '建议：安装新版 Python 后用 PYTHON 指明，例如 make app PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	  echo '错误：$(PYTHON) 缺少 venv 模块，无法建立虚拟环境。' >&2; \
	  echo '建议：Debian/Ubuntu 请运行 sudo apt-get install python3-venv' >&2; exit 1; }
	@echo '正在安装依赖，首次约需几分钟……'
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --editable .
	touch $@

$(VENV)/dev.stamp: $(VENV)/app.stamp
	$(INSTALL) --editable '.[dev]'
	touch $@

$(PEERS)/peers.stamp: eval/peers.txt
	@echo '正在安装同类工具（只供比较，与本产品的环境分开），首次约需几分钟……'
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@
