"""The final outcome of a relation at a checkpoint: who predicted better, once every point of its window is in."""

from collections.abc import Mapping

from claims.scoring.relation import Relation, found, losses, outcome
from claims.scoring.settlement import Answer, Outcome, Settlement, settled_by
from evidence.formula import Node
from evidence.series import History


def settle_relation(
    relation: Relation,
    opens: int,
    close: int,
    histories: Mapping[str, History],
    derived: Mapping[str, Node],
    today: int,
) -> Settlement:
    """Settle a relation with what is known at the end of `today`; `histories` are of its raw series alone.

    Held where a is favoured, failed where c is, mixed where it cannot be told. Days are day numbers. Raises
    `ValueError` before the checkpoint has passed.
    """
    known = {slug: past.until(today) for slug, past in histories.items()}

    def ask(day: int) -> Answer:
        said = outcome(found(losses(relation, known, derived, day), opens, close))
        return Outcome(said) if said else Outcome.PENDING, None

    return settled_by(ask, relation.trees, known, derived, close, today)
