"""Chunks follow the document's structure and cover all of it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.canonical import render
from ingest.records import (
    Block,
    Canonical,
    Cell,
    Heading,
    ListItem,
    Paragraph,
    Reading,
    Role,
    Row,
    Table,
)
from ingest.segment import LONG, Chunk, outline

LONG_SENTENCE = "The trust reviewed every single case with the managers who had opened it. "


def _canonical(*blocks: Block) -> Canonical:
    return render(Reading(blocks, "text"))


def _chunks(*blocks: Block) -> list[str]:
    canonical = _canonical(*blocks)
    return [canonical.text[c.span.start : c.span.end] for c in outline(canonical).chunks]


def test_a_chunk_never_crosses_a_section() -> None:
    canonical = _canonical(
        Heading("One", 1), Paragraph("a."), Heading("Two", 2), Paragraph("b."), Paragraph("c.")
    )
    found = outline(canonical)
    assert [section.title for section in found.sections] == ["One", "Two"]
    assert [(c.section, c.context) for c in found.chunks] == [("One", "One"), ("Two", "One\nTwo")]
    assert canonical.text[found.chunks[1].span.start : found.chunks[1].span.end] == "b.\n\nc."


def test_sections_reach_from_their_heading_to_the_next() -> None:
    canonical = _canonical(Paragraph("before"), Heading("One"), Paragraph("a."), Heading("Two"))
    texts = [
        (s.title, canonical.text[s.span.start : s.span.end]) for s in outline(canonical).sections
    ]
    assert texts == [("", "before"), ("One", "One\n\na."), ("Two", "Two")]


def test_a_heading_with_nothing_under_it_is_found_too() -> None:
    assert _chunks(Heading("One"), Heading("Two"), Paragraph("a.")) == ["One", "a."]


def test_short_neighbours_are_one_chunk_and_long_ones_are_not() -> None:
    long = LONG_SENTENCE * 4
    assert _chunks(Paragraph("Name: X"), Paragraph("Role: Y")) == ["Name: X\n\nRole: Y"]
    assert _chunks(Paragraph(long), Paragraph(long)) == [long.strip()] * 2


def test_a_long_paragraph_is_split_at_sentence_ends() -> None:
    parts = _chunks(Paragraph(LONG_SENTENCE * 30))
    assert all(len(part) <= LONG and part.endswith("it.") for part in parts)
    assert max(map(len, parts)) < 2 * min(map(len, parts))


def test_list_items_stay_with_their_lead_in() -> None:
    parts = _chunks(
        Paragraph(LONG_SENTENCE * 4), Paragraph("They did:"), ListItem("one"), ListItem("two")
    )
    assert parts[1] == "They did:\n\n- one\n- two"


def test_pieces_are_sentences_and_bullets_without_markers() -> None:
    canonical = _canonical(
        Paragraph("It fell. It rose."), ListItem("one. two", "1."), ListItem("b")
    )
    pieces = [p.span for c in outline(canonical).chunks for p in c.pieces]
    assert [canonical.text[p.start : p.end] for p in pieces] == [
        "It fell.", "It rose.", "one. two", "b",
    ]  # fmt: skip


def _plan() -> Table:
    objective = "Fewer staff enter the formal process"
    lines: list[tuple[str | None, ...]] = [
        ("3", objective, "• Check cases\n• Train managers. All.", "HR and OD. Comms", "Cases fall"),
        (None, None, "Publish the figures", "Comms", "Trust in it grows"),
    ]
    rows = tuple(
        Row(tuple(Cell(text or "", is_merged=text is None) for text in line)) for line in lines
    )
    header = ("Indicator", "Objective", "Action", "Lead", "Impact")
    return Table(header, rows, debris=("xyzzy",))


def _plan_chunks() -> tuple[str, tuple[Chunk, ...]]:
    canonical = _canonical(Heading("Plan", 1), _plan())
    return canonical.text, outline(canonical).chunks


def test_each_row_of_a_plan_and_each_long_group_cell_is_a_chunk() -> None:
    text, chunks = _plan_chunks()
    assert [text[c.span.start : c.span.end] for c in chunks] == [
        "3 | Fewer staff enter the formal process",
        "- Check cases\n- Train managers. All. | HR and OD. Comms | Cases fall"[2:],
        "Publish the figures | Comms | Trust in it grows",
    ]
    assert all("xyzzy" not in text[c.span.start : c.span.end] for c in chunks)


def test_a_row_has_its_header_indicator_and_objective_in_its_context() -> None:
    _, chunks = _plan_chunks()
    assert chunks[2].context.split("\n") == [
        "Plan", "3", "Fewer staff enter the formal process",
        "Indicator | Objective | Action | Lead | Impact",
    ]  # fmt: skip


def test_pieces_of_a_row_know_their_column() -> None:
    text, chunks = _plan_chunks()
    assert [(text[p.span.start : p.span.end], p.role) for p in chunks[1].pieces] == [
        ("Check cases", Role.ACTION),
        ("Train managers.", Role.ACTION),
        ("All.", Role.ACTION),
        ("HR and OD. Comms", Role.LEAD),
        ("Cases fall", Role.SUCCESS_MEASURE),
    ]


def test_rows_of_figures_stand_together_with_their_header() -> None:
    rows = tuple(Row((Cell(str(year)), Cell("10%"))) for year in range(2015, 2019))
    canonical = _canonical(Table(("Year", "BME share"), rows))
    (chunk,) = outline(canonical).chunks
    assert chunk.context == "Year | BME share"
    first = chunk.pieces[0].span
    assert canonical.text[first.start : first.end] == "2015 | 10%"


SENTENCE = st.sampled_from(["It fell.", "Did it?", "a b c", "See e.g. X", "x " * 120 + "y."])
PROSE = st.lists(SENTENCE, min_size=1, max_size=12).map(" ".join)
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, st.sampled_from(["One", "Two", "Three"]), st.integers(1, 3)),
    st.builds(Paragraph, PROSE),
    st.builds(ListItem, PROSE),
    st.builds(
        lambda cells: Table(("Action", "Lead"), tuple(Row((Cell(c), Cell("HR"))) for c in cells)),
        st.lists(PROSE, min_size=1, max_size=3),
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=8))
def test_chunks_are_in_order_and_leave_nothing_out(blocks: list[Block]) -> None:
    canonical = _canonical(*blocks)
    found = outline(canonical)
    covered: set[int] = set()
    last = 0
    for chunk in found.chunks:
        assert chunk.span.start >= last
        last = chunk.span.end
        covered.update(range(chunk.span.start, chunk.span.end))
        assert chunk.pieces
        assert chunk.pieces[0].span.start == chunk.span.start
        assert chunk.pieces[-1].span.end == chunk.span.end
        assert any(
            s.title == chunk.section and s.span.start <= chunk.span.start <= s.span.end
            for s in found.sections
        )
    for placed in canonical.blocks:
        if isinstance(placed.block, Heading):
            continue
        spans = [c for row in placed.cells for c in row] or [placed.span]
        marker = 2 if isinstance(placed.block, ListItem) else 0
        for span in spans:
            for at in range(span.start + marker, span.end):
                assert at in covered or canonical.text[at].isspace() or canonical.text[at] in "-|"
