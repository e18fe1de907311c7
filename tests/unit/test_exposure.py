"""Exposure in two steps equals what a plain reading of the shares gives, for every agency of any network."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.sharing import exposure

N = 9
networks = st.lists(st.tuples(st.integers(0, N - 1), st.integers(0, N - 1)), max_size=60)


def array(edges: list[tuple[int, int]]) -> exposure.Edges:
    return np.array(edges, np.int64).reshape(-1, 2)


def naive(edges: list[tuple[int, int]], agency: int) -> dict[int, set[int]]:
    """owner -> partners, by trying every pair of shares."""
    shares = {(owner, searcher) for owner, searcher in edges if owner != searcher}
    found: dict[int, set[int]] = {}
    for owner, partner in shares:
        if (partner, agency) in shares and owner != agency:
            found.setdefault(owner, set()).add(partner)
    return found


@given(networks)
def test_every_agency_of_any_network_equals_the_plain_reading(edges: list[tuple[int, int]]) -> None:
    found = exposure.two_step(array(edges), N)
    for agency in range(N):
        direct = {owner for owner, searcher in edges if searcher == agency and owner != agency}
        plain = naive(edges, agency)
        assert set(np.flatnonzero(found.direct[agency]).tolist()) == direct
        assert {o: int(found.partners[agency, o]) for o in range(N)} == {o: len(plain.get(o, ())) for o in range(N)}
        only = {owner: sorted(partners) for owner, partners in plain.items() if owner not in direct}
        assert found.only_through(agency).tolist() == sorted(only)
        assert exposure.through(array(edges), N, agency) == only
        assert found.n_direct()[agency] == len(direct)
        assert found.n_only_through()[agency] == len(only)


def test_the_direction_of_a_share_matters() -> None:
    """0 lets 1 search and 1 lets 2 search: 2 is exposed to 0 through 1, and 0 to nobody."""
    found = exposure.two_step(array([(0, 1), (1, 2)]), 3)
    assert found.only_through(2).tolist() == [0]
    assert found.only_through(0).tolist() == found.only_through(1).tolist() == []


def test_a_count_of_partners_above_255_is_whole() -> None:
    n = 400
    edges = [(0, b) for b in range(1, n - 1)] + [(b, n - 1) for b in range(1, n - 1)]
    assert exposure.two_step(array(edges), n).partners[n - 1, 0] == n - 2


def test_blocks_meet_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    edges = np.random.default_rng(3).integers(0, 50, (400, 2))
    whole = exposure.two_step(edges, 50)
    monkeypatch.setattr(exposure, "BLOCK", 7)
    assert (exposure.two_step(edges, 50).partners == whole.partners).all()


def test_a_number_that_is_no_agency_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 2"):
        exposure.two_step(array([(0, 3)]), 3)
    with pytest.raises(ValueError, match="65,535"):
        exposure.two_step(array([]), 70_000)
