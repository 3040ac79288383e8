"""What a person can mend when asking.

AssistantError
├── BadQuestion       empty or too long
├── NoLanguageModel   the language model that is named cannot be used here
└── UnknownFilter     a filter's value is not known; the text suggests the nearest
"""


class AssistantError(Exception):
    """The question cannot be taken as it is; the text says what happened and what to do."""


class BadQuestion(AssistantError):
    """The question is empty or too long."""


class NoLanguageModel(AssistantError):
    """The language model that is named cannot be used: not installed, not known, not allowed."""


class UnknownFilter(AssistantError):
    """A filter names something that is not known."""
