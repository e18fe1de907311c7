"""Exposure: which agencies' cameras are one step away (the owner lets the agency search) and which are two steps away (the
owner lets a partner search, and that partner stands in a share with the agency).

Two steps are never access. It would take somebody at the partner to run the search for the agency. What is counted here is
how many partners could be asked, not that anybody was.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Edges = NDArray[np.int64]
BLOCK = 512  # agencies worked on at once: a block of 6,000 columns is 12 MB


@dataclass(frozen=True, slots=True)
class Exposure:
    """What every agency reaches, by the number of the agency.

    Attributes:
        direct: direct[x, o] is True where owner o lets x search. Shape (n, n), bool.
        partners: partners[x, o] is by how many partners x is exposed to o: o lets the partner search, and the partner lets x
            search. Counted also where x reaches o directly; 0 where o is x. Shape (n, n), uint16.
    """

    direct: NDArray[np.bool_]
    partners: NDArray[np.uint16]

    def only_through(self, agency: int) -> NDArray[np.int64]:
        """Owners that this agency does not reach directly, but through a partner; by number, in order."""
        return np.flatnonzero((self.partners[agency] > 0) & ~self.direct[agency]).astype(np.int64)

    def n_direct(self) -> NDArray[np.int64]:
        """How many owners each agency reaches directly. Shape (n,)."""
        return np.asarray(np.count_nonzero(self.direct, axis=1), np.int64)

    def n_only_through(self) -> NDArray[np.int64]:
        """How many owners each agency reaches through a partner alone. Shape (n,)."""
        return np.asarray(np.count_nonzero((self.partners > 0) & ~self.direct, axis=1), np.int64)


def two_step(edges: Edges, n: int) -> Exposure:
    """What every agency reaches directly, and through how many partners it is exposed to every other owner.

    Args:
        edges: one row a share, (owner, searcher), both from 0 to n - 1. Shape (m, 2). Repeated rows count once; a share of an
            agency with itself is left out.
        n: how many agencies there are; 65,535 at most.

    Raises:
        ValueError: a number is not an agency, or there are more agencies than can be counted.
    """
    if n > 65_535:
        raise ValueError(f"{n} agencies are more than 65,535")
    direct = matrix(edges, n)
    reach = direct.astype(np.float32)  # sums of ones stay exact up to 16 million
    partners = np.empty((n, n), np.uint16)
    for start in range(0, n, BLOCK):
        partners[start : start + BLOCK] = reach[start : start + BLOCK] @ reach
    np.fill_diagonal(partners, 0)
    return Exposure(direct, partners)


def matrix(edges: Edges, n: int) -> NDArray[np.bool_]:
    """Shares as a table: [searcher, owner] is True where the owner lets the searcher search. Shape (n, n)."""
    pairs = np.asarray(edges, np.int64).reshape(-1, 2)
    if pairs.size and (pairs.min() < 0 or pairs.max() >= n):
        raise ValueError(f"an agency's number is not between 0 and {n - 1}")
    direct = np.zeros((n, n), np.bool_)
    direct[pairs[:, 1], pairs[:, 0]] = True
    np.fill_diagonal(direct, False)
    return direct


def through(edges: Edges, n: int, agency: int) -> dict[int, list[int]]:
    """One agency's exposure, with the partners by number: owner -> partners, only for owners it does not reach directly."""
    direct = matrix(edges, n)
    near = np.flatnonzero(direct[agency])
    far = np.flatnonzero(direct[near].any(axis=0) & ~direct[agency]) if near.size else near
    return {int(owner): [int(one) for one in near[direct[near, owner]]] for owner in far if owner != agency}
