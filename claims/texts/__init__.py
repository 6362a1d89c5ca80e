"""Articles as they come: pages, files and bytes made into text, which no code of a page outlives."""
