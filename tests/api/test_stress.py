"""Workers answer while another process writes: each answer is of one state of the library."""

from pathlib import Path

import pytest

from tests.api import stress


@pytest.mark.slow
def test_every_worker_answers_from_the_state_there_is_and_from_no_mixture(
    library: Path, tmp_path: Path
) -> None:
    done = stress.run(tmp_path, library, workers=2)

    assert len(done.history) == len(stress.STEPS) + 1
    assert done.answers > stress.ASKERS
