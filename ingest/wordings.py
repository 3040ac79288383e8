"""The wordings that show what a sentence is evidence of, in order; read by `ingest.evidence`."""

import re
from dataclasses import dataclass
from functools import cache

from ingest.patterns import pattern
from ingest.records import Evidence

# ------------------------------------------------------------------ words that the table is made of

_ADVERB = (
    r"(?:\w+ly |also |now |already |since |then |all |both |been |further |just |still |first )*"
)
_NUMBER = (
    r"(?:\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif"
    r"|six|seven|eigh|nine)teen|twenty|thirty"
    r"|forty|fifty|none|nil|zero|half|(?:a|one) (?:third|quarter|fifth)|two[- ]thirds"
    r"|three[- ]quarters)\b|£ ?\d[\d,.]*|\d[\d,]*(?:\.\d+)?)"
)
_FIGURE = rf"(?:{_NUMBER}(?:\s?%|[ -]?(?:per ?cent|percentage|points?|times|million|m|k|bn)\b)*)"
_YEAR = r"(?:19|20)\d\d(?:/\d\d)?"
_EARLIER = (
    r"(?:(?:the |a |in the )?(?:previous|preceding|prior|last) (?:\w+ )?(?:year|survey|report"
    r"|month)|the same (?:\w+ )?(?:months?|period|quarter|weeks?|time|point) (?:of|in|last) "
    r"(?:last )?(?:year|(?:19|20)\d\d)|(?:the|a) year (?:before|earlier|ago)|last year"
    r"|in (?:19|20)\d\d)"
)
_ETHNIC = (
    r"(?:BME|BAME|ethnic\w*|minority|minorities|minoritised|racialised|global majority|Black|Asian"
    r"|white)"
)
_PEOPLE = (
    rf"(?:{_ETHNIC}|staff|colleagues|employees|nurses|applicants|candidates|officers|people|women"
    r"|men|disabled|workforce|boards?|directors|chairs|trusts|managers|members|respondents)"
)
_DID = (  # past forms of verbs for what an organisation does
    r"(?:kept|volunteered|accepted|acquired|added|addressed|adopted|agreed|amended|analysed"
    r"|announced|apologised"
    r"|appointed|arranged"
    r"|asked|assessed|audited|began|briefed|brought in|built|carried out|changed|circulated"
    r"|checked|coached|collaborated|collected|commissioned"
    r"|committed|completed|conducted|consulted|contacted|convened|coproduced|co-produced|created"
    r"|delivered|deployed|designed|developed|devised|discussed|distributed|drew|embedded|embraced"
    r"|enabled|encouraged|engaged|enrolled|established|examined|expanded|extended|facilitated"
    r"|focus+ed|formed|funded"
    r"|gathered|held|helped|hired|hosted|identified|implemented|incorporated|integrated"
    r"|introduced|invested|invited|joined|launched|led|liaised|linked|listened|mapped|matched"
    r"|mentored|met|monitored|moved|offered|organised|oversaw|paired|partnered|piloted|pointed"
    r"|posted|presented|produced|promoted|prioritised|provided|put in place|put up|ran"
    r"|recruited|redesigned"
    r"|refreshed|refined|relaunched|renewed|replaced|re-?viewed|revised|revived|replaced|required"
    r"|rewarded|rewrote"
    r"|rolled out|sent|set(?: up| out)?|shared|showcased|signed|scrutinised|sought|sponsored"
    r"|standardised|started"
    r"|strengthened|supported|targeted|taught|tested|took|trained|trialled|undertook|updated"
    r"|used|visited|widened|worked|wrote)"
)
_DONE = rf"(?:done|drawn|given|held|run|taken|undertaken|written|begun|chosen|{_DID[3:-1]})"
_SAID_OR_SUFFERED = (  # past forms that are no deed, even after "the trust"
    r"(?:accused|affected|believed|concluded|described|employed|experienced|exceeded|faced|failed"
    r"|improved|increased|indicated|lacked|needed|noted|received|recognised|reduced|remained"
    r"|reported|served|showed|stated|suffered|wanted|warned|wished|need|succeed)"
)
_DOER = (  # who may stand before such a verb
    r"(?:we|it|they|he|she|who|which|trusts?|teams?|boards?|networks?|groups?|organisation"
    r"|hospitals?|council|executives|directors?|managers|leaders?|hr|that|chiefs|staff side|chair"
    r"|chairman|chief executive|departments?|force|service|university|programme|event|work"
    r"|colleagues|pilots?|schemes?|forums?|sessions?|workshops?|training|cohort(?: \d+)?|pairs"
    r"|conversations?|partners|ambassadors|representatives?|approach|evaluation"
    r"|(?-i:(?!None\b|Nobody\b|Nothing\b)[A-Z][\w’'&]+))"
)
_UP_DOWN = (  # past forms of change
    r"(?:rose|risen|fell|fallen"
    r"|dropped(?! (?:out|off|by to)\b)(?! in(?:[.,;]|$| (?:to|on|for|and)\b))"
    r"|grew|grown|shrank|shrunk|halved|doubled|trebled|tripled"
    r"|quadrupled|narrowed|widened|closed|improved|deteriorated|worsened|increased|decreased"
    r"|declined|reduced|climbed|slipped|went (?:up|down)|gone (?:up|down)|come down|came down|cut"
    r"|overtaken|overtook|exceeded|lowered|raised|eliminated)"
)
_CHANGE = (
    r"(?:rises?|falls?|drops?|growth|reductions?|decreases?|increases?|declines?|improvements?"
    r"|narrowing|gains?|savings?|upturn|progress)"
)
_MEASURE = (  # what is said to change
    r"(?:figures?|scores?|rates?|ratios?|likelihoods?|gaps?|numbers?|shares?|proportions?|metrics?"
    r"|indicators?|areas?|data|discrimination|abuse|bullying|harassment|racism|representation"
    r"|belief|engagement|cases?|suspensions?|investigations?|disparit\w+|experiences?|odds"
    r"|satisfaction|costs?|turnover|retention|confidence|morale|sickness|absences?|diversity"
    r"|grievances?|complaints?|leavers|results?|workforce|pay|participation|uptake|trust|ratings?"
    r"|incidents|appointments|vacanc\w+|disclosure|culture)"
)
_AMOUNT = (
    r"(?:an? |some |good |steady |major |significant |real |sustained |overall |continued "
    r"|promising "
    r"|consistent |further |small |slight |year[- ]on[- ]year |more |much |clear |large |marked )*"
)
_ORDER = (  # bare verbs that open an action to take
    r"(?:draw up|set up (?:an?|another)|look (?:at|into|again)|teach|spread|help|keep|start|hire"
    r"|achieve|add|address|adopt|advertise|advise|agree|align|analyse|apply|appoint|ask|assess"
    r"|audit|begin|benchmark|build|carry out|celebrate|challenge|check|coach|collect|commission"
    r"|communicate|complete|conduct|consider|consult|contact|continue|coproduce|create|deliver"
    r"|design|develop|devise|discuss|draft|embed|empower|enable|encourage|engage|ensure|establish"
    r"|evaluate|examine|expand|explore|extend|facilitate|finalise|focus|formalise|further develop"
    r"|gather|give|hold|host|identify|implement|improve|include|increase|influence|integrate"
    r"|introduce|invest|investigate|invite|issue|join|launch|lead|link|listen|maintain|make|map"
    r"|measure|meet|mentor|monitor|nominate|offer|open|organise|pilot|plan|prepare|present"
    r"|prioritise|proactively|produce|promote|provide|publish|put in place|raise|rebuild|recommend"
    r"|record|recruit|redesign|reduce|refresh|refine|reinstate|relaunch|remove|renew|report"
    r"|require|research|review|revise|revisit|roll out|run|scope|scrutinise|secure|seek|share"
    r"|showcase|sponsor|strengthen|submit|support|tackle|target|test|track|train|undertake|update"
    r"|use|utilise|widen|work(?: with| closely| in partnership)|write)"
)
_TOOK_PART = (  # who was on a programme
    r"(?:pairs|participants|mentees|mentors|sponsors|graduates|delegates|attendees|trainees|alumni"
    r"|learners|sponsored (?:colleagues|staff|people)|of those who (?:took part|came|finished))"
)
_EFFECT = (  # bare verbs of an effect wanted
    r"(?:reduce|reducing|increase|increasing|improve|improving|raise|raising|close|closing|cut"
    r"|narrow|narrowing|eliminate|achieve|reach|halve|lower|match|become)"
)
_AUXILIARY = (
    r"(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|shall|should|can|could|may"
    r"|might|must|not)\b"
)
_DEED = (  # bare verbs of something to do, where others say what is to come of it
    r"(?:extend|pilot|roll out|launch|introduce|set up|run|repeat|develop|publish|create|build"
    r"|use|work"
    r"|explore|review|offer|share)"
)
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|spring|summer|autumn|winter)"
)

