"""Holds what rules and detectors say of a made-up network with planted breaches against what is true of it.

Run: python eval/law.py [--seed S] [--case DIR] [--json]
DIR holds the network (`net`) and the case (`case`), both made anew; without it they are made in a passing folder.

A planted breach is found if a rule of its state and kind shows its row among its hits. A rule is of a kind by what it is about:
its state, its subject, whose searches it judges, and the facts its `when` and `applies` look at (law.load), never by its name.
Hits stand in a finding's evidence, certain ones first. An innocent row must be in no conflict, and in no certain hit of its kind.
A trace is right if the facts it shows are those that were planted. A detector's finding is right if its pattern was planted on
that agency: every other finding about an agency of the states where patterns are is wrong.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlglot import exp

from plainview import journey, law, spreadsheet
from plainview.agencies import kept
from plainview.case import locked, open_case
from plainview.intake import Facts
from plainview.law.predicate import named
from plainview.simulate.breaches import breach_network
from plainview.simulate.breaches.country import known
from plainview.simulate.knowledge import slug
from plainview.store import Store

DAY = date(2027, 5, 1)
KEY = b"made up, for made-up plates only"
SUBJECTS = {"log": "entry", "list": "share", "page": "page", "document": "document"}
PATTERNS = {*known()["pattern_states"], "MI"}  # states where the patterns for detectors are
Row = dict[str, Any]


@dataclass(slots=True, eq=False)
class Planted:
    """One line of truth/breaches.csv, with the rules of its kind and what they said of it: rule id -> certain or possible."""

    row: Row
    rules: list[law.Rule] = field(default_factory=list)
    hits: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def is_breach(self) -> bool:
        return bool(self.row["is_breach"] == "yes")


def built(folder: Path, seed: int) -> tuple[Path, Path]:
    """Make the network and audit its records; the network and the generation's folder."""
    network = folder / "net"
    for part in (network, folder / "case"):
        shutil.rmtree(part, ignore_errors=True)
    breach_network(network, seed)
    case = open_case(folder / "case", DAY)
    shutil.copy(network / "case" / "documents.csv", case.root / "documents.csv")

    with locked(case):
        kept.load(case.root, network / "lists" / "287g_history.csv", DAY)
        run = journey.take_in(case, [network / "records"], Facts(DAY), KEY, _quiet)
        return network, journey.build(case, run.fingerprint, _quiet)


def _quiet(what: str, done: int, total: int) -> None:
    """A run that is measured tells no progress."""


def truth(network: Path) -> list[Row]:
    rows = spreadsheet.read(network / "truth" / "breaches.csv")
    return [dict(zip(rows[0].cells, row.cells, strict=True)) for row in rows[1:]]


# --- which rules are of a kind


def literals(texts: Iterable[exp.Expression], fact: str) -> set[str]:
    """Texts with which predicates compare a fact, in small letters."""
    found = set()
    for text in texts:
        for node in text.walk():
            if isinstance(node, (exp.Contains, exp.EQ, exp.In)) and fact in named(node):
                found |= {str(one.this).lower() for one in node.find_all(exp.Literal) if one.is_string}
    return found


def scope(rule: law.Rule) -> str:
    """Whose searches a rule judges: own, others or any."""
    for node in rule.applies.walk():
        if isinstance(node, exp.Column) and node.name == "own_search":
            return "others" if node.find_ancestor(exp.Not) else "own"
    return "own" if rule.bound == "searcher" else "any"


def is_of_kind(rule: law.Rule, row: Row, kind: Row) -> bool:
    looks = set(named(rule.when))
    asks = looks | set(named(rule.applies))
    if rule.jurisdiction != row["jurisdiction"] or rule.subject != SUBJECTS[row["shows"]]:
        return False
    if not looks & set(kind["looks_at"]) or set(kind.get("needs", [])) - asks:
        return False
    if "scope" in kind and {scope(rule), kind["scope"]} == {"own", "others"}:
        return False
    if "literal" in kind and kind["literal"].lower() not in literals([rule.when], "searcher_state"):
        return False
    if "document" in asks and json.loads(row["facts"])["document"] not in literals([rule.applies], "document"):
        return False
    bodies = literals([rule.applies], "owner_name")
    return not bodies or any(body in row["agency"].lower() for body in bodies)


# --- what was found


