"""Rows of plans and labelled prose become actions, with exact spans."""

from dataclasses import fields

from ingest.actions import find_actions
from ingest.canonical import render
from ingest.records import (
    Action,
    Block,
    Canonical,
    Cell,
    Field,
    Heading,
    ListItem,
    Paragraph,
    Reading,
    Row,
    Table,
)


def _find(*blocks: Block) -> tuple[Canonical, tuple[Action, ...]]:
    canonical = render(Reading(blocks, "text"))
    actions = find_actions(canonical)
    for action in actions:
        for item in fields(action):
            value = getattr(action, item.name)
            if isinstance(value, Field):
                assert canonical.text[value.span.start : value.span.end] == value.text
    return canonical, actions


def _table(header: tuple[str, ...], *lines: tuple[str | None, ...]) -> Table:
    rows = tuple(
        Row(tuple(Cell(text or "", is_merged=text is None) for text in line), page=4)
        for line in lines
    )
    return Table(header, rows)


HEADER = ("Indicator", "Objective", "Action", "Lead", "By when", "Success measure", "Status")


def test_a_row_is_an_action_with_all_its_cells() -> None:
    line = ("3", "Fewer cases", "1.2 Check cases", "HR", "May 2020", "A fall", "Done")
    _, (action,) = _find(_table(HEADER, line))
    assert (action.number, action.page, action.action.text) == ("1.2", 4, "Check cases")
    assert (action.indicator.text, action.objective.text) == ("3", "Fewer cases")
    assert (action.lead.text, action.timescale.text) == ("HR", "May 2020")
    assert (action.success_measure.text, action.status.text) == ("A fall", "Done")
    assert (action.id, action.indicators, action.organisation) == ("", (), None)


def test_neighbouring_leads_are_one_field() -> None:
    header = ("Action", "Executive lead", "Operational lead", "RAG", "Progress")
    _, (first, second) = _find(
        _table(
            header,
            ("Check all cases", "Chief Nurse", "HR", "Amber", "Begun in May"),
            ("Train all managers", "", "OD", "Green", ""),
        )
    )
    assert (first.lead.text, second.lead.text) == ("Chief Nurse | HR", "OD")
    assert (first.status.text, second.status.text) == ("Amber | Begun in May", "Green")


def test_each_bullet_is_an_action_and_shares_the_row() -> None:
    canonical, actions = _find(
        _table(HEADER, ("3", "Fewer", "To do:\n• one thing\n• another thing", "HR", "", "", ""))
    )
    assert [action.action.text for action in actions] == ["one thing", "another thing"]
    assert {action.lead.text for action in actions} == {"HR"}
    assert [canonical.text[a.span.start : a.span.end] for a in actions] == [
        "one thing", "another thing",
    ]  # fmt: skip


def test_a_sentence_before_the_bullets_is_an_action_and_lines_are_kept_whole() -> None:
    _, actions = _find(
        _table(HEADER, ("3", "Fewer", "Run a pilot\n• one\nmore of one\n• two", "HR", "", "", ""))
    )
    assert [a.action.text for a in actions] == ["Run a pilot", "one\nmore of one", "two"]


def test_merged_cells_reach_down_and_blank_ones_do_not() -> None:
    _, actions = _find(
        _table(
            HEADER,
            ("3", "Fewer", "Check cases", "HR", "May 2020", "A fall", ""),
            (None, None, "Train managers", "OD", "", None, ""),
        )
    )
    assert actions[1].indicator == actions[0].indicator
    assert actions[1].success_measure.text == "A fall"
    assert actions[1].timescale == Field()


def test_a_number_column_gives_the_number() -> None:
    _, actions = _find(
        _table(
            ("No", "Action", "Lead"), ("1.", "Check the cases", "HR"), ("2.", "Train them", "OD")
        )
    )
    assert [action.number for action in actions] == ["1", "2"]


def test_a_heading_row_gives_indicator_or_objective() -> None:
    _, actions = _find(
        _table(
            ("Action", "Lead", "By when"),
            ("WRES indicator 3", "", ""),
            ("Check all cases", "HR", "May 2020"),
            ("Recruitment", "", ""),
            ("Train all panels", "HR", "May 2020"),
        )
    )
    assert [a.indicator.text for a in actions] == ["WRES indicator 3", ""]
    assert [a.objective.text for a in actions] == ["", "Recruitment"]


def test_an_objective_with_lead_and_date_is_an_action() -> None:
    _, (action,) = _find(
        _table(("Objective", "Lead", "Timescale"), ("Reduce the cases", "HR", "May 2020"))
    )
    assert (action.action.text, action.objective.text) == ("Reduce the cases", "")


def test_figures_are_no_actions() -> None:
    table = _table(("Indicator", "2019", "2020"), ("3", "1.70", "0.82"), ("8", "14%", "16%"))
    assert _find(table, Paragraph("The action plan: see below."))[1] == ()


