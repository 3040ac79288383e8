"""Reads one file: tells the type from its content and hands it to the reader of that format."""

import importlib
import re
import struct
import zipfile
import zlib
from dataclasses import replace
from types import ModuleType

from ingest.decoding import decode
from ingest.errors import UnreadableFile
from ingest.forms import unfold
from ingest.furniture import demote
from ingest.headers import mend_tables
from ingest.readers import office, package
from ingest.readers.office import TARGETS
from ingest.records import Reading, Table
from ingest.tables import settle

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF, _RTF = b"%PDF-", b"{\\rtf"
_SIGNATURES = (
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"SQLite format 3", "a database"),
)
_HTML = re.compile(
    rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_NAME = re.compile(r"\.x?html?$", re.IGNORECASE)
_MARKDOWN_NAME = re.compile(r"\.(?:md|markdown|mkd)$", re.IGNORECASE)
_TAG = re.compile(
    rb"</?(?:p|div|h[1-6]|ul|table|span|article|main|section)\b[^<>]*>", re.IGNORECASE
)
_DELIMITED_NAME = re.compile(r"\.(?:csv|tsv|tab)$", re.IGNORECASE)
_PROBE = 65_536
_MEMBERS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_PACKED = {found for _, found in _MEMBERS}
_OPEN_FORMATS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_DAMAGE = (
    ValueError, LookupError, TypeError, AttributeError, SyntaxError, ArithmeticError, OSError,
    EOFError, RuntimeError, AssertionError, zlib.error, zipfile.BadZipFile, struct.error,
)  # fmt: skip
"""What the libraries below the readers raise on broken files; XML errors are SyntaxErrors."""
_OLD_STREAMS = (
    ("EncryptedPackage", ""),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
"""The streams by which an old Office file shows what it is."""


def read(data: bytes, name: str) -> Reading:
    """Read a file's bytes into blocks; `name` tells Markdown and bare HTML by its suffix.

    Raises UnreadableFile, with the reason in one line, where the file is empty, damaged, encrypted,
    of no known type or holds no text.
    """
    if not data.strip(b"\0 \t\r\n"):
        msg = "the file is empty; leave it out or replace it"
        raise UnreadableFile(msg)
    reading = _read_as(tell_format(data, name), data)
    blocks = tuple(
        settle(block) if isinstance(block, Table) else block
        for block in demote(mend_tables(unfold(reading.blocks)))
    )
    if not any(_has_text(block) for block in blocks):
        msg = "no text found in it (a scan or pictures only?); give a version with text"
        raise UnreadableFile(msg)
    return replace(reading, blocks=blocks)


def _read_as(found: str, data: bytes) -> Reading:
    """Read a file in the format found; what a broken file makes its library raise is translated."""
    try:
        if found in TARGETS:
            return office.read(data, found)
        if found in _PACKED:
            plain, warnings = package.open_plain(data)
            packed: Reading = _reader(found).read(plain)
            warnings += packed.warnings
            return replace(packed, warnings=warnings, makers=package.makers(data))
        reading: Reading = _reader(found).read(data)
    except _DAMAGE as error:
        cause = error.__cause__ or error  # Libraries wrap what is wrong in a general message.
        reason = " ".join(str(cause).split())[:120] or type(cause).__name__
        msg = f"the {found} file is damaged ({reason}); open and save it again, or replace it"
        raise UnreadableFile(msg) from error
    return reading


def tell_format(data: bytes, name: str) -> str:
    """Tell the format from the content: pdf, docx, html, text, … or, for LibreOffice, doc, odt, ….

    Raises UnreadableFile for anything else.
    """
    if data.lstrip()[:5] == _PDF or _PDF in data[:1024]:
        return "pdf"
    for signature, tell in ((_ZIP, _tell_archive), (_OLE, _tell_old)):
        if data.startswith(signature):
            return tell(data)
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            msg = f"this is {what}, not a document that can be read; convert or leave it out"
            raise UnreadableFile(msg)
    if data.startswith(_RTF):
        return "rtf"
    if _HTML.match(data[:_PROBE]) or _is_html(data, name):
        return "html"
    return _tell_text(data, name)


def _tell_archive(data: bytes) -> str:
    """Tell which Office format a zip archive is."""
    import io

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.namelist()
            declared = archive.read("mimetype")[:80] if "mimetype" in members else b""
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError) as error:
        msg = f"the file is damaged ({error}); open and save it again, or replace it"
        raise UnreadableFile(msg) from error
    for folder, found in _MEMBERS:
        if any(member.startswith(folder) for member in members):
            return found
    if declared.strip() in _OPEN_FORMATS:
        return _OPEN_FORMATS[declared.strip()]
    msg = "a zip archive that is neither .docx, .xlsx, .pptx nor .odt; unpack it or leave it out"
    raise UnreadableFile(msg)


def _tell_old(data: bytes) -> str:
    """Tell which old Office format a compound file is."""
    for stream, found in _OLD_STREAMS:
        if stream.encode("utf-16-le") in data:
            if found:
                return found
            break
    msg = "an encrypted or unknown Office file; save it without password as .docx or .xlsx"
    raise UnreadableFile(msg)


def _is_html(data: bytes, name: str) -> bool:
    """Tell whether a file without an HTML head is HTML all the same, by suffix or many tags."""
    tags = len(_TAG.findall(data[:_PROBE]))
    if _HTML_NAME.search(name):
        return tags > 0
    return data.lstrip()[:1] == b"<" and tags * 400 > len(data[:_PROBE])


def _tell_text(data: bytes, name: str) -> str:
    """Tell plain text from delimited fields and from Markdown, by its suffix or its headings."""
    from ingest.readers.delimited import find_delimiter
    from ingest.readers.markdown import looks_like_markdown

    if _MARKDOWN_NAME.search(name):
        return "markdown"
    text, _ = decode(data)
    if find_delimiter(text, is_named=_DELIMITED_NAME.search(name) is not None):
        return "delimited"
    return "markdown" if looks_like_markdown(text) else "text"


def _reader(found: str) -> ModuleType:
    """Import the reader of a format: only the one that is needed."""
    return importlib.import_module(f"ingest.readers.{found}")


def _has_text(block: object) -> bool:
    """Tell whether a block holds any letter or digit."""
    if isinstance(block, Table):
        texts = [*block.header, *(cell.text for row in block.rows for cell in row.cells)]
        return any(char.isalnum() for text in texts for char in text)
    return any(char.isalnum() for char in getattr(block, "text", ""))
