"""What claims, criteria and figures say, in sentences of the active language."""