# Wanted, expected, possible or denied: no result, whatever the verb.
_NOT_OF_VERB = "(?<!-)" + "".join(
    f"(?<!{verb} )"
    for verb in (
        *("draw", "drew", "drawn", "follow", "followed", "made", "make", "makes", "making", "pick"),
        *("picked", "put", "set", "sign", "signed", "stand", "stood", "take", "taken", "took"),
        *("turn", "turned", "write", "wrote", "written"),
    )
)
"""Before "up" or "down": they are not of "drew up three contracts"."""

_WISHED = (
    r"\b(?:will(?! be published)|would|shall|should|could|may(?! 20)|might|must|aim(?:s|ed|ing)?"
    r"|hop(?:es?|ed|ing)|intend(?:s|ed)?|intentions?|expect(?:s|ed)?|plan(?:s|ned)? to|seek(?:s"
    r"|ing)?|whether|wonder(?:s|ed|ing)?|to be|in order to|so that"
    r"|wants? (?:an?|to|its|the|at least|\d[\d.,%]*|more|fewer|less)"
    r"|wish(?:es)?|cannot|ambitions?|goals?|aspir\w+|ought|asked to"
    r"|(?:does|do|did)(?: not|n[’']t) mean|(?:was|were|is|are) to|meant to|designed to|needs? to|if"
    r"|(?:has|have|had)(?: not|n[’']t) (?:yet )?(?:\w+ly )?(?:reduced|increased|improved|cut"
    r"|lowered|raised|narrowed|closed|brought|seen)"
    r"|no (?:obvious |clear )?(?:trend|change|improvement|progress))\b"
)
_TARGETED = (
    r"\b(?:will|shall|should|could|may(?! 20)"
    r"|to be(?! (?:appointed|chosen|disciplined|investigated|promoted|shortlisted|suspended)\b)"
    r"|(?:we|trusts?|boards?) wants?|wants? (?:at least )?\d[\d.%]*"
    r"|aim(?:s|ed)?|targets?|expects?|expected|goal"
    r"|hop(?:es?|ed|ing)|intend(?:s|ed)?|plan(?:s|ned)? to|by 20[2-9]\d)\b"
    rf"|^\W*(?:to )?{_EFFECT}\b"
)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """Wordings, what they show, how to say so, and what vetoes them in the same clause."""

    evidence: Evidence
    says: str
    wordings: tuple[str, ...]
    vetoing: str
    yields: bool
    """Whether a heading of what was done, learned or wanted says more than these wordings do."""

    @property
    def veto(self) -> re.Pattern[str] | None:
        """Give the pattern of what vetoes it, if there is any."""
        return compiled(self.vetoing) if self.vetoing else None


# When it is first needed: a question needs none of them, and all take a tenth of a second.
@cache
def compiled(wording: str) -> re.Pattern[str]:
    """Give the pattern of a wording."""
    return re.compile(wording, re.IGNORECASE)


def _rule(
    evidence: Evidence, says: str, *patterns: str, veto: str = "", yields: bool = False
) -> Rule:
    return Rule(evidence, says, patterns, veto, yields)


# ------------------------------------------------------------------ 1. the form of the text

_NOT_IN_IT = (
    r"(?:(?:did|had|have|has|do|does|were|was|are|is)(?: not|n[’']t)|never) (?:yet |been )?"
    r"(?:tak(?:e|en) (?:part|it up)|attend(?:ed)?|join(?:ed)?|enrol(?:led)?|participat(?:e|ed)"
    r"|complete(?:d)?|chosen|selected|trained|coached|mentored|involved|on (?:it|the|a|our)\b"
    r"|part of|in (?:it|the (?:pilot|programme|scheme|trial)))"
)
FORMS = (
    _rule(
        Evidence.BASELINE,
        "a figure on those who did not take part",
        rf"^(?:(?:by|in) comparison,? )?(?:(?:of|among(?:st)?) [^,;:.|]{{0,60}}?"
        rf"|(?:(?!to )[\w-]+ ){{0,2}}{_PEOPLE} )"
        rf"(?:who|that|which) (?:\w+ (?:and|but) )?{_NOT_IN_IT}[^;|]*{_FIGURE}",
        rf"^(?:(?:of|among(?:st)?|for|in) )?(?:the |our )?(?:(?:control|comparison) (?:group|team"
        rf"|ward|site)|non-?participant)s?\b[^;|]*{_FIGURE}",
        rf"^[^,;:|]{{2,60}} {_NOT_IN_IT},? and (?:its|their|there) [^;|]*{_FIGURE}",
        rf"^(?:in|on|at|among(?:st)?) (?:the )?(?:\w+ )?(?:teams?|wards?|departments?|directorates?"
        rf"|divisions?|sites?|areas?|services?) without (?:an? |the |it\b)[^;|]*{_FIGURE}",
        veto=r"\b(?:against|compared (?:with|to)|whereas|while|than)\b",
    ),
    _rule(
        Evidence.CONTEXT,
        "a key to colours",
        r"^(?:red|amber|yellow|green|blue|grey|gray|purple|white|black) \| [^|]{1,80}$",
    ),
    _rule(
        Evidence.PLAN,
        "whom to ask, and by when",
        r"^(?:write to|e-?mail|ring|phone|contact|speak to|apply to|sign up with|reply to) "
        r"(?-i:[A-Z])[^.;]{2,80}\b(?:by|before|until) (?:the )?(?:\w+ )?"
        rf"(?:\d\d?(?:st|nd|rd|th)? )?{_MONTHS}\b",
    ),
    _rule(
        Evidence.CONTEXT,
        "a note about the text",
        r"^\[.*\]\.?$",
        r"^(?:nothing|none|not) (?:yet|so far|to date)\b",
        r"^\([^()]*\d{4}[^()]*\)\.?$",
        r"^(?:first )?(?:published|dated|updated|posted|source|sources|contact details"
        r"|interviewees?|organisation name|your (?:name|details))\b.{0,60}$",
        r"^(?:version \d|(?:presented|submitted) to (?:the|our) "
        r"|(?:prepared|presented|kept|compiled) (?:by|for)\b"
        r"|(?:approved|ratified|endorsed) (?:by|at) |report (?:for|of) the (?:year|period)\b"
        r"|minutes of (?:the|a)\b|(?:\w+ ){1,3}last updated\b|next review\b).{0,100}$",
        r"^date: (?:\d\d? )?[A-Z][a-z]+ (?:19|20)\d\d$",
        r"\?(?:</?\w+>|\W)*$",
        r"\b(?:this|a) (?:\w+ )?summary (?:written|made|of|was)\b|^(?:it|this) summarises\b",
        r"\b(?:no|not give) (?:\w+ ){0,3}(?:figures?|numbers?|ratios?|percentages?|measures?"
        r"|results?)"
        r" (?:is|are|for|of|on)\b[^.]{0,60}(?:given|shown|stated|reported)",
        r"\b(?:gives?|reports?|offers?|contains?) (?:no|only|feedback only)\b",
        r"^(?:the|this|it|neither|no) (?:\w+ ){0,4}?(?:do(?:es)? not|did not"
        r"|cannot) (?:\w+ )?(?:(?:say|tell)(?! (?:if|whether|how (?:far|much))\b)"
        r"|state|give|name|report|test|show|include|contain|explain)\b",
        r"^(?:wres )?(?:indicators?|metrics?|tables?|figures?|sections?) \d[\d ,&and]*\.?$",
        r"^\W*(?:and )?please\b|^if you (?:have|would|need)\b|^(?:n/a|thank you)\b",
        r"\b(?:we would be grateful|keen to learn about|your case study|we may publish)\b",
    ),
    _rule(
        Evidence.CONTEXT,
        "somebody asks",
        r"^(?-i:(?!HR|OD|OH|NHS|BME|EDI)[A-Z]{2,3}) (?:asked|thanked|queried)\b",
        r"^(?:[\d.]+ )?the (?:trust )?(?:board|committee|group|council|executive|governors) "
        r"(?:is|are) (?:asked|invited|recommended) to\b",
        r"^(?!(?:we|it|they)\b)[^,;:.]{1,60}(?<!\bwere)(?<!\bwas)(?<!\bare) (?:asked|asks|enquired"
        r"|queried|wondered|wonders) (?:\w+ ){0,3}(?:whether|if)\b",
        veto=r"\d ?%|\bper ?cent\b|\b(?:said|replied|answered)\b",
    ),
    _rule(
        Evidence.LEARNING,
        "advice or a lesson",
        r"^(?:top )?tips?\b.{0,20}:",
        r"^(?:lessons?(?: learn\w+)?|learning|advice|barriers?|challenges and barriers)\b.{0,15}:",
    ),
    _rule(
        Evidence.BASELINE,
        "it is introduced as a baseline",
        r"^(?:baseline|current position)\b",
        r"^[^,;]{0,90}\b(?:has|have|had) (?:hardly|barely|scarcely) (?:changed|moved|improved)\b"
        r"(?!.*\b(?:but|while|although|whereas)\b)",
        rf"^(?:[^.:]{{0,90}}: )?[^.]{{0,120}}\b(?:prior to|before) {_YEAR},? [^.]{{0,60}}\b(?:had"
        rf"|went|were|was)\b",
    ),
    _rule(
        Evidence.INTERVENTION,
        "it is introduced as what was done",
        r"^(?:interventions?|actions? taken|what (?:we|they) did|process|initiatives|improvements "
        r"named|measures(?: for [^:]{0,40})?)(?: so far)?:",
        veto=r"\bin progress\b",
    ),
    _rule(
        Evidence.TARGET,
        "it is introduced as an aim",
        r"^(?:aims?|purpose|goals?|ambitions?|aspirations?|visions?)(?: \d+)?:",
        r"^(?:targets?|success(?: measures?)?|measures?|intended (?:effect|outcomes?|impact)"
        r"|expected (?:outcomes?|impact|benefits?)|kpis?)(?: \d+)?:",
    ),
    _rule(
        Evidence.PLAN,
        "the form of a plan",
        r"^(?:\w+ )?(?:action|step|objective|priority|commitment|recommendation) ?(?:no\.? ?)?"
        r"(?:\d[\d.]*|one|two|three|four|five|six)\b.{0,90}?:",
        r"^(?:(?:action )?leads?|dates?|owners?|timescales?|due(?: date| by)?|deadline|timeline"
        r"|by when|by who|responsible)\b(?: by|:| date:).{0,200}$",
        r"^(?:\w+ ){0,2}(?:recommendations?|areas? (?:to develop|for improvement)|commitments?"
        r"|focus areas?|next steps|objectives?|initiatives in progress|priorities)\b[^.:]{0,20}:",
        r"^(?:key )?priorities (?:for|include|are)\b",
    ),
)

