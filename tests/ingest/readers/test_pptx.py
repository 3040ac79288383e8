"""PowerPoint files, made here with python-pptx."""

import io
from typing import Any

import pptx
from pptx.util import Pt

from ingest.readers.pptx import read
from ingest.records import Cell, Heading, ListItem, Paragraph, Reading, Row, Table


def _read(deck: Any) -> Reading:
    stream = io.BytesIO()
    deck.save(stream)
    return read(stream.getvalue())


def _slide(deck: Any, title: str, layout: int = 5) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    slide.shapes.title.text = title
    return slide


def _box(slide: Any, text: str, left: int, top: int) -> None:
    slide.shapes.add_textbox(Pt(left), Pt(top), Pt(200), Pt(40)).text_frame.text = text


def test_title_text_in_reading_order_and_notes() -> None:
    deck = pptx.Presentation()
    slide = _slide(deck, "A title")
    for text, left, top in (("below", 20, 300), ("right", 400, 110), ("left", 20, 112)):
        _box(slide, text, left, top)
    slide.notes_slide.notes_text_frame.text = "Said aloud."
    assert _read(deck).blocks == (
        Heading("A title", 1, 1),
        *(Paragraph(text, 1) for text in ("left", "right", "below", "Said aloud.")),
    )


def test_the_paragraphs_of_a_body_are_bullets() -> None:
    deck = pptx.Presentation()
    _slide(deck, "A title", 1).placeholders[1].text = "one\ntwo"
    assert _read(deck).blocks[1:] == (ListItem("one", page=1), ListItem("two", page=1))


def test_merged_cells_are_read_once() -> None:
    deck = pptx.Presentation()
    shape = _slide(deck, "T").shapes.add_table(3, 3, Pt(20), Pt(120), Pt(600), Pt(200))
    for place, text in enumerate(("Aim", "Action", "Lead", "Fair", "Train", "HR", "", "Check", "")):
        shape.table.cell(place // 3, place % 3).text = text
    shape.table.cell(1, 0).merge(shape.table.cell(2, 0))
    assert _read(deck).blocks[1] == Table(
        ("Aim", "Action", "Lead"),
        (
            Row((Cell("Fair"), Cell("Train"), Cell("HR")), 1),
            Row((Cell("", is_merged=True), Cell("Check"), Cell("")), 1),
        ),
        1,
    )


def test_a_title_that_comes_back_is_read_once_and_hidden_slides_are_named() -> None:
    deck = pptx.Presentation()
    for text in ("one", "two", "three"):
        _box(_slide(deck, "Same"), text, 20, 200)
    deck.slides[2]._element.set("show", "0")
    reading = _read(deck)
    assert [getattr(block, "text", "") for block in reading.blocks] == ["Same", "one", "two"]
    assert reading.warnings == ("hidden slide 3 was left out",)


def test_shapes_of_a_group_stay_together_wherever_the_group_counts_from() -> None:
    deck = pptx.Presentation()
    slide = _slide(deck, "A title")
    group = slide.shapes.add_group_shape()
    for text, left in (("second", 300), ("first", 20)):
        group.shapes.add_textbox(Pt(left), Pt(900), Pt(99), Pt(40)).text_frame.text = text
    group.top = Pt(100)
    _box(slide, "below", 20, 300)
    assert [block.text for block in _read(deck).blocks if isinstance(block, Paragraph)] == [
        "first", "second", "below",
    ]  # fmt: skip
