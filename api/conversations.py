"""Lists, begins, renames, exports and removes conversations."""

from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response

from api.deps import Asker, InHouse
from api.errors import DOCUMENTED
from api.export import DOCX, conversation_docx, conversation_json, conversation_markdown
from api.schemas import ConversationIn, ConversationOut, Name, TitleIn, WholeConversationOut
from assistant.conversations import Conversation
from assistant.wire import answer_json

router = APIRouter(prefix="/api/conversations", tags=["conversations"], responses=DOCUMENTED)


@router.get("", response_model=list[ConversationOut], summary="List conversations")
def conversations(house: InHouse, who: Asker) -> list[dict[str, Any]]:
    """List your conversations, the latest first."""
    return [_line(item) for item in house.conversations.list(who.id)]


@router.post("", status_code=201, response_model=ConversationOut, summary="Begin a conversation")
def begin(body: ConversationIn, house: InHouse, who: Asker) -> dict[str, Any]:
    """Begin a conversation; give its id to `/api/ask` to ask follow-up questions."""
    return _line(house.conversations.create(who.id, body.title))


@router.get(
    "/{conversation_id}", response_model=WholeConversationOut, summary="Show a conversation"
)
def conversation(conversation_id: Name, house: InHouse, who: Asker) -> dict[str, Any]:
    """Show a conversation with its answers, in order."""
    item = house.conversations.read(who.id, conversation_id)
    kept = house.conversations.answers(who.id, conversation_id)
    return _line(item) | {"answers": [answer_json(each.answer) for each in kept]}


@router.patch("/{conversation_id}", response_model=ConversationOut, summary="Rename")
def rename(conversation_id: Name, body: TitleIn, house: InHouse, who: Asker) -> dict[str, Any]:
    """Give a conversation another title."""
    return _line(house.conversations.rename(who.id, conversation_id, body.title))


@router.delete("/{conversation_id}", status_code=204, summary="Remove a conversation")
def remove(conversation_id: Name, house: InHouse, who: Asker) -> Response:
    """Remove a conversation with its answers, for good."""
    house.conversations.delete(who.id, conversation_id)
    return Response(status_code=204)


@router.get(
    "/{conversation_id}/export",
    summary="Export a conversation",
    response_class=Response,
    responses={
        200: {
            "description": "Markdown, a Word document or JSON",
            "content": {"text/markdown": {}, DOCX: {}, "application/json": {}},
        }
    },
)
def export(
    conversation_id: Name,
    house: InHouse,
    who: Asker,
    format: Literal["md", "docx", "json"] = "md",  # noqa: A002  # the query's own word
) -> Response:
    """Give a conversation with references, as Markdown, a Word document or JSON."""
    item = house.conversations.read(who.id, conversation_id)
    kept = house.conversations.answers(who.id, conversation_id)
    if format == "docx":
        content, media_type = conversation_docx(item, kept), DOCX
    elif format == "json":
        content, media_type = conversation_json(item, kept), "application/json"
    else:
        content = conversation_markdown(item, kept).encode()
        media_type = "text/markdown; charset=utf-8"
    named = {"Content-Disposition": f'attachment; filename="conversation.{format}"'}
    return Response(content, media_type=media_type, headers=named)


def _line(item: Conversation) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "created": item.created,
        "updated": item.updated,
        "questions": item.answers,
    }
