"""Precision and recall of the account and agency detectors on a made-up network with planted patterns and innocent look-alikes.

Every pattern is planted at many strengths, weak ones too, and beside it innocent ones that look alike; one in eight of
those cannot be told apart by any record (a long case without its number, a list that is worked off). Prints, a detector,
precision and recall at a looser, the default and a stricter cut and above rising scores; with --write it leaves what share of
flags was innocent, by score, in src/plainview/detectors/_measured.toml. The shares hold for as many innocent as planted ones.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from tiny_tables import Tiny  # noqa: E402

from plainview import detect  # noqa: E402

FIRST, DAYS = date(2026, 1, 5), 120
CUTS = tomllib.loads((Path(__file__).parent / "detectors.toml").read_text(encoding="utf-8"))
STATES = ["ca", "wa", "oh", "ny", "tx", "ga"]
COMMON = ["robbery", "stolen vehicle", "burglary", "hit and run", "warrant", "assault", "theft", "suspicious vehicle", "shooting"]
SMALL = ["parking complaint", "expired tags", "speeding", "code enforcement"]
PLANTED = 8  # of each pattern a network, and as many innocent look-alikes


class Network(Tiny):
    """A made-up network, and what was planted in it: (detector, agency, account or "") -> planted or innocent."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.random = random.Random(seed)
        self.truth: dict[tuple[str, str, str], str] = {}
        self.reasons: dict[str, int] = {}
        self.logs: dict[str, str] = {}
        self.account_of: dict[str, str] = {}
        self.n_plates = self.n_searches = 0

    def reason(self, text: str, purpose: str = "robbery", marks: tuple[str, ...] = (), certainty: str = "certain") -> int:
        if text not in self.reasons:
            number = self.reasons[text] = len(self.reasons) + 1
            self.rows["reasons"].append(
                {"reason_id": number, "reason_raw": text, "reason_state": "value", "marks": list(marks), "federal_name": ""}
            )
            if purpose:
                self.rows["purposes"].append({"reason_id": number, "purpose": purpose, "certainty": certainty})
        return self.reasons[text]

    def search(
        self, who: str, account: str, when: datetime, text: str = "", plate: str = "", case: str = "", networks: int = 1,
        window: int = 7, owner: str = "hub", **more: Any,
    ) -> None:  # fmt: skip
        text = text or self.random.choice(COMMON)
        purpose = "traffic" if text in SMALL else "robbery"
        reason_id = self.reason(text, **({"purpose": purpose} | more))
        self.n_searches += 1
        number = self.n_searches
        if not plate:
            self.n_plates += 1
            plate = f"plate-{self.n_plates}"
        if owner not in self.logs:
            self.logs[owner] = self.release("network_audit", owner, FIRST)
        release = self.logs[owner]
        self.account_of[f"{release}:{number}"] = account
        self.rows["entries"].append(
            {
                "release_id": release, "row_no": number, "locator": f"line {number}", "custodian_id": owner, "log": "network",
                "searcher_raw": who, "searcher_id": who, "vendor_id": f"id-{number}", "reason_id": reason_id, "reason_raw": text,
                "searched_at": when, "window_from": when - timedelta(days=window), "networks": networks, "reason_state": "value",
                "account_token": account, "account_state": "value", "plate_token": plate, "plate_state": "value",
                "case_raw": case, "case_state": "value" if case else "empty",
            }
        )  # fmt: skip
        self.rows["links"].append({"release_id": release, "row_no": number, "search": f"id-{number}", "tier": "vendor_id"})

    def case(self) -> str:
        return f"26-{self.random.randrange(10000, 99999)}"

    def at(self, day: int, hour: float) -> datetime:
        """A UTC instant: hours above 24 are of the next day."""
        return datetime.combine(FIRST, time(0)) + timedelta(days=day, hours=hour + self.random.random() / 60)

    def someone(self, kind: str, n: int) -> list[tuple[str, str, list[int], float, float]]:
        """Accounts to which nothing was done yet: agency, account, days at work, start of the shift, rate of case numbers."""
        free = [one for one in self.people if (kind == "" or self.kinds[one[0]] == kind)]
        chosen = self.random.sample(free, min(n, len(free)))
        self.people = [one for one in self.people if one not in chosen]
        return chosen


