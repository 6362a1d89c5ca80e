"""Ways on which notices travel. Each takes a notice and its message and returns what the receiver said, or raises."""
