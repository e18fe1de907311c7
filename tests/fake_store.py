# ruff: noqa: E501 - one invented row a line reads best
"""A stand-in for the store: an in-memory DuckDB with invented agencies and records, in the tables docs/tables.md names."""

from __future__ import annotations

import hashlib
import json
import random
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from plainview.reasons import eras

SQL = Path(__file__).parents[1] / "src" / "plainview" / "sql"
PLACES = ["Alder Falls", "Port Wren", "Cedar Mesa", "Quill Harbor", "Juniper Flats", "Mossgate", "Bluestem", "Larkspur Point"]
PLACES += ["Stonewell", "Thistle Creek", "Ravenmoor", "Harrow Bay"]
REASONS = [
    ("investigation", "", "vague", []),
    ("10851 VC stolen veh", "", "statute", [("vehicle_theft", "certain")]),
    ("459 PC burglary susp veh", "", "statute", [("burglary", "certain"), ("suspicious", "ambiguous")]),
    ("ICE assist Jordan Quimby", "", "federal_agency for_other_agency has_name", [("immigration", "probable")]),
    ("ICE ERO detainer", "", "federal_agency", [("immigration", "certain"), ("warrant_fugitive", "certain")]),
    ("26-04411", "", "case_only", []),
    ("", "", "blank", []),
    ("missing juvenile, runaway", "", "", [("missing_person", "certain")]),
    ("protest downtown", "", "", [("protest_speech", "certain")]),
    ("veh 7ABC123 hit and run <script>alert(1)</script>", "", "has_plate", [("hit_and_run", "certain")]),
    ("", "Larceny/Theft Offenses", "", [("theft", "certain")]),
    ("ice road crash call 555-201-4477", "", "has_contact", [("hit_and_run", "probable"), ("immigration", "ambiguous")]),
    ("zxqv", "", "", []),
]


