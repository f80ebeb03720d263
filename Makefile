# 两条命令：make demo（演示主流程）与 make test（全部测试）。都自建 .venv，不需要 root，也不需要任何服务器。
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: demo test check quick lock clean figures

demo: $(STAMP)
	$(BIN)/zhiwei demo --once --workdir demo-output

test: $(STAMP)
	$(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -m "not slow and not server"

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("需要 Python 3.11 或更新版本 / Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

# 重新求解依赖（需要 uv）；锁文件里没有任何索引主机名
lock:
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url \
	  --python-version 3.11 --custom-compile-command "make lock" -o requirements.lock -q

clean:
	rm -rf $(VENV) build demo-output .mypy_cache .ruff_cache