# ------------------------------------------------------------------ 2. results

RESULTS = (
    _rule(
        Evidence.OUTCOME,
        "a change with its start or size",
        rf"\b(?:{_UP_DOWN}|{_CHANGE})\b[^;]{{0,90}}?\bfrom [^;,]{{0,15}}?{_FIGURE}[^;]{{0,40}}?"
        rf"\b(?:to|in|over|since|between)\b",
        rf"\b{_UP_DOWN}\b(?: \w+){{0,3}} by (?:\w+ )?{_FIGURE}",
        rf"\b{_UP_DOWN} [^;.]{{3,60}} by {_FIGURE}",
        rf"{_FIGURE} (?:\w+ )?{_CHANGE}\b(?!-| (?:target|in year))",
        rf"\b{_CHANGE} (?:\w+ )?of (?:\w+ )?{_FIGURE}",
        rf"\b{_CHANGE} (?:in|of) [^;]{{3,80}}\bby {_FIGURE}",
        r"\b(?:more than )?(?:halved|doubled|trebled|tripled)\b",
        veto=_WISHED + r"|\btargets?\b",
    ),
    _rule(
        Evidence.OUTCOME,
        "a figure set against an earlier one",
        rf"\b(?:up|down|improved|risen|fallen) (?:slightly |further )?(?:from"
        rf"|on) (?:\w+ )?{_FIGURE}",
        rf"{_NOT_OF_VERB}\b(?:up|down) (?:by )?{_FIGURE}",
        r"\b(?:describe[sd]?|reports?|reported|felt) (?:\w+ )?(?:greater|more|increased|improved"
        r"|better|less|fewer|higher|lower|reduced)\b",
        rf"{_FIGURE}[^;]{{0,60}}\b(?:compared (?:with|to)|against"
        rf"|from) [^;]{{0,40}}{_FIGURE}[^;]{{0,40}}{_EARLIER}",
        rf"{_FIGURE}[^;]{{0,50}}? in (?:{_MONTHS} )?{_YEAR}[^;]{{0,50}}? {_FIGURE}[^;]{{0,15}}?"
        rf" in (?:{_MONTHS} )?{_YEAR}",
        rf"{_FIGURE}[^;]{{0,90}}? at (?:\d+ )?{_MONTHS} {_YEAR}[^;]{{0,50}}? {_FIGURE}[^;]{{0,15}}?"
        rf" at (?:\d+ )?{_MONTHS} {_YEAR}",
        rf"{_FIGURE}[^.]{{0,90}}\b(?:a|one|two|three|four|five) (?:years?|months?) (?:later|on"
        rf"|afterwards)\b[^.]{{0,60}}{_FIGURE}",
        rf"\b(?:was|were|had been|stood at)\b[^.;]{{0,30}}?{_FIGURE} (?:before|beforehand)\b"
        rf"[^.]{{0,40}}{_FIGURE}",
        rf"\b(?:before|beforehand),? [^.;]{{0,40}}{_FIGURE}[^.]{{0,60}}\b(?:after|afterwards),? "
        rf"[^.;]{{0,30}}{_FIGURE}",
        r"\bmoved by (?:more|less|\d)",
        rf"{_FIGURE} \({_YEAR}\)[^;]{{0,12}}{_FIGURE} \({_YEAR}\)",
        rf"\b{_YEAR}: [^;]{{0,40}}\d.*\b{_YEAR}: [^;]{{0,40}}\d",
        rf"{_FIGURE}[^;]{{0,20}}\b(?:more|fewer|higher|lower|better|worse) than (?:in )?{_EARLIER}",
        rf"\b(?:higher|lower|better|worse|more|fewer) than (?:in )?(?:the )?{_EARLIER}",
        rf"{_FIGURE}[^;]{{0,80}}?\bafter {_FIGURE} {_EARLIER}",
        rf"\b(?:the year before|the previous year|a year earlier),? [^.]{{0,60}}(?:{_FIGURE}"
        rf"|twice)",
        rf"\({_FIGURE} to {_FIGURE}[^()]*\)",
        rf"\({_FIGURE},? (?:up |down )?from {_FIGURE}\)",
        rf"{_FIGURE}[^;()]{{0,80}} \((?:in )?(?:{_MONTHS} )?{_YEAR}: {_FIGURE}\)",
        rf"\bfrom {_FIGURE} (?:\w+ ){{0,3}}to {_FIGURE}",
        rf"\b{_YEAR} \({_YEAR} in brackets\)",
        rf"\b(?:was|were|had been|used to be|lasted|took"
        rf"|stood at)\b[^;]{{0,40}}?{_FIGURE}[^;]{{0,60}}?"
        rf"\b(?:is|are)? ?now\b[^;]{{0,40}}?{_FIGURE}",
        rf"\b(?:is|are) now\b[^;]{{0,30}}?{_FIGURE}[^;]{{0,50}}?\b(?:was|were"
        rf"|had been)\b[^;]{{0,30}}?"
        rf"{_FIGURE}",
        rf"\bin {_YEAR}\b[^;]{{0,30}}?{_FIGURE}[^;]{{0,90}}?; in {_YEAR}\b[^;]{{0,30}}?{_FIGURE}",
        rf"\b(?:compared with|compared to|against) {_FIGURE}[^;]{{0,25}}{_EARLIER}",
        rf"\bsince(?: then)?,? (?:where|when|while|although) there (?:had been|were|was) {_FIGURE}",
        rf"^[^;]*{_FIGURE}[^;]{{0,90}}, (?:against|compared (?:with|to)) {_FIGURE}"
        r"(?: [\w-]+){0,2} before\b",
        r"\b(?:its|their) (?:lowest|highest|best)\b[^.;]{0,25}\b(?:since|for|in|ever|on record)\b",
        r"\bthan (?:they|we|it|staff) (?:did|were|was|had been) (?:\w+ ){0,3}(?:ago|before"
        r"|in (?:19|20)\d\d)",
        r"\b(?:is|was|marks?|represents?) an? (?:\w+ )?(?:improvement|increase|decrease"
        r"|reduction|rise|fall)"
        r" (?:from|on|since|compared|of)\b",
        r"\b(?:indicate|suggest)s? (?:\w+ ){0,2}(?:improvements?|reductions?|progress)\b",
        r"\bof those who [^.;]{3,60}?, [^.;]{0,20}\b(?:now|have)\b",
        rf"\b(?:rates?|scores?|response) (?:\w+ ){{0,2}}reached {_FIGURE}",
        r":[^;:]*\d\.\d+%?, \d\.\d+%?, (?:and )?\d\.\d+",
        veto=_TARGETED,
    ),
    _rule(
        Evidence.OUTCOME,
        "what came of those who took part",
        rf"\b{_NUMBER} of (?:the |our )?{_NUMBER} (?:\w+ )?{_TOOK_PART} (?:\w+ly )?(?:\w+ed|went"
        r"|got|held|left|kept|made|stayed|had|have|now)\b",
        r"^(?:of|among(?:st)?) (?:the |those |all |our )?(?:\S+ ){0,4}?who (?:ha(?:d|ve) )?"
        r"(?:took part|taken part|finished|completed?|attended|joined|came|been (?:on|through))\b"
        rf"[^;|]{{0,80}}?\b{_FIGURE} (?:(?:have|had|were|are|was|is) )?(?:since |now )?(?:been )?"
        r"(?:promoted|appointed|moved|progressed|stepped up|secured|gained|went on"
        r"|in (?:an? )?(?:new|more senior|higher))\b",
        rf"\b{_NUMBER} of the {_NUMBER} (?:said (?:that )?)?(?:they )?(?:had|have) (?:since |now )?"
        r"(?:changed|spoken|applied|presented|used|tried|raised|moved|started|led|gone|completed)\b",
        rf"^[^;]*\b{_NUMBER} of the [^;]{{3,120}}\b(?:against|compared (?:with|to)) {_NUMBER} of "
        r"(?:the|those) (?:\S+ )?(?:others|rest|control|comparison|who (?:were|had|did) not)\b",
        veto=_TARGETED + r"|\b(?:ever|never|(?:had|have) not|bullied|harassed|abused|seen)\b",
    ),
    _rule(
        Evidence.OUTCOME,
        "an improvement or decline reported",
        rf"\b(?:has|have|had) {_ADVERB}(?:seen |shown |achieved |had |made |led to |experienced )?"
        rf"{_AMOUNT}(?:{_UP_DOWN}|{_CHANGE})\b",
        rf"\b(?:saw|sees|shows?|showed|reports?|reported|achieved|seen|demonstrate[sd]?) {_AMOUNT}"
        rf"(?:{_CHANGE}|results)\b",
        r"\b(?:sustained|year[- ]on[- ]year|steady|measurable) (?:improvements?|progress"
        r"|reductions?)\b",
        rf"\b(?:{_MEASURE}|{_PEOPLE})(?: (?!not\b)\w+){{0,4}} {_UP_DOWN}\b"
        r"(?! (?:the|an?|its|their|our|recruitment|diversity|in place) )",
        rf"\b(?:increased|reduced|improved|cut|lowered|raised) (?:[\w’']+ ){{0,4}}{_MEASURE}\b",
        r"\bfor the \w+ consecutive year\b|\bimproved (?:on|in|year)\b",
        r"\bmoved (?:up|into) ",
        rf"\b(?:shows?|showed|saw|found) (?:\w+ )?(?:less|fewer|lower|higher|better) {_MEASURE}\b",
        r"\b(?:have|has|had) seen (?:\w+ )?(?:less|fewer|lower|higher|better|more|faster"
        r"|greater)\b",
        rf"\bmore (?:\w+ )?{_PEOPLE} (?:would|said (?:that )?they would) recommend\b",
        r"\b(?:kept|keeps|continued?s? to) (?:improv|fall|ris|narrow|declin|decreas|reduc"
        r"|increas)\w*"
        r"(?! (?:the|our|its|their|awareness|understanding)\b)",
        r"\bprogress (?:has|have) (?:been|already been) made\b",
        rf"\bachieved (?:an? )?(?:\w+ ){{0,3}}(?:rates?|scores?|results?|{_FIGURE})",
        r"\b(?:secured|gained|achieved|won|obtained) (?:an? |new |their )?promot\w+",
        r"\b(?:have|had|has|were|been) (?:since )?(?:been )?(?:promoted|seconded) to\b",
        r"\b(?:have|has|had) (?:since |already )?been promoted\b",
        r"\b(?:have|has|had) (?:since |already |now )*(?:moved|gone|progressed|stepped) (?:up )?"
        r"(?:in)?to (?:(?:an? )?(?:higher|more senior) (?:band|grade|post|role|job)s?\b"
        r"|band \d\w? (?:or|and) above\b)",
        rf"{_NUMBER} of [^.;]{{2,40}} (?:were|was|are|is) (?:now |since )*(?:in|at) (?:an? )?"
        r"(?:(?:post|role|job)s? (?:in|at) )?(?:an? )?(?:higher|more senior) (?:band|grade|post"
        r"|role|level)s?\b",
        rf"{_NUMBER} (?:of \w+ )?(?:(?:have|has|had) (?:since |now |already )*(?:got|found|secured"
        r"|gained|won)|(?:are |is )?now in) (?:an? )?(?:new|permanent|substantive|better|senior)"
        r" (?:band \d\w? )?(?:posts?|jobs?|roles?)\b",
        rf"\b(?:led|leading|contributed) to {_AMOUNT}{_CHANGE}\b",
        rf"\b(?:has|have|had) {_ADVERB}(?:got|gotten|become) (?:\w+ )?(?:better|worse)\b",
        r"\b(?:gone|went|moved) (?:in )?the (?:right|wrong) (?:way|direction)\b",
        r"\b(?:gone|went|moved) backwards\b|\b(?:slid|slipped) back(?:wards)?\b",
        r"\b(?:more|fewer|higher|lower|better|worse)\b[^.;]{0,40} than at any (?:time|point)\b",
        rf"^(?:(?:far|many|much) )?fewer (?:\w+ ){{0,2}}{_PEOPLE} (?:have|has|are)\b",
        r"^(?:twice|three times|half) as many (?:\w+ ){1,3}\w+ed\b",
        r"\b(?:more|fewer|less) (?!than )[\w -]{3,50} (?:have|has|were|are now) (?:declared|been"
        r"|declaring)\b",
        veto=_WISHED
        + r"|^\W*(?:improve|reduce|increase|raise)\b|\braised (?:\w+ )?(?:awareness|concerns?"
        r"|issues?|questions?|grievances?|profile|funds?)\b",
    ),
)
RESULT_HEADING = pattern(
    r"^(?!.*\b(?:intended|expected|planned|high impact)\b).*\b(?:results?|outcomes?|impacts?"
    r"|what (?:has )?changed|difference|achievements?|benefits|progress against"
    r"|what (?:has )?c[ao]me of (?:it|this|that|them)|did (?:it|this|that|they) (?:work|help))\b",
    re.IGNORECASE,
)
# What stands there came of something that was done; "Results" may be those of a survey.
CAME_OF_IT = pattern(
    r"\bwhat (?:has |had )?c[ao]me of (?:it|this|that|them)\b"
    r"|\bwhat happened(?: next| then| as a result)?\W*$"
    r"|\b(?:did|has|have) (?:it|this|that|they|we) (?:work(?:ed)?|help(?:ed)?|ma[dk]e (?:a|any) )"
    r"|\bwhat (?:difference|impact|effect) (?:did|has|have) (?:it|this|that|they|we)\b"
    r"|\bthe difference (?:it|this|they) (?:has |have )?made\b",
    re.IGNORECASE,
)
NOT_SINCE = pattern(
    r"\bhad been\b|\bbefore(?:hand)?\b|\bat the (?:start|beginning|outset)\b"
    r"|\bwhen we (?:began|started)\b|\b(?:target|national|England|average|elsewhere)\b",
    re.IGNORECASE,
)
BETTER_NOW = pattern(
    rf"\b(?:more|less|fewer|better|higher|lower|greater|quicker|faster|shorter|improved|reduced"
    rf"|increased|gained|won|saved|{_NOT_OF_VERB}(?:up|down))\b|\b{_CHANGE}\b",
    re.IGNORECASE,
)
NEGATED = pattern(r"\b(?:not|never|no|hardly|cannot)\b|n[’']t\b", re.IGNORECASE)
UNDER_WAY = pattern(
    r"\b(?:is|are|’re|'re|am) (?:now |currently |also |still |just )*(?:being |\w+ing\b)",
    re.IGNORECASE,
)

