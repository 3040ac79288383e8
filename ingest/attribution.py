"""Who published a document, whom it is about as a whole, and whom each passage is about.

Evidence is taken in the order of its strength: a labelled line of a form ("Organisation name: …"),
the title, the letterhead (first lines, page headers), the address, the file's name, the body's own
voice, the file's properties. A passing mention (a
comparator, a partner, "pioneered by …") is never evidence. What cannot be established stays None.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.mentions import Form, Mention
from ingest.organisations import Authority
from ingest.records import Label, Organisation

# Those that a document can be about: they employ people and have a plan of their own.
_EMPLOYERS = frozenset(
    [
        *("acute", "mental_health", "community", "ambulance", "specialist", "combined"),
        *("group", "icb", "public", "welsh"),
    ]
)
_REPORTERS = frozenset(["national", "network", "other"])
# A system tells of its trusts and of itself: only a name that leads makes a passage a trust's.
_SYSTEM = "icb"
_OPENING_LINES = 6
_ENDING_LINES = 5
_OPENING = 600
"""Characters at the beginning in which a text names whom it is about."""
_LONGEST_SIGNATURE = 20
_LONGEST_LEAD = 60
"""Characters that may stand before the name of whom a passage tells: a short sentence."""

_NAME_LABEL = re.compile(
    r"^[^\w\n]*(?:<[^>\n]+>\s*)*(?:name\s+of\s+(?:the\s+|your\s+|provider\s+|lead\s+)*"
    r"(?:organisation|nhs\s+trust|trust)|(?:lead\s+|your\s+|provider\s+)?organisation(?:['’]?s)?\s+"
    r"name|trust\s+name)\s*[*_]*\s*[:|\t–-]?[ \t*_|]*\n?[ \t|]*(?P<value>[^\n|\t<]{2,160})",
    re.IGNORECASE | re.MULTILINE,
)
_LOOSE_LABEL = re.compile(
    r"^[^\w\n]*(?:organisation|trust|provider|employer|submitted\s+by|completed\s+on\s+behalf\s+of)"
    r"[*_]*\s*[:|\t][ \t*_|]*(?P<value>[^\n|\t<]{2,160})",
    re.IGNORECASE | re.MULTILINE,
)
_PUBLISHER_LABEL = re.compile(
    r"^[^\w\n]*(?:published\s+by|publisher|publication)[*_]*\s*[:|\t]?[ \t*_|]+"
    r"(?P<value>[^\n|\t<]{2,160})",
    re.IGNORECASE | re.MULTILINE,
)
_PLACEHOLDER = re.compile(
    r"\b(?:insert|enter|click|please|add|your\s+organisation|n/?a|tbc|name\s+here|not\s+named)\b"
    r"|^(?:contact|date|job|name|role|title|your)\b",
    re.IGNORECASE,
)
_PASSING_BEFORE = re.compile(
    r"(?:\b(?:with|by|from|like|as|than|via|alongside|to|visit|visited|versus|vs|v)|similar\s+to"
    r"|such\s+as|based\s+on|e\.?g\.?)[\s(:]+(?:the\s+|our\s+colleagues\s+at\s+|colleagues\s+at\s+"
    r"|work\s+at\s+|example\s+of\s+|those\s+at\s+)*$",
    re.IGNORECASE,
)
_PASSING_AFTER = re.compile(
    r"(?:['’]s?)?\s+(?:model|approach|programme|toolkit|template|guide|guidance|website|framework"
    r"|example|event|conference|award|awards|benchmark|case\s+study)\b",
    re.IGNORECASE,
)
_SPEAKS_BEFORE = re.compile(
    r"(?:\b(?:we\s+at|us\s+at|here\s+at|welcome\s+to|on\s+behalf\s+of|work(?:ing)?\s+(?:for|at)"
    r"|join(?:ing)?|chief\s+executive(?:\s+officer)?\s*,|chair\s*,)|©(?:\s*\d{4})?)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_SPEAKS_AFTER = re.compile(
    r"\s+(?:(?:is|are|remains)\s+committed|recogni[sz]es|values)\b"
    r"|\s+(?:has\s+)?(?:submitted|published|reported|completed|reviewed)\s+its\b"
    r"|\s*\([^)\n]*[\"“'‘]?the\s+trust[\"”'’]?\s*\)",
    re.IGNORECASE,
)
_UNLISTED = re.compile(
    r"\b(?:The\s)?(?:University\sof\s(?:[A-Z][\w'’-]+(?:\s(?:and\s)?(?=[A-Z]))?){1,4}"
    r"|(?:[A-Z][\w'’-]+,?\s(?:(?:and|of|with|upon|the|&)\s)*){1,6}"
    r"(?:(?:Borough|City|County|Metropolitan|District)\sCouncil|Constabulary"
    r"|Fire\sand\sRescue\sService|NHS\s(?:Foundation\s)?Trust|Integrated\sCare\sBoard))"
)
_STUDIED_BY = re.compile(
    r"^\W*(?:(?:by|from|authors?:|written by|prepared by)\s+)?(?:the\s+)?"
    r"(?:University\sof\s[A-Z][\w’'-]+|(?:[A-Z][\w’'-]+\s){1,3}University\b)"
    r"(?!\s(?:NHS|Hospital|Teaching|Health))",
    re.MULTILINE,
)
"""A line that begins with a university: its own "we" is of those who looked, not of a trust."""
_WE = re.compile(r"\s*,\s*(?:we|our)\b", re.IGNORECASE)
_HEADS = re.compile(r"(?:['’]s?)?(?:\s*\([^)\n]*\))?[ \t]*(?:$|\n|[:–|\t]|-\s)")
_SET_OFF = re.compile(r"\s?(?:[,–-]|(?P<bar>[|·•]))\s")
# "*From the X staff newsletter, spring 2024*": whose paper it stands in.
_FROM_ITS = re.compile(
    r"[\W_]*(?:(?:taken|reprinted|adapted|first (?:published|printed)) )?(?:from|in|for) (?:the )?",
    re.IGNORECASE,
)
_ITS_PAPER = re.compile(
    r"(?:['’]s?)? (?:[\w’'-]+ ){0,3}"
    r"(?:newsletter|magazine|bulletin|newspaper|blog|intranet|podcast)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"\s*(?:$|\n|[.,:|·•–-]\s|with\s(?:the\s)?[A-Z])")
# "Chief executive, X", "By A. Name, director of people, X", "Author: A. Name, X": who writes.
_AUTHOR = re.compile(
    r"^\W*(?:(?:posted |written )?by\b|author\b|byline\b|from\b(?=.*,))"
    r"|\b(?:chief|chair|director|officer|head|lead|manager|matron|nurse|guardian|president"
    r"|secretary)\b[^.;]*[,|–-]\s(?:the\s)?$|\b(?:chief executive|chair|director|editor) (?:of|at) "
    r"(?:the )?$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?:[.!?:;][\"'”’)*_]*\s+|\n\W*)$")
_OWN_VOICE = re.compile(r"\b(?:we|ours?|us)\b", re.IGNORECASE)
# "X, with which we share a team, …", "X told us that …": of the owner only by the way.
_BY_THE_WAY = re.compile(
    r",\s(?:(?:with|to|from|of|for)\s)?(?:which|whom?|whose|where|our|one of our)\b[^,;.]{2,120},"
    r"|\b(?:told|tells?|showed|shows)\sus\b",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"(?:case study|(?:case |worked |local )?example|spotlight)(?: on)?:?(?: the)?"
)
_IS_EMPLOYER = (
    r"(?: is (?:an?|one of) [^.]{0,40}\b(?:hospital|trust|provider|service)s?\b| employs\b"
    r"| (?:staff|colleagues)\b| has [^.]{0,40}\b(?:staff|colleagues|employees)\b)"
)
_MINUTED = re.compile(r"[A-Z]{2,3}(?:(?:,| and) [A-Z]{2,3})* (?:to|will|said|asked|agreed)\b")
_GOES_ON = re.compile(
    r"\W*(?:its?|they|their|th(?:is|at|ese|ose)|he|she|both|there)\b", re.IGNORECASE
)
_OWN_TRUST = re.compile(r"\b(?:[Tt]his|[Oo]ur|[Tt]he)\s+Trust(?:['’]s)?\b(?!\s+and)")
# News writes "the trust"; a trust's own papers write "the Trust".
_TRUST_IN_NEWS = re.compile(r"\bthe trust\b")
_BELONGS_BEFORE = re.compile(r"\b(?:across|at|in|throughout|within)\s+(?:the\s+)?$", re.IGNORECASE)
_BELONGS_AFTER = re.compile(
    r"(?:['’]s?)?\s+(?:board|colleagues|executive|managers|policy|policies|staff|strategy|values"
    r"|workforce)\b",
    re.IGNORECASE,
)
_OWN_PLAN = re.compile(
    r"\b(?:action\s+plan|improvement\s+plan|strategy|policy|minutes|board\s+paper)\b", re.IGNORECASE
)
_OWN_PAPER = re.compile(
    r"\b(?:action\s+plan|plan|report|strategy|policy|statement|wres|wdes|pledge|charter|minutes"
    r"|board\s+paper|return|submission|audit|review|data|template)\b",
    re.IGNORECASE,
)
# What it will do or does; what it "published" once is news from somebody else.
_PUBLISHES = re.compile(
    r"\s+(?:(?:will|shall|is|are|also|continues?|to|regularly)\s+)*publish(?:es|ing)?\b",
    re.IGNORECASE,
)
_WRES_TEAM = re.compile(
    r"\b(?:national\s+)?WRES\s+(?:implementation\s+)?team" + _PUBLISHES.pattern, re.IGNORECASE
)
_TITLE_OF = re.compile(
    r"(?:['’]s)?(?:\s+(?:solutions|jobs))?\s*(?:[:|–]|-\s|on\b|(?:[\w'’-]+\s+){0,4}(?:blog|briefing"
    r"|case\s+stud|framework|guid|letter|page|plan|programme|report|statement|strategy|toolkit))",
    re.IGNORECASE,
)
_MAIL = re.compile(r"@((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who published a document and whom it is about.

    `owner` is the one organisation that the whole document is about, None if several or unnamed.
    `is_reporter` says that a document without owner reports on the organisations that it names; a
    document without owner that speaks for itself ("our trust") is about an unnamed organisation.
    `defined` are the abbreviations that the document defines, `named` the organisations that a
    document without owner names in full, and not in passing.
    """

    publisher: Label | None = None
    owner: Label | None = None
    is_reporter: bool = False
    defined: Mapping[str, Organisation] = field(default_factory=dict)
    named: tuple[str, ...] = ()


