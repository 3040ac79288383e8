"""The README and the help page name every command, option and setting, and no others."""

import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import typer
import yaml

from assistant import cli
from assistant.settings import PREFIX, Settings
from ingest.records import Evidence, Kind
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
VARIABLES = {PREFIX + name.upper() for name in Settings.model_fields}


def _commands(group: Any, path: str = "goodpractice") -> Iterator[tuple[str, Any]]:
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from _commands(command, f"{path} {name}")


COMMANDS = dict(_commands(typer.main.get_command(cli.app)))


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_is_in_the_readme(path: str) -> None:
    assert re.search(rf"^{re.escape(path)}\b", README, re.MULTILINE)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_option_is_in_the_readme(path: str) -> None:
    named = set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", README))
    options = {name for option in COMMANDS[path].params for name in option.opts if name[0] == "-"}

    assert options <= named


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_and_option_says_what_it_does(path: str) -> None:
    command = COMMANDS[path]

    assert command.help
    assert all(parameter.help for parameter in command.params)


def test_the_readme_names_no_command_that_is_not_there() -> None:
    named = re.findall(r"^goodpractice ((?:documents )?[a-z]+)", README, re.MULTILINE)

    assert {f"goodpractice {name}" for name in named} <= set(COMMANDS)


def test_readme_and_help_list_exactly_the_settings_there_are() -> None:
    assert set(re.findall(rf"{PREFIX}[A-Z_]+\b", README)) == VARIABLES
    assert set(re.findall(rf"{PREFIX}[A-Z_]+\b", cli.EPILOG)) == VARIABLES


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_help_page_says_of_a_setting_what_the_setting_says(name: str) -> None:
    description = str(Settings.model_fields[name].description)

    assert f"{PREFIX}{name.upper()}: {description[0].lower()}{description[1:]}." in cli.EPILOG


def test_the_choices_that_help_offers_are_those_there_are() -> None:
    assert tuple(Kind) == cli.KINDS
    assert tuple(Evidence) == cli.EVIDENCE


def test_the_readme_names_the_targets_of_the_makefile() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    named = set(re.findall(r"(?:^|`)make ([a-z]+)\b", README, re.M))

    assert named <= set(targets)
    assert {"demo", "test", "check"} <= named


def test_the_readme_shows_every_override_a_corpus_file_takes() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    (shown,) = yaml.safe_load(block).values()

    assert set(shown) == {
        *("title", "url", "organisation", "publisher", "kind", "period", "indicators")
    }


def test_every_dependency_is_pinned() -> None:
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = re.findall(r'^    "([A-Za-z][\w.-]*?)(?:[>=<][^"]*)?",$', project, re.MULTILINE)

    def fold(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    have = {fold(name) for name in re.findall(r"^([\w.-]+)==\S+$", pinned, re.MULTILINE)}
    assert "torch==2.13.0" in pinned.splitlines()
    assert len(wanted) > 20
    assert {fold(name) for name in wanted} <= have


def test_no_file_names_a_path_of_one_machine() -> None:
    telling = r"(^|[^[:alnum:]._-])/(work|root|home/[a-z]+)/"
    found = subprocess.run(
        ["git", "grep", "-nIE", telling, "--", ":!tests/test_docs.py", ":!*.lock"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""
