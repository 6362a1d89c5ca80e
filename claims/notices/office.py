"""The office as the settings furnish it: every channel, and the clock of this machine."""

from datetime import UTC, datetime

from claims.models import Subscriber
from claims.notices.channels.contract import Channel
from claims.notices.channels.mail import Mail
from claims.notices.channels.services import Service
from claims.notices.channels.webhook import Webhook
from claims.notices.deliver import Office


def office(name: str) -> Office:
    """For a worker of that name. Nothing is connected before something is to be sent."""
    kinds = Subscriber.Channel
    channels: dict[str, Channel] = {kinds.EMAIL: Mail(), kinds.WEBHOOK: Webhook(), kinds.SERVICE: Service()}
    return Office(name, lambda: datetime.now(UTC), channels)
