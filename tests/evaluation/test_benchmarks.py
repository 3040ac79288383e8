"""Tests of the benchmark: its documents, its table and its plot; what it measures is not judged."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from evaluation.benchmarks import corpus, lent, size
from evaluation.benchmarks.table import as_markdown, as_svg


def test_documents_are_the_same_for_the_same_seed_and_other_for_another() -> None:
    again, other = corpus.Writer(1), corpus.Writer(2)
    texts = [corpus.Writer(1).document(number)[1] for number in range(20)]
    assert texts == [again.document(number)[1] for number in range(20)]
    assert not set(texts) & {other.document(number)[1] for number in range(20)}


def test_documents_are_varied_and_complete() -> None:
    made = [corpus.Writer().document(number) for number in range(40)]
    assert {name.rpartition("-")[0] for name, _ in made} == {
        *("case-study", "wres-report", "action-plan", "webpage")
    }
    assert not any("{" in text for _, text in made)
    sentences = [part for _, text in made for part in text.split(". ") if len(part) > 40]
    assert len(set(sentences)) > 0.95 * len(sentences)


def test_as_many_are_written_as_hold_the_passages(tmp_path: Path) -> None:
    count = corpus.write(tmp_path, 150)
    assert count == len(list(tmp_path.rglob("*.md"))) == round(150 / corpus.PASSAGES_EACH)


def test_lent_vectors_have_unit_length_and_words_in_common_bring_texts_near() -> None:
    rows = lent.encode(["nurses met mentors", "nurses met panels", "soup"])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_installed_size_counts_what_is_required_and_nothing_that_is_not_there() -> None:
    assert size.installed_mb(["fastapi"]) > size.installed_mb(["starlette"]) > 0
    assert size.installed_mb(["no-such-distribution"]) == 0


def results(*sizes: dict[str, Any]) -> dict[str, Any]:
    installed = {"goodpractice": 100, "naive": 900}
    return {"machine": "2 cores", "command": "run", "installed_mb": installed, "sizes": sizes}


def measured(asked_for: int, p50: float, seconds: float, *, is_lent: bool) -> dict[str, Any]:
    ours = {
        "passages": asked_for,
        "ingest_seconds": seconds,
        "stored_seconds": seconds / 2,
        "search": {"p50": p50, "p95": 2 * p50},
        "filtered": {"p50": p50, "p95": 2 * p50},
    }
    return {
        "asked_for": asked_for,
        "characters": 400 * asked_for,
        "is_lent": is_lent,
        "systems": {"goodpractice": ours},
    }


def test_table_says_how_each_figure_grows_and_leaves_out_what_was_not_measured() -> None:
    sizes = (measured(1_000, 10, 20, is_lent=False), measured(10_000, 25, 100, is_lent=True))
    lines = as_markdown(results(*sizes)).splitlines()
    row = next(line for line in lines if line.startswith("| search, p50"))
    assert row == "| search, p50 (ms) | 10.0 | 25.0 (×2.5) | – | – |"
    # 100 s with lent vectors and ten times the 10 s that making them took in the smaller corpus.
    rate = next(line for line in lines if line.startswith("| ingest (passages"))
    assert rate == "| ingest (passages or chunks a second) | 50 | ~50 | – | – |"


def test_aims_stand_beside_what_was_measured_and_say_where_they_are_missed() -> None:
    first, second = (measured(1_000, 10, 20, is_lent=False), measured(10_000, 30, 90, is_lent=True))
    theirs = {"passages": 900, "ingest_seconds": 50, "search": {"p50": 20, "p95": 20}}
    first["systems"]["naive"] = theirs
    lines = as_markdown(results(first, second)).splitlines()
    assert "| time of ingest, to naive | 0.33 | 0.40 (missed) | – |" in lines
    assert "| search, p50, to the size before | 2.50 | – | 3.00 (missed) |" in lines
    assert "| shell to answer, cold (s) | 1.50 | – | – |" in lines


def test_plot_is_a_picture_that_also_says_its_figures() -> None:
    drawn = as_svg(results(measured(1_000, 10, 20, is_lent=False)))
    title = ElementTree.fromstring(drawn).find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert "goodpractice, filtered: 10 ms at 1,000" in (title.text or "")
