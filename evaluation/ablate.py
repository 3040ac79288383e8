"""Takes the search apart, one thing at a time: `python -m evaluation.ablate`.

Each row is the whole search without one of its parts, or with one that it does not have; the parts
are the index's own. Sets: the two development sets, and the questions kept apart, by which it is
decided what stays. Differences to the whole, over all questions, carry a 95 % interval (paired
bootstrap). Below stands what the parts take of the time.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from assistant.events import Answered, Understood
from assistant.records import Answer
from assistant.settings import load_settings
from assistant.words import Vocabulary
from evaluation.bench import indexed, resolve, texts_of
from evaluation.cases import Locator, locate_gold, read_set
from evaluation.compare import bootstrap
from evaluation.memo import MemoEncoder
from evaluation.records import CaseFilters, Place
from evaluation.retrieval import DEPTH, score_ranking
from evaluation.run import Conversations
from index import catalogue, lexical, sqlite
from index.dense import Dense, Neighbour
from index.embedded import embed, of_passage
from index.fuse import fuse
from index.manifest import Encoder, Layout
from index.records import Filters, StoredPassage, Vector

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from assistant.pipeline import Assistant
    from assistant.settings import Settings

POOL = 50
NEIGHBOUR_SHARE = 0.3
METRICS = ("hit@5", "hit@10", "mrr")
_ROOT = Path(__file__).resolve().parent.parent
_SHARED = _ROOT.parent / "shared"
_BOTH = (_SHARED / "corpus", _SHARED / "digests")
SETS = {
    _SHARED / "questions" / "dev.yaml": _BOTH[:1],
    _SHARED / "questions" / "dev_digests.yaml": _BOTH,
    _ROOT / "evaluation" / "questions" / "apart.yaml": _BOTH,
}
_HEADING: tuple[str, ...] = ("title", "organisations", "section", "context")


@dataclass(frozen=True, slots=True)
class Variant:
    """The search with a part left out or put in; the defaults are the search as it is."""

    name: str
    heading: tuple[str, ...] = _HEADING
    """What of a passage's heading is embedded with it."""
    has_meaning: bool = True
    has_words: bool = True
    has_sentences: bool = True
    has_filters: bool = True
    """Filters that the question itself names."""
    has_expansion: bool = True
    is_expanded: bool = False
    """The vocabulary's other wordings are in the full-text index of the passages."""
    has_neighbours: bool = False
    """A passage counts by the better of those beside it, too."""


