"""Scores ranked passages against gold, with ir-measures (MacAvaney et al. 2022)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from evaluation.records import CaseFilters, Place
from index.records import Filters

# How deep each system is read; nDCG is at 10, recall at each of these.
DEPTHS = (4, 5, 8, 10, 20)
DEPTH = max(DEPTHS)


class Searcher(Protocol):
    """A retriever under test."""

    def search(
        self, query: str, filters: CaseFilters, understood: Filters
    ) -> Mapping[str, Sequence[Place]]:
        """Give, for each system, its ranking for the query, best first, at most DEPTH places.

        `filters` are the case's own, `understood` those with what the question itself names.
        """


def score_ranking(ranking: Sequence[Place], gold: Sequence[Sequence[Place]]) -> dict[str, float]:
    """Score one ranking: hit@k, recall@k, RR and nDCG@10.

    Every gold passage is one relevant item, found at the first rank whose span overlaps it. A
    passage that finds several stands for each of them, in neighbouring places of the list.
    """
    import ir_measures
    from ir_measures import RR, R, Success, nDCG

    wanted = {f"gold-{number}": 1 for number in range(len(gold))}
    scores: dict[str, float] = {}
    for depth in DEPTHS:
        # Cut by passages before those that find several are spread over the list.
        run = _run(ranking[:depth], gold)
        measures = ir_measures.calc_aggregate([Success @ 1000, R @ 1000], {"q": wanted}, {"q": run})
        scores[f"hit@{depth}"] = measures[Success @ 1000]
        scores[f"recall@{depth}"] = measures[R @ 1000]
    measures = ir_measures.calc_aggregate(
        [RR, nDCG @ 10], {"q": wanted}, {"q": _run(ranking, gold)}
    )
    return scores | {"mrr": measures[RR], "ndcg@10": measures[nDCG @ 10]}


def _run(ranking: Sequence[Place], gold: Sequence[Sequence[Place]]) -> dict[str, float]:
    """Give the ranking as names with falling scores: newly found gold, or a miss."""
    names: list[str] = []
    for rank, place in enumerate(ranking):
        found = [
            name
            for number, places in enumerate(gold)
            if (name := f"gold-{number}") not in names and any(map(place.overlaps, places))
        ]
        names.extend(found or [f"miss-{rank}"])
    return {name: float(len(names) - order) for order, name in enumerate(names)} or {"none": 0.0}


def average(
    cases: Iterable[Mapping[str, Mapping[str, float]]],
) -> dict[str, dict[str, float]]:
    """Average each system's metrics over the cases that have gold."""
    scored = [case for case in cases if case]
    systems = scored[0] if scored else {}
    return {
        system: {
            metric: round(sum(case[system][metric] for case in scored) / len(scored), 4)
            for metric in metrics
        }
        for system, metrics in systems.items()
    }
