"""What can go wrong in the data folder.

DataError
├── NoData            nothing has been ingested yet
├── Busy              another process is writing
├── NewerVersion      the folder was made by a newer version
├── WrongModel        the vectors were made with another model
├── Damaged           catalogue or vectors cannot be read
├── NotWritable       disk full, read-only, no permission
├── NotFound          no document with this id
└── NoModel           the embedding model has not been exported and cannot be
"""

MEND = "run `goodpractice rebuild`"
"""What to do where the vectors or the full-text index are damaged and the catalogue is not."""


class DataError(Exception):
    """The data folder cannot serve; the text says what happened and what to do."""


class NoData(DataError):
    """Nothing has been ingested yet."""


class Busy(DataError):
    """Another process is writing to this data folder."""


class NewerVersion(DataError):
    """The data folder was made by a newer version."""


class WrongModel(DataError):
    """The vectors were made with another model than the one configured."""


class Damaged(DataError):
    """The catalogue or the vectors cannot be read."""


class NotWritable(DataError):
    """The data folder cannot be written: full, read-only or not permitted."""


class NotFound(DataError):
    """There is no document with this id."""


class NoModel(DataError):
    """The embedding model is not there and cannot be exported."""
