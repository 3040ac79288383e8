"""Bytes become text, or are refused in one line."""

import pytest

from ingest.decoding import decode
from ingest.errors import UnreadableFile


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_warning(encoding: str) -> None:
    assert decode("£5 – “café”".encode(encoding)) == ("£5 – “café”", ())


def test_other_text_is_windows_1252_with_a_warning() -> None:
    text, warnings = decode("£5 – “quote”".encode("cp1252"))
    assert text == "£5 – “quote”"
    assert warnings == ("not valid UTF-8; read as Windows-1252",)


def test_unreadable_characters_are_counted() -> None:
    text, warnings = decode(b"caf\xe9 \x81 \x8d")
    assert text == "café \ufffd \ufffd"
    assert "2 characters could not be read" in warnings[1]


@pytest.mark.parametrize("data", [b"\x00\x01\x02" * 50, b"abc\x00\x00def", bytes(range(256))])
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="binary"):
        decode(data)