@dataclass(slots=True)
class Found:
    """Findings of a build, and the keys by which a row of evidence meets a planted row."""

    findings: list[Row]
    paths: dict[str, str]
    ids: dict[str, str]
    names: dict[str, str]
    states: dict[str, str]

    @staticmethod
    def of(generation: Path, scratch: Path) -> Found:
        tables = Store(generation, scratch)
        agencies = tables.text_rows("select agency_id, canonical, state from agencies")
        names = {row["agency_id"]: row["canonical"] for row in agencies}
        states = {row["agency_id"]: row["state"] for row in agencies}
        ids = {row["name_raw"]: row["agency_id"] for row in tables.text_rows("select name_raw, agency_id from agency_names")}
        releases = tables.text_rows("select release_id, path, custodian_id from releases")
        paths = {row["release_id"]: row["path"] for row in releases}
        ids = {row["path"].removeprefix("records/").partition("/")[0]: row["custodian_id"] for row in releases} | ids
        found = Found(tables.text_rows("select * from findings"), paths, ids, names, states)
        tables.close()
        return found

    def id(self, agency: str) -> str:
        """The id that the program gives an agency, by its name as printed or by its folder."""
        return self.ids.get(agency) or self.ids.get(slug(agency), "")

    def path(self, release_id: str) -> str:
        """The file as the truth names it: below the folder of records."""
        return self.paths[release_id].partition("records/")[2] or self.paths[release_id]

    def keys(self, row: Row) -> list[str]:
        """Keys of a planted row; a partner is known by the name that the program gives it."""
        found = []
        for printed in row["rows"].split("|"):
            file, mark, partner = printed.partition("#")
            found.append(f"{file}#{self.names[self.ids[partner]]}" if mark and file.endswith(".html") else printed)
        return found

    def evidence(self, finding: Row) -> Iterator[tuple[str, Row]]:
        """(key, row) of each row of evidence, in order."""
        told = json.loads(finding["evidence_json"])
        for row in told["rows"]:
            path = self.path(row["release_id"])
            if told["unit"] == "partner" and row.get("facts", {}).get("direction") != "inbound":
                yield f"{path}#{row['what']}", row
            elif path.endswith(".html"):
                yield path, row
            else:
                yield f"{path}:{row['row_no']}", row


def rule_of(finding: Row) -> str:
    return str(finding["made_by"]).partition(":")[2].partition("@")[0]


def unlike(planted: Planted, rule: law.Rule, shown: Row) -> list[str]:
    """Facts of a trace that are not those that were planted."""
    asked = {name for text in (rule.applies, rule.when, rule.certain_when) for name in named(text)}
    wrong = []
    for name, value in json.loads(planted.row["facts"]).items():
        if name not in asked:
            continue
        said = shown.get("facts", {}).get(name)
        close = isinstance(value, float) and isinstance(said, (int, float)) and abs(said - value) < 0.01
        if said != value and not close:
            wrong.append(f"{rule.id}: {name} is shown as {said}, planted as {value}")
    return wrong


def judge(all_: list[Planted], found: Found, rules: dict[str, law.Rule]) -> dict[str, Any]:
    """Fill in what was said of each planted row. Returns: conflicts on innocents, reach of rules, cut evidence."""
    by_key: dict[str, list[Planted]] = defaultdict(list)
    papers: dict[tuple[str, str], list[Planted]] = defaultdict(list)
    for one in all_:
        if one.row["shows"] == "document":
            papers[found.id(one.row["agency"]), json.loads(one.row["facts"])["document"]].append(one)
        else:
            for key in found.keys(one.row):
                by_key[key].append(one)
    conflicts: list[str] = []
    beside: list[str] = []
    reached: Counter[str] = Counter()
    cut: list[str] = []
    silent: dict[tuple[str, str], int] = {}
    ordinary: Counter[str] = Counter()
    for finding in found.findings:
        rule = rules.get(rule_of(finding)) if finding["source"] == "rule" else None
        if rule is None:
            continue
        silent[rule.id, finding["agency_id"]] = finding["n_unreadable"]
        if finding["verdict"] not in ("conflict", "question"):
            continue
        shown_rows = list(found.evidence(finding))
        if finding["n_possible"] > len(shown_rows):
            cut.append(f"{rule.id} for {finding['agency_id']}: {finding['n_possible']}")
        for number, (key, shown) in enumerate(shown_rows):
            sure = "certain" if number < finding["n_certain"] else "possible"
            paper = finding["agency_id"], shown["facts"].get("document", "")
            if rule.subject == "entry" and key not in by_key and found.states.get(finding["agency_id"]) not in PATTERNS:
                ordinary[f"{rule.id} ({sure})"] += 1
            for one in papers[paper] if rule.subject == "document" else by_key[key]:
                if not one.is_breach and finding["verdict"] == "conflict":
                    (conflicts if sure == "certain" else beside).append(f"{one.row['planted_id']} {one.row['kind']}: {rule.id}")
                if rule not in one.rules:
                    continue
                one.hits[rule.id] = sure
                reached[rule.id] += one.is_breach
                one.wrong += unlike(one, rule, shown) if one.is_breach else []
    for one in all_:
        if one.row["expected"] == "unclear":
            agency = found.id(one.row["agency"])
            told = [silent.get((rule.id, agency), 0) for rule in one.rules if rule.strength != "off"]
            if told and not any(told):
                one.wrong.append("no rule of its kind says that something cannot be judged")
    return {"conflicts": conflicts, "beside": beside, "reached": reached, "cut": cut, "ordinary": ordinary}


