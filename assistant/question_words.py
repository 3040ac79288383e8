"""Tells questions apart by their wording: what they ask for, and what is out of scope."""

import re
from collections.abc import Mapping

from assistant.records import QuestionKind
from ingest.patterns import pattern

NAME_OF = (
    r"\b(?:names? of|who(?:['’]?s| is| are| was| were)) (?:the |its |their |your )?(?:\w+ ){0,2}?"
    r"(?P<role>(?:co-? ?|vice-? ?|deputy )?chair)(?:s|person|man|woman)?\b"
    r"|\bnames? of (?:the |its |their |your )?(?:[\w-]+ ){0,3}?(?P<post>lead|director|officer"
    r"|manager|head|guardian|sponsor|author|founder)s?\b"
)
"""A question for somebody's name, with the post that they hold."""
_RANKING = (
    r"\b(?:which|what|who|whose|where)\b.*\b(?:the|has|have|had) (?:best|worst|highest|lowest"
    r"|biggest|largest|smallest|most|fewest|least)\b"
)
# Patterns by kind; the kinds are tried in this order and the first that matches decides.
_PATTERNS: Mapping[QuestionKind, tuple[str, ...]] = {
    QuestionKind.WHO_WHEN: (
        r"\bwho(?:['’]?s|se)?\b.{0,40}\b(?:leads?|leading|runs?|running|owns?|doing|contact)\b",
        r"\bwho\b.{0,40}\b(?:ring|call|phone|e-?mail|speak to|talk to|get in touch)\b",
        r"\bwho\b.{0,40}\b(?:responsib|accountab|in charge|deliver)",
        r"\bwho (?:has|needs|is|are|will|must|should)\b(?: \w+)? (?:to|do|be)\b",
        r"\b(?:responsible|accountable) for\b",
        r"\bby when\b|(?<!\bno )(?<!\bwithout )(?<!\bwithout a )\bdeadlines?\b",
        r"\bdue (?:date|by)\b|\btime ?(?:scale|line|frame)s?\?",
        r"\b(?:by|until|till) (?:what|which) date\b|\b(?:until|till|from) when\b",
        r"\b(?:closing|cut-?off) dates?\b|\bcontacts?(?: (?:details?|names?|person))?\W*$",
        r"^(?:and |but |so )?when\b.*\b(?:by|due|need|should|must|will)\b",
        r"^(?:and |but |so )?(?:when|who|by whom)\W*$",
        r"\bhow long (?:have|has|do|does) \w+ (?:got|get|have|to)\b",
        r"\bwho\b.*\bwhen(?:['’]?s| is| are)? (?:it|this|that|they) (?:is )?(?:due|for)\b",
        NAME_OF,
    ),
    QuestionKind.LIST: (
        r"^list\b|\b(?:list|give|show|(?<!the )name)\b.{0,12}\b(?:all|every|each|the)\b",
        r"\bevery (?:action|trust|organisation|row|one)\b",
        r"\ball (?:\w+ ){0,3}(?:actions|commitments|pledges|promises|trusts|rows)\b"
        r"|\b(?:actions|commitments|pledges|promises) (?:due|led|for|about|under|owned|assigned"
        r"|belonging|with no|without)\b",
        r"\bwhat(?:['’]?s| is)? (?:in|on)\b.*\bplan\b",
        r"\b(?:only|just) (?:the )?(?:\w+ ){0,2}actions\b|\bactions (?:only|please)\b",
        r"\beverything\b",
        r"\b(?:which|what) (?:(?!(?:are|were|do|did|have|can|should|will)\b)\w+ )?"
        r"(?:actions|commitments|pledges|promises|trusts|organisations)\b|\bhow many actions\b",
        r"\bwho (?:else|all)\b|\bwho (?:can show|got|has|have)\b",
        r"\bwhat (?:is|are|else is)\b.*\b(?:due|down to)\b",
        r"\b(?:what|which|anything)\b.*(?:\b(?:behind schedule|overdue|off track|on track"
        r"|not (?:yet )?(?:been )?(?:started|begun))|\b(?:rated|marked|still|are|is|['’]s) "
        r"(?:red|amber|green|outstanding))\b",
        r"^(?:and |but |so )?which (?:of (?:those|these|them)|ones)\b",
    ),
    QuestionKind.INTERVENTION: (
        r"^how (?:did|do|does) (?!(?-i:[a-z]+ing)\b)"
        r"(?!.{2,60}\b(?:intend|hope|plan|aim|want|expect|propose)s? to\b)"
        r"[\w'’ &]{2,60}? (?:change|cut|reduce|improve|tackle|handle|deal with"
        r"|bring (?:down|in|up)|increase|raise|make|stop|run|set up) \w+",
        r"^(?!.*\b(?:plan(?:s|ned|ning)?|going to|will|intend\w*|(?:did|has) it"
        r"|that (?:work|help)\w*|and what (?:happened|changed|came)|agreed? to|promis\w+|would"
        r"|(?:they|it)['’]d)\b)"
        r"what (?:did|do|does|has|have|is|are) [^,?]{1,60}?"
        r"\b(?:do|done|doing|put in place|introduced?|set up)\b",
    ),
    QuestionKind.FACT: (
        _RANKING,
        r"\bthe (?:\w+ ){0,3}(?:figures?|percentage|ratio)\b",
        r"^(?:and |but |so )?(?:since )?(?:when|(?:in )?(?:what|which) (?:year|month)) "
        r"(?:did|was|were|has|have)\b|\bhow long\b",
        r"\bwhat (?:is|was|were|are)\b.*\b(?:rates?|turnover|score|level|average|median)\b",
        r"\bwhat (?:did|does|do|is|was|has|have)\b.*\b(?:costs?|charged?|spen[dt]|paid|price|fees?"
        r"|pay (?:its|their|for))\b",
        r"\bwhat (?:is|was|were|are) (?:[\w'’]+ ){0,4}(?:budgets?|funding)\b"
        r"|\b(?:what|which) (?:budget|funding)\b",
        # "How much did it cut …" asks for a change, "how much did it cost" for a figure.
        r"(?<!by )\bhow (?:many|much(?! (?:did|do|does|has|have)\b"
        r"(?!.*\b(?:cost|spen[dt]|save|pay|paid|charge)))|high|low|big|large|likely|likelier"
        r"|often)\b(?! actions)",
        r"\b(?:what|which) (?:%|per ?cent|percentage|proportion|share|figure|number|year)",
        r"\b(?:target|ratio|percentage)\b|\bthe (?:number|figure)\b",
        r"^(?!.*\b(?:did|has|have|fall|fell|drop\w*|improv\w*|chang\w*|reduc\w*|better|worse)\b)"
        r".*\b(?:likelihood|proportion)\b",
        r"%",
    ),
    QuestionKind.PLAN: (
        # "The plan" is a document: what it says may be a figure or a result.
        r"\bplann(?:ed|ing)\b|\bplans? (?:to|for|on|about)\b|\bplans\b|['’]s? (?:\w+ ){0,2}plan\b",
        r"\b(?:do|does|did)\b.{1,60} plan\b(?! (?:say|do|work|have|mean|give))",
        r"\bintend(?:s|ed|ing)?\b|\bintentions?\b",
        r"\b(?:going|committed|yet|still|agreed?) to\b|\bpromis(?:e|es|ed)\b",
        r"\bsa(?:y|ys|id) (?:that )?(?:they|it|he|she)(?:['’]d| would| will)\b",
        r"\bhop(?:e|es|ed|ing)\b|\bwhat(?:['’]?s| is) coming\b",
        r"\bpropos(?:e|es|ed|als?)\b",
        r"\bwhat will\b|^(?:and |but |so )?will\b|\bnext steps?\b|\bupcoming\b",
        r"\bwhat(?:['’]?s| is| comes| happens)? next\b|\blined up\b|\bin the pipeline\b"
        r"|\bon the cards\b|\bin store\b",
        r"\bwhat (?:is|are|were)\b.*\bpriorit(?:y|ies)\b",
        r"\b(?:counts?|measured?) as success\b|\bsuccess measures?\b",
        r"\b(?:targets?|ambitions?|goals?|trajector(?:y|ies))\b",
        r"\b(?:want|hope|aim)(?:s|ed|ing)? (?:to|for)\b",
    ),
    QuestionKind.EFFECT: (
        r"(?<!at )\bwork(?:ed|s)?\b(?! (?:with|together|on|in|for|at|force|place)\b)"
        r"(?=[\s?.,!]|$)",
        r"^(?:do|does|did|has|have)\b.*\bwork(?:s|ed)\b(?! (?:with|together|for|force)\b)",
        r"^(?:does|did)\b.*\bwork (?:at|in|there)\b",
        r"\baffect(?:s|ed|ing)?\b|\b(?:any|much) good\b|\bworth (?:it|doing|having)\b",
        r"\beffect(?:s|ive|iveness)?\b|\bimpacts?\b|\bchanged\b|\bbr(?:ing|ought) down\b",
        r"\b(?:better|worse|fewer|fairer|smaller|bigger|larger|higher|lower)\b",
        r"\b(?:did|has|have)\b.*\b(?:fairer|safer|kinder|quicker|faster|easier|shorter|happier)\b",
        r"\breduc(?:e|es|ed|ing|tions?)\b|\bcut\b|\bnarrow(?:ed|s)?\b|\bclosed?\b",
        r"\bimprov(?:e|es|ed|ing|ements?)\b|\b(?:got|getting|gotten) (?:better|worse)\b",
        r"\bresults?\b|\boutcomes?\b|\bsuccess(?:ful|es)?\b|\bbenefits?\b",
        r"\b(?:that|did|has|have)\b.*\b(?:raised|lifted|boosted|increased)\b(?! concern)",
        r"\b(?:evidence|proof) (?:that|for|of)\b|\bdid (?:it|that|this)\?",
        r"\b(?:did|has|have|does) (?:it|that|this|they|any of (?:it|them))"
        r"(?: all| actually| really)?"
        r" (?:work|help|chang|ma[dk]e|pay|paid|bring|brought|lead|led|do any)\w*",
        r"^(?:do|does|did|has|have)\b.*\b(?:change|help|pay off|matter|save)(?:s|d|ed)?\b",
        r"\b(?:do|does) (?:it|they|these|those|this|that) (?:actually |really |even )?(?:help|work"
        r"|pay off|make (?:a|any|much))\b|\bdo(?:es|ing|ne)? (?:any|some|much) good\b",
        r"\bwhat (?:did|has|have)\b.*\bachieved?\b|\bachievements?\b",
        r"^(?:did|has|have)\b.*\b(?:more|rise|risen|fall|fallen|grow|grown|increased?|drop(?:ped)?)\b",
        r"\b(?:go|goes|went|gone|going|move[ds]?) (?:up|down)\b",
        r"\bhow (?:much|far) (?:did|has|have)\b.*\b(?:fall|fallen|drop(?:ped)?|rise|risen|grow"
        r"|grown|change)\b",
        r"^(?:do|does|did)\b.*\blead to\b|^how (?:did|has|does) (?-i:[a-z]+ing)\b",
        r"\bled to\b|\bcame of\b|\b(?:take|get) (?:the )?credit\b",
        r"\bwhat happened (?:when|with|to|after|as|once)\b|\bturn(?:ed)? out\b",
        r"^(?:did|has|have)\b.*\b(?:get|got|gotten|win|won|secured?|promoted|appointed)\b",
        r"\b(?:a|any|much|what) difference\b|\bshow(?:n|ed)?\b.*\b(?:saving|fall|drop|change)",
    ),
    QuestionKind.DEFINITION: (
        r"\b(?:mean|means|meaning|stands? for|defin\w+)\b|\bwhat (?:does|do) .{1,60} measure\b",
        r"^what(?:['’]?s| is| are) (?:a |an |the )?(?:[\w&-]+ ?){1,3}\??$",
        r"^what is an? (?:[\w&-]+ ?){1,6}\??$|\bwhat counts as\b|\bmeant by\b",
        r"^(?!(?:why|how|what|where|which|more|really)\b)[A-Za-z&]{2,8}\?$",
        r"\bis(?:n['’]?t)? (?:that|it|this) (?:just|simply|only)\b|\bisn['’]?t that\b",
    ),
}
# Whoever asks for all rows wants a list, also of what is "due by" a date.
_ALL_ROWS = pattern(
    r"^(?!.*\b(?:who(?:se|m)?|when)\b).*(?:\beverything\b|^(?:please )?list\b"
    r"|\b(?:all|every|which|what) (?:[\w'’-]+ ){0,3}"
    r"(?:actions?|commitments?|pledges?|promises?)\b)",
    re.IGNORECASE,
)
_COMPILED = tuple(
    (kind, pattern("|".join(patterns), re.IGNORECASE)) for kind, patterns in _PATTERNS.items()
)
# "Plans only, please", "just the results": whatever else is said.
_ONLY = tuple(
    (
        kind,
        pattern(rf"\b(?:{named}) only\b|\b(?:only|just) (?:the |their |its )?(?:{named})\b", re.I),
    )
    for kind, named in (
        (QuestionKind.PLAN, "plans|intentions"),
        (QuestionKind.EFFECT, "results|outcomes"),
    )
)

