"""Recognises the text of a scanned page through Tesseract, where that is installed."""

import csv
import io
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

from ingest.readers.pdf_page import Box, Word

_DOTS_PER_INCH = 200
_SECONDS = 40
_LEAST_CONFIDENCE = 30.0
_DOUBTFUL = 65.0
_MISREAD_BULLETS = {"¢", "«", "®", "°", "*"}
_POINTS = 72
_ROTATE = re.compile(r"^Rotate: (\d+)", re.MULTILINE)


def is_installed() -> bool:
    """Tell whether Tesseract can be called."""
    return shutil.which("tesseract") is not None


@dataclass(frozen=True, slots=True)
class Recognised:
    """What Tesseract sees on a page; `quarters` it was turned clockwise to be read."""

    words: tuple[Word, ...]
    quarters: int
    certainty: float
    """Mean confidence of the words, in per cent."""


def recognise(page: Any) -> Recognised:
    """Give the words that Tesseract sees on a page; none where it fails or takes too long.

    A page that it can hardly read is turned as its letters stand, and read again.
    """
    picture = page.render(scale=_DOTS_PER_INCH / _POINTS, grayscale=True).to_pil()
    found = _recognised(picture, 0)
    if found.certainty >= _DOUBTFUL:
        return found
    turn = _ROTATE.search(_tesseract(picture, "--psm", "0"))
    quarters = int(turn.group(1)) // 90 if turn else 0
    return _recognised(picture, quarters) if quarters else found


def _recognised(picture: Any, quarters: int) -> Recognised:
    """Recognise a picture, turned."""
    turned = picture.rotate(-90 * quarters, expand=True) if quarters else picture
    return _words(_tesseract(turned, "tsv"), quarters)


def _tesseract(picture: Any, *arguments: str) -> str:
    """Give what Tesseract says of a picture; nothing where it fails or takes too long."""
    stream = io.BytesIO()
    picture.save(stream, format="PNG")
    try:
        done = subprocess.run(  # noqa: S603 - the program is fixed, the picture is our own
            ["tesseract", "stdin", "stdout", "--dpi", str(_DOTS_PER_INCH), *arguments],  # noqa: S607
            input=stream.getvalue(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return ""
    return done.stdout.decode("utf-8", errors="replace")


def _words(table: str, quarters: int) -> Recognised:
    """Read the words of Tesseract's table; places are turned from dots into points."""
    scale = _POINTS / _DOTS_PER_INCH
    words: list[Word] = []
    certain: list[float] = []
    lines: dict[tuple[str, ...], int] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if not text:
            continue
        certain.append(float(row["conf"]))
        if certain[-1] < _LEAST_CONFIDENCE:
            continue
        key = (row["block_num"], row["par_num"], row["line_num"])
        left, top = int(row["left"]) * scale, int(row["top"]) * scale
        width, height = int(row["width"]) * scale, int(row["height"]) * scale
        box = Box(left, top, left + width, top + height)
        step = width / len(text)
        edges = tuple(left + step * number for number in range(len(text)))
        if key not in lines and text in _MISREAD_BULLETS:
            text = "•"
        line = lines.setdefault(key, len(lines))
        words.append(Word(text, box, line, 0.0, is_bold=False, is_spaced=True, edges=edges))
    certainty = sum(certain) / len(certain) if certain else 0.0
    return Recognised(_with_sizes(words), quarters, certainty)


def _with_sizes(words: list[Word]) -> tuple[Word, ...]:
    """Give every word the height of its line as its size, to the nearest two points."""
    tallest: dict[int, float] = {}
    for word in words:
        tallest[word.line] = max(tallest.get(word.line, 0.0), word.box.height)
    return tuple(
        Word(
            word.text, word.box, word.line, max(2.0, round(tallest[word.line] / 2) * 2.0),
            word.is_bold, word.is_spaced, word.is_upright, word.edges,
        )
        for word in words
    )  # fmt: skip
