"""What was asked of agencies and what they answered, as pages tell it: escaped, dated, plates and contacts masked."""

from __future__ import annotations

from plainview import redact
from plainview.pages._rows import Row, Rows


def of(rows: Rows, finding_id: str) -> list[Row]:
    """Every line about one finding, in the order of its days."""
    return [
        {
            "put_on": row["put_on"] or "",
            "answered_on": row["answered_on"] or "",
            "answer": redact.printed(row["answer"]),
            "corrected_on": row["corrected_on"] or "",
            "correction": redact.printed(row["correction"]),
        }
        for row in rows.by("page/replies", "finding_id").get(finding_id, [])
    ]


def in_short(found: list[Row]) -> str:
    """Where the question stands, in a few words, for a list; "" where it was put to nobody."""
    put = max((one["put_on"] for one in found), default="")
    answered = max((one["answered_on"] for one in found), default="")
    corrected = max((one["corrected_on"] for one in found), default="")
    said = f"answered on {answered}" if answered else f"put to the agency on {put}, no answer yet" if put else ""
    return "; ".join(part for part in (said, f"corrected on {corrected}" if corrected else "") if part)
