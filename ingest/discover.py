"""Finds the documents under the paths that a person names, with what overrides them."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import IngestError
from ingest.overrides import Override, combine, is_override, load_folder, load_sidecar


class NoDocuments(IngestError):
    """The paths named hold no document."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read; `key` is its resolved path, by which a later run knows it again."""

    path: Path
    override: Override = field(default_factory=Override)

    @property
    def key(self) -> str:
        """Give the resolved path as text."""
        return str(self.path.resolve())


def discover(paths: Iterable[Path]) -> tuple[Source, ...]:
    """Give every document under `paths`, folders walked in name order, each file once.

    Hidden files, `corpus.yaml`, sidecars and links that lead out of the folder are passed over.

    Raises:
        NoDocuments: a path does not exist, or nothing was found.
        BadOverride: a corpus.yaml or a sidecar is wrong.
    """
    roots = tuple(paths)
    found: dict[str, Source] = {}
    folders: dict[Path, Mapping[str, Override]] = {}
    for root in roots:
        if not root.exists():
            msg = f"{root}: there is no such file or folder; check the path"
            raise NoDocuments(msg)
        for path in _files(root):
            source = Source(path, _override(path, folders))
            found.setdefault(source.key, source)
    if not found:
        named = ", ".join(str(root) for root in roots)
        msg = f"{named}: no documents here; name a folder that holds files such as .docx or .pdf"
        raise NoDocuments(msg)
    return tuple(found.values())


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    inside = root.resolve()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            if name.startswith(".") or is_override(name):
                continue
            if path.is_file() and path.resolve().is_relative_to(inside):
                yield path


def _override(path: Path, folders: dict[Path, Mapping[str, Override]]) -> Override:
    folder = path.parent
    if folder not in folders:
        folders[folder] = load_folder(folder)
    entry = folders[folder].get(path.name, Override())
    sidecar = load_sidecar(path)
    return entry if sidecar is None else combine(entry, sidecar)
