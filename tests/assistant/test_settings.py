"""Settings come from the environment, and a wrong one is named."""

from pathlib import Path

import pytest

from assistant.settings import BadSetting, load_settings


def test_defaults_need_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA", "MODELS", "MAX_FILE_MB"):
        monkeypatch.delenv(f"GOODPRACTICE_{name}", raising=False)

    settings = load_settings()

    assert settings.data.is_absolute()
    assert settings.max_file_mb == 100
    assert settings.max_question == 2000
    assert not settings.keep_contacts


def test_the_environment_is_read_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODPRACTICE_MAX_FILE_MB", "7")

    assert load_settings().max_file_mb == 7


def test_what_is_given_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODPRACTICE_DATA", "/somewhere")

    assert load_settings(data=Path("/elsewhere")).data == Path("/elsewhere")


def test_none_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODPRACTICE_KEEP_CONTACTS", "1")

    assert load_settings(keep_contacts=None).keep_contacts


def test_a_relative_data_folder_becomes_whole() -> None:
    assert load_settings(data=Path("here")).data == Path.cwd() / "here"


def test_a_home_folder_is_expanded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert load_settings(data=Path("~/data")).data == tmp_path / "data"


@pytest.mark.parametrize("value", ["lots", "0", "-3", ""])
def test_a_wrong_value_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("GOODPRACTICE_MAX_FILE_MB", value)

    with pytest.raises(BadSetting, match=f"GOODPRACTICE_MAX_FILE_MB={value}:"):
        load_settings()
