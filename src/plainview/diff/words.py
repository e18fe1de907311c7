"""Counts in words."""

from __future__ import annotations


def many(n: int, one: str, more: str) -> str:
    """Return "1 entry" or "2,000 entries"."""
    return f"{n:,} {one if n == 1 else more}"
