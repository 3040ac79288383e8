"""Takes what readers think of answers, and gives it as a question set for `evaluate`."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from api.deps import Asker, Curator, InHouse
from api.errors import DOCUMENTED
from api.schemas import FeedbackIn
from assistant.conversations import Kept
from assistant.records import QuestionKind, Status

router = APIRouter(prefix="/api/feedback", tags=["feedback"], responses=DOCUMENTED)


@router.post("", status_code=204, summary="Say whether an answer helped")
def rate(body: FeedbackIn, house: InHouse, who: Asker) -> Response:
    """Keep an opinion of an answer, on this machine; a later one replaces it."""
    house.conversations.rate(who.id, body.answer_id, is_helpful=body.helpful, reason=body.reason)
    return Response(status_code=204)


@router.get(
    "/questions",
    summary="Give rated answers as a question set",
    response_class=Response,
    responses={200: {"description": "YAML", "content": {"application/yaml": {}}}},
)
def questions(house: InHouse, who: Curator) -> Response:
    """Give the rated questions as a set that `goodpractice evaluate` takes.

    What was found helpful becomes a case with the quotes that were shown first; what was not is
    listed in comments, for somebody to say what the answer should have been.
    """
    named = {"Content-Disposition": 'attachment; filename="questions.yaml"'}
    text = question_set(house.conversations.rated())
    return Response(text.encode(), media_type="application/yaml", headers=named)


def question_set(rated: Iterable[Kept]) -> str:
    """Write rated answers as a question set."""
    import yaml

    cases, remarks = [], []
    for kept in rated:
        if kept.is_helpful:
            cases.append(_case(kept))
        else:
            remark = {"question": kept.answer.question, "why": kept.reason}
            text = yaml.safe_dump(remark, allow_unicode=True, sort_keys=False)
            remarks += [f"# {line}" for line in text.splitlines()]
    head = (
        "# Questions that readers rated: goodpractice evaluate THIS.yaml --corpus DOCUMENTS\n"
        "# Found unhelpful, for somebody to make cases of:\n"
    )
    body = yaml.safe_dump(cases, allow_unicode=True, sort_keys=False)
    return head + "".join(f"{line}\n" for line in remarks) + body


def _case(kept: Kept) -> dict[str, Any]:
    answer = kept.answer
    lead = {number for item in answer.statements[:3] for number in item.citations}
    kind = QuestionKind.FACT if answer.kind is QuestionKind.CORPUS else answer.kind
    case: dict[str, Any] = {
        "id": f"feedback-{answer.id[:8]}",
        "question": answer.standalone_question,
        "kind": kind.value,
        "answerable": answer.status in {Status.ANSWERED, Status.PARTIAL},
        "gold": [
            {"document": item.document, "quote": " ".join(item.quote.split())}
            for item in answer.citations
            if item.number in lead
        ],
    }
    return {name: value for name, value in case.items() if value not in ([], None)}
