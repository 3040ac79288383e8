"""Outcomes read out of sentences: figures as printed, group, period, direction."""

import time
from pathlib import Path

import pytest

from ingest.discover import Source
from ingest.organisations import Authority
from ingest.outcomes import find
from ingest.records import Document, Outcome, Span
from ingest.run import read_document


def one(text: str, *, indicators: tuple[int, ...] = (), previous: str = "") -> Outcome:
    (outcome,) = find(text, 0, indicators=indicators, previous=previous)
    return outcome


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("The ratio fell from 2.35 in 2019/20 to 1.5 in 2021/22.", "2.35", "1.5"),
        ("Formal cases fell from 61 to 40.", "61", "40"),
        ("The likelihood is 1.31, improved from 1.8 in 2020/21.", "1.8", "1.31"),
        ("The likelihood was 0.61, down from 0.77.", "0.77", "0.61"),
        ("BME belief in promotion: 61% in 2016, 72% in 2020.", "61%", "72%"),
        ("Likelihood of appointment: 1.61 (2015), 1.58 (2016), 1.44 (2017).", "1.61", "1.44"),
        ("BME staff's relative likelihood of entry: 1.7, 1.5, 1.2.", "1.7", "1.2"),
        (
            "White applicants are 1.62 times as likely, after 1.40 a year earlier.",
            "1.40",
            "1.62 times",
        ),
        ("The ratio was 1.51 in March 2022 and 1.33 in March 2024.", "1.51", "1.33"),
        ("Nineteen years of data: 31 trusts do so, compared with 12 in 2016.", "12", "31"),
        (
            "41.2% of BME staff were abused in the past 12 months, down from 43.0%.",
            "43.0%",
            "41.2%",
        ),
    ],
)
def test_before_and_after_are_read_as_printed(text: str, before: str, after: str) -> None:
    outcomes = find(text, 0)
    assert (outcomes[-1].before, outcomes[-1].after) == (before, after)


@pytest.mark.parametrize(
    ("text", "change", "unit"),
    [
        ("Investigations were reduced by 54%.", "54%", "%"),
        ("There were savings of £1.2 million from fewer suspensions.", "£1.2 million", "£"),
        ("Reports of abuse fell by four points.", "four points", "points"),
        ("The number of mentors more than doubled.", "more than doubled", ""),
    ],
)
def test_a_change_without_ends_keeps_its_size(text: str, change: str, unit: str) -> None:
    outcome = one(text)
    assert (outcome.before, outcome.after, outcome.change) == ("", "", change)
    assert outcome.unit == unit


@pytest.mark.parametrize(
    ("text", "before", "after", "direction"),
    [
        (
            "BME appointments to Band 8a rose from two of 19 in 2021/22 to six of 20 in 2022/23.",
            *("two of 19", "six of 20", "better"),
        ),
        ("BME Board members went from 1 out of 12 to 3 out of 13.", "1 out of 12", "3 out of 13",
         "better"),
        ("Three of 21 posts are held by BME staff, down from five of 20 in 2020.", "five of 20",
         "Three of 21", "worse"),
    ],
)  # fmt: skip
def test_a_part_of_so_many_keeps_its_whole(
    text: str, before: str, after: str, direction: str
) -> None:
    outcome = one(text, indicators=(1,))
    assert (outcome.before, outcome.after, outcome.direction) == (before, after, direction)


@pytest.mark.parametrize(
    ("text", "measure", "direction"),
    [
        (
            "Suspensions fell from 30 to 18, and those of BME staff from 14 to 5.",
            *("Suspensions of BME staff", "better"),
        ),
        (
            "Complaints raised by nurses rose from 9 to 20; those raised by BME staff from 5 to 8.",
            *("Complaints raised by BME staff", "worse"),
        ),
    ],
)
def test_those_are_what_the_clause_before_counts(text: str, measure: str, direction: str) -> None:
    outcome = find(text, 0)[-1]
    assert (outcome.measure, outcome.direction) == (measure, direction)