# Somebody's own case, legal advice, entitlements, drafting, small talk.
_OUT_OF_SCOPE = pattern(
    "|".join(
        (
            r"\bI(?:['’]ve| have| was|['’]m| am) (?:just |now )?(?:been |being )?"
            r"(?:suspended|sacked|dismissed|bullied|disciplined|harassed|fired|accused|off sick)\b",
            r"\bmy (?:line |own |former |ex-?)?"
            r"(?:manager|boss|tribunal|case|grievance|claim|pay ?slip|pension|pay|hearing)\b",
            r"\b(?:have|do) I (?:got |have )*(?:a )?(?:case|claim|rights?)\b",
            r"\bam I (?:entitled|allowed)\b|\bcan I (?:sue|claim|appeal)\b",
            r"\bshould I (?:appeal|resign|sue|accept|sign)\b|\bwhat (?:do|can|should) I do\b",
            r"\btribunal\b|\bsettlement agreements?\b|\bconstructive dismissal\b|\bsue\b",
            r"^(?:please |can you |could you |will you )*"
            r"(?:write|compose|draft|create|generate|translate|sing)\b",
            r"^(?:please )?(?:can|could|will|would) you (?:please )?(?:ring|phone|book|order"
            r"|arrange|schedule|remind|e-?mail)\b",
            r"\b(?:tonight|tomorrow)\b|\bwhat time\b",
            r"\b(?:weather|poem|joke|recipe|football|song|lottery|horoscope)\b",
            r"^(?:hi|hello|hey|thanks|thank you|good (?:morning|afternoon|evening)|how are you)"
            r"\b[\s\w]{0,20}[.!?]*$",
            r"\b(?:sick|maternity|paternity|redundancy|holiday) pay\b|\bannual leave\b",
            r"\b(?:notice period|mileage allowance|my contract|pay rise)\b",
        )
    ),
    re.IGNORECASE,
)
_COMPARES = pattern(
    r"\bcompar(?:e|es|ed|ing|ison)\b|\bversus\b|\bvs?\b|\bdiffer(?:s|ences?)?\b", re.IGNORECASE
)
_CHANGE = pattern(
    "|".join(
        (
            *_PATTERNS[QuestionKind.EFFECT],
            r"\bdropp?(?:ed|s)?\b|\bfell\b|\bdown\b|\brose\b|\bbefore and after\b|\bgot more\b",
        )
    ),
    re.IGNORECASE,
)
_CREDITS = pattern(
    r"\bhow (?:much|far) (?:did|has|have)\b.*\b(?:cut|reduc\w+|lower\w*|improv\w+|increas\w+"
    r"|rais\w+|narrow\w*|fall|fallen|drop\w*|rise|risen|halv\w+|clos\w+|chang\w+)\b"
    r".*\b(?:after|following|through|thanks to|because of|as a result of|by (?!how\b)\w+ing)\b",
    re.IGNORECASE,
)
"""How much something changed by something that was done: a result, and no figure alone."""
_NAME_OF = pattern(NAME_OF, re.IGNORECASE)
_WHAT_IS = pattern(
    r"^(?:and |so )?what(?:['’]?s| is| are| does| do) (?:an? |the |[\"“])*(?P<subject>[\w’'& -]+?)"
    r"(?: means?| stand for)?[\"”?.! ]*$",
    re.IGNORECASE,
)
_OF_WHAT_SORT = pattern(
    r"(?<=\w) (?:programme|scheme|project|course|initiative|network|campaign|model)$", re.I
)
_DEEDS = pattern(
    r"^(?:and |but |so )?what(?:['’]s| (?:is|are|was|were|has|have|did|do|does))\b(?! an? ).*"
    r"\b(?:do|doing|done|put in place|set up|introduced?)\b",
    re.IGNORECASE,
)
"""What "a guardian does" is no deed: it is what a guardian is."""
_WORSE = pattern(
    r"\b(?:get|gets|getting|got|gone|going|become|became|any|is) worse\b|\bworsen\w*"
    r"|\bdeteriorat\w*|\b(?:go(?:es|ing|ne)?|went|moved|heading|headed) (?:backwards?|downhill"
    r"|in the wrong direction|the wrong way)\b|\bwiden(?:ed|ing|s)?\b"
    r"|\bwrong direction\b|\bslipp(?:ed|ing) back\b",
    re.IGNORECASE,
)
# "Where did the ratio go up?", "whose share fell?": only what moved that way is meant.
_MOVED = tuple(
    (way, pattern(rf"\b(?:where|which|whose|who)\b.*\b(?:{words})\b", re.IGNORECASE))
    for way, words in (
        ("up", r"(?:go|goes|went|gone|going) up|rise|rises|rose|risen|rising|climb(?:s|ed|ing)?"),
        ("down", r"(?:go|goes|went|gone|going|c[oa]me) down|fall|falls|fell|fallen|drop(?:s|ped)?"),
    )
)
_RANKS = pattern(_RANKING, re.IGNORECASE)
_ENDS = (
    frozenset({"highest", "biggest", "largest", "most", "top"}),
    frozenset({"lowest", "smallest", "fewest", "least"}),
    frozenset({"best", "top"}),
    frozenset({"worst", "bottom"}),
)
_SUPERLATIVE = pattern(rf"\b(?:{'|'.join(sorted(set.union(*map(set, _ENDS))))})\b", re.IGNORECASE)
_LESSONS = pattern(
    r"\b(?:tips?|lessons?|learn(?:ed|t|ings)?|advi[sc]e|recommend(?:s|ed|ations?)?|barriers?"
    r"|challenges?|pitfalls?|obstacles?|hindsight|differently|hard(?:est)?|difficult(?:y|ies)?"
    r"|(?:went|go|gone) wrong|watch out|stalled|dropped|abandoned|paused|stopped|never got going"
    r"|struggl\w+|fail(?:ed|ures?)?)\b",
    re.IGNORECASE,
)
_CONTACT = pattern(
    r"\bcontacts?\b|\b(?:speak|talk|write|ring|reach out) to\b|\bget in touch\b"
    r"|\bwho\b.{0,30}\b(?:ring|call|phone|e-?mail|get hold of|approach|ask)\b"
    r"|\bin touch with\b|\bwho (?:wrote|submitted)\b",
    re.IGNORECASE,
)
# Wording by which a source speaks of groups apart, or of the ratio between them.
_GROUPS = pattern(
    r"\b(?:BME|BAME|ethnic|white|black|asian|minorit\w+|global majority|racialised|likelihood|"
    r"times (?:more|less|as) likely|ratio|disproportion\w*|gap)\b|\bWRES (?:metric|indicator)\b",
    re.IGNORECASE,
)
_AIM = pattern(
    r"\b(?:targets?|aims?|aiming|goals?|ambitions?|trajector\w+|plans?|planned|planning|hopes?"
    r"|hoping|wants?|intend\w*|should|success measures?)\b",
    re.IGNORECASE,
)
_ABOUT_GAP = pattern(
    r"disparit|dispropor|\bgaps?\b|inequalit|relative likelihood|over-?represent"
    r"|times (?:more|as) likely|\b(?:compared (?:with|to)|than|versus|vs) white\b",
    re.IGNORECASE,
)


