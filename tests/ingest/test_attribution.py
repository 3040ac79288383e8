"""Who published a document, whom it is about, and whom each passage is about."""

from pathlib import Path

import pytest

from ingest.attribution import Attribution, about, publisher_and_owner, subject_of, told_of
from ingest.organisations import Authority
from ingest.records import Label

AUTHORITY = Authority.load()
OXLEAS = "Oxleas NHS Foundation Trust"
BARTS = "Barts Health NHS Trust"
LEEDS = "Leeds Teaching Hospitals NHS Trust"
CANDI = "Camden and Islington NHS Foundation Trust"
MERSEY = "Mersey Care NHS Foundation Trust"


def _find(
    text: str, title: str = "", file_name: str = "plan.txt", url: str | None = None
) -> Attribution:
    return publisher_and_owner(AUTHORITY, text, title=title, file_name=file_name, url=url)


def _owner(
    text: str, title: str = "", file_name: str = "plan.txt", url: str | None = None
) -> str | None:
    owner = _find(text, title, file_name, url).owner
    return owner.value if owner else None


# ------------------------------------------------------------------ the owner


@pytest.mark.parametrize(
    "line",
    [
        "Organisation name: Oxleas NHS Foundation Trust",
        "| Organisation name: Oxleas NHS FT |",
        "Name of organisation\tOxleas",
        "**Name of your organisation:** Oxleas NHS Foundation Trust",
        "Name of provider organisation: Oxleas NHS Foundation Trust",
        "Name of organisation\nOxleas NHS Foundation Trust",
        "<p>Organisation name: Oxleas NHS Foundation Trust</p>",
        "Trust: Oxleas NHS Foundation Trust",
        "Organisation: Oxleas",
    ],
)
def test_a_labelled_line_names_the_owner(line: str) -> None:
    text = f"Case study form\n\n{line}\nWhat did you do? We worked with Barts Health."
    found = _find(text, title="Case study form")
    assert found.owner is not None
    assert found.owner.value == OXLEAS
    assert "labelled line" in found.owner.reason
    assert found.publisher is not None
    assert found.publisher.value == OXLEAS


@pytest.mark.parametrize(
    "line",
    ["Organisation name: Sussex Village Care Homes", "Organisation name: Derby City Council"],
)
def test_a_labelled_name_outside_the_list_stays_as_written(line: str) -> None:
    assert _owner(f"Form\n{line}\nWe did it.") == line.removeprefix("Organisation name: ")


@pytest.mark.parametrize(
    "value", ["[insert name here]", "n/a", "please enter", "Name and job title", ""]
)
def test_an_unfilled_label_names_nobody(value: str) -> None:
    assert (
        _owner(f"Form\nOrganisation name: {value}\n\nName: J Smith\nWe did it. Our staff.") is None
    )


def test_a_form_filled_by_two_organisations_has_no_one_owner() -> None:
    text = (
        "Organisation name: Oxleas NHS FT\nText.\nOrganisation name: Barts Health NHS Trust\nText."
    )
    found = _find(text)
    assert found.owner is None
    assert found.is_reporter


@pytest.mark.parametrize(
    ("title", "owner"),
    [
        ("C&I WRES Action Plan 2020/21", CANDI),
        ("Workforce race equality at Leeds Teaching Hospitals", LEEDS),
        ("Barts Health: our pledge", BARTS),
        ("OXLEAS NHS FOUNDATION TRUST WRES REPORT 2019", OXLEAS),
        ("Leeds City Council's workforce journey", "Leeds City Council"),
        ("University of Exeter: Race Equality Charter", "University of Exeter"),
        ("Walsall Healthcare NHS Trust equality strategy", "Walsall Healthcare NHS Trust"),
    ],
)
def test_the_title_names_the_owner(title: str, owner: str) -> None:
    text = f"{title}\n\nAction | Lead\nRevisit the work with Mersey Care | OD lead\n"
    assert _owner(text, title) == owner


def test_a_partner_in_the_title_is_not_the_owner() -> None:
    title = "What we learned from Mersey Care"
    assert _owner(f"{title}\n\nWe visited. Our staff liked it.", title) is None


def test_a_title_with_two_organisations_has_no_one_owner() -> None:
    title = "Barts Health and Oxleas: two journeys"
    found = _find(f"{title}\n\nBoth did well.", title)
    assert found.owner is None
    assert found.is_reporter


