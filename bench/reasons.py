"""Time how many distinct made-up reasons one core reads in a second, first with cold automata, then warm.

Usage: python bench/reasons.py [HOW_MANY]
       python bench/reasons.py HOW_MANY --at-once    as a case reads them: all together, on all cores; processor time and memory
"""

from __future__ import annotations

import random
import resource
import sys
import time

import pyarrow as pa

from plainview import reasons
from plainview.reasons import tables

SUBJECTS = (
    "stolen vehicle|burglary|459 pc|theft suspect|hit and run|warrant|missing person|narcotics|dui driver|"
    "assault|susp veh|investigation|bolo|follow up|robbery|fraud|shooting|gta|vandalism|trespass|"
    "welfare check|evading|domestic|weapons|homicide|catalytic converter theft|shoplifting|reckless driver|"
    "attempt to locate|identity theft|10851 vc|245(a)(1) pc|gang|training|assist other agency|ICE|"
    "suspicious person|traffic stop|wanted subject|stalking|arson|kidnapping|patrol|criminal inv"
)
PLACES = (
    "north|south|at mall|near school|downtown|on highway|from alder falls|port wren|by park|rear lot|in progress|just occurred"
)
ENDS = "inv|veh|suspect|id|atl|req|report|series|unk plate|no plate|white sedan|black truck|silver suv|male driver|2 occupants"


def made_up(how_many: int, seed: int = 7) -> list[str]:
    """Distinct strings of one to four parts, one in six misspelled, one in four with a made-up case number."""
    rng = random.Random(seed)
    subjects, places, ends = SUBJECTS.split("|"), PLACES.split("|"), ENDS.split("|")
    made: dict[str, None] = {}
    while len(made) < how_many:
        parts = [rng.choice(subjects)]
        parts += [rng.choice(places)] * (rng.random() < 0.4) + [rng.choice(ends)] * (rng.random() < 0.5)
        if rng.random() < 0.25:
            parts.insert(rng.randrange(2), f"26-{rng.randrange(100000):05}")
        text = " ".join(parts)
        if rng.random() < 0.17:
            cut = rng.randrange(len(text))
            text = text[:cut] + text[cut + 1 :]
        made[rng.choice((text, text.upper(), text.capitalize()))] = None
    return list(made)


def used() -> float:
    """Seconds of processor time of this process and of the copies it made."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def at_once(how_many: int) -> int:
    """Print seconds, processor time and peak memory of reading all strings together."""
    same = {"reason_state": "value", "state": "CA", "office": ""}
    columns = {"reason_raw": pa.array(made_up(how_many), pa.string()), "offense_raw": pa.nulls(how_many, pa.string())}
    columns |= {name: pa.array([value] * how_many, pa.string()) for name, value in same.items()}
    began, start = used(), time.perf_counter()
    reasons.load()
    readings, _ = tables.read_once(columns)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    print(f"{how_many:,} strings, {len(readings):,} readings: {time.perf_counter() - start:.1f} s, {used() - began:.1f} s of "
          f"processor time, {peak} MB at most in one process")  # fmt: skip
    return 0


def main(args: list[str]) -> int:
    """Print strings per second."""
    if "--at-once" in args:
        return at_once(int(args[0]))
    strings = made_up(int(args[0]) if args else 50_000)
    start = time.perf_counter()
    readers = reasons.load()
    print(f"load {time.perf_counter() - start:.2f} s, {len(readers.terms.rules)} rules, {len(readers.codes)} code tables")
    rows: list[reasons.Row] = [(text, None, None, None, "CA", "value", "") for text in strings]
    for name in ("cold", "warm"):
        start = time.process_time()
        reasons.read_many(rows)
        took = time.process_time() - start
        print(f"{name}: {len(rows) / took:,.0f} distinct strings a second on one core ({len(rows):,} strings, CPU time)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
