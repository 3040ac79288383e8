"""Tests of where a model runs."""

from index.runtime import providers


def test_a_graphics_processor_is_used_where_there_is_one() -> None:
    assert providers(["CPUExecutionProvider"]) == ["CPUExecutionProvider"]
    assert providers(["AzureExecutionProvider", "CPUExecutionProvider"]) == ["CPUExecutionProvider"]
    both = ["CUDAExecutionProvider", "CPUExecutionProvider"]
    assert providers(["TensorrtExecutionProvider", *both]) == both