_WORKED = (  # what is denied of something that was tried
    r"(?:affect(?:ed)?|br(?:ing|ought)|caused?|changed?|clos(?:e|ed)|cut|helped?|improved?|led to"
    r"|lead to|led|lowered?|(?:made|make) (?:any|an?|much|a lot)|moved?|narrow(?:ed)?"
    r"|reduced?|shifted|shown?|translated?|resulted|worked)"
)
NO_EFFECT = (
    _rule(
        Evidence.LEARNING,
        "no effect, or none that can be told",
        r"\btoo (?:soon|early|late|few|small)\b[^.;]{0,60}\bto (?:say|tell|know|judge|claim"
        r"|conclude|draw|attribute|measure|show|see|test|compare)\b",
        r"\b(?:cannot|can[’']t|could not) (?:yet |\w+ly )*rule (?:(?:this|that|it) )?out\b",
        r"\b(?:could|may|might|can) (?:\w+ )?be (?:\w+ (?:but|than) |(?:due|down) to |mere )?"
        r"(?:chance|luck|coincidence)\b",
        r"\bma(?:de|kes|ke) no odds\b|\b(?:show(?:s|ed)?|was|saw) no (?:\w+ )?(?:movement|shift)\b",
        r"\bstayed (?:as|what|where) (?:it|they) (?:was|were)\b|\bthe same \w+ as before\b",
        r"\b(?:should|would) (?:love|like) to (?:claim|take (?:the )?credit)\b",
        r"\b(?:read|treat(?:ed)?|taken?|viewed?|interpret(?:ed)?) (?:\w+ ){0,3}with (?:\w+ )?"
        r"(?:care|caution)\b|\bwe are (?:more |rather )?cautious\b",
        r"\b(?:cannot|can ?not|can[’']t|could not|unable to|impossible to|not possible to|do not"
        r"|don[’']t) (?:yet |at present |\w+ly )*(?:say|tell|know|claim|judge|show|prove)"
        r" (?:\w+ ){0,2}?(?:if|whether|that|how (?:far|much)|anything|what effect)\b",
        rf"\bcannot (?:yet |\w+ly )*(?:have {_WORKED}|be (?:attributed|ascribed|credited|due"
        r"|put down|explained by))\b",
        rf"\b(?:it|they|this|these|that|which|scheme|programme|training|campaign|posters?|pilot"
        rf"|polic(?:y|ies)|approach|change|toolkit|course|sessions|checklist) (?:has|have|had|did"
        rf"|does|do)(?: not|n[’']t) (?:yet |so far |\w+ly )*{_WORKED}\b",
        r"\bno (?:clear |obvious |real |firm |hard )?(?:signs?|evidence|indications?|proof)"
        r" (?:yet )?(?:of (?:an?|any) (?:effect|impact|difference|improvement|change)"
        r"|that (?:it|they|this|these|that) )",
        r"\b(?:made|makes|had|having|seen) (?:little|no) (?:\w+ )?(?:difference|effect|impact)\b",
        r"\bnot (?:put|attribute|ascribe|credit) [^.;]{1,60}\bto\b",
        r"\bnothing (?:has |had |ever )?c[ao]me of (?:it|this|that|them)\b|\bcame to nothing\b",
        r"\b(?:did|has|have|had)(?: not|n[’']t) (?:moved?|budged?|shift(?:ed)?) at all\b",
        r"\b(?:got|was|were|is|are|became) no (?:better|fairer|different)\b",
        r"\bno (?:comparison|control) group\b|\b(?:must|should) have (?:another|other) causes?\b",
    ),
)
"""What a source says of an effect that it does not see, or does not claim."""