def populate(net: Network, n_agencies: int) -> None:
    """Ordinary work: agencies of day and of all hours; accounts with shifts, paces, habits and follow-ups."""
    net.agency("hub", "state")
    net.people, net.kinds = [], {}  # type: ignore[attr-defined]
    for number in range(n_agencies):
        who = f"{net.random.choice(STATES)}-made-up-{number}"
        net.agency(who)
        net.kinds[who] = net.random.choice(["day", "day", "round"])
        wide = net.random.choice([1, 1, 30, 900])
        habit = net.random.choice([0.2, 0.8, 0.9])
        for member in range(net.random.randrange(7, 36)):
            account = f"{who}-{member}"
            begin = 16.0 + net.random.random() * 2 if net.kinds[who] == "day" else net.random.choice([14.0, 22.0, 30.0])
            pace, case_rate = net.random.gammavariate(1.2, 1.5), min(1.0, max(0.02, net.random.gauss(habit, 0.15)))
            worked = [day for day in range(DAYS) if (day + member) % 7 < 5 and net.random.random() < 0.5]
            usual = net.random.sample(COMMON, 4)
            kept: list[str] = []
            for day in worked:
                for _ in range(min(20, int(net.random.expovariate(1 / pace)))):
                    if kept and net.random.random() < 0.2:
                        plate = net.random.choice(kept[-4:])
                    else:
                        net.n_plates += 1
                        plate = f"plate-{net.n_plates}"
                        kept.append(plate)
                    hour = begin + net.random.random() * net.random.choice([8, 8, 8, 10])
                    small = net.random.random() < 0.1
                    text = net.random.choice(SMALL if small else usual)
                    if net.random.random() < 0.1:
                        text += " " + net.case()
                    case = net.case() if net.random.random() < case_rate else ""
                    networks = wide if net.random.random() < 0.8 else net.random.choice([1, 30, 900])
                    if small and net.random.random() < 0.6:
                        networks = min(networks, 30)
                    more: dict[str, Any] = {}
                    if net.random.random() < 0.01:
                        text, more = "assist other agency robbery", {"marks": ("for_other_agency",)}
                    net.search(
                        who, account, net.at(day, hour), text, plate, case, networks, net.random.choice([7, 30, 30, 31]), **more
                    )
            if len(worked) > 40:
                net.people.append((who, account, worked, begin, case_rate))


def of_accounts(net: Network) -> None:
    """Plant what points at one account, and its look-alikes."""
    r = net.random
    for what, kind, number in [(w, k, n) for w in ("planted", "innocent") for k in ACCOUNT_KINDS for n in range(PLANTED)]:
        for who, account, worked, begin, _ in net.someone("day" if kind == "out_of_hours" else "", 1):
            net.truth[kind, who, account] = what
            ACCOUNT_KINDS[kind](net, r, who, account, worked, begin, what == "planted", number == 0)


def repeated_plate(
    net: Network, r: random.Random, who: str, account: str, worked: list[int], begin: float, bad: bool, hard: bool
) -> None:
    plate, number = f"plate-of-{account}", net.case()
    days = sorted(r.sample(worked, r.randrange(5, 20)))
    if bad:
        for day in days:
            net.search(
                who, account, net.at(day, begin + r.random() * 8), plate=plate, case=net.case() if r.random() < 0.15 else ""
            )
    elif hard:  # a long case whose number stands elsewhere
        for day in days:
            net.search(who, account, net.at(day, begin + r.random() * 8), plate=plate)
    elif r.random() < 0.5:
        for day in days:
            net.search(who, account, net.at(day, begin + r.random() * 8), plate=plate, case=number)
    else:  # a hunt of some days
        for day in days[:4]:
            for _ in range(r.randrange(1, 6)):
                net.search(who, account, net.at(day, begin + r.random() * 8), plate=plate)


