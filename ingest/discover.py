"""Finds the documents under the paths that a person names, with what overrides them."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import IngestError
from ingest.overrides import (
    SIDECAR_SUFFIX,
    Override,
    combine,
    is_override,
    load_folder,
    load_sidecar,
)

INSIDE = "!"
"""Stands between a file and what is inside it."""
_SHOWN = 5

OnUnread = Callable[[Path, str], None]
"""Told what cannot be looked at, and why."""


class NoDocuments(IngestError):
    """The paths named hold no document."""


@dataclass(frozen=True, slots=True)
class Source:
    """One document to read: a file, or what stands `inside` an archive or a mail.

    `key` names it for good: the file's resolved path, then the way inside, joined with "!".
    """

    path: Path
    override: Override = field(default_factory=Override)
    inside: tuple[str, ...] = ()
    members: Mapping[str, Override] = field(default_factory=dict)
    """What is said of what the file holds, by its way inside."""

    @property
    def key(self) -> str:
        """Give the resolved path as text, with the way inside."""
        return INSIDE.join([str(self.path.resolve()), *self.inside])

    @property
    def name(self) -> str:
        """Give the document's own file name."""
        return self.inside[-1].rpartition("/")[2] if self.inside else self.path.name

    @property
    def label(self) -> str:
        """Give the file name as a report names it, with the way inside."""
        return INSIDE.join([self.path.name, *self.inside])

    @property
    def place(self) -> str:
        """Give the path as it was named, with the way inside."""
        return INSIDE.join([str(self.path), *self.inside])

    def member(self, inside: tuple[str, ...]) -> "Source":
        """Give a document that this file holds.

        What is said of the whole file counts for it, apart from title and address; what is said of
        itself, under `FILE!MEMBER`, comes first.
        """
        if not inside:
            return self
        whole = self.override.model_copy(update={"title": None, "url": None})
        own = self.members.get(INSIDE.join(inside))
        return Source(self.path, combine(whole, own) if own else whole, inside)


def discover(
    paths: Iterable[Path], on_unread: OnUnread = lambda _path, _why: None
) -> tuple[Source, ...]:
    """Give every document under `paths`, folders walked in name order, each file once.

    Hidden files, `corpus.yaml`, sidecars and links that lead out of the folder are passed over;
    folders and files that cannot be looked at are told to `on_unread`.

    Raises:
        NoDocuments: a path does not exist, or nothing was found.
        BadOverride: a corpus.yaml or a sidecar is wrong.
    """
    roots = tuple(paths)
    found: dict[str, Source] = {}
    folders: dict[Path, Mapping[str, Override]] = {}
    unread: list[str] = []

    def tell(path: Path, why: str) -> None:
        unread.append(f"{printable(path)}: {why}")
        on_unread(path, why)

    for root in roots:
        if not root.exists():
            msg = f"{root}: there is no such file or folder; check the path"
            raise NoDocuments(msg)
        for path in _files(root, tell):
            source = _source(path, folders)
            found.setdefault(source.key, source)
    if not found:
        named = ", ".join(str(root) for root in roots)
        msg = f"{named}: no documents here; name a folder that holds files such as .docx or .pdf"
        raise NoDocuments(unread[0] if unread else msg)
    return tuple(found.values())


def printable(path: Path) -> str:
    """Write a path that need not be UTF-8."""
    return os.fsencode(path).decode(errors="replace")


def _files(root: Path, on_unread: OnUnread) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    inside = root.resolve()

    def tell(error: OSError) -> None:
        reason = (error.strerror or str(error)).lower()
        on_unread(Path(error.filename), f"cannot be opened ({reason}); check that you may read it")

    for folder, folders, names in os.walk(root, onerror=tell):
        place = Path(folder)
        folders[:] = _visible(place, folders, on_unread)
        for name in _visible(place, names, on_unread):
            path = place / name
            try:
                is_inside = path.is_file() and path.resolve().is_relative_to(inside)
            except OSError as error:
                tell(error)
                continue
            if is_inside and not is_override(name):
                yield path


def _visible(folder: Path, names: Iterable[str], on_unread: OnUnread) -> list[str]:
    """Give the names that are not hidden and can be written down, in order."""
    shown = []
    for name in sorted(name for name in names if not name.startswith(".")):
        if _is_text(name):
            shown.append(name)
        else:
            on_unread(folder / name, "its name is not UTF-8; rename it")
    return shown


def _is_text(name: str) -> bool:
    """Tell whether a name is UTF-8: bytes that are not come as lone surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _source(path: Path, folders: dict[Path, Mapping[str, Override]]) -> Source:
    """Give a file with what its folder's corpus.yaml and its sidecar say of it and its members."""
    folder = path.parent
    if folder not in folders:
        folders[folder] = load_folder(folder)
    entries = folders[folder]
    entry = entries.get(path.name, Override())
    sidecar = load_sidecar(path)
    start = f"{path.name}{INSIDE}"
    members = {name[len(start) :]: said for name, said in entries.items() if name.startswith(start)}
    return Source(path, entry if sidecar is None else combine(entry, sidecar), members=members)


def unmatched(sources: Iterable[Source]) -> tuple[str, ...]:
    """Say which entries of a corpus.yaml and which sidecars speak of a file that is not there."""
    said: list[str] = []
    for folder in dict.fromkeys(source.path.parent for source in sources):
        names = {path.name for path in folder.iterdir()}
        known = names | {Path(name).stem for name in names if not is_override(name)}
        wrong = [name for name in load_folder(folder) if name.partition(INSIDE)[0] not in names]
        wrong.extend(
            name
            for name in sorted(names)
            if name.endswith(SIDECAR_SUFFIX) and name.removesuffix(SIDECAR_SUFFIX) not in known
        )
        if wrong:
            shown = ", ".join(wrong[:_SHOWN]) + (", …" if len(wrong) > _SHOWN else "")
            said.append(f"{folder}: no such files, though something is said of them: {shown}")
    return tuple(said)