def test_labelled_prose_is_an_action() -> None:
    canonical, actions = _find(
        Paragraph(
            "Action 1: review posts with managers. Leads: EDI manager and HR. Date: May 2020. "
            "Progress: a review was done. It ended. WRES action 2: train them. Lead: OD."
        )
    )
    first, second = actions
    assert (first.number, first.action.text) == ("1", "review posts with managers")
    assert (first.lead.text, first.timescale.text) == ("EDI manager and HR", "May 2020")
    assert first.status.text == "a review was done. It ended"
    assert (second.number, second.action.text, second.lead.text) == ("2", "train them", "OD")
    assert canonical.text[second.span.start : second.span.end].startswith("WRES action 2:")


def test_minutes_number_actions_and_may_break_the_line_before_a_label() -> None:
    canonical, (first, second) = _find(
        Paragraph("Action 064/1 Make the course compulsory for managers. Lead: Director of HR."),
        Paragraph("Due: June 2023 meeting."),
        Paragraph("Action 064/2 Report on panels. Lead: Chair. Due: May 2023."),
        Paragraph("The next item was finance."),
    )
    assert (first.number, first.action.text) == ("064/1", "Make the course compulsory for managers")
    assert (first.lead.text, first.timescale.text) == ("Director of HR", "June 2023 meeting")
    assert (second.action.text, second.timescale.text) == ("Report on panels", "May 2023")
    assert canonical.text[first.span.start : first.span.end].endswith("June 2023 meeting.")


def test_labels_in_brackets_count() -> None:
    _, (action,) = _find(
        Paragraph("Action 3 (March 2020; leads: EDI manager, network chair): campaigns; a policy.")
    )
    assert (action.lead.text, action.timescale.text) == ("EDI manager, network chair", "March 2020")
    assert action.action.text == "campaigns; a policy"


def test_prose_without_lead_date_or_status_is_no_action() -> None:
    assert _find(Paragraph("Action 1 for boards: set objectives by March 2024."))[1] == ()
    assert _find(Paragraph("Disciplinary action: what the trust did. Lead: HR."))[1] == ()


def test_lines_under_a_heading_of_things_to_do_name_who_and_when_at_their_end() -> None:
    lines = (
        Paragraph("12.1 Read the files of closed cases. J. Okafor-Bell, end of May 2022"),
        ListItem("Train chairs of panels, Estates first, by June 2022 (Head of OD)."),
        ListItem("Publish the pay gap (HR Director; March 2023)"),
        ListItem("Ask again (a seat with a vote)"),
        ListItem("Close the gap by June 2022."),
    )
    _, actions = _find(Heading("Agreed actions"), *lines)
    assert [(each.number, each.action.text) for each in actions] == [
        ("12.1", "Read the files of closed cases"),
        ("", "Train chairs of panels, Estates first, by June 2022"),
        ("", "Publish the pay gap"),
    ]
    assert [(each.lead.text, each.timescale.text) for each in actions] == [
        ("J. Okafor-Bell", "end of May 2022"),
        ("Head of OD", "June 2022"),
        ("HR Director", "March 2023"),
    ]
    assert not _find(Heading("Actions taken"), *lines)[1]
    assert not _find(Heading("Who came"), *lines)[1]


def test_a_recommendation_with_its_owner_and_date_is_an_action() -> None:
    _, (action,) = _find(
        Heading("Recommendations"),
        Paragraph("R3. Pay for cover. Owner: Director of Finance. By May 2027."),
    )
    assert (action.number, action.action.text) == ("R3", "Pay for cover")
    assert (action.lead.text, action.timescale.text) == ("Director of Finance", "May 2027")


def test_numbers_of_people_lead_no_action_and_a_position_is_a_status() -> None:
    counted = _table(("Theme", "Staff who raised it", "Words"), ("Parking", "12", "It is full"))
    assert not _find(counted)[1]
    line = ("Open the rota to all", "HR", "Half open")
    _, (action,) = _find(_table(("Action", "Lead", "Position at May 2026"), line))
    assert action.status.text == "Half open"


def test_minutes_say_who_is_to_do_what_by_when_and_what_became_of_it() -> None:
    lines = (
        "ACTION 4: AB-C to write to all staff by 30 November.",
        "ACTION 5: Head of Inclusion (in her absence) to report on panels in March 2025.",
        "Action 3 (AB/CD): draft the charter. Not done. Carried forward to May.",
    )
    _, found = _find(*map(Paragraph, lines))
    assert [(it.number, it.lead.text, it.timescale.text, it.status.text) for it in found] == [
        ("4", "AB-C", "30 November", ""),
        ("5", "Head of Inclusion", "March 2025", ""),
        ("3", "AB/CD", "", "Not done. Carried forward to May"),
    ]
    assert found[2].action.text == "draft the charter"