@pytest.mark.parametrize(
    "text",
    [
        'Those who agreed that "bullying is dealt with here" went from 31% to 52%.',
        "Grievances from BME staff hardly moved (21 to 22).",
        "Incidents of abuse logged by crews went up from 12 to 30.",
    ],
)
def test_agreeing_hardly_moving_and_logging_more_are_not_for_the_worse(text: str) -> None:
    assert one(text).direction == "unclear"


def test_one_sentence_may_give_several_outcomes() -> None:
    text = "Scores improved for white (6.1% to 5.2%) and BME (9.3% to 8.0%) staff."
    white, bme = find(text, 100, indicators=(8,))
    assert (white.group, white.before, white.after) == ("white", "6.1%", "5.2%")
    assert (bme.group, bme.before, bme.after) == ("BME", "9.3%", "8.0%")
    assert {white.direction, bme.direction} == {"better"}
    assert white.span == bme.span == Span(100, 100 + len(text))


def test_the_sentence_before_gives_the_figure_of_now() -> None:
    previous = "BME staff were 1.2 times as likely as white staff to enter the process in 2022/23."
    outcome = one("The year before they were three times as likely.", previous=previous)
    assert (outcome.before, outcome.after) == ("three times", "1.2 times")
    assert outcome.group == "BME"
    assert outcome.direction == "better"


@pytest.mark.parametrize(
    ("text", "indicators", "direction"),
    [
        ("The likelihood fell from 2.1 to 1.4.", (3,), "better"),
        ("The likelihood rose from 1.2 to 1.9.", (3,), "worse"),
        ("The likelihood fell from 1.9 to 0.6.", (3,), "unclear"),
        ("The likelihood fell from 2.4 to 1.1.", (3,), "better"),
        ("The likelihood fell from 0.71 to 0.62.", (2,), "worse"),
        ("The likelihood rose from 0.62 to 0.71.", (2,), "better"),
        ("The likelihood improved from 0.71 to 0.62.", (2,), "unclear"),
        ("Bullying by colleagues fell from 26% to 21%.", (6,), "better"),
        ("Bullying by colleagues rose from 21% to 26%.", (6,), "worse"),
        ("Belief in equal opportunities fell from 71% to 66%.", (7,), "worse"),
        ("BME representation at band 8a rose from 8% to 11%.", (1,), "better"),
        ("Trusts with no BME board members fell from 98 to 96.", (9,), "better"),
        ("The gap has narrowed in discrimination at work.", (8,), "better"),
        ("Savings of £2 million were made.", (), "better"),
        ("Tea rounds went from 3 to 4.", (), "unclear"),
    ],
)
def test_the_direction_is_judged_for_the_measure(
    text: str, indicators: tuple[int, ...], direction: str
) -> None:
    assert one(text, indicators=indicators).direction == direction


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Discrimination against BAME staff fell from 14% to 12%.", "BME"),
        ("White staff's belief in promotion fell from 63% to 61%.", "white"),
        ("Disciplinary investigations fell by 40%.", "all staff"),
        ("The gap between white and BME scores has narrowed.", ""),
        ("Waits for patients fell by 4%.", ""),
    ],
)
def test_the_group_is_the_one_the_source_names(text: str, group: str) -> None:
    assert one(text).group == group


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Cases fell from 40 in 2019/20 to 22 in 2021-22.", "2019/20 to 2021/22"),
        ("Cases fell by 12% over the last two years.", "over the last two years"),
        ("Suspensions stand at 12, down from 20 in 2019.", "since 2019"),
        ("Cases fell by 12%.", "2020"),
    ],
)
def test_the_period_is_the_changes_own_or_the_documents(text: str, period: str) -> None:
    (outcome,) = find(text, 0, period="2020")
    assert outcome.period == period


@pytest.mark.parametrize(
    "text",
    [
        "Reduce WRES 3 from 1.70 to 0.82%.",
        "The target is a fall from 1.9 to 1.2.",
        "We aim to raise the share from 12% to 15%.",
    ],
)
def test_a_target_is_never_an_outcome(text: str) -> None:
    assert find(text, 0, indicators=(3,)) == ()


def test_the_measure_names_what_changed() -> None:
    assert one("There was a reduction in formal hearings of 12%.").measure == "formal hearings"
    assert one("The trust reduced the number of suspensions by 40%.").measure == (
        "number of suspensions"
    )
    assert one("BME representation on the board rose by 6%.").measure == (
        "BME representation on the board"
    )


