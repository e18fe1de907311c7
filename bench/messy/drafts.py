"""A made-up table as it is about to be written, and its truth. Everything is invented; no record of anybody is in it."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Line:
    """One row to be written. parts: cells and delimiters as written, in turn; cells: what a right reading gives."""

    cells: tuple[str, ...]
    parts: tuple[str, ...]
    end: str
    role: str = "data"  # header, data, or aside (no part of the truth)


@dataclass(frozen=True)
class Draft:
    """A table before it is polluted. quoting: "minimal" or "all"."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    end: str = "\r\n"
    quoting: str = "minimal"

    def written(self, cell: str) -> str:
        """One cell as it is written."""
        q = self.quote
        signs = (self.delimiter, q, "\n", "\r", self.escape or q)
        if self.quoting == "minimal" and not any(sign in cell for sign in signs):
            return cell
        if self.escape:
            return q + cell.replace(self.escape, self.escape * 2).replace(q, self.escape + q) + q
        return q + cell.replace(q, q * 2) + q

    def line(self, cells: tuple[str, ...], role: str = "data") -> Line:
        """One row as it is written."""
        parts: list[str] = []
        for cell in cells:
            parts += [self.delimiter, self.written(cell)] if parts else [self.written(cell)]
        return Line(cells, tuple(parts), self.end, role)

    def lines(self) -> list[Line]:
        """Header and rows as they are written."""
        return [self.line(self.header, "header"), *(self.line(row) for row in self.rows)]


@dataclass
class Case:
    """One polluted file. weight is that of its kind; truth: header, rows, and the file lines on which each row stands."""

    kind: str
    name: str
    data: bytes
    draft: Draft
    encoding: str
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    places: list[range] = field(default_factory=list)


def case(kind: str, name: str, draft: Draft, lines: list[Line], encoding: str = "utf-8", tail: str = "", cut: int = 0) -> Case:
    """Write lines to bytes and note where each row stands. cut: signs taken off the end; the row they stood in stays true."""
    text = "".join("".join(line.parts) + line.end for line in lines) + tail
    text = text[: len(text) - cut] if cut else text
    feed = "\n" if "\n" in "".join(line.end for line in lines) else "\r"
    made = Case(kind, name, text.encode(encoding), draft, encoding)
    at = 1
    for line in lines:
        whole = "".join(line.parts) + line.end
        inside = whole.count("\n") + (whole.count("\r") if feed == "\r" else 0)
        if line.role == "header":
            made.header = list(line.cells)
        elif line.role == "data":
            made.rows.append(list(line.cells))
            made.places.append(range(at, at + max(1, inside)))
        at += inside
    return made


_WORDS = (
    "burglary,robbery, armed;stolen vehicle;missing person;hit & run;theft from 7 Elm St;warrant;assault, 2nd degree;fraud".split(
        ";"
    )
)
_ODD = [
    'said "stop" twice',
    "O'Hara's bicycle",
    "two\nlines of text",
    "café robbery",
    "note; see file",
    "",
    "tag | flag",
    "it''s",
]


def log(seed: int, columns: str) -> Draft:
    """A search log with a layout that plainview knows. columns: the name of a set of columns and of their order."""
    chance = random.Random(seed)
    at = datetime(2025, 9, 1, tzinfo=UTC)
    rows = []
    for number in range(50):
        at += timedelta(seconds=chance.randint(20, 9000))
        when = at.strftime("%m/%d/%Y, %I:%M:%S %p UTC")
        start, end = at - timedelta(days=chance.randint(1, 30)), at + timedelta(seconds=chance.randint(-999, 999))
        join = "\n" if number % 3 else " to "
        window = join.join(moment.strftime("%m/%d/%Y, %I:%M:%S %p UTC") for moment in (start, end))
        reason = chance.choice(_ODD if chance.random() < 0.25 else _WORDS)
        agency = chance.choice(["Alder Falls OH PD", "Birch County OH SO", "Cedar Ridge IN PD", "Dunmore, Town of, OH PD"])
        cells = {
            "ID": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            "Org Name": agency,
            "Total Networks Searched": str(chance.randint(1, 6000)),
            "Total Devices Searched": str(chance.randint(1, 90000)),
            "Time Frame": window,
            "Reason": reason,
            "Case #": f"25-{chance.randint(1000, 99999)}" if chance.random() < 0.7 else "",
            "Offense Type": chance.choice(["Theft", "Robbery", "Other"]),
            "Search Time": when,
            "Search Type": chance.choice(["lookup", "lookup", "search", "convoy"]),
        }
        rows.append(cells)
    names = {
        "long": "ID,Org Name,Total Networks Searched,Total Devices Searched,Time Frame,Reason,Case #,Search Time,Search Type",
        "short": "Org Name,Total Networks Searched,Time Frame,Search Time,Search Type,Offense Type,Case #,Reason",
        "late": "Org Name,Reason,Case #,Search Type,Total Devices Searched,Total Networks Searched,Time Frame,Search Time,ID",
        "mixed": "Search Time,Org Name,Total Networks Searched,Reason,Case #,ID,Offense Type,Time Frame,Search Type",
    }[columns].split(",")
    return Draft(tuple(names), tuple(tuple(cells[name] for name in names) for cells in rows))