# ------------------------------------------------------------------ 3. positions; the text itself

POSITIONS = (
    _rule(
        Evidence.BASELINE,
        "a likelihood measured",
        rf"(?:{_FIGURE}|twice|\d+ times) (?:percentage points? )?(?:as|more|less) (?:likely"
        rf"|often)\b",
        r"\b(?:more|less|equally) likely\b|\brelative likelihood\b[^.]{0,60}\b\d\.\d",
        r"\blikelier\b|\b(?:more|less) often (?:than|enter|face|receive|report|experience)\b",
        veto=r"\bmake\w* error likel\w+",
    ),
    _rule(
        Evidence.BASELINE,
        "a measured position",
        r"\d ?%|\w ?per ?cent\b",
        r"\b(?:ratio|likelihood|figure|score|average)\b[^.]{0,40}? (?:is|was|of|at) \d",
        rf"\b(?:average|median|mean) of {_NUMBER}",
        rf"\b(?:of whom|of which) {_FIGURE}|\b{_FIGURE} (?:(?:staff|people|of \w+) )?(?:are|were"
        rf"|is|was) (?:\w+ ){{0,2}}{_ETHNIC}\b",
        rf"{_NUMBER} (?:out of|in|of) (?:every |the |our |its )?{_NUMBER} (?:\w+ ){{0,3}}"
        rf"(?:{_PEOPLE}|said|were"
        rf"|are)",
        rf"\b(?:half|third|quarters?|quarter) of (?:\w+ ){{0,4}}(?:{_PEOPLE}|investigations|cases)",
        rf"\b{_NUMBER} of (?:them|these|those|whom) (?:\w+ ){{0,4}}{_ETHNIC}\b",
        rf"\bof the {_NUMBER} [^.;]{{3,60}}, {_NUMBER} (?:had|have|were|are)\b",
        rf"\b(?:no|none|only {_NUMBER}|all|just {_NUMBER}) (?:of \w+ |other |\w+ )?{_ETHNIC}"
        rf" (?:\w+ )?(?:members?|directors?|staff|nurses|chairs?|service)",
        veto=r"^(?!.*\b(?:staff|workforce|employees|officers|nurses|trusts?|systems|hospitals"
        r"|representation)\b).*\b(?:residents|population|people live)\b",
    ),
    _rule(
        Evidence.BASELINE,
        "a number of people",
        rf"\b{_NUMBER} {_ETHNIC} (?:\w+ )?(?:staff|nurses|people|officers|members|directors"
        rf"|colleagues)\b",
        veto=r"^(?!.*\b(?:staff|workforce|employees|officers|nurses|trusts?|systems|hospitals"
        r"|representation)\b).*\b(?:residents|population|people live)\b",
        yields=True,
    ),
    _rule(
        Evidence.BASELINE,
        "a position in words",
        r"\b(?:very poor|poor|low|lack of|limited|disproportionate\w*"
        r"|gaps?) (?:\w+ )?(?:representation"
        r"|persist|remain|numbers? of)\b|\b(?:high|large) (?:number|rate|proportion|level)s? of\b"
        r"|\brepresentation is (?:\w+ )?(?:poor|low)\b",
        r"\bscored? \d|\b(?:under|over)[- ]?represented\b|\brated (?:red|amber|green)\b"
        r"|\d+ points? (?:above|below)|\bdisproportionate number\b",
        r"\b(?:above|below) (?:the )?(?:national )?average\b|\bno gap\b|\bgap of\b"
        r"|\bthe (?:highest|lowest)\b"
        rf"|\bnone (?:of them )?{_ETHNIC}\b|\bno (?:obvious |clear )?trend\b"
        r"|\bno (?:real |clear |significant |material )?(?:change|difference|improvement) (?:in"
        r"|between|since)\b",
        r"^(?:nobody|no one|none) (?:of (?:us|them|colour|our \w+|the \w+) )?(?:was|were|is|are)\b",
        r"\b(?:out of proportion|disproportionately represented|too (?:many|few) \w+|rates differ"
        r"|different rates|scored (?:lower|higher|worse|better)|nobody kept"
        r"|no (?:systematic )?records?"
        r"(?: of| was| were))\b",
        rf"\b(?:nobody|no one|no ?body) on (?:the|its|their|our) [\w ]{{0,30}}(?:was|is"
        rf"|were) {_ETHNIC}",
        r"\b(?:did not|has not|have not) (?:change|improve|move)d?\b|\bunchanged\b"
        r"|\b(?:hardly|barely|scarcely) (?:changed|moved|improved|different)\b|\bstayed (?:the same"
        r"|at)\b|\bno (?:better|worse|different) than\b|\bthe (?:two )?figures are the same\b",
        rf"\b(?:in|to|among) the (?:best|worst|top|bottom) (?:\w+ )?(?:tenth|quarter|third|half"
        rf"|quartile"
        rf"|decile|{_FIGURE})",
        r"\b(?:almost|nearly|about|over|around|just under) (?:an? )?(?:third|quarter|half|fifth"
        r"|tenth) (?:have|had"
        r"|of|were|are|said)\b|\bon average (?:\w+ ){1,4}(?:longer|more|less|fewer|later|sooner)\b",
        rf"\bthere (?:are|were|is|was) (?:no|only|few|just) (?:\w+ ){{0,2}}{_PEOPLE}\b",
        r"\b(?:performed|fared|scored|rated) (?:\w+ )?(?:poorly|badly|worse|lower|well|better"
        r"|higher)\b",
        r"^(?:many|most|half|few|a third|a quarter) (?:\w+ ){0,3}(?:cases|incidents|investigations"
        r"|complaints|grievances|suspensions)\b",
        r"\b(?:higher|lower|greater|worse|poorer|smaller) (?:\w+ )?(?:odds|chances?|scores?|rates?"
        r"|levels?|risk|proportions?|shares?|percentages?|numbers?)\b",
        rf"\bthere (?:are|were|was|is) (?:\w+ )?{_FIGURE} (?:\w+ )?{_MEASURE}\b",
        yields=True,
    ),
)
_SAYS = (
    r"(?:says?|said|adds?|added|notes?|noted|admits?|argues?|warns?|warned|stress(?:es|ed)"
    r"|acknowledges?|reports? that|finds|calls|points out|writes)"
)
OPENING_CLAUSE = pattern(
    r"^(?:when(?:ever)?|although|though|while|whilst|after|before|since|once|because|as|in|at|on"
    r"|by|from"
    r"|during|with|for|despite|following|under|then|also|afterwards"
    r"|however)\b[^,;:.]{2,90}, (?=\w)",
    re.IGNORECASE,
)
"""What stands before the main clause: when, where and why."""
_TEXT = (  # what a text calls itself
    r"(?:pages?|reports?|articles?|papers?|guidance|guide|tables?|letters?|foreword|documents?|blog"
    r"|author|piece|evaluation|excerpt|website|statement|study|commentary|entry|plan|publications?"
    r"|summary|news item|announcement|edition|paragraph|section|chart|appendix)"
)
REPORTED = pattern(rf"^(?:[^,;:.]{{2,80}}? )?{_SAYS} (?:that )?(?=\w)", re.IGNORECASE)
"""Who says it: what is said counts, and not the saying."""
ABOUT = (
    _rule(
        Evidence.CONTEXT,
        "it describes the text or the organisation",
        rf"^(?:the|this|its?|an?|our|their)(?: \w+){{0,2}}? {_TEXT}\b(?: \w+){{0,2}}? (?:lists?"
        rf"|covers?"
        r"|cites?|quotes?|explains?|describes?|compares?|sets?|assures?|looks?|asks?|draws?|begins"
        r"|follows|presents|shows|defines|summarises|brings together|names|puts|reviews)\b",
        rf"^it (?:brings together|combines) (?:\w+ ){{0,4}}{_TEXT}\b"
        r"|^it reports (?:an?|the) (?:\w+ )?(?:review|study|survey|interview|inspection)\b",
        r"^(?:it|he|she|they|table \d+|indicator \d|metrics? \d|sections?|three people) (?:lists"
        r"|covers"
        r"|cites|quotes|explains|compares|groups|asks|comes|refers|uses the example|sets out"
        r"|summarises"
        r"|describes?)\b",
        rf"\b(?:data|findings|figures|it|review|{_TEXT}) (?:was|were) (?:first )?published\b"
        rf"|\bpublish(?:es|ed) (?:its|the|an?|their) (?:\w+ ){{0,3}}"
        r"(?:data|report|review|results|figures|pay gap)\b",
        r"\b(?:trust|hospitals?|foundation trust|healthcare|it) (?:was )?(?:formed|established"
        r"|founded)"
        r" (?:in|by|from)\b|\bformed\b[^.]{0,40}\bmerg(?:er|ing)\b",
        rf"^(?:the|this|our)(?: \w+){{0,5}}? {_TEXT} will (?:consider|cover|describe|look"
        rf"|outline|set out"
        r"|show|summarise)\b",
        rf"\bin this {_TEXT},? we\b|\b(?:is|are) defined as\b",
        r"\b(?<!which )(?:employs|serves|covers|provides|has) (?:about |around |over |nearly "
        r"|more than )*"
        r"\d[\d,]+ (?!\w+ (?:champions|ambassadors|mentors))",
    ),
)

