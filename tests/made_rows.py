"""Made-up rows of a network audit, in any order of columns, for the tests of rows that stand beside their labels."""

from __future__ import annotations

import random
import uuid

LABELS = {
    "vendor_id": "ID", "account_raw": "Name", "searcher_raw": "Org Name", "networks_raw": "Total Networks Searched",
    "devices_raw": "Total Devices Searched", "window_raw": "Time Frame", "plate_raw": "License Plate", "reason_raw": "Reason",
    "case_raw": "Case #", "filters_raw": "Filters", "searched_at_raw": "Search Time", "search_type": "Search Type",
    "prompt_raw": "Text Prompt", "moderation": "Moderation",
}  # fmt: skip
FULL = tuple(LABELS)
_ORGS = ("Alder Falls OH PD", "Port Wren County FL SO", "Birch Hollow TX PD", "Cedar Gap University Police WA")
_REASONS = ("burglary", "stolen vehicle", "larceny - shoplifting", "hit and run", "missing person", "welfare check")


def row(number: int, rng: random.Random) -> dict[str, str]:
    time = f"09/{1 + number % 28:02}/2025, {1 + number % 12:02}:{number * 7 % 60:02}:{number * 13 % 60:02} AM UTC"
    networks = rng.randint(1, 5000)
    return {
        "vendor_id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "account_raw": f"{rng.choice('ABCDE')}. {rng.choice(['Aaa', 'Bbb', 'Ccc'])}",
        "searcher_raw": rng.choice(_ORGS),
        "networks_raw": str(networks),
        "devices_raw": str(networks * rng.randint(3, 40)),
        "window_raw": "08/25/2025, 03:17:37 AM UTC\n09/01/2025, 03:17:37 AM UTC",
        "plate_raw": rng.choice(["***", f"FAKE{number % 1000:03}"]),
        "reason_raw": rng.choice(_REASONS),
        "case_raw": rng.choice(["", f"25-{1000 + number}"]),
        "filters_raw": rng.choice(["", "", "make: Ford", "color: red"]),
        "searched_at_raw": time,
        "search_type": rng.choice(["lookup", "search", "convoy", "freeform - Mobile"]),
        "prompt_raw": rng.choice(["", "", "red truck with a ladder"]),
        "moderation": rng.choice(["", "passed"]),
    }


def rows(n: int, seed: int) -> list[dict[str, str]]:
    rng = random.Random(seed)
    return [row(number, rng) for number in range(1, n + 1)]


def printed(found: list[dict[str, str]], columns: tuple[str, ...] = FULL) -> list[list[str]]:
    return [[one[name] for name in columns] for one in found]


def header(columns: tuple[str, ...] = FULL) -> tuple[str, ...]:
    return tuple(LABELS[name] for name in columns)