class FakeStore:
    """`rows(name, **params)` runs sql/<name>.sql, as the store does; `asked` lists the queries in the order they ran."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self.asked: list[str] = []

    def rows(self, name: str, **params: object) -> list[dict[str, Any]]:
        self.asked.append(name)
        sql = (SQL / f"{name}.sql").read_text(encoding="utf-8")
        named = {key: value for key, value in params.items() if re.search(rf"\${key}\b", sql)}
        answer = self.con.execute(sql, named or None)
        columns = [column[0] for column in answer.description]
        return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]

    def run(self, name: str, **params: object) -> None:
        self.asked.append(name)
        self.con.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"), params or None)

    def arrow(self, name: str) -> pa.Table:
        return self.con.sql((SQL / f"{name}.sql").read_text(encoding="utf-8")).to_arrow_table()

    def lend(self, name: str, rows: pa.Table) -> None:
        self.con.register(name, rows)


def hash_of(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def fake_store(n_custodians: int = 12, n_partners: int = 30, n_entries: int = 3000, n_days: int = 150) -> FakeStore:
    """Make a case. The first half of the custodians publish portals, the rest network logs; some months are missing."""
    rng = random.Random(7)
    start = datetime(2026, 1, 5)
    agencies = []
    for n in range(n_custodians + n_partners):
        place = PLACES[n % 12] + (f" {n // 12}" if n >= 12 else "")
        kind = ["PD", "County SO", "D2 PD"][n % 3]
        agencies.append((f"ca-{place.lower().replace(' ', '-')}-{kind.lower().replace(' ', '-')}", f"{place} CA {kind}"))
    custodians, everyone = agencies[:n_custodians], [a[0] for a in agencies]
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMA}
    for agency_id, canonical in agencies:
        level = "county" if "County" in canonical else "local"
        tables["agencies"].append(
            row(
                "agencies",
                agency_id=agency_id,
                canonical=canonical,
                state="CA",
                kind="police",
                level=level,
                confidence=1.0,
                n_names=1,
            )
        )
    for n, (raw, offence, marks, purposes) in enumerate(REASONS):
        state = "value" if raw else "empty"
        tables["reasons"].append(
            row(
                "reasons",
                reason_id=n,
                reason_raw=raw,
                reason_state=state,
                offense_raw=offence,
                marks=marks,
                federal_name="ICE" if "ICE" in raw else "",
                words="",
                made_by="reasons@abcdef",
                n_entries=9,
            )
        )
        for purpose, certainty in purposes:
            tables["purposes"].append(
                row(
                    "purposes",
                    reason_id=n,
                    purpose=purpose,
                    certainty=certainty,
                    words=purpose,
                    made_by=f"terms:{purpose}@0a1b2c",
                )
            )
    sessions: dict[tuple[str, datetime, str], set[str]] = {}
    per_custodian = max(1, n_entries // n_custodians)
    for c, (custodian, canonical) in enumerate(custodians):
        portal = c < n_custodians // 2
        log = "portal" if portal else "network"
        gap = {2, 3} if c % 4 == 1 else set()
        by_month: dict[str, list[datetime]] = {}
        for _ in range(per_custodian):
            at = start + timedelta(days=rng.random() ** (1.2 if c % 3 else 0.8) * n_days)
            if at.month not in gap:
                by_month.setdefault(at.strftime("%Y-%m"), []).append(at)
        for month, times in sorted(by_month.items()):
            sha = hash_of("release", custodian, month)
            release = sha[:16]
            bad = [3, 17] if (c, month) == (n_custodians - 1, "2026-02") else []
            first = datetime.fromisoformat(month + "-01")
            after = (first + timedelta(days=32)).replace(day=1)
            name = "7XYZ889_network_audit.csv" if bad else f"{month}_{'search_audit' if portal else 'network_audit'}.csv"
            tables["releases"].append(
                row(
                    "releases",
                    release_id=release,
                    name=name,
                    path=name,
                    kind=f"{'portal' if portal else 'network'}_audit",
                    layout=f"flock_{log}",
                    made_by=f"layout:flock_{log}@3f9c1a",
                    custodian_raw=canonical,
                    custodian_id=custodian,
                    custodian_basis="given",
                    received_on="2026-07-01",
                    handling="public",
                    encoding="utf-8",
                    n_rows=len(times) + len(bad),
                    n_used=len(times),
                    n_quarantined=len(bad),
                    n_skipped=0,
                    size_bytes=90 * len(times),
                    sha256=sha,
                    parent_id="",
                    period_from=first.date().isoformat(),
                    period_to=(after - timedelta(days=1)).date().isoformat(),
                    n_copies=1,
                )
            )
            for line in bad:
                tables["set_aside"].append(
                    row(
                        "set_aside",
                        release_id=release,
                        row_no=line,
                        locator=f"line {line + 1}",
                        fate="quarantined",
                        name="no_time",
                        why="the time cell holds a moderation verdict",
                    )
                )
                tables["issues"].append(
                    row(
                        "issues",
                        release_id=release,
                        row_no=line,
                        locator=f"line {line + 1}",
                        kind="row_shifted",
                        column_name="searched_at",
                        value="APPROVED 9QRS456",
                        why="cells stand one column to the right",
                    )
                )
            for line, at in enumerate(sorted(times), 1):
                line += sum(b <= line for b in bad)
                searcher = custodian if portal or rng.random() < 0.4 else everyone[int(len(everyone) * rng.random() ** 2)]
                reason = rng.choices(range(len(REASONS)), weights=[30, 20, 12, 1, 1, 9, 12, 5, 1, 2, 12, 1, 4])[0]
                vendor = hash_of("search", custodian, at, line)
                raw, offence = REASONS[reason][:2]
                tables["entries"].append(
                    row(
                        "entries",
                        release_id=release,
                        row_no=line,
                        locator=f"line {line + 1}",
                        custodian_id=custodian,
                        log=log,
                        searcher_raw=searcher,
                        searcher_id=searcher,
                        searched_at=at,
                        networks=rng.choice([0, 1, 1, 1, 7, 48, 304, 389, 2200, 6100]),
                        devices=None,
                        vendor_id=vendor,
                        search_type="lookup",
                        reason_id=reason,
                        reason_raw=raw,
                        reason_state="value" if raw else "empty",
                        offense_raw=offence,
                        account_token=hash_of("account", searcher),
                        account_state="masked",
                        plate_token=hash_of("plate", vendor),
                        plate_state="value",
                        made_by=f"layout:flock_{log}@3f9c1a",
                    )
                )
                tables["links"].append(
                    row("links", release_id=release, row_no=line, tier="vendor_id", n_entries=1, **called(release, line))
                )
                e = tables["entries"][-1]
                tables["searches"].append(
                    row(
                        "searches",
                        **called(release, line),
                        tier="vendor_id",
                        searcher_id=searcher,
                        searched_at=at,
                        networks=e["networks"],
                        reason_id=reason,
                        n_entries=1,
                        n_custodians=1,
                        in_log=not portal,
                        has_id=True,
                    )
                )
                if portal:
                    sessions.setdefault((custodian, at.replace(minute=0, second=0, microsecond=0), raw), set()).add(vendor)
        if portal:
            add_portal(tables, rng, custodian, canonical, everyone)
    for (custodian, hour, raw), ids in sessions.items():
        tables["sessions"].append(
            row(
                "sessions",
                custodian_id=custodian,
                hour_at=hour,
                reason_raw=raw,
                n_sessions=len(ids),
                n_ids=len(ids),
                n_snapshots=1,
            )
        )
    tables["refused"] = [
        row(
            "refused",
            name="plate_reads_june.csv",
            path="",
            size_bytes=48_200_113,
            sha256=hash_of("reads"),
            kind="plate_reads",
            why="it holds plate, camera and time: where vehicles were",
            fix="ask the agency for the search audit instead",
        ),
        row(
            "refused",
            name="scan.pdf",
            path="",
            size_bytes=1_200_000,
            sha256=hash_of("scan"),
            kind="unreadable",
            why="every page is an image without text",
            fix="ask for the original file, not a print",
        ),
    ]
    add_findings(tables, custodians)
    add_shared(tables, [custodian for custodian, _ in custodians[n_custodians // 2 :]])
    con = duckdb.connect()
    for name, columns in SCHEMA.items():
        types = pa.schema([(c.split(":")[0], TYPES[(c + ":s").split(":")[1]]) for c in columns.split()])
        filled = pa.Table.from_pylist(tables[name], schema=types)
        con.register("incoming", filled)
        con.execute(f"create table {name} as select * from incoming")
        con.unregister("incoming")
    con.execute(
        "create view received as select release_id, custodian_id, case when kind like '%_audit' then replace(kind, '_audit', '') "
        "else '' end as log from releases"
    )
    con.execute((SQL / "ingest" / "release_days.sql").read_text(encoding="utf-8"))
    con.execute(f"create table held as {(SQL / 'ingest' / 'held.sql').read_text(encoding='utf-8')}")
    compare(con)
    make_eras(con)
    return FakeStore(con)


CITATION, LAW = "KRS 189.632 (HB 58, 2026 ch. 71)", "https://legislature.example/codes/7284.6"
ASKED, UNTOLD, LEFT_OPEN = "00000000000000f1", "00000000000000f2", "00000000000000f3"


def add_findings(tables: dict[str, list[dict[str, Any]]], custodians: list[tuple[str, str]]) -> None:
    """A question with its trace, two things the record cannot tell (one about a document), their rules, and replies."""
    logged = [e for e in tables["entries"] if e["log"] == "network"]
    seen = sorted(logged, key=lambda e: e["reason_id"] != 4)[:5]
    whose = custodians[-1][0]

    def evidence(found: list[dict[str, Any]], unit: str, facts: dict[str, Any], missing: list[str], rule: str) -> str:
        rows = [
            {
                **{key: e[key] for key in ("release_id", "row_no", "locator")},
                "what": "search by an agency",
                "facts": facts,
                "missing": missing,
            }
            for e in found
        ]
        cited = {"id": rule, "citation": CITATION, "url": LAW, "official_url": "javascript:alert(1)", "source_kind": "secondary"}
        cited |= {"from": "2018-01-01", "to": None, "bound": "searcher", "strength": "question", "caveat": "It is argued."}
        cited |= {
            "settles": "The case files.",
            "remedy": "None is stated.",
            "when": "purpose_immigration <> 'none'",
            "applies": "TRUE",
        }
        return json.dumps({"total": len(found) + 9, "unit": unit, "rows": rows, "rule": cited})

    def finding(id: str, rule: str, verdict: str, title: str, n: int, told: str) -> None:
        sentence = "5 searches state an immigration purpose; they would be lawful with a judicial warrant."
        tables["findings"].append(
            row(
                "findings", finding_id=id, made_by=f"rule:{rule}@0a1b2c", source="rule", agency_id=whose, verdict=verdict, title=title,
                sentence=sentence, innocent="The word may describe who was helped, not why.", n_certain=n, n_possible=n + 9 if n else 0,
                n_unreadable=700, n_total=1200, scope="agency", evidence="0" * 12, evidence_json=told,
            )
        )  # fmt: skip

    asked = evidence(seen, "search", {"purpose_immigration": "certain", "searcher_federal": False}, ["searcher_287g"], "ca/civil")
    finding(ASKED, "ca/civil", "question", "Searches with an immigration purpose", len(seen), asked)
    paper = evidence(seen[:1], "document", {"document": "audit_report"}, ["document_held"], "ca/audit")
    finding(UNTOLD, "ca/audit", "unclear", "Searches are audited", 0, paper)
    open_ = evidence(seen, "search", {}, ["purpose_immigration"], "ca/open")
    finding(LEFT_OPEN, "ca/open", "unclear", "The purpose is stated", 0, open_)
    for id, title, strength, counts in (
        ("ca/civil", "Searches with an immigration purpose", "question", {"n_question": 1, "n_clear": 3}),
        ("ca/audit", "Searches are audited", "question", {"n_unclear": 1}),
        ("ca/open", "The purpose is stated", "question", {"n_unclear": 1}),
        ("ca/nobody", "The Highway Patrol keeps nothing", "conflict", {}),
        ("ca/unread", "Nobody read this one", "off", {}),
        ("nv/other", "A rule of a state that is not met", "question", {}),
    ):
        tables["rules"].append(
            row(
                "rules", id=id, title=title, jurisdiction=id[:2], state=id[:2].upper(), place="California" if id[:2] == "ca" else "Nevada",
                citation=CITATION, url=LAW, official_url="", source_kind="primary_text", bound="owner", subject="entry", strength=strength,
                applies="TRUE", when="searcher_287g AND purpose_immigration <> 'none'", certain_when="TRUE",
                lawful_if="a judge allowed it", innocent="The word may describe who was helped, not why.", caveat="", settles="The case files.",
                remedy="None.", made_by=f"rule:{id}@0a1b2c", from_on="2018-01-01", **counts,
            )
        )  # fmt: skip
    answer = "<script>alert(2)</script> We disagree: see plate 7ABC123, call 555-201-4477."
    said = [{"put_on": "2026-05-02"}, {"put_on": "2026-05-02", "answered_on": "2026-05-20", "answer": answer}]
    said += [{"corrected_on": "2026-06-01", "correction": "Counted anew."}]
    for number, one in enumerate(said, 2):
        tables["replies"].append(row("replies", line=f"line {number}", finding_id=ASKED, state="standing", **one))
    idle = {"line": "line 9", "finding_id": "00000000000000ff", "put_on": "2026-05-02", "state": "idle"}
    tables["replies"].append(row("replies", **idle))


def called(release: str, line: int) -> dict[str, Any]:
    """The columns that name a search by its first entry."""
    return {"search_release_id": release, "search_row_no": line, "search_id": f"{release}:{line}"}


def compare(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that compare logs, by the SQL of the journey: again after entries or links were changed."""
    for name in ("agency", "release", "log"):
        con.execute(f"drop type if exists met_{name} cascade")
    con.execute((SQL / "link" / "met.sql").read_text(encoding="utf-8"))
    for table, name in (("masked", "masked"), ("own_searches", "own")):
        con.execute(f"create or replace table {table} as {(SQL / 'link' / f'{name}.sql').read_text(encoding='utf-8')}")


