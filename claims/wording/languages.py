"""The languages that everything is said in, and what the names of a language's own values end with."""

LANGUAGES = {"en": "", "zh-hant": "_zh"}
