"""The JSON contract (DESIGN.md, section 4): records to plain values, these keys in this order."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from assistant.records import Answer, Citation, Statement
from index.records import (
    Filters,
    Hit,
    StoredAction,
    StoredDocument,
    StoredOrganisation,
    StoredOutcome,
)

if TYPE_CHECKING:
    from assistant.intake import Report
    from assistant.understood import Understood
    from index.health import Health, Status

Json = dict[str, Any]

KEYS: Mapping[str, tuple[str, ...]] = {
    "actions": (
        *("id", "document_id", "document", "organisation", "period", "number", "indicators"),
        *("objective", "action", "lead", "timescale", "success_measure", "status", "page"),
        *("start", "end"),
    ),
    "outcomes": (
        *("id", "document_id", "document", "organisation", "indicators", "measure", "before"),
        *("after", "change", "unit", "group", "period", "direction", "text", "page"),
        *("start", "end"),
    ),
}
"""The columns of rows, which a table of no rows needs too."""


def answer_json(answer: Answer) -> Json:
    """Give an answer as `ask --json` prints it."""
    return {
        "id": answer.id,
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "status": answer.status.value,
        "summary": answer.summary,
        "statements": [statement_json(statement) for statement in answer.statements],
        "citations": [citation_json(citation) for citation in answer.citations],
        "actions": [action_json(action) for action in answer.actions],
        "caveats": [{"code": caveat.code.value, "text": caveat.text} for caveat in answer.caveats],
        "removed": [{"text": removed.text, "reason": removed.reason} for removed in answer.removed],
        "filters": filters_json(answer.filters),
        "generator": answer.generator,
        "timings_ms": dict(answer.timings_ms),
    }


def statement_json(statement: Statement) -> Json:
    """Give one statement; `basis` is null unless it reports an outcome.

    `columns` are the headings over a quoted row of a table, "" for prose.
    """
    basis = statement.basis
    return {
        "text": statement.text,
        "evidence": statement.evidence.value,
        "organisation": statement.organisation,
        "citations": list(statement.citations),
        "origin": statement.origin,
        "support": statement.support,
        "basis": None
        if basis is None
        else {
            "before_after": basis.before_after,
            "people": basis.people,
            "period": basis.period,
            "comparison": basis.comparison,
            "reported_by": basis.reported_by,
        },
        "columns": statement.columns,
    }


def citation_json(citation: Citation) -> Json:
    """Give one citation; `start` and `end` count characters of the document's text."""
    return {
        "number": citation.number,
        "document_id": citation.document_id,
        "document": citation.document,
        "title": citation.title,
        "publisher": citation.publisher,
        "organisation": citation.organisation,
        "organisation_named": citation.organisation_named,
        "ods_code": citation.ods_code,
        "kind": citation.kind.value,
        "period": citation.period,
        "section": citation.section,
        "page": citation.page,
        "indicators": list(citation.indicators),
        "evidence": citation.evidence.value,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "passage_id": citation.passage_id,
    }


def filters_json(filters: Filters) -> Json:
    """Give filters under the names they are asked by; a theme has become its indicators."""
    return {
        "organisation": list(filters.organisations),
        "indicator": list(filters.indicators),
        "theme": [],
        "year": list(filters.periods),
        "kind": [kind.value for kind in filters.kinds],
        "evidence": [evidence.value for evidence in filters.evidence],
    }


def action_json(action: StoredAction) -> Json:
    """Give one action; an absent cell is ""."""
    return {
        "id": action.id,
        "document_id": action.document_id,
        "document": action.document,
        "organisation": action.organisation,
        "period": action.period,
        "number": action.number,
        "indicators": list(action.indicators),
        "objective": action.objective.text,
        "action": action.action.text,
        "lead": action.lead.text,
        "timescale": action.timescale.text,
        "success_measure": action.success_measure.text,
        "status": action.status.text,
        "page": action.page,
        "start": action.span.start,
        "end": action.span.end,
    }


