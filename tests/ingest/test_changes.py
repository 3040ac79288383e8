"""Changes of a figure that one sentence tells."""

import pytest

from ingest.changes import find_changes


@pytest.mark.parametrize(
    "sentence",
    [
        "The likelihood was 1.72 at March 2023 and 1.69 at March 2024.",
        "The likelihood was 1.72 at 31 March 2023 and 1.69 at 31 March 2024.",
        "The likelihood was 1.72 in 2023, 1.70 in spring 2024 and 1.69 in 2025.",
        "The likelihood was 1.69 in 2024 and 1.72 in 2023.",
    ],
)
def test_figures_with_their_dates_are_a_change_in_their_order(sentence: str) -> None:
    (change,) = find_changes(sentence, "")
    assert (change.before, change.after) == ("1.72", "1.69")
