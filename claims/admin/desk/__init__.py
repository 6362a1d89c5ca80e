"""The desk: an article's candidates beside its text, and new articles."""
