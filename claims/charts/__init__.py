"""Charts from figures: plain functions, no Django."""
