"""Formulas drawn at random from the grammar of METHOD.md section 2, right in kinds, units and frequencies."""

from random import Random

BY_FREQUENCY = {
    "D": {"USD": ("price", "oil"), "count": ("fed_day",)},
    "W": {"person": ("claims",), "USD": ("reserves",)},
    "M": {
        "percent": ("unemployment", "policy_rate"),
        "USD": ("assets", "account", "spending", "receipts"),
        "person": ("payrolls",),
        "index": ("cpi", "cpi_electricity"),
        "ratio": ("savings_ratio",),
    },
    "Q": {"USD": ("gdp", "profits")},
}
SLOWER = {"D": "WMQ", "W": "MQ", "M": "Q", "Q": ""}
ADVERBS = {"D": "daily", "W": "weekly", "M": "monthly", "Q": "quarterly"}
LITERALS = {
    "percent": ("2", "-0.5", "3.25", "4.1%"),
    "pp": ("0.5", "1.5pp", "-.25"),
    "USD": ("300bn", "5 mn", "2.3k", "1e3", "0"),
    "person": ("150mn", "200 k", "1_000"),
    "index": ("100", "320.5"),
    "ratio": ("0.05", "1", "1e-3"),
    "count": ("3", "1"),
}
PICKS = ("first=3", "last=2", "before=4", 'from="-6m"', 'to="+3m"', 'from="-2q", to="+40d"', "last=5", "before=1")