def make_eras(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table of eras by the SQL of the journey: again after entries, searches or reasons were changed."""
    eras.prepare(FakeStore(con))  # type: ignore[arg-type]
    con.execute(f"create or replace table eras as {(SQL / 'reasons' / 'eras.sql').read_text(encoding='utf-8')}")


HIDDEN = {"reason_raw": "***", "reason_state": "masked", "reason_id": len(REASONS)}
CASE_NUMBER, FILTER, PROMPT = "26-99812", "Plate: WXYZABC", "coupe of Marigold Fennimore"


def add_shared(tables: dict[str, list[dict[str, Any]]], holders: list[str], n: int = 12) -> None:
    """Let searches of the first network log stand in the next three too: masked in the second, as typed in the others."""
    tables["reasons"].append(
        row("reasons", reason_id=len(REASONS), reason_raw="***", reason_state="masked", marks="", federal_name="", n_entries=n)
    )
    held = [
        {r["period_from"][:7]: r for r in tables["releases"] if r["custodian_id"] == one and r["kind"] == "network_audit"}
        for one in holders[1:4]
    ]
    common = set.intersection(*(set(months) for months in held)) if len(held) == 3 else set()
    first = [
        e
        for e in tables["entries"]
        if e["custodian_id"] == holders[0] and e["reason_raw"] and e["searched_at"].strftime("%Y-%m") in common
    ][:n]
    searches = {s["search_id"]: s for s in tables["searches"]}
    links = {(link["release_id"], link["row_no"]): link for link in tables["links"]}
    for custodian, months in zip(holders[1:4], held, strict=True):
        for entry in first:
            release = months[entry["searched_at"].strftime("%Y-%m")]
            release["n_rows"] += 1
            release["n_used"] += 1
            number = release["n_rows"]
            copy = {**entry, "release_id": release["release_id"], "row_no": number, "locator": f"line {number + 1}"}
            copy |= {"custodian_id": custodian, "case_raw": CASE_NUMBER, "case_state": "value", "filters_raw": FILTER}
            copy |= {
                "prompt_raw": PROMPT,
                "account_state": "value",
                "plate_state": "redacted",
                "searcher_raw": "Port Wren PD <b>",
            }
            tables["entries"].append(copy | (HIDDEN if custodian == holders[1] else {}))
            link = links[entry["release_id"], entry["row_no"]]
            link["n_entries"] = len(holders[1:4]) + 1
            tables["links"].append({**link, "release_id": release["release_id"], "row_no": number})
            searches[link["search_id"]] |= {"n_entries": link["n_entries"], "n_custodians": link["n_entries"]}


def add_portal(
    tables: dict[str, list[dict[str, Any]]], rng: random.Random, custodian: str, canonical: str, everyone: list[str]
) -> None:
    cameras = rng.randrange(10, 90)
    partners = rng.sample(everyone, min(len(everyone) - 1, 20))
    for week in range(6):
        day = (datetime(2026, 3, 27) + timedelta(days=7 * week)).date().isoformat()
        sha = hash_of("page", custodian, day)
        release = sha[:16]
        tables["releases"].append(
            row(
                "releases",
                release_id=release,
                name=f"{day}.html",
                path="",
                kind="portal_page",
                layout="flock_portal_page",
                made_by="layout:flock_portal_page@99aa11",
                custodian_raw=canonical,
                custodian_id=custodian,
                custodian_basis="page",
                received_on=day,
                handling="public",
                n_rows=60,
                n_used=58,
                n_quarantined=0,
                n_skipped=2,
                size_bytes=30_000,
                sha256=sha,
                parent_id="",
                seen_on=day,
                n_copies=1,
            )
        )
        tables["set_aside"].append(
            row(
                "set_aside",
                release_id=release,
                row_no=1,
                locator="line 1",
                fate="skipped",
                name="page_furniture",
                why="the page's menu",
            )
        )
        numbers = {
            "retention_days": 30 if week > 2 else 365,
            "cameras": cameras + week // 2,
            "searches": rng.randrange(100, 900),
            "vehicles": rng.randrange(90_000, 800_000),
        }
        for n, (name, value) in enumerate(numbers.items(), 1):
            tables["snapshots"].append(
                row(
                    "snapshots",
                    release_id=release,
                    row_no=n,
                    locator=f"line {n}",
                    agency_id=custodian,
                    seen_on=day,
                    field=name,
                    label_raw=name.replace("_", " ").capitalize(),
                    value_raw=str(value),
                    value=float(value),
                    unit="days" if "days" in name else "",
                )
            )
        policy = (
            "Officers act under SB 34. Questions: desk@alder.example or 555-201-4477."
            if week < 4
            else "Officers act under SB 54."
        )
        tables["snapshots"].append(
            row(
                "snapshots",
                release_id=release,
                row_no=9,
                locator="line 9",
                agency_id=custodian,
                seen_on=day,
                field="acceptable_use",
                label_raw="Acceptable use policy",
                value_raw=policy,
                value=None,
                unit="",
            )
        )
        for n, partner in enumerate(partners[: 20 - week], 10):
            tables["share_rows"].append(
                row(
                    "share_rows",
                    release_id=release,
                    row_no=n,
                    locator=f"line {n}",
                    from_raw=custodian,
                    to_raw=partner,
                    from_id=custodian,
                    to_id=partner,
                    seen_on=day,
                    direction="outbound",
                )
            )
    for partner in partners:
        tables["shares"].append(
            row(
                "shares",
                from_id=custodian,
                to_id=partner,
                from_on="2026-03-27",
                to_on="2026-05-01",
                basis="listed",
                span_no=1,
                custodian_id=custodian,
                direction="outbound",
                kind="portal_page",
                n_documents=6,
            )
        )


TYPES = {
    "l": pa.list_(pa.string()),
    "s": pa.string(),
    "i": pa.int64(),
    "f": pa.float64(),
    "t": pa.timestamp("us"),
    "b": pa.bool_(),
}
SCHEMA = {
    "releases": "release_id name path kind layout made_by custodian_raw custodian_id custodian_basis received_on source_url request_id handling header_raw encoding n_rows:i n_used:i n_quarantined:i n_skipped:i size_bytes:i sha256 parent_id seen_on captured_on period_from period_to n_copies:i",
    "refused": "name path size_bytes:i sha256 kind why fix",
    "set_aside": "release_id row_no:i locator fate name why",
    "issues": "release_id row_no:i locator kind column_name value why",
    "entries": "release_id row_no:i locator custodian_id log searcher_raw searcher_id searched_at:t window_from:t window_to:t networks:i devices:i vendor_id search_type reason_id:i reason_raw reason_state offense_raw case_raw case_state account_token account_state plate_token plate_state filters_raw prompt_raw moderation made_by",
    "searches": "search_release_id search_row_no:i tier searcher_id searched_at:t networks:i devices:i reason_id:i n_entries:i n_custodians:i in_log:b has_id:b search_id",
    "links": "release_id row_no:i search_release_id search_row_no:i tier n_entries:i search_id",
    "moved": "old_id search_id since",
    "link_errors": "tier n_hidden:i n_linkable:i n_linked:i n_right:i n_searches:i n_split:i n_merged:i n_ambiguous:i precision:f precision_low:f precision_high:f recall:f recall_low:f recall_high:f",
    "sessions": "custodian_id hour_at:t reason_raw n_sessions:i n_ids:i n_snapshots:i",
    "reasons": "reason_id:i reason_raw reason_state offense_raw case_shape search_type state office marks federal_name words made_by n_entries:i",
    "purposes": "reason_id:i purpose certainty words made_by",
    "agencies": "agency_id canonical state kind level confidence:f n_names:i",
    "agency_names": "name_raw agency_id confidence:f why",
    "snapshots": "release_id row_no:i locator agency_id seen_on field label_raw value_raw value:f unit",
    "share_rows": "release_id row_no:i locator from_raw to_raw from_id to_id seen_on direction flags",
    "share_lists": "release_id custodian_id direction kind seen_on seen_from seen_to state n_partners:i",
    "share_events": "release_id row_no:i locator custodian_id from_id from_raw to_raw to_id event_at:t act permissions may_before:b may_after:b",
    "share_logs": "custodian_id log_no:i from_on to_on n_releases:i n_events:i n_partners:i is_whole:b first_release_id",
    "shares": "from_id to_id basis span_no:i after_on from_on to_on before_on n_documents:i n_days:i first_release_id first_row_no:i last_release_id last_row_no:i custodian_id direction kind",
    "share_contradictions": "from_id to_id kind shown_on last_on n_days:i shown_release_id shown_row_no:i denied_on denied_release_id denied_row_no:i innocent",
    "events": "release_id row_no:i locator custodian_id event_at:t user_token event_type entity_type details_json event_id",
    "findings": "finding_id made_by source agency_id verdict title sentence innocent n_certain:i n_possible:i n_unreadable:i n_total:i scope score:f p_innocent:f evidence evidence_json",
    "memberships": "agency_id programme model name_raw from_on from_basis to_on source lists_from lists_to",
    "messages": "release_id row_no:i locator custodian_id sent_at:t role asker_kind asker_id asked_kind asked_id for_body paraphrase",
    "rules": "id title jurisdiction state place citation url official_url source_kind confirmed bound subject strength applies when certain_when lawful_if innocent caveat settles remedy made_by from_on to_on n_conflict:i n_question:i n_unclear:i n_clear:i n_not_in_force:i",
    "alerts": "alert watch raised_at told releases:l",
    "replies": "line finding_id answer correction state put_on answered_on corrected_on",
    "decisions": "decision_id subject a b verdict decided_on why by state",
}  # fmt: skip


def row(table: str, **values: Any) -> dict[str, Any]:
    known = [column.split(":")[0] for column in SCHEMA[table].split()]
    assert not set(values) - set(known), (table, set(values) - set(known))
    return {column: values.get(column) for column in known}
