"""Tests of where and with how many threads a model runs."""

from pathlib import Path

import pytest

from index.runtime import cores, providers


@pytest.mark.parametrize(
    ("share", "most"),
    [("50000 100000", 1), ("100000 100000", 1), ("max 100000", 10_000), ("nonsense", 10_000)],
)
def test_a_container_gets_no_more_threads_than_its_share_of_the_cores(
    tmp_path: Path, share: str, most: int
) -> None:
    quota = tmp_path / "cpu.max"
    quota.write_text(share)
    assert cores(quota) == min(cores(tmp_path / "none"), most)


def test_a_graphics_processor_is_used_where_there_is_one() -> None:
    assert providers(["CPUExecutionProvider"]) == ["CPUExecutionProvider"]
    assert providers(["AzureExecutionProvider", "CPUExecutionProvider"]) == ["CPUExecutionProvider"]
    both = ["CUDAExecutionProvider", "CPUExecutionProvider"]
    assert providers(["TensorrtExecutionProvider", *both]) == both