def recognise_kind(question: str, sides: int, plans: int) -> QuestionKind:
    """Tell what kind of answer the wording asks for; what was done, when nothing else is asked.

    `sides` organisations and `plans` named by their period are there to be compared: two
    organisations always are, a plan only where the wording compares.
    """
    if _OUT_OF_SCOPE.search(question):
        return QuestionKind.OUT_OF_SCOPE
    if sides <= 1 and _CREDITS.search(question):
        return QuestionKind.EFFECT
    if sides > 1 or (sides + plans > 1 and _COMPARES.search(question)):
        return QuestionKind.COMPARE
    if _ALL_ROWS.search(question) and re.search(r"\bdue\b", question, re.IGNORECASE):
        return QuestionKind.LIST
    found = next((kind for kind, wording in _COMPILED if wording.search(question)), None)
    if found not in {QuestionKind.LIST, QuestionKind.WHO_WHEN}:
        found = next((kind for kind, wording in _ONLY if wording.search(question)), found)
    by_change = QuestionKind.EFFECT if asks_for_worse(question) else QuestionKind.INTERVENTION
    return found or by_change


def asks_for_change(question: str) -> bool:
    """Tell whether a question asks what changed, and not only what was done or planned."""
    return bool(_CHANGE.search(question)) or asks_for_worse(question)


