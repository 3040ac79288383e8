"""Falsifies true statements of a corpus, kind by kind, and counts what the checker catches."""

import argparse
import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.figures import normalise, read_figures
from assistant.support import Judge, SupportChecker
from evaluation.errors import BadCorpus
from ingest.discover import discover
from ingest.organisations import Authority
from ingest.run import DEFAULTS, load, read_document

# Statements falsified of each kind; the corpus is sampled by hash, the same every time.
MOST = 200
MIN_WORDS = 6
CORPUS = (Path("ingest/sample"), Path("../shared/corpus"), Path("../shared/digests"))

Change = Callable[[str], str]
"""Gives the statement made false, or "" where it has nothing of the kind."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a document and the passage it stands in."""

    text: str
    passage: str


@dataclass(frozen=True, slots=True)
class Caught:
    """How many statements of one kind were falsified, and how many of them were caught."""

    kind: str
    tried: int
    caught: int
    missed: tuple[str, ...]

    @property
    def share(self) -> float:
        """Give the share caught; 0 where none was tried."""
        return self.caught / self.tried if self.tried else 0.0


def statements(corpus: Sequence[Path], authority: Authority) -> Iterator[Statement]:
    """Give the sentences of a corpus with their passages, each once."""
    seen: set[str] = set()
    for source in discover(corpus):
        document = read_document(source, load(source.path, DEFAULTS), authority, DEFAULTS)
        for passage in document.passages:
            text = document.text[passage.span.start : passage.span.end]
            for sentence in passage.sentences:
                said = " ".join(document.text[sentence.span.start : sentence.span.end].split())
                if len(said.split()) >= MIN_WORDS and said not in seen:
                    seen.add(said)
                    yield Statement(said, text)


def change_number(text: str) -> str:
    """Change one figure: about a fifth off, written as the original is."""
    found = [
        match
        for match in re.finditer(r"(?<![\w.,/-])\d[\d,]*(?:\.\d+)?(?![\d/-]|\.\d|[a-d]\b)", text)
        if not re.search(r"(?:WRES|WDES|indicator|metric|question|action) $", text[: match.start()])
    ]
    if not found:
        return ""
    match = found[_pick(text, len(found))]
    printed = match[0].rstrip(",")
    decimals = len(printed.partition(".")[2])
    value = float(printed.replace(",", ""))
    changed = value + max(1, round(value / 5)) if not decimals else value * 0.8 + 0.1
    if re.fullmatch(r"(?:19|20)\d\d", printed):
        changed = value - 3
    comma = "," if "," in printed else ""
    shown = f"{changed:{comma}.{decimals}f}"
    if shown == printed:
        return ""
    return text[: match.start()] + shown + text[match.start() + len(printed) :]


def swap_numbers(text: str) -> str:
    """Swap the two figures of a change ("from 14.2% to 12.0%")."""
    match = re.search(r"(\d+(?:\.\d+)?)(%?(?: in [\d/]+)? to )(\d+(?:\.\d+)?)(?![\d/])", text)
    if not match or match[1] == match[3] or re.search(r"(?:19|20)\d\d", match[0]):
        return ""
    return text[: match.start()] + match[3] + match[2] + match[1] + text[match.end() :]


def change_name(text: str, *, authority: Authority, names: Sequence[str]) -> str:
    """Put another organisation in the place of one that is named."""
    mentions = authority.find(text)
    if not mentions:
        return ""
    mention = mentions[_pick(text, len(mentions))]
    others = [name for name in names if name != mention.organisation.name]
    return text[: mention.start] + others[_pick(text, len(others))] + text[mention.end :]


def swap_words(text: str, *, pairs: Mapping[str, str]) -> str:
    """Swap the first word (longest first) that has an opposite, keeping its capital."""
    wordings = "|".join(re.escape(word) for word in sorted(pairs, key=len, reverse=True))
    match = re.search(rf"(?<![\w-])(?:{wordings})(?![\w-])", text, re.I)
    if not match:
        return ""
    other = {word.casefold(): put for word, put in pairs.items()}[match[0].casefold()]
    if match[0][0].isupper() and match[0][1:].islower():
        other = other[0].upper() + other[1:]
    return text[: match.start()] + other + text[match.end() :]