def plain(seed: int, subject: str) -> Draft:
    """A table that is no log: tools of a workshop, loans of a library, counts at bus stops, or beds of a garden."""
    chance = random.Random(seed)
    any_of, between = chance.choice, chance.randint
    rows: list[tuple[str, ...]] = []
    for number in range(50):
        day = (datetime(2024, 3, 1, tzinfo=UTC) + timedelta(days=number * 3)).strftime("%Y-%m-%d")
        if subject == "tools":
            name = any_of(["hammer", 'saw, 24" blade', "glue (white)", "brush; small", "ladder", "it's a vice", "rope\nred"])
            price = f"{between(1, 900)}.{between(10, 99)}"
            keeper, count = any_of(["Ada", "Bo", "Cy"]), str(between(0, 40))
            rows.append((f"T-{number + 100}", name, price, day, keeper, count, any_of(["ok", "worn, repair", ""])))
        elif subject == "beds":
            plant = any_of(["kale", "beans, runner", 'rose "Eden"', "marigold; dwarf", "mâche", "hops\ngolden", "dog's rose", ""])
            bed, sown = f"Bed {between(1, 40)}{any_of('NSEW')}", f"{day} {between(7, 19):02}:{between(0, 59):02}"
            weight, by = f"{between(0, 60)}.{between(0, 9)} kg", any_of(["Ines", "Jo", "Kim, Lee", "M. Ott"])
            rows.append((bed, sown, plant, str(between(1, 300)), weight, by))
        elif subject == "stops":
            stop, line = any_of(["Elm St", "Mill, Lower", "Dock 4"]), str(between(1, 60))
            note = any_of(["rain, late", "", 'sign "B" down', "O'Dell Rd", "crowd; two buses", "Été fair", "wet\nroad", "-"])
            seen, bus = f"{number + 1}/{between(1, 12)}/2025", f"{between(100, 999)}-{between(10, 99)}"
            rows.append((stop, line, note, seen, bus, str(between(0, 900)), f"{between(0, 30)} min"))
        else:
            hour, book = f"{between(8, 19):02}:{between(0, 59):02}", f"B{between(10000, 99999)}"
            title = any_of(['The "Long" Road', "Rivers, Lakes", "Été", "Maps; and more", "Winter", "Bees\nand hives", "O'Dell"])
            branch, fee = any_of(["North", "South", "Main St"]), f"{between(0, 9)}.{between(10, 99)}"
            rows.append((day, hour, book, title, branch, fee, str(between(1, 30)), f"R{between(100, 999)}"))
    header = {
        "tools": ("Item", "Name", "Price", "Bought", "Keeper", "Count", "State"),
        "beds": ("Bed", "Sown", "Plant", "Seeds", "Harvest", "Sower"),
        "stops": ("Stop", "Line", "Note", "Date", "Bus", "Riders", "Delay"),
        "loans": ("Day", "Hour", "Book", "Title", "Branch", "Fee", "Days", "Reader"),
    }[subject]
    return Draft(header, tuple(rows))


def other(draft: Draft, **change: str) -> Draft:
    """The same table written otherwise."""
    return replace(draft, **change)  # type: ignore[arg-type]
