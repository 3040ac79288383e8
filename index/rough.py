"""Compares vectors in 8 bits with one: a guess at each cosine, and how far it may be off.

A row x is kept as whole numbers c with a scale s, so that x = s c + e. For unit vectors q and x the
product of their whole numbers, scaled, is off by at most |e| + |f| (1 + |e|), where f is what the
question loses (Cauchy-Schwarz). It reads a quarter of the memory: 100,000 rows of 384 in 1.5 ms,
where whole ones take 7.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.records import Vector

_MOST = 127
_UNIT = 1.001
"""Length of a unit vector that was stored in 16 bits, at most."""


@dataclass(frozen=True, slots=True)
class Rough:
    """Vectors in 8 bits, a row each."""

    codes: npt.NDArray[np.int8]
    scales: Vector
    lost: Vector
    """For each row, the length of what 8 bits leave out."""

    @classmethod
    def of(cls, rows: Vector) -> "Rough":
        """Write unit vectors in 8 bits."""
        scales = np.abs(rows).max(axis=1, initial=0.0) / _MOST
        scales[scales == 0.0] = 1.0
        codes = np.rint(rows / scales[:, None]).astype(np.int8)
        lost = np.linalg.norm(rows - codes * scales[:, None], axis=1)
        return cls(codes, scales.astype("<f4"), lost.astype("<f4"))

    def guess(self, query: Vector) -> tuple[Vector, float]:
        """Give about the cosine of each row to a unit vector, and how far off it is at most."""
        import simsimd

        asked = Rough.of(query[np.newaxis])
        products = np.asarray(simsimd.cdist(asked.codes, self.codes, metric="dot", threads=1))
        lost, missed = float(self.lost.max(initial=0.0)), float(asked.lost[0])
        off = lost * _UNIT + missed * (_UNIT + lost) + 1e-5  # the last for rounding to 32 bits
        return (products[0] * asked.scales[0] * self.scales).astype(np.float32), off
