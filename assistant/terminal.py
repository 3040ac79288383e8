"""Writes answers, hits and rows for a reader at a terminal: wrapped, plain, without boxes."""

import io
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.records import Answer, Basis, Citation, QuestionKind, Statement, Status
from index.records import (
    Hit,
    StoredAction,
    StoredDocument,
    StoredField,
    StoredOrganisation,
    StoredOutcome,
)
from ingest.records import Evidence, Kind

if TYPE_CHECKING:
    from assistant.intake import Report
    from assistant.understand import Understanding
    from assistant.understood import Part, Understood
    from index.health import Health
    from index.health import Status as DataStatus

NARROWEST = 40
WIDEST = 110
"""Lines longer than this tire the eye, however wide the terminal."""

TALL = 40
"""A table with a longer cell than this gets a blank line after each row."""

BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
UNNAMED = "an unnamed organisation"

_GROUPS: tuple[tuple[str, frozenset[Evidence]], ...] = (
    ("What trusts report happened", frozenset({Evidence.OUTCOME})),
    ("What they did", frozenset({Evidence.INTERVENTION})),
    (
        "What they plan: no result reported yet",
        frozenset({Evidence.PLAN, Evidence.TARGET}),
    ),
    ("Where they stood", frozenset({Evidence.BASELINE})),
    ("What they learned", frozenset({Evidence.LEARNING})),
    ("Background", frozenset({Evidence.CONTEXT})),
)
_CORRECTING = (
    "Is a label wrong? Say what is true in corpus.yaml in the file's folder, or in FILE.meta.yaml "
    "beside the file (title, url, organisation, publisher, kind, period, indicators), and ingest "
    "again."
)
_KIND_WORDS: Mapping[Kind, str] = {
    Kind.CASE_STUDY: "case study",
    Kind.ACTION_PLAN: "action plan",
    Kind.REPORT: "report",
    Kind.GUIDANCE: "guidance",
    Kind.WEBPAGE: "web page",
    Kind.OTHER: "document",
}


@dataclass(frozen=True, slots=True)
class Page:
    """How wide lines may be, and whether bold and dim are shown."""

    width: int = 80
    has_colour: bool = False

    def bold(self, text: str) -> str:
        """Set text in bold."""
        return f"{BOLD}{text}{PLAIN}" if self.has_colour else text

    def dim(self, text: str) -> str:
        """Set text in grey."""
        return f"{DIM}{text}{PLAIN}" if self.has_colour else text

    def wrap(self, text: str, first: str = "", rest: str | None = None) -> str:
        """Fold text into lines that begin with `first`, then with `rest`."""
        return textwrap.fill(
            one_line(text),
            width=max(NARROWEST, min(self.width, WIDEST)),
            initial_indent=first,
            subsequent_indent=" " * len(first) if rest is None else rest,
            break_on_hyphens=False,
        )


