"""From an article's text to proposed claims: text in, candidates out. People decide.

No Django, no clock, no network. spaCy is imported by `loader` alone, when a text is read. Design and what was measured:
EXTRACTION.md of the project; the words are data in `lexicon.toml` and `cues.toml`.
"""
