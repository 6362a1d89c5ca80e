"""Every timer and why. A timer's message dies before the next one: none pile up while no worker is there."""

_TEND = 15.0
_SEND = 60.0
_DUE = 600.0
_EDITION = 1_800.0
_HOUR = 3_600.0
_DAY = 86_400.0

TIMERS = {
    # The longest that ripe or abandoned work waits for a worker; each costs three small queries.
    "tend": {"task": "evidence.tend", "schedule": _TEND, "options": {"expires": _TEND}},
    # The most that a release is seen late by our own doing; asking the database costs milliseconds, a provider nothing.
    "refresh-due": {"task": "evidence.refresh_due", "schedule": _DUE, "options": {"expires": _DUE}},
    # The most that claims are assessed late; it asks what became known since, and is told by nobody.
    "assess-due": {"task": "claims.assess_due", "schedule": _DUE, "options": {"expires": _DUE}},
    # An edition is out within the hour once its period has ended and all is assessed; asked again it costs one query.
    **{
        f"publish-{rhythm}": {
            "task": "claims.publish_scorecard",
            "args": (rhythm,),
            "schedule": _EDITION,
            "options": {"expires": _EDITION},
        }
        for rhythm in ("weekly", "monthly", "quarterly")
    },
    # What was rendered takes room until it is cleared, and can be rendered again: a day more or less costs nothing.
    "clear-rendered": {"task": "claims.clear_rendered", "schedule": _DAY, "options": {"expires": _DAY}},
    # An answer is kept for 30 days, in case its request comes again: a day more costs nothing.
    "clear-answers": {"task": "claims.clear_answers", "schedule": _DAY, "options": {"expires": _DAY}},
    # The longest that a program's long text waits while the broker is away, beyond the lease of a reader that died.
    "read-texts": {"task": "claims.read_texts", "schedule": _SEND, "options": {"expires": _SEND}},
    # A settlement rests on days that are over: an hour is early enough, and what is pending is asked about anew.
    "settle-due": {"task": "claims.settle_due", "schedule": _HOUR, "options": {"expires": _HOUR}},
    # Agencies move a release days ahead, not hours; a day's calls are one a series.
    "read-calendars": {"task": "evidence.read_calendars", "schedule": _DAY, "options": {"expires": _DAY}},
    # What happened is told as late as it is assessed, and that late again at most.
    "find-events": {"task": "claims.find_events", "schedule": _DUE, "options": {"expires": _DUE}},
    # The most that a queued notice waits; a mail server that is away is asked once a ring, and not once a notice.
    "send-notices": {"task": "claims.send_notices", "schedule": _SEND, "options": {"expires": _SEND}},
}
