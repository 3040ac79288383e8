"""Adds up what a tool installs: its distribution's files and those of all that it requires."""

from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement


def installed_mb(names: Iterable[str]) -> float:
    """Give megabytes; what is not installed counts nothing."""
    return sum(_bytes(each) for each in _closure(names)) / 2**20


def _closure(names: Iterable[str]) -> Iterable[Distribution]:
    found: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        requirement = Requirement(waiting.pop())
        name = requirement.name.lower().replace("_", "-")
        extras = {"", *requirement.extras}
        if name in found and extras == {""}:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        for line in found[name].requires or ():
            marker = Requirement(line).marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(line.split(";")[0])
    return found.values()


def _bytes(found: Distribution) -> int:
    paths = (Path(str(each.locate())) for each in found.files or ())
    return sum(path.stat().st_size for path in paths if path.is_file())
