"""Writes the report as one HTML page that an HR lead can read; it loads nothing from elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from evaluation import plots
from evaluation.answers import METRICS, is_answered, is_refused
from evaluation.compare import Comparison
from evaluation.records import CaseResult, Evaluation

KINDS: Mapping[str, str] = {
    "effect": "what worked",
    "intervention": "what was done",
    "plan": "what is planned",
    "list": "lists",
    "fact": "one figure or name",
    "compare": "comparisons",
    "who_when": "who and when",
    "definition": "definitions",
    "follow_up": "follow-ups",
    "unanswerable": "not in the documents",
    "out_of_scope": "out of scope",
}
SYSTEMS: Mapping[str, str] = {
    "fused": "fused",
    "understood": "fused, narrowed by what the question names: as the assistant searches",
    "dense": "by meaning only",
    "lexical": "by words only",
    "naive": "naive: chunks of 1,000 characters, nearest by meaning",
}
_STYLE = """
body{font:17px/1.5 Arial,sans-serif;color:#212b32;background:#f0f4f5;margin:0}
main{max-width:1000px;margin:0 auto;padding:24px;background:#fff}
h1,h2,h3{line-height:1.25} h2{margin-top:2em;border-top:3px solid #005eb8;padding-top:.6em}
table{border-collapse:collapse;width:100%} th,td{text-align:left;padding:6px 10px;
border-bottom:1px solid #d8dde0;vertical-align:top} td.n,th.n{text-align:right;
font-variant-numeric:tabular-nums} .tiles{display:flex;flex-wrap:wrap;gap:12px}
.tile{flex:1 1 170px;border:1px solid #d8dde0;border-top:4px solid #005eb8;padding:12px}
.tile b{display:block;font-size:30px} .case{border:1px solid #d8dde0;border-left:4px solid #d5281b;
padding:4px 16px;margin:16px 0} .case.right{border-left-color:#007f3b} .sides{display:grid;
grid-template-columns:1fr 1fr;gap:20px} @media(max-width:700px){.sides{grid-template-columns:1fr}}
blockquote{margin:8px 0;padding:4px 12px;border-left:3px solid #d8dde0} .small{font-size:15px;
color:#4c6272} svg{width:100%;max-width:640px;height:auto} summary{cursor:pointer}
li{margin:4px 0} .bad{color:#d5281b;font-weight:bold} .good{color:#007f3b;font-weight:bold}
"""


def page(now: Evaluation, comparison: Comparison | None, faults: Sequence[str]) -> str:
    """Give the whole page."""
    wrong = [case for case in now.cases if case.reasons]
    right = [case for case in now.cases if not case.reasons]
    parts = [
        "<!doctype html><html lang='en-GB'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width,initial-scale=1'>"
        f"<title>How far its answers can be trusted</title><style>{_STYLE}</style></head><body>"
        "<main><h1>How far the assistant’s answers can be trusted</h1>",
        _opening(now),
        _faults(faults),
        _comparison(comparison),
        _plots(now),
        _kinds(now),
        f"<h2 id='wrong'>What it got wrong ({len(wrong)})</h2>",
        *map(_case, wrong),
        f"<h2>What it got right ({len(right)})</h2>",
        *(_folded(case) for case in right),
        _metrics(now),
        _retrieval(now),
        "</main></body></html>\n",
    ]
    return "\n".join(parts)


def _opening(now: Evaluation) -> str:
    answered = [case for case in now.cases if is_answered(case)]
    refused = [case for case in now.cases if is_refused(case)]
    tiles = [
        (f"{_count(now.cases, is_right=True)} of {len(now.cases)}", "questions dealt with rightly"),
        (
            f"{_count(answered, is_right=True)} of {len(answered)}",
            "answers right, when it answered",
        ),
        (f"{_count(refused, is_right=True)} of {len(refused)}", "refusals right, when it refused"),
        (_percent(now.overall.get("exact_quotes")), "of its quotes are word for word"),
    ]
    shown = "".join(f"<div class='tile'><b>{value}</b>{text}</div>" for value, text in tiles)
    sets = ", ".join(now.sets)
    return (
        f"<p>{len(now.cases)} questions ({escape(sets)}) put to the assistant over {now.documents} "
        "documents. An answer is right when it cites a passage that people chose beforehand, says "
        "every fact that they asked for, names the right organisation, shows the right type of "
        f"evidence, and says nothing that would make it wrong.</p><div class='tiles'>{shown}</div>"
        f"<p class='small'>Version {escape(now.version)}; corpus {escape(now.corpus)}.</p>"
    )


def _count(cases: Iterable[CaseResult], *, is_right: bool) -> int:
    return sum((not case.reasons) is is_right for case in cases)


def _faults(faults: Sequence[str]) -> str:
    if not faults:
        return ""
    items = "".join(f"<li>{escape(fault)}</li>" for fault in faults)
    return f"<h2>Below the thresholds</h2><ul class='bad'>{items}</ul>"


def _comparison(comparison: Comparison | None) -> str:
    if comparison is None:
        return ""
    rows = "".join(
        f"<tr><td>{escape(change.metric)}</td><td class='n'>{change.before:.3f}</td>"
        f"<td class='n'>{change.after:.3f}</td>"
        f"<td class='n'>{change.low:+.3f} to {change.high:+.3f}</td>"
        f"<td>{'<span class=bad>dropped</span>' if change.is_drop else ''}</td></tr>"
        for change in comparison.changes
    )
    turned = "".join(
        f"<li><span class='{'good' if item.is_better else 'bad'}'>"
        f"{'now right' if item.is_better else 'now wrong'}</span>: {escape(item.question)} "
        f"<span class='small'>{escape('; '.join(item.reasons))}</span></li>"
        for item in comparison.turned
    )
    return (
        "<h2>Since the baseline</h2><table><thead><tr><th>Measure</th><th class='n'>Before</th>"
        "<th class='n'>Now</th><th class='n'>95 % interval of the difference</th><th></th></tr>"
        f"</thead><tbody>{rows}</tbody></table><p>{len(comparison.turned)} answers turned "
        f"(McNemar’s exact test: p = {comparison.p_value:.3f}).</p><ul>{turned}</ul>"
    )


def _plots(now: Evaluation) -> str:
    kinds = {
        KINDS[kind]: (figures["right"], int(figures["cases"]))
        for kind, figures in _in_order(now.by_kind)
    }
    points = {
        KINDS[kind]: (figures["coverage"], figures["precision"])
        for kind, figures in _in_order(now.by_kind)
        if "coverage" in figures and "precision" in figures
    }
    if "coverage" in now.overall and "precision" in now.overall:
        points["all"] = (now.overall["coverage"], now.overall["precision"])
    times = [case.milliseconds for case in now.cases]
    middle, late = now.times["p50_ms"], now.times["p95_ms"]
    return (
        "<h2>By kind of question</h2>"
        + plots.bars(kinds, "Share right by kind of question")
        + "<h2>How often it answers, and how often it is right when it does</h2>"
        + plots.scatter(points, "Coverage against precision")
        + "<h2>How long an answer takes</h2>"
        + plots.latencies(times, middle, late, "Time for each question")
    )


def _in_order(by_kind: Mapping[str, Mapping[str, float]]) -> list[tuple[str, Mapping[str, float]]]:
    return [(kind, by_kind[kind]) for kind in KINDS if kind in by_kind]


def _kinds(now: Evaluation) -> str:
    columns = ("right", "gold_hit", "gold_coverage", "must_say", "organisation", "caveat")
    head = "".join(f"<th class='n'>{name.replace('_', ' ')}</th>" for name in columns)
    rows = "".join(
        f"<tr><td>{KINDS[kind]}</td><td class='n'>{int(figures['cases'])}</td>"
        + "".join(f"<td class='n'>{_percent(figures.get(name))}</td>" for name in columns)
        + "</tr>"
        for kind, figures in _in_order(now.by_kind)
    )
    return (
        f"<table><thead><tr><th>Kind</th><th class='n'>Questions</th>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _folded(case: CaseResult) -> str:
    return (
        f"<details><summary>{escape(case.question)} <span class='small'>{KINDS[case.kind]}</span>"
        f"</summary>{_case(case)}</details>"
    )


def _case(case: CaseResult) -> str:
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in case.reasons)
    understood = (
        f"<p class='small'>Understood as: {escape(case.understood)}</p>"
        if case.understood != case.question
        else ""
    )
    why = f"<p><b>Why it is wrong</b></p><ul class='bad'>{reasons}</ul>" if reasons else ""
    return (
        f"<section class='case{'' if reasons else ' right'}'><h3>{escape(case.question)}</h3>"
        f"<p class='small'>{KINDS[case.kind]} · {escape(case.set)}, {escape(case.id)} · "
        f"{escape(case.status.replace('_', ' '))}</p>{understood}{why}"
        f"<div class='sides'><div><b>What it said</b>{_said(case)}</div>"
        f"<div><b>What answers the question</b>{_gold(case)}</div></div></section>"
    )


def _said(case: CaseResult) -> str:
    statements = "".join(
        f"<li>{escape(said.text)} <span class='small'>{escape(said.evidence)}"
        + ("" if said.is_supported else f"; not supported: {escape(said.verdict)}")
        + "</span></li>"
        for said in case.statements
    )
    quotes = "".join(
        f"<blockquote>[{cited.number}] {escape(cited.quote)}<div class='small'>"
        f"{escape(cited.organisation)}, {escape(cited.document)}"
        + ("" if cited.is_exact else " · <span class='bad'>not word for word</span>")
        + (" · <span class='good'>answers it</span>" if cited.is_gold else "")
        + "</div></blockquote>"
        for cited in case.citations
    )
    caveats = f"<p class='small'>Caveats: {', '.join(case.caveats)}</p>" if case.caveats else ""
    return f"<p>{escape(case.summary)}</p><ul>{statements}</ul>{caveats}{quotes}"


def _gold(case: CaseResult) -> str:
    if not case.gold:
        return "<p>Nothing in these documents; a right answer says so.</p>"
    return "".join(
        f"<blockquote>{escape(gold.quote)}<div class='small'>{escape(gold.document)} · "
        + ("<span class='good'>cited</span>" if found else "<span class='bad'>not cited</span>")
        + "</div></blockquote>"
        for gold, found in zip(case.gold, case.gold_found, strict=True)
    )


def _metrics(now: Evaluation) -> str:
    names = list(now.by_set) if len(now.by_set) > 1 else []
    head = "".join(f"<th class='n'>{escape(name)}</th>" for name in names)
    rows = "".join(
        f"<tr><td>{name.replace('_', ' ')}</td><td>{escape(meaning)}</td>"
        f"<td class='n'>{_percent(now.overall.get(name))}</td>"
        + "".join(f"<td class='n'>{_percent(now.by_set[each].get(name))}</td>" for each in names)
        + "</tr>"
        for name, meaning in METRICS.items()
        if name in now.overall
    )
    return (
        f"<h2>Every measure</h2><table><thead><tr><th>Measure</th><th>Meaning</th>"
        f"<th class='n'>All</th>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _retrieval(now: Evaluation) -> str:
    if not now.retrieval:
        return ""
    metrics = list(next(iter(now.retrieval.values())))
    head = "".join(f"<th class='n'>{escape(metric)}</th>" for metric in metrics)
    rows = "".join(
        f"<tr><td>{SYSTEMS.get(system, escape(system))}</td>"
        + "".join(f"<td class='n'>{figures[metric]:.3f}</td>" for metric in metrics)
        + "</tr>"
        for system, figures in now.retrieval.items()
    )
    return (
        "<h2>Finding the passages</h2><p>How many of the chosen passages each way of searching "
        "finds among its first 4, 8, 10 and 20, before anything is selected from them.</p>"
        f"<table><thead><tr><th>Search</th>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
