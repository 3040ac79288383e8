"""Selection: which sentences answer, and in which order."""

from dataclasses import replace

import numpy as np

from assistant.records import QuestionKind
from assistant.select import (
    Counts,
    candidates,
    distinct,
    names_indicator,
    near_best,
    spread,
    weigh,
)
from index.records import Hit, StoredPassage, StoredSentence, Vector
from ingest.records import Evidence, Role
from tests.assistant.made import passage, understanding

QUERY: Vector = np.array([1.0, 0.0], dtype=np.float32)


def subject(stored: StoredPassage, sentence: StoredSentence) -> str | None:
    return stored.organisations[0] if stored.organisations else None


def hit(stored: StoredPassage, rank: int = 1) -> Hit:
    return Hit(stored, rank, 0.02, 0.5, rank, rank)


def vectors(stored: StoredPassage, *cosines: float) -> dict[str, Vector]:
    rows = [(cosine, (1 - cosine**2) ** 0.5) for cosine in cosines]
    return {stored.id: np.array(rows, dtype=np.float32)}


def test_a_result_goes_before_a_plan_when_asked_what_worked() -> None:
    stored = passage(
        "We will reduce bullying of staff next year",
        "Bullying of staff fell a lot last year",
        evidence=[Evidence.PLAN, Evidence.OUTCOME],
    )
    found = candidates(
        [hit(stored)],
        understanding("what cut bullying"),
        {},
        vectors(stored, 0.6, 0.6),
        QUERY,
        subject,
    )
    assert found[0].sentence.evidence is Evidence.OUTCOME


def test_labels_and_single_cells_are_not_quoted() -> None:
    stored = passage("12 months from now on", role=Role.TIMESCALE)
    short = passage("Mediation offered", name="b.txt")
    asked = understanding("mediation months", QuestionKind.PLAN)
    found = candidates([hit(stored), hit(short, 2)], asked, {}, {}, QUERY, subject)
    assert found == ()


def test_what_does_not_count_changes_no_order() -> None:
    result = passage("Cases fell after mediation", evidence=Evidence.OUTCOME, name="b.txt")
    plan = passage("Mediation will be offered", evidence=Evidence.PLAN, name="a.txt")

    def first(counts: Counts) -> str:
        asked = understanding("what did mediation change?")
        found = candidates([hit(plan), hit(result)], asked, {}, {}, QUERY, subject, counts)
        return found[0].passage.document

    nothing = Counts(0.0, 0.0, 0.0, 0.0, indicator=0.0, wording=0.0)
    assert first(nothing) == "b.txt"
    assert first(replace(nothing, evidence=0.0)) == "a.txt"


def test_rare_terms_weigh_more() -> None:
    terms = understanding("menopause policy").terms
    weights = weigh(terms, {"menopause": 0, "policy": 90}, 100)
    assert weights["menopause"] > weights["policy"]


def test_repeats_of_one_organisation_are_dropped_but_not_anothers() -> None:
    same = "Interview panels now always include an inclusion champion"
    first = passage(same, name="a.txt")
    again = passage(same + ".", name="b.txt")
    other = passage(same, name="c.txt", organisation="Beta NHS Trust")
    found = candidates(
        [hit(first), hit(again, 2), hit(other, 3)],
        understanding("panels champion"),
        {},
        {},
        QUERY,
        subject,
    )
    kept = distinct(found)
    assert [item.passage.document for item in kept] == ["a.txt", "c.txt"]


def test_spread_limits_each_organisation() -> None:
    stored = passage("one two three four", "five six seven eight", "nine ten eleven twelve")
    found = candidates([hit(stored)], understanding("two six ten"), {}, {}, QUERY, subject)
    assert len(spread(found, each=2, most=9)) == 2


def test_far_behind_the_best_is_left_out() -> None:
    stored = passage("mediation for all our staff", "a canteen menu for Friday")
    found = candidates(
        [hit(stored)],
        understanding("mediation"),
        {},
        vectors(stored, 0.9, 0.0),
        QUERY,
        subject,
    )
    assert len(near_best(found)) == 1


def test_a_later_figure_is_found_by_what_the_sentence_before_measured() -> None:
    stored = passage(
        "In 2018 the bullying ratio was 2.4.",
        "In 2020 the figure was 1.3.",
        "Parking was free.",
    )
    found = candidates(
        [hit(stored)],
        understanding("bullying ratio"),
        {},
        vectors(stored, 0.6, 0.1, 0.2),
        QUERY,
        subject,
    )
    assert [item.sentence.text[:7] for item in found[:2]] == ["In 2018", "In 2020"]
    assert found[1].similarity == found[0].similarity


def test_the_name_of_an_organisation_by_itself_is_not_quoted() -> None:
    stored = passage("Alpha NHS Trust", "Alpha NHS Trust trained forty mediators")
    found = candidates([hit(stored)], understanding("Alpha mediators"), {}, {}, QUERY, subject)
    assert [item.sentence for item in found] == [stored.sentences[1]]


def test_a_row_is_about_the_indicator_that_it_gives() -> None:
    table = replace(
        passage("5 | Abuse from the public | 30% | 28%", "6 | Abuse by staff | 21% | 24%"),
        context="Report\nIndicator | Measure | 2021 | 2022",
        indicators=(5, 6),
    )
    asked = replace(understanding("what of it?"), indicators=(6,))
    assert [names_indicator(asked, table, row) for row in table.sentences] == [False, True]


def test_what_a_plan_is_to_do_is_about_the_few_indicators_of_its_row() -> None:
    row = replace(passage("Repair the lift", role=Role.ACTION), indicators=(6,))
    asked = replace(understanding("what of it?"), indicators=(6,))
    assert names_indicator(asked, row, row.sentences[0])
    everything = replace(row, indicators=(1, 2, 3, 4, 5, 6, 7, 8, 9))
    assert not names_indicator(asked, everything, everything.sentences[0])


def test_a_heading_with_nothing_under_it_is_not_quoted_unless_it_is_a_result() -> None:
    for evidence, count in ((Evidence.CONTEXT, 0), (Evidence.OUTCOME, 1)):
        text = "Mediation cut suspensions by half"
        stored = passage(text, section=text, evidence=evidence)
        found = candidates([hit(stored)], understanding("mediation"), {}, {}, QUERY, subject)
        assert len(found) == count