def test_a_place_in_the_title_counts_with_the_full_name_in_the_text() -> None:
    title = "Culture review at Medway"
    assert _owner(f"{title}\n\nMedway NHS Foundation Trust took part.", title) == (
        "Medway NHS Foundation Trust"
    )
    assert _owner(f"{title}\n\nColleagues took part.", title) is None


def test_the_letterhead_names_the_owner() -> None:
    text = "Oxleas NHS Foundation Trust\nWorkforce report\n\nBarts Health has more staff.\n"
    assert _owner(text, "Workforce report") == OXLEAS


@pytest.mark.parametrize(
    "name", ["KMPT_WRES_2020.docx", "wres-2020-kmpt-final.pdf", "kent_and_medway_partnership.txt"]
)
def test_the_file_name_names_the_owner(name: str) -> None:
    assert _owner("WRES plan\n\nOur staff. We will.", "WRES plan", name) == (
        "Kent and Medway NHS and Social Care Partnership Trust"
    )


def test_three_small_letters_in_a_file_name_need_the_text_to_agree() -> None:
    assert _owner("WRES plan\n\nOur staff. We will.", "WRES plan", "yas_plan.txt") is None
    text = "WRES plan\n\nOur staff at YAS. We will."
    assert _owner(text, "WRES plan", "yas_plan.txt") == "Yorkshire Ambulance Service NHS Trust"


def test_the_address_names_publisher_and_owner() -> None:
    found = _find("Our plan\n\nWe will.", "Our plan", url="https://www.oxleas.nhs.uk/plan")
    assert found.owner is not None
    assert found.publisher is not None
    assert (found.owner.value, found.publisher.value) == (OXLEAS, OXLEAS)


@pytest.mark.parametrize(
    "text",
    [
        "Race equality\n\nWe at Oxleas believe in fairness. Our staff say so. Barts Health helped.",
        'Plan\n\nThis is the plan of Oxleas NHS Foundation Trust ("the Trust"). We will act.',
        "Plan\n\nOur board and our staff agree.\n\nSigned on behalf of Oxleas NHS Foundation Trust",
        "Plan\n\nOxleas is committed to equality. We and our partners at Barts Health agree.",
        "Plan\n\nOur aims. We want Oxleas staff to thrive and people across Oxleas to speak up.",
    ],
)
def test_the_body_speaks_for_the_owner(text: str) -> None:
    assert _owner(text, "Plan") == OXLEAS


def test_news_about_one_trust_is_about_it() -> None:
    text = (
        "Praise for staff network\n\nA network at Barts Health won a prize. Barts Health has "
        "17,000 staff. Judges said the trust had listened."
    )
    found = _find(text, "Praise for staff network")
    assert found.owner is not None
    assert found.owner.value == BARTS
    assert found.publisher is None


def test_mail_addresses_name_the_author_of_a_text_in_its_own_voice() -> None:
    text = "Plan\n\nWe will train our managers.\nContact: race.equality@oxleas.nhs.uk"
    assert _owner(text, "Plan") == OXLEAS


@pytest.mark.parametrize(
    "sentence",
    [
        "in line with the approach pioneered by Mersey Care",
        "Revisit just culture work with Mersey Care.",
        "We will learn from trusts such as Mersey Care.",
        "Mersey Care's model will be used. The Mersey Care approach is sound.",
        "Mersey Care cut its cases. Mersey Care trained managers. Mersey Care shared this.",
        "Compared with Barts Health and Oxleas, our trust has fewer cases.",
        "The NHS Leadership Academy and NHS England offer courses.",
    ],
)
def test_a_comparator_is_never_the_owner(sentence: str) -> None:
    text = (
        "WRES Action Plan 2017/18\n\nWe will support our staff. The Trust's board will review it.\n"
        f"{sentence}\nOur leads report to the Trust's committee.\n"
    )
    found = _find(text, "WRES Action Plan 2017/18")
    assert found.owner is None
    assert not found.is_reporter
    assert about(AUTHORITY, sentence, found) == (
        (),
        "the document names no organisation as its own",
    )


def test_a_table_that_names_a_comparator_has_no_owner() -> None:
    text = "WRES action plan 2019\n\nAction | Lead\nMersey Care to run a workshop | OD lead\n"
    found = _find(text, "WRES action plan 2019")
    assert found.owner is None
    assert about(AUTHORITY, "Mersey Care to run a workshop", found)[0] == ()


