"""What routes ask for: the corpus, the conversations, who asks."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Query, Request

from api.corpus import Corpus
from api.errors import Refused
from api.jobs import Jobs
from api.keys import Keys, Role
from api.metrics import Metrics
from api.rates import Rates
from api.schemas import MANY, FiltersIn, Name
from api.security import Who
from api.sessions import Sessions
from api.tracing import Tracing
from assistant.conversations import Conversations
from assistant.settings import Settings
from index.records import Filters


@dataclass(frozen=True, slots=True)
class House:
    """Everything that lives as long as the server."""

    settings: Settings
    corpus: Corpus
    conversations: Conversations
    jobs: Jobs
    keys: Keys
    sessions: Sessions
    metrics: Metrics
    tracing: Tracing
    rates: Rates
    tries: Rates


def _house(request: Request) -> House:
    house: House = request.app.state.house
    return house


def _who(request: Request) -> Who:
    who: Who = request.state.who
    return who


def _curator(who: Annotated[Who, Depends(_who)]) -> Who:
    if who.role is not Role.CURATOR:
        raise Refused(403, "only a curator adds or removes documents; ask whoever runs this server")
    return who


InHouse = Annotated[House, Depends(_house)]
Asker = Annotated[Who, Depends(_who)]
Curator = Annotated[Who, Depends(_curator)]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Filters as typed, by name."""

    given: dict[str, list[str]] = field(default_factory=dict)

    def resolve(self, house: House) -> Filters:
        """Give the filters resolved against what the library knows.

        Raises:
            UnknownFilter: a value is not known; the text names what is near or allowed.
        """
        return house.corpus.resolve(self.given)

    def chosen(self, name: str) -> list[str]:
        """Give the values of one filter."""
        return self.given.get(name, [])


Values = Annotated[list[Name], Query(max_length=MANY)]


def _narrowing(
    organisation: Values = [],  # noqa: B006  # FastAPI copies defaults
    indicator: Values = [],  # noqa: B006
    theme: Values = [],  # noqa: B006
    year: Values = [],  # noqa: B006
    kind: Values = [],  # noqa: B006
    evidence: Values = [],  # noqa: B006
) -> Narrowing:
    given = {
        "organisation": organisation,
        "indicator": indicator,
        "theme": theme,
        "year": year,
        "kind": kind,
        "evidence": evidence,
    }
    # A form sends what was left empty as "".
    return Narrowing({name: [v for v in values if v.strip()] for name, values in given.items()})


Narrowed = Annotated[Narrowing, Depends(_narrowing)]


def from_body(filters: FiltersIn) -> Narrowing:
    """Give the filters of a request's body."""
    return Narrowing(
        {name: [str(value) for value in values] for name, values in filters.model_dump().items()}
    )
