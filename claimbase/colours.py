"""Colours of the admin."""

# Shades around the accents of the public pages, light (600) and dark (400).
BLUE = {
    "50": "#f1f6fc", "100": "#dfeaf7", "200": "#c4d8ef", "300": "#9abde3", "400": "#79b4f2", "500": "#3f7fc6",
    "600": "#1f5fa8", "700": "#1a4f8c", "800": "#174273", "900": "#143659", "950": "#0d2239",
}  # fmt: skip