def asks_for_deeds(question: str) -> bool:
    """Tell whether a question asks in so many words what is being or was done."""
    return bool(_DEEDS.search(question))


def explains(question: str, text: str) -> bool:
    """Tell whether a text says of the subject of "what is …?" what that is: "… is", "…:"."""
    asked = _WHAT_IS.match(question)
    if asked is None:
        return False
    subject = _OF_WHAT_SORT.sub("", asked["subject"])
    words = r"[\s-]+".join(map(re.escape, subject.split()))
    said = rf"(?:^|[“\"*(]|[.;:] )\W*(?:an? |the )?{words}\b[\"'’”)*]*(?: \([^)]*\))?"
    return bool(re.search(rf"{said}(?: (?:is|are|means?|refers? to|describes?)\b|: )", text, re.I))


def asks_for_name(question: str) -> bool:
    """Tell whether a question asks for the name of somebody who holds a post."""
    return bool(_NAME_OF.search(question))


def asks_how_much(question: str) -> bool:
    """Tell whether a question asks for the size of a change."""
    return bool(re.search(r"\bhow (?:much|far)\b", question, re.IGNORECASE))


def asks_who(question: str) -> bool:
    """Tell whether a question asks for a person or a party, and not only for a date."""
    return bool(re.search(r"\bwho|\bleads?\b|\bresponsib|\baccountab", question, re.IGNORECASE))