def plate_burst(
    net: Network, r: random.Random, who: str, account: str, worked: list[int], begin: float, bad: bool, hard: bool
) -> None:
    day, hour, number = r.choice(worked), begin + r.random() * 6, net.case()
    n, minutes = r.randrange(20, 80), r.uniform(5, 20)
    if not bad and not hard and r.random() < 0.5:  # a patrol that checks cars in a row
        n, minutes, number = r.randrange(20, 40), r.uniform(60, 180), ""
    for turn in range(n):
        net.search(who, account, net.at(day, hour + turn * minutes / 60 / n), case="" if bad or hard else number)


def out_of_hours(
    net: Network, r: random.Random, who: str, account: str, worked: list[int], begin: float, bad: bool, hard: bool
) -> None:
    n = r.randrange(3, 15) if bad else r.randrange(4, 7) if hard else r.randrange(1, 4)
    for day in r.sample(range(DAYS), n):
        for _ in range(r.randrange(1, 4)):
            net.search(who, account, net.at(day, begin + r.uniform(13, 19)))
    if not bad and not hard and r.random() < 0.5:  # overtime: two hours more for some days
        for day in r.sample(worked, 6):
            net.search(who, account, net.at(day, begin + r.uniform(8, 10)))


def pasted_reason(
    net: Network, r: random.Random, who: str, account: str, worked: list[int], begin: float, bad: bool, hard: bool
) -> None:
    text = r.choice(["follow up on robbery suspect vehicle", f"robbery {net.case()}"]) + f" {r.randrange(100)}"
    n, number = r.randrange(9, 25), net.case()
    start = r.randrange(max(1, len(worked) - n))
    days = worked[start : start + n]
    plate = f"plate-of-{account}"
    if not bad and not hard and r.random() < 0.5:
        text, plate = "stolen vehicle", ""  # a detective of one kind of crime
    for day in days:
        for _ in range(r.randrange(3, 9)):
            net.search(who, account, net.at(day, begin + r.random() * 8), text, "" if bad or hard else plate, number)


def account_everywhere(
    net: Network, r: random.Random, who: str, account: str, worked: list[int], begin: float, bad: bool, hard: bool
) -> None:
    day = r.choice(worked[:-5])
    if bad and r.random() < 0.4:
        other = r.choice([one for one in net.kinds if one != who])  # type: ignore[attr-defined]
        for meeting in r.sample(worked, r.randrange(3, 12)):
            hour = begin + r.random() * 8
            for name in (who, other):
                net.search(name, account, net.at(meeting, hour))
        net.truth["account_everywhere", other, account] = "planted"
        return
    if not bad and not hard and r.random() < 0.3:  # somebody of the same name elsewhere
        other = r.choice([one for one in net.kinds if one != who])  # type: ignore[attr-defined]
        for shift in r.sample(range(DAYS), 40):
            net.search(other, account, net.at(shift, begin + r.random() * 8), case=net.case())
        return
    length = r.uniform(22, 60) if bad or hard else r.uniform(10, 19)
    hour = 0.0
    while hour < length:
        net.search(who, account, net.at(day, begin + hour))
        hour += r.uniform(0.2, 2.5)


def no_case_number(
    net: Network, r: random.Random, who: str, account: str, worked: list[int], begin: float, bad: bool, hard: bool
) -> None:
    mine = [one for one in net.rows["entries"] if one["account_token"] == account]
    in_reason = not bad and not hard and r.random() < 0.5
    for one in mine:
        if (bad or hard) and any(ch.isdigit() for ch in one["reason_raw"]):
            one["reason_raw"] = "robbery"
            one["reason_id"] = net.reason("robbery")
        if bad or hard or in_reason:
            one["case_raw"], one["case_state"] = "", "empty"
        if in_reason:
            one["reason_raw"] = f"robbery {net.case()}"
            one["reason_id"] = net.reason(one["reason_raw"])
    for day in worked[:25]:
        text = f"robbery {net.case()}" if in_reason else ""
        net.search(who, account, net.at(day, begin + r.random() * 8), text, case="" if bad or hard or in_reason else net.case())


Planting = Callable[[Network, random.Random, str, str, list[int], float, bool, bool], None]
ACCOUNT_KINDS: dict[str, Planting] = {
    one.__name__: one for one in (repeated_plate, plate_burst, out_of_hours, pasted_reason, account_everywhere, no_case_number)
}


