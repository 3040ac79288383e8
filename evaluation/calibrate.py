"""Calibrates when to say no: `python -m evaluation.calibrate` on the bundled sample.

Questions with an answer are those of `questions/sample.yaml`, questions without one its
unanswerable ones and `questions/off_topic.yaml`. Prints the coefficients for
`assistant/data/confidence.yaml` and, for several thresholds, the share of answerable questions
refused and of the others answered; the dev sets are not used.
"""

import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from assistant.confidence import LEAST_TOLD, WEIGHED, Signs, is_faint
from assistant.events import Answered, Weighed
from assistant.pipeline import Assistant
from assistant.records import Answer
from assistant.settings import load_settings
from evaluation.bench import resolve
from evaluation.cases import read_set
from evaluation.records import Case

THRESHOLDS = (0.15, 0.17, 0.19, 0.2, 0.25, 0.3, 0.35, 0.4)


def collect(assistant: Assistant, cases: tuple[Case, ...]) -> list[tuple[bool, Signs]]:
    """Ask every case and give the signs seen, with whether there is an answer."""
    answers: dict[str, Answer] = {}
    by_id = {case.id: case for case in cases}
    seen: list[tuple[bool, Signs]] = []
    for case in cases:
        history: list[Answer] = []
        before = case.after
        while before is not None:
            history.insert(0, answers[before])
            before = by_id[before].after
        events = list(assistant.events(case.question, resolve(assistant, case.filters), history))
        seen.extend(
            (case.answerable, event.signs) for event in events if isinstance(event, Weighed)
        )
        answers[case.id] = next(event.answer for event in events if isinstance(event, Answered))
    return seen


def main() -> None:
    """Fit on the bundled sample and print formula and trade."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    from assistant import wiring

    questions = files("evaluation") / "questions"
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data=Path(folder))
        with wiring.sample_folder() as sample:
            wiring.take_in(settings, [sample], on_progress=lambda _: None)
        with wiring.open_assistant(settings) as assistant:
            seen = [
                pair
                for name in ("sample.yaml", "off_topic.yaml")
                for pair in collect(assistant, read_set(Path(str(questions / name))).cases)
            ]
    # What is refused for its figures, for want of any sentence or as too faint is not weighed.
    seen = [
        (truth, each)
        for truth, each in seen
        if each.best and each.told >= LEAST_TOLD and not is_faint(each)
    ]
    features = np.array([[getattr(each, name) for name in WEIGHED] for _, each in seen])
    truth = np.array([answerable for answerable, _ in seen])
    model = LogisticRegression(C=1, class_weight="balanced").fit(features, truth)
    out = sys.stdout.write
    out(f"intercept: {model.intercept_[0]:.2f}\n")
    for name, value in zip(WEIGHED, model.coef_[0], strict=True):
        out(f"{name}: {value:.2f}\n")
    chance = model.predict_proba(features)[:, 1]
    for threshold in THRESHOLDS:
        refused = (chance[truth] < threshold).mean()
        answered = (chance[~truth] >= threshold).mean()
        out(f"# {threshold}: {refused:.3f} wrongly refused, {answered:.3f} wrongly answered\n")


if __name__ == "__main__":
    main()
