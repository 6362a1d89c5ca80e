"""What is wrong with a formula, and where."""

from collections.abc import Sequence
from typing import Any

from evidence.refusal import Worded, WordedError, gettext_noop


class FormulaError(WordedError, ValueError):
    """A formula that cannot be read or makes no sense.

    `position` is the 0-based character at fault (None: the formula as a whole); `sentence` says what is wrong there.
    """

    def __init__(self, template: str, position: int | None = None, **facts: Any) -> None:
        self.sentence = Worded(template, **facts)
        self.position = position
        if position is None:
            super().__init__(template, **facts)
        else:
            super().__init__(gettext_noop("character %(place)s: %(what)s"), place=position + 1, what=self.sentence)

    @property
    def expected(self) -> str:
        """What should have stood there, in English."""
        return str(self.sentence).partition(", got ")[0].removeprefix("once written out: ").removeprefix("expected ")

    @property
    def came(self) -> str:
        """What came in its place, with a hint where there is one, in English."""
        return str(self.sentence).partition(", got ")[2]

    def pointed_at(self, text: str, width: int = 60) -> Worded:
        """The message under the stretch of the formula that it is about."""
        if self.position is None:
            return self
        start = max(0, self.position - width // 2)
        shown = text[start : start + width].replace("\n", " ")
        return Worded(_POINTED, shown=shown, gap=" " * (self.position - start), what=self)


def did_you_mean(names: Sequence[str]) -> Worded | str:
    """A hint at names that are written alike; nothing where there are none."""
    return Worded(gettext_noop("; did you mean %(names)s?"), names=" or ".join(names)) if names else ""


_POINTED = "%(shown)s\n%(gap)s^\n%(what)s"  # the same in every language
