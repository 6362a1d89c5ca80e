"""Bundles: all that may be handed on, and back."""
