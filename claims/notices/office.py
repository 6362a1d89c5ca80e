"""The office as the settings furnish it: every channel, and the clock that all workers share."""

from claims.models import Subscriber
from claims.notices.channels.contract import Channel
from claims.notices.channels.mail import Mail
from claims.notices.channels.services import Service
from claims.notices.channels.webhook import Webhook
from claims.notices.deliver import Office
from claims.verbs import clock


def office(name: str) -> Office:
    """For a worker of that name. Nothing is connected before something is to be sent.

    Leases are read by every worker: one whose own clock ran ahead would take from the others what they are at, and its
    receivers would be told twice.
    """
    kinds = Subscriber.Channel
    channels: dict[str, Channel] = {kinds.EMAIL: Mail(), kinds.WEBHOOK: Webhook(), kinds.SERVICE: Service()}
    return Office(name, clock.now, channels)
