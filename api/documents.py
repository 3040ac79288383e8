"""Lists, adds, shows and removes documents."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from api.deps import Asker, Curator, House, InHouse
from api.errors import DOCUMENTED, Refused
from api.jobs import Job, Labels
from api.schemas import DocumentOut, JobOut, Name
from api.security import Who
from assistant import wiring
from assistant.wire import Json, document_json
from index.errors import NoData, NotFound
from ingest.discover import INSIDE

router = APIRouter(prefix="/api", tags=["documents"], responses=DOCUMENTED)

_MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.get("/documents", response_model=list[DocumentOut], summary="List documents")
def documents(house: InHouse, who: Asker) -> list[Json]:
    """List the documents, by name."""
    return [document_json(item) for item in house.corpus.documents()]


@router.post("/documents", status_code=202, response_model=JobOut, summary="Add a document")
def add(
    house: InHouse,
    who: Curator,
    file: Annotated[UploadFile, File(description="A text, Word, Excel, PDF or web page file")],
    organisation: Annotated[Name, Form()] = "",
    kind: Annotated[Name, Form()] = "",
    year: Annotated[Name, Form()] = "",
) -> JSONResponse:
    """Keep a file and read it in the background; `/api/jobs/{id}` tells how far it has come."""
    job = receive(house, who, file, organisation, kind, year)
    location = {"Location": f"/api/jobs/{job.id}"}
    return JSONResponse(_job_json(job), status_code=202, headers=location)


@router.get("/jobs/{job_id}", response_model=JobOut, summary="Ask how far an upload has come")
def job(job_id: Name, house: InHouse, who: Asker) -> Json:
    """Tell how far an upload has come."""
    return _job_json(house.jobs.read(who.id, job_id))


@router.get("/documents/{document_id}", response_model=DocumentOut, summary="Show a document")
def document(document_id: Name, house: InHouse, who: Asker) -> Json:
    """Show a document's labels, with the reasons for them."""
    return document_json(found(house, document_id))


@router.delete("/documents/{document_id}", status_code=204, summary="Remove a document")
def remove_document(document_id: Name, house: InHouse, who: Curator) -> Response:
    """Take a document out of every answer at once."""
    remove(house, document_id)
    return Response(status_code=204)


@router.get(
    "/documents/{document_id}/text",
    response_class=PlainTextResponse,
    summary="Give the text that citations refer to",
)
def text(document_id: Name, house: InHouse, who: Asker) -> PlainTextResponse:
    """Give the canonical text; `start` and `end` of a citation count its characters."""
    found(house, document_id)
    return PlainTextResponse(house.corpus.index.document_text(document_id))


@router.get(
    "/documents/{document_id}/file",
    response_class=FileResponse,
    summary="Give the original file",
    responses={
        200: {
            "description": "The file as it was added",
            "content": {
                kind: {"schema": {"format": "binary"}}
                for kind in (*_MEDIA.values(), "application/octet-stream")
            },
        }
    },
)
def file(document_id: Name, house: InHouse, who: Asker) -> FileResponse:
    """Give the original file; a PDF opens in the browser (`#page=3` leads to a page)."""
    item = found(house, document_id)
    # The archive that a document came in is no copy of the document.
    archives = {source.partition(INSIDE)[0] for source in item.sources if INSIDE in source}
    own = (Path(source) for source in item.sources if source not in archives)
    path = next((path for path in own if path.is_file()), None)
    if path is None:
        raise Refused(404, f"{item.name} is not where it was added from; its text is still here")
    # Anything but a PDF could run as part of this site if it opened in the browser.
    is_pdf = item.format == "pdf"
    return FileResponse(
        path,
        media_type=_MEDIA.get(item.format, "application/octet-stream"),
        filename=item.name,
        content_disposition_type="inline" if is_pdf else "attachment",
        headers={"Content-Security-Policy": "sandbox; default-src 'none'"} if not is_pdf else {},
    )


# ------------------------------------------------------------------ shared with the page


def found(house: House, document_id: str) -> Any:
    """Give a document's line.

    Raises:
        NotFound: there is none with this id.
    """
    try:
        return house.corpus.index.document(document_id)
    except NoData as error:
        raise NotFound(f"no document with the id {document_id!r}: nothing is here yet") from error


def receive(
    house: House, who: Who, file: UploadFile, organisation: str, kind: str, year: str
) -> Job:
    """Keep an uploaded file and have it read in the background.

    Raises:
        Refused: it is larger than may be added.
        UnreadableFile: it is of no kind that can be read.
        UnknownFilter: there is no such kind of document.
    """
    largest = house.settings.max_file_mb * 1_000_000
    data = file.file.read(largest + 1)
    if len(data) > largest:
        raise Refused(413, f"the file is larger than {house.settings.max_file_mb} MB; split it")
    labels = Labels(organisation.strip() or None, kind.strip() or None, year.strip() or None)
    wiring.check_labels(kind=labels.kind, year=labels.year)
    return house.jobs.add(who.id, file.filename or "document", data, labels)


def remove(house: House, document_id: str) -> None:
    """Take a document out, with the file that was uploaded for it.

    Raises:
        NotFound: there is none with this id.
        Busy: another process is writing.
    """
    item = found(house, document_id)
    with wiring.open_builder(house.settings) as builder:
        builder.remove(document_id)
    house.jobs.forget(item.sources)


def _job_json(job: Job) -> Json:
    return {
        "id": job.id,
        "state": job.state,
        "file": job.file,
        "step": job.step,
        "document_id": job.document_id,
        "report": job.report,
        "error": job.error,
    }
