"""What goes wrong with an embedded server, in words an operator can act on."""


class EmbeddedServerError(RuntimeError):
    """Says what was expected, what came, and what to do next; shown without a traceback."""
