"""Sets up what is tested: a throw-away index of a corpus, and the assistant that users get."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.records import Answer
from assistant.understand import resolve_filters
from assistant.words import Vocabulary
from evaluation.errors import BadCorpus
from evaluation.judges import load_judge
from evaluation.memo import MemoEncoder
from evaluation.naive import NaiveSearcher
from evaluation.records import CaseFilters, Place, Text
from evaluation.retrieval import DEPTH
from evaluation.run import Bench
from index.records import Filters, Hit

if TYPE_CHECKING:
    from assistant.pipeline import Assistant
    from assistant.settings import Settings

# Both rankings are read from one search: deep enough to hold the first DEPTH of each.
POOL = 50
PACKAGES = ("ingest", "index", "assistant", "evaluation")


class UserAssistant:
    """The assistant as the command line opens it."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant

    def ask(self, question: str, filters: CaseFilters, history: Sequence[Answer]) -> Answer:
        """Answer a question, its filters resolved as those of the command line are."""
        return self._assistant.ask(question, resolve(self._assistant, filters), history)


class IndexSearcher:
    """Dense only, lexical only and fused, as the index gives them."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self._vocabulary = Vocabulary.load()

    def search(
        self, query: str, filters: CaseFilters, understood: Filters
    ) -> Mapping[str, Sequence[Place]]:
        """Give the rankings; a fused hit carries its rank in the dense and the lexical one."""
        hits = self._hits(query, resolve(self._assistant, filters))
        dense = [(hit.dense_rank, hit) for hit in hits if hit.dense_rank is not None]
        lexical = [(hit.lexical_rank, hit) for hit in hits if hit.lexical_rank is not None]
        return {
            "dense": _places([hit for _, hit in sorted(dense, key=lambda pair: pair[0])]),
            "lexical": _places([hit for _, hit in sorted(lexical, key=lambda pair: pair[0])]),
            "fused": _places(hits),
            "understood": _places(self._hits(query, understood)),
        }

    def _hits(self, query: str, filters: Filters) -> Sequence[Hit]:
        return self._assistant.index.search(
            query, filters, k=2 * POOL, pool=POOL, expansion=self._vocabulary.expand(query)
        )


def _places(hits: Sequence[Hit]) -> tuple[Place, ...]:
    return tuple(
        Place(hit.passage.document_id, hit.passage.span.start, hit.passage.span.end)
        for hit in hits[:DEPTH]
    )


def resolve(assistant: "Assistant", filters: CaseFilters) -> Filters:
    """Resolve the filters of a case."""
    return resolve_filters(
        authority=assistant.authority,
        known=[item.name for item in assistant.index.organisations()],
        organisations=filters.organisation,
        indicators=filters.indicator,
        themes=filters.theme,
        years=filters.year,
        kinds=filters.kind,
    )


@contextmanager
def indexed(
    settings: "Settings",
    corpus: Sequence[Path],
    on_progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> Iterator["Settings"]:
    """Index the corpus in a folder that is removed afterwards, and give the settings that name it.

    Raises:
        NoDocuments: there is nothing to read under a path.
        BadCorpus: none of the files can be read.
    """
    from assistant import wiring

    with tempfile.TemporaryDirectory(prefix="goodpractice-") as folder:
        own = settings.model_copy(update={"data": Path(folder)})
        taken = wiring.take_in(
            own,
            corpus,
            on_progress=lambda progress: on_progress(progress.done, progress.total, progress.name),
        )
        if not taken.new:
            reasons = "; ".join(f"{item.path}: {item.reason}" for item in taken.failed)
            raise BadCorpus(f"no document of the corpus can be read: {reasons or 'it is empty'}")
        yield own


def texts_of(assistant: "Assistant") -> tuple[Text, ...]:
    """Give the canonical texts of what an assistant answers from."""
    index = assistant.index
    return tuple(
        Text(item.id, item.name, index.document_text(item.id)) for item in index.documents()
    )


@contextmanager
def open_bench(
    settings: "Settings",
    corpus: Sequence[Path],
    on_progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> Iterator[Bench]:
    """Index the corpus in a folder that is removed afterwards, and open the assistant on it.

    Raises:
        NoDocuments: there is nothing to read under a path.
        BadCorpus: none of the files can be read.
    """
    from assistant import wiring

    with (
        indexed(settings, corpus, on_progress) as own,
        wiring.open_assistant(own) as assistant,
    ):
        texts = texts_of(assistant)
        encoder = MemoEncoder(assistant.index)
        yield Bench(
            texts=texts,
            asker=UserAssistant(assistant),
            searchers=(IndexSearcher(assistant), NaiveSearcher(texts, assistant.index)),
            judge=load_judge(settings.judge, encoder),
            version=code_version() + (f", {settings.judge}" if settings.judge else ""),
        )


def code_version() -> str:
    """Give the version of the package and a fingerprint of its code and data."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        root = Path(str(resources.files(package)))
        for path in sorted(root.rglob("*")):
            if path.suffix in {".py", ".yaml", ".tsv", ".json"} and "questions" not in path.parts:
                digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return f"{version('goodpractice')}+{digest.hexdigest()[:12]}"
