"""Verifies a language model's draft: each statement against the passages that it cites."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.about import Abouts
from assistant.meaning import Lexicon, Sentence, read_tokens
from assistant.records import Removed
from assistant.support import Encoder, Formula, Judge, SupportChecker
from assistant.wording import NEUTRAL, Reader, Source, is_reference_to_before
from index.records import StoredAction, StoredPassage
from ingest.organisations import Authority, Mention
from ingest.records import Evidence, Role, Span

# More statements than this are a model that does not stop; the rest is not read.
MOST_STATEMENTS = 20
LONGEST_STATEMENT = 400
FEWEST_WORDS = 3
# Words of content beside the names of organisations.
LEAST_SAID = 2
# From so many words on, an English sentence has an article, a preposition or the like.
LONG = 8
# Every word is compared before; likeness of the whole then counts for less than elsewhere.
LEAST_ALIKE = 0.3
# "In 2019 the Care Quality Commission": a name after so many words is what a sentence speaks of.
MOST_BEFORE_SUBJECT = 4
# Of the windows of a passage, those that share most words with the statement are judged.
MOST_JUDGED = 4
# What a draft says instead of statements where the passages answer nothing.
NOTHING = "NOTHING"

_NUMBERS = r"\d{1,4}(?:\s*(?:,|;|&|and|-|–)\s*\d{1,4})*"
_MARK = rf"[\[【]\s*(?:[Pp]assages?\s*)?{_NUMBERS}\s*[\]】]"
_MARKS = re.compile(_MARK)
_STOP = re.compile(
    rf"(?:[.!?][”\"’']?(?:\s*{_MARK})*|{_MARK}(?:\s*{_MARK})*[.!?]?)(?=\s+[A-Z0-9“\"'(*-]|\s*$)"
)
_BULLET = re.compile(r"^\s*(?:(?:[-*•–>]|\d{1,2}[.)]|#{1,6})\s+)+")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)

_LINK = re.compile(
    r"https?:|www\.|\w:/|mailto:|script:|data:\w|\S@\S|\b[a-z0-9-]+\.[a-z]{2,}(?:/|\b)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>{}`|\\\[\]]|&#?\w+;")
_TO_A_MACHINE = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.]{0,60}"
    r"\b(?:instructions?|prompts?|rules?|above|previous|prior|earlier|sources?|passages?)\b"
    r"|\b(?:system|developer) ?(?:prompt|message|note)"
    r"|\b(?:system|developer|assistant|user) ?:|\blanguage model"
    r"|\bas an (?:AI|assistant)\b|\b(?:my|these|your|the) (?:instructions|prompt)\b",
    re.IGNORECASE,
)
_TO_THE_READER = re.compile(
    r"\b(?:you|yours?|please)\b|\bI(?:['’]m|['’]ve| am| can| cannot| will| have| must| was)\b"
    r"|\bpassages?\b",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"(?:this|these|that|those|it|they|their|both|he|she|such|however|also|as a result)\b",
    re.IGNORECASE,
)
# Who speaks is put before a statement: "its" is the organisation's.
_OF_ITS_OWN = re.compile(r"its\b", re.IGNORECASE)
# Where a statement may be parted, so that each part rests on a sentence of its own.
_CLAUSE = re.compile(
    r"\s*(?:;|,)\s+(?:and|but|while|whereas|although|though|even though|which)\s+"
    r"|\s*;\s+"
    r"|,\s+(?=(?:compared|against|placing|with|(?:(?:slightly|just|well) )?(?:above|below))\b)",
    re.IGNORECASE,
)
# What a window of several cells is evidence of: the first of these that one of them is.
_STRONGEST = (
    *(Evidence.PLAN, Evidence.TARGET, Evidence.OUTCOME, Evidence.INTERVENTION, Evidence.BASELINE),
    *(Evidence.LEARNING, Evidence.CONTEXT),
)


@dataclass(frozen=True, slots=True)
class Support:
    """What one cited passage gives for a statement: a span of it, word for word."""

    passage: StoredPassage
    span: Span
    quote: str
    evidence: Evidence
    organisation: str | None
    is_named: bool
    """The statement itself names the organisation."""
    score: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A statement that is borne out, without markers, with at least one support."""

    text: str
    supports: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What is left of a draft, and what was taken out."""

    kept: tuple[Kept, ...]
    removed: tuple[Removed, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """One statement as drafted: its words, and the passages that it cites, as numbered."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Window:
    """A sentence of a passage, or cells next to each other, with whom it is about."""

    passage: StoredPassage
    span: Span
    text: str
    evidence: Evidence
    organisation: str | None
    over: str
    """What stands over it, and the sentence before where it is referred to."""
    is_row: bool
    is_going_on: bool
    status: str


