"""Kinds of document, each with what shows it."""

from dataclasses import replace

import pytest

from ingest.kinds import recognise
from ingest.records import NOWHERE, Action, Field, Kind

PLAN = "Action 1: train panels. Lead: HR. Date: May 2021.\nAction 2: review the policy. Lead: EDI."


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Sharing good practice: case studies", Kind.CASE_STUDY),
        ("WRES Action Plan 2020/21", Kind.ACTION_PLAN),
        ("Workforce Race Equality Standard: annual report", Kind.REPORT),
        ("Race Action Plan: first progress report", Kind.REPORT),
        ("Technical guidance", Kind.GUIDANCE),
        ("HSJ: new targets for boards", Kind.OTHER),
    ],
)
def test_the_title_shows_the_kind(title: str, kind: Kind) -> None:
    label = recognise(title, "a.txt", [], "")
    assert label.value == kind
    assert "the title says" in label.reason


def test_actions_that_somebody_leads_make_an_action_plan_whatever_the_title() -> None:
    action = Action("", "1", (), None, None, NOWHERE, action=Field("Train panels"))
    led = replace(action, lead=Field("HR"))
    label = recognise("Annual report", "a.txt", [], "", [action, led])
    assert label.value == Kind.ACTION_PLAN
    assert "table of actions" in label.reason
    assert recognise("Annual report", "a.txt", [], "", [action]).value == Kind.REPORT
    assert recognise("Our work", "a.txt", [], "", [action]).value == Kind.ACTION_PLAN


@pytest.mark.parametrize(
    ("name", "headings", "text", "kind"),
    [
        ("a.txt", ["What was the impact/outcome?"], "", Kind.CASE_STUDY),
        ("a.txt", [], "Challenge: many cases.\nResults: fewer.", Kind.CASE_STUDY),
        ("a.txt", [], PLAN, Kind.ACTION_PLAN),
        ("wres_annual-report.pdf", [], "", Kind.REPORT),
        ("index.html", [], "Our values", Kind.WEBPAGE),
        ("a.txt", [], "Skip to main content Our values", Kind.WEBPAGE),
        ("figures.xlsx", [], "Band 5 12%", Kind.REPORT),
        ("a.txt", [], "Nothing to go by.", Kind.OTHER),
    ],
)
def test_without_a_telling_title_the_document_itself_shows_it(
    name: str, headings: list[str], text: str, kind: Kind
) -> None:
    label = recognise("Our work", name, headings, text)
    assert label.value == kind, label.reason
    assert label.reason
