"""The engine put to the past: questions others asked, pseudo-claims, and noise."""