def publisher_and_owner(
    authority: Authority,
    text: str,
    *,
    title: str = "",
    file_name: str = "",
    url: str | None = None,
    letterhead: tuple[str, ...] = (),
    makers: tuple[str, ...] = (),
    headings: Sequence[str] = (),
) -> Attribution:
    """Establish who published a document and whom it is about as a whole, with reasons.

    `letterhead` and `makers` are what the reader gave (`Reading`). Where the names of several head
    sections, those headings say nothing of whose the whole is, though one may be its first line.
    """
    document = _open(authority, text, title, file_name, url or "", letterhead, makers)
    labelled = _labelled(document)
    if len({label.value for label in labelled}) > 1:
        return _result(document, None, is_reporter=True)
    if labelled:
        return _result(document, labelled[0])
    titled = _titled(document)
    if len(titled) > 1 or (not titled and len(_headed(document)) > 1):
        return _result(document, None, is_reporter=True)
    if titled:
        return _result(document, titled[0])
    heads = {line: _names(_heads(document.find(line), line)) for line in headings}
    parts = {line for line, names in heads.items() if names}
    if len({heads[line] for line in parts}) > 1:
        rest = "\n".join(line for line in text.split("\n") if line.strip() not in parts)
        apart = _open(authority, rest, title, file_name, url or "", letterhead, makers)
        owner = _letterhead(apart) or _address(apart) or _file_named(apart)
        return _result(document, owner, is_reporter=owner is None)
    signs = (
        _letterhead, _address, _file_named, _spoken, _bylined, _signed, _file_agrees, _told,
        _contacts, _made,
    )  # fmt: skip
    return _result(document, next((found for sign in signs if (found := sign(document))), None))