def read_draft(draft: str) -> tuple[Written, ...]:
    """Part a draft into statements, whatever its form; headings and empty lines are left out.

    At most MOST_STATEMENTS are read.
    """
    found: list[Written] = []
    for line in _THOUGHT.sub("", draft).splitlines():
        plain = re.sub(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)", "", _BULLET.sub("", line)).strip()
        for part in _parts(plain):
            numbers = [int(n) for mark in _MARKS.findall(part) for n in re.findall(r"\d+", mark)]
            words = " ".join(_MARKS.sub(" ", part).split())
            text = re.sub(r"\s+([.,;:])", r"\1", words).rstrip(" .")
            is_heading = not numbers and (text.endswith(":") or text == NOTHING)
            if re.search(r"\w", text) and not is_heading:
                found.append(Written(text, tuple(dict.fromkeys(numbers))))
            if len(found) == MOST_STATEMENTS:
                return tuple(found)
    return tuple(found)


def _parts(line: str) -> Iterator[str]:
    at = 0
    for stop in _STOP.finditer(line):
        yield line[at : stop.end()]
        at = stop.end()
    if line[at:].strip():
        yield line[at:]


def _is_first(text: str, mention: Mention) -> bool:
    """Tell whether a name stands where the subject of a sentence does."""
    return len(text[: mention.start].split()) <= MOST_BEFORE_SUBJECT


def checker(encoder: Encoder) -> SupportChecker:
    """Make the judge of statements, the last to be asked."""
    return SupportChecker(encoder, formula=replace(Formula.load(), threshold=LEAST_ALIKE))


