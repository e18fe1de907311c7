"""What the commands print."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plainview.reports.periods import SHORT
from plainview.reports.template import Template


def told(report: Mapping[str, Any], out: Path) -> list[str]:
    """A written report as lines for a person."""
    period = report["period"]
    lines = [f"{report['title']}: {report['agency']['name']}, {period['from_on']} to {period['to_on']}"]
    lines += report["covered"]
    for section in report["sections"]:
        if section["id"] in ("searches", "behalf", "sessions"):
            for part in section["parts"]:
                lines += [f"  {row['cells']['n']['n']:>9,}  {row['title']}" for row in part["rows"] if "n" in row["cells"]]
    lines += [f"note: {one}" for one in report["caveats"]]
    n = sum(len(row["cells"]) for one in report["sections"] for part in one["parts"] for row in part["rows"])
    lines.append(f"{n:,} figures, each with its file of rows below {out / 'rows'}")
    lines.append(f"open {out / 'report.html'}")
    return lines


def told_templates(found: Mapping[str, Template]) -> list[str]:
    """The templates as lines for a person: id, period, citation."""
    return [
        f"{one.id:<18} {one.jurisdiction.upper() or 'any':<4} {SHORT[one.period]:<12} {one.citation or 'no statute'}: {one.title}"
        for one in found.values()
    ]