def asks_when(question: str) -> bool:
    """Tell whether a question asks for a time."""
    return bool(
        re.search(r"\bwhen\b|\bdates?\b|\bdeadline|\btime ?(?:scale|line|frame)", question, re.I)
    )


def asks_for_worse(question: str) -> bool:
    """Tell whether a question asks what got worse."""
    return bool(_WORSE.search(question))


def asks_which_way(question: str) -> str:
    """Give the way in which a question says that a figure moved, "up" or "down"; "" for neither."""
    ways = [way for way, wording in _MOVED if wording.search(question)]
    return ways[0] if len(ways) == 1 else ""


def asks_for_ranking(question: str) -> bool:
    """Tell whether a question asks who is first or last among all."""
    return bool(_RANKS.search(question))


def ranks(question: str, text: str) -> bool:
    """Tell whether a text itself says who is first or last, at the end that is asked about."""
    said = {word.casefold() for word in _SUPERLATIVE.findall(text)}
    asked = {word.casefold() for word in _SUPERLATIVE.findall(question)}
    return any(said & end and asked & end for end in _ENDS)


def asks_for_lessons(question: str) -> bool:
    """Tell whether a question asks what was learnt: tips, barriers, what went wrong."""
    return bool(_LESSONS.search(question))


def without_lessons(question: str) -> str:
    """Leave out the words that ask what was learnt: sources tell it in others."""
    return _LESSONS.sub(" ", question)


def asks_for_contact(question: str) -> bool:
    """Tell whether a question asks for somebody to speak to."""
    return bool(_CONTACT.search(question))


def asks_for_aim(question: str) -> bool:
    """Tell whether a question asks what is aimed at, and not what was measured."""
    return bool(_AIM.search(question))


def tells_groups(text: str) -> bool:
    """Tell whether a text speaks of groups of staff apart, or of the ratio between them."""
    return bool(_GROUPS.search(text))


def is_about_gap(question: str) -> bool:
    """Tell whether a question asks about a difference between groups of staff."""
    return bool(_ABOUT_GAP.search(question))