def about(
    authority: Authority, text: str, attribution: Attribution, section: str = ""
) -> tuple[tuple[str, ...], str]:
    """Name the organisations that a passage is about, with the reason; empty if unnamed.

    Every passage of a document with an owner is about the owner, whomever else it mentions; but a
    national body's or a paper's passage is about the trusts that it names as its subject, and an
    integrated care board's about those that lead its heading or a line of it. A passage of a
    document that reports on others is about those that its heading names; failing
    these, those that it names itself. Where nobody owns a document, or its owner is not spoken of,
    a passage whose sentences begin with the full name of another is about that one, and so is one
    under a heading that has the full name of another at its beginning or end. `section` is the
    headings that the passage stands under, a line each, the nearest last; the nearest counts.
    """
    owner = attribution.owner
    owners = authority.resolve_list(owner.value) if owner else ()
    reports = attribution.is_reporter or any(item.type in _REPORTERS for item in owners)
    is_system = any(item.type == _SYSTEM for item in owners)
    if reports or is_system:
        others = {item.name for item in owners if item.type in _REPORTERS or is_system}
        if attribution.publisher:
            others.add(attribution.publisher.value)
        found, reason = _subjects(
            authority, text, section, attribution, others, is_leading=is_system
        )
        if found:
            return found, reason
    else:
        leading = _led_by(authority, text, attribution)
        if leading:
            return _names(leading), f'its sentences begin with "{leading[0].text}"'
        heading = _headed_by(authority, text, section, attribution)
        if heading is not None:
            return (heading.organisation.name,), f'its heading has "{heading.text}"'
    if owner is not None:
        return tuple(item.name for item in owners), f"the document's: {owner.reason}"
    if reports:
        return (), "neither the passage nor its heading names an organisation"
    return (), "the document names no organisation as its own"