class Verifier:
    """Takes out of a draft what the passages do not bear out.

    A statement stays if one sentence of a passage that it cites bears it out alone, or cells next
    to each other in one row of a table; one of several clauses, if each of them has such a sentence
    about the same organisation. What is pieced together otherwise may join what does not belong.
    """

    def __init__(self, judge: Judge, authority: Authority, lexicon: Lexicon | None = None) -> None:
        self._judge = judge
        self._lexicon = lexicon or Lexicon.load()
        self._authority = authority
        self._about = Abouts(authority)
        self._reader = Reader(self._lexicon)

    def verify(
        self,
        draft: str,
        passages: Sequence[StoredPassage],
        rows: Sequence[StoredAction] = (),
    ) -> Verified:
        """Verify a draft on passages numbered from 1; `rows` are those of their documents.

        What is said twice counts once.
        """
        kept: list[Kept] = []
        removed: list[Removed] = []
        said: set[tuple[str, ...]] = set()
        for written in read_draft(draft):
            words = tuple(token.stem for token in read_tokens(written.text))
            if words in said:
                continue
            said.add(words)
            found = self._supports(written, passages, rows)
            if isinstance(found, str):
                removed.append(Removed(_harmless(written.text), found))
            else:
                kept.append(Kept(written.text, found))
        return Verified(tuple(kept), tuple(removed))

    def _supports(
        self,
        written: Written,
        passages: Sequence[StoredPassage],
        rows: Sequence[StoredAction],
    ) -> tuple[Support, ...] | str:
        """Give what bears the statement out, or the reason why nothing does."""
        unfit = _unfit(written)
        if unfit:
            return unfit
        cited = [passages[n - 1] for n in written.numbers if 0 < n <= len(passages)]
        if not cited:
            numbers = ", ".join(str(number) for number in written.numbers)
            return f"it cites passage {numbers}, and there is none"
        tried = [self._support(written.text, passage, rows) for passage in cited]
        found = tuple(item for item in tried if isinstance(item, Support))
        reason = next((item for item in tried if isinstance(item, str)), "")
        return found or self._piecewise(written.text, cited, rows) or reason

    def _piecewise(
        self, text: str, cited: Sequence[StoredPassage], rows: Sequence[StoredAction]
    ) -> tuple[Support, ...]:
        """Give what bears out each clause of a statement, all of one organisation; () if not so."""
        clauses = [clause for clause in _CLAUSE.split(text) if clause.strip()]
        if len(clauses) < 2:
            return ()
        found: list[Support] = []
        for clause in clauses:
            tried = (self._support(clause, passage, rows) for passage in cited)
            support = next((item for item in tried if isinstance(item, Support)), None)
            if support is None or (found and support.organisation != found[0].organisation):
                return ()
            found.append(support)
        return tuple({item.span: item for item in found}.values())

    def _support(
        self, text: str, passage: StoredPassage, rows: Sequence[StoredAction]
    ) -> Support | str:
        """Give the smallest part of a passage that bears a statement out, or what is wrong."""
        claim = Sentence(text, self._lexicon)
        windows = list(self._windows(passage, rows))
        shared = {w.span: len(claim.content & self._read(w).content) for w in windows}
        nearest = sorted(windows, key=lambda w: (-shared[w.span], len(w.text)))[:MOST_JUDGED]
        reasons = []
        for window in sorted(nearest, key=lambda window: len(window.text)):
            reason, score = self._judged(claim, window)
            if not reason:
                return Support(
                    passage=passage,
                    span=window.span,
                    quote=window.text,
                    evidence=window.evidence,
                    organisation=window.organisation,
                    is_named=window.organisation in self._named(text, passage),
                    score=score,
                )
            reasons.append((shared[window.span], reason))
        return max(reasons, key=lambda pair: pair[0])[1] if reasons else "its source says nothing"

    def _judged(self, claim: Sentence, window: _Window) -> tuple[str, float]:
        """Give what is wrong with the claim ("" if nothing), and how well it is borne out."""
        read = self._read(window)
        source = Source(
            text=window.text,
            over=window.over,
            who=f"{window.organisation or ''} {window.passage.publisher or ''}",
            evidence=window.evidence,
            is_row=window.is_row,
            is_going_on=window.is_going_on,
            header=window.passage.context.rpartition("\n")[2] if window.is_row else "",
            status=window.status,
        )
        reason = (
            ("" if self._says_something(claim, window) else "it is no statement")
            or _spoken_to_a_machine(window.text)
            or (
                ""
                if self._is_english(window.text + window.over * window.is_row)
                else "its source is not English there"
            )
            or self._reader.compare(claim.text, self._own_names(claim.text, window), source)
            or self._misattribution(claim.text, window)
        )
        if not reason and _OF_ITS_OWN.match(claim.text) and window.organisation is None:
            reason = "it does not say alone what it is about"
        if reason:
            return reason, 0.0
        needs_more = window.is_row or window.is_going_on
        verdict = self._judge.check(claim.text, [read.text, window.over][: 1 + needs_more])
        return "" if verdict.is_supported else verdict.reason, verdict.score

    def _says_something(self, claim: Sentence, window: _Window) -> bool:
        """Tell whether a claim is more than names."""
        names = [window.organisation or "", *self._named(claim.text, window.passage)]
        named = {token.stem for name in names for token in read_tokens(name)}
        said = claim.content - named - NEUTRAL
        return len(said) >= LEAST_SAID or bool(said and claim.figures)

    def _is_english(self, text: str) -> bool:
        """Tell whether a text has one of the small words that no long English sentence lacks."""
        words = text.casefold().split()
        return len(words) < LONG or bool(self._lexicon.stop & {*words})

    def _misattribution(self, claim: str, window: _Window) -> str:
        """Hold a statement to whom its source speaks of first, by name or else by label.

        Who is named second may stand in any role, so a statement must begin with the first.
        """
        label = window.organisation
        mentions = self._authority.find(window.text, among=window.passage.organisations)
        spoken = list(dict.fromkeys(mention.organisation.name for mention in mentions))
        if label and label not in spoken and not (mentions and _is_first(window.text, mentions[0])):
            spoken.insert(0, label)
        said = self._named(claim, window.passage)
        named = {mention.organisation.name for mention in mentions}
        if not said and (named <= {label} or (label not in named and spoken[0] == label)):
            return ""
        rest = iter(spoken or [label or ""])
        if said and spoken and said[0] == spoken[0] and all(name in rest for name in said):
            return ""
        return f"its source says this of {(spoken or [''])[0] or 'an unnamed organisation'}"

    def _own_names(self, claim: str, window: _Window) -> list[str]:
        """Give the words in a statement that name whom its source is about."""
        own = {window.organisation, window.passage.publisher}
        return [
            claim[mention.start : mention.end]
            for mention in self._authority.find(claim, among=window.passage.organisations)
            if mention.organisation.name in own
        ]

    def _named(self, text: str, passage: StoredPassage) -> list[str]:
        found = self._authority.find(text, among=passage.organisations)
        return list(dict.fromkeys(mention.organisation.name for mention in found))

    def _read(self, window: _Window) -> Sentence:
        """Put whom it is about before what a window says."""
        who = window.organisation or window.passage.publisher
        return Sentence(f"{who}: {window.text}" if who else window.text, self._lexicon)

    def _windows(self, passage: StoredPassage, rows: Sequence[StoredAction]) -> Iterator[_Window]:
        """Give each sentence, and each run of neighbouring cells of one row."""
        spans = [row.span for row in rows if row.document_id == passage.document_id]
        over = f"{passage.title}. {passage.context.replace(chr(10), '. ')}"
        for first, begin in enumerate(passage.sentences):
            for last, end in enumerate(passage.sentences[first:], start=first):
                span = Span(begin.span.start, end.span.end)
                offset = passage.span.start
                text = passage.text[span.start - offset : span.end - offset]
                gap = passage.text[
                    passage.sentences[last - 1].span.end - offset : end.span.start - offset
                ]
                is_one_row = any(row.start <= span.start and span.end <= row.end for row in spans)
                if first != last and gap.strip() != "|" and not is_one_row:
                    break
                run = passage.sentences[first : last + 1]
                kinds = {item.evidence for item in run}
                is_row = "|" in text or any(row.start <= span.start < row.end for row in spans)
                is_going_on = (
                    bool(first)
                    and not is_row
                    and is_reference_to_before(text, passage.sentences[first - 1].text)
                )
                before = " ".join(
                    item.text for item in passage.sentences[max(0, first - 2) : first]
                )
                yield _Window(
                    passage,
                    span,
                    text,
                    next(kind for kind in _STRONGEST if kind in kinds),
                    self._about(passage, begin),
                    f"{over}. {before}" if is_going_on else over,
                    is_row,
                    is_going_on,
                    " ".join(item.text for item in run if item.role is Role.STATUS),
                )


