"""The page stands alone, shows every wrong answer beside its gold, and escapes what it shows."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evaluation.cases import read_set
from evaluation.compare import compare
from evaluation.errors import NotWritable
from evaluation.page import page
from evaluation.records import Evaluation
from evaluation.report import check_writable, summary, write_page
from evaluation.run import evaluate_sets
from tests.evaluation.made import ScriptedAssistant, bench, good_answer, refusal, write_set


@pytest.fixture
def run(tmp_path: Path) -> Evaluation:
    script = {"what worked?": good_answer(), "and then?": good_answer(), "menopause?": refusal()}
    return evaluate_sets([read_set(write_set(tmp_path))], bench(ScriptedAssistant(script)))


def test_nothing_is_loaded_from_elsewhere(run: Evaluation) -> None:
    text = page(run, None, ())
    assert not re.search(r"(?:src|href)=|url\(|@import|https?://|<script", text)


def test_a_wrong_answer_stands_beside_its_gold_with_the_reason(run: Evaluation) -> None:
    shown = page(run, None, ())
    wrong = shown[shown.index("What it got wrong (1)") : shown.index("What it got right (2)")]
    assert "and then?" in wrong
    assert "Staff like it." in wrong
    assert "cites none of the passages that answer it" in wrong
    assert "not cited" in wrong


def test_plots_tell_their_figures_to_a_screen_reader(run: Evaluation) -> None:
    labels = re.findall(r'aria-label="([^"]+)"', page(run, None, ()))
    assert len(labels) == 3
    assert "what worked 100% of 1" in labels[0]


def test_what_people_typed_is_escaped(run: Evaluation) -> None:
    cases = tuple(replace(case, question="<b>&") for case in run.cases)
    assert "<b>&<" not in page(replace(run, cases=cases), None, ())


def test_every_tag_is_closed(run: Evaluation) -> None:
    class Balance(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in {"meta", "rect", "line", "circle"}:
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            if tag not in {"rect", "line", "circle"}:
                assert self.open.pop() == tag

    balance = Balance()
    balance.feed(page(run, compare(run, run), ("made: accuracy is below",)))
    assert balance.open == []


def test_the_summary_names_measures_searches_and_faults(run: Evaluation) -> None:
    text = summary(run, compare(run, run), ("made: accuracy 0.667 is below",))
    for part in ("exact_quotes", "follow_up", "hit@4", "since the baseline", "is below"):
        assert part in text


def test_a_path_that_cannot_be_written_is_told_beforehand(run: Evaluation, tmp_path: Path) -> None:
    for action in (check_writable, lambda path: write_page(path, run, None, ())):
        with pytest.raises(NotWritable, match="cannot be written"):
            action(tmp_path / "no" / "page.html")
