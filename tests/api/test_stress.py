"""Workers answer while others write: of one state each, without an error, without growth."""

from pathlib import Path

import pytest

from tests.api import soak, stress


@pytest.mark.slow
def test_every_worker_answers_from_the_state_there_is_and_from_no_mixture(
    library: Path, tmp_path: Path
) -> None:
    done = stress.run(tmp_path, library, workers=2)

    assert len(done.history) == len(stress.STEPS) + 1
    assert done.answers > stress.ASKERS


@pytest.mark.slow
def test_mixed_traffic_fails_nowhere_and_makes_nothing_grow(library: Path, tmp_path: Path) -> None:
    done, before, after = soak.run(tmp_path, library, seconds=10)

    assert set(done) == {"ask", "leave", "curate", "talk", "rebuild"}
    assert after.exceeds(before) == []