def told(one: Planted, why: str) -> str:
    row = one.row
    where = f"[{row['agency']}] {row['rows'] or row['shows']}"
    return f"{row['planted_id']} {row['jurisdiction']} {row['kind']} {where}: {why} ({row['note'] or row['law']})"


def measure_rules(plants: list[Row], found: Found) -> Row:
    """Recall, innocents hit, traces and reach."""
    rules = {rule.id: rule for rule in law.load()}
    kinds = known()["kinds"]
    all_ = [Planted(row) for row in plants]
    for one in all_:
        kind = kinds[one.row["kind"].partition(":")[0]]
        one.rules = [rule for rule in rules.values() if is_of_kind(rule, one.row, kind)]
    said = judge(all_, found, rules)
    breaches = [one for one in all_ if one.is_breach and one.row["expected"] == "hit"]
    off = [one for one in all_ if one.row["expected"] == "silent"]
    innocent = [one for one in all_ if not one.is_breach]
    sure = [one for one in innocent if "certain" in one.hits.values()]
    asked = [one for one in innocent if one.hits and one not in sure]
    missed = [one for one in breaches if not one.hits]
    too_sure = [one for one in breaches if one.row["certain"] == "no" and "certain" in one.hits.values()]
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for one in all_:
        kind = by_kind[one.row["kind"].partition(":")[0]]
        kind["breaches" if one.is_breach else "innocents"] += 1
        kind["found"] += one in breaches and bool(one.hits)
        kind["missed"] += one in missed
        kind["certain hits on innocents"] += one in sure
        kind["possible hits on innocents"] += one in asked
    idle = [rule for rule in rules.values() if not said["reached"][rule.id]]
    return {
        "planted": {kind: dict(count) for kind, count in sorted(by_kind.items())},
        "breaches": len(breaches), "found": len(breaches) - len(missed), "off": len(off), "innocents": len(innocent),
        "misses": [
            told(one, "not among the hits of " + (", ".join(r.id for r in one.rules if r.strength != "off") or "any rule"))
            for one in missed
        ],
        "conflicts_on_innocents": said["conflicts"], "possible_rows_beside_a_conflict": said["beside"],
        "certain_hits_on_innocents": [told(one, ", ".join(sorted(one.hits))) for one in sure],
        "possible_hits_on_innocents": [told(one, ", ".join(sorted(one.hits))) for one in asked],
        "surer_than_the_record": [told(one, ", ".join(sorted(one.hits))) for one in too_sure],
        "unclear_hit": [told(one, ", ".join(one.hits)) for one in innocent if one.row["expected"] == "unclear" and one.hits],
        "traces": sum(len(one.hits) for one in breaches),
        "wrong_traces_or_not_unclear": [told(one, text) for one in all_ for text in one.wrong],
        "spoke_though_unread": [told(one, ", ".join(one.hits)) for one in off if one.hits],
        "rules": len(rules), "rules_off": sorted(rule.id for rule in rules.values() if rule.strength == "off"),
        "rules_not_reached": sorted(rule.id for rule in idle if rule.strength != "off"),
        "evidence_cut": said["cut"],
        "hits_on_ordinary_searches": [f"{rule}: {n}" for rule, n in sorted(said["ordinary"].items())],
    }  # fmt: skip


