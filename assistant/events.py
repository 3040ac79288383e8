"""What happens while a question is answered, in order; front ends print or stream it."""

from dataclasses import dataclass

from assistant.confidence import Signs
from assistant.records import Answer, Statement
from assistant.understand import Understanding
from index.records import Hit


@dataclass(frozen=True, slots=True)
class Understood:
    """The question has been understood."""

    understanding: Understanding


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Passages have been found, best first."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What speaks for an answer has been weighed; once for each side of a comparison."""

    signs: Signs


@dataclass(frozen=True, slots=True)
class Drafted:
    """A language model has written a piece of its draft: not verified, never shown as an answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement of the answer is final."""

    statement: Statement


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer is complete."""

    answer: Answer


Event = Understood | Retrieved | Weighed | Drafted | Stated | Answered
