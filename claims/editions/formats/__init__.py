"""A scorecard in its formats: HTML, Markdown, CSV and PDF, each made from its frozen data alone."""
