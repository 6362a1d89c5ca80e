"""Sentences with gaps for figures, in the language that is active."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from claims.wording.languages import is_chinese


def needed(operator: str) -> str:
    """Of a figure held against a written number."""
    return {
        ">=": _("%(what)s: %(value)s by %(until)s; at least %(needed)s needed."),
        ">": _("%(what)s: %(value)s by %(until)s; more than %(needed)s needed."),
        "<=": _("%(what)s: %(value)s by %(until)s; at most %(needed)s needed."),
        "<": _("%(what)s: %(value)s by %(until)s; less than %(needed)s needed."),
    }[operator]


def so_far(operator: str) -> str:
    """The two figures of a comparison alone, for where what they are of stands below."""
    return {
        ">=": _("%(value)s by %(until)s; at least %(needed)s needed"),
        ">": _("%(value)s by %(until)s; more than %(needed)s needed"),
        "<=": _("%(value)s by %(until)s; at most %(needed)s needed"),
        "<": _("%(value)s by %(until)s; less than %(needed)s needed"),
    }[operator]


def held_against() -> str:
    """What the two figures are of, where another one sets what is needed."""
    return _("%(what)s, held against: %(other)s")


def needed_against(operator: str) -> str:
    """Of a figure held against another one."""
    return {
        ">=": _("%(what)s: %(value)s by %(until)s; needed: at least %(other)s, %(needed)s."),
        ">": _("%(what)s: %(value)s by %(until)s; needed: more than %(other)s, %(needed)s."),
        "<=": _("%(what)s: %(value)s by %(until)s; needed: at most %(other)s, %(needed)s."),
        "<": _("%(what)s: %(value)s by %(until)s; needed: less than %(other)s, %(needed)s."),
    }[operator]


def hindsight(counts: Mapping[str, int]) -> str:
    """Of how many claims the criteria were written after their window had opened: `late` of `claims`."""
    if not counts["late"]:
        return _("All criteria were written before their windows opened.")
    return _(
        "The criteria of %(late)s of %(claims)s claims were written after their window had opened: these carry the "
        "hindsight mark."
    ) % dict(counts)


def in_a_row(said: Iterable[str]) -> str:
    """Sentences after one another; Chinese ones have no space between them."""
    return ("" if is_chinese() else " ").join(filter(None, said))


def futures(figures: Mapping[str, object], *, neither: bool, unknown: bool) -> str:
    """On what share of the simulated continuations it holds, fails, does neither, and cannot be told."""
    said = [_("To %(day)s it holds on %(hold)s of %(paths)s simulated continuations and fails on %(fail)s.") % figures]
    if neither:
        said.append(_("On %(mixed)s it would end mixed: what makes it hold is not true, nor is what makes it fail.") %
                    figures)  # fmt: skip
    if unknown:
        said.append(_("On %(unknown)s it cannot be told.") % figures)
    return in_a_row(said)


def published(figures: Mapping[str, object]) -> str:
    """That a probability near 0 or 1 is published as the nearest one that an open claim can have."""
    return _("It is published as %(published)s: while a claim is open, its probability stays between %(least)s and "
             "%(most)s.") % figures  # fmt: skip


def earlier_dates(figures: Mapping[str, object]) -> str:
    """A base rate: the share of earlier dates, drawn towards one half by one hit and one miss (METHOD.md section 5);
    together with those of the `pooled` series, where there are any."""
    if figures["pooled"]:
        return _("It held on %(hits)s of only %(windows)s earlier dates; with those of %(pooled)s the base rate is "
                 "%(rate)s (95%% interval %(low)s to %(high)s, about %(effective)s independent "
                 "windows).") % figures  # fmt: skip
    return _("It held on %(hits)s of %(windows)s earlier dates, which overlap and are worth about %(effective)s "
             "independent windows: drawn towards one half as these are few, a base rate of %(rate)s (95%% interval "
             "%(low)s to %(high)s).") % figures  # fmt: skip


def earlier_dates_as_far(figures: Mapping[str, object]) -> str:
    """The same with thresholds as far away as now."""
    return (
        _(
            "With the threshold as far from the start as it is now, in the swings of each time, it held on %(hits)s of "
            "%(windows)s: %(rate)s, drawn towards one half (about %(effective)s independent windows)."
        )
        % figures
    )


def licence_word(licence: str) -> str:
    """A licence for a reader; those of content stand in the catalogue, a code stays a code."""
    return _(licence) if licence else ""


def explanations() -> list[str]:
    """What the figures of a scorecard are, and how to read its small charts."""
    figures = _("p is the share of simulated continuations on which the criterion is true, from figures known on the "
                "day; it is published between 2%% and 98%% while a claim is open. The base rate says how often the "
                "same criterion held at earlier dates. Measured claims, fact checks and judged claims are never added "
                "up. A relation between figures is not a cause.") % {}  # fmt: skip
    charts = _("On the scale from 0 to 100%% the dot is p and the upright bar the base rate. In the small charts the "
               "dashed line is the threshold and the dotted upright one the day of the claim; the bands hold 50, 80 "
               "and 95%% of the simulated continuations to the checkpoint.") % {}  # fmt: skip
    return [figures, charts]
