"""Which concepts a unit names, of the forms that were found in it."""

from collections.abc import Mapping, Sequence

from claims.extraction.lexicon import NOT_A_CONCEPT, WEAK, Concept


def named(found: Sequence[str], concepts: Mapping[str, Concept], *, comparing: bool) -> list[str]:
    """Names in the order of the text, each once. `found`: labels of forms, those of weak ones end in `WEAK`.

    A weak form counts where no other names anything; a concept is left out beside a narrower one that it yields to,
    unless the unit compares the two.
    """
    names = [one for one in dict.fromkeys(found) if one != NOT_A_CONCEPT and not one.endswith(WEAK)]
    if not names:
        return list(dict.fromkeys(one.removesuffix(WEAK) for one in found if one != NOT_A_CONCEPT))
    if comparing:
        return names
    return [one for one in names if not concepts[one].yields_to & set(names)]
