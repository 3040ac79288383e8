"""Reports an evaluation: a summary for the terminal, JSON, and the page."""

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from evaluation.answers import METRICS
from evaluation.compare import Comparison
from evaluation.errors import NotWritable
from evaluation.page import SYSTEMS, page
from evaluation.records import Evaluation


def check_writable(path: Path) -> None:
    """Refuse a report path before the work is done rather than after.

    Raises:
        NotWritable: its folder is not there or cannot be written.
    """
    try:
        with path.open("a", encoding="utf-8"):
            pass
    except OSError as error:
        raise NotWritable(
            f"{path}: the report cannot be written ({error.strerror}); name another file"
        ) from error


def as_json(evaluation: Evaluation) -> str:
    """Give the evaluation as JSON with a fixed order of keys, ended by a line break."""
    from pydantic import TypeAdapter

    return TypeAdapter(Evaluation).dump_json(evaluation, indent=1).decode() + "\n"


def write_page(
    path: Path, now: Evaluation, comparison: Comparison | None, faults: Sequence[str]
) -> None:
    """Write the page.

    Raises:
        NotWritable: the file cannot be written.
    """
    try:
        path.write_text(page(now, comparison, faults), encoding="utf-8")
    except OSError as error:
        raise NotWritable(f"{path}: the report cannot be written ({error.strerror})") from error


def summary(
    now: Evaluation, comparison: Comparison | None, faults: Sequence[str], width: int = 100
) -> str:
    """Give the summary for a terminal."""
    from rich.console import Console
    from rich.table import Table

    console = Console(width=width, record=True, file=StringIO())
    sets = list(now.by_set)
    table = Table("measure", "all", *(sets if len(sets) > 1 else ()), "meaning", box=None)
    for name, meaning in METRICS.items():
        if name in now.overall:
            each = [_share(now.by_set[item].get(name)) for item in sets] if len(sets) > 1 else []
            table.add_row(name, _share(now.overall[name]), *each, meaning)
    console.print(f"{len(now.cases)} questions over {now.documents} documents, {now.version}")
    console.print(table)
    kinds = Table("kind", "questions", "right", "gold hit", "must say", box=None)
    for kind, figures in now.by_kind.items():
        kinds.add_row(
            kind,
            f"{figures['cases']:.0f}",
            *(_share(figures.get(name)) for name in ("right", "gold_hit", "must_say")),
        )
    console.print(kinds)
    if now.retrieval:
        metrics = ("hit@4", "hit@5", "hit@8", "recall@10", "mrr", "ndcg@10")
        found = Table("search", *metrics, box=None)
        for system, values in now.retrieval.items():
            shown = (f"{values[metric]:.3f}" for metric in metrics)
            found.add_row(SYSTEMS.get(system, system), *shown)
        console.print(found)
    console.print(
        f"latency: p50 {now.times['p50_ms']:.0f} ms, p95 {now.times['p95_ms']:.0f} ms; "
        + ", ".join(
            f"{k.removesuffix('_s')} {v:.1f} s" for k, v in now.times.items() if k[-2:] == "_s"
        )
    )
    for line in _changes(comparison):
        console.print(line, markup=False)
    for fault in faults:
        console.print(fault, markup=False)
    return console.export_text()


def _changes(comparison: Comparison | None) -> list[str]:
    if comparison is None:
        return []
    lines = [
        f"since the baseline: {change.metric} {change.before:.3f} to {change.after:.3f} "
        f"(95 % {change.low:+.3f} to {change.high:+.3f}){' DROPPED' if change.is_drop else ''}"
        for change in comparison.changes
    ]
    turned = [
        f"{'now right' if item.is_better else 'now wrong'}: {item.set} {item.id}"
        + (f" ({'; '.join(item.reasons)})" if item.reasons else "")
        for item in comparison.turned
    ]
    return [*lines, *turned, f"McNemar p = {comparison.p_value:.3f}"]


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
