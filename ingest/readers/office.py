"""Reads older and open Office formats by having LibreOffice save them as those we know."""

import importlib
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from ingest.errors import UnreadableFile
from ingest.readers import package
from ingest.records import Reading

TARGETS = {
    "doc": "docx", "odt": "docx", "rtf": "docx", "xls": "xlsx", "ods": "xlsx", "ppt": "pptx",
    "odp": "pptx",
}  # fmt: skip
"""What each format is saved as."""

_SECONDS = 50


def read(data: bytes, found: str) -> Reading:
    """Read a file of one of these formats.

    Raises UnreadableFile where LibreOffice is not installed or cannot open the file.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    target = TARGETS[found]
    if program is None:
        msg = f"a .{found} file needs LibreOffice, which is not installed; save it as .{target}"
        raise UnreadableFile(msg)
    with tempfile.TemporaryDirectory() as folder:
        converted = _convert(program, data, Path(folder), found, target)
    reading: Reading = importlib.import_module(f"ingest.readers.{target}").read(converted)
    return replace(reading, format=found, makers=package.makers(converted))


def _convert(program: str, data: bytes, folder: Path, found: str, target: str) -> bytes:
    """Save a file in another format; each run has its own profile and no macro runs."""
    source = folder / f"document.{found}"
    source.write_bytes(data)
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--norestore", "--convert-to", target, "--outdir", str(folder), str(source),
    ]  # fmt: skip
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603
        return (folder / f"document.{target}").read_bytes()
    except (subprocess.SubprocessError, OSError) as error:
        msg = f"LibreOffice could not open the .{found} file; save it as .{target}"
        raise UnreadableFile(msg) from error