def thin(net: Network, who: str, first: int, until: int, share: float) -> None:
    """Take a share of an agency's searches away, from one day to another."""
    begin, end = net.at(first, 0), net.at(until, 0)
    gone = {
        (one["release_id"], one["row_no"])
        for one in net.rows["entries"]
        if one["searcher_id"] == who and begin <= one["searched_at"] < end and net.random.random() < share
    }
    for table in ("entries", "links"):
        net.rows[table] = [one for one in net.rows[table] if (one["release_id"], one["row_no"]) not in gone]


def of_agencies(net: Network) -> None:
    """Plant what points at an agency, and its look-alikes, each at agencies of its own."""
    r = net.random
    names = list(net.kinds)  # type: ignore[attr-defined]
    for one in names[:60]:
        net.page(one, FIRST, retention_days=30, prohibited_uses="Immigration enforcement, personal use")
    for kind in ("window_past_retention", "reach_beyond_need", "for_other_agency", "volume_cliff", "barred_by_policy"):
        for number, who in enumerate(r.sample(names[:60], 10)):
            bad, hard = number < 5, number == 9
            net.truth[kind, who, ""] = "planted" if bad else "innocent"
            n = r.randrange(6, 60) if bad or hard else r.randrange(1, 8)
            if kind == "volume_cliff":
                share = r.uniform(0.85, 1.0) if bad or hard else r.uniform(0.3, 0.7)
                until = DAYS if bad or hard or r.random() < 0.5 else 54  # else a fortnight of leave, or fewer searches
                thin(net, who, 40, until, share if until == DAYS else 1.0)
                continue
            for _ in range(n):
                text, more, networks, window = "", {}, 1, 7
                if kind == "window_past_retention":
                    window = r.choice([60, 90, 365])
                elif kind == "reach_beyond_need":
                    text, networks = r.choice(SMALL), 900
                elif kind == "for_other_agency":
                    text, more = "assist hsi with robbery", {"marks": ("for_other_agency", "federal_agency")}
                elif bad or hard or r.random() < 0.1:  # the reader errs now and then
                    text, more = "immigration detainer", {"purpose": "immigration"}
                else:
                    text, more = "bp", {"purpose": "immigration", "certainty": "ambiguous"}
                net.search(
                    who,
                    f"{who}-1",
                    net.at(r.randrange(DAYS), 18 + r.random() * 6),
                    text,
                    "",
                    net.case(),
                    networks,
                    window,
                    **more,
                )


def of_owners(net: Network) -> None:
    """Custodians with logs and lists: who searched unlisted, who never searched, who only tested."""
    r = net.random
    names = list(net.kinds)  # type: ignore[attr-defined]
    net.agency("xx-demo", "private", "vendor_test")
    for number in range(24):
        owner = f"ca-owner-{number}"
        net.agency(owner)
        partners = r.sample(names, 25)
        idle = [f"ca-idle-{number}-{one}" for one in range(40 if number % 4 == 0 else r.randrange(2, 12))]
        for one in idle:
            net.agency(one)
        net.truth["listed_never_searched", owner, ""] = "planted" if number % 4 == 0 else "innocent"
        for week in range(0, DAYS, 14):
            net.listed(owner, [*partners, *idle], FIRST + timedelta(days=week))
        for one in partners:
            for _ in range(r.randrange(2, 12)):
                net.search(one, f"{one}-1", net.at(r.randrange(1, DAYS - 10), 18 + r.random() * 6), case=net.case(), owner=owner)
        stranger = r.choice([one for one in names if one not in partners])
        bad = number % 3 == 0
        net.truth["searched_unlisted", owner, ""] = "planted" if bad else "innocent"
        if bad or number in (1, 8):  # the second: a partner under a new name
            for _ in range(r.randrange(2, 30)):
                when = net.at(r.randrange(1, DAYS - 10), 18 + r.random() * 6)
                net.search(stranger, f"{stranger}-1", when, case=net.case(), owner=owner)
        bad = number % 3 == 1
        net.truth["vendor_test", owner, ""] = "planted" if bad else "innocent"
        days = r.sample(range(DAYS), r.randrange(3, 20)) if bad else [40, 41, 42][: r.randrange(1, 4)]
        for day in days:
            for _ in range(r.randrange(1, 5)):
                net.search("xx-demo", "demo", net.at(day, 15 + r.random() * 8), owner=owner)