# ------------------------------------------------------------------ what no statement may be


def _unfit(written: Written) -> str:
    """Give why a statement is none, whatever it cites; "" if it is one."""
    text = written.text
    unfit = {
        "it is too long for one statement": len(text) > LONGEST_STATEMENT,
        "it holds characters that no plain sentence has": _has_strange_characters(text),
        "it holds a link": _LINK.search(text),
        "it holds markup": _MARKUP.search(text),
        "it speaks to somebody instead of reporting": _TO_A_MACHINE.search(text)
        or _TO_THE_READER.search(text),
        "it cites no passage": not written.numbers,
        "it is no statement": text.endswith(("?", ":")) or len(text.split()) < FEWEST_WORDS,
        "it leans on another sentence and does not say alone what it is about": _LEANING.match(
            text
        ),
    }
    return next((reason for reason, is_so in unfit.items() if is_so), "")


def _harmless(text: str) -> str:
    """Give a text that was taken out so that nothing in it works any more, wherever it is shown."""
    words = ["(link)" if _LINK.search(word) else word for word in text.split()]
    seen = "".join(
        character
        for character in unicodedata.normalize("NFKC", " ".join(words))
        if unicodedata.category(character)[0] not in "CM" and not _MARKUP.match(character)
    )
    return seen[:LONGEST_STATEMENT]


def _has_strange_characters(text: str) -> bool:
    """Tell whether a text has invisible characters, other alphabets' letters or stacked accents."""
    return any(
        unicodedata.category(character)[0] in "CM"
        or (character.isalpha() and not unicodedata.name(character, "").startswith("LATIN"))
        or (character.isnumeric() and character not in "0123456789½¼¾⅓⅔")
        for character in unicodedata.normalize("NFC", text)
    )


# ------------------------------------------------------------------ what the words must bear out


def _spoken_to_a_machine(quote: str) -> str:
    seen = "".join(item for item in quote if unicodedata.category(item)[0] not in "CM")
    return "its source speaks to a machine there" if _TO_A_MACHINE.search(seen) else ""
