"""What a person can mend when asking.

AssistantError
├── BadQuestion       empty or too long
└── UnknownFilter     a filter's value is not known; the text suggests the nearest
"""


class AssistantError(Exception):
    """The question cannot be taken as it is; the text says what happened and what to do."""


class BadQuestion(AssistantError):
    """The question is empty or too long."""


class UnknownFilter(AssistantError):
    """A filter names something that is not known."""