def one_line(text: str) -> str:
    """Fold white space and drop control characters, which could drive the terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


# ------------------------------------------------------------------ an answer


def answer_text(answer: Answer, page: Page, *, is_headed: bool = True) -> str:
    """Give the readable form of an answer: summary, statements by evidence, caveats, sources.

    It is headed by the question, unless that was just typed above it.
    """
    parts = [page.bold(page.wrap(answer.question))] if is_headed else []
    if is_headed and answer.standalone_question not in {"", answer.question}:
        parts.append(page.dim(page.wrap(f"Understood as: {answer.standalone_question}")))
    parts.append(page.wrap(answer.summary))
    parts.extend(_groups(answer, page))
    if answer.actions:
        parts.append(actions_text(answer.actions, page, answer.citations))
    if answer.caveats:
        said = " · ".join(caveat.text for caveat in answer.caveats)
        parts.append(page.bold("Mind: ") + page.wrap(f"Mind: {said}")[len("Mind: ") :])
    if answer.removed:
        parts.append(_removed(answer, page))
    if answer.citations:
        parts.append(_sources(answer, page))
    return "\n\n".join(parts) + "\n"


def _groups(answer: Answer, page: Page) -> Iterator[str]:
    shown = [item for item in answer.statements if not _is_row(item, answer)]
    if answer.status is Status.NO_EVIDENCE and shown:
        yield _group("Nearest, and not an answer", shown, page)
        return
    if answer.kind is QuestionKind.CORPUS and shown:
        yield _group("What is indexed", shown, page)
        return
    for heading, evidence in _GROUPS:
        statements = [item for item in shown if item.evidence in evidence]
        if statements:
            yield _group(heading, statements, page)


def _is_row(statement: Statement, answer: Answer) -> bool:
    """Tell whether the table of rows shows this statement already."""
    cited = [item for item in answer.citations if item.number in statement.citations]
    return bool(cited) and all(
        any(
            action.document_id == item.document_id
            and action.span.start <= item.start
            and item.end <= action.span.end
            for action in answer.actions
        )
        for item in cited
    )


def _group(heading: str, statements: Iterable[Statement], page: Page) -> str:
    """Give one heading with its statements, those of one speaker together."""
    by_speaker: dict[str, list[tuple[str, Statement]]] = {}
    for statement in statements:
        speaker, said = _spoken(statement)
        by_speaker.setdefault(speaker, []).append((said, statement))
    lines = [page.bold(heading)]
    for speaker, said_by in by_speaker.items():
        if len(said_by) == 1:
            said, statement = said_by[0]
            lines.append(page.wrap(f"{speaker}: {said}", "* "))
            lines.extend(_beside(statement, page, "  "))
            continue
        lines.append(page.wrap(f"{speaker}:", "* "))
        for said, statement in said_by:
            lines.append(page.wrap(said, "  - "))
            lines.extend(_beside(statement, page, "    "))
    return "\n".join(lines)


def _spoken(statement: Statement) -> tuple[str, str]:
    """Part who speaks from what is said; a model's statement may name its organisation itself."""
    speaker, colon, said = statement.text.partition(": ")
    is_begun_by_name = statement.origin == "extract" or statement.organisation in {None, speaker}
    if colon and is_begun_by_name and not set(speaker) & set('“"['):
        return speaker, said
    return statement.organisation or _capital(UNNAMED), statement.text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _beside(statement: Statement, page: Page, indent: str) -> Iterator[str]:
    if statement.columns:
        yield page.dim(page.wrap(f"Columns: {statement.columns}", indent))
    if statement.basis is not None:
        yield page.dim(page.wrap(basis_text(statement.basis), indent))


def basis_text(basis: Basis) -> str:
    """Say what the source gives to weigh an outcome by, and what it leaves out."""
    by = {"self": "the organisation itself", "other": "another organisation"}[basis.reported_by]
    said = [
        "figures before and after" if basis.before_after else "no figures before and after",
        "numbers of people given" if basis.people else "no numbers of people",
        "comparison given" if basis.comparison else "no comparison",
        "period given" if basis.period else "period not dated",
    ]
    return f"Reported by {by}; {'; '.join(said)}."


def _removed(answer: Answer, page: Page) -> str:
    lines = [page.bold("Taken out, because the sources do not bear it out")]
    lines.extend(page.wrap(f"{item.text} ({item.reason})", "* ") for item in answer.removed)
    return "\n".join(lines)


def _sources(answer: Answer, page: Page) -> str:
    """Give the numbered sources; citations of one place share a line."""
    places: dict[str, list[int]] = {}
    for citation in answer.citations:
        places.setdefault(source_text(citation), []).append(citation.number)
    lines = [page.bold("Sources")]
    lines.extend(
        page.wrap(place, f"[{_ranges(numbers)}] ", "    ") for place, numbers in places.items()
    )
    return "\n".join(lines)