def tell_as_done(text: str, *, past: Mapping[str, str]) -> str:
    """Tell a plan as a result: "will review", "to be reviewed", "Review …" become "reviewed"."""
    verbs = "|".join(past)
    participles = "|".join(sorted(set(past.values())))
    rules: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
        (rf"\b(?:is|are) to be ({participles})\b", lambda m: f"was {m[1]}"),
        (rf"\bwill be ({participles})\b", lambda m: f"was {m[1]}"),
        (rf"\bto be ({participles})\b", lambda m: f"was {m[1]}"),
        (
            rf"\b(?:will|plans? to|aims? to|intends? to|planning to|is to|are to) ({verbs})\b",
            lambda m: past[m[1].casefold()],
        ),
        (rf"^(?:To )?({verbs})\b(?! (?:of|was|is|were|has))", _reported(past)),
    )
    for pattern, put in rules:
        changed, count = re.subn(pattern, put, text, count=1, flags=re.I)
        if count and not re.search(r"\b(?:will|plans? to|to be|should)\b", changed):
            return changed
    return ""


def _reported(past: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    return lambda match: f"The trust {past[match[1].casefold()]}"


def _pick(text: str, size: int) -> int:
    """Give a place from 0 to size - 1 that depends on the text alone."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) % size


def kinds(authority: Authority, names: Sequence[str]) -> Mapping[str, Change]:
    """Give every kind of falsification."""
    import yaml

    words: dict[str, Any] = yaml.safe_load(
        files("evaluation").joinpath("perturbations.yaml").read_text(encoding="utf-8")
    )
    directions = dict(words["direction"])
    return {
        "number": change_number,
        "numbers swapped": swap_numbers,
        "organisation": partial(change_name, authority=authority, names=names),
        "group": partial(swap_words, pairs=words["group"]),
        "direction": partial(swap_words, pairs=directions),
        "plan told as result": partial(tell_as_done, past=words["tense"]),
    }


def perturb(
    true: Iterable[Statement], changes: Mapping[str, Change], judge: Judge
) -> tuple[Caught, ...]:
    """Falsify statements and count what is caught.

    A statement that the change leaves as it was, by value, is not counted. The last line is of
    statements left as they are, and counts those accepted.
    """
    ordered = sorted(true, key=lambda item: hashlib.sha256(item.text.encode()).digest())
    lines = []
    for kind, change in changes.items():
        false = [(item, said) for item in ordered if (said := change(item.text))]
        false = [(item, said) for item, said in false if _differs(item.text, said)][:MOST]
        missed = [said for item, said in false if judge.check(said, [item.passage]).is_supported]
        lines.append(Caught(kind, len(false), len(false) - len(missed), tuple(missed)))
    left = ordered[:MOST]
    refused = [
        item.text for item in left if not judge.check(item.text, [item.passage]).is_supported
    ]
    return (*lines, Caught("none (accepted)", len(left), len(left) - len(refused), tuple(refused)))


def _differs(text: str, said: str) -> bool:
    before, after = normalise(text), normalise(said)
    return before.casefold() != after.casefold() or read_figures(before) != read_figures(after)


def table(lines: Sequence[Caught]) -> str:
    """Give the shares as a table in Markdown."""
    rows = [f"| {line.kind} | {line.tried} | {line.caught} | {line.share:.1%} |" for line in lines]
    return "\n".join(
        ["| changed | tried | caught | share |", "| --- | --- | --- | --- |", *rows, ""]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.perturb", description=__doc__)
    parser.add_argument("corpus", nargs="*", type=Path, help="folders of documents")
    parser.add_argument("--show", action="store_true", help="print what was missed")
    given = parser.parse_args(arguments)
    from assistant.settings import load_settings
    from assistant.wiring import load_encoder
    from evaluation.memo import MemoEncoder

    authority = Authority.load()
    true = list(statements(given.corpus or [path for path in CORPUS if path.exists()], authority))
    if not true:
        raise BadCorpus("no sentence to falsify; name a folder of documents")
    judge = SupportChecker(MemoEncoder(load_encoder(load_settings())))
    names = [entry.organisation.name for entry in authority.entries]
    lines = perturb(true, kinds(authority, names), judge)
    sys.stdout.write(table(lines))
    for line in lines if given.show else ():
        sys.stdout.writelines(f"{line.kind}: {said}\n" for said in line.missed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