# ------------------------------------------------------------------ the publisher


@pytest.mark.parametrize(
    ("title", "publisher"),
    [
        ("HSJ: trusts miss their targets", "HSJ"),
        ("NHS Employers on the improvement plan", "NHS Employers"),
        ("NHS Resolution: Being fair", "NHS Resolution"),
        ("RCN Cultural Ambassador Programme", "Royal College of Nursing"),
        ("Case study: fair recruitment | NHS Providers", "NHS Providers"),
    ],
)
def test_the_title_names_the_publisher(title: str, publisher: str) -> None:
    found = _find(f"{title}\n\nTrusts do much.", title)
    assert found.publisher is not None
    assert found.publisher.value == publisher
    assert found.owner is None
    assert found.is_reporter


@pytest.mark.parametrize("title", ["CQC finds bullying at Barts Health", "RCN warns of gap"])
def test_whom_the_news_is_about_is_not_the_publisher(title: str) -> None:
    assert _find(f"{title}\n\nThe report is out.", title).publisher is None


def test_a_reporter_on_one_trust_is_publisher_and_the_trust_owner() -> None:
    found = _find(
        "Fair recruitment at Barts Health\n\nThe trust changed its panels.",
        "Fair recruitment at Barts Health",
        url="https://www.england.nhs.uk/case-study/barts",
    )
    assert found.publisher is not None
    assert found.owner is not None
    assert (found.publisher.value, found.owner.value) == ("NHS England", BARTS)


def test_what_a_body_published_once_is_not_this_document() -> None:
    text = "Targets\n\nNHS England published targets. Barts Health and Oxleas replied."
    assert _find(text, "Targets").publisher is None


# ------------------------------------------------------------------ passages


def test_every_passage_of_an_owned_document_is_about_the_owner() -> None:
    found = Attribution(owner=Label(CANDI, 'title: "C&I"'))
    names, reason = about(AUTHORITY, "Revisit Fair and Just Culture work with Mersey Care", found)
    assert names == (CANDI,)
    assert "C&I" in reason


def test_an_owner_of_several_names_gives_each() -> None:
    found = Attribution(owner=Label("Oxleas; Barts Health", "the sidecar"))
    assert about(AUTHORITY, "They met.", found)[0] == (OXLEAS, BARTS)


REPORT = Attribution(publisher=Label("NHS England", "title"), is_reporter=True)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Barts Health – the ambition of the trust is fairness.", (BARTS,)),
        ("Staff at Barts Health and Oxleas said so.", (BARTS, OXLEAS)),
        ("Oxleas, with Barts Health, ran a course.", (OXLEAS,)),
        ("London HRD Network in collaboration with trusts", ("London HRD Network",)),
        ("NHS England will publish more.", ()),
        ("A method pioneered by Mersey Care is spreading.", ()),
        ("BME staff are more likely to enter the process.", ()),
    ],
)
def test_a_reported_passage_is_about_its_subject(text: str, names: tuple[str, ...]) -> None:
    assert about(AUTHORITY, text, REPORT)[0] == names


def test_a_heading_names_whom_its_section_is_about() -> None:
    names, reason = about(AUTHORITY, "Cases fell by half. Oxleas helped.", REPORT, "Barts Health")
    assert names == (BARTS,)
    assert "heading" in reason


def test_a_national_owner_gives_way_to_the_trust_that_a_passage_names() -> None:
    found = Attribution(owner=Label("NHS England", "the sidecar"))
    assert about(AUTHORITY, "Barts Health cut its cases.", found)[0] == (BARTS,)
    assert about(AUTHORITY, "Cases fell.", found)[0] == ("NHS England",)


def test_a_system_tells_of_the_trusts_that_lead_a_line_or_heading() -> None:
    name = "NHS Humber and North Yorkshire Integrated Care Board"
    found = Attribution(owner=Label(name, "title"))

    def whom(text: str, section: str = "") -> tuple[str, ...]:
        return about(AUTHORITY, text, found, section)[0]

    assert whom("Leeds Teaching Hospitals cut its cases.") == (LEEDS,)
    assert whom("Cases fell by half.", "Leeds Teaching Hospitals: a first talk") == (LEEDS,)
    assert whom("We ran a workshop for Leeds Teaching Hospitals.") == (name,)
    assert whom("Cases fell.") == (name,)


