"""A passage is cut into sentences and short lists."""

from dataclasses import replace

import pytest

from assistant.units import MOST_OF_LIST, columns, leans_on, units
from index.records import StoredPassage, StoredSentence
from ingest.records import Evidence, Kind, Role, Span

LEAD_IN = "We also changed three things:"
ITEMS = ("Letters are plain", "Panels are mixed", "Managers are trained early")


def passage(
    lines: str,
    marks: tuple[str, ...],
    *,
    types: dict[str, Evidence] | None = None,
    role: Role | None = None,
    offset: int = 40,
) -> StoredPassage:
    """Make a passage of a text in which each of `marks` is a sentence."""
    sentences = []
    for mark in marks:
        at = lines.index(mark) + offset
        kind = (types or {}).get(mark, Evidence.CONTEXT)
        sentences.append(StoredSentence(Span(at, at + len(mark)), mark, kind, "", role))
    return StoredPassage(
        "p",
        "d",
        "a.md",
        "A",
        None,
        Kind.OTHER,
        None,
        "S",
        None,
        (),
        (),
        Evidence.CONTEXT,
        "",
        "",
        lines,
        Span(offset, offset + len(lines)),
        tuple(sentences),
    )


def quoted(held: StoredPassage) -> list[str]:
    return [unit.sentence.text for unit in units(held)]


def test_a_list_is_one_with_the_line_that_leads_to_it() -> None:
    text = f"Before.\n\n{LEAD_IN}\n\n- " + "\n- ".join(ITEMS) + "\n\nAfter."
    held = passage(text, ("Before.", LEAD_IN, *ITEMS, "After."))

    before, whole, after = units(held)

    assert (before.sentence.text, after.sentence.text) == ("Before.", "After.")
    assert whole.sentence.text == f"{LEAD_IN}\n\n- " + "\n- ".join(ITEMS)
    assert whole.places == (1, 2, 3, 4)
    offset = held.span.start
    span = whole.sentence.span
    assert held.text[span.start - offset : span.end - offset] == whole.sentence.text


def test_a_passage_may_begin_with_an_item_whose_mark_is_outside() -> None:
    text = f"{ITEMS[0]}\n2. {ITEMS[1]}\n3. {ITEMS[2]}"

    assert quoted(passage(text, ITEMS)) == [text]


def test_a_list_carries_the_one_type_that_is_more_than_background() -> None:
    text = f"{LEAD_IN}\n- {ITEMS[0]}\n- {ITEMS[1]}"
    held = passage(text, (LEAD_IN, *ITEMS[:2]), types={ITEMS[0]: Evidence.INTERVENTION})

    assert [unit.sentence.evidence for unit in units(held)] == [Evidence.INTERVENTION]


def test_results_and_plans_in_one_list_stay_apart() -> None:
    text = f"- {ITEMS[0]}\n- {ITEMS[1]}"
    types = {ITEMS[0]: Evidence.OUTCOME, ITEMS[1]: Evidence.PLAN}

    assert quoted(passage(text, ITEMS[:2], types=types)) == list(ITEMS[:2])


def test_cells_of_a_table_stay_apart() -> None:
    text = f"- {ITEMS[0]}\n- {ITEMS[1]}"

    assert quoted(passage(text, ITEMS[:2], role=Role.ACTION)) == list(ITEMS[:2])


def test_a_long_list_is_quoted_item_by_item() -> None:
    items = tuple(f"item {n} " + "word " * 25 + str(n) for n in range(5))
    text = "- " + "\n- ".join(items)
    assert len(text) > MOST_OF_LIST

    assert quoted(passage(text, items)) == list(items)


@pytest.mark.parametrize(
    ("before", "sentence", "leans"),
    [
        ("In 2018 the ratio was 2.41.", "In 2020 the figure was 1.38.", True),
        ("The share of BME staff fell to 14%.", "The figure for white staff is 6.1%.", True),
        ("A decision tree came in.", "It is used by line managers.", True),
        ("In 2018 the ratio was 2.41.", "Line managers use a decision tree.", False),
    ],
)
def test_what_says_nothing_alone_leans_on_the_sentence_before(
    before: str, sentence: str, leans: bool
) -> None:
    held = passage(f"{before} {sentence}", (before, sentence))
    assert (leans_on(held, 1) == held.sentences[0]) is leans
    assert leans_on(held, 0) is None


def test_numbered_rows_of_a_table_are_no_list_and_have_their_columns() -> None:
    rows = ("5. Abuse by patients | 39.4% | 43.7%", "6. Abuse by staff | 31.2% | 27.5%")
    held = replace(
        passage("\n".join(rows), rows), context="The nine\nIndicator | 2021/22 | 2022/23"
    )

    assert quoted(held) == list(rows)
    assert columns(held, rows[0]) == "Indicator | 2021/22 | 2022/23"
    assert columns(held, "Abuse | fell") == ""
    assert columns(held, "Abuse fell.") == ""


def test_items_about_several_organisations_are_no_unit() -> None:
    held = passage(f"{LEAD_IN}\n\n- " + "\n- ".join(ITEMS), (LEAD_IN, *ITEMS))
    assert len(quoted(held)) == 1
    assert quoted(replace(held, organisations=("A", "B"))) == [LEAD_IN, *ITEMS]
