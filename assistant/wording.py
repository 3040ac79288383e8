"""Tells what a statement says otherwise than the sentence that should bear it out.

A statement may use other words, never say more: each check names one way to say more or else.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from assistant.figures import MONTHS, Figure, is_same
from assistant.meaning import Lexicon, Sentence, read_tokens
from assistant.synonyms import Idea, Thesaurus
from ingest.records import Evidence

INTENDED = frozenset({Evidence.PLAN, Evidence.TARGET})
# Of a statement's ideas, at least this share stands in the sentence itself and not only in what
# stands over it (title, heading, header of the table).
LEAST_THERE = 0.6
# Cells need their header, and what goes on from the sentence before needs that.
LEAST_ON_ITS_OWN = 0.34
_DATES = frozenset({"year", "month"})

_TOLD_AS_PLAN = re.compile(
    r"\b(?:plans?|planned|planning|aims?|aimed|aiming|intends?|intended|will|targets?|due|"
    r"propos(?:es|ed)|ambitions?|goals?|objectives?|commits?|committed|hopes?|hoped|pledged?|"
    r"expects?|expected|seeks?|wants?|wishe[sd]|requires?|required|must|should|meant|to be|"
    r"(?:is|are|was|were|sets? out) to)\b",
    re.IGNORECASE,
)
# Who is to do something is so already, whether or not it is done.
_WHO_LEADS = re.compile(
    r"\b(?:responsible|leads?|falls? to|lies with|owner|in charge|accountable)\b", re.IGNORECASE
)
# What makes of the rest something possible, hoped, said or demanded.
_RESERVATIONS = (
    r"may|might|could|perhaps|possibly|probably|potentially",
    r"must|should|ought|requir\w+|needs? to|has to|have to|demand\w*|insist\w*",
    r"if|unless|whether",
    r"suggest\w*|appear(?:s|ed)?|seem(?:s|ed)?",
    r"hop(?:e[sd]?|ing)",
    r"believ\w+|beliefs?|feels?|felt|think|thought|perceiv\w+",
    r"pretend|imagine|suppose|assume[sd]?|myth",
)
_RESERVED = tuple(re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in _RESERVATIONS)
# Somebody says it, in a source; documents report, and to leave out that they do changes nothing.
_SPEECH = re.compile(
    r"\b(?:say|said|tells?|told|claim(?:s|ed)?|alleged(?:ly)?|argue[sd]?|answer|write)\b", re.I
)
# That a statement keeps it, in any of these words.
_TELLS = re.compile(
    rf"{_SPEECH.pattern}|\b(?:says|state[sd]?|report(?:s|ed)?|according|describe[sd]?|adds"
    r"|acknowledge[sd]?)\b",
    re.I,
)
_CAUSE = re.compile(
    r"\b(?:because|due to|thanks to|owing to|therefore|hence|thus|so that|as a result|"
    r"result(?:ed)? in|led to|contribut\w+|through|via|by (?:the )?\w+ing)\b",
    re.IGNORECASE,
)
_SEQUENCE = re.compile(
    r"\b(?:after|since|following|once|then|later|prompted|in response)\b"
    # A time, or a step that everybody goes through.
    r"(?! (?:(?:19|20)\d\d\b|(?:being )?shortlist))",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:at the same time(?: as)?|alongside|coincid\w+|meanwhile|while|in parallel|after|"
    r"following)\b",
    re.IGNORECASE,
)
# Words that widen what is said to everybody or always, or narrow it.
_ALL = re.compile(
    r"(?<!half of )(?<!third of )(?<!quarter of )(?<!% of )"
    r"\b(?:all|every|each|whole|entire|always|every(?:one|body)|throughout|across|any)\b",
    re.I,
)
_MOST = re.compile(r"\b(?:most(?! of all)|majority|mostly|usually)\b", re.I)
_MANY = re.compile(r"\b(?:many|most(?! of all)|majority|often|widely|numerous)\b", re.I)
_COLUMN_OF_PLANS = re.compile(
    r"\b(?:requirements?|required|deadline|targets?|planned?|plans?|intend\w*|objectives?|goals?|"
    r"should|will|timescale|timeframe|by when|to be (?:taken|completed|done))\b",
    re.IGNORECASE,
)
_COLUMN_OF_AIMS = re.compile(r"\b(?:should|aspirations?|expected|to reach|aimed)\b", re.I)
_MORE_OR_LESS = (
    re.compile(r"\b(?:more|greater|increased|many|most|numerous|high)\b", re.I),
    re.compile(r"\b(?:less|fewer|reduced|few|little|low)\b", re.I),
)
_GROUPS = frozenset({"ethnicity", "sex", "disability", "orientation"})
_COMPARED = re.compile(
    r"\b(?:(?:that|those) of|compared (?:with|to)|than|as|relative to|against|between)"
    r"(?: (?:for|their|the))?\s$",
    re.IGNORECASE,
)
_BEFORE = "previous year"
_TRIED = re.compile(r"\b(?:pilot\w*|trial\w*|tested|tried)\b", re.I)
_REFERENCE = re.compile(
    r"\b(?:national(?:ly)?|nhs average|average|benchmark|target|goal|aspiration|england|"
    r"across the nhs|country|regional|range)\b",
    re.I,
)
_SEGMENT = re.compile(
    r"[;()]|,(?!\d)|\b(?:compared (?:with|to)|against|whereas|while|than|and|but)\b", re.I
)
_CLAUSES = re.compile(r";|, (?:and|but|while|whereas)\b", re.I)
_BACK = re.compile(r"\b(?:it|its|this|that|those|these|they|them|their|the trust|the same)\b", re.I)
_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")
_UNFINISHED = re.compile(r"\b(?:is|are|was|were) (?:now )?(\w+ing)\b", re.I)
_EARLIER = re.compile(
    r"[^.;\d]{0,12}(?:the (?:year|month) before|(?:a year|years?) (?:earlier|ago|before)|"
    r"(?:in )?the (?:previous|prior|preceding) (?:year|month)|before\b)",
    re.I,
)
_AGAINST = re.compile(
    r"\b(?:compared (?:with|to)|against|having been(?: at)?)\b[^.;\d]{0,15}$", re.I
)
_IN_YEAR = re.compile(r"[^.;\d]{0,12}\b(?:in )?\(?((?:19|20)\d\d)\b", re.I)

# Stems of words that add nothing to a source; those of planning add nothing to a plan.
NEUTRAL = frozenset(
    [
        *("accord", "achiev", "across", "against", "alreadi", "although", "among", "approxim"),
        *("area", "around", "articl", "ask", "becam", "becom", "between", "both", "broadli"),
        *("by", "came", "case", "come", "compar", "contrast", "current", "data", "describ"),
        *("direct", "directli", "document", "dure", "end", "even", "excerpt", "experienc"),
        *("figur", "futur", "gave", "give", "go", "have", "howev", "includ", "involv", "latest"),
        *("level", "member", "most", "nevertheless", "nonetheless", "note", "now", "number"),
        *("onli", "other", "overal", "page", "particular", "peopl", "per", "percentag", "period"),
        *("person", "place", "previous", "proport", "rank", "rather", "recent", "record"),
        *("report", "respect", "roughli", "said", "saw", "say", "see", "share", "show", "sinc"),
        *("slight", "slightli", "start", "state", "summari", "than", "though", "time", "total"),
        *("went", "who", "with", "within", "work", "year", "yet"),
    ]
)
# "White 25%, BME 26%" are people.
_PEOPLE = frozenset({"staff", "colleagu", "employe", "peopl", "worker"})
_COPULAS = frozenset(
    {"make up", "makes up", "made up", "account for", "accounts for", "accounted for"}
    | {"represent", "represents", "represented", "comprise", "comprises", "comprised"}
    | {"constitute", "constitutes", "stands at", "stood at", "amounts to", "amounted to"}
)
_ITSELF = frozenset({"trust", "trust's", "organisation", "organisation's"})
_OF_PLANNING = frozenset(
    {"plan", "aim", "intend", "target", "due", "propos", "commit", "hope", "expect", "seek", "set"}
    | {"respons", "lead", "fall", "pledg", "want"}
)


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence or run of cells, with what stands over it."""

    text: str
    over: str
    """Title, section, header of the table, and the sentence before if it is referred to."""
    who: str
    """The organisation or publisher."""
    evidence: Evidence
    is_row: bool
    is_going_on: bool
    """It refers to the sentence before."""
    header: str = ""
    """The header of its table."""
    status: str = ""
    """What a row says of how far it has come."""


