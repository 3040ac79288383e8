"""Opens Office files of all sorts (with macros, templates, slide shows) as plain documents."""

import html
import io
import re
import zipfile

from ingest.errors import UnreadableFile

_TYPES = "[Content_Types].xml"
_PLAIN = "application/vnd.openxmlformats-officedocument."
_SORTS = {
    rb"application/vnd\.ms-word\.(?:document|template)\.macroEnabled(?:Template)?\.main\+xml"
    rb"|application/vnd\.openxmlformats-officedocument\.wordprocessingml\.template\.main\+xml": (
        f"{_PLAIN}wordprocessingml.document.main+xml"
    ),
    rb"application/vnd\.ms-powerpoint\.(?:presentation|template|slideshow)\.macroEnabled\.main\+xml"
    rb"|application/vnd\.openxmlformats-officedocument\.presentationml\.(?:template|slideshow)"
    rb"\.main\+xml": f"{_PLAIN}presentationml.presentation.main+xml",
}
"""What such files say that they are, and what they are to their readers; Excel's need no help."""
_BINARY = b"application/vnd.ms-excel.sheet.binary"
_MACROS = "vbaproject.bin"
_PROPERTIES = ("docProps/app.xml", "docProps/core.xml")
_MAKER = re.compile(
    r"<(?:\w+:)?(Company|creator)\b[^>]*>\s*([^<]{2,200}?)\s*</(?:\w+:)?\1>", re.IGNORECASE
)


def open_plain(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Give an Office file as its reader wants it, with a warning where it holds macros.

    Raises UnreadableFile for a binary workbook, which no reader knows.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        declared = package.read(_TYPES) if _TYPES in names else b""
    if _BINARY in declared:
        msg = "a binary workbook (.xlsb) cannot be read; save it as .xlsx"
        raise UnreadableFile(msg)
    has_macros = any(name.lower().endswith(_MACROS) for name in names)
    warnings = ("its macros were left out",) if has_macros else ()
    plain = declared
    for sorts, wanted in _SORTS.items():
        plain = re.sub(sorts, wanted.encode(), plain)
    return (data if plain == declared else _with_types(data, plain)), warnings


def makers(data: bytes) -> tuple[str, ...]:
    """Give the company and the author that the properties of an Office file name."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in _PROPERTIES:
            if name in package.namelist():
                text = package.read(name).decode("utf-8", "replace")
                found.extend(html.unescape(match[2]) for match in _MAKER.finditer(text))
    return tuple(dict.fromkeys(found))


def _with_types(data: bytes, types: bytes) -> bytes:
    """Give a copy of a package with other content types."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, types if entry.filename == _TYPES else old.read(entry))
    return made.getvalue()
