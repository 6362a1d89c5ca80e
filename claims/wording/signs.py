"""Signs as each language sets them: between the names of a list, and before a figure below nought."""

from collections.abc import Iterable

from claims.wording.languages import is_chinese


def enumerated(names: Iterable[str], apart: str = ", ") -> str:
    """Names one after the other; `apart`: what divides them in English."""
    return ("、" if is_chinese() else apart).join(names)


def minus(figure: str) -> str:
    """A figure with the sign for minus in place of the hyphen that programs write."""
    return figure.replace("-", "−")
