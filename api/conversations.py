"""Lists, begins, renames, exports and removes conversations."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from api.deps import Asker, InHouse
from api.errors import DOCUMENTED
from api.export import conversation_markdown
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
    responses={200: {"description": "Markdown", "content": {"text/markdown": {}}}},
)
def export(conversation_id: Name, house: InHouse, who: Asker) -> Response:
    """Give a conversation as Markdown, with references."""
    item = house.conversations.read(who.id, conversation_id)
    text = conversation_markdown(item, house.conversations.answers(who.id, conversation_id))
    named = {"Content-Disposition": 'attachment; filename="conversation.md"'}
    return Response(text.encode(), media_type="text/markdown; charset=utf-8", headers=named)


def _line(item: Conversation) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "created": item.created,
        "updated": item.updated,
        "questions": item.answers,
    }
