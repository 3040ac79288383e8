"""The type is told from content; what cannot be read is refused in one line."""

import io
import zipfile
from pathlib import Path

import pytest
import yaml

from ingest.actions import find_actions
from ingest.canonical import render
from ingest.errors import UnreadableFile
from ingest.read import read, tell_format
from ingest.records import Action, Canonical, Heading
from ingest.segment import outline
from tests.ingest.formats.plans import TALL
from tests.ingest.formats.writers import write_docx, write_pptx, write_xlsx

SHARED = Path(__file__).resolve().parents[3] / "shared"


def _zip(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


def _old(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"%PDF-1.7 ...", "a.txt", "pdf"),
        (_zip("word/document.xml"), "a.pdf", "docx"),
        (_zip("xl/workbook.xml"), "a", "xlsx"),
        (b"<!DOCTYPE html><html><body>x", "a.txt", "html"),
        (b"\n<html lang='en'>", "a", "html"),
        (b"<p>x</p>", "page.htm", "html"),
        (b"plain", "a.html", "text"),
        (b"one\ntwo", "a.md", "markdown"),
        (b"# Title\n\ntext", "a.txt", "markdown"),
        (b"WRES #1\n\n#2", "a.txt", "text"),
        (_zip("ppt/presentation.xml"), "a.docx", "pptx"),
        (b"{\\rtf1 text}", "a.doc", "rtf"),
        (_old("WordDocument"), "a.xls", "doc"),
        (_old("Workbook"), "a.doc", "xls"),
        (b"Action,Lead,By when\nCheck,HR,May 2020\n", "a.txt", "delimited"),
        (b'Action\tLead\tBy when\r\n"Check\nall"\tHR\t\r\n', "a", "delimited"),
        (b"One, two, three.\nFour, five, six.\n", "a.txt", "text"),
        (b"a;b\nc;d\n", "a.csv", "delimited"),
        (b"Text with <p>a fragment</p> in it\n" * 3, "a.txt", "text"),
    ],
)
def test_the_type_is_told_from_content(data: bytes, name: str, expected: str) -> None:
    assert tell_format(data, name) == expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\0", "empty"),
        (b"\x89PNG\r\n", "image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "password"),
        (b"PK\x03\x04broken", "damaged"),
        (_zip("other/file"), "neither"),
        (_zip("word/document.xml"), "damaged"),
        (_zip("xl/workbook.xml"), "damaged"),
        (b"%PDF-1.4 broken", "damaged"),
        (b"\x00\x01\x02\x03" * 40, "binary"),
        (b"<html><body><script>x</script></body></html>", "no text"),
        (b"... --- ...", "no text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(data, "given.doc")
    message = str(caught.value)
    assert reason in message
    assert "\n" not in message


def test_forms_and_plans_are_settled_whatever_the_format() -> None:
    markdown = (
        b"| Indicator | Action | Lead |\n|-|-|-|\n| 3 | Check the cases | HR |\n"
        b"| | Train the managers | OD |\n\n| What did you do? | We began. |\n|-|-|\n"
        b"| Who helped? | The board. |"
    )
    actions = find_actions(render(read(markdown, "a.md")))
    assert [action.indicator.text for action in actions] == ["3", "3"]


# ------------------------------------------------------------------ the shared documents


def _load(folder: str, start: str) -> Canonical:
    (path,) = (SHARED / folder).glob(f"{start}*.txt")
    return render(read(path.read_bytes(), path.name))


def _actions(start: str) -> tuple[Action, ...]:
    return find_actions(_load("corpus", start))


def _gold() -> list[tuple[str, str]]:
    return [
        (gold["document"], " ".join(gold["quote"].split()))
        for name in ("dev.yaml", "dev_digests.yaml")
        for case in yaml.safe_load((SHARED / "questions" / name).read_text("utf-8"))
        for gold in case.get("gold") or ()
    ]


@pytest.mark.shared
def test_every_gold_quote_stands_whole_in_one_chunk() -> None:
    documents = {
        path.name: render(read(path.read_bytes(), path.name))
        for folder in ("corpus", "digests")
        for path in (SHARED / folder).glob("*.txt")
    }
    gold = _gold()
    assert len(gold) > 100
    for name, quote in gold:
        text = documents[name].text.replace("\n", " ")
        at = text.find(quote)
        assert at >= 0, (name, quote)
        chunks = outline(documents[name]).chunks
        assert any(c.span.start <= at and at + len(quote) <= c.span.end for c in chunks), quote


LEADS_003 = {
    "2.1.1": ("Education & Training; Recruitment and HR Operations", "12 months"),
    "2.1.2": ("Education & Training", "12 months"),
    "2.1.3": ("Education & Training", "12 months"),
    "2.1.4": ("Education & Training", "12 months"),
    "2.1.5": ("Education & Training", "12 months"),
    "2.1.6": ("Director of HR and OD/Education and Training", "12 months"),
    "2.1.7": ("Recruitment", "12 months"),
    "2.1.8": ("Recruitment", "12 months"),
    "3.1.1": ("HR Operations", "12 months"),
    "3.1.2": ("HR Operations", "12 months"),
    "3.1.3": ("Senior HR Advisor/D&I Manager", "12 months"),
    "3.1.4": ("HR Operations", "12 months"),
    "3.1.5": ("Staff Support Service", "12 months"),
    "3.1.6": ("Staff Support Service", "12 months"),
    "4.1.1": ("Divisional Level", "12 months"),
    "4.1.2": ("Divisional Level", ""),
    "4.1.3": ("Divisional Level", ""),
    "4.1.4": ("Divisional Level", ""),
    "4.1.5": ("Divisional Level", ""),
    "4.1.6": ("Workforce Information", ""),
    "4.1.7": ("Senior HR Advisor/", ""),
    "4.1.8": ("Divisional Level", "12 months"),
    "4.1.9": ("Director of HR and OD", "12 months"),
    "4.1.10": ("Education & Training", "12 months"),
    "4.1.11": ("Education & Training/HR Operations/ Divisional Level", "12 months"),
    "4.1.12": ("Education & Training/HR Operations", "12 months"),
}
"""Transcribed by hand from the raw file: sections 2.0, 3.0 and 4.0."""

BEGINNINGS_003 = {
    "1.1.1": ("Relevant department or profession", "appointment and promotion."),
    "1.1.2": ("Actively contacting all our", "development opportunities available."),
    "1.1.6": ("Produce monthly workforce reports", "1, 2, 4 & 7."),
    "2.1.6": ("Identify a pool of Mentors/Buddies", "interview skills and techniques."),
    "2.1.7": ("Explore TRAC to see", "our own staff)."),
    "2.1.8": ("TRAC to be explored", "distortions of figures)."),
    "4.1.1": ("Further review of Acting-up", "selected to Act up."),
    "4.1.4": ("All Acting-up posts", "formally advertised."),
    "4.1.5": ("Development of system/s", "taking part in projects."),
    "4.1.10": ("Develop an Emerging Leaders", "(and equivalent)."),
    "5.1.6": ("Develop and promote widely a", "Behaviour Charter."),
    "6.1.2": ("Review the data on available", "available talent."),
}


@pytest.mark.shared
def test_all_rows_of_the_wrapped_plan_are_actions() -> None:
    sizes = {1: 8, 2: 8, 3: 6, 4: 12, 5: 13, 6: 2}
    expected = [f"{group}.1.{row}" for group, count in sizes.items() for row in range(1, count + 1)]
    actions = _actions("003")
    assert [action.number for action in actions] == expected
    assert all(action.indicator.text and action.objective.text for action in actions)
    assert all(action.lead.text and action.success_measure.text for action in actions)


@pytest.mark.shared
def test_leads_and_timescales_of_the_wrapped_plan() -> None:
    found = {a.number: (a.lead.text, a.timescale.text) for a in _actions("003")}
    assert {number: found[number] for number in LEADS_003} == LEADS_003


@pytest.mark.shared
def test_cells_of_the_wrapped_plan_are_whole() -> None:
    actions = {action.number: action for action in _actions("003")}
    for number, (begin, end) in BEGINNINGS_003.items():
        text = actions[number].action.text
        assert text.startswith(begin), number
        assert text.endswith(end), number
    assert actions["1.1.8"].success_measure.text.endswith("with a target of 30%.")
    assert actions["4.1.12"].objective.text.endswith("Opportunities for stretch assignments.")
    assert actions["6.1.2"].objective.text.endswith('"executive search agencies."')
    assert actions["1.1.1"].indicator.text.endswith("similar pattern to the previous year.")


BULLETS_004 = [
    ("WRES Lead to continue leading", "WRES Lead (AJ)", "2019 onwards"),
    ("WRES Steering Group ToR", "WRES Lead (AJ)", "October 2020"),
    ("WRES Lead to continue to have", "WRES Lead (AJ)", "2019 onwards"),
    ("Promote available BAME", "WRES Lead (AJ)", "2019 onwards"),
    ("QI project.", "WRES Lead (AJ)", "2019 onwards"),
    ("Provide and present quarterly", "WRES Lead (AJ)", "2019 onwards"),
    ("Further development of Band 6", "Resourcing Manager (SC)/NfC Steering Group", "2019 onwards"),
    ("Staff Inclusion Network Chairs",
     "NfC/Disability+ Carers/Rainbow/ Women's Network Chairs", "2019 onwards"),
    ("All Board Members", "L&OD & WRES Lead (AJ)", "January 2021"),
    ("Three-day programme", "OD Lead (MW)/NfC", "January 2021"),
    ("Coproduced with NfC", "OD Lead (MW)/NfC", "January 2021"),
    ("Externally facilitated", "WL (BF)/ OD Lead (MW)/ EDI Lead (DH)/NfC", "January 2021"),
    ("Bi-weekly NfC BAME",
     "NfC Steering Group/EDI Lead (DH), Wellbeing Lead (BF)/ OD Leads (IF, MW)", "2019 onwards"),
    ("Zero tolerance poster",
     "Deputy Director of Nursing (DC)/WRES Lead (AJ)/Comms Lead (AB)", "2019 onwards"),
    ("Zero tolerance webinar",
     "Deputy Director of Nursing (DC)/WRES Lead (AJ)/Comms Lead (AB)", "2019 onwards"),
    ("Micro aggression poster",
     "EDI Lead (DH)/L&OD(IF)/NfC Wellbeing Lead (BF)/Recruitment Manager (SC)",
     "October 2020 November 2020"),
    ("Microaggression webinar",
     "EDI Lead (DH)/L&OD(IF)/NfC Wellbeing Lead (BF)/Recruitment Manager (SC)",
     "October 2020 November 2020"),
    ("New post of BAME",
     "EDI Lead (DH)/L&OD(IF)/NfC Wellbeing Lead (BF)/Recruitment Manager (SC)",
     "October 2020 November 2020"),
    ("Hold executive advice",
     "External Trainers e.g. Do You have “Advantage Blindness”", "January 2021"),
    ("Work closely with the ER team", "WRES Lead (AJ)/ER Team (NS)", "2019 onwards"),
    ("Quarterly report and feedback", "WRES Lead (AJ)/ER Team (NS)", "2019 onwards"),
    ("Revisit Fair and Just", "WRES Lead (AJ)/ER Team (NS)", "2019 onwards"),
    ("Joint working with FTSUG", "WRES Lead (AJ)/ER Team (NS)", "2019 onwards"),
    ("Qi project group", "WRES Lead (AJ)/ER Team (NS)", "2019 onwards"),
    ("Develop a coproduced", "EDI Lead (DH)/ Recruitment Manager (SC)", "October 2020"),
    ("Develop a coproduced", "EDI Lead (DH)/ Recruitment Manager (SC)", "October 2020"),
    ("Programme to be supported by seven projects",
     "NfC Chairs (SC & NW), EDI Lead (DH), Wellbeing Lead (BF) and OD Lead (IF)", "September 2020"),
    ("Stretch assignments",
     "Recruitment Manager (SC), WRES Lead (AJ), NfC Steering Group", "September 2020"),
    ("Internal job shadowing",
     "Recruitment Manager (SC), WRES Lead (AJ), NfC Steering Group", "September 2020"),
    ("Internal secondments",
     "Recruitment Manager (SC), WRES Lead (AJ), NfC Steering Group", "September 2020"),
    ("‘Acting up’ opportunity",
     "Recruitment Manager (SC), WRES Lead (AJ), NfC Steering Group", "September 2020"),
    ("Engage with local Community",
     "Recruitment Manager (SC), WRES Lead (AJ), EDI Lead (DH), SUIF (JL)", "September 2020"),
    ("Engage with local faith",
     "Recruitment Manager (SC), WRES Lead (AJ), EDI Lead (DH), SUIF (JL)", "September 2020"),
    ("Working in partnership",
     "L&OD Lead (MW)/ WRES Lead (AJ)/NfC Chair", "October 2020"),
    ("Enables departments", "ICT Lead (KC)", "September 2020"),
    ("Mandatory EDI KPIs",
     "EDI Lead (DH)/Divisional Directors/ Workforce Intelligence Lead (CS)",
     "November 2020 ongoing"),
]  # fmt: skip
"""Transcribed by hand from the raw file, line by line."""


@pytest.mark.shared
def test_every_bullet_of_the_tagged_plan_is_an_action_with_its_lead_and_timescale() -> None:
    actions = _actions("004")
    assert len(actions) == len(BULLETS_004)
    for action, (begin, lead, timescale) in zip(actions, BULLETS_004, strict=True):
        assert action.action.text.startswith(begin)
        assert " ".join(action.lead.text.split()) == lead
        assert " ".join(action.timescale.text.split()) == timescale
        assert action.indicator.text
        assert action.objective.text
        assert action.success_measure.text


@pytest.mark.shared
def test_the_questions_of_the_templates_are_the_sections() -> None:
    for start, questions in (("000", 3), ("001", 5)):
        canonical = _load("corpus", start)
        titles = [b.block.text for b in canonical.blocks if isinstance(b.block, Heading)]
        assert sum("?" in title for title in titles) >= questions
        assert "Your details" in titles
    assert "Who was helped and how?" in titles
    assert "Top tips:" in titles


@pytest.mark.shared
def test_headings_without_markup_are_headings() -> None:
    canonical = _load("corpus", "002")
    titles = [b.block.text for b in canonical.blocks if isinstance(b.block, Heading)]
    assert "Case studies" in titles
    assert "Disciplinary process" in titles
    assert len(titles) == 5


@pytest.mark.shared
def test_each_digest_has_its_title_as_heading() -> None:
    for path in (SHARED / "digests").glob("*.txt"):
        canonical = render(read(path.read_bytes(), path.name))
        first = path.read_text("utf-8").strip().split("\n")[0]
        assert isinstance(canonical.blocks[0].block, Heading), path.name
        assert canonical.blocks[0].block.text == first


def _broken(data: bytes, member: str) -> bytes:
    """Cut a member of an Office file short."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w") as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) // 2] if name == member else content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("suffix", "member"),
    [
        ("docx", "word/document.xml"),
        ("xlsx", "xl/worksheets/sheet1.xml"),
        ("xlsx", "docProps/core.xml"),
        ("pptx", "ppt/slides/slide1.xml"),
    ],
)
def test_a_broken_member_is_refused(suffix: str, member: str) -> None:
    write = {"docx": write_docx, "xlsx": write_xlsx, "pptx": write_pptx}[suffix]
    with pytest.raises(UnreadableFile, match="damaged"):
        read(_broken(write(TALL), member), f"a.{suffix}")
