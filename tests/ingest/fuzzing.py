"""Reads mutated documents, many of them, and says what was not dealt with.

`python -m tests.ingest.fuzzing CASES SECONDS` is `make fuzz`.
"""

import io
import re
import sys
import time
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ingest.errors import UnreadableFile
from ingest.isolate import Readers
from ingest.organisations import Authority
from tests.ingest import hostile, packing
from tests.ingest.tasks import LIMITS, attempt

MOST_GROWTH_MB = 400
_FAULTS = ("the reader broke on it", "reading it took longer", "reading it needs more", "nested")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of some bytes; `at` is a share of their length."""

    kind: str
    at: float
    size: int
    filler: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run: faults by what was said, each with the cases that showed it."""

    cases: int
    refused: int
    faults: Mapping[str, tuple[str, ...]]
    largest_mb: int
    """Memory that a reading process held after a file, at most."""


_KINDS = ("flip", "cut", "double", "insert", "end", "number", "swap")
_FILLERS = (
    *(b"\x00", b"\xff\xfe", b"<", b'"', b"&", b"&#0;", b"]]>", b"<!--", b"-1", b"99999999999"),
    *(b"\n", b"\r\n\r\n", b"|", b"\t", b"%PDF-", b"PK\x03\x04", "£”é\u202e".encode(), b"a" * 3000),
)


def _mutations() -> st.SearchStrategy[list[Mutation]]:
    one = st.builds(
        Mutation,
        kind=st.sampled_from(_KINDS),
        at=st.floats(0, 1),
        size=st.integers(1, 400),
        filler=st.one_of(st.sampled_from(_FILLERS), st.binary(min_size=1, max_size=8)),
    )
    return st.lists(one, min_size=1, max_size=6)


def mutate(data: bytes, mutations: Sequence[Mutation]) -> bytes:
    """Change some bytes, one mutation after another."""
    for each in mutations:
        at = int(each.at * len(data))
        end = at + each.size
        if each.kind == "flip":
            data = data[:at] + bytes(byte ^ 0x55 for byte in data[at : at + 2]) + data[at + 2 :]
        elif each.kind == "cut":
            data = data[:at] + data[end:]
        elif each.kind == "double":
            data = data[:end] + data[at:end] * 3 + data[end:]
        elif each.kind == "insert":
            data = data[:at] + each.filler + data[at:]
        elif each.kind == "end":
            data = data[: max(at, 1)]
        elif each.kind == "number":
            number = b"-7" if each.size % 2 else b"2147483648"
            data = data[:at] + re.sub(rb"\d+", number, data[at:], count=1)
        else:
            data = data[end : end + each.size] + data[:at] + data[at:end] + data[end + each.size :]
    return data


def mutate_inside(data: bytes, which: float, mutations: Sequence[Mutation]) -> bytes:
    """Change one part of a zip file, so that its checksums stay right."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        entries = old.infolist()
        chosen = entries[min(int(which * len(entries)), len(entries) - 1)]
        for entry in entries:
            part = old.read(entry)
            new.writestr(entry.filename, mutate(part, mutations) if entry is chosen else part)
    return made.getvalue()


def documents() -> dict[str, bytes]:
    """Give a small document of every format."""
    rows = "No.\tAction\tLead\n1\tTrain panels & shortlist\tHR\n2\t• Publish\t\n"
    return {
        "a.pdf": hostile.pdf(2),
        "a.docx": hostile.docx("Cases fell from 40 to 22 (£5)."),
        "a.xlsx": hostile.xlsx(4, 6),
        "a.pptx": hostile.pptx(),
        "a.html": hostile.html(3),
        "a.md": packing.document()
        + b"\n| No. | Action | Lead |\n|---|---|---|\n| 1 | Train | HR |\n",
        "a.txt": b"What did you do?\n\nCases fell from 40 to 22 in 2019.\n\n- one\n- two\n" * 3,
        "a.tsv": rows.encode(),
        "a.csv": rows.replace("\t", ",").encode(),
        "a.eml": packing.mail(
            html=hostile.html(1).decode(), attachments={"b.md": b"# Two\n\nx y."}
        ),
        "a.zip": packing.archive({"a.md": packing.document(), "b.html": hostile.html()}),
    }


def fuzz(cases: int, seconds: float) -> Outcome:
    """Read so many mutated documents, the same ones each time, unless time is up before."""
    originals = documents()
    faults: defaultdict[str, list[str]] = defaultdict(list)
    count, refused, largest = 0, 0, 0
    deadline = time.monotonic() + seconds

    with Readers(attempt, limits=LIMITS, shared=(Authority.load(),), count=1) as readers:

        @settings(
            max_examples=cases,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(
            name=st.sampled_from(sorted(originals)),
            mutations=_mutations(),
            which=st.floats(0, 1),
            is_inside=st.booleans(),
        )
        def run(name: str, mutations: list[Mutation], which: float, is_inside: bool) -> None:
            nonlocal count, refused, largest
            if time.monotonic() > deadline:
                return
            original = originals[name]
            if original.startswith(b"PK") and is_inside:
                data = mutate_inside(original, which, mutations)
            else:
                data = mutate(original, mutations)
            count += 1
            try:
                is_read, memory = readers.submit(name, data).result()
                refused += not is_read
                largest = max(largest, memory)
            except UnreadableFile as error:
                faults[f"{name}: {error}"].append(repr((mutations, which, is_inside)))

        run()
    kept = {said: tuple(shown) for said, shown in faults.items() if any(f in said for f in _FAULTS)}
    return Outcome(count, refused, kept, largest)


def main() -> int:
    """Fuzz, print what came of it, and fail on a fault."""
    cases, seconds = int(sys.argv[1]), float(sys.argv[2])
    outcome = fuzz(cases, seconds)
    lines = [
        f"{outcome.cases} of {cases} cases: {outcome.refused} refused, "
        f"{sum(map(len, outcome.faults.values()))} faults, {outcome.largest_mb} MB at most"
    ]
    for said, shown in sorted(outcome.faults.items(), key=lambda item: -len(item[1])):
        lines.append(f"{len(shown):5} {said}\n      {shown[0]}")
    sys.stdout.write("\n".join(lines) + "\n")
    return bool(outcome.faults) or outcome.largest_mb > MOST_GROWTH_MB


if __name__ == "__main__":
    sys.exit(main())
