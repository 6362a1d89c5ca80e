"""Where `./run up` serves the site: kept in the data folder, so that other commands need not be told the port again."""

from django.conf import settings

_NAME = "web.port"


def note(port: int) -> None:
    """Keep the port that is listened on."""
    (settings.DATA_FOLDER / _NAME).write_text(f"{port}\n", encoding="ascii")


def forget() -> None:
    """Nothing is served any more."""
    (settings.DATA_FOLDER / _NAME).unlink(missing_ok=True)


def port() -> int:
    """The port that `up` listens on; where it is not up, the one on which it would."""
    try:
        return int((settings.DATA_FOLDER / _NAME).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return settings.WEB_PORT