def measure_detectors(plants: list[Row], found: Found) -> Row:
    """Precision and recall of each detector at its default cut, and the curve over its score where findings have one."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in plants:
        for kind in [*([row["kind"]] if row["is_breach"] == "yes" else []), *json.loads(row["facts"]).get("also", [])]:
            wanted[kind].add(found.id(row["agency"]))
    patterns = {row["kind"] for row in plants}
    by: dict[str, list[Row]] = defaultdict(list)
    for finding in found.findings:
        if finding["source"] == "detector" and found.states.get(finding["agency_id"]) in PATTERNS:
            by[rule_of(finding)].append(finding)
    result: Row = {}
    for kind in sorted(patterns | set(by)):
        scores: dict[str, float] = {}
        for one in by[kind]:
            score = float(one["n_possible"] if one.get("score") is None else one["score"])
            scores[one["agency_id"]] = max(score, scores.get(one["agency_id"], score))
        right = {agency for agency in scores if agency in wanted[kind]}
        mine = [row for row in plants if row["kind"] == kind]
        planted = {found.id(row["agency"]) for row in mine if row["is_breach"] == "yes"}
        result[kind] = {
            "planted": len(planted),
            "found": len(scores),
            "right": len(right),
            "precision": len(right) / len(scores) if scores else None,
            "recall": len(planted & right) / len(planted) if planted else None,
            "curve": curve(scores, right, planted),
            "missed": [_pattern(row) for row in mine if row["is_breach"] == "yes" and found.id(row["agency"]) not in scores],
            "wrong": [
                f"{agency} score {scores[agency]:.4g}: "
                + "; ".join(f"{row['kind']} {_pattern(row)}" for row in plants if found.id(row["agency"]) == agency)
                for agency in sorted(set(scores) - right)
            ],
        }
    return result


def _pattern(row: Row) -> str:
    return f"{row['planted_id']} strength {row['strength']} [{row['agency']}] {row['note']}"


def curve(scores: dict[str, float], right: set[str], planted: set[str]) -> list[tuple[float, float, float]]:
    """(score, precision, recall) of all findings of at least that score, at each score that was given."""
    found = []
    for at in sorted(set(scores.values()), reverse=True):
        above = {agency for agency, score in scores.items() if score >= at}
        found.append((at, len(above & right) / len(above), len(above & planted) / len(planted) if planted else 0.0))
    return found


_COLUMNS = {
    "breaches": 9, "found": 7, "missed": 7, "innocents": 10, "certain hits on innocents": 9, "possible hits on innocents": 9,
}  # fmt: skip


def show(measured: Row) -> None:
    of_law = measured["law"]
    print(f"{'kind':24}" + "".join(f"{name.partition(' hits')[0]:>{width}}" for name, width in _COLUMNS.items()))
    for kind, n in of_law["planted"].items():
        print(f"{kind:24}" + "".join(f"{n.get(name, 0):>{width}}" for name, width in _COLUMNS.items()))
    found, planted = of_law["found"], of_law["breaches"]
    print(f"\nrecall {found} of {planted} ({found / planted:.1%}), beside {of_law['off']} under rules that are off")
    print(f"innocents: {of_law['innocents']}; traces looked at: {of_law['traces']}; rules: {of_law['rules']}")
    for name, lines in of_law.items():
        if isinstance(lines, list) and name != "rules_off":
            print(f"\n{name.replace('_', ' ')}: {len(lines)}", *lines, sep="\n  ")
    totals = {name: sum(n[name] for n in measured["detectors"].values()) for name in ("found", "right")}
    print(f"\ndetectors: {totals['right']} of {totals['found']} findings are right at the default cuts")
    print(f"\n{'detector':24}{'planted':>8}{'found':>7}{'right':>7}{'precision':>11}{'recall':>8}")
    for kind, n in measured["detectors"].items():
        precision, recall = (f"{n[name]:.2f}" if n[name] is not None else "-" for name in ("precision", "recall"))
        print(f"{kind:24}{n['planted']:>8}{n['found']:>7}{n['right']:>7}{precision:>11}{recall:>8}")
        for at, sure, much in n["curve"]:
            print(f"    score {at:>10.4g}  precision {sure:.2f}  recall {much:.2f}")
        for name in ("missed", "wrong"):
            for line in n[name]:
                print(f"    {name}: {line}")


def measure(network: Path, generation: Path, scratch: Path) -> Row:
    """Everything that is measured, of a network and the case built of it."""
    plants, kinds = truth(network), known()["kinds"]
    found = Found.of(generation, scratch)
    of_law = [row for row in plants if row["kind"].partition(":")[0] in kinds]
    patterns = [row for row in plants if row not in of_law]
    return {"law": measure_rules(of_law, found), "detectors": measure_detectors(patterns, found)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = args.case or Path(passing)
        network, generation = built(folder, args.seed)
        measured = measure(network, generation, folder / "scratch")
    print(json.dumps(measured)) if args.json else show(measured)
    return 0


if __name__ == "__main__":
    sys.exit(main())
