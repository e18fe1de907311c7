# make demo and make test do all the set-up on a fresh machine with Python 3.11 and make.
PYTHON ?= python3
UV_VERSION = 0.13.8
BIN = .venv/bin

.PHONY: demo test check bench bench-csv bench-link bench-sharing bench-serve bench-publish bench-law eval eval-link eval-law eval-sharing clean fuzz trials-watch

.venv/ready: pyproject.toml uv.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade >/dev/null
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv sync --quiet --frozen --inexact --compile-bytecode
	touch .venv/ready

demo: .venv/ready ## audit a made-up network and print where its site is
	rm -rf demo
	$(BIN)/plainview simulate --out demo/sample --searches 20000 --agencies 60 --seed 1
	$(BIN)/plainview audit demo/sample/records --case demo/case

test: .venv/ready ## every test
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: .venv/ready ## format, lint, types
	$(BIN)/ruff format src tests bench eval
	$(BIN)/ruff check src tests bench eval
	$(BIN)/mypy

bench: .venv/ready ## speed and memory against a baseline in the same run (about 15 minutes, 4 GB of disk)
	$(BIN)/python bench/audit.py

bench-csv: .venv/ready ## messy CSV in the manner of the Pollock benchmark, beside other readers (about 15 minutes)
	$(BIN)/uv sync --quiet --frozen --inexact --compile-bytecode --group bench
	$(BIN)/python -P bench/messy_csv.py

eval: .venv/ready ## accuracy of reading reasons and agency names, where the real records are at hand
	$(BIN)/python eval/reasons.py
	$(BIN)/python eval/agencies.py
	$(BIN)/python eval/quirks.py
	$(BIN)/python eval/sampling.py

bench-link: .venv/ready ## linking against one plain `group by`, up to 20 million entries (about 10 minutes, 4 GB of disk)
	$(BIN)/python -P bench/link.py

eval-link: .venv/ready ## linking held against the truth of a made-up network of 5 million entries (about 5 minutes, 4 GB of disk)
	$(BIN)/python eval/linking.py --searches 1000000 --agencies 4000 --custodians 400 --seed $(SEED)

bench-law: .venv/ready ## all rules of one state over up to 20 million entries against one hash scan (about 10 minutes, 2 GB of disk)
	$(BIN)/python -P bench/law.py

bench-sharing: .venv/ready ## two-step exposure of a large network, and the graph page in Chromium (about 1 minute)
	$(BIN)/python -P bench/sharing.py

bench-serve: .venv/ready ## how quick the served pages are at 50 requests a second, also while tables are made anew (about 4 minutes)
	$(BIN)/python -P bench/serve.py

eval-law: .venv/ready ## rules and detectors held against planted breaches and innocent look-alikes (about 2 minutes)
	$(BIN)/python eval/law.py --seed $(SEED)

eval-sharing: .venv/ready ## who could search whom on every day, held against the truth of a made-up network (about 1 minute)
	$(BIN)/python eval/sharing.py --seed $(SEED)

bench-publish: .venv/ready ## publishing a made-up network: pages a second, weight, a filter's answer (about 3 minutes)
	$(BIN)/python -P bench/publish.py

SEED ?= 1
N ?= 200000
fuzz: .venv/ready ## N mutated files through every reader (hours; goes on where it stopped; what breaks stays in tests/fuzz/found)
	$(BIN)/python tests/fuzz/loop.py --files $(N)

trials-watch: .venv/ready ## alerts through 100 kills at random moments, to a mail server and a webhook that fail half the time (about 10 minutes)
	$(BIN)/python -P tests/watch_trials.py --trials 100 --seed $(SEED)

clean: ## remove what make made
	rm -rf .venv demo bench/out
