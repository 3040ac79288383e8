"""Invents documents of every kind that trusts publish: any number, the same for the same seed.

`python -m evaluation.benchmarks.corpus FOLDER PASSAGES` writes them. They name real organisations
and invent everything that is said of these: they measure speed and size, and nothing else.
"""

import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import yaml

from ingest.organisations import Authority

PASSAGES_EACH = 14.75
"""Of a document, on average, as this version reads it."""
_SLOT = re.compile(r"\{(\w+)\}")
_TYPES = frozenset(["acute", "mental_health", "community", "ambulance", "specialist", "combined"])
_PER_FOLDER = 500


@dataclass(frozen=True, slots=True)
class _About:
    """Whom a document is about and when it was written."""

    trust: str
    area: str
    year: int
    indicator: int


class Writer:
    """Writes documents by number."""

    def __init__(self, seed: int = 0) -> None:
        text = (files("evaluation.benchmarks") / "phrases.yaml").read_text(encoding="utf-8")
        self._phrases: Mapping[str, Sequence[str]] = yaml.safe_load(text)
        self._trusts = [
            entry.organisation
            for entry in Authority.load().entries
            if entry.organisation.type in _TYPES
        ]
        self._seed = seed

    def document(self, number: int) -> tuple[str, str]:
        """Give the file name and the Markdown of a document."""
        chance = random.Random(f"{self._seed} {number}")  # noqa: S311 - to be repeated
        trust = chance.choice(self._trusts)
        about = _About(
            trust.name, trust.region or "The county", chance.randint(2015, 2025), number % 9 + 1
        )
        kind, write = _KINDS[number % len(_KINDS)]
        page = _Page(self._phrases, chance, about)
        return f"{kind}-{number:05}.md", "\n\n".join(write(page)) + "\n"


class _Page:
    """Draws sentences for one document."""

    def __init__(
        self, phrases: Mapping[str, Sequence[str]], chance: random.Random, about: _About
    ) -> None:
        self._phrases = phrases
        self.chance = chance
        self.about = about

    def draw(self, slot: str) -> str:
        """Write one of a slot's phrases, with the slots in it filled."""
        return _SLOT.sub(
            lambda found: self._fill(found[1]), self.chance.choice(self._phrases[slot])
        )

    def _fill(self, slot: str) -> str:
        chance, about = self.chance, self.about
        figures: Mapping[str, str] = {
            "small": str(chance.randint(2, 60)),
            "large": str(chance.randint(80, 4000)),
            "share": f"{chance.uniform(1, 95):.1f}%",
            "ratio": f"{chance.uniform(0.6, 3.5):.2f}",
            "year": str(about.year - chance.randint(0, 3)),
            "trust": about.trust,
            "area": about.area,
        }
        if slot in figures:
            return figures[slot]
        phrase = self.draw(slot.rstrip("_"))
        return phrase[0].upper() + phrase[1:] if slot.endswith("_") else phrase

    def sentence(self, kind: str) -> str:
        """Write a sentence of a kind: context, done, effect, intend or learnt."""
        if kind in ("done", "effect"):
            tail = (
                f"{self.draw('who')} {self.draw('act')}" if kind == "done" else self.draw("effect")
            )
            text = f"{self.draw('start')}, {tail}"
        else:
            text = self.draw(kind)
        return f"{text[0].upper()}{text[1:]}."

    def paragraph(self, kind: str) -> str:
        """Write two to five sentences of a kind."""
        return " ".join(self.sentence(kind) for _ in range(self.chance.randint(2, 5)))

    def paragraphs(self, kind: str, least: int, most: int) -> Iterator[str]:
        """Write paragraphs of a kind."""
        for _ in range(self.chance.randint(least, most)):
            yield self.paragraph(kind)

    def period(self) -> str:
        """Write the year as trusts do: 2021/22."""
        return f"{self.about.year}/{(self.about.year + 1) % 100:02}"

    def rows(self, count: int) -> str:
        """Write a plan as a table."""
        head = ("No.", "WRES indicator", "Objective", "Action", "Lead", "Timescale")
        table = [(*head, "Success measure", "Status"), ("---",) * 8]
        for number in range(1, count + 1):
            action = f"{self.draw('act')} and report on {self.draw('measure')}"
            table.append(
                (
                    str(number),
                    f"Indicator {self.chance.randint(1, 9)}",
                    f"{self.draw('aim').capitalize()} in {self.draw('site')}",
                    action.capitalize(),
                    self.draw("role").capitalize(),
                    f"{self.draw('month')} {self.about.year + 1}",
                    self.draw("cell").capitalize(),
                    self.draw("status").capitalize(),
                )
            )
        return "\n".join(f"| {' | '.join(row)} |" for row in table)


def _case_study(page: _Page) -> Iterator[str]:
    """Follow the questions of a template."""
    yield f"# {page.draw('thing').capitalize()} at {page.about.trust}"
    yield f"Organisation name: {page.about.trust}"
    yield f"Good practice case study, {page.period()}"
    yield "## Which WRES indicator has your organisation improved on?"
    yield f"Indicator {page.about.indicator}: {page.draw('topic')}."
    yield "## What was the position before?"
    yield from page.paragraphs("context", 2, 3)
    yield "## What did you do?"
    yield from page.paragraphs("done", 3, 6)
    yield "## What was the impact?"
    yield from page.paragraphs("effect", 2, 4)
    yield "## What did you learn?"
    yield from page.paragraphs("learnt", 1, 2)
    yield "## What comes next?"
    yield page.paragraph("intend")


def _action_plan(page: _Page) -> Iterator[str]:
    yield f"# WRES action plan {page.period()}"
    yield page.about.trust
    yield page.paragraph("context")
    yield "## Actions"
    yield page.rows(page.chance.randint(8, 18))
    yield "## Governance"
    yield page.paragraph("intend")


def _report(page: _Page) -> Iterator[str]:
    """Go through the indicators, each with figures, what was done and what is planned."""
    yield f"# {page.about.trust}: Workforce Race Equality Standard report {page.period()}"
    yield from page.paragraphs("context", 1, 2)
    for indicator in sorted(page.chance.sample(range(1, 10), page.chance.randint(4, 7))):
        yield f"## Indicator {indicator}: {page.draw('topic')}"
        yield page.paragraph("effect")
        yield page.paragraph("done")
        if page.chance.random() < 0.5:
            yield page.paragraph("intend")
    yield "## Action plan"
    yield page.rows(page.chance.randint(4, 8))


def _webpage(page: _Page) -> Iterator[str]:
    yield f"# How {page.about.trust} uses {page.draw('thing')}"
    yield from page.paragraphs("context", 1, 2)
    yield "## Our approach"
    yield from page.paragraphs("done", 3, 5)
    yield "## Results so far"
    yield from page.paragraphs("effect", 2, 3)
    yield "## What we learnt"
    yield from page.paragraphs("learnt", 2, 3)


_KINDS = (
    *(("case-study", _case_study), ("wres-report", _report), ("action-plan", _action_plan)),
    *(("case-study", _case_study), ("webpage", _webpage)),
)


def write(folder: Path, passages: int, seed: int = 0) -> int:
    """Write documents of about so many passages; how many documents there are is given back."""
    writer = Writer(seed)
    count = max(1, round(passages / PASSAGES_EACH))
    for number in range(count):
        name, text = writer.document(number)
        target = folder / f"{number // _PER_FOLDER:03}" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return count


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]), int(sys.argv[2]))} documents\n")