WHOLE = Variant("the search as it is")
VARIANTS = (
    WHOLE,
    Variant("meaning alone", has_words=False),
    Variant("words alone", has_meaning=False),
    *(
        Variant(f"without {part} in the vector", tuple(p for p in _HEADING if p != part))
        for part in _HEADING
    ),
    Variant("without any heading in the vector", ()),
    Variant("without sentence vectors", has_sentences=False),
    Variant("with neighbours", has_neighbours=True),
    Variant("without understood filters", has_filters=False),
    Variant("without expansion of the question", has_expansion=False),
    Variant("with expansion of passages instead", has_expansion=False, is_expanded=True),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the assistant understood it."""

    text: str
    given: Filters
    understood: Filters
    expansion: tuple[str, ...]


class Laboratory:
    """One data folder, searched with any variant; `opened` gives one."""

    def __init__(
        self,
        connection: "Connection",
        expanded: "Connection",
        passages: Mapping[int, StoredPassage],
        dense: Dense,
        encoder: Encoder,
    ) -> None:
        self._connection = connection
        self._expanded = expanded
        self._passages = passages
        self._dense = dense
        self._encoder = encoder
        self._memo = _Memo(encoder)
        self._numbers = list(passages)
        self._rows = {_HEADING: catalogue.passage_vectors(connection, self._numbers)[1]}
        self._found: dict[tuple[bool, str], lexical.Matches] = {}
        self.laps: dict[str, list[float]] = defaultdict(list)
        """Milliseconds of each part of each search as it is."""

    def search(self, asked: Asked, variant: Variant) -> tuple[Place, ...]:
        """Rank the passages for a question, as `Index.search` does but for the variant."""
        times = [time.perf_counter()]
        query = self._encoder.encode_questions([asked.text])[0]
        times.append(time.perf_counter())
        filters = asked.understood if variant.has_filters else asked.given
        narrowed = None if filters.is_empty else catalogue.allowed(self._connection, filters)
        near = self._near(query, narrowed, variant)
        times.append(time.perf_counter())
        if variant.has_sentences:
            found = [each.number for each in near]
            rows = catalogue.sentence_rows(self._connection, found, len(query))
            near = self._dense.ordered(query, near, rows)
        times.append(time.perf_counter())
        expansion = asked.expansion if variant.has_expansion else ()
        connection = self._expanded if variant.is_expanded else self._connection
        worded = lexical.rank(connection, asked.text, POOL, narrowed, expansion, self._matches)
        times.append(time.perf_counter())
        if variant is WHOLE:
            parts = ("the question's vector", "the nearest passages", "their sentences", "words")
            for part, lap in zip(parts, np.diff(times), strict=True):
                self.laps[part].append(1000 * float(lap))
        meant = [each.number for each in near] if variant.has_meaning else []
        return self._places(fuse(meant, worded if variant.has_words else []))

    def _matches(self, connection: "Connection", term: str) -> lexical.Matches:
        """Look a word up once, as the index does."""
        key = (connection is self._expanded, term)
        if key not in self._found:
            self._found[key] = lexical.matches(connection, term)
        return self._found[key]

    def _near(
        self, query: Vector, narrowed: Sequence[int] | None, variant: Variant
    ) -> tuple[Neighbour, ...]:
        allowed = set(self._numbers if narrowed is None else narrowed)
        nearness = self._rows_of(variant.heading) @ query
        if variant.has_neighbours:
            nearness = self._with_neighbours(nearness)
        pairs = zip(self._numbers, nearness.tolist(), strict=True)
        found = [Neighbour(*pair) for pair in pairs if pair[0] in allowed]
        return tuple(sorted(found, key=lambda each: (-each.similarity, each.number))[:POOL])

    def _rows_of(self, heading: tuple[str, ...]) -> Vector:
        """Give the passages' vectors with these parts of their headings, made once."""
        if heading not in self._rows:
            items = [
                of_passage(
                    each.title if "title" in heading else "",
                    each.organisations if "organisations" in heading else (),
                    each.section if "section" in heading else "",
                    each.context if "context" in heading else "",
                    each.text,
                )
                for each in self._passages.values()
            ]
            self._rows[heading], _ = embed(self._memo, items)
        return self._rows[heading]

    def _with_neighbours(self, nearness: Vector) -> Vector:
        """Mix in the nearness of the better passage beside each, in the order of the document."""
        owners = np.array([each.document_id for each in self._passages.values()])
        is_same = owners[1:] == owners[:-1]
        before = np.append(-1.0, np.where(is_same, nearness[:-1], -1.0))
        after = np.append(np.where(is_same, nearness[1:], -1.0), -1.0)
        beside = np.maximum(before, after)
        beside = np.where(beside == -1.0, nearness, beside)
        mixed: Vector = ((1 - NEIGHBOUR_SHARE) * nearness + NEIGHBOUR_SHARE * beside).astype("f4")
        return mixed

    def _places(self, scores: Mapping[int, float]) -> tuple[Place, ...]:
        def order(number: int) -> tuple[float, str, int]:
            passage = self._passages[number]
            return -scores[number], passage.document, passage.span.start

        best = (self._passages[number] for number in sorted(scores, key=order)[:DEPTH])
        return tuple(Place(each.document_id, each.span.start, each.span.end) for each in best)


class _Memo(MemoEncoder):
    """An encoder of passages that remembers: most variants share most of their texts."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(encoder)
        self.model = encoder.model
        self.encode_questions = encoder.encode_questions

    def encode_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vector, list[Vector]]:
        """Give the vectors of texts; no variant asks for parts."""
        assert not any(parts)
        return self.encode(texts), [np.zeros((0, 0), dtype=np.float32) for _ in texts]


@contextmanager
def opened(
    folder: Path, encoder: Encoder, expand: Callable[[str], Sequence[str]]
) -> Iterator[Laboratory]:
    """Open a data folder, and a full-text index of its passages expanded beside it."""
    layout = Layout(folder)
    reader = sqlite.open_to_read(layout.catalogue)
    with TemporaryDirectory() as beside:
        writer = sqlite.open_to_write(Path(beside) / "expanded.sqlite")
        with reader.connect() as connection, writer.begin() as expanded:
            numbers, _ = catalogue.passage_vectors(connection)
            found = catalogue.passages_by_number(connection, numbers)
            passages = {number: found[number] for number in numbers}
            lexical.create(expanded)
            lexical.add(expanded, [_entry(*item, expand) for item in passages.items()])
            yield Laboratory(connection, expanded, passages, Dense(layout, encoder.model), encoder)
        writer.dispose()
    reader.dispose()


def _entry(number: int, it: StoredPassage, expand: Callable[[str], Sequence[str]]) -> lexical.Entry:
    """Index a passage with the other wordings of what it says, at the weight of its heading."""
    entry = lexical.entry(number, it.title, it.organisations, it.section, it.context, it.text)
    return replace(entry, heading=f"{entry.heading}\n{'. '.join(expand(it.text))}")


@dataclass(frozen=True, slots=True)
class Ablation:
    """What one set came to: for each variant, the scores of each question."""

    name: str
    passages: int
    scores: Mapping[str, Sequence[Mapping[str, float]]]
    laps: Mapping[str, Sequence[float]]


class _Listener:
    """Asks the assistant and keeps how it understood the last question."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self.heard: Asked | None = None

    def ask(self, question: str, filters: CaseFilters, history: Sequence[Answer]) -> Answer:
        given = resolve(self._assistant, filters)
        answer = None
        for event in self._assistant.events(question, given, history):
            if isinstance(event, Understood):
                it = event.understanding
                self.heard = Asked(it.standalone, given, it.filters, tuple(it.expansion))
            if isinstance(event, Answered):
                answer = event.answer
        assert answer is not None
        return answer


def ablate(
    path: Path, corpus: Sequence[Path], settings: "Settings", variants: Sequence[Variant] = VARIANTS
) -> Ablation:
    """Ask one set of each of these variants."""
    from assistant import wiring

    questions = read_set(path)
    scores: dict[str, list[Mapping[str, float]]] = {each.name: [] for each in variants}
    with indexed(settings, corpus) as own, wiring.open_assistant(own) as assistant:
        gold = locate_gold(questions, Locator(texts_of(assistant)))
        listener = _Listener(assistant)
        talk = Conversations(listener, {each.id: each for each in questions.cases})
        encoder, expand = wiring.load_encoder(own), Vocabulary.load().expand
        with opened(own.data, encoder, expand) as laboratory:
            for case in questions.cases:
                talk.ask(case)
                if not case.gold or listener.heard is None:
                    continue
                for variant in variants:
                    found = laboratory.search(listener.heard, variant)
                    scores[variant.name].append(score_ranking(found, gold[case.id]))
        return Ablation(questions.name, assistant.index.size(), scores, dict(laboratory.laps))


def table(ablations: Sequence[Ablation]) -> Iterator[str]:
    """Write the table: a line for each variant, in per cent but for the reciprocal rank."""
    head = "".join(f"{f'{each.name} top 5/10, MRR':>28}" for each in ablations)
    yield f"{'':36}{head}{'all: top 5 against the whole':>34}{'and MRR':>26}"
    for variant in VARIANTS:
        cells = "".join(f"{_cell(each.scores[variant.name]):>28}" for each in ablations)
        gains = "".join(
            f"{_gain(ablations, variant, metric, factor):>{width}}"
            for metric, factor, width in (("hit@5", 100, 34), ("mrr", 1, 26))
        )
        yield f"{variant.name:36}{cells}{'' if variant is WHOLE else gains}"


def _cell(scores: Sequence[Mapping[str, float]]) -> str:
    top5, top10, mrr = (fmean(each[metric] for each in scores) for metric in METRICS)
    return f"{100 * top5:.1f} / {100 * top10:.1f}, {mrr:.3f}"


def _gain(ablations: Sequence[Ablation], variant: Variant, metric: str, factor: int) -> str:
    differences = [
        factor * (new[metric] - old[metric])
        for each in ablations
        for new, old in zip(each.scores[variant.name], each.scores[WHOLE.name], strict=True)
    ]
    low, high = bootstrap(differences)
    places = 1 if factor > 1 else 3
    return f"{fmean(differences):+.{places}f} ({low:+.{places}f} to {high:+.{places}f})"


def main() -> None:
    """Ask every set of every variant and print the table."""
    settings = load_settings()
    ablations = [ablate(path, corpus, settings) for path, corpus in SETS.items()]
    for line in table(ablations):
        sys.stdout.write(f"{line}\n")
    for each in ablations:
        parts = ", ".join(f"{part} {median(laps):.1f}" for part, laps in each.laps.items())
        whole = median(map(sum, zip(*each.laps.values(), strict=True)))
        sys.stdout.write(
            f"{each.name}, {each.passages} passages, half within {whole:.1f} ms: {parts}\n"
        )


if __name__ == "__main__":
    main()