def test_a_trust_that_news_is_about_is_named_among_others() -> None:
    news = Attribution(Label("HSJ", "address"), Label(OXLEAS, "sidecar"), is_reporter=True)
    text = (
        "Oxleas had the highest share, 50 per cent, and Leeds Teaching Hospitals had 40 per cent."
    )
    assert about(AUTHORITY, text, news)[0] == (OXLEAS, LEEDS)


def test_an_abbreviation_that_the_document_defines_is_understood() -> None:
    text = (
        "Barts Health NHS Trust (BHT) cut its cases.\nOxleas NHS Foundation Trust did too.\n"
        "BHT trained managers."
    )
    found = _find(text, "Two trusts")
    assert found.is_reporter
    assert about(AUTHORITY, "BHT trained managers.", found)[0] == (BARTS,)


# ------------------------------------------------------------------ the real documents


def _shared(shared: Path, start: str) -> tuple[str, Attribution]:
    path = next((shared / "corpus").glob(f"{start}*"))
    text = path.read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.strip())
    return text, _find(text, title, path.name)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("start", "owner"),
    [
        ("000", MERSEY),
        ("001", "Chesterfield Royal NHS Foundation Trust"),
        ("002", None),
        ("003", None),
        ("004", CANDI),
    ],
)
def test_owners_of_the_real_documents(shared: Path, start: str, owner: str | None) -> None:
    _, found = _shared(shared, start)
    assert (found.owner.value if found.owner else None) == owner


@pytest.mark.shared
def test_the_national_page_is_about_those_that_it_names(shared: Path) -> None:
    text, found = _shared(shared, "002")
    assert found.publisher is not None
    assert found.publisher.value == "NHS England"
    named = {name for line in text.splitlines() for name in about(AUTHORITY, line, found)[0]}
    assert named == {
        "North East London NHS Foundation Trust",
        "Nottingham University Hospitals NHS Trust",
        MERSEY,
        "London HRD Network",
        "Chesterfield Royal NHS Foundation Trust",
    }


@pytest.mark.shared
def test_the_unnamed_plan_stays_unnamed(shared: Path) -> None:
    text, found = _shared(shared, "003")
    assert found.publisher is None
    assert all(about(AUTHORITY, line, found)[0] == () for line in text.splitlines())


@pytest.mark.shared
def test_no_digest_gets_a_wrong_owner_from_its_first_line_and_text(shared: Path) -> None:
    import yaml

    listed = yaml.safe_load((shared / "digests" / "corpus.yaml").read_text(encoding="utf-8"))
    trusts = right = 0
    for name, item in listed.items():
        text = (shared / "digests" / name).read_text(encoding="utf-8")
        given = AUTHORITY.resolve_list(item.get("organisation") or "")
        owner = _owner(text, text.splitlines()[0], "digest.txt")
        assert owner is None or owner in {part.name for part in given}, name
        if len(given) == 1 and given[0].ods_code:
            trusts += 1
            right += owner is not None
    assert right / trusts > 0.9


@pytest.mark.parametrize(
    "line",
    [
        "Barts Health NHS Trust, People Committee, March 2023",
        "Barts Health NHS Trust | Public board meeting",
        "Barts Health NHS Trust – minutes",
        "Barts Health NHS Trust · People team · version 2.1 · issued in March 2023 · reviewed",
    ],
)
def test_a_name_that_leads_one_of_the_first_lines_is_a_letterhead(line: str) -> None:
    assert _owner(f"Our journey\n{line}\n\nRatios fell.") == BARTS


def test_a_speaker_is_no_letterhead() -> None:
    assert _owner("Our journey\nJo Smith, Director, Barts Health NHS Trust\n\nIt fell.") is None


def test_whoever_reports_its_own_figures_speaks() -> None:
    text = "What will we do?\nWhat do we want?\nBarts Health NHS Trust has submitted its WRES data."
    assert _owner(text) == BARTS


@pytest.mark.parametrize(
    "line",
    [
        "Notes on our second year. Oxleas NHS Foundation Trust, Workforce Team, May 2022",
        "Oxleas NHS Foundation Trust with the Institute of Work Research, University of Leeds",
        "Oxleas NHS Foundation Trust. Agreed by the Committee in June 2022.",
        "*From the Oxleas NHS Foundation Trust staff newsletter, Spring 2024. By Jo Smith.*",
        "First published in Oxleas NHS Foundation Trust's bulletin, May 2022",
    ],
)
def test_a_byline_names_the_author(line: str) -> None:
    body = "We began in May. Our ratio fell. Barts Health NHS Trust has asked us for the form."
    assert _owner(f"A second look\n\n{line}\n\n{body}", title="A second look") == OXLEAS