def subject_of(authority: Authority, text: str, attribution: Attribution) -> str | None:
    """Name the other with whose name the last sentence to begin with one begins, if any does."""
    leading = _led_by(authority, text, attribution)
    return leading[-1].organisation.name if leading else None


def told_of(
    authority: Authority, paragraph: str, said: Sequence[str], attribution: Attribution
) -> list[str | None]:
    """Name for each sentence of an owner's paragraph the other that it tells of; None for no other.

    After a sentence that begins with another's name those go on that begin with "it" or "they" and
    are not in the owner's voice; a paragraph never in the owner's voice goes on to its end.
    """
    owner = attribution.owner
    kinds = {item.type for item in authority.resolve_list(owner.value)} if owner else {_SYSTEM}
    if kinds & {*_REPORTERS, _SYSTEM}:
        return [None] * len(said)
    is_all = bool(_led_by(authority, paragraph, attribution))
    is_minuted = any(_MINUTED.match(sentence) for sentence in said)
    told: list[str | None] = []
    for sentence in said:
        leading = _led_by(authority, sentence, attribution)
        goes_on = (is_all and not is_minuted) or (
            _GOES_ON.match(sentence) and not _OWN_VOICE.search(sentence)
        )
        before = told[-1] if told and goes_on else None
        told.append(leading[-1].organisation.name if leading else before)
    return told


def _led_by(authority: Authority, text: str, attribution: Attribution) -> list[Mention]:
    """Give the others with whose names the sentences of a passage begin.

    Where nobody owns the document, a name that it gives in full elsewhere may be a short one. In an
    owner's document the passage must be one paragraph that tells of another from its beginning and
    never of the owner, by name, as "we" or as "the Trust".
    """
    defined = attribution.defined
    if attribution.owner is None:
        known = _shortly_named(authority, text, attribution)
        return _leading(text, known, forms=(*Form,))
    mentions = authority.find(text, defined=defined)
    if not mentions:
        return []
    names = {mention.organisation.name for mention in mentions}
    speaks = (_OWN_VOICE, _OWN_TRUST, _TRUST_IN_NEWS)
    said = _BY_THE_WAY.sub(" ", text)
    is_owners = attribution.owner.value in names or any(each.search(said) for each in speaks)
    leading = _leading(text, mentions)
    is_others = leading and leading[0].start <= _LONGEST_LEAD and "\n" not in text.strip()
    return leading if is_others and not is_owners else []


def _headed_by(
    authority: Authority, text: str, section: str, attribution: Attribution
) -> Mention | None:
    """Give the other whose full name the nearest heading with a name begins or ends with."""
    owner = attribution.owner.value if attribution.owner else ""
    for line in reversed(section.split("\n")):
        heads = _heads(authority.find(line, defined=attribution.defined), line)
        if heads:
            said = _names(authority.find(text, defined=attribution.defined))
            is_owners = owner in (*_names(heads), *said)
            return None if is_owners or len(_names(heads)) > 1 else heads[0]
    return None


def _heads(mentions: Iterable[Mention], line: str) -> list[Mention]:
    """Give the trusts and boards whose full names a heading begins or ends with."""
    return [
        mention
        for mention in mentions
        if _is_employer(mention)
        and mention.form == Form.FULL
        and not _is_passing(line, mention)
        and (
            (_leads_line(line, mention) and _HEADS.match(line, mention.end))
            or not line[mention.end :].strip(" .)*_")
        )
    ]


def _subjects(
    authority: Authority,
    text: str,
    section: str,
    attribution: Attribution,
    others: set[str],
    *,
    is_leading: bool,
) -> tuple[tuple[str, ...], str]:
    """Give those that the heading, else the passage, names as subject, `others` left out.

    Where `is_leading`, a name counts only at the beginning of a line.
    """
    headings = (("heading", line) for line in reversed(section.split("\n")))
    for where, part in (*headings, ("passage", text)):
        mentions = authority.find(part, defined=attribution.defined)
        placed = [
            mention
            for mention in _placed_at(authority, part, attribution)
            if all(mention.end <= each.start or each.end <= mention.start for each in mentions)
        ]
        found = [
            mention
            for mention in sorted((*mentions, *placed), key=lambda each: each.start)
            if mention.organisation.name not in others
            and not _is_passing(part, mention)
            and _is_subject(part, mention, is_leading=is_leading)
        ]
        if found:
            return _names(found), f'named in the {where}: "{found[0].text}"'
    return (), ""


