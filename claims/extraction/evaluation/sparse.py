"""Texts as rows of what they hold: almost all of a row is nought, and is neither kept nor multiplied."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from evidence.series import Floats


def rows(found: Iterable[npt.NDArray[np.int64]], buckets: int) -> csr_array:
    """A row a text, each of length one. `found`: the buckets that a text fills, each once."""
    filled = list(found)
    sizes = np.array([len(one) for one in filled], dtype=np.int64)
    values = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes)
    columns = np.concatenate([np.zeros(0, dtype=np.int64), *filled])
    return csr_array((values, columns, np.append(0, np.cumsum(sizes))), shape=(len(filled), buckets))


def products(some: csr_array, others: csr_array) -> Floats:
    """Every row of the one with every row of the other, shape (rows of some, rows of others)."""
    result: Floats = (some @ others.T).toarray()
    return result
