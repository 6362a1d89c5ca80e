"""Traditional Chinese: the same."""

from claimbase.formats.en.formats import (  # noqa: F401 Django looks for them here
    DATE_FORMAT,
    DATETIME_FORMAT,
    SHORT_DATE_FORMAT,
    SHORT_DATETIME_FORMAT,
)