def _shortly_named(authority: Authority, text: str, attribution: Attribution) -> list[Mention]:
    """Give the mentions by a short name of those whom a document without owner names in full."""
    known = authority.find(text, is_question=True, among=attribution.named)
    return [each for each in known if each.organisation.name in attribution.named]


def _placed_at(authority: Authority, text: str, attribution: Attribution) -> list[Mention]:
    """Give those of the short names that are no mere place: a sentence's beginning, or "at" one."""
    return [
        mention
        for mention in _shortly_named(authority, text, attribution)
        if mention.text[:1].isupper()
        and (
            _leads_line(text, mention)
            or _leads_sentence(text, mention)
            or text[: mention.start].endswith("at ")
        )
    ]


def _is_subject(text: str, mention: Mention, *, is_leading: bool) -> bool:
    signs = (_is_employer(mention), _leads_line(text, mention))
    return all(signs) if is_leading else any(signs)


@dataclass(frozen=True, slots=True)
class _Document:
    """A document with the organisations that its text names."""

    authority: Authority
    text: str
    title: str
    file_name: str
    url: str
    letterhead: tuple[str, ...]
    makers: tuple[str, ...]
    defined: Mapping[str, Organisation]
    mentions: tuple[Mention, ...]
    has_own_voice: bool
    """Whether it speaks as the organisation: "we", "our", "the Trust's"."""

    def find(self, text: str) -> tuple[Mention, ...]:
        return self.authority.find(text, defined=self.defined)


def _open(
    authority: Authority,
    text: str,
    title: str,
    file_name: str,
    url: str,
    letterhead: tuple[str, ...],
    makers: tuple[str, ...],
) -> _Document:
    defined = authority.definitions("\n".join([text, *letterhead]))
    return _Document(
        authority=authority,
        text=text,
        title=title,
        file_name=file_name,
        url=url,
        letterhead=letterhead,
        makers=makers,
        defined=defined,
        mentions=authority.find(text, defined=defined),
        has_own_voice=len(_OWN_VOICE.findall(text)) >= 2 or len(_OWN_TRUST.findall(text)) >= 2,
    )


def _result(document: _Document, owner: Label | None, *, is_reporter: bool = False) -> Attribution:
    publisher = _publisher(document)
    if owner is not None:
        if publisher is None and _speaks_for_itself(document, owner):
            publisher = Label(owner.value, f"its own document: {owner.reason}")
        return Attribution(publisher, owner, is_reporter=False, defined=document.defined)
    publisher = publisher or _heading_publisher(document)
    is_own = bool(_OWN_PLAN.search(document.title)) or (
        document.has_own_voice and not _STUDIED_BY.search(document.text[:_OPENING])
    )
    reports = is_reporter or publisher is not None or (not is_own and bool(_active(document)))
    told = _leading(document.text, document.mentions)
    told += [mention for mention in _active(document) if mention.form == Form.FULL]
    named = _names(told)
    return Attribution(publisher, None, reports, document.defined, named)


# ------------------------------------------------------------------ the owner


def _labelled(document: _Document) -> list[Label]:
    """Give the organisations on labelled lines of a form."""
    labels: list[Label] = []
    for pattern, is_certain in ((_NAME_LABEL, True), (_LOOSE_LABEL, False)):
        for match in pattern.finditer(document.text):
            value = match["value"].strip(" .,;:*_\t|")
            reason = f'labelled line: "{" ".join(match[0].split())[:120]}"'
            mentions = [m for m in document.find(value) if _is_employer(m) or is_certain]
            known = document.authority.resolve(value) if is_certain else None
            if mentions:
                labels.extend(Label(name, reason) for name in _names(mentions))
            elif known is not None:
                labels.append(Label(known.name, reason))
            elif is_certain and _is_plausible(value):
                labels.append(Label(value, reason))
        if labels:
            break
    return labels


def _is_plausible(value: str) -> bool:
    words = value.split()
    return (
        1 < len(words) <= 12
        and value[0].isupper()
        and not value.endswith("?")
        and not _PLACEHOLDER.search(value)
    )


def _titled(document: _Document) -> list[Label]:
    """Give the organisations that the title is about."""
    found = _named_in(document, document.title)
    labels = [Label(name, f'title: "{printed}"') for name, printed in found.items()]
    return labels or _placed(document)


