"""Planted everywhere a stranger can type: plates, names, telephone numbers, birth dates, scripts, formulas. None is published."""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import random
import re
import sqlite3
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from made_portals import page as portal_page
from made_up_mail import message
from printed_pdf import Sheet
from printed_pdf import write as write_pdf

from plainview import journey, publishing
from plainview.archive import open_archive
from plainview.case import open_case
from plainview.intake import Facts
from plainview.publishing import printed

DAY = date(2026, 1, 2)
KEY = bytes(range(32))
COLUMNS = (
    "ID,Name,Org Name,Total Networks Searched,Total Devices Searched,Time Frame,License Plate,Reason,Offense Type,Case #,Filters,"
    "Search Time,Search Type,Text Prompt,Moderation"
).split(",")
GIVEN = "Marisol Gerardo Heather Terrance Yvette Lorena Douglas Kristen Rodrigo Sheila".split()
FAMILY = "Quennel Vantorp Zellbach Okonjaw Brimsley Tuckwort Farnhold Drexby Halvorx Yarrowin".split()
LETTERS = "GHJKLMNPQRSTUVWXYZ"  # no figure of a hash: a plate cannot stand in one by chance
INJECTED = (
    "<script>document.title='ran'</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "-2+3+cmd",
    "＝1+1",
    "\t=1+1",
    "</script><script>alert(2)</script>",
    "javascript:alert(3)",
    "{{7*7}}",
)


@dataclass(frozen=True)
class Planted:
    plates: tuple[str, ...]  # as typed: spaced, lower case, full width
    names: tuple[tuple[str, str], ...]
    phones: tuple[str, ...]
    births: tuple[str, ...]


def planted() -> Planted:
    rng = random.Random(8)

    def letters(n: int) -> str:
        return "".join(rng.choice(LETTERS) for _ in range(n))

    def figures(n: int) -> str:
        return "".join(rng.choice("0123456789") for _ in range(n))

    forms = (
        lambda: f"{rng.randint(1, 9)}{letters(3)}{figures(3)}",  # California
        lambda: f"{letters(3)}{figures(4)}",  # Texas, Ohio, New York
        lambda: f"{letters(2)}{figures(5)}",  # Illinois, Connecticut
        lambda: f"{letters(2)}{rng.randint(0, 9)}{rng.randint(0, 9)}{letters(2)}",  # Florida
        lambda: f"{figures(3)}{letters(3)}",  # Oregon, Washington of old
        lambda: f"{letters(1)}{figures(2)}{letters(3)}",  # New Jersey
        lambda: f"GR8{letters(3)}",  # vanity
        lambda: f"{letters(7)}",  # vanity of letters alone
    )
    typings = (
        lambda plate: plate,
        str.lower,
        lambda plate: f"{plate[:3]} {plate[3:]}",
        lambda plate: f"{plate[:3]}-{plate[3:]}",
        lambda plate: "".join(chr(ord(sign) + 0xFEE0) for sign in plate),
    )
    plates: dict[str, str] = {}
    while len(plates) < 500:
        plate = forms[len(plates) % len(forms)]()
        plates.setdefault(plate, typings[rng.randrange(len(typings))](plate))
    names = tuple((given, family) for given in GIVEN for family in FAMILY)
    phones = tuple(f"541-555-{n:04d}" for n in range(100, 200))
    births = tuple(f"{rng.randint(1, 12):02d}/{rng.randint(13, 28)}/{rng.randint(1940, 2004)}" for _ in range(100))
    return Planted(tuple(plates.values()), names, phones, births)


class Sower:
    """Gives the next planted thing of each sort, round and round, and a text with all four."""

    def __init__(self, of: Planted) -> None:
        self.of, self.at = of, {"plate": 0, "name": 0, "phone": 0, "birth": 0}

    def next(self, kind: str) -> str:
        found = {"plate": self.of.plates, "name": self.of.names, "phone": self.of.phones, "birth": self.of.births}[kind]
        one = found[self.at[kind] % len(found)]
        self.at[kind] += 1
        return " ".join(one) if isinstance(one, tuple) else one

    def text(self) -> str:
        return f"{self.next('name')} dob {self.next('birth')} veh {self.next('plate')} call {self.next('phone')}"