# ------------------------------------------------------------------ 4. everything else

REFUSED = (
    _rule(
        Evidence.CONTEXT,
        "a decision against",
        r"\b(?:(?:did|has|have|had|do|does) not|didn[’']t|declined to|refused to|voted not to"
        r"|chose not to) (?:\w+ly )?(?:approved?|agree(?:d)? to|fund(?:ed)?"
        r"|endorsed?|adopt(?:ed)?|sign(?:ed)? off)\b"
        r"|\bdecided (?:against|not to)\b|^(?:it was )?agreed not to\b"
        r"|\b(?:was|were) (?:rejected|turned down|not (?:approved|agreed|funded))\b",
    ),
)
"""What was decided against is neither done nor planned."""
IN_FORCE = (
    _rule(
        Evidence.INTERVENTION,
        "a rule in force",
        r"^(?:[\w-]+ ){0,3}(?:managers?|panels?|interviewers?|recruiters|investigators?"
        r"|chairs?|supervisors?|officers?|leads?) (?:now )?(?:must|has to|have to)\b",
        veto=rf"\b(?:by|from|before) (?:\w+ ){{0,3}}(?:{_MONTHS}|20\d\d|next|now)\b"
        r"|\b(?:will|in future)\b",
    ),
)
"""What an organisation demands of its own people, unless under a heading of what is to come."""