class Reader:
    """Compares statements with their sources."""

    def __init__(self, lexicon: Lexicon, thesaurus: Thesaurus | None = None) -> None:
        self._lexicon = lexicon
        self._thesaurus = thesaurus or Thesaurus.load()

    def compare(self, statement: str, names: Sequence[str], source: Source) -> str:
        """Give the first thing in which a statement says more or else; "" where there is none.

        `names` are the words in the statement that name the organisation it is about.
        """
        pair = _Pair(
            Sentence(statement, self._lexicon), names, source, self._lexicon, self._thesaurus
        )
        checks = (
            pair.plan_as_result,
            pair.joined,
            pair.denial,
            pair.unsaid_figure,
            pair.repeated_figure,
            pair.new_word,
            pair.widened,
            pair.false_quote,
            pair.left_out,
            pair.more_or_less,
            pair.another_figure,
            pair.exchanged,
            pair.misdated,
            pair.compared_group,
            pair.misdirected,
        )
        return next(filter(None, (check() for check in checks)), "")


def is_reference_to_before(text: str, before: str) -> bool:
    """Tell whether a sentence speaks of what the one before it names."""
    named = {word.casefold() for word in re.findall(r"\w+", before)}
    return bool(_BACK.search(text)) or any(
        word.casefold() in named for word in re.findall(r"\b[Tt]he (\w{4,})", text)
    )


