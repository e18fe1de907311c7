"""Periods that a report may cover: is it the one that the template asks for, to the day?"""

from __future__ import annotations

from datetime import date, timedelta

from plainview.errors import UserError

# By the word a template uses: full months (0: not counted in months), which months it may begin in, and how it is said.
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12, "two_years": 24}
WORDS = {
    "month": "one calendar month",
    "quarter": "one calendar quarter (from January, April, July or October)",
    "half_year": "six full months",
    "year": "twelve full months",
    "two_years": "twenty-four full months",
    "90_days": "90 days",
    "any": "any days",
}
SHORT = {"month": "monthly", "quarter": "quarterly", "half_year": "half-yearly", "year": "yearly", "two_years": "two years",
         "90_days": "90 days", "any": "any period"}  # fmt: skip


def last_day(word: str, start: date) -> date | None:
    """The last day of such a period from this first day; None where it cannot begin on that day, or may end on any."""
    if word == "90_days":
        return start + timedelta(days=89)
    months = _MONTHS.get(word)
    if months is None or start.day != 1 or (word == "quarter" and start.month % 3 != 1):
        return None
    month = start.month - 1 + months
    return date(start.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def check(word: str, template: str, start: date, end: date) -> None:
    """UserError if the days are not the period of the template, with the days that would be."""
    where = f"--from {start.isoformat()} --to {end.isoformat()}"
    if end < start:
        raise UserError(where, "ends before it begins", "swap the two days")
    if word == "any" or last_day(word, start) == end:
        return
    wanted = last_day(word, start)
    if wanted is None:
        first = start.replace(day=1)
        first = first.replace(month=first.month - (first.month - 1) % 3) if word == "quarter" else first
        wanted, start = last_day(word, first), first
    assert wanted is not None
    fix = f"write --from {start.isoformat()} --to {wanted.isoformat()}, or choose another template"
    raise UserError(where, f"is not the period of {template}, which is {WORDS[word]}", fix)
