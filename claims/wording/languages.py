"""The languages that everything is said in, what the names of a language's own values end with, and which is active."""

from django.utils.translation import get_language

LANGUAGES = {"en": "", "zh-hant": "_zh"}


def is_chinese() -> bool:
    """Whether Chinese is the active language."""
    return (get_language() or "en").startswith("zh")


def language() -> str:
    """The active language as the evidence's words know it."""
    return "zh-hant" if is_chinese() else "en"
