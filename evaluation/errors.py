"""What can go wrong in an evaluation.

EvaluationError
├── BadSet          a question set breaks its schema, or its gold is not in the corpus
├── BadCorpus       the corpus holds no document that can be read
├── BadBaseline     the baseline cannot be read, or is of another set or corpus
├── BadLabels       the labelled claims for judging the judge are not there or not as described
└── NotWritable     a report cannot be written
"""

from assistant.errors import AssistantError


class EvaluationError(AssistantError):
    """The evaluation cannot be made; the text says what happened and what to do."""


class BadSet(EvaluationError):
    """A question set breaks its schema, or its gold is not in the corpus."""


class BadCorpus(EvaluationError):
    """The corpus holds no document that can be read."""


class BadBaseline(EvaluationError):
    """The baseline cannot be read, or is of another set or corpus."""


class BadLabels(EvaluationError):
    """The labelled claims for judging the judge are not there or not as described."""


class NotWritable(EvaluationError):
    """A report cannot be written."""