def rows(sower: Sower, n: int, town: str, seed: int, first: int) -> list[list[str]]:
    rng = random.Random(seed)
    made = []
    for number in range(n):
        at = datetime(2025, 9, 1) + timedelta(minutes=97 * number + seed)
        bad = INJECTED[number % len(INJECTED)]
        org = (f"{town} OR PD", f"{town} OR PD ({sower.next('name')})", sower.next("name"), f"{bad} OR PD")[
            rng.choice((0, 0, 0, 1, 2, 3))
        ]
        reason = rng.choice(
            (f"stolen vehicle {sower.text()}", bad, f"{bad} {sower.next('plate')}", sower.next("plate"), "burglary")
        )
        made.append(
            [
                f"{seed:04d}{number:04d}-0000-4000-8000-000000000000",
                sower.next("name"),
                org,
                "3",
                "40",
                "",
                sower.of.plates[(first + number) % 500],
                reason,
                rng.choice(("", f"theft {sower.text()}", bad)),
                rng.choice((sower.text(), bad, sower.next("plate"))),
                f"Color: White {sower.text()}",
                f"{at:%m/%d/%Y, %I:%M:%S %p} UTC",
                rng.choice(("search", bad)),
                f"white suv {sower.text()}",
                rng.choice(("", bad)),
            ]
        )
    return made


