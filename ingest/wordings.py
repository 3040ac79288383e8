"""The wordings that show what a sentence is evidence of, in order; read by `ingest.evidence`."""

import re
from dataclasses import dataclass

from ingest.records import Evidence

# ------------------------------------------------------------------ words that the table is made of

_ADVERB = (
    r"(?:\w+ly |also |now |already |since |then |all |both |been |further |just |still |first )*"
)
_NUMBER = (
    r"(?:\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty"
    r"|forty|fifty|none|nil|zero|half|(?:a|one) (?:third|quarter|fifth)|two[- ]thirds"
    r"|three[- ]quarters)\b|£ ?\d[\d,.]*|\d[\d,]*(?:\.\d+)?)"
)
_FIGURE = rf"(?:{_NUMBER}(?:\s?%|[ -]?(?:per ?cent|percentage|points?|times|million|m|k|bn)\b)*)"
_YEAR = r"(?:19|20)\d\d(?:/\d\d)?"
_EARLIER = (
    r"(?:(?:the |a |in the )?(?:previous|preceding|prior|last) (?:\w+ )?(?:year|survey|report"
    r"|month)|(?:the|a) year (?:before|earlier|ago)|last year|in (?:19|20)\d\d)"
)
_ETHNIC = (
    r"(?:BME|BAME|ethnic\w*|minority|minorities|minoritised|global majority|Black|Asian|white)"
)
_PEOPLE = (
    rf"(?:{_ETHNIC}|staff|colleagues|employees|nurses|applicants|candidates|officers|people|women"
    r"|men|disabled|workforce|boards?|directors|chairs|trusts|managers|members|respondents)"
)
_DID = (  # past forms of verbs for what an organisation does
    r"(?:told|kept|talked|spoke|volunteered|accepted|acquired|added|addressed|adopted|agreed|amended|analysed|announced|apologised"
    r"|appointed|arranged"
    r"|asked|assessed|audited|began|briefed|brought in|built|carried out|changed|circulated"
    r"|checked|coached|collaborated|collected|commissioned"
    r"|committed|completed|conducted|consulted|contacted|convened|coproduced|co-produced|created"
    r"|delivered|deployed|designed|developed|devised|discussed|distributed|drew|embedded|embraced"
    r"|enabled|encouraged|engaged|enrolled|established|examined|expanded|extended|facilitated"
    r"|focus+ed|formed|funded"
    r"|gathered|held|helped|hired|hosted|identified|implemented|incorporated|integrated"
    r"|introduced|invested|invited|joined|launched|led|linked|listened|mapped|matched"
    r"|mentored|met|monitored|moved|offered|organised|oversaw|paired|partnered|piloted|pointed"
    r"|posted|presented|produced|promoted|prioritised|provided|published|put in place|ran"
    r"|recruited|redesigned"
    r"|refreshed|refined|relaunched|renewed|replaced|re-?viewed|revised|revived|replaced|required"
    r"|rewarded|rewrote"
    r"|rolled out|sent|set(?: up| out)?|shared|showcased|signed|scrutinised|sought|sponsored"
    r"|standardised|spread|started"
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
    r"|(?-i:[A-Z][\w’'&]+))"
)
_UP_DOWN = (  # past forms of change
    r"(?:rose|risen|fell|fallen|dropped|grew|grown|shrank|shrunk|halved|doubled|trebled|tripled"
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
_EFFECT = (  # bare verbs of an effect wanted
    r"(?:reduce|reducing|increase|increasing|improve|improving|raise|raising|close|closing|cut"
    r"|narrow|narrowing|eliminate|achieve|reach|halve|lower|match|become)"
)
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|spring|summer|autumn|winter)"
)

