"""How entries came to their searches, in words, with what was measured of each way where the case has measured it."""

from __future__ import annotations

from math import ceil, floor

from plainview.pages._case import word
from plainview.pages._rows import Row, Rows


def measured(rows: Rows) -> list[Row]:
    """Rows of what was measured with the ids hidden, one for each way and one for all; [] where nothing could be compared."""
    return [row for row in rows.rows("page/link_errors") if row.get("n_linked") and row.get("precision") is not None]


def share(value: float | None, up: bool = False) -> str:
    """0.99957 -> "99.95 %": cut, not rounded, so that it never says 100 where something was wrong; "" for none.

    up: cut upwards, for the upper end of an interval.
    """
    if value is None:
        return ""
    hundredths = min(10000, ceil(float(value) * 10000 - 1e-9)) if up else floor(float(value) * 10000 + 1e-9)
    return "100 %" if hundredths == 10000 else f"{hundredths / 100:.2f} %"


def interval(row: Row, of: str) -> str:
    """The interval of 95 % of precision or recall, "" where there is none."""
    low, high = row.get(f"{of}_low"), row.get(f"{of}_high")
    return "" if low is None or high is None else f"{share(low)} to {share(high, up=True)}"


def error_of(rows: Rows, tier: str) -> str:
    """What was measured of one way of linking as half a sentence, "" where nothing was."""
    found = next((row for row in measured(rows) if row["tier"] == tier), None)
    if not found:
        return ""
    told = f"with the ids hidden, {found['n_right']:,} of {found['n_linked']:,} such links were right"
    return told + (f"; 95 % interval {span}" if (span := interval(found, "precision")) else "")


def tier_told(rows: Rows, tier: str | None) -> str:
    """How an entry came to its search, with the measured error."""
    told, error = word("tiers", tier or "single", "means"), error_of(rows, tier or "")
    return f"{told} ({error})" if error else told


def tiers(rows: Rows) -> list[Row]:
    """Each way of linking that this case has, with its entries."""
    return [
        {
            "tier": row["tier"],
            "title": word("tiers", row["tier"]),
            "means": word("tiers", row["tier"], "means"),
            "n": row["n_entries"],
            "n_together": row["n_together"],
        }
        for row in rows.rows("page/tiers")
    ]


def errors(rows: Rows) -> list[Row]:
    """What was measured, as a table shows it: each way, then all together."""
    return [
        {
            "title": "all together" if row["tier"] == "all" else word("tiers", row["tier"] or ""),
            "is_all": row["tier"] == "all",
            "n_linked": row["n_linked"],
            "n_right": row["n_right"],
            "precision": share(row["precision"]),
            "precision_interval": interval(row, "precision"),
            "recall": share(row.get("recall")),
            "recall_interval": interval(row, "recall"),
            **{name: row.get(name) for name in ("n_hidden", "n_linkable", "n_searches", "n_split", "n_merged", "n_ambiguous")},
        }
        for row in sorted(measured(rows), key=lambda row: (row["tier"] == "all", row["tier"]))
    ]


def networks(rows: Rows) -> Row:
    """How many custodians' network audits are held, and how many have entries of searches that another custodian's log holds."""
    held: dict[str, int] = {}
    for row in rows.rows("page/masked"):
        if row["log"] == "network" and row["field"] == "reason":
            held[row["custodian_id"]] = held.get(row["custodian_id"], 0) + row["n_linked"]
    n_linked = sum(1 for n in held.values() if n)
    return {"n_custodians": len(held), "n_linked": n_linked, "n_entries": sum(held.values()), "is_proven_here": n_linked >= 2}
