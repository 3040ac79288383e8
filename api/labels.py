"""Plain words and symbols for what a reader sees: evidence types, kinds, caveats, statuses."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant import reference
from assistant.records import CaveatCode, Citation, QuestionKind, Status
from ingest.records import Evidence, Kind


@dataclass(frozen=True, slots=True)
class Group:
    """Evidence types that are shown together; the symbol says the same without colour."""

    name: str
    heading: str
    label: str
    symbol: str
    evidence: frozenset[Evidence]


GROUPS = (
    Group(
        "outcome",
        "What trusts report happened",
        "Reported result",
        "✔",
        frozenset({Evidence.OUTCOME}),
    ),
    Group("intervention", "What they did", "Done", "▶", frozenset({Evidence.INTERVENTION})),
    Group(
        "plan",
        "What they plan: no result reported yet",
        "Planned, no result yet",
        "◇",
        frozenset({Evidence.PLAN, Evidence.TARGET}),
    ),
    Group("baseline", "Where they stood", "Starting point", "■", frozenset({Evidence.BASELINE})),
    Group("learning", "What they learned", "Lesson", "✎", frozenset({Evidence.LEARNING})),
    Group("context", "Background", "Background", "○", frozenset({Evidence.CONTEXT})),
)

EVIDENCE: Mapping[Evidence, str] = {
    Evidence.OUTCOME: "Reported result",
    Evidence.INTERVENTION: "Done",
    Evidence.PLAN: "Planned",
    Evidence.TARGET: "Target",
    Evidence.BASELINE: "Starting point",
    Evidence.LEARNING: "Lesson",
    Evidence.CONTEXT: "Background",
}

KINDS: Mapping[Kind, str] = {
    Kind.CASE_STUDY: "Case study",
    Kind.ACTION_PLAN: "Action plan",
    Kind.REPORT: "Report",
    Kind.GUIDANCE: "Guidance",
    Kind.WEBPAGE: "Web page",
    Kind.OTHER: "Document",
}

STATUSES: Mapping[Status, str] = {
    Status.ANSWERED: "Answered",
    Status.PARTIAL: "Answered in part",
    Status.NO_EVIDENCE: "Nothing found",
    Status.OUT_OF_SCOPE: "Outside what this can answer",
}

CAVEATS: Mapping[CaveatCode, str] = {
    CaveatCode.GAP_NOT_REPORTED: "The gap itself is not reported",
    CaveatCode.PLAN_ONLY: "Plans only",
    CaveatCode.ORGANISATION_UNNAMED: "Organisation not named",
    CaveatCode.SINGLE_SOURCE: "One organisation only",
    CaveatCode.CONFLICT: "Figures disagree",
    CaveatCode.MODEL_NOT_USED: "Quotes alone",
}

COLUMNS: Mapping[str, str] = {
    "organisation": "Organisation",
    "document": "Document",
    "period": "Period",
    "number": "No.",
    "indicators": "Indicators",
    "objective": "Objective",
    "action": "Action",
    "lead": "Lead",
    "timescale": "Timescale",
    "success_measure": "Measure of success",
    "status": "Status",
    "measure": "Measure",
    "before": "Before",
    "after": "After",
    "change": "Change",
    "unit": "Unit",
    "group": "Group",
    "direction": "Direction",
    "text": "In the source's words",
    "page": "Page",
}

TITLES: Mapping[int, str] = {
    400: "This could not be read",
    401: "Sign in first",
    403: "This is not allowed",
    404: "There is nothing here",
    405: "This is not possible here",
    413: "This is too large",
    429: "Wait a little",
}
"""What the page says where HTTP has a phrase for programs."""

UNNAMED = "Organisation not named"


def reason(text: str) -> str:
    """Say in plain words why something was understood; what the document says stays as it is."""
    for said, words in _REASONS:
        if text.startswith(said):
            return words + reason(text.removeprefix(said))
    return text


_REASONS = (
    ("the sidecar or corpus.yaml", "whoever added it said so"),
    ("its own document: ", "it is about itself: "),
    ("labelled line: ", "a line says "),
    ("title: ", "the title says "),
    ("address: ", "it was published at "),
    ("the text: ", "the text says "),
)


def whose(citation: Citation) -> str:
    """Say whom a source is about; what comes with goodpractice is about nobody."""
    if citation.document_id == reference.DOCUMENT_ID:
        return "Built-in reference"
    return citation.organisation or UNNAMED


def heading(group: Group, kind: QuestionKind) -> str:
    """Give a group's heading; what is no evidence at all is not called background."""
    return _NO_EVIDENCE.get(kind, group.heading) if group.name == "context" else group.heading


_NO_EVIDENCE: Mapping[QuestionKind, str] = {
    QuestionKind.DEFINITION: "What it means",
    QuestionKind.CORPUS: "What is in the library",
}


def group_of(evidence: Evidence) -> Group:
    """Give the group that an evidence type is shown in."""
    return next(group for group in GROUPS if evidence in group.evidence)
