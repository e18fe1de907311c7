"""What linking did in a case, and with which error: the answer of `plainview link --report`."""

from __future__ import annotations

from typing import Any

from plainview.store import Store

TIERS = {
    "vendor_id": "by the vendor's id",
    "agency_window": "by agency, second, networks and window",
    "agency": "by agency, second and networks",
    "agency_no_networks": "by agency, second and window",
    "repeat": "printed again in the same file",
    "decided": "by a person's decision",
    "single": "alone: no other entry fits",
    "ambiguous": "left alone: several searches fit",
}


def report(store: Store) -> dict[str, Any]:
    """Counts and the measured error.

    Returns: entries, searches, by_tier (entries by how they came to their search), ambiguous; precision and recall, each with
    [low, high] of its 95 % interval, split and merged (searches), compared (entries whose ids were hidden), all null where no
    two logs with ids could be compared; errors_by_tier.
    """
    [counts] = store.rows("link/counted_searches")
    by_tier = {row["tier"]: row["n_entries"] for row in sorted(store.rows("page/tiers"), key=lambda row: str(row["tier"]))}
    measured = {row["tier"]: row for row in store.rows("page/link_errors")}
    whole = measured.pop("all", {})
    return {
        **counts,
        "by_tier": by_tier,
        "ambiguous": by_tier.get("ambiguous", 0),
        "precision": whole.get("precision"),
        "precision_interval": [whole.get("precision_low"), whole.get("precision_high")],
        "recall": whole.get("recall"),
        "recall_interval": [whole.get("recall_low"), whole.get("recall_high")],
        "split": whole.get("n_split"),
        "merged": whole.get("n_merged"),
        "compared": whole.get("n_hidden", 0) or 0,
        "errors_by_tier": {
            tier: {name: row[name] for name in ("n_linked", "n_right", "precision", "precision_low", "precision_high")}
            for tier, row in measured.items()
        },
    }


def told(found: dict[str, Any]) -> list[str]:
    """The report for a person."""
    lines = [f"{found['entries']:,} log entries are {found['searches']:,} searches"]
    lines += [f"  {found['by_tier'].get(tier, 0):>12,}  {words}" for tier, words in TIERS.items() if found["by_tier"].get(tier)]
    if not found["compared"]:
        return [
            *lines,
            "the error of linking without ids cannot be measured here: no two custodians' logs with ids were compared",
        ]
    lines.append(f"measured by hiding the ids of {found['compared']:,} entries that carry one, and linking them without:")
    for name, words in (("precision", "of the links made were right"), ("recall", "of the links that can be made were made")):
        low, high = found[f"{name}_interval"]
        if found[name] is not None:
            lines.append(f"  {found[name]:.3%} {words} (95 % interval {low:.3%} to {high:.3%})")
    return [*lines, f"  {found['split']:,} searches fell into several, {found['merged']:,} found ones hold several"]
