"""The statistical audit: fix a list, draw from it, read what was drawn, and say what it shows. As `plainview sample` does."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from plainview import sampling
from plainview.case import Case
from plainview.errors import UserError
from plainview.sampling import files, sheet
from plainview.sampling.drawing import drawn_of
from plainview.sampling.estimating import known_of
from plainview.sampling.record import Record
from plainview.server import queues, shown
from plainview.server.actors import named, on_record
from plainview.server.case_reading import stamp_of
from plainview.server.forms import Form, form_of
from plainview.server.queues import today
from plainview.server.works import lines

WHOSE = ("searches", "log")
SETTINGS = ("name", "from_on", "to_on", "agency", "whose", "question", "size", "bound", "seed")


async def look(request: Request) -> Response:
    """All samples of the case, and the form of a new one."""
    return await _listed(request, dict.fromkeys(SETTINGS, ""), [])


async def _listed(request: Request, given: dict[str, str], wrong: list[tuple[str, str, str]], status: int = 200) -> Response:
    found = await asyncio.to_thread(sampling.listed, request.app.state.case)
    return shown.page(request, "samples", status, samples=found, given=given, wrong=wrong)


async def begin(request: Request) -> Response:
    """Fix the list of a new sample; with a seed, draw from it at once."""
    named(request)
    form, case = await form_of(request), request.app.state.case
    try:
        name = form.one("name", 40)
        if name in files.names(case):
            raise UserError(f"sample {name}", "is in the case already", "open it below, or give the new one another name")
        await asyncio.to_thread(sampling.draw, case, name, asked(form), today())
    except UserError as error:
        return await _listed(request, {key: form.one(key) for key in SETTINGS}, lines(error), 400)
    on_record(request, name)
    return shown.back(request, f"/samples/{name}", f"The list of the sample {name} is fixed.")


def asked(form: Form) -> sampling.Asked:
    """What a form asks for; a field that is empty is not said. UserErrors where it is no day, number or share."""
    whose = form.one("whose", 20)
    return sampling.Asked(
        from_on=_day(form, "from_on", "First day"),
        to_on=_day(form, "to_on", "Last day"),
        agency=form.one("agency", 200),
        is_log=True if whose == "log" else None,
        question=form.one("question", 1001),
        seed=form.one("seed", 200),
        size=_whole(form.one("size", 12)),
        bound=share(form.one("bound", 12)),
    )


def share(text: str) -> float | None:
    """A share as people write it in percent: 1, 1 % or 0.5%; None for nothing."""
    if not text:
        return None
    try:
        found = float(text.replace("%", "").replace(",", ".").strip()) / 100
    except ValueError:
        found = 0.0
    if not 0 < found < 1:
        raise UserError(f"Share {text[:20]}", "is no share between 0 and 100 percent", "write it as 1")
    return found


def _whole(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit()):
        raise UserError(f"Number {text[:12]}", "is no number of searches", "write it as 300")
    return int(text) if text else None


def _day(form: Form, name: str, label: str) -> date | None:
    text = form.one(name, 12)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UserError(f"{label} {text}", "is no date", "write it as 2026-03-31") from error


async def one(request: Request) -> Response:
    """One sample: its list, its seed, how far it is read, and the bounds it gives."""
    return await _one(request, [])


async def _one(request: Request, wrong: list[tuple[str, str, str]], status: int = 200) -> Response:
    state, name = request.app.state, request.path_params["name"]
    known = await asyncio.to_thread(_known, state.case, name)
    bound_text = request.query_params.get("bound", "")[:12]
    found: dict[str, Any] | None = None
    told: list[str] = []
    if known.rounds:
        try:
            found, told = await _estimated(request, name, share(bound_text))
        except UserError as error:
            wrong = [*wrong, *lines(error)]
    return shown.page(request, "sample", status, known=known, found=found, told=told, bound=bound_text, wrong=wrong)


async def _estimated(request: Request, name: str, bound: float | None) -> tuple[dict[str, Any], list[str]]:
    state = request.app.state
    folder = files.folder_of(state.case, name)
    stamps = (stamp_of(folder / files.SHEET), stamp_of(folder / files.RECORD))

    def make() -> tuple[dict[str, Any], list[str]]:
        found = sampling.estimate(state.case, name, bound=bound)
        return found, sampling.told_estimate(found)

    made: tuple[dict[str, Any], list[str]] = await state.reading.of(("estimate", name, bound, stamps), make, with_decisions=False)
    return made


def _known(case: Case, name: str) -> Record:
    return known_of(case, name)


async def draw(request: Request) -> Response:
    """Give the seed, or enlarge a sample: what is drawn stays drawn."""
    named(request)
    form, name = await form_of(request), request.path_params["name"]
    try:
        wanted = sampling.Asked(seed=form.one("seed", 200), size=_whole(form.one("size", 12)))
        _, n_new = await asyncio.to_thread(sampling.draw, request.app.state.case, name, wanted, today())
    except UserError as error:
        return await _one(request, lines(error), 400)
    on_record(request, f"{name}, {n_new:,} searches")
    return shown.back(request, f"/samples/{name}", f"{n_new:,} searches were added to the sheet.")


async def checked(request: Request) -> Response:
    """The draw made again from the list and the seed, and every line of the sheet held against it."""
    case, name = request.app.state.case, request.path_params["name"]
    found = await asyncio.to_thread(sampling.show, case, name)
    return shown.page(request, "checked", name=name, told=sampling.told_show(found))


async def read(request: Request) -> Response:
    """One drawn search to be read; those without an answer first come first."""
    state, name = request.app.state, request.path_params["name"]
    drawn = await _lines(request, name)
    wanted = request.query_params.get("at", "")
    unread = next((number for number, cells in enumerate(drawn) if not cells["answer"]), None)
    if not wanted and unread is None:
        return RedirectResponse(f"/samples/{name}", 303)
    place = queues.place(drawn, wanted or str(unread))
    entries = [_entry(text) for text in (place.item or {}).get("printed", "").split("; ") if text]
    n_read = sum(bool(cells["answer"]) for cells in drawn)
    known = await asyncio.to_thread(_known, state.case, name)
    return shown.page(request, "read", place=place, known=known, entries=entries, n_read=n_read, answers=sheet.ANSWERS)


def _entry(text: str) -> tuple[str, str]:
    """Name and place of an entry as the sheet has them; what is no entry ("and 3 more") as it stands."""
    name, _, where = text.partition(" ")
    return (name, where.removeprefix("(").removesuffix(")")) if ":" in name else (text, "")


async def _lines(request: Request, name: str) -> list[dict[str, str]]:
    """The lines of the sheet in their order."""
    state = request.app.state
    folder = files.folder_of(state.case, name)

    def drawn() -> list[sheet.Drawn]:
        return drawn_of(folder, known_of(state.case, name))

    found = await state.reading.of(("drawn", name, stamp_of(folder / files.RECORD)), drawn, with_decisions=False)
    if not found:
        raise UserError(f"sample {name}", "is not drawn yet", "give its seed first")
    rows = await asyncio.to_thread(sheet.answered, folder / files.SHEET, found, True)
    return sorted((line.cells for line in rows), key=lambda cells: int(cells["sample_no"]))


async def answer(request: Request) -> Response:
    """Write the answer to one search into the sheet."""
    named(request)
    form, name = await form_of(request), request.path_params["name"]
    number = form.one("number", 12)
    await asyncio.to_thread(sampling.answer, request.app.state.case, name, number, form.one("verdict", 20), form.one("why"))
    on_record(request, f"{name}, search {int(number)}")
    return shown.back(request, f"/samples/{name}/read", f"Search {number}: {form.one('verdict', 20)}")


async def sheet_file(request: Request) -> Response:
    """The sheet as a file, to be read in a spreadsheet."""
    path = files.folder_of(request.app.state.case, request.path_params["name"]) / files.SHEET
    try:
        data = await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError:
        raise UserError("the sheet", "is not written yet", "give the sample's seed first") from None
    headers = {"content-disposition": f'attachment; filename="{path.parent.name}-sheet.csv"'}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)
