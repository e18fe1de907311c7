"""Make the pictures of docs/pages anew, from a made-up network: `python tests/browser/shoot.py [FOLDER]`. No test; run by hand.

Each kind of page is shot once, some on a phone, in the dark or as printed. Look at them before they are kept.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from playwright.sync_api import Browser, sync_playwright

from plainview import site

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
DOCS = Path(__file__).parents[2] / "docs" / "pages"
WIDE, PHONE = {"width": 1200, "height": 900}, {"width": 375, "height": 812}
# Picture: its page, how it is looked at, and what stands at its top ("" the page's own).
SHOTS = {
    **{stem: (stem, "light", "") for stem in site.page_modules()},
    "coverage-dark": ("coverage", "dark", ""),
    "coverage-trends": ("coverage", "light", "#trends"),
    "coverage-print": ("coverage", "print", ""),
    "custodian-phone": ("custodian", "phone", ""),
    "days-dark": ("days", "dark", ""),
    "letter-phone": ("letter", "phone", ""),
    "network-states": ("network", "light", "#states"),
    "overview-phone-dark": ("overview", "phone dark", ""),
    "overview-how": ("overview", "light", "details.how"),
    "purposes-trends": ("purposes", "light", "#trends"),
    "searcher-dark": ("searcher", "dark", ""),
    "searchers-reach": ("searchers", "light", "#strips"),
    "shared-map": ("shared", "light", "#where"),
    "shared-graph-dark": ("shared", "dark", "#out"),
    "sharing-matrix": ("sharing", "light", "#matrix"),
    "sharing-phone": ("sharing", "phone", ""),
    "sharing-print": ("sharing", "print", ""),
}
WATCH = 'question = "federal_partner_listed"\ntitle = "Federal bodies among the partners"\ndeliver = ["page"]\n'


def made_up(folder: Path) -> Path:
    """The site of a made-up network."""
    run = [sys.executable, "-m", "plainview"]
    case = folder / "case"
    subprocess.run(
        [*run, "simulate", "--out", folder / "made", "--searches", "20000", "--agencies", "60", "--seed", "1"], check=True
    )
    subprocess.run([*run, "audit", folder / "made" / "records", "--case", case], check=True)
    (case / "watches").mkdir(exist_ok=True)
    (case / "watches" / "federal-partners.toml").write_text(WATCH, encoding="utf-8")
    subprocess.run([*run, "watch", "run", "--case", case], check=True)
    subprocess.run([*run, "audit", folder / "made" / "records", "--case", case], check=True)
    return case / "site"


def fullest(out: Path, stem: str) -> Path | None:
    """The fullest page of a kind, None if the site has none."""
    alone = out / ("index.html" if stem == site.START else f"{stem}.html")
    every = [alone] if alone.exists() else list((out / site.FOLDERS.get(stem, stem)).glob("*.html"))
    return max(every, key=lambda path: (path.stat().st_size, path.name), default=None)


def shoot(browser: Browser, path: Path, look: str, top: str, kept: Path) -> None:
    options: dict[str, Any] = {"viewport": PHONE if "phone" in look else WIDE, "reduced_motion": "reduce"}
    page = browser.new_context(color_scheme="dark" if "dark" in look else "light", **options).new_page()
    page.goto(path.as_uri())
    if path.stem == "network":
        page.wait_for_selector("#network[data-drawn]")
    if look == "print":
        sheet = kept.with_suffix(".pdf")
        page.pdf(path=str(sheet), format="A4")
        write_png(sheet, kept)
        sheet.unlink()
    else:
        if top:
            page.evaluate("(top) => document.querySelector(top).scrollIntoView({behavior: 'instant'})", top)
            page.evaluate("(top) => { const one = document.querySelector(top); if ('open' in one) one.open = true; }", top)
        page.screenshot(path=str(kept))
    page.context.close()


def write_png(sheet: Path, kept: Path) -> None:
    """The first two sheets of a print, side by side."""
    pdf = pypdfium2.PdfDocument(sheet)
    sheets = [pdf[at].render(scale=1.1).to_numpy()[:, :, 2::-1] for at in range(min(2, len(pdf)))]
    dots = np.concatenate(sheets, axis=1)
    tall, wide, _ = dots.shape
    lines = b"".join(b"\0" + line.tobytes() for line in dots)

    def piece(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", wide, tall, 8, 2, 0, 0, 0)
    kept.write_bytes(b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", head) + piece(b"IDAT", zlib.compress(lines, 9)) + piece(b"IEND", b""))


def main() -> None:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        pages = made_up(Path(folder))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (stem, look, top) in SHOTS.items():
            path = fullest(pages, stem)
            if path is not None:
                shoot(browser, path, look, top, out / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