def _placed(document: _Document) -> list[Label]:
    """Give the organisation whose place the title names and whose full name the text gives."""
    given = _names(m for m in _active(document) if m.form == Form.FULL)
    return [
        Label(m.organisation.name, f'title: "{m.text}", with its full name in the text')
        for m in document.authority.find(document.title, is_question=True, among=given)
        if m.organisation.name in given and m.form == Form.LOOSE and m.text[:1].isupper()
    ][:1]


def _named_in(document: _Document, line: str) -> dict[str, str]:
    """Give the employers that a title or heading is about, listed or not, as it prints them."""
    found: dict[str, str] = {}
    mentions = document.find(line)
    for mention in mentions:
        if _is_employer(mention) and not _PASSING_BEFORE.search(line[: mention.start]):
            found.setdefault(mention.organisation.name, mention.text)
    for match in _UNLISTED.finditer(line):
        is_known = any(m.start < match.end() and match.start() < m.end for m in mentions)
        if not is_known and not _PASSING_BEFORE.search(line[: match.start()]):
            found.setdefault(match[0].removeprefix("The "), match[0])
    return found


def _headed(document: _Document) -> tuple[str, ...]:
    """Give the organisations that head lines of the text, as in a page about several."""
    if document.has_own_voice and _other_publisher(document) is None:
        return ()
    return _names(
        mention
        for mention in document.mentions
        if _is_employer(mention)
        and _leads_line(document.text, mention)
        and _HEADS.match(document.text, mention.end)
    )


def _letterhead(document: _Document) -> Label | None:
    """Give the organisation of the first lines, else of the page headers and footers."""
    lines = [line.strip() for line in document.text[:4000].splitlines() if line.strip()]
    return _heading(document, lines[:_OPENING_LINES], "first lines") or _heading(
        document, document.letterhead, "page header or footer"
    )


def _heading(document: _Document, lines: Iterable[str], where: str) -> Label | None:
    """Give the one organisation of lines that are a name or a heading with one."""
    found: dict[str, Label] = {}
    for line in lines:
        for name, printed in _named_in(document, line).items():
            if _is_name(printed, line) or _is_heading(line):
                found.setdefault(name, Label(name, f'{where}: "{line[:120]}"'))
    return next(iter(found.values())) if len(found) == 1 else None


def _is_name(printed: str, line: str) -> bool:
    """Say whether a line is a name and little else, or a name that something is set off from."""
    if line[-1] in ".;,":
        return False
    after = line.removeprefix(printed)
    set_off = _SET_OFF.match(after) if after != line else None
    is_byline = set_off is not None and (bool(set_off["bar"]) or len(line.split()) <= 14)
    return is_byline or len(printed) >= 0.6 * len(line)


def _is_heading(line: str) -> bool:
    is_line_of_text = line[-1] in ".;," or "|" in line or "\t" in line
    return len(line.split()) <= 14 and not is_line_of_text and bool(_OWN_PAPER.search(line))


def _address(document: _Document) -> Label | None:
    organisation = document.authority.by_domain(document.url) if document.url else None
    if organisation is None or organisation.type not in _EMPLOYERS:
        return None
    return Label(organisation.name, f"address: {document.url}")


def _file_named(document: _Document) -> Label | None:
    """Give the organisation in the file's name; three small letters need the text to agree."""
    stem = re.sub(r"\.\w{1,5}$", "", document.file_name)
    found: dict[str, str] = {}
    in_text = _names(document.mentions)
    for mention in document.authority.find(re.sub(r"[_\-.+%\d]+", " ", stem), is_question=True):
        name = mention.organisation.name
        if _is_employer(mention) and (_is_telling(mention) or name in in_text):
            found.setdefault(name, mention.text)
    if len(found) != 1:
        return None
    name, printed = next(iter(found.items()))
    return Label(name, f'file name: "{printed}" in {document.file_name}')


def _file_agrees(document: _Document) -> Label | None:
    """Give the one organisation whose short name the file has and of which the text is.

    The text opens with its full name, or says in its own voice that the short one is a hospital
    or has staff.
    """
    stem = re.sub(r"[_\-.+%\d]+", " ", re.sub(r"\.\w{1,5}$", "", document.file_name))
    opening = _names(m for m in _active(document) if m.form == Form.FULL and m.start < _OPENING)
    loose = [
        entry.organisation.name
        for entry in document.authority.entries
        for short in entry.loose
        if short in document.text and short.casefold() in stem.casefold()
    ]
    found: dict[str, str] = {}
    for mention in document.authority.find(stem, is_question=True, among=(*opening, *loose)):
        name = mention.organisation.name
        said = re.search(re.escape(mention.text) + _IS_EMPLOYER, document.text, re.IGNORECASE)
        if _is_employer(mention) and (name in opening or (said and document.has_own_voice)):
            found.setdefault(name, mention.text)
    if len(found) != 1:
        return None
    name, printed = next(iter(found.items()))
    return Label(name, f'file name and text: "{printed}" in {document.file_name}')


