"""A made-up network to prove links by: many spellings, hard neighbours, logs without ids, repeats, second productions."""

from plainview.simulate.linking.making import linking_network

__all__ = ["linking_network"]
