"""The page: everything a reader does in a browser, rendered here; scripts only make it quicker."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from pydantic import BaseModel

from api import labels
from api.ask import answer as ask_now
from api.ask import filters_of
from api.deps import Asker, Curator, House, InHouse, Narrowed
from api.documents import found, receive, remove
from api.errors import Refused, describe
from api.evidence import DONE, PLANNED, RESULTS, Held, held_of
from api.examples import examples
from api.export import beside_rows, cited_in, filled, grouped, made_from, reference
from api.jobs import ENDINGS
from api.keys import Role
from api.reading import excerpt, whole
from api.schemas import LONGEST_NAME, AskIn, FiltersIn, Name, Names
from api.security import NOBODY, Who, inside, signed_in
from api.sessions import COOKIE, Session
from assistant.conversations import Kept
from assistant.errors import AssistantError
from assistant.records import Answer, Basis
from assistant.wire import Json, action_json, outcome_json
from index.errors import DataError, NoData, NotFound
from ingest import indicators as wres
from ingest.errors import IngestError
from ingest.records import Evidence, Kind

WEB = Path(__file__).with_name("web")
ROWS = 100
"""Rows of a table on one page."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_SHOWN = {
    "actions": (
        *("organisation", "objective", "action", "lead", "timescale", "success_measure"),
        *("period", "indicators"),
    ),
    "outcomes": (
        *("organisation", "measure", "before", "after", "change", "group", "period"),
        *("indicators", "text"),
    ),
}
Part = Annotated[str, Query(max_length=1)]
Where = Annotated[str, Query(max_length=2000)]


# ------------------------------------------------------------------ asking


