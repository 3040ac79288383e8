"""Markdown: blocks in order, marks gone."""

from ingest.readers.markdown import looks_like_markdown, read
from ingest.records import Heading, ListItem, Paragraph, Table


def test_blocks_in_order() -> None:
    reading = read(
        b"""---
title: "The title"
---
# One *two*

A **bold** [link](https://x.org "t") and `code`
on two lines.

Setext
------

1. first
2. second
   that goes on

- [x] done

> quoted

| A | B |
|---|---|
| **1** | 2 |

<!-- gone -->
```
# no heading
```
"""
    )
    assert reading.title == "The title"
    assert reading.format == "markdown"
    table = reading.blocks[7]
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0].cells] == ["1", "2"]
    assert reading.blocks[:7] == (
        Heading("One two", 1),
        Paragraph("A bold link and code on two lines."),
        Heading("Setext", 2),
        ListItem("first", "1."),
        ListItem("second that goes on", "2."),
        ListItem("done", "•"),
        Paragraph("quoted"),
    )
    assert reading.blocks[8:] == (Paragraph("# no heading"),)


def test_hard_breaks_and_labelled_lines_are_kept_apart() -> None:
    reading = read(b"Name: X\nStaff: 30\n\none  \ntwo\nthree")
    assert [b.text for b in reading.blocks if isinstance(b, Paragraph)] == [
        "Name: X", "Staff: 30", "one", "two three",
    ]  # fmt: skip


def test_underscores_and_stars_within_words_stay() -> None:
    (block,) = read(b"a snake_case_name, 2 * 3 * 4, 5\\*6").blocks
    assert block == Paragraph("a snake_case_name, 2 * 3 * 4, 5*6")


def test_markdown_is_known_by_its_headings() -> None:
    assert looks_like_markdown("# One\n\ntext")
    assert not looks_like_markdown("#1 priority\ntext")
    assert not looks_like_markdown("| a |\n|---|\ntext")
