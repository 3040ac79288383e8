"""Reads question sets and finds their gold quotes in the canonical texts."""

import hashlib
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from evaluation.errors import BadSet
from evaluation.records import Case, CaseFilters, CaseKind, Gold, Place, QuestionSet, Text
from ingest.records import Evidence, Kind

CAVEATS = ("gap_not_reported", "plan_only", "organisation_unnamed", "single_source", "conflict")
# A set with a hundred wrong quotes is mended from the first few.
SHOWN_ERRORS = 5


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_Text = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]
_Texts = Annotated[list[_Text], BeforeValidator(_listed)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Gold(_Strict):
    document: _Text
    quote: _Text


class _Filters(_Strict):
    organisation: _Texts = []
    indicator: _Texts = []
    theme: _Texts = []
    year: _Texts = []
    kind: Annotated[list[Annotated[Kind, Field(strict=False)]], BeforeValidator(_listed)] = []


class _Case(_Strict):
    id: _Text
    question: _Text
    kind: Annotated[CaseKind, Field(strict=False)]
    answerable: bool
    after: _Text | None = None
    filters: _Filters = Field(default_factory=_Filters)
    gold: list[_Gold] = []
    organisations: list[_Text] = []
    must_say: list[_Text] = []
    must_not_say: list[_Text] = []
    evidence: Annotated[
        list[Annotated[Evidence, Field(strict=False)]], BeforeValidator(_listed)
    ] = []
    caveat: Annotated[list[_Text], BeforeValidator(_listed)] = []


class _Loader(yaml.SafeLoader):
    """A loader that refuses a key given twice, which YAML would silently overwrite."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} given twice", node.start_mark
                )
        return super().construct_mapping(node, deep=deep)


def read_set(path: Path) -> QuestionSet:
    """Read and check one question set.

    Raises:
        BadSet: unreadable, or a case breaks the schema; the text names file, case and key.
    """
    try:
        content = path.read_bytes()
        entries = yaml.load(content, Loader=_Loader)  # noqa: S506  # a SafeLoader
    except OSError as error:
        raise BadSet(f"{path}: cannot be read ({error.strerror})") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadSet(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(entries, list) or not entries:
        raise BadSet(f"{path}: a set is a list of one or more cases")
    cases = tuple(_case(path, place, entry) for place, entry in enumerate(entries, 1))
    _check_order(path, cases)
    return QuestionSet(path.stem, hashlib.sha256(content).hexdigest()[:16], cases)


def _case(path: Path, place: int, entry: Any) -> Case:
    name = entry.get("id", f"number {place}") if isinstance(entry, dict) else f"number {place}"
    try:
        read = _Case.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the case"
        raise BadSet(f"{path}, case {name}, {key}: {first['msg'].lower()}") from error
    _check_case(path, read)
    return Case(
        id=read.id,
        question=read.question,
        kind=read.kind,
        answerable=read.answerable,
        after=read.after,
        filters=CaseFilters(**{key: tuple(map(str, value)) for key, value in read.filters}),
        gold=tuple(Gold(gold.document, fold(gold.quote)) for gold in read.gold),
        organisations=tuple(read.organisations),
        must_say=tuple(tuple(fact.split("|")) for fact in read.must_say),
        must_not_say=tuple(read.must_not_say),
        evidence=tuple(kind.value for kind in read.evidence),
        caveat=tuple(read.caveat),
    )


def _check_case(path: Path, case: _Case) -> None:
    where = f"{path}, case {case.id}"
    if case.answerable and not case.gold:
        raise BadSet(f"{where}, gold: an answerable case has at least one gold passage")
    if not case.answerable and case.gold:
        raise BadSet(f"{where}, gold: a case that is not answerable has no gold passage")
    if (case.kind is CaseKind.FOLLOW_UP) != (case.after is not None):
        raise BadSet(
            f"{where}, after: a follow_up names the case before it, and no other kind does"
        )
    for code in case.caveat:
        if code not in CAVEATS:
            raise BadSet(f"{where}, caveat: {code!r} is none of {', '.join(CAVEATS)}")
    for fact in (*case.must_say, *case.must_not_say):
        if any(not part.strip() for part in fact.split("|")):
            raise BadSet(f"{where}: {fact!r} has an empty alternative, which every answer contains")


def _check_order(path: Path, cases: Sequence[Case]) -> None:
    seen: set[str] = set()
    known = {case.id for case in cases}
    for case in cases:
        if case.id in seen:
            raise BadSet(f"{path}, case {case.id}, id: given twice")
        if case.after is not None and case.after not in seen:
            fault = "stands later in the set" if case.after in known else "is not in the set"
            raise BadSet(f"{path}, case {case.id}, after: {case.after!r} {fault}")
        seen.add(case.id)


def check_names(sets: Iterable[QuestionSet]) -> None:
    """Refuse two sets of the same name: their cases could not be told apart."""
    seen: set[str] = set()
    for questions in sets:
        if questions.name in seen:
            raise BadSet(f"two sets are called {questions.name!r}; rename one of the files")
        seen.add(questions.name)


def fold(text: str) -> str:
    """Fold runs of white space to one space."""
    return " ".join(text.split())


class Locator:
    """Finds quotes, white space folded, and gives their spans in the canonical texts."""

    def __init__(self, texts: Iterable[Text]) -> None:
        self._texts: dict[str, list[Text]] = {}
        for text in texts:
            self._texts.setdefault(text.document, []).append(text)

    def locate(self, gold: Gold) -> tuple[Place, ...]:
        """Give every place where the quote stands; empty when there is none.

        Raises:
            BadSet: the corpus has no such document.
        """
        if gold.document not in self._texts:
            raise BadSet(f"document {gold.document!r} is not in the corpus")
        pattern = re.compile(r"\s+".join(map(re.escape, gold.quote.split())))
        return tuple(
            Place(text.document_id, found.start(), found.end())
            for text in self._texts[gold.document]
            for found in pattern.finditer(text.text)
        )


def locate_gold(
    questions: QuestionSet, locator: Locator
) -> Mapping[str, tuple[tuple[Place, ...], ...]]:
    """Give, for each case id, the places of each of its gold quotes.

    Raises:
        BadSet: a document or a quote is not in the corpus; the text names set, case and quote.
    """
    places: dict[str, tuple[tuple[Place, ...], ...]] = {}
    faults: list[str] = []
    for case in questions.cases:
        found = []
        for gold in case.gold:
            try:
                found.append(locator.locate(gold))
            except BadSet as error:
                faults.append(f"case {case.id}: {error}")
                continue
            if not found[-1]:
                faults.append(f"case {case.id}: {gold.document} has no {gold.quote!r}")
        places[case.id] = tuple(found)
    if faults:
        more = f" (and {len(faults) - SHOWN_ERRORS} more)" if len(faults) > SHOWN_ERRORS else ""
        raise BadSet(f"{questions.name}, gold: {'; '.join(faults[:SHOWN_ERRORS])}{more}")
    return places