def test_identity_is_left_to_the_caller() -> None:
    outcome = one("Formal cases fell from 61 to 40.", indicators=(3,))
    assert (outcome.id, outcome.organisation, outcome.indicators) == ("", None, (3,))


def test_a_dump_of_figures_is_read_at_once() -> None:
    text = "1.2 from 3 to 4 in 2019, " * 800
    started = time.perf_counter()
    outcomes = find(text, 0)
    assert time.perf_counter() - started < 5
    assert {each.span for each in outcomes} == {Span(0, len(text))}


def test_no_change_no_outcome() -> None:
    assert find("The team met on Tuesdays.", 0) == ()
    assert find("", 0) == ()


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("Two mentors have been promoted since.", "promotions of mentors"),
        ("The response rate reached 64% this spring.", "response rate"),
        ("In both surveys, harassment by patients fell.", "harassment by patients"),
        ("After the review, the likelihood of entry fell from 2.1 to 1.4.", "likelihood of entry"),
        ("Between May 2019 and June 2021 new cases fell from 40 to 20.", "new cases"),
        ("The trust improved on five of nine metrics.", "five of nine metrics"),
        ("The survey shows less bullying by managers.", "bullying by managers"),
        (
            "BME nurses made up 14% of ward managers, up from 9%.",
            "BME nurses as a share of ward managers",
        ),
        ("The scheme saved an estimated £90,000.", "savings"),
    ],
)
def test_the_measure_is_what_changed(text: str, measure: str) -> None:
    assert one(text).measure == measure


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("Cases had lasted 20 weeks; a case lasted 19 weeks and now lasts eight.", "19", "eight"),
        ("In 2020 there were 31 appeals; in 2019 there were 44.", "44", "31"),
        ("BME staff make up 21% of the board, higher than last year.", "", "21%"),
        ("Three mentors sat at 29 sites, against 16 sites in 2016.", "16", "29"),
    ],
)
def test_now_and_then_are_told_apart(text: str, before: str, after: str) -> None:
    outcome = one(text)
    assert (outcome.before, outcome.after) == (before, after)


@pytest.mark.parametrize(
    ("text", "group", "direction"),
    [
        ("Belief fell from 63% to 61% among white staff.", "white", "worse"),
        ("It fell from 2.3 times that of white colleagues to 1.4.", "BME", "better"),
        ("The workforce doubled in size.", "all staff", "unclear"),
        ("Staff survey results rose.", "all staff", "better"),
        ("Concerns about racism rose from 3 to 22.", "", "unclear"),
        ("Participation in the scheme rose by 20%.", "", "better"),
    ],
)
def test_group_and_direction_follow_the_measure(text: str, group: str, direction: str) -> None:
    outcome = one(text, indicators=(6,))
    assert (outcome.group, outcome.direction) == (group, direction)


def test_a_row_of_figures_is_read_by_its_header() -> None:
    header = "Measure | 2018 | 2020 | National"
    row = "BME staff who believe opportunities are equal | 61% | 70% | 69%"
    (outcome,) = find(row, 0, header=header, indicators=(3,))
    assert (outcome.before, outcome.after, outcome.group) == ("61%", "70%", "BME")
    assert (outcome.period, outcome.direction) == ("2018 to 2020", "better")


def test_a_result_belongs_to_whom_its_clause_names() -> None:
    text = (
        "# Race equality at Pennine Care NHS Foundation Trust\n\n"
        "Formal cases at our trust fell from 61 to 40.\n\n"
        "Nationally, the likelihood of entry fell from 1.56 in 2016 to 1.22 in 2019.\n\n"
        "Oxleas NHS Foundation Trust reduced its investigations by 30%.\n"
    )
    document = read_document(Source(Path("report.md")), text.encode(), Authority.load())
    assert [outcome.organisation for outcome in document.outcomes] == [
        "Pennine Care NHS Foundation Trust",
        None,
        "Oxleas NHS Foundation Trust",
    ]


