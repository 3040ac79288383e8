"""Older and open Office formats, read through LibreOffice."""

import pytest

from ingest.errors import UnreadableFile
from ingest.readers.office import TARGETS, read

RTF = rb"{\rtf1\ansi One case was reviewed.\par Two were not.}"


@pytest.mark.parametrize("found", sorted(TARGETS))
def test_without_libreoffice_the_message_says_what_to_do(
    found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableFile, match=f"save it as .{TARGETS[found]}"):
        read(b"x", found)


@pytest.mark.tools
def test_a_rich_text_file_is_read() -> None:
    reading = read(RTF, "rtf")
    assert reading.format == "rtf"
    assert [getattr(block, "text", "") for block in reading.blocks] == [
        "One case was reviewed.",
        "Two were not.",
    ]
