"""What every test may rely on: where ../shared is, and what happens where it is not."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
TOOLS = ("soffice", "chromium", "pdftotext", "tesseract")


def pytest_configure() -> None:
    """Let Ctrl-C through to what tests start: what runs in the background begins without it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests of what a bare clone or machine lacks; in CI its absence is a failure."""
    if not SHARED.is_dir():
        _leave_out("shared", str(SHARED), config, items)
    missing = [program for program in TOOLS if shutil.which(program) is None]
    if missing:
        _leave_out("tools", ", ".join(missing), config, items)
    mounting = [item for item in items if item.get_closest_marker("mount")]
    if mounting and not _may_mount():
        items[:] = [item for item in items if item not in mounting]
        config.hook.pytest_deselected(items=mounting)


def _may_mount() -> bool:
    """Try whether this process may mount a file system; not every machine of CI lets root do so."""
    with tempfile.TemporaryDirectory() as place:
        if subprocess.run(
            ["mount", "-t", "tmpfs", "none", place], capture_output=True, check=False
        ).returncode:
            return False
        subprocess.run(["umount", place], check=True)
    return True


def _leave_out(mark: str, missing: str, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests with a mark."""
    needing = [item for item in items if item.get_closest_marker(mark)]
    if needing and os.environ.get("CI"):
        pytest.exit(f"{missing} is missing: {len(needing)} tests need it", returncode=1)
    items[:] = [item for item in items if item not in needing]
    config.hook.pytest_deselected(items=needing)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of real documents that stands beside the repository."""
    return SHARED
