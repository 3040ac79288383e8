"""corpus.yaml and sidecars: read, refused in one line, never dangerous."""

from pathlib import Path

import pytest

from ingest.errors import BadOverride
from ingest.overrides import Override, combine, is_override, load_folder, load_sidecar
from ingest.records import Kind


def write(folder: Path, text: str, name: str = "corpus.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path) -> str:
    with pytest.raises(BadOverride) as caught:
        load_folder(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert "corpus.yaml" in message
    return message


def test_a_folder_without_corpus_yaml_says_nothing(tmp_path: Path) -> None:
    assert load_folder(tmp_path) == {}
    assert load_sidecar(tmp_path / "a.txt") is None


def test_every_key_is_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.txt:\n  title: T\n  url: https://example.org\n  organisation: O\n  publisher: P\n"
        "  kind: case_study\n  period: 2017/18\n  indicators: [7, 3, 3]\nb.txt:\n",
    )
    found = load_folder(tmp_path)
    assert found["a.txt"] == Override(
        title="T",
        url="https://example.org",
        organisation="O",
        publisher="P",
        kind=Kind.CASE_STUDY,
        period="2017/18",
        indicators=(3, 7),
    )
    assert found["b.txt"] == Override()


@pytest.mark.parametrize("period", ["2020", "2020/21", "2021-03-31", "2020-2022"])
def test_a_period_needs_no_quotes(tmp_path: Path, period: str) -> None:
    write(tmp_path, f"a.txt: {{period: {period}}}")
    assert load_folder(tmp_path)["a.txt"].period == period


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a.txt: {colour: red}", ["a.txt", "colour", "organisation"]),
        ("a.txt: {kind: memo}", ["a.txt", "kind", "memo", "case_study"]),
        ("a.txt: {indicators: [10]}", ["a.txt", "indicators", "1 to 9"]),
        ("a.txt: {indicators: three}", ["a.txt", "indicators", "1 to 9"]),
        ("a.txt: {title: [1]}", ["a.txt", "title", "text"]),
        ("a.txt: {title: ''}", ["a.txt", "title"]),
        ("a.txt: just text", ["a.txt", "plain text", "title"]),
        ("- a\n- b", ["a list"]),
        ("just text", ["plain text"]),
        ("a.txt: {title: x", ["line"]),
        ("a.txt: {title: A, title: B}", ["title", "twice"]),
        ("a.txt: {}\na.txt: {}", ["a.txt", "twice"]),
        ("a: &x {title: T}\nb: *x", ["alias"]),
        ("a.txt: !!python/object/apply:os.system ['true']", ["YAML"]),
        ("[" * 3000, ["YAML"]),
    ],
)
def test_a_wrong_file_gives_one_clear_line(tmp_path: Path, text: str, said: list[str]) -> None:
    write(tmp_path, text)
    message = refusal(tmp_path)
    assert all(word in message for word in said), message


def test_a_file_of_other_bytes_or_of_great_size_is_refused(tmp_path: Path) -> None:
    (tmp_path / "corpus.yaml").write_bytes(b"\xff\xfe\x00\x81")
    assert "YAML" in refusal(tmp_path)
    (tmp_path / "corpus.yaml").write_bytes(b"a: b\n" * 1_100_000)
    assert "bytes" in refusal(tmp_path)


@pytest.mark.parametrize("name", ["a.txt.meta.yaml", "a.meta.yaml"])
def test_a_sidecar_is_found_beside_its_file(tmp_path: Path, name: str) -> None:
    write(tmp_path, "kind: report", name)
    found = load_sidecar(tmp_path / "a.txt")
    assert found is not None
    assert found.kind is Kind.REPORT


def test_a_wrong_sidecar_is_named(tmp_path: Path) -> None:
    write(tmp_path, "kind: memo", "a.txt.meta.yaml")
    with pytest.raises(BadOverride, match=r"a\.txt\.meta\.yaml.*kind.*memo"):
        load_sidecar(tmp_path / "a.txt")


def test_a_sidecar_wins_key_by_key() -> None:
    folder = Override(title="T", kind=Kind.REPORT)
    sidecar = Override(kind=Kind.OTHER, period="2020")
    assert combine(folder, sidecar) == Override(title="T", kind=Kind.OTHER, period="2020")


def test_override_files_are_no_documents() -> None:
    assert is_override("corpus.yaml")
    assert is_override("a.txt.meta.yaml")
    assert not is_override("a.yaml")
