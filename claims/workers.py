"""Telling workers what to do from where somebody waits: a page must not hang because a broker is away."""

from collections.abc import Iterable, Sequence
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError


def tell(task: str, calls: Iterable[Sequence[Any]], expires: float | None = None) -> bool:
    """Send a task by its name, once with the arguments of each call; False where no broker answers at once.

    `expires`: seconds after which a message that no worker had time for is forgotten. The library would go on trying
    to connect for seconds, whatever it is told of sending.
    """
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
            for arguments in calls:
                current_app.send_task(task, list(arguments), connection=broker, expires=expires, retry=False)
    except OperationalError:
        return False
    return True