class _Pair:
    """A statement beside one source."""

    def __init__(
        self,
        claim: Sentence,
        names: Sequence[str],
        source: Source,
        lexicon: Lexicon,
        thesaurus: Thesaurus,
    ) -> None:
        self.claim = claim
        self.source = source
        self.read = Sentence(source.text, lexicon)
        self.over = Sentence(source.over, lexicon)
        self._lexicon = lexicon
        self._thesaurus = thesaurus
        self._own = {token.stem for name in names for token in read_tokens(name)}
        self._who = {token.stem for token in read_tokens(source.who)}
        heard = (source.who, source.over, source.text)
        self._initials = "".join(t.text[0].casefold() for text in heard for t in read_tokens(text))

    def _ideas(self, sentence: Sentence) -> tuple[Idea, ...]:
        return self._thesaurus.read(sentence, self._lexicon)

    @cached_property
    def said(self) -> tuple[Idea, ...]:
        """Give the statement's ideas that need bearing out: no figures, names or empty words."""
        allowed = NEUTRAL | self._own | (_OF_PLANNING if self.is_plan else frozenset())
        if self.read.groups:
            allowed |= _PEOPLE
        spans = [(f.start, f.end) for f in self.claim.figures]
        return tuple(
            idea
            for idea in self._ideas(self.claim)
            if not idea.is_light
            and not idea.names & allowed
            and idea.printed.casefold() not in _ITSELF
            and not any(start <= idea.start < end for start, end in spans)
            and idea.printed.casefold() not in _COPULAS
            and not self._is_name(idea)
        )

    def _is_name(self, idea: Idea) -> bool:
        """Tell whether a word is of the organisation's name, or initials of what is named."""
        shown = idea.printed
        if shown.isupper() and len(shown) > 1 and shown.casefold() in self._initials:
            return True
        return shown[0].isupper() and bool(idea.names & self._who)

    @cached_property
    def known(self) -> frozenset[str]:
        """Give what the source's ideas go by."""
        return frozenset(name for idea in self._ideas(self.read) for name in idea.names)

    @property
    def is_plan(self) -> bool:
        """Tell whether the source only means to do it, by its label or by its column."""
        if self.source.evidence in INTENDED:
            return True
        is_open = self.source.is_row and self.source.evidence is Evidence.CONTEXT
        is_column = is_open and bool(_COLUMN_OF_PLANS.search(self.source.header))
        return is_column or bool(_COLUMN_OF_AIMS.search(self.source.header))

    # -------------------------------------------------------------- what may not be said

    def plan_as_result(self) -> str:
        """Tell a plan as one."""
        if not self.is_plan:
            unfinished = {read_tokens(word)[0].stem for word in _UNFINISHED.findall(self.read.text)}
            if unfinished & self.claim.done:
                return "its source says that this is under way, not done"
            return ""
        is_told = _TOLD_AS_PLAN.search(self.claim.text) or _WHO_LEADS.search(self.claim.text)
        if is_told and not self.claim.done - self.read.done - _OF_PLANNING:
            return ""
        status = Sentence(self.source.status, self._lexicon)
        come = {name for idea in self._ideas(status) for name in idea.names}
        if self.claim.done <= status.done and any(idea.names & come for idea in self.said):
            return ""
        return "its source plans this, and the statement does not tell it as a plan"

    def joined(self) -> str:
        """Let one thing come of another, or stand beside it, only where the source says so."""
        claim, quote = self.claim.text, self.read.text
        is_caused = _CAUSE.search(claim) and not _CAUSE.search(quote)
        is_followed = _SEQUENCE.search(claim) and not (
            _SEQUENCE.search(quote) or _CAUSE.search(quote)
        )
        if is_caused or is_followed:
            return "its source does not say that one thing came of the other"
        beside = _BESIDE.search(quote)
        if beside and not _BESIDE.search(claim):
            parts = [
                {n for idea in self._ideas(Sentence(part, self._lexicon)) for n in idea.names}
                for part in (quote[: beside.start()], quote[beside.end() :])
            ]
            only = [parts[0] - parts[1], parts[1] - parts[0]]
            if all(
                any(idea.names & side and not idea.names & other for idea in self.said)
                for side, other in zip(only, reversed(parts), strict=True)
            ):
                return "its source tells the two beside each other, not one as coming of the other"
        return ""

    def denial(self) -> str:
        """Deny what the source denies, and nothing else."""
        if len(list(self._denied(self.claim))) > len(list(self._denied(self.read))):
            return "it denies something, and its source does not"
        if not list(self._denied(self.claim)):
            for words in self._denied(self.read):
                if any(idea.names & words for idea in self.said):
                    return "its source denies what it says"
        return ""

    def _denied(self, sentence: Sentence) -> Iterator[frozenset[str]]:
        """Give, for each negation, what the next ideas after it go by."""
        ideas = self._ideas(sentence)
        for place, token in enumerate(sentence.tokens):
            word = sentence.words[place]
            is_denying = word in self._lexicon.negations or word.endswith("n't")
            is_part = any(
                not i.is_light and i.start <= token.start < i.start + len(i.printed) for i in ideas
            )
            if is_denying and not is_part:
                following = [i for i in ideas if i.start > token.start and not i.is_light][:2]
                yield frozenset(name for idea in following for name in idea.names)

    def unsaid_figure(self) -> str:
        """Take figures from the sentence itself; a year may stand over it."""
        is_header_percent = "%" in self.source.over or "share" in self.source.over.casefold()
        for figure in self.claim.figures:
            printed = self.read.figures
            after = self.claim.text[figure.end : figure.end + 12].casefold()
            if figure.unit in _DATES or after.strip().startswith(tuple(MONTHS)):
                printed += self.over.figures
            same = (is_same(figure, p, is_header_percent=is_header_percent) for p in printed)
            if not any(same):
                return f"its source does not give the figure {self._shown(figure)} there"
        return ""

    def _shown(self, figure: Figure) -> str:
        """Give a figure as the statement prints it, the whole of a period."""
        words = re.finditer(r"\S+", self.claim.text)
        return next(
            (w[0].strip(".,;:()") for w in words if w.start() <= figure.start < w.end()), ""
        )

    def repeated_figure(self) -> str:
        """Take no figure more often than the source has it."""
        printed = Counter(f.value for f in (*self.read.figures, *self.over.figures))
        more = Counter(f.value for f in self.claim.figures) - printed
        repeated = [f"{value:g}" for value in more if printed[value]]
        return f"its source does not say {repeated[0]} so often" if repeated else ""

    def new_word(self) -> str:
        """Take every idea from the source, most of them from the sentence, not from its heading."""
        known = self.known | self._told_by_figures()
        over = {name for idea in self._ideas(self.over) for name in idea.names}
        elsewhere = [idea for idea in self.said if not idea.names & known]
        for idea in elsewhere:
            if not idea.names & over:
                return f"its source does not say “{idea.printed}”"
        least = LEAST_ON_ITS_OWN if self.source.is_row or self.source.is_going_on else LEAST_THERE
        is_of_cells = self.source.is_row and bool(_measures(self.claim))
        if len(elsewhere) > (1 - least) * len(self.said) and not is_of_cells:
            return f"its source does not say “{elsewhere[0].printed}” there"
        return ""

    @cached_property
    def _changes(self) -> frozenset[tuple[float, float]]:
        """Give the source's pairs of values (before, after); neighbouring cells are read as one."""
        values = [f.value for f in _measures(self.read)]
        cells = frozenset(pairwise(values)) if self.source.is_row else frozenset()
        return self.read.changes | _earlier(self.read) | cells

    def _told_by_figures(self) -> frozenset[str]:
        """Give what figures say without words: which way, and that one came before the other."""
        told = (self.claim.changes | _earlier(self.claim)) & self._changes
        ways = {"change:up" if after > before else "change:down" for before, after in told}
        before = {n for i in self._ideas(Sentence(_BEFORE, self._lexicon)) for n in i.names}
        return frozenset(ways | before if told else ways)

    def widened(self) -> str:
        """Tell of all only what is of all, and of trials that they are."""
        claim = self.claim.text
        quote = f"{self.read.text} {self.over.text}" if self.source.is_row else self.read.text
        for words in (_ALL, _MOST, _MANY):
            found = words.search(claim)
            if found and not words.search(quote):
                return f"its source does not say “{found[0]}”"
        if _TRIED.search(self.read.text) and not _TRIED.search(claim):
            return "its source only tried this"
        return ""

    def more_or_less(self) -> str:
        """Keep more apart from less, and many from few."""
        for much, little in (_MORE_OR_LESS, _MORE_OR_LESS[::-1]):
            said, printed = self._counted(self.claim, much), self._counted(self.read, little)
            if said & printed and not said & self._counted(self.read, much):
                return "its source says more where the statement says less, or the other way"
        return ""

    def _counted(self, sentence: Sentence, words: re.Pattern[str]) -> frozenset[str]:
        """Give what the idea goes by that follows one of the words."""
        found: set[str] = set()
        ideas = [idea for idea in self._ideas(sentence) if not idea.is_light]
        for word in words.finditer(sentence.text):
            after = next((idea for idea in ideas if idea.start >= word.end()), None)
            found |= after.names if after else set()
        return frozenset(found)

    def false_quote(self) -> str:
        """Quote what the source says in those words."""
        held = f"{self.over.text} {self.read.text}".casefold()
        if all(p.casefold().strip(" .,") in held for p in _QUOTED.findall(self.claim.text)):
            return ""
        return "it puts in quotation marks what its source does not say in those words"

    def left_out(self) -> str:
        """Keep the reservations of the source."""
        claim, quote = self.claim.text, self.read.text
        if _TOLD_AS_PLAN.search(claim):
            return ""
        spoken = None if _TELLS.search(claim) else _SPEECH.search(quote)
        is_spoken = spoken is not None and self._speaks_before(spoken.start())
        if is_spoken or any(words.search(quote) and not words.search(claim) for words in _RESERVED):
            return "its source says this with a reservation, which the statement leaves out"
        return ""

    def _speaks_before(self, at: int) -> bool:
        """Tell whether most of what the statement takes from the source stands after a place."""
        said = frozenset(name for idea in self.said for name in idea.names)
        places = [idea.start for idea in self._ideas(self.read) if idea.names & said]
        return 2 * sum(place > at for place in places) > len(places)

    # -------------------------------------------------------------- figures

    def another_figure(self) -> str:
        """Tell a figure of the country, a benchmark or a target as such."""
        is_told = self.is_plan and _TOLD_AS_PLAN.search(self.claim.text)
        if is_told or _REFERENCE.search(self.claim.text):
            return ""
        for figure in _measures(self.claim):
            parts = [
                part
                for part in _segments(self.read, _SEGMENT, _is_measured)
                if any(abs(f.value - figure.value) < 1e-9 for f in part.figures)
            ]
            column = self._columns.get(figure.value, "")
            is_reference = parts and all(_REFERENCE.search(part.text) for part in parts)
            if is_reference or _REFERENCE.search(column):
                shown = self._shown(figure)
                return f"its source has {shown} as an average, a target or another's figure"
        return ""

    @cached_property
    def _columns(self) -> dict[float, str]:
        """Give the header of each figure's column, where the row has as many cells."""
        heads, cells = self.source.header.split("|"), self.source.text.split("|")
        if not self.source.is_row or len(heads) != len(cells):
            return {}
        read = [
            (head, Sentence(cell, self._lexicon)) for head, cell in zip(heads, cells, strict=True)
        ]
        return {figure.value: head for head, cell in reversed(read) for figure in cell.figures}

    def exchanged(self) -> str:
        """Leave beside a figure what the source has beside it."""
        for cut, units in ((_SEGMENT, _is_measured), (_CLAUSES, _is_year)):
            reason = self._exchanged(_segments(self.read, cut, units), cut, units)
            if reason:
                return reason
        return ""

    def _exchanged(
        self, printed: Sequence["_Segment"], cut: re.Pattern[str], units: Callable[[Figure], bool]
    ) -> str:
        if len(printed) < 2:
            return ""
        beside = [self._names_beside(part) for part in printed]
        for part in _segments(self.claim, cut, units):
            values = {f.value for f in part.figures}
            own = [
                names
                for names, other in zip(beside, printed, strict=True)
                if values & {f.value for f in other.figures}
            ]
            others = [names for names in beside if names not in own]
            if not own or not others:
                continue
            here = frozenset().union(*own)
            there = frozenset().union(*others)
            ideas = self._thesaurus.read(Sentence(part.text, self._lexicon), self._lexicon)
            for idea in ideas:
                is_light = idea.is_light or idea.names & (NEUTRAL | self._own)
                scales = {n.partition(":")[0] for n in idea.names} & _GROUPS
                has_rival = any(n.partition(":")[0] in scales for n in here)
                is_apart = not scales or has_rival
                if is_apart and not is_light and idea.names & there and not idea.names & here:
                    return f"its source says “{idea.printed}” of another figure"
        return ""

    def compared_group(self) -> str:
        """Speak of the group that the source speaks of, not of the one it compares with."""
        printed, said = self._groups(self.read), self._groups(self.claim)
        for group, compared in said.items():
            if all(printed.get(group, [False])) and not all(compared):
                return "its source only compares with the group that it speaks of"
        return ""

    def _groups(self, sentence: Sentence) -> dict[str, list[bool]]:
        """Give, for each group, whether each mention of it comes after a word of comparison."""
        found: dict[str, list[bool]] = {}
        for idea in self._ideas(sentence):
            for name in idea.names:
                if name.partition(":")[0] in _GROUPS:
                    compared = bool(_COMPARED.search(sentence.text[: idea.start]))
                    found.setdefault(name, []).append(compared)
        return found

    def _names_beside(self, part: "_Segment") -> frozenset[str]:
        ideas = self._thesaurus.read(Sentence(part.text, self._lexicon), self._lexicon)
        return frozenset(name for idea in ideas for name in idea.names)

    def misdated(self) -> str:
        """Leave figures the years that they have in the source."""
        printed = _dated(self.read)
        for value, head in self._columns.items():
            years = {f.value for f in Sentence(head, self._lexicon).figures if f.unit == "year"}
            if years:
                printed[value] = years
        for value, years in _dated(self.claim).items():
            if value in printed and not years & printed[value]:
                return f"its source gives {value:g} for another year"
        return ""

    def misdirected(self) -> str:
        """Let a change go the way that its figures go."""
        for before, after in self.claim.changes | _earlier(self.claim):
            if (after, before) in self._changes and (before, after) not in self._changes:
                return f"its source has the change from {after:g} to {before:g}, not the other way"
        poles = {m.pole for m in self.claim.mentions if m.scale == "change"}
        for before, after in self.claim.changes & self._changes:
            if poles == {"up" if after < before else "down"}:
                return f"from {before:g} to {after:g} is the other way"
        return ""