def test_a_first_line_that_tells_of_a_trust_is_no_byline() -> None:
    text = (
        "What others did\n\nOxleas NHS Foundation Trust took its forms apart.\n\n"
        "Barts Health NHS Trust did too. We asked you for news, and our thanks to all."
    )
    assert _owner(text, title="What others did") is None


def test_the_sentences_of_a_round_up_in_its_own_voice_name_whom_they_tell_of() -> None:
    first = "**Leeds Teaching Hospitals NHS Trust** rewrote its adverts. We thank it."
    second = "At **Barts Health NHS Trust**, six nurses were sponsored. Two moved up."
    third = "Leeds, for its part, has no figures. Our next call is in May."
    found = _find(f"Round-up\n\nWe asked what you did.\n\n{first}\n\n{second}\n\n{third}")
    assert found.owner is None
    assert about(AUTHORITY, first, found)[0] == (LEEDS,)
    assert about(AUTHORITY, second, found)[0] == (BARTS,)
    assert about(AUTHORITY, third, found)[0] == (LEEDS,)
    assert about(AUTHORITY, "We thank all who wrote.", found)[0] == ()


def test_a_paragraph_of_an_owners_document_that_tells_only_of_another_is_about_that_one() -> None:
    found = Attribution(owner=Label(OXLEAS, "title"))

    def whom(text: str) -> tuple[str, ...]:
        return about(AUTHORITY, text, found)[0]

    assert whom("Others differ. Barts Health NHS Trust has promoted 40 nurses.") == (BARTS,)
    assert whom("Barts Health NHS Trust has it. We will follow.") == (OXLEAS,)
    assert whom("The Trust agreed. Barts Health NHS Trust will do the same.") == (OXLEAS,)
    assert whom("Barts Health NHS Trust has a scheme.\nTwelve posts are funded.") == (OXLEAS,)
    assert subject_of(AUTHORITY, "Barts Health NHS Trust ran it, and says it works.", found) == (
        BARTS
    )


# ------------------------------------------------------------------ blogs, and what tells of others


@pytest.mark.parametrize(
    ("text", "file_name"),
    [
        ("Author: Sam Reed, chief executive, Oxleas NHS Foundation Trust\n\nWe learned. Our say.",
         "blog.md"),
        ("By Sam Reed, director of people at Oxleas NHS Foundation Trust\n\nWe learned. Our say.",
         "blog.md"),
        ("We learned a lot.\n\n" + "Our teams changed.\n\n" * 8 + "Sam Reed\nChief executive\n"
         "Oxleas NHS Foundation Trust", "message.txt"),
        ("Oxleas NHS Foundation Trust: how our ward teams made handover safer for all of us, and "
         "what we would do again another time.\n\nWe began in May.", "story.md"),
        ("A short message. We are proud. George Eliot is a small hospital and our staff stay.",
         "george-eliot-message.md"),
    ],
)  # fmt: skip
def test_a_blog_is_of_the_trust_of_its_author(text: str, file_name: str) -> None:
    owner = _owner(text, file_name=file_name)
    assert owner == ("George Eliot Hospital NHS Trust" if "eliot" in file_name else OXLEAS)


@pytest.mark.parametrize(
    "text",
    [
        "We visited our friends.\n\nBarts Health NHS Trust does it well. We shall try. Our turn.",
        "Thanks to colleagues at Barts Health NHS Trust\n\nWe learned a lot. Our ward is better.",
        "We meet our network monthly. Then came the chair of Barts Health NHS Trust to us.",
    ],
)
def test_a_blog_is_not_of_a_trust_that_it_mentions(text: str) -> None:
    assert _owner(text, file_name="blog.md") is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["Barts Health NHS Trust, with which we share a bank, cut cases from 9 to 4.",
          "It did so in a year.", "We have not."], [BARTS, BARTS, None]),
        (["Barts Health NHS Trust told us that it gave it up.", "Ours goes on."], [BARTS, None]),
        (["We meet Barts Health NHS Trust every month.", "It helps."], [None, None]),
        (["Barts Health NHS Trust and we run one course.", "It is full."], [None, None]),
        (["Barts Health NHS Trust pays for the test.", "AB to find out more."], [BARTS, None]),
    ],
)  # fmt: skip
def test_a_paragraph_is_parted_into_the_owners_and_anothers(
    said: list[str], told: list[str | None]
) -> None:
    found = _find("Organisation name: Oxleas NHS Foundation Trust\n\nWe write. Our trust.")
    assert told_of(AUTHORITY, " ".join(said), said, found) == told


