"""The plans that are written in every format: rows of our own, with all that makes tables hard."""

from dataclasses import dataclass

Line = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan; in its rows None continues the cell above, "" is an empty cell.

    Lines of a cell are paragraphs, those that begin with "• " are bullets.
    """

    title: str
    before: tuple[str, ...]
    header: tuple[str, ...]
    fields: tuple[str, ...]
    """The field of an action that each column fills."""
    rows: tuple[Line, ...]
    widths: tuple[int, ...]
    after: str
    is_landscape: bool


WIDE = Plan(
    title="Workforce race equality action plan 2021/22",
    before=(
        "The board of Harbour & Vale Partnership agreed this plan in June 2021 after hearing from "
        "the staff network, the unions and 212 colleagues at seven open meetings.",
        "It is read again every quarter; what is late is explained in the last column.",
    ),
    header=(
        "WRES indicator", "Objective", "Action", "Lead", "Timescale", "Success measure", "Progress",
    ),
    fields=(
        "indicator", "objective", "action", "lead", "timescale", "success_measure", "status",
    ),
    rows=(
        ("2", "Appointments from shortlisting are fair at every band",
         "• Train every panel chair in structured interviewing\n• Publish the make-up of panels "
         "each month\n• Ask for a written reason where nobody from a minority background is "
         "appointed to a post at band 8a or above", "Head of Resourcing", "December 2021",
         "Relative likelihood falls from 1.62 to 1.25", "On track"),
        (None, None, "Offer interview practice to 60 colleagues in bands 2 to 5, with protected "
         "time and a named contact in each division who keeps count of who came",
         "Learning & Development Manager", "March 2022", "", ""),
        (None, None, "Rewrite job descriptions at bands 7 & 8a so that “essential” criteria are "
         "those that the work needs", "HR Business Partners", "September 2021",
         "All 140 descriptions rewritten", "Complete"),
        ("3", "Fewer colleagues enter a formal process, and the gap closes",
         "Every allegation is looked at by a panel of two before an investigation is opened; the "
         "panel writes down why an informal way was not enough. It meets weekly, and its decisions "
         "are sampled by the staff side once a quarter. The sample is reported, with numbers by "
         "ethnicity, to the people committee, which may ask for any case to be looked at again. "
         "The Trust’s managers are told of the panel at induction, and those who open a case "
         "without it are asked why", "Deputy Director of People", "October 2021",
         "Investigations opened fall by a third; £85,000 of suspension costs saved",
         "Started"),
        (None, None, "Train 35 mediators", "Staff Side Chair", "", "35 mediators on the register",
         ""),
        ("5, 6", "Staff are safe from harassment, whoever it comes from",
         "• Put up “No excuse” posters in all wards and clinics\n• Give the site team the right to "
         "remove visitors\n• Follow up every incident with a call to the member of staff within "
         "two working days",
         "Director of Nursing / Security Manager", "From July 2021",
         "Staff survey: harassment from the public down from 31% to 26%", "In progress"),
        (None, None, "Run Respect at Work sessions for 400 line managers, half of them led by "
         "colleagues who have themselves been through the grievance procedure", "OD Lead (JT)",
         "12 months", "• 400 managers trained\n• Confidence to report up by 5 points", ""),
        ("8", "Colleagues of all backgrounds trust their manager",
         "Introduce reverse mentoring for the executive team and the 22 heads of service",
         "Chief Executive", "January 2022",
         "Discrimination from a manager or colleague falls to 9%", "On hold"),
        ("9", "The board looks like the workforce",
         "Advertise the two non-executive posts that fall vacant through community networks, and "
         "pay travel & childcare for candidates", "Company Secretary", "April 2022", "",
         "Not started"),
        (None, None, "Place two associate non-executives a year with the board’s committees, each "
         "with a mentor, a budget of £3,000 and a review after six months. The scheme is open to "
         "colleagues at band 8b and above from this trust and its four neighbours, who share the "
         "cost; the first two began as observers and speak from their second meeting",
         "Chair", "Ongoing", "Four associates by 2023", "In progress"),
        ("1", "Progress from band 5 to band 6 is as likely for everyone",
         "• Career conversations for all band 5 nurses\n• A stretch assignment for each who asks",
         "Chief Nurse", "Q3 2021/22", "A quarter of band 6 posts are held by BME nurses by 2024",
         "Amber"),
        (None, None, "Count and publish acting-up arrangements by division and ethnicity",
         "Workforce Information Manager", "Quarterly", "Gap known and published", "Green"),
        ("7", "Belief in fair progression", "Publish every secondment", "Head of Resourcing",
         "August 2021", "Belief rises from 68% to 75%", "Complete"),
        ("4", "Access to non-mandatory training", "Record who applies & who is accepted for "
         "training that costs more than £500; report twice a year", "Learning & Development "
         "Manager", "November 2021", "Ratio between 0.9 and 1.1", ""),
    ),
    widths=(9, 16, 32, 13, 11, 17, 9),
    after="Questions about this plan go to the people committee, which meets every second month.",
    is_landscape=True,
)  # fmt: skip

TALL = Plan(
    title="Equality actions",
    before=("What follows was agreed with the network of minority ethnic staff.",),
    header=("Aim", "What will we do?", "Who?", "By when?", "How will we know it worked?"),
    fields=("objective", "action", "lead", "timescale", "success_measure"),
    rows=tuple(
        line
        for number, (aim, who) in enumerate(
            (
                ("Recruit fairly", "Recruitment Manager"),
                ("Discipline fairly", "Employee Relations Lead"),
                ("Support those who speak up", "Freedom to Speak Up Guardian"),
                ("Develop talent", "Head of Education"),
                ("Lead by example", "Director of Strategy & People"),
            ),
            start=1,
        )
        for line in (
            (aim, f"Review the {number + 3} policies that touch on this aim, with the network, and "
             f"change what the review finds wanting before the next round of appraisals; a report "
             f"with all changes goes to the board’s meeting {number}", who, "May 2022",
             f"All {number + 3} policies are reviewed and “signed off”"),
            (None, f"• Name a champion in each of {number + 6} departments\n• Give each champion "
             f"a day a month", who, "Within 6 months", ""),
            (None, f"Spend £{number}5,000 on coaching for {number}0 colleagues & tell everybody "
             "how to apply", "OD Team", "", f"{number}0 places are taken up"),
        )
    ),
    widths=(16, 36, 16, 12, 20),
    after="Progress is published on the website twice a year.",
    is_landscape=False,
)  # fmt: skip

PLANS = (WIDE, TALL)


def expected(plan: Plan) -> list[dict[str, str]]:
    """Give the actions that the plan's rows are: one for each row or bullet of its action cell."""
    found: list[dict[str, str]] = []
    above: list[str] = [""] * len(plan.header)
    for row in plan.rows:
        above = [old if cell is None else cell for cell, old in zip(row, above, strict=True)]
        cells = dict(zip(plan.fields, above, strict=True))
        bullets = [line.removeprefix("• ") for line in cells["action"].split("\n")]
        found.extend({**cells, "action": bullet} for bullet in bullets)
    return found
