"""Sends traces to an OpenTelemetry collector where one is set; without, costs nothing.

A span holds a method, a route's pattern, a status and the steps of an answer with their times. It
never holds an address as it was asked for, whose query may be somebody's question; the question is
added only where the log may hold it too.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.records import Answer

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.trace import Span, Tracer


class NotInstalled(AssistantError):
    """Traces are asked for, and what sends them is not installed."""


class Tracing:
    """The traces of one server; without a processor there are none."""

    def __init__(self, processor: "SpanProcessor | None" = None) -> None:
        self._tracer: Tracer | None = None
        self._provider = None
        if processor is not None:
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider

            # OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say more, as everywhere.
            usual = {"service.name": "goodpractice", "service.version": version("goodpractice")}
            self._provider = TracerProvider(resource=Resource(usual).merge(Resource.create()))
            self._provider.add_span_processor(processor)
            self._tracer = self._provider.get_tracer("goodpractice")

    def close(self) -> None:
        """Send what has not been sent."""
        if self._provider is not None:
            self._provider.shutdown()

    @contextmanager
    def request(self, method: str, headers: Mapping[str, str]) -> Iterator["Span | None"]:
        """Trace a request as part of the caller's trace, if the headers name one."""
        if self._tracer is None:
            yield None
            return
        from opentelemetry.propagate import extract
        from opentelemetry.trace import SpanKind

        context = extract({name: headers[name] for name in _CARRIED if name in headers})
        with self._tracer.start_as_current_span(
            method, context=context, kind=SpanKind.SERVER, record_exception=False
        ) as span:
            yield span

    def answer(self, answer: Answer, *, is_question_told: bool) -> None:
        """Add a span for each step of an answer that has just been given."""
        if self._tracer is None:
            return
        from opentelemetry.trace import get_current_span

        whole = get_current_span()
        whole.set_attributes(
            {
                "goodpractice.status": answer.status.value,
                "goodpractice.statements": len(answer.statements),
                "goodpractice.removed": len(answer.removed),
                "goodpractice.generator": answer.generator,
            }
        )
        if is_question_told:
            whole.set_attribute("goodpractice.question", answer.question)
        steps = [item for item in answer.timings_ms.items() if item[0] != "total"]
        at = time.time_ns() - sum(_nanoseconds(taken) for _, taken in steps)
        for name, taken in steps:
            span = self._tracer.start_span(name, start_time=at)
            at += _nanoseconds(taken)
            span.end(at)


def end_request(span: "Span | None", method: str, route: str, status: int) -> None:
    """Say in a request's span what became of it."""
    if span is None:
        return
    from opentelemetry.trace import StatusCode

    span.update_name(f"{method} {route}")
    span.set_attributes(
        {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
        }
    )
    if status >= 500:
        span.set_status(StatusCode.ERROR)


def open_tracing(collector: str) -> Tracing:
    """Send traces to a collector (OTLP over HTTP) in the background; to none if it is "".

    Raises:
        NotInstalled: what sends them is not there.
    """
    if not collector:
        return Tracing()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        msg = "sending traces needs OpenTelemetry: pip install 'goodpractice[telemetry]'"
        raise NotInstalled(msg) from error
    exporter = OTLPSpanExporter(endpoint=f"{collector.rstrip('/')}/v1/traces", timeout=3)
    return Tracing(BatchSpanProcessor(exporter))


_CARRIED = ("traceparent", "tracestate")


def _nanoseconds(milliseconds: float) -> int:
    return int(milliseconds * 1_000_000)
