"""One module an area, found by name; its `measure()` yields `Row`s as they come."""