_HARM = r"(?:racis\w+|abus\w+|bull(?:y|ied)\w*|harass\w+|discriminat\w+|bias\w*|banter|remarks?)"
OTHERS = (
    _rule(
        Evidence.LEARNING,
        "something given up",
        r"\b(?:was|were|has been|have been|is|are) (?:\w+ly |then )?(?:given up|abandoned|scrapped"
        r"|withdrawn|discontinued|handed back|wound up|shelved|finished with"
        r"|not (?:continued|repeated|renewed|extended))\b",
        r"\b(?:we|they|it) (?:have |has )?(?:stopped (?:it|this|them|in \w+ (?:19|20)\d\d)|gave up"
        r"|gave (?:it|this|them|that) up)\b",
        r"\b(?:it|scheme|programme|pilot|group|course|network|forum|mentoring|training) (?:lapsed"
        r"|fizzled out|petered out)\b",
        r"\b(?:shall|will) not (?:run|repeat|continue|renew|extend)\b",
    ),
    _rule(
        Evidence.BASELINE,
        "how things stood",
        rf"\b{_HARM}\b[^.;]{{0,60}} (?:was|were|had(?: long)? (?:been|come to be|become)) "
        r"(?:\w+ly )?(?:treated|seen|regarded|accepted|thought of|viewed|dismissed|tolerated"
        r"|brushed aside|normalised|shrugged off|put up with|normal)\b",
    ),
    _rule(
        Evidence.CONTEXT,
        "an award",
        r"\b(?:won|wins|received|collected|shortlisted for|awarded|highly commended"
        r"|gave)\b[^.]{0,80}"
        r"\b(?:awards?|mark|prize|accreditation)\b|\b(?:place"
        r"|number \d+) in the\b[^.]{0,60}\b(?:index"
        r"|list|awards?)\b",
    ),
    _rule(
        Evidence.PLAN,
        "work in progress",
        r"\b(?:is|are|am|’re|'re) (?:now |currently |also |still |just )*(?:developing"
        r"|working (?:on"
        r"|to|with|towards)|reviewing|planning|preparing|looking (?:at|to|into)|exploring|designing"
        r"|considering|finalising|drafting|seeking|writing|setting up|creating|drawing up"
        r"|building)\b",
        r"\b(?:is|are|was|were) (?:now |currently |also |still |just )*being (?:developed|reviewed"
        r"|planned|considered|drafted|explored|scoped|prepared|designed|finalised)\b",
        r"\b(?:is|are) (?:now |currently |still )*(?:under way|underway|in development|on hold"
        r"|on pause|in progress|planned|scheduled|due)\b",
        r"\b(?:currently|now) (?:on pause|on hold|in development)\b|^(?:work )?still under way\b",
    ),
    _rule(
        Evidence.TARGET,
        "an aim",
        rf"(?<!who )(?<!that )\bwant(?:s|ed)? (?:[A-Z]+ staff )?to\b(?! {_DEED}\b)",
        r"\b(?:aims?|aimed|aspires?|hopes?|hoped|seeks?)\b (?:(?:at|to|for|that)\b|are\b|is\b)",
        r"\b(?:aims?|ambitions?|aspirations?|goals?|vision)\b(?: [\w’']+){0,8}?"
        r" (?:is|are|was|were|includes?)\b(?! set| used)",
        r"\b(?:has|have|had|with) (?:the|an?|its|their) (?:\w+ )?(?:aims?|ambitions?"
        r"|aspirations?|goals?)"
        r" (?:to|of|that)\b",
        r"\b(?:should|expected to|expects to) (?:\w+ )?(?:see|lead|result|help|bring|cut|reduce"
        r"|improve|increase|fall|rise|create|ensure)\b",
        r"\bset(?:s)? (?:the goal|(?:an?|the) (?:\w+ )?(?:ambition|target))\b|\baiming (?:at|for"
        r"|to)\b",
        rf"\bexpects? {_FIGURE}|\b(?:was|were) expected\b",
        rf"(?<!who )(?<!that )\bwants? (?:to see )?(?:an? |at least |some )?"
        rf"(?:more |fewer |less )?{_FIGURE}",
        r"\bexpects? [^.;]{3,60}? to (?:be|fall|rise|reach|drop|come) (?:at|to|below|above|under"
        r"|over|less|more|within)\b",
        r"\bwill (?:\w+ly )?(?:halve|double|eliminate|abolish|close the)\b",
    ),
    _rule(
        Evidence.TARGET,
        "a target",
        r"\b(?:targets?|trajector(?:y|ies)|success measures?|milestones?)\b(?: [\w’']+){0,3}?"
        r" (?:is|are|was|were|of|to)\b",
        rf"^(?:to )?{_EFFECT}\b.{{0,120}}?\b(?:from|to|by|at least) (?:at least )?{_FIGURE}",
        r"\b(?:will|were|was|is|are) (?:all )?to (?:aim|reach|match|achieve|increase|reduce)\b",
        r"\bwill (?:at least )?(?:match|reach|be at least)\b",
        rf"^by (?:the end of )?(?:\w+ )?{_YEAR},? [^.;]{{0,80}}?(?:{_FIGURE}|equal"
        rf"|parity)[^.;]{{0,60}}\bwill\b",
        rf"^(?:halve|double|no more than|at least|fewer than|less than"
        rf"|more than)\b[^.;]{{3,90}}?\b(?:by"
        rf" (?:\w+ )?{_YEAR}|within)\b",
        rf"\bwill be (?:from )?(?:{_ETHNIC}|\d)",
        veto=r"\bno targets\b|\babove\b.*\btarget\b",
    ),
    _rule(
        Evidence.PLAN,
        "a plan",
        r"(?-i:\bwill\b)|\b(?:shall|must|intends? to|(?<!action )(?<!improvement )(?:plans"
        r"|planned) to|(?:we|they) (?:still )?(?:plan|wish) to|would no longer|planned \d+"
        r"|is set to|going to|pledges? (?:to|that)|commits? (?:to|the)"
        r"|committed to \w+ing|undertakes? to|were to|was to|due by|by the end of)\b",
        rf"\b(?:by|before) (?:the end of )?{_MONTHS} 20\d\d\b|\bbefore the end of {_MONTHS}\b",
        rf"(?<!which )(?<!that )\b(?:starts?|begins?|opens?|launches|goes live) (?:in|on|from) "
        rf"(?:\d+ )?(?:early |late )?{_MONTHS} 20\d\d\b",
        r"\bcould not yet\b",
        r"^(?:it was )?(?:agreed|resolved) to \w+"
        r"|^(?-i:[A-Z]{2,3})(?:(?:,| and) (?-i:[A-Z]{2,3}))* to (?!the\b)\w+",
        r"^(?:it (?:is|was) )?(?:proposed|recommended|suggested) (?:that|to|for)\b"
        r"|\b(?:should|needs? to) be (?!\w*(?:seen|noted|read)\b)\w+(?:ed|en)\b",
        rf"\b(?:want|would like|hope|wish)(?:s|es)? to (?:\w+ly )?{_DEED}\b",
        r"\b(?:needs? to be|(?<!has )(?<!have )to be) (?:\w+ly )?(?:reviewed|established|agreed"
        r"|included|extended"
        r"|advertised|rolled out|developed|launched|introduced|completed|explored|supported)\b",
        veto=r"\bnot (?:only )?will\b|\bset(?:s|ting)? no\b|\b(?:how|what|where|whether"
        r"|when) [\w ’']{2,40}(?:will|should)\b",
    ),
    _rule(
        Evidence.PLAN,
        "something to do",
        rf"^(?:\d[\d.]*[a-z]?\)? "
        rf"|[a-z]\) )?(?:actions?: )?(?:to )?(?!lead \w+ (?-i:[A-Z])){_ORDER}\b"
        r"(?!:| (?:it|to|by|of|has|have|is|are|was|were|shows?|showed|found|suggests?|data) )",
        yields=True,
    ),
    _rule(
        Evidence.LEARNING,
        "a lesson or a barrier",
        r"\b(?:lessons?|learn(?:ed|t) (?:that|from)|poorly attended|in hindsight|key to|takes time"
        r"|it is (?:essential|vital|crucial|important)|we (?:need|recognise)|important to"
        r"|be (?:brave|prepared|patient|open|honest)|stood in the way)\b",
        r"\b(?:a|an|the|our|main|key|unexpected|common|immense|biggest"
        r"|some) (?:\w+ )?(?:challenges?"
        r"|barriers?|obstacles?)(?: (?:is|was|were|are|to|with|of)\b|[.,])"
        r"|\bunexpected challenges\b",
        r"\b(?:credits?|gives? (?:\w+ )?credit|attribut(?:es?|ed) (?:it|this|these"
        r"|the (?:improvement|change"
        r"|fall|rise|reduction|success|pattern))|puts? (?:it|this|the \w+) down) ?(?:to)?\b",
        r"\b(?:found|concluded|showed|revealed|brought out|realised|recognised|discovered"
        r"|identified)\b"
        r".{0,70}\b(?:did not|didn[’']t|fear|flaws?|faults?|weakness\w*|unwilling|damag\w+"
        r"|reluctan\w+"
        r"|unaware|not aware|problem|did ?n.t know|shortcomings?)\b",
        r"\b(?:stalled|slowed)\b|\bfound it (?:hard|difficult)\b|\b(?:under|over)estimated\b",
        r"\b(?:we|trust|team|board) (?:\w+ )?(?:came to|have come to|began to) (?:see|realise"
        r"|understand"
        r"|believe|recognise)\b|\bwe had (?:never|not)\b|\bwe (?:were|got) too\b",
        r"\b(?:not|n[’']t|never) (?:\w+ ){0,3}enough\b"
        r"|\bnot (?:work|help)(?:ed)?\b(?! (?:in|for|at|with|here|there)\b)|\bfailed to\b"
        r"|\bmade (?:no|all the|a) (?:\w+ )?difference\b|\bwhat (?:has )?worked\b|\bstruggled to\b"
        r"|^looking back\b|\b(?:in retrospect|with hindsight)\b|\bled us to (?:an?|the|believe"
        r"|conclude|think|see)\b"
        r"|\bwe (?:uncovered|found that|found out|underestimated|learn(?:ed|t)|discovered)\b"
        r"|\bnot conducive\b"
        r"|\b(?:biggest|main|greatest|hardest|key) (?:obstacle|hurdle|difficulty|barrier"
        r"|challenge|part)\b|\balone (?:did|does|was|were|is) not\b|\bstopped relying\b"
        r"|\b(?:would|should) have (?:\w+ )?(?:done|started|involved|liked|been)\b"
        r"|\bdo differently\b",
        r"\b(?:staff|colleagues|managers|people|members) (?:\w+ )?told us that\b",
        r"\b(?:few|fewer|not many) (?:people|staff|colleagues) (?:came|attended|took|signed)\b",
        r"\b(?:helped|drove|explains?|behind|influenced) (?:the |these |this )(?:\w+ )?(?:results?"
        r"|improvements?|change|fall|rise|success)\b|\bsuccess factors?\b|\bcommon themes?\b",
    ),
    *POSITIONS,
    _rule(
        Evidence.INTERVENTION,
        "what was done",
        rf"(?<!not )(?<!should )(?<!would )\b(?:was|were|has been|have been"
        rf"|had been) {_ADVERB}{_DONE}\b"
        r"(?! (?:worse|aware|that|of))",
        r"(?<!would )(?<!could )(?<!might )(?<!may )(?<!should )\b(?:has|have|had) "
        rf"{_ADVERB}{_DONE}\b(?! (?:a long way|much|the challenge))",
        rf"\b{_DOER} (?!by )(?:\w+ly |also |then |now |first )*(?-i:{_DID})\b(?! by\b)",
        rf"\b(?:we|the (?:trust|team|network|council|board|programme|organisation)) "
        rf"(?:\w+ly |also |then |first )*(?!{_SAID_OR_SUFFERED}\b)\w{{2,}}ed\b",
        rf"^{_DID} (?!from\b|by\b)|, {_DID} (?:an?|the|its|their)\b",
        r"^(?:every|each|all) \w+ \w{3,}ed\b|\b(?:is|are)(?: described as)? (?:now )?in place\b",
        r"\b(?:staff|colleagues|managers) can (?:now )?(?:turn|use|raise|report|access|call|ask)\b",
        r"\b(?:is|are) (?:now |currently |also )*being (?:rolled out|implemented|delivered"
        r"|piloted)\b",
        r"\blaunch of\b|\bwere beginning to\b|\b(?:is|are) now open\b|\bhas run since\b"
        r"|\b(?:has|have) been through\b|\b(?:is|are) now (?:built|part|on|included|embedded)\b"
        r"|\bhas made (?:\w+ ){1,6}(?:priorit\w+|objectives?)\b",
    ),
    _rule(
        Evidence.INTERVENTION,
        "a practice that runs",
        r"\b(?:ambassadors?|champions?|mentors?|volunteers?|guardians?|coaches|network|panels?"
        r"|workstreams?|managers?|programme|scheme|training|workshops?|pairs?|cases|polic(?:y|ies)"
        r"|trust|it|they|we|staff|recruits|template|packages|rcn|forum|group|events?"
        r"|representatives?|role|people|members|advisors?|leads)\b"
        r"(?: (?!to\b|aims?\b|will\b|must\b|that\b|who\b|which\b|the\b|and\b|says?\b|were\b|was\b"
        r"|did\b)"
        r"[\w’',()-]+){0,4}? (?:sits?|joins?|uses?|runs?"
        r"|offers?|supports?|reviews?|trains?|asks?|stands? (?:by|beside|next)"
        r"|meets?|advises?|scrutinises?|requires?|helps?|gives?|involves?|brings?|takes? part"
        r"|embeds?|delivers?|prompts?|lets?|co-leads?|concentrates?|works? (?:across|with"
        r"|on|from|beside|alongside)"
        r"|enables?|ensures?|allows?|encourages?|tracks?|monitors?|checks?|holds?|hosts?|leads?"
        r"|records?|applies|assess(?:es)?|engages?|creates?|collects?|funds?|facilitates?"
        r"|chairs|attends?|celebrates?|promotes?|recruits?|shares?|shapes?"
        r"|oversees?|challenges?|links? (?:with|up|staff)|makes? sure|pass(?:es)? on"
        r"|(?:is|are|may) (?:also |all )?(?:trained|supported|reviewed|paired|matched|offered"
        r"|reported"
        r"|invited|given|required|monitored|considered|ask|staff at))\b(?! up\b)",
        r"\b(?:involves?|brings? together)\b",
        r"\b(?:we|trust|it) (?:now |also )?(?:has|have) (?:an?|our|two|three|four|five|six|its"
        r"|several)\b"
        r"[^.;:]{0,60}?\b(?:programmes?|schemes?|networks?|forums?|groups?|polic(?:y|ies)"
        r"|champions?"
        r"|ambassadors?|guardians?|charter)\b",
        r"^(?:every|each|all) \w+ (?:has|have|gets?|receives?|goes)\b",
        r"\bworkstreams cover\b|\bmeet with a\b",
        yields=True,
    ),
)

