"""Measurements, not tests: `./run bench [AREA] [--json FILE]`. An area is a module of `areas/` with `measure()`."""
