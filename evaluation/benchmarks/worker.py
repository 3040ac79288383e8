"""One measurement in a process of its own, so that memory is that of one tool.

`python -m evaluation.benchmarks.worker SYSTEM ingest|search DOCUMENTS STORE MODEL [lent]` prints
JSON.
"""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

QUESTIONS = (
    "what reduced disciplinary disparity?",
    "which trusts have fewer formal disciplinary cases among BME staff?",
    "who leads on bullying?",
    "reverse mentoring for ethnic minority nurses",
    "how was abuse by patients dealt with in emergency care?",
    "what is planned on interview panels?",
    "how did the share of BME staff at band 8a change?",
    "access to training for internationally educated nurses",
    "what did trusts learn from cultural ambassadors?",
    "who is responsible for board representation?",
    "a decision tree for managers before a formal investigation",
    "career conversations and talent pools",
    "did harassment by patients and the public fall?",
    "what was done about long suspensions?",
    "which networks raised the appeals process?",
    "mediation and restorative practice in maternity",
    "list actions on shortlisting",
    "how many people completed the allyship course?",
    "what stood in the way of fair promotion?",
    "anti-racism charter",
)
ROUNDS = 3
KINDS = ("case-study", "wres-report", "action-plan", "webpage")


def _ours_ingest(documents: Path, store: Path, model: str, *, is_lent: bool) -> int:
    from assistant.intake import take_in
    from assistant.settings import load_settings
    from assistant.wiring import load_encoder
    from evaluation.benchmarks.lent import LentEncoder
    from index.build import Builder
    from ingest.organisations import Authority

    encoder = load_encoder(load_settings(model=model))
    with Builder(store, LentEncoder(encoder) if is_lent else encoder) as builder:
        return take_in([documents], builder=builder, authority=Authority.load()).passages


def _ours_search(store: Path, model: str, *, is_lent: bool) -> Mapping[str, Sequence[float]]:
    from assistant.settings import load_settings
    from assistant.wiring import open_assistant
    from index.records import EVERYTHING, Filters
    from ingest.records import Kind

    with open_assistant(load_settings(data=store, model=model)) as assistant:
        index = assistant.index
        names = [each.name for each in index.organisations()][:4]
        narrowed = [
            *(Filters(organisations=(name,)) for name in names),
            *(Filters(indicators=(indicator,)) for indicator in (1, 3, 6)),
            *(Filters(kinds=(kind,)) for kind in (Kind.CASE_STUDY, Kind.ACTION_PLAN)),
            *(Filters(periods=(period,)) for period in ("2018/19", "2021/22")),
        ]
        return {
            "search": _times(lambda at, text: index.search(text, EVERYTHING)),
            "filtered": _times(lambda at, text: index.search(text, narrowed[at % len(narrowed)])),
            "ask": _times(lambda at, text: assistant.ask(text)),
        }


def _naive_embeddings(model: str, *, is_lent: bool) -> Any:
    from evaluation.benchmarks import naive
    from evaluation.benchmarks.lent import encode

    embeddings = naive.SentenceTransformerEmbeddings(model)
    if is_lent:
        embeddings.embed_documents = lambda texts: encode(texts).tolist()  # type: ignore[method-assign]
    return embeddings


def _naive_ingest(documents: Path, store: Path, model: str, *, is_lent: bool) -> int:
    from evaluation.benchmarks import naive

    return naive.ingest(documents, store, _naive_embeddings(model, is_lent=is_lent))


def _naive_search(store: Path, model: str, *, is_lent: bool) -> Mapping[str, Sequence[float]]:
    from evaluation.benchmarks import naive

    opened = naive.open_store(store, _naive_embeddings(model, is_lent=False))
    return _of_baseline(lambda text, kind: naive.search(opened, text, kind))


def _txtai(model: str, *, is_lent: bool) -> Any:
    from evaluation.benchmarks import hybrid
    from evaluation.benchmarks.lent import encode

    return hybrid.new(model, encode if is_lent else None)


def _txtai_ingest(documents: Path, store: Path, model: str, *, is_lent: bool) -> int:
    from evaluation.benchmarks import hybrid

    return hybrid.ingest(documents, store, _txtai(model, is_lent=is_lent))


def _txtai_search(store: Path, model: str, *, is_lent: bool) -> Mapping[str, Sequence[float]]:
    from evaluation.benchmarks import hybrid

    opened = _txtai(model, is_lent=False)
    opened.load(str(store))
    return _of_baseline(lambda text, kind: hybrid.search(opened, text, kind))


def _of_baseline(search: Callable[[str, str | None], Any]) -> Mapping[str, Sequence[float]]:
    return {
        "search": _times(lambda at, text: search(text, None)),
        "filtered": _times(lambda at, text: search(text, KINDS[at % len(KINDS)])),
    }


def _times(ask: Callable[[int, str], object]) -> list[float]:
    """Ask every question in rounds, after one that is not counted; milliseconds."""
    ask(0, QUESTIONS[0])
    times = []
    for at, question in enumerate(QUESTIONS * ROUNDS):
        begun = time.perf_counter()
        ask(at, question)
        times.append(1000 * (time.perf_counter() - begun))
    return times


def _resident_mb() -> float:
    """Add up the memory of this process and its children; what they share counts once."""
    import psutil

    this = psutil.Process()
    total = 0
    for process in (this, *this.children(recursive=True)):
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += process.memory_full_info().pss
    return total / 2**20


@contextmanager
def _watched() -> Iterator[list[float]]:
    """Give a list that holds in the end the most megabytes that were seen, looking twice a second.

    `ru_maxrss` of children will not do: it counts what a forked child shares with its parent.
    """
    most, is_over = [_resident_mb()], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.5):
            most[0] = max(most[0], _resident_mb())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        is_over.set()
        watcher.join()
        most[0] = max(most[0], _resident_mb())


SYSTEMS = {
    "goodpractice": (_ours_ingest, _ours_search),
    "naive": (_naive_ingest, _naive_search),
    "txtai": (_txtai_ingest, _txtai_search),
}


def main(
    system: str, action: str, documents: Path, store: Path, model: str, lent: str = ""
) -> None:
    """Measure one thing and print it."""
    ingest, search = SYSTEMS[system]
    with _watched() as most:
        begun = time.perf_counter()
        if action == "ingest":
            passages = ingest(documents, store, model, is_lent=bool(lent))
            found: dict[str, Any] = {"passages": passages, "seconds": time.perf_counter() - begun}
        else:
            found = {"times": search(store, model, is_lent=bool(lent))}
    found |= {"resident_mb": _resident_mb(), "peak_mb": most[0]}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), *sys.argv[5:])
