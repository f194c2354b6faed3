"""The errors a user can meet, each with what went wrong and how to mend it.

PlanSearchError
├── DocumentError            a file cannot become a plan
│   ├── DocumentNotFound     no such file or folder
│   ├── DocumentUnreadable   no rights, not text, an unknown encoding or format
│   ├── DocumentEmpty        nothing in it but white space
│   ├── DocumentTooLarge     over the size limit, packed or unpacked
│   ├── DocumentEncrypted    needs a password
│   ├── DocumentWithoutText  a scan, or a text layer that is not what the page shows
│   ├── MetadataInvalid      the metadata file beside it is malformed
│   └── PlanIdConflict       two documents claim one id
├── PlanNotFound             no plan of that id in the index
├── IndexUnusable            the index cannot be used
│   ├── IndexMissing         nothing has been built there
│   ├── IndexOutdated        built by another format, tokeniser or model
│   ├── IndexDamaged         a file is missing, short or changed
│   ├── IndexUnwritable      no rights to the folder, or no room on the disk
│   └── IndexBusy            another build is under way
├── ModelUnavailable         the encoder cannot be loaded
├── EndpointFailed           what words answers gave nothing usable
├── QueryInvalid             a query or an input line that cannot be searched
└── TestsetInvalid           a test set that cannot be read

Messages are in the user's language (Simplified Chinese). `hint` is one sentence
that names the remedy, with the exact command where there is one.
"""


class PlanSearchError(Exception):
    """A failure that the user can mend.

    `message` names the file and the place; `hint` names the remedy.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class DocumentError(PlanSearchError):
    """A file cannot become a plan."""


class DocumentNotFound(DocumentError):
    """No such file or folder."""


class DocumentUnreadable(DocumentError):
    """A file without read rights, that is not text, or of an unknown format."""


class DocumentEmpty(DocumentError):
    """A file that holds nothing but white space."""


class DocumentTooLarge(DocumentError):
    """A file over the size limit, as it is or when unpacked."""


class DocumentEncrypted(DocumentError):
    """A file that needs a password."""


class DocumentWithoutText(DocumentError):
    """A scan, or a file whose text layer is not what its pages show."""


class MetadataInvalid(DocumentError):
    """The metadata file beside a document is malformed."""


class PlanIdConflict(DocumentError):
    """Two documents claim one id."""


class PlanNotFound(PlanSearchError):
    """No plan of that id in the index."""


class IndexUnusable(PlanSearchError):
    """The index cannot be used."""


class IndexMissing(IndexUnusable):
    """Nothing has been built at that place."""


class IndexOutdated(IndexUnusable):
    """The index was built by another format, tokeniser or model."""


class IndexDamaged(IndexUnusable):
    """A file of the index is missing, short or changed."""


class IndexUnwritable(IndexUnusable):
    """No rights to the index folder, or no room on the disk."""


class IndexBusy(IndexUnusable):
    """Another build of the same index is under way."""


class ModelUnavailable(PlanSearchError):
    """The encoder cannot be loaded."""


class EndpointFailed(PlanSearchError):
    """The endpoint that words answers cannot be reached, or gave nothing usable."""


class QueryInvalid(PlanSearchError):
    """A query or an input line that cannot be searched."""


class TestsetInvalid(PlanSearchError):
    """A test set that cannot be read."""

    __test__ = False  # pytest would take the name for a test class
