"""What is wrong with a fetch, in words that a door can show in another language."""

from typing import Any


def gettext_noop(text: str) -> str:
    """The text itself; marks it as one to be translated, where Django is not at hand."""
    return text


class FetchError(Exception):
    """An address that may not be asked, or an answer that was not as expected.

    `template` and `facts` make the message; a fact may be an error of this kind itself. `may_pass` says whether
    another try later makes sense.
    """

    def __init__(self, template: str, *, may_pass: bool = False, **facts: Any) -> None:
        self.template = template
        self.facts = facts
        self.may_pass = may_pass
        super().__init__(template % facts)


class TypeRefusedError(FetchError):
    """An answer of a content type that is not read."""

    def __init__(self, host: str, type_: str) -> None:
        template = gettext_noop("expected a page or plain text from %(host)s, got %(type)s")
        super().__init__(template, host=host, type=repr(type_[:80]))
        self.type = type_