class RandomFormula:
    """Draws formulas; `deepest` bounds the nesting."""

    def __init__(self, seed: int, deepest: int = 4, frequencies: str = "DWMQ") -> None:
        self.random = Random(seed)  # noqa: S311
        self.deepest = deepest
        self.frequencies = frequencies

    def text(self) -> str:
        """A formula of any kind."""
        frequency = self.frequency()
        kind = self.random.choice(("series", "condition", "number", "truth", "truth"))
        if kind == "series":
            return self.series(frequency, self.unit(frequency), self.deepest)
        if kind == "condition":
            return self.condition(frequency, self.deepest)
        return self.number(self.number_unit(), self.deepest) if kind == "number" else self.truth(self.deepest)

    def frequency(self) -> str:
        """A frequency of which the catalogue has series."""
        return self.random.choice(self.frequencies)

    def unit(self, frequency: str) -> str:
        """A unit in which that frequency has series."""
        return self.random.choice((*BY_FREQUENCY[frequency], "percent", "ratio"))

    def number_unit(self) -> str:
        """A unit that a figure of a window can have."""
        return self.random.choice(("percent", "pp", "USD", "ratio", "count"))

    def literal(self, unit: str) -> str:
        """A written number that can stand beside that unit."""
        return self.random.choice(LITERALS[unit])

    def series(self, frequency: str, unit: str, depth: int) -> str:
        """A series of a frequency and unit."""
        plain = BY_FREQUENCY[frequency].get(unit, ())
        if depth <= 0 and plain:
            return self.random.choice(plain)
        made = [lambda: self.derived(frequency, unit, depth)]
        if plain:
            made += [lambda: self.random.choice(plain), lambda: self.same_unit(frequency, unit, depth - 1)]
            made += [lambda: self.resampled(frequency, unit, depth - 1)]
        return self.random.choice(made)()

    def derived(self, frequency: str, unit: str, depth: int) -> str:
        """A series made from one of another unit."""
        plain = BY_FREQUENCY[frequency]
        other = self.random.choice([name for name in plain if name != "count"])
        below = self.series(frequency, other, depth - 1)
        if unit == "percent":
            return self.random.choice((f"yoy({below})", f"pct({below}, {self.random.randint(1, 4)})", f"pct({below})"))
        if unit == "ratio":
            above = self.series(frequency, other, depth - 1)
            return self.random.choice((f"({above}) / ({below})", f"log({below})"))
        if unit == "pp":
            return f"diff({self.series(frequency, 'percent', depth - 1)}, {self.random.randint(1, 3)})"
        return self.same_unit(frequency, unit, depth - 1)

    def same_unit(self, frequency: str, unit: str, depth: int) -> str:
        """A series made from others of its own unit."""
        x, y = (self.series(frequency, unit, depth) for _ in range(2))
        n = self.random.randint(1, 5)
        shapes = [
            f"lag({x}, {n})",
            f"mavg({x}, {n})",
            f"abs({x})",
            f"min({x}, {y})",
            f"max({x},{y} , {x})",
            f"lag({x})",
        ]
        shapes += [f"coalesce({x}, {y})", f"-({x})", f"({x}) * {n}", f"({x})/{n}.5", f"{x} + {y}"]
        if unit not in ("percent",):
            shapes += [f"({x}) - ({y})", f"{x}-{y}", f"msum({x}, {n})"]
        return self.random.choice(shapes)

    def resampled(self, frequency: str, unit: str, depth: int) -> str:
        """A series brought from another frequency of the same unit, where there is one."""
        faster = [f for f in self.frequencies if frequency in SLOWER[f] and unit in BY_FREQUENCY[f]]
        slower = [f for f in SLOWER[frequency] if f in self.frequencies and unit in BY_FREQUENCY[f]]
        if slower and (not faster or self.random.random() < 0.5):
            below = self.series(self.random.choice(slower), unit, depth)
            return f"{ADVERBS[frequency]}({below}, how='hold')"
        if not faster:
            return self.same_unit(frequency, unit, depth)
        source = self.random.choice(faster)
        options = ["how=" + self.random.choice(("'mean'", '"last"', '"sum"'))]
        if self.random.random() < 0.3:
            options.append(f"where={self.condition(source, depth - 1)}")
        if frequency == "W" and self.random.random() < 0.5:
            options.append('ending="wed"')
        self.random.shuffle(options)
        return f"{ADVERBS[frequency]}({self.series(source, unit, depth)}, {', '.join(options)})"

    def condition(self, frequency: str, depth: int) -> str:
        """A condition on each period."""
        if depth > 0 and self.random.random() < 0.4:
            a, b = (self.condition(frequency, depth - 1) for _ in range(2))
            return self.random.choice(
                (f"{a} and {b}", f"{a} or {b}", f"not {a}", f"({a} or {b})", f"not ({a} and {b})")
            )
        unit = self.unit(frequency)
        x, operator = self.series(frequency, unit, depth - 1), self.operator()
        shapes = (
            f"{x} {operator} {self.literal(unit)}",
            f"{x}{operator}{self.series(frequency, unit, depth - 1)}",
            f"{self.literal(unit)} {operator} {x}",
            f"between({x}, {self.literal(unit)}, {self.literal(unit)})",
        )
        return self.random.choice(shapes)

    def operator(self) -> str:
        """A comparison."""
        return self.random.choice(("<", "<=", ">", ">="))

    def options(self, frequency: str, depth: int) -> str:
        """Options of a window statistic, with the comma before them."""
        chosen = [self.random.choice(PICKS)] if self.random.random() < 0.6 else []
        if self.random.random() < 0.3:
            chosen.append(f"where={self.condition(frequency, depth)}")
        return "".join(f", {option}" for option in chosen)

    def number(self, unit: str, depth: int) -> str:
        """A figure of the window."""
        if depth > 1 and self.random.random() < 0.3:
            x, y = (self.number(unit, depth - 1) for _ in range(2))
            shapes = [f"{x} + {y}", f"abs({x})", f"min({x}, {y})", f"max({x}, {self.literal(unit)})", f"({x}) * 2"]
            return self.random.choice([*shapes, f"-({x})", f"({x}) / 4"])
        return self.statistic(unit, depth)

    def statistic(self, unit: str, depth: int) -> str:
        """One statistic of a window, of a unit."""
        frequency = self.frequency()
        options = self.options(frequency, depth - 2)
        if unit == "count":
            return f"{self.random.choice(('count', 'longest'))}({self.condition(frequency, depth - 1)}{options})"
        if unit == "ratio" and self.random.random() < 0.5:
            return f"share({self.condition(frequency, depth - 1)}{options})"
        if unit == "ratio":
            x, y = (self.series(frequency, self.unit(frequency), depth - 1) for _ in range(2))
            return self.random.choice((f"corr({x}, {y}{options})", f"r2({x}, {y}{options})", f"corr({x}, {y}, lag=2)"))
        if unit == "pp":
            name = self.random.choice(("change", "slope"))
            return f"{name}({self.series(frequency, 'percent', depth - 1)}{options})"
        if unit == "percent" and self.random.random() < 0.3:
            return f"growth({self.series(frequency, self.money(frequency), depth - 1)}{options})"
        x = self.series(frequency, "percent" if unit == "percent" else self.money(frequency), depth - 1)
        name = self.random.choice(("first", "last", "mean", "total", "lowest", "highest"))
        return self.random.choice((f"{name}({x}{options})", f"{name}({x}{options})", f'at({x}, "+3m")', f"start({x})"))

    def money(self, frequency: str) -> str:
        """The unit that series of every frequency have."""
        return "USD"

    def truth(self, depth: int) -> str:
        """An answer about the window."""
        if depth > 1 and self.random.random() < 0.4:
            a, b, c = (self.truth(depth - 2) for _ in range(3))
            shapes = (f"{a} and {b}", f"{a} or {b}", f"not ({a})", f"not {a} or {b}", f"at_least(2, {a}, {b}, {c})")
            return self.random.choice(shapes)
        unit = self.number_unit()
        x, operator = self.number(unit, depth), self.operator()
        return self.random.choice(
            (f"{x} {operator} {self.literal(unit)}", f"{x} {operator} {self.number(unit, depth - 1)}")
        )
