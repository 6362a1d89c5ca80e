"""Whether a host lets this robot read a page: its robots.txt (RFC 9309), asked for by the guarded client as well."""

from evidence.refusal import FetchError, gettext_noop
from evidence.web import robots
from evidence.web.destination import Destination
from evidence.web.guarded import Guarded, Question

KEPT_SECONDS = 600.0  # RFC 9309 section 2.4 would let it be a day; a host that changes its mind is heard the sooner
MOST_KEPT = 500


class Permission:
    """Asks each origin for its robots.txt and remembers it for a while. `robot` is the product token of the client."""

    def __init__(self, client: Guarded, robot: str) -> None:
        self.client = client
        self.robot = robot
        self.kept: dict[str, tuple[float, robots.Rules]] = {}

    def check(self, where: Destination, deadline: float) -> None:
        """Raises `FetchError` where robots may not read the page, or the host does not say whether they may."""
        until, rules = self.kept.get(where.origin, (0.0, None))
        if rules is None or until < self.client.clock():
            rules = self._asked(where, deadline)
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[where.origin] = (self.client.clock() + KEPT_SECONDS, rules)
        if not rules.allow(where.target):
            template = gettext_noop("expected %(host)s to let robots read %(path)s, its robots.txt does not")
            raise FetchError(template, host=where.host, path=where.target[:100])

    def _asked(self, where: Destination, deadline: float) -> robots.Rules:
        """The rules of an origin: none where it says that there is no robots.txt, an error where it says nothing."""
        try:
            reply = self.client.ask(Question(f"{where.origin}/robots.txt"), deadline=deadline)
        except FetchError as error:
            raise _unheard(where.host, error) from None
        if reply.status == 429 or reply.status >= 500:  # the first is no answer to whether there is one
            raise _unheard(where.host, reply.status)
        return robots.read(reply.body if reply.status == 200 else b"", self.robot)


def _unheard(host: str, why: object) -> FetchError:
    template = gettext_noop("expected %(host)s to say in its robots.txt what robots may read, got: %(why)s")
    return FetchError(template, may_pass=True, host=host, why=why)
