"""Periods: found in documents and questions, brought to one form, compared."""

import pytest

from ingest.periods import covers, dated, find, find_in_question, first_month, normalise


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("2017-18", "2017/18"),
        ("17/18", "2017/18"),
        ("2017/2018", "2017/18"),
        ("2017–18", "2017/18"),
        ("FY21", "2020/21"),
        ("FY2020/21", "2020/21"),
        ("2020-2022", "2020-2022"),
        ("31st March 2022", "31 March 2022"),
        ("Dec 2018", "December 2018"),
        ("2018", "2018"),
        ("two years", "two years"),
    ],
)
def test_a_period_is_kept_in_one_form(printed: str, normal: str) -> None:
    assert normalise(printed) == normal
    assert normalise(normal) == normal


@pytest.mark.parametrize(
    ("asked", "period"),
    [
        ("2017/18", "17/18"),
        ("2017-2018", "2017/18"),
        ("2020", "2020/21"),
        ("2021", "2020/21"),
        ("2021", "2020-2022"),
        ("2020/21", "2020-2022"),
        ("2018", "December 2018"),
        ("2018/19", "December 2018"),
        ("2020/21", "31 March 2021"),
        ("since 2018", "2019/20"),
        ("before 2018", "2016"),
        ("two years", "Two years"),
    ],
)
def test_a_filter_covers_a_period(asked: str, period: str) -> None:
    assert covers(asked, period)


@pytest.mark.parametrize(
    ("asked", "period"),
    [
        ("2019", "2020/21"),
        ("2020/21", "2021/22"),
        ("2018/19", "31 March 2018"),
        ("since 2018", "2016/17"),
        ("before 2018", "2018"),
        ("2020", "two years"),
    ],
)
def test_a_filter_does_not_cover_another_period(asked: str, period: str) -> None:
    assert not covers(asked, period)


@pytest.mark.parametrize(
    ("title", "name", "text", "expected"),
    [
        ("WRES Action Plan 2017/18", "a.txt", "", "2017/18"),
        ("EDI report March 2021, for 2020-21", "a.txt", "", "2020/21"),
        ("WRES report", "wres_2019.pdf", "", "2019"),
        ("Our work", "a.txt", "Last updated: 4 May 2021\nWe began in 2016.", "4 May 2021"),
        ("Our work", "a.txt", "WRES data analysis report 2022\n\nForeword", "2022"),
        ("Our work", "a.txt", "Reporting period: 2018/19", "2018/19"),
    ],
)
def test_the_period_of_a_document_is_found(title: str, name: str, text: str, expected: str) -> None:
    label = find(title, name, text)
    assert label is not None
    assert label.value == expected
    assert "say" in label.reason


def test_years_in_passing_and_over_the_last_two_years_are_no_period() -> None:
    assert find("Our work", "a.txt", "We began a pilot in 2016 over the last two years.") is None
    assert find("Code 000_8fe82490f9867dbf", "000_8fe82490f9867dbf.txt", "") is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what is planned in 2020/21?", ("2020/21",)),
        ("list the 17/18 actions", ("2017/18",)),
        ("what has changed since 2018?", ("since 2018",)),
        ("what changed after 2018?", ("since 2019",)),
        ("results from 2016 to 2019", ("2016-2019",)),
        ("anything from March 2020?", ("March 2020",)),
        ("2020-21 against 2021-22", ("2020/21", "2021/22")),
        ("who will get there by 2025?", ()),
        ("is it 1.24 or 12/15?", ()),
    ],
)
def test_periods_are_found_in_questions(question: str, expected: tuple[str, ...]) -> None:
    assert find_in_question(question) == expected


def test_periods_sort_by_when_they_begin() -> None:
    mixed = ["2018", "2017/18", "December 2018", "17/18"]
    assert sorted(mixed, key=first_month) == ["2017/18", "17/18", "2018", "December 2018"]


@pytest.mark.parametrize(
    ("head", "period"),
    [
        ("Minutes of the meeting held on Monday 4 March 2024, by video", "4 March 2024"),
        ("Date | Wednesday 3 July 2024", "3 July 2024"),
        ("For all managers. Third edition, June 2024", "June 2024"),
        ("Report of the group, April 2021 to March 2022", "2021/22"),
        ("In June 2024, we met.", None),
    ],
)
def test_the_opening_says_when_it_was_written(head: str, period: str | None) -> None:
    found = find("", "", f"{head}\n\nWe began.")
    assert (found.value if found else None) == period


def test_a_document_is_no_older_than_the_latest_date_of_its_opening() -> None:
    assert dated("Report 2022/23", "Approved in September 2023\n\nText.") == 2023 * 12 + 8
    assert dated("Report", "Text.") == 0