def _ranges(numbers: Sequence[int]) -> str:
    """Write 1, 2, 3, 7 as "1–3, 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def source_text(citation: Citation) -> str:
    """Name a source: organisation, document, kind, period, publisher, section, page."""
    named = citation.organisation if citation.organisation_named else None
    kind = " ".join(filter(None, [_KIND_WORDS[citation.kind], citation.period]))
    parts = [named or citation.publisher or UNNAMED, citation.title or citation.document, kind]
    if named and citation.publisher not in {None, named}:
        parts.append(f"published by {citation.publisher}")
    if citation.section not in {"", citation.title}:
        parts.append(f"“{one_line(citation.section)}”")
    if citation.page is not None:
        parts.append(f"page {citation.page}")
    return ", ".join(parts)


def understanding_text(found: "Understanding", page: Page) -> str:
    """Give what was understood of a question."""
    narrowed = found.filters
    facts = {
        "question": found.question,
        "standing alone": found.standalone,
        "kind": found.kind.value.replace("_", " "),
        "organisations": "; ".join(found.organisations),
        "not indexed": "; ".join(found.missing),
        "indicators": ", ".join(map(str, found.indicators)),
        "periods": ", ".join(found.periods),
        "about a gap": "yes, between groups of staff" if found.is_about_gap else "",
        "searched for": ", ".join(term.typed for term in found.terms),
        "narrowed to": "; ".join(
            [
                *narrowed.organisations,
                *(f"indicator {number}" for number in narrowed.indicators),
                *narrowed.periods,
                *(_KIND_WORDS[kind] for kind in narrowed.kinds),
                *(evidence.value for evidence in narrowed.evidence),
            ]
        ),
    }
    return "\n".join(_facts(facts, page))


# ------------------------------------------------------------------ rows


def actions_text(
    actions: Sequence[StoredAction], page: Page, citations: Sequence[Citation] = ()
) -> str:
    """Give actions, those of one plan together, with their count; a cited cell bears its number."""
    cited = {(item.document_id, item.start, item.end): item.number for item in citations}

    def cell(action: StoredAction, field: StoredField) -> str:
        number = cited.get((action.document_id, field.span.start, field.span.end))
        return f"{field.text} [{number}]" if number else field.text

    parts = [page.bold(_count(len(actions), "action"))]
    for plan, rows in groupby(actions, key=_plan):
        cells = [
            (
                row.number,
                cell(row, row.action if row.action.text else row.objective),
                cell(row, row.lead),
                cell(row, row.timescale),
                cell(row, row.status),
                cell(row, row.success_measure),
                row.indicators,
            )
            for row in rows
        ]
        heads = ("No.", "Action", "Lead", "Timescale", "Status", "Success measure", "Ind.")
        parts.append(f"{page.bold(page.wrap(plan))}\n{table_text(heads, cells, page)}")
    return "\n\n".join(parts)


def _plan(action: StoredAction) -> str:
    """Name the plan that an action stands in: organisation, period, title."""
    name = _capital(action.organisation or UNNAMED)
    named = [name, action.period, action.title or action.document]
    return ", ".join(filter(None, named))


def outcomes_text(outcomes: Sequence[StoredOutcome], page: Page) -> str:
    """Give reported outcomes with their count."""
    parts = [page.bold(_count(len(outcomes), "reported outcome"))]
    for outcome in outcomes:
        name = outcome.organisation or UNNAMED
        facts = (
            [f"indicator {', '.join(map(str, outcome.indicators))}"] if outcome.indicators else []
        )
        if outcome.before or outcome.after:
            facts.append(f"{outcome.before or '?'} to {outcome.after or '?'}")
        elif outcome.change:
            facts.append(outcome.change)
        facts.extend(filter(None, [outcome.group, outcome.period, outcome.direction]))
        facts.append(outcome.title or outcome.document)
        if outcome.page is not None:
            facts.append(f"page {outcome.page}")
        head = page.wrap(f"{_capital(name)}: “{one_line(outcome.text)}”", "* ")
        parts.append(f"{head}\n{page.dim(page.wrap(' · '.join(facts), '  '))}")
    return "\n\n".join(parts)


def hits_text(hits: Sequence[Hit], page: Page) -> str:
    """Give the passages of a search with their scores, best first."""
    parts = []
    for hit in hits:
        passage = hit.passage
        names = "; ".join(passage.organisations) or passage.publisher or UNNAMED
        head = f"{_capital(names)}, {passage.title or passage.document}"
        ranks = [
            f"score {hit.score:.4f}",
            f"meaning {_rank(hit.dense_rank)}",
            f"words {_rank(hit.lexical_rank)}",
            passage.evidence.value,
        ]
        if passage.section:
            ranks.append(f"“{one_line(passage.section)}”")
        if passage.page is not None:
            ranks.append(f"page {passage.page}")
        first = f"{hit.rank}. ".rjust(4)
        parts.append(
            "\n".join(
                [
                    page.bold(page.wrap(head, first)),
                    page.dim(page.wrap(" · ".join(ranks), "    ")),
                    page.wrap(passage.text, "    "),
                ]
            )
        )
    return "\n\n".join(parts) if parts else "Nothing found."


def _rank(rank: int | None) -> str:
    return "–" if rank is None else f"#{rank}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# ------------------------------------------------------------------ what is held


def documents_text(documents: Sequence[StoredDocument], page: Page) -> str:
    """Give the list of documents: id and name, then what each is and holds."""
    lines = [page.bold(_count(len(documents), "document"))]
    for item in documents:
        about = item.organisation or item.publisher or UNNAMED
        facts = [about, _KIND_WORDS[item.kind], item.period, _holds(item)]
        lines.append(f"{page.bold(item.id)}  {one_line(item.name)}")
        lines.append(page.dim(page.wrap(" · ".join(filter(None, facts)), " " * (len(item.id) + 2))))
    return "\n".join(lines)


def organisations_text(organisations: Sequence[StoredOrganisation], page: Page) -> str:
    """Give the organisations that are written about, with what is held about each."""
    lines = [page.bold(_count(len(organisations), "organisation"))]
    for item in organisations:
        kind = item.type.replace("_", " ") if item.type else None
        held = f"{_count(item.documents, 'document')}, {_holds(item)}"
        lines.append(page.bold(page.wrap(item.name)))
        facts = filter(None, [item.ods_code, kind, item.region, held])
        lines.append(page.dim(page.wrap(" · ".join(facts), "    ")))
    return "\n".join(lines)


def _holds(item: StoredDocument | StoredOrganisation) -> str:
    counts = (
        (item.passages, "passage"),
        (item.actions, "action"),
        (item.outcomes, "reported outcome"),
    )
    return ", ".join(_count(number, noun) for number, noun in counts if number)


def document_text(document: StoredDocument, page: Page) -> str:
    """Give one document: its labels with their reasons, and what it holds."""
    why = document.reasons
    facts = {
        "id": document.id,
        "file": document.name,
        "ingested from": "; ".join(document.sources),
        "address": document.url,
        "publisher": _reasoned(document.publisher, why.get("publisher")),
        "organisation": _reasoned(document.organisation, why.get("organisation")),
        "kind": _reasoned(document.kind.value, why.get("kind")),
        "period": _reasoned(document.period, why.get("period")),
        "indicators": ", ".join(map(str, document.indicators)),
        "holds": f"{_count(document.characters, 'character')}, {_holds(document)}",
        "warnings": "; ".join(document.warnings),
    }
    return "\n".join([page.bold(page.wrap(document.title or document.name)), *_facts(facts, page)])


def understood_text(found: "Understood", page: Page) -> str:
    """Give one document with all that was understood of it: what a person checks and corrects."""
    parts = [document_text(found.document, page)]
    if found.sections:
        parts.append(
            "\n".join(
                [page.bold(_count(len(found.sections), "section")), *_parts(found.sections, page)]
            )
        )
    if found.organisations:
        lines = [page.bold(_count(len(found.organisations), "organisation"))]
        for item in found.organisations:
            held = _count(item.passages, "passage")
            lines.append(page.wrap(f"{item.name}: {held}", "* "))
            lines.extend(page.dim(page.wrap(reason, "  ")) for reason in item.reasons[:3])
        parts.append("\n".join(lines))
    if found.actions:
        parts.append(actions_text(found.actions, page))
    if found.outcomes:
        parts.append(outcomes_text(found.outcomes, page))
    parts.append(page.dim(page.wrap(_CORRECTING)))
    return "\n\n".join(parts)


def _parts(sections: "Iterable[Part]", page: Page) -> Iterator[str]:
    """Give each section with its page and its passages by evidence type."""
    for item in sections:
        facts = [f"page {item.page}"] if item.page is not None else []
        facts.extend(f"{number} {name}" for name, number in item.evidence.items())
        title = item.title.rstrip(" :") or "(no heading)"
        yield page.wrap(f"{title}: {', '.join(facts)}", "* ")


def _reasoned(value: str | None, reason: str | None) -> str:
    return f"{value or '–'}{f' ({reason})' if reason else ''}"


def _facts(facts: Mapping[str, str | None], page: Page) -> Iterator[str]:
    """Give names and values in two columns; what has no value is left out."""
    width = max(map(len, facts)) + 2
    for name, value in facts.items():
        if value:
            yield page.wrap(value, f"{name}".ljust(width))


def report_text(report: "Report", page: Page) -> str:
    """Give what a run of ingest did; nothing new is said in as many words."""
    counts = {
        name: len(files)
        for name, files in (
            ("new", report.new),
            ("changed", report.changed),
            ("unchanged", report.unchanged),
            ("removed", report.removed),
            ("failed", report.failed),
        )
    }
    said = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
    facts = {"documents": said or "none"}
    if counts["new"] or counts["changed"]:
        facts |= {
            "read": ", ".join(
                [
                    _count(report.passages, "passage"),
                    _count(report.actions, "action"),
                    _count(report.outcomes, "reported outcome"),
                ]
            ),
            "kinds": ", ".join(f"{number} {kind}" for kind, number in report.kinds.items()),
            "evidence": ", ".join(f"{number} {name}" for name, number in report.evidence.items()),
        }
    elif not (counts["removed"] or counts["failed"]):
        facts["documents"] += "; nothing to do"
    return "\n".join(_facts(facts, page))


def status_text(status: "DataStatus", page: Page) -> str:
    """Give what a data folder holds and how it is."""
    counts = status.counts
    held = (
        (counts.documents, "document"),
        (counts.organisations, "organisation"),
        (counts.passages, "passage"),
        (counts.actions, "action"),
        (counts.outcomes, "reported outcome"),
    )
    facts = {
        "folder": status.folder,
        "holds": ", ".join(_count(number, noun) for number, noun in held),
        "size": f"{status.bytes / 1_000_000:,.1f} MB",
        "generation": str(status.generation),
        "model": f"{status.model} ({status.revision})",
        "catalogue": _health(status.catalogue),
        "vectors": _health(status.vectors),
    }
    return "\n".join(_facts(facts, page))


def _health(health: "Health") -> str:
    strays = f"; {_count(health.strays, 'stray')} to be swept" if health.strays else ""
    return ("healthy" if health.is_healthy else "; ".join(health.problems)) + strays


def table_text(columns: Sequence[str], rows: Sequence[Sequence[object]], page: Page) -> str:
    """Give rows as columns that fit the page; a column that no row fills is left out."""
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    kept = [n for n in range(len(columns)) if not rows or any(_cell(row[n]) for row in rows)]
    heads = [Column(columns[n], overflow="fold", vertical="top") for n in kept]
    table = Table(*heads, box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    is_tall = any(len(_cell(cell)) > TALL for row in rows for cell in row)
    for row in rows:
        table.add_row(*(Text(one_line(_cell(row[n]))) for n in kept))
        if is_tall:
            table.add_row()
    out = io.StringIO()
    console = Console(
        file=out,
        width=page.width,
        color_system="standard" if page.has_colour else None,
        force_terminal=page.has_colour,
    )
    console.print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
