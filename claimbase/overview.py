"""What `claimbase --help` shows: the project's commands in groups, a line each; of Django's it names `./run manage`."""

from textwrap import wrap

from django.core.management import get_commands, load_command_class

GROUPS = {
    "claims": "What is claimed, and how it stands",
    "evidence": "What the world did",
    "claimbase": "The installation",
}
_WIDTH, _INDENT = 80, 16


def overview() -> str:
    """Every command of the project with the first sentence of its help, by app."""
    found: dict[str, list[str]] = {app: [] for app in GROUPS}
    for name, app in sorted(get_commands().items()):
        if app in found:
            found[app].append(_line(name, str(load_command_class(app, name).help)))
    groups = (f"{title}\n" + "\n".join(found[app]) for app, title in GROUPS.items())
    ends = "Options of one: ./run claimbase COMMAND --help. Django's own commands: ./run manage help."
    return "usage: ./run claimbase COMMAND [ARGUMENT ...]\n\n" + "\n\n".join(groups) + f"\n\n{ends}"


def _line(name: str, told: str) -> str:
    first = told.split(". ")[0].rstrip(".")
    lines = wrap(first, _WIDTH - _INDENT)
    return f"  {name:<{_INDENT - 3}} " + f"\n{' ' * _INDENT}".join(lines)
