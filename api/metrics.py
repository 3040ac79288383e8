"""Counts what the server does, for Prometheus."""

import os
from collections.abc import Sequence

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from assistant.records import Answer

CONTENT_TYPE = CONTENT_TYPE_LATEST
_STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counters of one server; several workers share theirs through files."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        registry = self._registry
        self._requests = Counter(
            "goodpractice_requests_total",
            "Requests answered",
            ("method", "route", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "goodpractice_request_seconds",
            "Time to the end of an answer",
            ("route",),
            buckets=_STEPS,
            registry=registry,
        )
        self._stages = Histogram(
            "goodpractice_stage_seconds",
            "Time of each step of answering",
            ("stage",),
            buckets=_STEPS,
            registry=registry,
        )
        self._answers = Counter(
            "goodpractice_answers_total", "Answers, by status", ("status",), registry=registry
        )
        self._removed = Counter(
            "goodpractice_removed_statements_total",
            "Statements that verification took out of a model's draft",
            registry=registry,
        )
        self._corpus = Gauge(
            "goodpractice_corpus",
            "What the library holds",
            ("part",),
            registry=registry,
            multiprocess_mode="mostrecent",
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; `route` is the pattern of its address, never the address itself."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, answer: Answer) -> None:
        """Count an answer, and the time each step took."""
        self._answers.labels(answer.status.value).inc()
        self._removed.inc(len(answer.removed))
        for stage, milliseconds in answer.timings_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1000)

    def corpus(self, sizes: Sequence[tuple[str, int]]) -> None:
        """Note what the library holds."""
        for part, size in sizes:
            self._corpus.labels(part).set(size)

    def text(self) -> bytes:
        """Give everything in Prometheus's text format."""
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            shared = CollectorRegistry()
            MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
            return generate_latest(shared)
        return generate_latest(self._registry)