# Wanted, expected, possible or denied: no result, whatever the verb.
_WISHED = (
    r"\b(?:will(?! be published)|would|shall|should|could|may(?! 20)|might|must|aim(?:s|ed|ing)?"
    r"|hop(?:es?|ed|ing)|intend(?:s|ed)?|intentions?|expect(?:s|ed)?|plan(?:s|ned)? to|seek(?:s"
    r"|ing)?|to be|in order to|so that|wish(?:es)?|ambitions?|goals?|aspir\w+|ought|asked to"
    r"|(?:was|were|is|are) to|meant to|designed to|needs? to|if"
    r"|no (?:obvious |clear )?(?:trend|change|improvement|progress))\b"
)
_TARGETED = (
    r"\b(?:will|shall|should|could|may(?! 20)|to be|aim(?:s|ed)?|targets?|expects?|expected|goal"
    r"|hop(?:es?|ed|ing)|intend(?:s|ed)?|plan(?:s|ned)? to|by 20[2-9]\d)\b"
    rf"|^\W*(?:to )?{_EFFECT}\b"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording, what it shows, how to say so, and what vetoes it in the same clause."""

    evidence: Evidence
    says: str
    pattern: re.Pattern[str]
    veto: re.Pattern[str] | None


def _rule(evidence: Evidence, says: str, *patterns: str, veto: str = "") -> Rule:
    return Rule(
        evidence,
        says,
        re.compile("|".join(patterns), re.IGNORECASE),
        re.compile(veto, re.IGNORECASE) if veto else None,
    )


# ------------------------------------------------------------------ 1. the form of the text

FORMS = (
    _rule(
        Evidence.CONTEXT,
        "a note about the text",
        r"^\[.*\]\.?$",
        r"^\([^()]*\d{4}[^()]*\)\.?$",
        r"^(?:first )?(?:published|dated|updated|posted|source|sources|contact details"
        r"|interviewees?|organisation name|your (?:name|details))\b.{0,60}$",
        r"\?(?:</?\w+>|\W)*$",
        r"\b(?:this|a) (?:\w+ )?summary (?:written|made|of|was)\b|^(?:it|this) summarises\b",
        r"\b(?:no|not give) (?:\w+ ){0,3}(?:figures?|numbers?|ratios?|percentages?|measures?"
        r"|results?)"
        r" (?:is|are|for|of|on)\b[^.]{0,60}(?:given|shown|stated|reported)",
        r"\b(?:gives?|reports?|offers?|contains?) (?:no|only|feedback only)\b",
        r"^\W*(?:and )?please\b|^if you (?:have|would|need)\b|^(?:n/a|thank you)\b",
        r"\b(?:we would be grateful|keen to learn about|your case study|we may publish)\b",
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
        rf"{_FIGURE} (?:\w+ )?{_CHANGE}\b(?! (?:target|in year))",
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
        rf"(?<!make )(?<!makes )(?<!made )(?<!making )\b(?:up|down) (?:by )?{_FIGURE}",
        r"\b(?:describe[sd]?|reports?|reported|felt) (?:\w+ )?(?:greater|more|increased|improved"
        r"|better|less|fewer|higher|lower|reduced)\b",
        rf"{_FIGURE}[^;]{{0,60}}\b(?:compared (?:with|to)|against"
        rf"|from) [^;]{{0,40}}{_FIGURE}[^;]{{0,40}}{_EARLIER}",
        rf"{_FIGURE}[^;]{{0,50}}? in {_YEAR}[^;]{{0,50}}? {_FIGURE}[^;]{{0,15}}? in {_YEAR}",
        rf"{_FIGURE} \({_YEAR}\)[^;]{{0,12}}{_FIGURE} \({_YEAR}\)",
        rf"\b{_YEAR}: [^;]{{0,40}}\d.*\b{_YEAR}: [^;]{{0,40}}\d",
        rf"{_FIGURE}[^;]{{0,20}}\b(?:more|fewer|higher|lower|better|worse) than (?:in )?{_EARLIER}",
        rf"\b(?:higher|lower|better|worse|more|fewer) than (?:in )?(?:the )?{_EARLIER}",
        rf"\b(?:the year before|the previous year|a year earlier),? [^.]{{0,60}}(?:{_FIGURE}"
        rf"|twice)",
        rf"\({_FIGURE} to {_FIGURE}[^()]*\)",
        rf"\bfrom {_FIGURE} (?:\w+ ){{0,3}}to {_FIGURE}",
        rf"\b{_YEAR} \({_YEAR} in brackets\)",
        r":[^;:]*\d\.\d+%?, \d\.\d+%?, (?:and )?\d\.\d+",
        veto=_TARGETED,
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
        rf"\bachieved (?:an? )?(?:\w+ ){{0,3}}(?:rates?|scores?|results?|{_FIGURE})",
        r"\b(?:secured|gained|achieved|won|obtained) (?:an? |new |their )?promot\w+",
        r"\b(?:have|had|has|were|been) (?:since )?(?:been )?(?:promoted|seconded) to\b",
        r"\b(?:have|has|had) (?:since |already )?been promoted\b",
        rf"\b(?:led|leading|contributed) to {_AMOUNT}{_CHANGE}\b",
        r"\b(?:more|fewer|less) [\w -]{3,50} (?:have|has|were|are now) (?:declared|been"
        r"|declaring)\b",
        veto=_WISHED + r"|^\W*(?:improve|reduce|increase|raise)\b",
    ),
)
RESULT_HEADING = re.compile(
    r"^(?!.*\b(?:intended|expected|planned)\b).*\b(?:results?|outcomes?|impacts?"
    r"|what (?:has )?changed|difference|achievements?|benefits|progress against)\b",
    re.IGNORECASE,
)
BETTER_NOW = re.compile(
    rf"\b(?:more|less|fewer|better|higher|lower|greater|quicker|faster|shorter|improved|reduced"
    rf"|increased|gained|won|saved|up|down)\b|\b{_CHANGE}\b",
    re.IGNORECASE,
)
UNDER_WAY = re.compile(
    r"\b(?:is|are|’re|'re|am) (?:now |currently |also |still |just )*(?:being |\w+ing\b)",
    re.IGNORECASE,
)

# ------------------------------------------------------------------ 3. positions; the text itself

POSITIONS = (
    _rule(
        Evidence.BASELINE,
        "a likelihood measured",
        rf"(?:{_FIGURE}|twice|\d+ times) (?:percentage points? )?(?:as|more|less) (?:likely"
        rf"|often)\b",
        r"\b(?:more|less|equally) likely\b|\brelative likelihood\b[^.]{0,60}\b\d\.\d",
        veto=r"\bmake\w* error likel\w+",
    ),
    _rule(
        Evidence.BASELINE,
        "a measured position",
        r"\d ?%|\w ?per ?cent\b",
        rf"\b{_NUMBER} {_ETHNIC} (?:\w+ )?(?:staff|nurses|people|officers|members|directors"
        rf"|colleagues)\b",
        r"\b(?:very poor|poor|low|lack of|limited|disproportionate\w*"
        r"|gaps?) (?:\w+ )?(?:representation"
        r"|persist|remain|numbers? of)\b|\b(?:high|large) (?:number|rate|proportion|level)s? of\b"
        r"|\brepresentation is (?:\w+ )?(?:poor|low)\b",
        r"\b(?:ratio|likelihood|figure|score|average)\b[^.]{0,40}? (?:is|was|of|at) \d",
        rf"\b(?:of whom|of which) {_FIGURE}|\b{_FIGURE} (?:(?:staff|people|of \w+) )?(?:are|were"
        rf"|is|was) (?:\w+ ){{0,2}}{_ETHNIC}\b",
        rf"{_NUMBER} (?:out of|in|of) (?:every )?{_NUMBER} (?:\w+ ){{0,3}}(?:{_PEOPLE}|said|were"
        rf"|are)",
        rf"\b(?:half|third|quarters?|quarter) of (?:\w+ ){{0,4}}(?:{_PEOPLE}|investigations|cases)",
        rf"\b{_NUMBER} of (?:them|these|those|whom) (?:\w+ ){{0,4}}{_ETHNIC}\b",
        rf"\b(?:no|none|only {_NUMBER}|all|just {_NUMBER}) (?:of \w+ |other |\w+ )?{_ETHNIC}"
        rf" (?:\w+ )?(?:members?|directors?|staff|nurses|chairs?|service)",
        r"\bscored? \d|\b(?:under|over)[- ]?represented\b|\brated (?:red|amber|green)\b"
        r"|\d+ points? (?:above|below)|\bdisproportionate number\b",
        r"\b(?:above|below) (?:the )?(?:national )?average\b|\bno gap\b|\bgap of\b"
        r"|\bthe (?:highest|lowest)\b"
        rf"|\bnone (?:of them )?{_ETHNIC}\b|\bno (?:obvious |clear )?trend\b",
        veto=r"^(?!.*\b(?:staff|workforce|employees|officers|nurses|trusts?|systems|hospitals"
        r"|representation)\b).*\b(?:residents|population|people live)\b",
    ),
)
ABOUT = (
    _rule(
        Evidence.CONTEXT,
        "it describes the text or the organisation",
        r"^(?:the|this|its?|an?|our|their)(?: \w+)? (?:page|report|article|paper|guidance|guide"
        r"|table|letter|foreword|document|blog|author|piece|evaluation|excerpt|website|statement"
        r"|study"
        r"|commentary|entry|plan)\b(?: \w+){0,2}? (?:says?|lists?|covers?|cites?|quotes?|explains?"
        r"|describes?|compares?|sets?|assures?|looks?|asks?|draws?|begins|follows|presents|shows"
        r"|defines|notes)\b",
        r"^(?:it|he|she|they|table \d+|indicator \d|sections?) (?:says?|lists|covers|cites|quotes"
        r"|explains|compares|groups|asks|adds|notes|finds|calls|comes|refers|uses the example)\b",
        r"\b(?:trust|hospitals?|foundation trust|healthcare|it) was (?:formed|established|founded)"
        r" (?:in|by|from)\b",
        r"\b(?:employs|serves|covers|provides|has) (?:about |around |over |nearly |more than )*"
        r"\d[\d,]+ ",
    ),
)

# ------------------------------------------------------------------ 4. everything else

OTHERS = (
    _rule(
        Evidence.PLAN,
        "work in progress",
        r"\b(?:is|are|am|’re|'re) (?:now |currently |also |still |just )*(?:developing"
        r"|working (?:on"
        r"|to|with|towards)|reviewing|planning|preparing|looking (?:at|to|into)|exploring|designing"
        r"|considering|finalising|drafting|seeking)\b",
        r"\b(?:is|are|was|were) (?:now |currently |also |still |just )*being (?:developed|reviewed"
        r"|planned|considered|drafted|explored|scoped|prepared|designed|finalised)\b",
        r"\b(?:is|are) (?:now |currently |still )*(?:under way|underway|in development|on hold"
        r"|on pause|in progress|planned|scheduled|due)\b",
        r"\b(?:currently|now) (?:on pause|on hold|in development)\b",
    ),
    _rule(
        Evidence.TARGET,
        "an aim",
        r"\bwant(?:s|ed)? (?:[A-Z]+ staff )?to\b",
        r"\b(?:aims?|aimed|aspires?|hopes?|hoped|seeks?)\b (?:(?:at|to|for|that)\b|are\b|is\b)",
        r"\b(?:aims?|ambitions?|aspirations?|goals?|vision)\b(?: [\w’']+){0,6}?"
        r" (?:is|are|was|were|of|includes?)\b(?! set| used)",
        r"\b(?:should|expected to|expects to) (?:\w+ )?(?:see|lead|result|help|bring|cut|reduce"
        r"|improve|increase|fall|rise|create|ensure)\b",
        r"\bset(?:s)? (?:the goal|(?:an?|the) (?:\w+ )?(?:ambition|target))\b|\baiming (?:at|for"
        r"|to)\b",
        rf"\bexpects? {_FIGURE}|\b(?:was|were) expected\b",
    ),
    _rule(
        Evidence.TARGET,
        "a target",
        r"\b(?:targets?|trajector(?:y|ies)|success measures?|milestones?)\b(?: [\w’']+){0,3}?"
        r" (?:is|are|was|were|of|to)\b",
        rf"^(?:to )?{_EFFECT}\b.{{0,120}}?\b(?:from|to|by|at least) (?:at least )?{_FIGURE}",
        r"\b(?:will|were|was|is|are) (?:all )?to (?:aim|reach|match|achieve|increase|reduce)\b",
        r"\bwill (?:at least )?(?:match|reach|be at least)\b",
        rf"\bwill be (?:from )?(?:{_ETHNIC}|\d)",
        veto=r"\bno targets\b|\babove\b.*\btarget\b",
    ),
    _rule(
        Evidence.PLAN,
        "a plan",
        r"(?-i:\bwill\b)|\b(?:shall|must|intends? to|(?<!action )(?<!improvement )(?:plans"
        r"|planned) to|planned \d+|is set to|going to|pledges? (?:to|that)|commits? (?:to|the)"
        r"|committed to \w+ing|undertakes? to|were to|was to|due by|by the end of)\b",
        rf"\b(?:by|before) (?:the end of )?{_MONTHS} 20\d\d\b|\bbefore the end of {_MONTHS}\b",
        r"\bcould not yet\b",
        r"\b(?:needs? to be|to be) (?:\w+ly )?(?:reviewed|established|agreed|included|extended"
        r"|advertised|rolled out|developed|launched|introduced|completed|explored|supported)\b",
        rf"^(?:\d[\d.]*[a-z]?\)? |[a-z]\) )?(?:actions?: )?(?:to )?{_ORDER}\b(?!:| (?:it|to) )",
        veto=r"\bnot (?:only )?will\b",
    ),
    _rule(
        Evidence.LEARNING,
        "a lesson or a barrier",
        r"\b(?:lessons?|learn(?:ed|t) (?:that|from)|poorly attended|in hindsight|key to|takes time"
        r"|it is (?:essential|vital|crucial|important)|we (?:need|recognise)|important to"
        r"|be (?:brave|prepared|patient|open|honest)|stood in the way|gives? credit)\b",
        r"\b(?:a|the|our|main|key|unexpected|common|immense|biggest|some) (?:\w+ )?(?:challenges?"
        r"|barriers?|obstacles?) (?:is|was|were|are|to|with|of)\b|\bunexpected challenges\b",
        r"\b(?:credits?|attribut(?:es|ed)|put (?:it|this) down)\b",
        r"\b(?:found|concluded|showed|realised|recognised)\b.{0,70}\b(?:did not|didn[’']t|fear"
        r"|flaws|barriers?|unwilling|damag\w+|reluctan\w+)\b",
        r"\b(?:stalled|slowed)\b|\bfound it (?:hard|difficult)\b",
    ),
    *POSITIONS,
    _rule(
        Evidence.INTERVENTION,
        "what was done",
        rf"\b(?:was|were|has been|have been|had been) {_ADVERB}{_DONE}\b(?! (?:worse|aware))",
        rf"\b(?:has|have|had) {_ADVERB}{_DONE}\b(?! (?:a long way|much))",
        rf"\b{_DOER} (?!by )(?:\w+ly |also |then |now |first )*{_DID}\b(?! by\b)",
        rf"\b(?:we|the (?:trust|team|network|council|board|programme|organisation)) "
        rf"(?:\w+ly |also |then |first )*(?!{_SAID_OR_SUFFERED}\b)\w{{2,}}ed\b",
        rf"^{_DID} (?!from\b)|, {_DID} (?:an?|the|its|their|in)\b",
        r"^(?:every|each|all) \w+ \w{3,}ed\b|\b(?:is|are) (?:now )?in place\b",
        r"\b(?:staff|colleagues|managers) can (?:now )?(?:turn|use|raise|report|access|call|ask)\b",
        r"\b(?:is|are) (?:now |currently |also )*being (?:rolled out|implemented|delivered"
        r"|piloted)\b",
        r"\blaunch of\b|\bwere beginning to\b|\b(?:is|are) now open\b|\bhas run since\b",
    ),
    _rule(
        Evidence.INTERVENTION,
        "a practice that runs",
        r"\b(?:ambassadors?|champions?|mentors?|volunteers?|guardians?|coaches|network|panels?"
        r"|workstreams?|managers?|programme|scheme|training|workshops?|pairs?|cases|polic(?:y|ies)"
        r"|trust|it|they|we|who|staff|recruits|template|packages|rcn|forum|group|data|events?)\b"
        r"(?: (?!to\b|aims?\b|will\b|that\b|who\b)[\w’',()-]+){0,5}? (?:sits?|joins?|uses?|runs?"
        r"|offers?|supports?|reviews?|trains?"
        r"|meets?|advises?|scrutinises?|requires?|helps?|gives?|involves?|brings?|takes? part"
        r"|embeds?|delivers?|prompts?|makes?|lets?|co-leads?|concentrates?|works? (?:across|with"
        r"|on|from)"
        r"|enables?|ensures?|allows?|encourages?|tracks?|monitors?|checks?|holds?|hosts?|leads?"
        r"|records?|applies|assess(?:es)?|engages?|creates?|collects?|funds?|invites?|facilitates?"
        r"|chairs?|attends?|considers?|celebrates?|promotes?|recruits?|shares?|shapes?|celebrates?"
        r"|oversees?|challenges?|links?"
        r"|(?:is|are) (?:also |all )?(?:trained|supported|reviewed|paired|matched|offered|reported"
        r"|invited|given|required|monitored|considered))\b",
        r"\b(?:involves?|brings? together)\b",
        r"^(?:every|each|all) \w+ (?:has|have|gets?|receives?|goes)\b",
        r"\bworkstreams cover\b",
    ),
)

# ------------------------------------------------------------------ cells, lead-ins, headings

STATUS_OPEN = re.compile(
    r"\b(?:on track|in progress|ongoing|on[- ]going|under ?way|not (?:yet )?started|on hold|paused?"
    r"|delayed|outstanding|to do|awaiting|overdue|continu(?:e|es|ing)|not yet|partially|open)\b",
    re.IGNORECASE,
)
STATUS_DONE = re.compile(
    rf"\b(?:completed?|done|in place|closed|achieved|live|{_DID})\b", re.IGNORECASE
)
MEASURED_NOW = re.compile(r"\b(?:currently|baseline|at present|as at|now)\b", re.IGNORECASE)
WANTED = re.compile(rf"\b(?:{_EFFECT}|target|success|aim|to \d)\b", re.IGNORECASE)
POSITION = re.compile(r"\bmore likely\b|\d ?%", re.IGNORECASE)
DEED = re.compile(
    rf"\b(?:we|the trust|it) {_ADVERB}{_DID}\b|\b(?:was|were|has been"
    rf"|have been) {_ADVERB}{_DONE}\b",
    re.IGNORECASE,
)
WISHED = re.compile(_WISHED, re.IGNORECASE)
LEAD_IN = re.compile(r"^(?P<label>[A-Z][A-Za-z’' ]{2,30}?)(?: ?\d+)?: ")
STATUS_LEAD_IN = re.compile(r"status|progress|update|rag rating", re.IGNORECASE)
CLAUSE_ENDS = re.compile(r";|: |, (?:and|but|yet|so|while|although|though|which|whereas) ")

# What a heading suggests, where the sentence itself shows nothing.
HEADINGS = (
    (Evidence.LEARNING, r"tips?\b|learning|lessons|challenge|barrier|advice"),
    (
        Evidence.PLAN,
        r"objectives?|next steps|action plan|what (?:do )?(?:we|you) (?:plan|will)|priorities"
        r"|recommendations?|planned|our plan",
    ),
    (
        Evidence.TARGET,
        r"targets?|success measures?|ambitions?|intended outcomes?$|^(?:our )?aims?$",
    ),
    (
        Evidence.INTERVENTION,
        r"what did you do|what (?:we|they) did|interventions?|initiatives?|approach|actions? taken"
        r"|how (?:we|they) did|deployment|incentives|preparation|activities|who was helped",
    ),
)
