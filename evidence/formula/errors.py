"""What is wrong with a formula, and where."""

from typing import Any


class FormulaError(ValueError):
    """A formula that cannot be read or makes no sense.

    `position` is the 0-based character at fault (None: the formula as a whole). `template` and `values` make the
    message, so that a door can show it in another language.
    """

    def __init__(self, template: str, position: int | None = None, **values: Any) -> None:
        self.template = template
        self.values = values
        self.position = position
        super().__init__(str(self))

    def __str__(self) -> str:
        where = "" if self.position is None else f"character {self.position + 1}: "
        return where + self._said

    @property
    def expected(self) -> str:
        """What should have stood there."""
        return self._said.partition(", got ")[0].removeprefix("once written out: ").removeprefix("expected ")

    @property
    def came(self) -> str:
        """What came in its place, with a hint where there is one."""
        return self._said.partition(", got ")[2]

    @property
    def _said(self) -> str:
        return self.template.format(**self.values)

    def pointed_at(self, text: str, width: int = 60) -> str:
        """The message under the stretch of the formula that it is about."""
        if self.position is None:
            return str(self)
        start = max(0, self.position - width // 2)
        shown = text[start : start + width].replace("\n", " ")
        return f"{shown}\n{' ' * (self.position - start)}^\n{self}"
