"""What every test may rely on: where ../shared is, and what happens where it is not."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests of ../shared on a bare clone; in CI its absence is a failure."""
    if SHARED.is_dir():
        return
    needing = [item for item in items if item.get_closest_marker("shared")]
    if needing and os.environ.get("CI"):
        pytest.exit(f"{SHARED} is missing: {len(needing)} tests need it", returncode=1)
    items[:] = [item for item in items if item not in needing]
    config.hook.pytest_deselected(items=needing)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of real documents that stands beside the repository."""
    return SHARED
