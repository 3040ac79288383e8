"""What reading one file may cost, and the checks that are made before it is read."""

import io
import zipfile
from dataclasses import dataclass

from ingest.errors import UnreadableFile
from ingest.readers.pages import count_pages

MEGABYTE = 1_000_000
_PDF = b"%PDF-"
_ZIP = b"PK"


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take; a file that needs more is refused and costs only itself."""

    seconds: float = 60.0
    memory_mb: int = 1024
    """Memory that the process which reads may take, libraries included."""
    pages: int = 2000
    unpacked_mb: int = 300
    """Size of what is packed in one file (an archive, a mail, an Office document), unpacked."""
    members: int = 1000
    """Files in one archive or mail, those in archives inside it included."""
    depth: int = 3
    """Archives and mails inside one another; 1 is a plain archive of documents."""


DEFAULTS = Limits()


def check(data: bytes, limits: Limits) -> None:
    """Refuse a file that says of itself that it is too large to read.

    Raises:
        UnreadableFile: a PDF has too many pages, or what is packed is too large unpacked.
    """
    if _PDF in data[:1024]:
        _check_pages(count_pages(data), limits)
    elif data.startswith(_ZIP):
        _check_unpacked(_unpacked_size(data), limits)


def _check_pages(pages: int, limits: Limits) -> None:
    if pages > limits.pages:
        msg = (
            f"it has {pages:,} pages, over the limit of {limits.pages:,}; "
            "split it or raise GOODPRACTICE_READ_PAGES"
        )
        raise UnreadableFile(msg)


def _check_unpacked(size: int, limits: Limits) -> None:
    if size > limits.unpacked_mb * MEGABYTE:
        msg = (
            f"it unpacks to {size / MEGABYTE:,.0f} MB, over the limit of "
            f"{limits.unpacked_mb:,} MB; leave it out, split it or raise GOODPRACTICE_UNPACKED_MB"
        )
        raise UnreadableFile(msg)


def _unpacked_size(data: bytes) -> int:
    """Give the unpacked size that a zip file declares; 0 if it is damaged, which reading says.

    `zipfile` reads no more of a member than it declares, so that the sum is a bound.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return 0