def outcome_json(outcome: StoredOutcome) -> Json:
    """Give one reported outcome, its figures as printed in the source."""
    return {
        "id": outcome.id,
        "document_id": outcome.document_id,
        "document": outcome.document,
        "organisation": outcome.organisation,
        "indicators": list(outcome.indicators),
        "measure": outcome.measure,
        "before": outcome.before,
        "after": outcome.after,
        "change": outcome.change,
        "unit": outcome.unit,
        "group": outcome.group,
        "period": outcome.period,
        "direction": outcome.direction,
        "text": outcome.text,
        "page": outcome.page,
        "start": outcome.span.start,
        "end": outcome.span.end,
    }


def hits_json(hits: Iterable[Hit]) -> Json:
    """Give the hits of a search, best first."""
    return {"hits": [hit_json(hit) for hit in hits]}


def hit_json(hit: Hit) -> Json:
    """Give one hit; several organisations are joined with "; "."""
    passage = hit.passage
    return {
        "rank": hit.rank,
        "score": hit.score,
        "dense_rank": hit.dense_rank,
        "lexical_rank": hit.lexical_rank,
        "passage_id": passage.id,
        "document_id": passage.document_id,
        "document": passage.document,
        "title": passage.title,
        "organisation": "; ".join(passage.organisations) or None,
        "section": passage.section,
        "page": passage.page,
        "indicators": list(passage.indicators),
        "evidence": passage.evidence.value,
        "text": passage.text,
        "start": passage.span.start,
        "end": passage.span.end,
    }


def document_json(document: StoredDocument) -> Json:
    """Give one document with the reasons for its labels."""
    return {
        "id": document.id,
        "name": document.name,
        "sources": list(document.sources),
        "format": document.format,
        "title": document.title,
        "url": document.url,
        "publisher": document.publisher,
        "organisation": document.organisation,
        "kind": document.kind.value,
        "period": document.period,
        "indicators": list(document.indicators),
        "passages": document.passages,
        "actions": document.actions,
        "outcomes": document.outcomes,
        "characters": document.characters,
        "warnings": list(document.warnings),
        "reasons": dict(document.reasons),
    }


def understood_json(found: "Understood") -> Json:
    """Give one document with all that was understood of it; the rows stand beside their counts."""
    return document_json(found.document) | {
        "sections": [
            {"title": item.title, "page": item.page, "evidence": dict(item.evidence)}
            for item in found.sections
        ],
        "organisations": [
            {"name": item.name, "passages": item.passages, "reasons": list(item.reasons)}
            for item in found.organisations
        ],
        "action_rows": [action_json(item) for item in found.actions],
        "outcome_rows": [outcome_json(item) for item in found.outcomes],
    }


def organisation_json(organisation: StoredOrganisation) -> Json:
    """Give one organisation with counts of what is held about it."""
    return {
        "name": organisation.name,
        "ods_code": organisation.ods_code,
        "type": organisation.type,
        "region": organisation.region,
        "documents": organisation.documents,
        "passages": organisation.passages,
        "actions": organisation.actions,
        "outcomes": organisation.outcomes,
    }


def report_json(report: "Report") -> Json:
    """Give what a run of ingest did."""
    return {
        "new": list(report.new),
        "changed": list(report.changed),
        "unchanged": list(report.unchanged),
        "removed": list(report.removed),
        "failed": [{"path": item.path, "reason": item.reason} for item in report.failed],
        "passages": report.passages,
        "actions": report.actions,
        "outcomes": report.outcomes,
        "kinds": dict(report.kinds),
        "evidence": dict(report.evidence),
        "warnings": list(report.warnings),
    }


def status_json(status: "Status") -> Json:
    """Give what a data folder holds and how it is."""
    return {
        "folder": status.folder,
        "is_healthy": status.is_healthy,
        "generation": status.generation,
        "schema": status.schema,
        "model": status.model,
        "revision": status.revision,
        "bytes": status.bytes,
        "counts": {
            "documents": status.counts.documents,
            "passages": status.counts.passages,
            "sentences": status.counts.sentences,
            "actions": status.counts.actions,
            "outcomes": status.counts.outcomes,
            "organisations": status.counts.organisations,
        },
        "catalogue": health_json(status.catalogue),
        "vectors": health_json(status.vectors),
    }


def health_json(health: "Health") -> Json:
    """Give the health of one part."""
    return {
        "is_healthy": health.is_healthy,
        "problems": list(health.problems),
        "strays": health.strays,
    }