def as_csv(table: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue().encode()


def write_records(folder: Path, sower: Sower) -> None:
    folder.mkdir()
    for number, town in enumerate(("Alder Falls", "Birch Hollow", "Port Wren")):
        born = sower.next("birth").replace("/", "-")
        name = f"{town} network audit {sower.next('name')} {sower.next('plate')} {sower.next('phone')} {born}"
        labels = [*COLUMNS, f"Note of {sower.next('name')} {sower.next('plate')}"]
        body = [[*row, sower.text()] for row in rows(sower, 160, town, number + 1, 160 * number)]
        (folder / f"{name}.csv").write_bytes(as_csv([labels, *body]))
    book = openpyxl.Workbook()
    book.properties.creator, book.properties.title = sower.next("name"), sower.text()
    book.properties.description = f"{sower.text()} <script>alert(9)</script>"
    sheet = book.active
    assert sheet is not None
    sheet.title = f"{sower.next('name')} {sower.next('plate')}"[:31]
    for row in [COLUMNS, *rows(sower, 40, "Mossgate", 9, 480), ["odd", "row"]]:
        sheet.append([re.sub(r"[\t]", " ", cell) for cell in row])
    book.create_sheet(f"Notes {sower.next('name')}"[:31]).append([sower.text()])
    book.save(folder / f"audit {sower.next('name')}.xlsx")
    events = [["Timestamp", "User", "Event Type", "Entity Type", "Entity Details", "Event Id"]]
    for number in range(40):
        details = (
            f"Network shared with: Port Wren OR PD\nPlate: {sower.next('plate')}\nNote: {sower.text()}\n{INJECTED[number % 12]}"
        )
        at = datetime(2025, 9, 2) + timedelta(hours=number)
        what = "Network Share" if number % 2 else "Hotlist"
        events.append(
            [
                f"{at:%m/%d/%Y, %I:%M:%S %p} UTC",
                sower.next("name"),
                "Created",
                what,
                details,
                f"{number:08d}-0000-4000-8000-000000000000",
            ]
        )
    (folder / f"Event log {sower.next('name')}.csv").write_bytes(as_csv(events))
    for week in range(3):
        day = date(2025, 9, 1) + timedelta(days=7 * week)
        text = portal_page("Alder Falls", day, prohibited=f"No misuse. {sower.text()} {INJECTED[week]} Ask {sower.next('name')}.")
        body = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
        meta = f'<meta name="author" content="{sower.next("name")}"><!-- {sower.text()} -->'
        (folder / f"alder-falls-{day}.html").write_text(
            f"<html><head><title>x</title>{meta}</head><body>{body}</body></html>", encoding="utf-8"
        )
    for number in range(4):
        asked = (
            f"Hi,\n\nCan you run this plate for us? {sower.next('plate')}\nOur case number is 26-0{number}.\n\n{sower.text()}\n"
        )
        (folder / f"mail {sower.next('name')}.eml").write_bytes(
            message(
                asked,
                f"{sower.next('name')} <a{number}@ice.dhs.gov>",
                f"{sower.next('name')} <b@alderfallspd.org>",
                f"plate {sower.text()}",
            )
        )
    paper = Sheet()
    for number, line in enumerate(("Alder Falls OR PD", "Search Audit", sower.text())):
        paper.text(60, 60 + 20 * number, "".join(sign for sign in line if sign.isascii()))
    path = write_pdf(folder / f"letter {sower.next('name')}.pdf", [paper])
    path.write_bytes(
        path.read_bytes().replace(b"/Type /Catalog", f"/Type /Catalog /Author ({sower.next('name')}) /Title (x)".encode())
    )
    (folder / f"{sower.next('name')} {sower.next('plate')}.txt").write_text(f"{sower.text()}\n")


@dataclass(frozen=True)
class Made:
    out: Path
    case: Path
    done: publishing.Published


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("leaks")
    sower = Sower(planted())
    write_records(folder / "records", sower)
    assert sower.at["plate"] >= 500
    assert min(sower.at.values()) >= 100
    case = open_case(folder / "case", DAY)
    taken = journey.take_in(case, [folder / "records"], Facts(DAY), KEY, lambda *_: None)
    journey.build(case, taken.fingerprint, lambda *_: None)
    done = publishing.publish(case, folder / "out", publishing.Asked(sqlite=True), lambda *_: None, KEY)
    return Made(folder / "out", case.root, done)


def texts(out: Path) -> Iterator[tuple[str, str]]:
    """Every text of the tree as this test reads it, by file; it shares nothing with the last look."""
    for path in sorted(out.rglob("*")):
        if path.is_dir():
            continue
        name = path.relative_to(out).as_posix()
        yield f"{name} (name)", name
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            yield name, "\n".join(str(cell) for column in table.columns for cell in column.unique().to_pylist())
            yield name, repr(pq.ParquetFile(path).metadata.metadata) + repr(table.schema)
        elif path.suffix == ".sqlite":
            yield name, "\n".join(sqlite3.connect(path).iterdump())
        else:
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            yield name, html.unescape(re.sub(r"\\u([0-9a-f]{4})", lambda one: chr(int(one[1], 16)), data.decode()))


def squeezed(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())


def test_nothing_that_was_planted_is_published(made: Made) -> None:
    of = planted()
    plates = {squeezed(plate) for plate in of.plates}
    families = {family.upper() for _, family in of.names}
    phones = {squeezed(phone) for phone in of.phones}
    births = set(of.births) | {birth.replace("/", "-") for birth in of.births}
    wanted = re.compile("|".join(map(re.escape, sorted(plates | families | phones))))
    leaks, n_files, n_signs = [], 0, 0
    for name, text in texts(made.out):
        n_files, n_signs = n_files + 1, n_signs + len(text)
        leaks += [(name, found) for found in set(wanted.findall(squeezed(text)))]
        leaks += [(name, birth) for birth in births if birth in text]
    assert leaks == []
    print(f"planted {len(plates)} plates, {len(of.names)} names, {len(phones)} phones, {len(of.births)} birth dates; found 0 ")
    print(f"in {n_files} names and files of {n_signs:,} signs, {made.done.n_entries} log entries")


def test_what_was_planted_did_reach_the_case(made: Made) -> None:
    """Else the test above would tell nothing: the records were taken in, and the originals hold the plates."""
    of = planted()
    found = printed.plates(open_archive(made.case / "archive"), made.case / "warehouse")
    assert {squeezed(plate) for plate in of.plates} <= found
    assert made.done.n_entries >= 250
    text = "".join(path.read_text(encoding="utf-8") for path in made.out.glob("tables/**/*.csv"))
    assert "stolen vehicle" in text
    assert "▒" in text


def test_formulas_are_inert_in_every_table(made: Made) -> None:
    starts = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    n = 0
    for path in sorted(made.out.rglob("*.csv")):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
            for cell in row:
                n += 1
                assert not cell.startswith(starts) or re.fullmatch(r"-?[0-9.]+", cell), f"{path.name}: {cell}"
    for column in pq.read_table(made.out / "data" / "entries.parquet").columns:
        assert not [cell for cell in column.unique().to_pylist() if isinstance(cell, str) and cell.startswith(starts)]
    assert n > 1000


def test_scripts_are_inert_in_a_browser(made: Made) -> None:
    chromium = Path("/usr/bin/chromium")
    if not chromium.exists():
        pytest.skip("chromium is absent: the pages were not looked at in a browser")
    from playwright.sync_api import sync_playwright

    pages = [
        "index.html",
        "data.html",
        "releases.html",
        "issues.html",
        "searchers.html",
        "refused.html",
        "find.html",
        "policies.html",
    ]
    pages += [
        path.relative_to(made.out).as_posix()
        for folder in ("tables", "custodian")
        for path in sorted((made.out / folder).rglob("*.html"))
    ]
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=["--headless", "--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.on("dialog", lambda dialog: said.append(dialog.message) or dialog.dismiss())
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda one: said.append(one.url) if not one.url.startswith(("file:", "data:")) else None)
        n_rows = 0
        for name in [one for one in pages if (made.out / one).exists()]:
            page.goto((made.out / name).as_uri())
            if name.startswith("tables/"):
                page.locator("#entries tbody tr").first.wait_for()
                n_rows += page.locator("#entries tbody tr").count()
            assert page.title() != "ran"
            assert page.locator("main script, main img[onerror], main svg[onload]").count() == 0
        browser.close()
    assert said == []
    assert n_rows > 100


def test_tokens_are_nowhere(made: Made) -> None:
    for name, text in texts(made.out):
        assert not re.search(r"\b[pa]_[0-9a-f]{22}\b", text), name
        assert KEY.hex() not in text


def test_the_json_files_are_whole(made: Made) -> None:
    assert len([json.loads(path.read_bytes()) for path in made.out.rglob("*.json")]) > 20