def flags_of(net: Network, store: Any, one: detect.Detector) -> list[tuple[float, str, tuple[str, str, str]]]:
    """Flags of one detector: score, planted, innocent or ordinary, and whom it names."""
    found = []
    for row in detect.find(store, [one]):
        entry = detect.json.loads(row["evidence_json"])["rows"][0]["entry"]
        key = one.id, row["agency_id"], net.account_of[entry] if one.scope == "account" else ""
        found.append((row["score"], net.truth.get(key, "ordinary"), key))
    return found


def told(flags: list[tuple[float, str]], n_planted: int) -> str:
    right = sum(what == "planted" for _, what in flags)
    precision = f"{right / len(flags):.2f}" if flags else "  - "
    return f"precision {precision} ({right}/{len(flags)}), recall {right / max(n_planted, 1):.2f} ({right}/{n_planted})"


def curve(flags: list[tuple[float, str]]) -> list[tuple[float, float]]:
    """Share of innocent flags by score, in up to four steps of equal number; never more at a higher score; half a flag added."""
    ordered = sorted(flags)
    size = max(12, -(-len(ordered) // 4))
    steps: list[tuple[float, float]] = []
    for start in range(0, len(ordered), size):
        part = ordered[start : start + size]
        share = (sum(what != "planted" for _, what in part) + 0.5) / (len(part) + 1)
        steps.append((round(part[0][0], 2) if start else -99.0, round(min(share, steps[-1][1] if steps else 1.0), 3)))
    return steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--agencies", type=int, default=90)
    parser.add_argument("--write", action="store_true", help="write what was measured beside the detectors")
    options = parser.parse_args()
    detectors = [one for one in detect.load() if one.id in CUTS]
    variants = {one.id: {"default": one} for one in detectors}
    for one in detectors:
        for name in ("loose", "strict"):
            text = one.sql
            for old, new in CUTS[one.id][name]:
                assert old in text, (one.id, old)
                text = text.replace(old, new)
            variants[one.id][name] = replace(one, sql=text)
    flags: dict[tuple[str, str], list[tuple[float, str]]] = {}
    n_planted: dict[str, int] = dict.fromkeys(CUTS, 0)
    n_rows = 0
    for seed in range(options.seeds):
        net = Network(seed)
        populate(net, options.agencies)
        of_accounts(net)
        of_agencies(net)
        of_owners(net)
        n_rows += len(net.rows["entries"])
        for (kind, _, _), what in net.truth.items():
            n_planted[kind] += what == "planted"
        with tempfile.TemporaryDirectory() as folder:
            store = net.store(Path(folder))
            for one in detectors:
                for name, variant in variants[one.id].items():
                    flags.setdefault((one.id, name), []).extend((score, what) for score, what, _ in flags_of(net, store, variant))
            store.close()
    print(f"{options.seeds} networks, {n_rows:,} searches in all, {len(net.truth)} planted and innocent ones in each")
    measured = {}
    for one in detectors:
        print(f"\n{one.id}: {n_planted[one.id]} planted")
        for name in ("loose", "default", "strict"):
            print(f"  {name:8} {told(flags[one.id, name], n_planted[one.id])}")
        base = sorted(flags[one.id, "default"])
        for share in (0.25, 0.5, 0.75):
            if base:
                at = base[int(len(base) * share)][0]
                print(f"  score {at:5.1f} {told([flag for flag in base if flag[0] >= at], n_planted[one.id])}")
        wrong = [what for _, what in base if what != "planted"]
        print(f"  wrong: {wrong.count('innocent')} planted look-alikes, {wrong.count('ordinary')} ordinary")
        measured[one.id] = curve(base)
    if options.write:
        lines = [f"# Share of innocent flags from a score on; written by `eval/detectors.py --write` ({options.seeds} networks)."]
        for name, steps in sorted(measured.items()):
            lines += [f"\n[{name}]", f"n = {len(flags[name, 'default'])}", f"curve = {[list(step) for step in steps]}"]
        detect.MEASURED.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