def _is_telling(mention: Mention) -> bool:
    if mention.form == Form.ABBREVIATION:
        return len(mention.text) >= 4 or mention.text.isupper()
    return mention.form in (Form.FULL, Form.SHORT)


def _spoken(document: _Document) -> Label | None:
    """Give the one organisation as which the body speaks."""
    text = document.text
    speakers = [mention for mention in _active(document) if _speaks(text, mention)]
    if len(_names(speakers)) != 1:
        return None
    return Label(speakers[0].organisation.name, f'the text speaks for it: "{speakers[0].text}"')


def _bylined(document: _Document) -> Label | None:
    """Give the one organisation that a line or sentence of the opening gives as its author.

    Nothing is told of it there: its full name stands alone, or before its department and the date.
    """
    lines = [line for line in document.text[:4000].splitlines() if line.strip()][:_OPENING_LINES]
    found: dict[str, Label] = {}
    for line in lines if document.has_own_voice else ():
        mentions = document.find(line)
        leading = [each for each in _leading(line, mentions) if _BYLINE.match(line, each.end)]
        for mention in (*leading, *(each for each in mentions if _is_its_paper(line, each))):
            name = mention.organisation.name
            found.setdefault(name, Label(name, f'first lines: "{line[:120]}"'))
    return next(iter(found.values())) if len(found) == 1 else None


def _is_its_paper(line: str, mention: Mention) -> bool:
    """Tell whether a line says that what follows stood in an employer's own paper."""
    before = _FROM_ITS.fullmatch(line, 0, mention.start)
    return bool(before and _is_employer(mention) and _ITS_PAPER.match(line, mention.end))


def _signed(document: _Document) -> Label | None:
    """Give the one organisation at which the author is, by the first lines or the last ones.

    Its full name ends a line that begins with the author, or stands alone at the very end.
    """
    lines = [line.strip() for line in document.text.splitlines() if line.strip()]
    opening, ending = lines[:_OPENING_LINES], lines[_OPENING_LINES:][-_ENDING_LINES:]
    found: dict[str, Label] = {}
    for line in (*opening, *ending) if document.has_own_voice else ():
        for mention in document.find(line) if len(line.split()) <= _LONGEST_SIGNATURE else ():
            before, after = line[: mention.start], line[mention.end :]
            is_alone = line in ending and not before.strip("*_—– ")
            if (
                _is_employer(mention)
                and mention.form == Form.FULL
                and not after.strip(" .*_)")
                and (is_alone or _AUTHOR.search(before))
            ):
                name = mention.organisation.name
                found.setdefault(name, Label(name, f'the author\'s line: "{line[:120]}"'))
    return next(iter(found.values())) if len(found) == 1 else None


def _told(document: _Document) -> Label | None:
    """Give the one organisation of which the body tells.

    A text in the third person tells of it early, and again or as "the trust"; one in its own voice
    must also treat it as its own, for an unnamed author may tell of a comparator as often.
    """
    text, told = document.text, _active(document)
    if len(_names(told)) != 1 or told[0].start >= 1500:
        return None
    if document.has_own_voice:
        if sum(_belongs(text, mention) for mention in told) < 2:
            return None
    elif len(told) < 2 and not (told[0].start < 600 and _TRUST_IN_NEWS.search(text)):
        return None
    return Label(told[0].organisation.name, f'"{told[0].text}" is the only one that it tells of')


def _contacts(document: _Document) -> Label | None:
    """Give the organisation whose mail addresses a document in its own voice gives."""
    if not document.has_own_voice:
        return None
    hosts = dict.fromkeys(host.lower() for host in _MAIL.findall(document.text))
    found = {}
    for host in hosts:
        organisation = document.authority.by_domain(host)
        if organisation is not None and organisation.type in _EMPLOYERS:
            found[organisation.name] = Label(organisation.name, f"mail addresses at {host}")
    return next(iter(found.values())) if len(found) == 1 else None


def _made(document: _Document) -> Label | None:
    """Give the organisation of the file's properties, where a document of its own names no other.

    A template keeps the properties of whoever made it, so that any other evidence goes before.
    """
    is_own = document.has_own_voice or bool(_OWN_PAPER.search(document.title))
    named = {name: line for line in document.makers for name in _named_in(document, line)}
    if not is_own or len(named) != 1 or not set(_names(_active(document))) <= named.keys():
        return None
    name, line = next(iter(named.items()))
    return Label(name, f'the file\'s properties: "{line[:120]}"')


