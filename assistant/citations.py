"""Numbers the citations of one answer; a span that is cited twice keeps its number."""

from assistant.records import Citation
from index.records import StoredAction, StoredField, StoredPassage
from ingest.organisations import Authority
from ingest.records import Evidence, Span


class Citations:
    """The citations of one answer, in order of first use."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._cited: dict[tuple[str, int, int], Citation] = {}

    def cite(
        self,
        passage: StoredPassage,
        quote: str,
        span: Span,
        evidence: Evidence,
        name: str | None,
    ) -> int:
        """Cite a span, about the organisation of that name, and give its number."""
        key = (passage.document_id, span.start, span.end)
        if key not in self._cited:
            organisation = self._authority.resolve(name) if name else None
            self._cited[key] = Citation(
                number=len(self._cited) + 1,
                document_id=passage.document_id,
                document=passage.document,
                title=passage.title,
                publisher=passage.publisher,
                organisation=name,
                organisation_named=name is not None,
                ods_code=organisation.ods_code if organisation else None,
                kind=passage.kind,
                period=passage.period,
                section=passage.section,
                page=passage.page,
                indicators=passage.indicators,
                evidence=evidence,
                quote=quote,
                start=span.start,
                end=span.end,
                passage_id=passage.id,
            )
        return self._cited[key].number

    def is_national(self, name: str) -> bool:
        """Tell whether an organisation stands for the whole country."""
        organisation = self._authority.resolve(name)
        return organisation is not None and organisation.type == "national"

    def all(self) -> tuple[Citation, ...]:
        """Give every citation so far, by number."""
        return tuple(self._cited.values())


def main_cell(action: StoredAction) -> StoredField:
    """Give the cell that says what is to be done: the action, else the objective."""
    return action.action if action.action.text else action.objective
