"""Editions of the scorecard: what one says, in which words and formats, published once a period."""