@pytest.mark.parametrize(
    ("previous", "text", "measure", "directions"),
    [
        (
            "The number of grievances fell from 40 to 22.",
            "The drop was from 20 to 9 among nurses.",
            "number of grievances",
            ["better"],
        ),
        (
            "The share of BME managers rose from 6% to 9%.",
            "For BME doctors the increase was from 10 to 14, for BME nurses from 3 to 7.",
            "share of BME managers",
            ["better", "better"],
        ),
        (
            "There were 30 suspensions in 2018.",
            "Among white staff the drop was from 15 to 8.",
            "suspensions",
            ["better"],
        ),
        ("", "For BME staff the fall was from 25 to 13.", "", ["unclear"]),
        ("We met in May.", "The figure fell from 25 to 13.", "figure", ["unclear"]),
    ],
)
def test_what_a_short_sentence_leaves_out_is_carried_over_or_unknown(
    previous: str, text: str, measure: str, directions: list[str]
) -> None:
    found = find(text, 0, previous=previous)
    assert [outcome.direction for outcome in found] == directions
    assert not measure or {outcome.measure for outcome in found} == {measure}


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("The number of staff who were redeployed rose from 12 to 30.", "unclear"),
        ("The number of racist incidents reported on the system rose from 12 to 30.", "unclear"),
        ("Formal cases went down from 44 to 31.", "better"),
        ("The average time to close a case rose from 9 to 14 weeks.", "worse"),
        ("The gap with white colleagues has widened from 5 to 8 points.", "worse"),
    ],
)
def test_no_direction_is_guessed_of_what_may_be_good_or_bad(text: str, direction: str) -> None:
    assert one(text).direction == direction


def test_numbers_in_words_are_compared() -> None:
    outcome = one("Twenty-four BME staff were suspended, against fourteen the year before.")
    assert (outcome.before, outcome.after) == ("fourteen", "Twenty-four")
    assert outcome.direction == "worse"


def test_only_those_promoted_are_counted() -> None:
    outcome = one("Of the 40 nurses who joined the scheme 15 have been promoted.")
    assert outcome.change == "15"


@pytest.mark.parametrize(
    ("row", "directions"),
    [
        ("2 | Likelihood of white candidates being appointed | 1.3 | 1.5 | Worse", ["worse"]),
        ("4 | Likelihood of training | 0.80 | 0.95 | Better", ["better"]),
        ("7 | Belief in promotion | BME 60% White 80% | BME 62% White 78%", ["better", "worse"]),
        ("8 | Discrimination | BME 15% White 7% | BME 16% White 6% | Same", ["unclear", "better"]),
        ("9 | Board minus workforce | -12.5% | -9.0% | Better", ["better"]),
        ("9 | Board minus workforce | -9.0% | -12.5%", ["worse"]),
        ("6 | Bullying by colleagues | 20% | 24% | Better", ["unclear"]),
    ],
)
def test_each_row_of_the_indicators_is_judged_for_each_group(
    row: str, directions: list[str]
) -> None:
    header = "No | Indicator | 2018 | 2019 | Change"
    if row.count("|") == 3:
        header = header.removesuffix(" | Change")
    found = find(row, 0, header=header, indicators=(3,))
    assert [outcome.direction for outcome in found] == directions
    assert {outcome.indicators for outcome in found} == {(int(row[0]),)}


def test_two_sentences_on_one_measure_are_one_change() -> None:
    previous = "In 2017 BME nurses were 1.9 times as likely as white nurses to be suspended."
    outcome = one("By 2019 the ratio was 1.3.", previous=previous)
    assert (outcome.before, outcome.after, outcome.period) == ("1.9 times", "1.3", "2017 to 2019")
    assert (outcome.group, outcome.direction) == ("BME", "better")


def test_what_stands_behind_a_figure_is_no_second_one() -> None:
    earlier = "In 2021/22 BME colleagues were 2.3 times as likely as white colleagues to enter it."
    text = (
        "In 2023/24 the relative likelihood was 1.4: 7 of 512 BME and 27 of 2,700 white colleagues."
    )
    outcome = one(text, previous=earlier)
    assert (outcome.before, outcome.after) == ("2.3 times", "1.4")


def test_an_earlier_figure_may_come_second() -> None:
    previous = "The bullying rate was 24% in 2021."
    outcome = one("This compares with 19% in 2020.", previous=previous)
    assert (outcome.before, outcome.after, outcome.direction) == ("19%", "24%", "worse")