@dataclass(frozen=True, slots=True)
class _Segment:
    """A part of a sentence with its figures of what is measured."""

    text: str
    figures: tuple[Figure, ...]


def _is_measured(figure: Figure) -> bool:
    return figure.unit not in _DATES | {"band", "indicator"}


def _is_year(figure: Figure) -> bool:
    return figure.unit == "year"


def _measures(sentence: Sentence) -> list[Figure]:
    return [figure for figure in sentence.figures if _is_measured(figure)]


def _segments(
    sentence: Sentence, cut: re.Pattern[str], is_wanted: Callable[[Figure], bool]
) -> list[_Segment]:
    """Part a sentence so that each part has a figure; what has none goes with the next that has."""
    text = sentence.text
    cuts = [m.start() for m in cut.finditer(text)]
    bounds = [0, *cuts, len(text)]
    measures = [figure for figure in sentence.figures if is_wanted(figure)]
    parts: list[_Segment] = []
    begin = 0
    for start, end in pairwise(bounds):
        inside = tuple(f for f in measures if begin <= f.start < end)
        if inside and any(start <= f.start for f in inside):
            parts.append(_Segment(text[begin:end], inside))
            begin = end
    if parts and begin < len(text):
        parts[-1] = _Segment(parts[-1].text + text[begin:], parts[-1].figures)
    return parts


def _dated(sentence: Sentence) -> dict[float, set[float]]:
    """Give the years that stand right after figures: "1.56 in 2016", "5.7% (2017)"."""
    found: dict[float, set[float]] = {}
    figures = sentence.figures
    for this, following in pairwise(figures):
        between = sentence.text[this.end : following.start]
        is_near = re.fullmatch(r"\s*\(?(?:in|at|for|on|by)?\s*(?:the )?(?:year )?", between, re.I)
        if this.unit not in _DATES and following.unit == "year" and is_near:
            found.setdefault(this.value, set()).add(following.value)
    return found


def _earlier(sentence: Sentence) -> frozenset[tuple[float, float]]:
    """Give the pairs (before, after) of "1.1, compared with 3 a year earlier"."""
    found = set()
    for this, following in pairwise(_measures(sentence)):
        between = sentence.text[this.end : following.start]
        after = sentence.text[following.end :]
        is_beside = _AGAINST.search(between)
        if _EARLIER.match(after) or (is_beside and _IN_YEAR.match(after)):
            found.add((following.value, this.value))
    return frozenset(found)
