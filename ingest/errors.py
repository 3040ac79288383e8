"""What can go wrong while reading documents.

IngestError
├── UnreadableFile    this file cannot be read; the others are not concerned
└── BadOverride       corpus.yaml or a sidecar is wrong
"""


class IngestError(Exception):
    """A document could not be read; the text says what happened and what to do."""


class UnreadableFile(IngestError):
    """One file that cannot be read; the others are not concerned."""


class BadOverride(IngestError):
    """A corpus.yaml or NAME.meta.yaml holds an unknown key or a wrong value."""
