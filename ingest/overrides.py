"""Read what a person says of documents: a folder's `corpus.yaml`, a file's `NAME.meta.yaml`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ingest.errors import BadOverride
from ingest.records import Kind

FOLDER_FILE = "corpus.yaml"
SIDECAR_SUFFIX = ".meta.yaml"
LIMIT = 5_000_000
"""Bytes that such a file may have."""


def _as_text(value: object) -> object:
    """Take a bare year (YAML reads 2020 as a number) as the text it was meant to be."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _in_order(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(numbers)))


_Text = Annotated[str, Field(min_length=1, max_length=2000)]
_Indicators = Annotated[
    tuple[Annotated[int, Field(ge=1, le=9, strict=True)], ...], AfterValidator(_in_order)
]


class Override(BaseModel):
    """What a person says of one document; None where nothing is said."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    title: _Text | None = None
    url: _Text | None = None
    organisation: _Text | None = None
    publisher: _Text | None = None
    kind: Kind | None = None
    period: Annotated[_Text | None, BeforeValidator(_as_text)] = None
    indicators: _Indicators | None = None


class _NoAliases(yaml.SafeLoader):
    """A safe loader that refuses aliases: a few lines of them can stand for gigabytes.

    Dates stay the text that was written.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse an alias; a key given twice is refused when the mapping is built."""
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("it uses an alias (*name), which is not allowed here")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        """Refuse a key given twice: YAML would silently keep the last."""
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.YAMLError(f"it gives “{key}” twice")
        mapping: dict[object, object] = super().construct_mapping(node, deep=deep)
        return mapping


def _written(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    """Keep a date as the text that was written."""
    return str(loader.construct_scalar(node))


_NoAliases.add_constructor("tag:yaml.org,2002:timestamp", _written)


def load_folder(folder: Path) -> Mapping[str, Override]:
    """Read the folder's corpus.yaml: file name to what is said of it; empty if there is none."""
    path = folder / FOLDER_FILE
    if not path.is_file():
        return {}
    entries = _load(path)
    return {
        str(name): _check(path, entry, f"entry “{_cut(str(name))}”")
        for name, entry in entries.items()
    }


def load_sidecar(path: Path) -> Override | None:
    """Read the sidecar of a document (`path` is the document's own); None if there is none."""
    sidecar = path.with_name(path.name + SIDECAR_SUFFIX)
    if not sidecar.is_file():
        sidecar = path.with_name(path.stem + SIDECAR_SUFFIX)
    if not sidecar.is_file():
        return None
    return _check(sidecar, _load(sidecar), "the file")


def combine(folder: Override, sidecar: Override) -> Override:
    """Lay a sidecar over a folder's entry: what the sidecar says wins, key by key."""
    return folder.model_copy(update=sidecar.model_dump(exclude_none=True))


def is_override(name: str) -> bool:
    """Tell whether a file of this name holds overrides and is no document."""
    return name == FOLDER_FILE or name.endswith(SIDECAR_SUFFIX)


def _load(path: Path) -> Mapping[object, object]:
    """Parse a file that must hold a mapping; BadOverride in one line otherwise."""
    try:
        size = path.stat().st_size
        if size > LIMIT:
            raise BadOverride(
                f"{path} has {size:,} bytes; at most {LIMIT:,} are read. Is it the right file?"
            )
        data = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_NoAliases)  # noqa: S506
    except OSError as error:
        raise BadOverride(f"{path} cannot be read: {error.strerror}. Check its rights.") from error
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, TypeError, RecursionError) as error:
        raise BadOverride(
            f"{path} is not YAML that can be used: {_said(error)}. Mend or remove it."
        ) from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise BadOverride(
            f"{path} holds {_kind_of(data)}, not “name: value” lines. Mend or remove it."
        )
    return data


def _check(path: Path, entry: object, where: str) -> Override:
    """Check the keys and values of one entry."""
    if entry is None:
        return Override()
    if not isinstance(entry, dict):
        raise BadOverride(
            f"{path}: {where} holds {_kind_of(entry)}; it needs keys, of {_allowed_keys()}."
        )
    try:
        return Override.model_validate({str(key): value for key, value in entry.items()})
    except ValidationError as error:
        raise BadOverride(f"{path}: {where}: {_explain(error)}") from error


def _explain(error: ValidationError) -> str:
    """Say the first thing wrong with an entry: the key, the value, what is allowed."""
    first = error.errors()[0]
    key = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return f"there is no key “{_cut(key)}”. Use {_allowed_keys()}."
    allowed = {
        "kind": "one of " + ", ".join(kind.value for kind in Kind),
        "indicators": "a list of numbers from 1 to 9, such as [3, 5]",
        "period": "a period as printed, such as '2017/18'",
    }.get(key, "text")
    return f"“{key}” is {_cut(repr(first['input']))}; it must be {allowed}."


def _allowed_keys() -> str:
    return ", ".join(Override.model_fields)


def _kind_of(data: object) -> str:
    """Name a YAML value in plain words."""
    names = {list: "a list", str: "plain text", int: "a number", float: "a number", bool: "yes/no"}
    return names.get(type(data), "something else")


def _said(error: Exception) -> str:
    """Give an error in one line, with the line of the file where YAML says it."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"{error.problem or 'syntax error'} (line {error.problem_mark.line + 1})"
    return _cut(" ".join(str(error).split()), 160)


def _cut(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
