"""Telling people: events found in stored rows, an outbox of notices, and the channels that carry them."""