@router.get("/")
def home(
    request: Request,
    house: InHouse,
    who: Asker,
    narrowed: Narrowed,
    q: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """Show the box to ask in, with examples drawn from the library."""
    documents = house.corpus.documents()
    return _page(
        request,
        "ask.html",
        question=q,
        chosen=narrowed.given,
        choices=_choices(house),
        documents=len(documents),
        organisations=len(house.corpus.organisations()),
        examples=examples(house.corpus.index) if documents else (),
        conversation=None,
        kept=(),
    )


class _AskForm(BaseModel):
    """The form that asks; a filter left empty comes as ""."""

    question: str = ""
    conversation_id: Name = ""
    organisation: Names = []
    indicator: Names = []
    theme: Names = []
    year: Names = []
    kind: Names = []
    evidence: Names = []

    def filters(self) -> dict[str, list[str]]:
        """Give the filters that were filled in."""
        fields = self.model_dump(exclude={"question", "conversation_id"})
        return {name: [v for v in values if v.strip()] for name, values in fields.items()}


@router.post("/ask")
def ask(
    request: Request, house: InHouse, who: Asker, form: Annotated[_AskForm, Form()]
) -> Response:
    """Answer without scripts: keep the answer in a conversation and lead there."""
    given, begun = form.filters(), ""
    conversation_id = form.conversation_id
    try:
        house.corpus.resolve(given)
        if not conversation_id:
            begun = conversation_id = house.conversations.create(who.id).id
        filters = FiltersIn.model_validate(given)
        body = AskIn(question=form.question, filters=filters, conversation_id=conversation_id)
        answer = ask_now(house, who, body)
    except (AssistantError, DataError, IngestError, ValueError) as error:
        if begun:
            house.conversations.delete(who.id, begun)
        return _ask_again(request, house, form.question, given, error)
    return RedirectResponse(f"/conversations/{conversation_id}#a-{answer.id}", 303)


def _ask_again(
    request: Request,
    house: House,
    question: str,
    given: Mapping[str, Sequence[str]],
    error: Exception,
) -> Response:
    status, _, detail = describe(error)
    if isinstance(error, ValueError):
        status, detail = 422, "the question holds characters that cannot be read; type it again"
    return _page(
        request,
        "ask.html",
        status=status,
        question=question[:2000],
        chosen=given,
        choices=_choices(house),
        documents=len(house.corpus.documents()),
        organisations=len(house.corpus.organisations()),
        examples=(),
        conversation=None,
        kept=(),
        error=detail,
    )


@router.get("/answers/{answer_id}")
def answer(
    request: Request, answer_id: Name, house: InHouse, who: Asker, part: Part = ""
) -> Response:
    """Show one answer, as a page or as the part of one."""
    kept = house.conversations.answer(who.id, answer_id)
    template = "_answer.html" if part else "answer.html"
    return _page(request, template, kept=kept)


@router.get("/answers/{answer_id}/sources/{number}")
def source(
    request: Request, answer_id: Name, number: int, house: InHouse, who: Asker, part: Part = ""
) -> Response:
    """Show a citation in its document, the quote highlighted."""
    kept = house.conversations.answer(who.id, answer_id)
    citations = kept.answer.citations
    at = next((at for at, item in enumerate(citations) if item.number == number), None)
    if at is None:
        raise Refused(404, f"this answer has no source {number}; it has {len(citations)}")
    citation = citations[at]
    index = house.corpus.index
    try:
        item = index.document(citation.document_id)
        text = index.document_text(citation.document_id)
        sections = index.sections(citation.document_id)
    except NotFound:  # removed since; the answer still has the quote
        item, text, sections = None, "", ()
    is_same = text[citation.start : citation.end] == citation.quote
    return _page(
        request,
        "_source.html" if part else "source.html",
        kept=kept,
        citation=citation,
        before=citations[at - 1] if at else None,
        after=citations[at + 1] if at + 1 < len(citations) else None,
        document=item,
        pieces=excerpt(text, sections, citation.start, citation.end) if is_same else (),
        is_same=is_same,
        total=len(citations),
    )


# ------------------------------------------------------------------ rows


@router.get("/actions")
def actions(
    request: Request,
    house: InHouse,
    who: Asker,
    narrowed: Narrowed,
    lead: Annotated[str, Query(max_length=LONGEST_NAME)] = "",
    sort: Annotated[str, Query(max_length=30)] = "",
    order: Annotated[str, Query(max_length=4)] = "",
    start: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """Show the rows of action plans as a table."""

    def rows() -> list[Json]:
        filters = narrowed.resolve(house)
        return [action_json(item) for item in house.corpus.index.actions(filters, lead or None)]

    return _table(request, house, narrowed.given, "actions", rows, lead, sort, order, start)


@router.get("/outcomes")
def outcomes(
    request: Request,
    house: InHouse,
    who: Asker,
    narrowed: Narrowed,
    sort: Annotated[str, Query(max_length=30)] = "",
    order: Annotated[str, Query(max_length=4)] = "",
    start: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """Show reported outcomes as a table."""

    def rows() -> list[Json]:
        filters = narrowed.resolve(house)
        return [outcome_json(item) for item in house.corpus.index.outcomes(filters)]

    return _table(request, house, narrowed.given, "outcomes", rows, "", sort, order, start)


def _table(
    request: Request,
    house: House,
    given: Mapping[str, Sequence[str]],
    name: str,
    read: Any,
    lead: str,
    sort: str,
    order: str,
    start: int,
) -> Response:
    error = ""
    try:
        rows: list[Json] = read()
    except NoData:
        rows = []
    except AssistantError as problem:
        rows, error = [], describe(problem)[2]
    columns = _SHOWN[name]
    if sort in columns:
        rows.sort(key=lambda row: _sortable(row[sort]), reverse=order == "desc")
    query = [(key, value) for key, values in given.items() for value in values]
    query += [("lead", lead)] if lead else []
    return _page(
        request,
        "table.html",
        status=422 if error else 200,
        name=name,
        columns=columns,
        rows=rows[start : start + ROWS],
        count=len(rows),
        start=start,
        step=ROWS,
        lead=lead,
        sort=sort,
        order=order,
        query=urlencode(query),
        chosen=given,
        choices=_choices(house),
        error=error,
    )


def _sortable(value: Any) -> tuple[bool, float, str]:
    """Give a key that sorts numbers as numbers and what is empty last."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    number = re.match(r"-?\d+(?:\.\d+)?", text.replace(",", ""))
    return not text, float(number[0]) if number else float("inf"), text.casefold()


@router.get("/map")
def evidence_map(request: Request, house: InHouse, who: Asker) -> Response:
    """Show organisations by indicators: how much is reported, was done, and is planned."""
    try:
        held = held_of(house.corpus.index)
    except NoData:
        held = Held({}, {})
    words = {
        RESULTS: "results reported",
        DONE: "documents on what was done",
        PLANNED: "actions planned",
    }
    symbols = {group.name: group.symbol for group in labels.GROUPS if group.name in words}
    return _page(
        request,
        "map.html",
        held=held,
        words=words,
        symbols=symbols,
        indicators=wres.indicators(),
    )


# ------------------------------------------------------------------ library


@router.get("/documents")
def library(request: Request, house: InHouse, who: Asker, job: str = "") -> Response:
    """Show the documents, and a form to add one."""
    return _library(request, house, who, job=job)


def _library(
    request: Request, house: House, who: Who, job: str = "", error: str = "", status: int = 200
) -> Response:
    return _page(
        request,
        "library.html",
        status=status,
        documents=house.corpus.documents(),
        choices=_choices(house),
        job=house.jobs.read(who.id, job) if job else None,
        largest=house.settings.max_file_mb,
        endings=",".join(ENDINGS),
        error=error,
    )


@router.post("/documents")
def upload(
    request: Request,
    house: InHouse,
    who: Curator,
    file: Annotated[UploadFile, File()],
    organisation: Annotated[str, Form(max_length=LONGEST_NAME)] = "",
    kind: Annotated[str, Form(max_length=LONGEST_NAME)] = "",
    year: Annotated[str, Form(max_length=LONGEST_NAME)] = "",
) -> Response:
    """Add a document without scripts."""
    try:
        job = receive(house, who, file, organisation, kind, year)
    except (Refused, AssistantError, IngestError) as error:
        status, _, detail = describe(error)
        return _library(request, house, who, error=detail, status=status)
    return RedirectResponse(f"/documents?job={job.id}", 303)


@router.get("/documents/{document_id}")
def document(
    request: Request,
    document_id: Name,
    house: InHouse,
    who: Asker,
    start: Annotated[int | None, Query(ge=0, le=100_000_000)] = None,
    end: Annotated[int | None, Query(ge=0, le=100_000_000)] = None,
    at: Annotated[int, Query(ge=0, le=100_000_000)] = 0,
) -> Response:
    """Show a document's text with what was understood of it; a span is highlighted."""
    item = found(house, document_id)
    index = house.corpus.index
    text = index.document_text(document_id)
    span = (start, end) if start is not None and end is not None and start < end else None
    window = whole(text, index.sections(document_id), span, at)
    return _page(request, "document.html", document=item, window=window, span=span)


@router.get("/documents/{document_id}/remove")
def confirm_removal(request: Request, document_id: Name, house: InHouse, who: Curator) -> Response:
    """Ask whether a document is really to go."""
    return _page(request, "remove.html", document=found(house, document_id))


@router.post("/documents/{document_id}/remove")
def remove_document(document_id: Name, house: InHouse, who: Curator) -> Response:
    """Remove a document and lead back to the library."""
    remove(house, document_id)
    return RedirectResponse("/documents", 303)


# ------------------------------------------------------------------ conversations


@router.get("/conversations")
def conversations(request: Request, house: InHouse, who: Asker) -> Response:
    """Show the conversations, the latest first."""
    return _page(
        request,
        "conversations.html",
        conversations=house.conversations.list(who.id),
        keep_days=house.settings.keep_days,
    )


@router.get("/conversations/{conversation_id}")
def conversation(request: Request, conversation_id: Name, house: InHouse, who: Asker) -> Response:
    """Show a conversation, with the box to ask on."""
    item = house.conversations.read(who.id, conversation_id)
    kept = house.conversations.answers(who.id, conversation_id)
    return _page(
        request,
        "ask.html",
        question="",
        chosen={},
        choices=_choices(house),
        documents=len(house.corpus.documents()),
        organisations=0,
        examples=(),
        conversation=item,
        kept=kept,
    )


@router.post("/conversations/{conversation_id}/rename")
def rename(
    conversation_id: Name,
    house: InHouse,
    who: Asker,
    title: Annotated[str, Form(max_length=LONGEST_NAME)] = "",
) -> Response:
    """Give a conversation another title."""
    if title.strip():
        house.conversations.rename(who.id, conversation_id, title)
    return RedirectResponse("/conversations", 303)


@router.post("/conversations/{conversation_id}/delete")
def delete(conversation_id: Name, house: InHouse, who: Asker) -> Response:
    """Remove a conversation for good."""
    house.conversations.delete(who.id, conversation_id)
    return RedirectResponse("/conversations", 303)


@router.post("/answers/{answer_id}/feedback")
def rate(
    answer_id: Name,
    house: InHouse,
    who: Asker,
    helpful: Annotated[str, Form(max_length=3)] = "yes",
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Keep an opinion of an answer, without scripts."""
    house.conversations.rate(who.id, answer_id, is_helpful=helpful == "yes", reason=reason)
    kept = house.conversations.answer(who.id, answer_id)
    where = f"/conversations/{kept.conversation_id}" if kept.conversation_id else "/answers"
    return RedirectResponse(
        f"{where}#a-{answer_id}" if kept.conversation_id else f"/answers/{answer_id}", 303
    )


# ------------------------------------------------------------------ coming in


@router.get("/sign-in")
def sign_in_page(request: Request, house: InHouse, to: Where = "/", out: Part = "") -> Response:
    """Show the way in: the form that takes a key, or the link to the provider."""
    return _sign_in(request, house, to, is_out=bool(out))


def _sign_in(
    request: Request, house: House, to: str, *, is_out: bool = False, **values: Any
) -> Response:
    access = house.settings.access
    return _page(request, "sign-in.html", access=access, to=inside(to), is_out=is_out, **values)


@router.post("/sign-in")
def sign_in(
    request: Request,
    house: InHouse,
    key: Annotated[str, Form(max_length=200)] = "",
    to: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Let a browser in by a key; it gets a cookie that lasts for a working day."""
    found_key = house.keys.find(key.strip()) if house.settings.access == "keys" else None
    if found_key is None:
        address = request.client.host if request.client else ""
        wait = house.tries.wait(address)
        error = (
            "too many wrong keys; wait a minute"
            if wait
            else "there is no such key; check it, or ask whoever runs this server"
        )
        status = 429 if wait else 403
        return _sign_in(request, house, to, status=status, error=error)
    session = Session(key=found_key.id)
    return signed_in(request, house.settings, house.sessions, session, inside(to))


@router.post("/sign-out")
def sign_out(request: Request, house: InHouse) -> Response:
    """Forget the browser."""
    house.sessions.end(request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/sign-in?out=1", 303)
    response.delete_cookie(COOKIE)
    return response


@router.get("/favicon.ico")
def icon() -> Response:
    """Lead to the icon."""
    return RedirectResponse("/static/icon.svg", 308)


# ------------------------------------------------------------------ rendering


def error_page(
    request: Request,
    status: int,
    title: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Show an error to a reader."""
    words = labels.TITLES.get(status, title)
    response = _page(request, "error.html", status=status, title=words, detail=detail)
    response.headers.update(headers or {})
    return response


def _page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    who = getattr(request.state, "who", NOBODY)
    values.setdefault("error", "")
    text = (
        _templates()
        .get_template(template)
        .render(
            who=who,
            is_curator=who.role is Role.CURATOR,
            here=request.url.path,
            request_id=getattr(request.state, "request_id", ""),
            **values,
        )
    )
    return HTMLResponse(text, status)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("api", "web/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "labels": labels,
        "beside_rows": beside_rows,
        "cited_in": cited_in,
        "filled": filled,
        "reference": reference,
        "made_from": made_from,
        "marked": marked,
        "who_says": who_says,
        "basis": basis_words,
        "asset": asset,
        "again": again,
        "copied": copied,
        "number_of": number_of,
    }
    environment.filters["day"] = lambda moment: f"{moment.day} {moment:%B %Y}"
    return environment


@cache
def asset(name: str) -> str:
    """Give the address of a file of the page, which changes when the file does."""
    digest = hashlib.sha256((WEB / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def marked(text: str, answer: Answer, numbers: Iterable[int]) -> Markup:
    """Write text with its markers [1] as links to what they cite; everything else is escaped."""
    known = set(numbers)
    out, last = Markup(""), 0
    for marker in re.finditer(r"\[(\d{1,4})\]", text):
        number = int(marker[1])
        if number not in known:
            continue
        out += escape(text[last : marker.start()].rstrip())
        out += Markup(
            '<a class="gp-cite" href="/answers/{}/sources/{}" data-source>'
            '<span class="nhsuk-u-visually-hidden">Source </span>[{}]</a>'
        ).format(answer.id, number, number)
        last = marker.end()
    return out + escape(text[last:])


def who_says(text: str) -> str:
    """Give the name with which a statement opens, before its quote, colon included."""
    opening = re.match(r"([^“”]{2,160}:)\s+“", text)
    return opening[1] if opening else ""


def basis_words(basis: Basis) -> str:
    """Say what a reader can weigh a result by, and what is missing for that."""
    said = ["reported by another organisation"]
    if basis.reported_by != "other":
        said = ["reported by the organisation itself"]
    parts = {
        "before and after": basis.before_after,
        "numbers of people": basis.people,
        "comparison": basis.comparison,
        "period": basis.period,
    }
    for word, wanted in (("with", True), ("without", False)):
        listed = [name for name, is_there in parts.items() if is_there is wanted]
        said += [f"{word} {', '.join(listed)}"] if listed else []
    return "; ".join(said).capitalize()


def again(answer: Answer, **changes: str) -> str:
    """Give the address that puts an answer's question and filters back into the box."""
    pairs = [("q", answer.question)]
    for name, values in (filters_of(answer) | {k: [v] for k, v in changes.items()}).items():
        pairs += [(name, value) for value in values]
    return f"/?{urlencode(pairs)}"


def copied(kept: Kept) -> str:
    """Write an answer with its references as plain text, for the clipboard."""
    answer = kept.answer
    parts = [answer.question, answer.summary]
    for group, statements in grouped(answer):
        parts.append(
            "\n".join(
                [labels.heading(group, answer.kind), *(f"- {item.text}" for item in statements)]
            )
        )
    if answer.caveats:
        lines = [f"- {item.text}" for item in answer.caveats]
        parts.append("\n".join(["What this does not show", *lines]))
    if answer.citations:
        lines = [f"[{item.number}] {reference(item)}" for item in answer.citations]
        parts.append("\n".join(["References", *lines]))
    return "\n\n".join([*parts, made_from(kept)])


def number_of(text: str) -> float | None:
    """Read the figure that a cell begins with, if it is one."""
    match = re.match(r"\s*(-?\d+(?:\.\d+)?)", text.replace(",", ""))
    return float(match[1]) if match else None


def _choices(house: House) -> dict[str, Any]:
    """Give what the filters offer: what the library holds, in plain words."""
    documents = house.corpus.documents()
    kinds = {item.kind for item in documents}
    return {
        "organisation": [item.name for item in house.corpus.organisations()],
        "indicator": [(str(i.number), f"{i.number}: {i.name}") for i in wres.indicators()],
        "theme": [(theme.short, theme.name) for theme in wres.themes()],
        "year": sorted({item.period for item in documents if item.period}, reverse=True),
        "kind": [(kind.value, labels.KINDS[kind]) for kind in Kind if kind in kinds],
        "all_kinds": [(kind.value, labels.KINDS[kind]) for kind in Kind],
        "evidence": [(each.value, labels.EVIDENCE[each]) for each in Evidence],
    }