def test_a_systems_example_is_about_the_trust_in_its_heading() -> None:
    found = _find("Text.", title="Toolkit - NHS Lancashire and South Cumbria Integrated Care Board")
    names, _ = about(AUTHORITY, "Cases fell.", found, section=f"Example: {OXLEAS}")
    assert names == (OXLEAS,)


# ------------------------------------------------------------------ sections of several


PARTS = (f"1. {BARTS}: someone from outside", "What we did", f"2. Asking twice ({LEEDS})")
COLLECTION = f"""Closing the gap
October 2030

{PARTS[0]}

What we did

We trained our panels. Our ratio fell.

{PARTS[2]}

We asked our leavers.
"""


def _in_parts(text: str = COLLECTION, title: str = "Closing the gap") -> Attribution:
    return publisher_and_owner(AUTHORITY, text, title=title, headings=("Closing the gap", *PARTS))


def test_headings_with_the_names_of_several_make_nobody_the_owner() -> None:
    found = _in_parts()
    assert found.owner is None
    assert found.is_reporter


def test_the_nearest_heading_with_a_name_says_whom_a_passage_is_about() -> None:
    found = _in_parts()
    under = "\n".join(PARTS[:2])
    assert about(AUTHORITY, "We trained our panels.", found, section=under)[0] == (BARTS,)
    assert about(AUTHORITY, "We asked.", found, section=PARTS[2])[0] == (LEEDS,)
    assert about(AUTHORITY, "We asked.", found, section=f"{PARTS[0]}\n{PARTS[2]}")[0] == (LEEDS,)
    assert about(AUTHORITY, "Five trusts wrote.", found, section="Foreword")[0] == ()


def test_a_collection_with_a_letterhead_is_its_owners_but_for_the_parts_of_others() -> None:
    found = _in_parts(f"{OXLEAS}\n{COLLECTION}")
    assert found.owner is not None
    assert found.owner.value == OXLEAS
    assert about(AUTHORITY, "We read on.", found, section="Foreword")[0] == (OXLEAS,)
    names, why = about(AUTHORITY, "We asked our leavers.", found, section=PARTS[2])
    assert names == (LEEDS,)
    assert LEEDS in why


@pytest.mark.parametrize(
    "heading", [f"What we learned from {BARTS}", f"Working with {BARTS}", OXLEAS, "Results"]
)
def test_an_owners_section_is_the_owners_whoever_helped(heading: str) -> None:
    found = _find(f"{OXLEAS}\nWe trained our panels.")
    assert about(AUTHORITY, "We trained our panels.", found, section=heading)[0] == (OXLEAS,)


def test_what_names_the_owner_is_the_owners_though_the_heading_has_another() -> None:
    found = _find(f"{OXLEAS}\nWe trained our panels.")
    said = f"At {OXLEAS} we trained our panels."
    assert about(AUTHORITY, said, found, section=f"Lessons: {BARTS}")[0] == (OXLEAS,)


EVALUATION = (
    "University of Borsetshire. Report to the funders.\n\nThe programme ran in "
    "Oxleas NHS Foundation Trust and Leeds Teaching Hospitals NHS Trust. We could interview few, "
    "and we asked all.\n\nAt Leeds nine of 34 were promoted.\n"
)


def test_a_study_is_about_the_trusts_that_it_names_in_full_by_their_short_names_too() -> None:
    found = _find(EVALUATION, title="Evaluation of a programme in two trusts")
    assert found.owner is None
    assert about(AUTHORITY, "In all, staff at Leeds applied 2.4 times.", found)[0] == (LEEDS,)
    assert about(AUTHORITY, "A conference, Leeds, 6 March.", found)[0] == ()


def test_each_row_of_a_table_over_trusts_counts_those_named_shortly() -> None:
    found = _find(EVALUATION)
    rows = "Leeds disciplinary ratio | 1.05 | 1.40\nOxleas NHS Foundation Trust | 1.3 | 1.2"
    assert about(AUTHORITY, rows, found)[0] == (LEEDS, OXLEAS)