WEAK = (
    _rule(
        Evidence.INTERVENTION,
        "what happens now",
        r"\b(?:is|are|has been|have been|has to be|have to be) (?:now |also |usually |always "
        r"|then |all )*"
        r"(?!described|defined|regarded|called|designed|intended|aimed|spent|expended|based"
        r"|located|expected|required|affected"
        r"|concerned|concentrated|cited"
        r"|believed|linked|associated|related|needed|considered|supposed)(?:\w{3,}ed|given|held"
        r"|taken|run|sent"
        r"|paid|built) (?:by|to|in|at|on|before|with|for|within|every|each|from)\b",
        r"\bnow (?:receives?|gets?|goes?|has|have|takes?|makes?|uses?|runs?|\w+s) (?!that\b)\w+",
        r"\btook place\b|\bevolved into\b|\bhas led the\b",
    ),
    _rule(
        Evidence.PLAN,
        "somebody to do something",
        rf"^(?!(?:we|it|they|this|these|there|he|she|i|you)\b)(?:(?!{_AUXILIARY}|\w+ed\b"
        rf"|{_DID}\b|began\b|how\b|ways?\b|wants?\b|helps?\b|tr(?:y"
        rf"|ies)\b|able\b|invites?\b|asks?\b|calls?\b)"
        rf"[\w’'&/()-]+,? ){{1,8}}to {_ORDER}\b",
        yields=True,
    ),
    _rule(  # the main verb of a sentence that opens with its subject, whoever that is
        Evidence.INTERVENTION,
        "what somebody did",
        rf"^(?:(?!{_AUXILIARY}|{_MEASURE}\b|that\b|which\b|who\b|when\b|because\b"
        rf"|by\b)[\w’'&/-]+,? )"
        rf"{{1,12}}(?:{_DID}|(?!{_SAID_OR_SUFFERED}\b)(?:led|answered|prompted|looked for"
        rf"|apologised"
        r"|reached out|went through|opened"
        r"|called for))\b(?<!kept)(?<!met)(?<!required)(?<!appointed)"
        r"(?<!integrated)(?<!targeted)(?<!worked)(?<!established)(?! (?:by|that|between|this"
        r"|it)\b)",
        yields=True,
    ),
)
"""Tried where nothing else fits."""

STANDING = (
    _rule(
        Evidence.INTERVENTION,
        "a practice since then, or time and again",
        rf"\bsince (?:the )?(?:\d\d? |early |late |mid-)?{_MONTHS} (?:of )?20\d\d\b",
        r"^(?:every|each) (?:second |other |third )?(?:day|week|month|quarter|shift|morning"
        r"|(?:mon|tues|wednes|thurs|fri)day)\b"
        r"|^(?:once|twice|three times) (?:a|each|every) (?:week|month|year)\b",
        veto=r"\b(?:not|no|never|nobody|nothing|best|worst|highest|lowest|will|should|must)\b|%",
        yields=True,
    ),
)
"""What goes on: tried last, with the opening words that say since when."""

# ------------------------------------------------------------------ cells, lead-ins, headings

STATUS_OPEN = pattern(
    r"\b(?:on track|in progress|ongoing|on[- ]going|under ?way|not (?:yet )?started|on hold|paused?"
    r"|delayed|outstanding|to do|awaiting|overdue|continu(?:e|es|ing)|not yet|part(?:ly|ially)?"
    r"|open|carried|deferred|stopped|not (?:(?:been|fully|all) )*(?:completed?|done|in place|closed"
    r"|achieved|met|live|published|delivered|taken|evaluated)|put back|slipp\w+|unsigned|waiting"
    r"|being \w+(?:ed|t))\b",
    re.IGNORECASE,
)
STATUS_DONE = pattern(
    rf"(?<!none )(?<!not )\b(?:completed?|done|in (?:place|use|post|force)|running|closed|achieved"
    rf"|live|published|{_DID})\b",
    re.IGNORECASE,
)
MEASURED_NOW = pattern(r"\b(?:currently|baseline|at present|as at|now)\b", re.IGNORECASE)
WANTED = pattern(rf"\b(?:{_EFFECT}|target|success|aim|to \d)\b", re.IGNORECASE)
DEED = pattern(
    rf"\b(?:we|the trust|it) {_ADVERB}{_DID}\b|\b(?:was|were|has been"
    rf"|have been) {_ADVERB}{_DONE}\b",
    re.IGNORECASE,
)
WISHED = pattern(_WISHED, re.IGNORECASE)
LEAD_IN = pattern(r"^(?P<label>[A-Z][A-Za-z’' ]{2,30}?)(?: ?\d+)?: ")
STATUS_LEAD_IN = pattern(r"status|progress|update|rag rating", re.IGNORECASE)
CLAUSE_ENDS = pattern(r";|: |, (?:and|but|yet|so|while|although|though|which|whereas) ")

FUTURE = pattern(
    r"\bwhere (?:we|you|they|it) (?:will|want|aim|hope|would like|need|plan|intend)\b"
    r"|\bwhat (?:\w+ ){0,2}(?:success|good|better|the future) (?:will |would )?looks? like\b"
    r"|\bwhat (?:it |this |things )?will (?:look like|be different|have changed)\b"
    r"|\bour vision\b|^(?:the )?vision\b|\bthe future we\b|\bin (?:\w+ )?years['’]? time\b",
    re.IGNORECASE,
)
"""Headings under which what is wanted is told as though it were so already."""
TOLD_BACK = pattern(
    r"\b(?:was|were|did|now|currently|at (?:present|the moment))\b|(?<!has )(?<!have )\bhad\b",
    re.IGNORECASE,
)
DEADLINE = pattern(
    rf"^(?:(?:so|and),? )?(?:by|within|over|before|in) (?:(?:the )?(?:end|close|next|coming)\b"
    rf"|this time next|{_MONTHS} 20\d\d|20\d\d)[^.;]{{0,60}}:$",
    re.IGNORECASE,
)
"""A line that says by when what stands below it is to be so."""
DATED = pattern(
    rf"\b(?:from|in|on|during) (?:(?:early|late|mid|the (?:autumn|spring|summer|winter) of)[ -])?"
    rf"(?P<when>(?:\d\d? )?{_MONTHS} 20\d\d)\b",
    re.IGNORECASE,
)
IN_THE_PAST = pattern(
    rf"\b(?:was|were|had|did|has|have|{_DOER} (?:\w+ly )?{_DID})\b", re.IGNORECASE
)

# What a heading suggests, where the sentence itself shows nothing, or nothing strong.
HEADINGS = (
    (
        Evidence.LEARNING,
        r"\btips?\b|\blearning\b(?! culture| and development| academy| disab)|\blessons?\b"
        r"|\bbarriers?\b"
        r"|\bchallenges\b|\badvice\b|what (?:we|you) (?:have )?learn\w*|\breflections\b"
        r"|(?:do|done) (?:differently|otherwise)|\bhindsight\b|what (?:helped|worked|did not work)"
        r"|\bhinder\w*"
        r"|\bin (?:the|our|your) way\b|\bwent wrong\b"
        r"|\b(?:did|do|could)(?: not|n[’']t) (?:work|stick|last|get done)\b",
    ),
    (
        Evidence.PLAN,
        r"objectives?|next steps|action plan|what (?:do )?(?:we|you) (?:plan|will)|priorities"
        r"|recommendations?|planned|our plan|what (?:comes|happens|is) next|next year"
        r"|looking ahead|^still to (?:come|do)$",
    ),
    (
        Evidence.TARGET,
        r"targets?|success measures?|ambitions?|intended outcomes?$"
        r"|^(?!.*\b(?:initiatives?|outcomes?|results?)\b).*\baims?\b|\bkpis?\b"
        r"|performance indicators?|measures? of success"
        r"|what (?:do|did) (?:you|we|they) want to achieve|is meant to achieve|were you trying to",
    ),
    (
        Evidence.INTERVENTION,
        r"\bwhat (?:did|does|do) (?:\w+ ){1,2}do\b|^what (?:\w+ ){1,3}(?:did|does)$"
        r"|^(?:\d[\d.]* )?what (?:we|they|the \w+) (?:did|changed|(?:have|has) done)"
        r"(?: (?:in|during|last|this|so far|since|from)\b.*)?$"
        r"|what (?:it|the [\w ]+) (?:consist(?:s|ed) of|involve[sd]|include[sd]|offer(?:s|ed))\b"
        r"|what (?:has been|was|is being) done|^we did$"
        r"|what (?:we|they|the \w+) (?:ha(?:ve|s|d) )?(?:set up|put in place|tried|started"
        r"|introduced|brought in)"
        r"|interventions?|initiatives?|(?<!equal )approach|actions? (?:already )?taken|how (?:it"
        r"|the"
        r" [\w ]+) works?\b|how (?:we|they) did|\bsolutions?\b|deployment|incentives|preparation"
        r"|activities"
        r"|who (?:was|were) (?:helped|involved)",
    ),
)
