"""Follows folders: says when something in them has changed and come to rest."""

from collections.abc import Iterator, Sequence
from pathlib import Path

_REST_MS = 1500
"""How long nothing may change before a change is told: a copy is under way until then."""

_UNTOLD = "Unable to decode path"
"""What ends a watch that has seen a name that is not UTF-8: it begins anew."""


def changes(paths: Sequence[Path], *, but: Path) -> Iterator[None]:
    """Give one item when `paths` are being watched and one for each burst of changes after that.

    Whoever reads the files after the first item misses no later change. Hidden files and folders,
    and all that is under `but`, do not count. Goes on until the process is interrupted.
    """
    from watchfiles import Change, watch

    apart = but.resolve()
    roots = [path.resolve() for path in paths]

    def counts(_: Change, name: str) -> bool:
        path = Path(name)
        return not path.is_relative_to(apart) and not any(_is_hidden(path, root) for root in roots)

    while True:
        watched = watch(
            *paths,
            watch_filter=counts,
            debounce=10 * _REST_MS,
            step=_REST_MS,
            rust_timeout=_REST_MS,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        )
        try:
            next(watched)
            yield
            yield from (None for found in watched if found)
        except RuntimeError as error:
            if _UNTOLD not in str(error):
                raise


def _is_hidden(path: Path, root: Path) -> bool:
    """Tell whether a path under a root has a part that is hidden."""
    if not path.is_relative_to(root):
        return False
    return any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)