def test_rows_that_name_no_indicator_do_not_take_that_of_other_rows() -> None:
    text = (
        "# Survey\n\n| Measure | 2018 | 2019 |\n|---|---|---|\n"
        "| 3 Likelihood of entering formal disciplinary | 1.9 | 1.4 |\n"
        "| Staff who would recommend us | 60% | 64% |\n"
    )
    document = read_document(Source(Path("report.md")), text.encode(), Authority.load())
    assert [outcome.indicators for outcome in document.outcomes] == [(3,), ()]


def test_every_outcome_has_an_id_of_its_own() -> None:
    text = "Bullying fell for white (7% to 5%) and BME (9% to 8%) staff.\n\nSickness rose by 3%.\n"
    document = read_document(Source(Path("report.md")), text.encode(), Authority.load())
    assert [outcome.id[-5:] for outcome in document.outcomes] == ["o0000", "o0001", "o0002"]


def test_more_done_about_a_harm_is_neither_better_nor_worse() -> None:
    outcome = one("There were 14 warnings for abuse of staff, against 5 in the previous year.")
    assert outcome.direction == "unclear"
    outcome = one("Incidents of racial abuse reported to us rose from 14 to 31.")
    assert outcome.direction == "unclear"


def test_an_earlier_figure_may_stand_in_brackets() -> None:
    outcome = one("The bullying rate was 21% in 2019 (March 2018: 24%).")
    assert (outcome.before, outcome.after, outcome.direction) == ("24%", "21%", "better")


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("By May, 149 of the 412 had moved to Band 6 or above.", "149"),
        ("One hundred and twenty-two of the 412 had been promoted.", ""),
        ("Of 40 starters, 22 had moved to Band 6 or above.", "22"),
    ],
)
def test_so_many_of_all_are_counted_and_not_all(sentence: str, count: str) -> None:
    (outcome,) = find(sentence, 0)
    assert outcome.change == count


def test_a_year_later_continues_the_sentence_before() -> None:
    found = one("A year later it was 71%.", previous="In May 2021, 54% of nurses felt safe.")
    assert (found.before, found.after) == ("54%", "71%")


def test_a_year_is_not_how_many_were_promoted() -> None:
    found = one("It reported in 2022 that 52% of the people on its course had been promoted.")
    assert found.change == "52%"


def _read(folder: Path, name: str, text: str) -> Document:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_document(Source(path), path.read_bytes(), Authority.load())


def test_a_blog_reads_its_author_date_deadline_comments_and_neighbours(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        "blog.md",
        "---\ntitle: Plain words\nauthor: Chief executive, Oxleas NHS Foundation Trust\n"
        "date: 2024-03-09\n---\n\nWe try. Our wards differ.\n\n"
        "Barts Health NHS Trust, our neighbour, cut cases from 9 to 4. Ours rose from 5 to 6.\n\n"
        "By this time next year:\n\n- the course has run twice.\n\nWe hope.\n\n*Comments (1)*\n\n"
        "**A reader:** We launched that in 2019.\n",
    )
    assert document.organisation is not None
    assert document.organisation.value == "Oxleas NHS Foundation Trust"
    assert document.period is not None
    assert document.period.value == "9 March 2024"
    assert [(each.organisation, each.after) for each in document.outcomes] == [
        ("Barts Health NHS Trust", "4"),
        ("Oxleas NHS Foundation Trust", "6"),
    ]
    said = {
        document.text[each.span.start : each.span.end]: each.evidence.value
        for passage in document.passages
        for each in passage.sentences
    }
    assert said["the course has run twice."] == "plan"
    assert said["A reader: We launched that in 2019."] == "context"


def test_columns_that_tell_label_their_cells(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        "page.md",
        "# News\n\n| You said | We did | Still to come |\n|---|---|---|\n"
        "| The rota is never fair to us | Shifts are drawn by lot each month | A check of the draw "
        "in spring |\n",
    )
    (passage,) = (each for each in document.passages if len(each.sentences) > 1)
    assert [each.evidence.value for each in passage.sentences] == [
        "context",
        "intervention",
        "plan",
    ]
