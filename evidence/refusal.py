"""What is wrong, in words that a door can show in another language (`told`): a sentence with gaps, and what fills them.

Maths and sources know nothing of languages: they raise the English sentence with its facts apart.
"""

from collections.abc import Iterable
from typing import Any


def gettext_noop(text: str) -> str:
    """The text itself; marks it as one to be translated, where Django is not at hand."""
    return text


class Worded:
    """A sentence: `template` with %(gaps)s, and the `facts` for them, of which some may be sentences themselves."""

    def __init__(self, template: str, **facts: Any) -> None:
        self.template = template
        self.facts = facts

    def __str__(self) -> str:
        return self.template % self.facts


def lines(sentences: Iterable[object]) -> Worded:
    """Sentences below one another."""
    facts = {f"line_{place}": one for place, one in enumerate(sentences)}
    return Worded("\n".join(f"%({name})s" for name in facts), **facts)


class WordedError(Worded, Exception):
    """An error that says what was expected and what came. Its template is to be found by whoever translates: it is
    written where it is raised, or marked by `gettext_noop`.
    """

    def __init__(self, template: str, **facts: Any) -> None:
        super().__init__(template, **facts)
        self.args = (str(self),)  # for tracebacks

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), dict(vars(self)))  # it may have to come back from another process


def _again(kind: type[WordedError], parts: dict[str, Any]) -> WordedError:
    error = kind.__new__(kind)
    vars(error).update(parts)
    error.args = (str(error),)
    return error


class FetchError(WordedError):
    """An address that may not be asked, or an answer that was not as expected.

    `may_pass` says whether another try later makes sense.
    """

    def __init__(self, template: str, *, may_pass: bool = False, **facts: Any) -> None:
        super().__init__(template, **facts)
        self.may_pass = may_pass


class TypeRefusedError(FetchError):
    """An answer of a content type that is not read."""

    def __init__(self, host: str, type_: str) -> None:
        template = gettext_noop("expected a page or plain text from %(host)s, got %(type)s")
        super().__init__(template, host=host, type=repr(type_[:80]))
        self.type = type_
