"""Turns bytes into text: UTF-8, UTF-16 with its mark, else Windows-1252."""

import codecs

from ingest.errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PROBE = 65_536
_CONTROLS = bytes(set(range(32)) - {7, 8, 9, 10, 12, 13, 27})


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode a text file; give the text and a warning where characters were replaced or guessed.

    Raises UnreadableFile where the bytes are not text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _with_warning(data.decode(encoding, errors="replace"))
    probe = data[:_PROBE]
    controls = len(probe) - len(probe.translate(None, _CONTROLS))
    if controls * 100 > len(probe):
        msg = "this is binary data, not text; give its real format or leave it out"
        raise UnreadableFile(msg)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        return text, ("not valid UTF-8; read as Windows-1252", *_with_warning(text)[1])


def _with_warning(text: str) -> tuple[str, tuple[str, ...]]:
    """Give the text and a warning if some of its characters could not be read."""
    count = text.count("�")
    return text, (f"{count} characters could not be read and were replaced",) if count else ()