# ------------------------------------------------------------------ the publisher


def _publisher(document: _Document) -> Label | None:
    match = _PUBLISHER_LABEL.search(document.text)
    if match:
        mentions = document.find(match["value"])
        if mentions:
            return Label(mentions[0].organisation.name, f'labelled line: "{match[0].strip()}"')
    if document.url:
        organisation = document.authority.by_domain(document.url)
        if organisation is not None:
            return Label(organisation.name, f"address: {document.url}")
    return _other_publisher(document)


def _other_publisher(document: _Document) -> Label | None:
    """Give the national body, network or paper that the title or the text names as publisher."""
    title = document.title
    for mention in document.find(title):
        leads = not title[: mention.start].strip() and _TITLE_OF.match(title, mention.end)
        closes = not title[mention.end :].strip() and title[: mention.start].rstrip()[-1:] in "|-–"
        if not _is_employer(mention) and (leads or closes):
            return Label(mention.organisation.name, f'title: "{title}"')
    for mention in document.mentions:
        after = _PUBLISHES.match(document.text, mention.end)
        if not _is_employer(mention) and after:
            words = " ".join(document.text[mention.start : after.end()].split())
            return Label(mention.organisation.name, f'the text: "{words}"')
    team = _WRES_TEAM.search(document.text)
    if team:
        return Label("NHS England", f'the text: "{" ".join(team[0].split())}"')
    return None


def _heading_publisher(document: _Document) -> Label | None:
    """Give the national body, network or paper on the letterhead or in the file's properties."""
    found: dict[str, Label] = {}
    for where, lines in (
        ("page header or footer", document.letterhead),
        ("the file's properties", document.makers),
    ):
        for line in lines:
            for mention in document.find(line):
                if not _is_employer(mention) and _is_name(mention.text, line):
                    name = mention.organisation.name
                    found.setdefault(name, Label(name, f'{where}: "{line[:120]}"'))
        if found:
            break
    return next(iter(found.values())) if len(found) == 1 else None


def _speaks_for_itself(document: _Document, owner: Label) -> bool:
    """Say whether a document about its owner is also the owner's own."""
    return (
        owner.reason.startswith(
            (
                *("labelled", "first lines", "page header", "the text speaks", "mail"),
                *("the file's", "the author's"),
            )
        )
        or bool(_OWN_PAPER.search(document.title))
        or document.has_own_voice
    )


# ------------------------------------------------------------------ how a text mentions


def _active(document: _Document) -> list[Mention]:
    """Give the mentions of trusts and boards that are not in passing."""
    return [
        mention
        for mention in document.mentions
        if _is_employer(mention) and not _is_passing(document.text, mention)
    ]


def _is_employer(mention: Mention) -> bool:
    kind = mention.organisation.type
    return kind in _EMPLOYERS or (kind is None and mention.organisation.ods_code is None)


def _is_passing(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - 60) : mention.start]
    return bool(_PASSING_BEFORE.search(before) or _PASSING_AFTER.match(text, mention.end))


def _speaks(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - 60) : mention.start]
    is_here = _BELONGS_BEFORE.search(before) and _WE.match(text, mention.end)
    return bool(is_here or _SPEAKS_BEFORE.search(before) or _SPEAKS_AFTER.match(text, mention.end))


def _belongs(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - 60) : mention.start]
    return bool(_BELONGS_BEFORE.search(before) or _BELONGS_AFTER.match(text, mention.end))


def _leads_line(text: str, mention: Mention) -> bool:
    """Say whether a line begins with the name, as a heading or a subject does."""
    line_start = text.rfind("\n", 0, mention.start) + 1
    lead = text[line_start : mention.start].strip(" \t#*•-–|>·0123456789.)").lower()
    return lead in {"", "the"} or _EXAMPLE.fullmatch(lead) is not None


def _leading(
    text: str, mentions: Iterable[Mention], forms: Collection[Form] = (Form.FULL,)
) -> list[Mention]:
    """Give the trusts and boards with whose names, of these forms, sentences or lines begin."""
    return [
        mention
        for mention in mentions
        if _is_employer(mention)
        and mention.form in forms
        and mention.text[:1].isupper()
        and not _PASSING_AFTER.match(text, mention.end)
        and (_leads_line(text, mention) or _leads_sentence(text, mention))
    ]


def _leads_sentence(text: str, mention: Mention) -> bool:
    before = re.sub(r"(?:\b(?:At|The)\s+)?[*_]*$", "", text[: mention.start])
    return not before or bool(_SENTENCE_END.search(before))


def _names(mentions: Iterable[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.organisation.name for mention in mentions))
