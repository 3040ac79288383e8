"""Takes apart what holds documents, ZIP archives and mails with attachments, in memory only."""

import io
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ingest import mail
from ingest.errors import UnreadableFile
from ingest.limits import MEGABYTE, Limits
from ingest.overrides import is_override

_LOCAL, _EMPTY = b"PK\x03\x04", b"PK\x05\x06"
_PACKED_FORMATS = {
    *("[Content_Types].xml", "mimetype", "META-INF/manifest.xml"),
    *("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "content.xml"),
}
"""Members by which a zip file is one document: an Office or OpenDocument file, an e-book."""

_NO_DOCUMENTS = {
    *(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".svg", ".ico", ".webp", ".heic"),
    *(".emf", ".wmf", ".mp3", ".mp4", ".m4a", ".mov", ".avi", ".wav", ".wmv", ".webm"),
    *(".ics", ".vcf", ".p7s", ".p7m", ".asc", ".sig", ".lnk", ".url", ".ttf", ".woff"),
    *(".css", ".js", ".exe", ".dll", ".bat", ".msi", ".db", ".ini"),
}
"""Suffixes of what lies beside documents in archives and mails: pictures, sound, cards, programs.

They are passed over by name. What else a member is, its content tells its reader.
"""

_ENCRYPTED = 0x1
_CANNOT = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A document inside an archive or mail; `inside` names the way to it, () the mail itself."""

    inside: tuple[str, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """A member that cannot be taken out, and why."""

    inside: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Package:
    """What an archive or a mail holds; archives and mails inside it are taken apart too."""

    members: tuple[Member, ...]
    refused: tuple[Refused, ...] = ()
    warnings: tuple[str, ...] = ()


def is_package(data: bytes) -> bool:
    """Tell whether a file holds documents: an archive, or a mail with attachments."""
    if mail.is_mail(data):
        return bool(mail.parts(data).attachments)
    return is_archive(data)


def is_archive(data: bytes) -> bool:
    """Tell a zip archive of files from documents that are zip files themselves."""
    if not data.startswith((_LOCAL, _EMPTY)):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _PACKED_FORMATS.isdisjoint(archive.namelist())
    except _CANNOT:
        return False


def unpack(data: bytes, limits: Limits) -> Package:
    """Take every document out of an archive or a mail.

    Nothing is written to disk: a member's name is only a name, whatever path it spells.

    Raises:
        UnreadableFile: more files or a larger size than the limits allow, or no document in it.
    """
    found = _Found(limits)
    _open(data, (), found)
    if not found.members and not found.refused:
        msg = "there is no document in it; leave it out"
        raise UnreadableFile(msg)
    return Package(tuple(found.members), tuple(found.refused), found.warnings())


@dataclass(slots=True)
class _Found:
    """What was found so far, and what the limits leave."""

    limits: Limits
    members: list[Member] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    files: int = 0
    size: int = 0
    names: set[tuple[str, ...]] = field(default_factory=set)

    def count(self, files: int, size: int) -> None:
        """Count files that are about to be taken out.

        Raises:
            UnreadableFile: they are too many or too large.
        """
        self.files += files
        self.size += size
        if self.files > self.limits.members:
            msg = (
                f"it holds {self.files:,} files, over the limit of {self.limits.members:,}; "
                "split it or raise GOODPRACTICE_ARCHIVE_MEMBERS"
            )
            raise UnreadableFile(msg)
        if self.size > self.limits.unpacked_mb * MEGABYTE:
            msg = (
                f"it unpacks to {self.size / MEGABYTE:,.0f} MB or more, over the limit of "
                f"{self.limits.unpacked_mb:,} MB; split it or raise GOODPRACTICE_UNPACKED_MB"
            )
            raise UnreadableFile(msg)

    def name(self, within: tuple[str, ...], spelt: str) -> tuple[str, ...]:
        """Give a member's place under a name that no other member has."""
        plain = _plain(spelt)
        inside, number = (*within, plain), 1
        while inside in self.names:
            number += 1
            path = PurePosixPath(plain)
            inside = (*within, str(path.with_name(f"{path.stem} ({number}){path.suffix}")))
        self.names.add(inside)
        return inside

    def warnings(self) -> tuple[str, ...]:
        """Say what was passed over."""
        if not self.passed_over:
            return ()
        count = len(self.passed_over)
        shown = ", ".join(self.passed_over[:5]) + (", …" if count > 5 else "")
        return (f"passed over, as no {'document' if count == 1 else 'documents'}: {shown}",)


def _open(data: bytes, within: tuple[str, ...], found: _Found) -> None:
    """Take apart one archive or mail that stands at `within`."""
    if mail.is_mail(data):
        _open_mail(data, within, found)
    else:
        _open_archive(data, within, found)


def _open_mail(data: bytes, within: tuple[str, ...], found: _Found) -> None:
    parts = mail.parts(data)
    if parts.body:
        found.members.append(Member(within, data))
    sizes = [len(attachment.data) for attachment in parts.attachments]
    found.count(len(sizes), sum(sizes))
    for attachment in parts.attachments:
        if _is_document(attachment.name):
            _add(attachment.data, found.name(within, attachment.name), found)
        else:
            found.passed_over.append(_plain(attachment.name))


def _open_archive(data: bytes, within: tuple[str, ...], found: _Found) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            found.count(len(entries), sum(entry.file_size for entry in entries))
            for entry in entries:
                _take(archive, entry, within, found)
    except _CANNOT as error:
        msg = f"the archive is damaged ({error}); pack it again"
        if not within:
            raise UnreadableFile(msg) from error
        found.refused.append(Refused(within, msg))


def _take(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, within: tuple[str, ...], found: _Found
) -> None:
    """Take one file out of an archive."""
    if _is_hidden(entry.filename):
        return
    if stat.S_ISLNK(entry.external_attr >> 16) or not _is_document(entry.filename):
        found.passed_over.append(_plain(entry.filename))
        return
    inside = found.name(within, entry.filename)
    if entry.flag_bits & _ENCRYPTED:
        reason = "it is locked with a password; pack it again without one"
        found.refused.append(Refused(inside, reason))
        return
    try:
        data = archive.read(entry)
    except _CANNOT as error:
        reason = f"it is damaged inside the archive ({error}); pack it again"
        found.refused.append(Refused(inside, reason))
        return
    _add(data, inside, found)


def _add(data: bytes, inside: tuple[str, ...], found: _Found) -> None:
    """Keep a member; one that holds documents itself is taken apart."""
    if not is_package(data):
        found.members.append(Member(inside, data))
    elif len(inside) >= found.limits.depth:
        msg = (
            f"it lies deeper than {found.limits.depth} archives inside one another; "
            "unpack it or raise GOODPRACTICE_ARCHIVE_DEPTH"
        )
        found.refused.append(Refused(inside, msg))
    else:
        _open(data, inside, found)


def _plain(spelt: str) -> str:
    """Give the name that a member is known by: no way out of its archive, nothing unprintable."""
    shown = "".join(char if char.isprintable() else "_" for char in spelt.replace("\\", "/"))
    kept = [part.strip() for part in shown.split("/")]
    return "/".join(part for part in kept if part not in {"", ".", ".."}) or "unnamed"


def _is_hidden(spelt: str) -> bool:
    parts = _plain(spelt).split("/")
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts) or (
        is_override(parts[-1])
    )


def _is_document(name: str) -> bool:
    """Tell by its suffix whether a member may be a document."""
    return PurePosixPath(_plain(name)).suffix.lower() not in _NO_DOCUMENTS
