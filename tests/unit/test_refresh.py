"""plainview refresh: what changed enters the archive, what did not is noted, and what misbehaves is told."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from misbehaving import (
    Answer,
    Server,
    bomb,
    drip,
    endless,
    gone_away,
    half_chunked,
    lengthless,
    packed,
    page,
    redirect,
    robots,
    silent,
    status,
    trickle,
    truncated,
)
from refreshed import LIMITS, START, Told, accepted, archive, elsewhere, entry, log, made, outcomes, portal, refresh

from plainview import seal
from plainview.refresh import load, noting
from plainview.refresh import outcomes as known_outcomes
from plainview.refresh.due import is_due
from plainview.refresh.pacing import Pace

WEEK = timedelta(days=7)


def later(told: Told, days: float = 7) -> Told:
    told.now += timedelta(days=days)
    return told


# ---- what changed is archived, what did not is noted ----------------------------------------------------------------------


def test_a_page_enters_the_archive_with_where_and_when_it_was_fetched(tmp_path: Path) -> None:
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/port-wren", page(portal())), handling="embargoed"))
        report = refresh(case, Told())
    [receipt] = [one for one in archive(case).accepted() if "#" not in one.path]
    assert receipt.path == "port-wren-or-pd/2026-04-10-1205.html"
    assert receipt.source_url.endswith("/port-wren")
    assert receipt.received_on == "2026-04-10"
    assert receipt.handling == "embargoed"
    assert archive(case).bytes_path(receipt.sha256).read_bytes() == portal()
    assert {one.handling for one in archive(case).accepted()} == {"embargoed"}, "what the page carries too"
    assert [line.outcome for line in report.archived] == ["archived"]
    [line] = log(case)
    assert (line["when"][:19], line["status"], line["sha256"]) == ("2026-04-10T12:05:05", "200", receipt.sha256)


def test_what_the_page_carries_is_a_log_of_its_agency(tmp_path: Path) -> None:
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/port-wren", page(portal()))))
        refresh(case, Told())
    [carried] = [one for one in archive(case).accepted() if "#" in one.path]
    assert carried.source_url.endswith("/port-wren")
    assert carried.path.startswith("port-wren-or-pd/2026-04-10-1205.html#")


def test_the_same_bytes_are_noted_and_not_archived_again_and_a_change_is(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(portal(1)), page(portal(1)), page(portal(2)), page(portal(1)))))
        for _ in range(4):
            refresh(case, later(told))
    assert outcomes(case) == ["archived", "unchanged", "archived", "archived"], "back to what it was is a change too"
    assert len(accepted(case)) == 3
    assert len({one.sha256 for one in archive(case).accepted() if "#" not in one.path}) == 2


@pytest.mark.parametrize("validator", [{"ETag": '"v1"'}, {"Last_Modified": "Fri, 10 Apr 2026 12:00:00 GMT"}])
def test_a_server_that_says_what_changed_is_asked_only_for_that(validator: dict[str, str], tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(portal(), **validator))))
        refresh(case, told)
        report = refresh(case, later(told))
        asked = server.asked("/p")
    assert "if-none-match" not in asked[0].headers
    assert "if-modified-since" not in asked[0].headers
    assert outcomes(case) == ["archived", "not_modified"]
    assert (report.archived, report.trouble, len(accepted(case))) == ([], [], 1)


def test_nothing_is_asked_conditionally_where_the_archive_no_longer_holds_the_page(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(portal(), ETag='"v1"'))))
        refresh(case, told)
        for receipt in archive(case).accepted():
            archive(case).bytes_path(receipt.sha256).unlink()
        refresh(case, later(told))
    assert outcomes(case) == ["archived", "archived"]


def test_a_page_that_vanished_is_a_fact_with_its_day_and_so_is_its_return(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(portal(1)), status(404), status(410), page(portal(1)))))
        refresh(case, told)
        report = refresh(case, later(told))
        assert [line.outcome for line in report.trouble] == ["gone"]
        refresh(case, later(told))
        assert noting.read(case.root / "refresh").sources["port-wren-or-pd"]["gone_since"] == "2026-04-17"
        back = refresh(case, later(told))
    assert [(line["outcome"], line["status"], line["when"][:10]) for line in log(case)] == [
        ("archived", "200", "2026-04-10"), ("gone", "404", "2026-04-17"), ("gone", "410", "2026-04-24"),
        ("unchanged", "200", "2026-05-01"),
    ]  # fmt: skip
    assert "gone since 2026-04-17" in back.lines[-1].why
    assert noting.read(case.root / "refresh").sources["port-wren-or-pd"]["gone_since"] == ""


# ---- what is not what was asked for -----------------------------------------------------------------------------------------

CHALLENGE = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><p>Checking your browser</p></body></html>"
LOGIN = '<!DOCTYPE html><html><body><form><p>Welcome</p><input type="password"></form></body></html>'


def changed_layout() -> bytes:
    """The page with other words for its labels: as a person sees it a portal, as plainview reads it nothing."""
    text = portal().decode()
    for label in ("Transparency Portal", "What's Detected", "What&#x27;s Detected", "Hotlist Policy", "Acceptable Use Policy"):
        text = text.replace(label, "".join(reversed(label)))
    return text.encode()


@pytest.mark.parametrize(
    ("body", "why"),
    [(CHALLENGE, "whether you are a person"), (LOGIN, "asks for a login"), (changed_layout(), "no known layout")],
)
def test_a_page_that_is_no_portal_is_refused_loudly_and_kept_aside(body: bytes | str, why: str, tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(portal(), ETag='"v1"'), page(body, ETag='"v2"'))))
        refresh(case, told)
        report = refresh(case, later(told))
        refresh(case, later(told))
        asked = server.asked("/p")
    assert [line.outcome for line in report.trouble] == ["refused"]
    assert why in report.trouble[0].why
    assert len(accepted(case)) == 1, "what was there before stays the last capture"
    [aside] = (case.root / "refresh" / "aside" / "port-wren-or-pd").iterdir()
    assert aside.read_bytes() == (body.encode() if isinstance(body, str) else body)
    [refused] = archive(case).refused()
    assert why in refused.why
    assert not archive(case).holds(refused.sha256)
    assert "if-none-match" not in asked[2].headers, "what was refused is asked for whole: a newer plainview may read it"


def test_a_portal_is_not_taken_where_a_log_was_expected(tmp_path: Path) -> None:
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(portal())), kind="log"))
        report = refresh(case, Told())
    assert accepted(case) == []
    assert "where kind = 'log' was expected" in report.trouble[0].why


def test_a_page_of_another_agency_is_told(tmp_path: Path) -> None:
    with Server() as server:
        server.tell("/p", page(portal()))
        same = entry(server.url("/p"), agency="Port Wren OR Police Department")
        other = entry(server.url("/p") + "?", name="alder-falls-or-pd", agency="Alder Falls OR PD")
        server.tell("/p?", page(portal()))
        report = refresh(made(tmp_path, same, other), Told())
    assert [(line.name, line.why) for line in report.trouble] == [
        ("alder-falls-or-pd", "the page names another agency than sources.toml: Port Wren OR PD")
    ]


def test_plate_reads_are_refused_and_nothing_of_them_is_kept(tmp_path: Path) -> None:
    reads = "Plate,Camera,Time\n7ZQX491,Main St at 4th,2026-03-05 17:54:23\n"  # made up
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(reads)), kind="any"))
        report = refresh(case, Told())
    assert [line.outcome for line in report.trouble] == ["refused"]
    assert [one.fate for one in archive(case).refused()] == ["plate_reads"]
    kept = [path for path in case.root.rglob("*") if path.is_file() and b"7ZQX491" in path.read_bytes()]
    assert kept == []


# ---- answers that are not in order -----------------------------------------------------------------------------------------

BROKEN: dict[str, tuple[Answer, str]] = {
    "silent": (silent, "timeout"),
    "a header without an end": (trickle, "timeout"),
    "a body without an end": (drip, "timeout"),
    "less than it said": (truncated(portal()), "truncated"),
    "half a chunk": (half_chunked(portal()), "truncated"),
    "half a gzip": (packed(portal(), cut=40), "truncated"),
    "no length and no end": (lengthless(portal()[:4000]), "truncated"),
    "huge": (endless, "too_large"),
    "a bomb": (bomb(8 << 20), "unpacks_too_large"),
    "hung up": (gone_away, "bad_answer"),
    "closed": (status(403), "denied"),
    "unpacked": (page(portal(), Content_Encoding="br"), "bad_answer"),
    "no gzip": (page(portal(), Content_Encoding="gzip"), "bad_answer"),
    "nothing": (status(204), "bad_answer"),
    "not changed, unasked": (status(304), "bad_answer"),
    "a circle": (redirect("/p"), "redirect_loop"),
    "to a file": (redirect("file:///etc/hostname"), "redirect_refused"),
    "with a password": (redirect("http://me:secret@127.0.0.1/"), "redirect_refused"),
    "to nowhere": (status(302), "redirect_refused"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_not_in_order_is_told_and_nothing_is_archived(what: str, tmp_path: Path) -> None:
    answer, outcome = BROKEN[what]
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", answer)))
        report = refresh(case, Told())
    assert [line.outcome for line in report.trouble] == [outcome]
    assert outcomes(case) == [outcome]
    assert archive(case).receipts == {}
    assert list((case.root / "refresh" / "incoming").iterdir()) == []
    assert not is_due(load(case.root).sources[0], noting.read(case.root / "refresh"), START)


def test_a_page_without_a_length_that_has_its_end_is_whole_and_so_is_a_packed_one(tmp_path: Path) -> None:
    with Server() as server:
        one = entry(server.tell("/one", lengthless(portal(1))), name="one")
        two = entry(server.tell("/two", packed(portal(2))), name="two")
        case = made(tmp_path, one, two)
        refresh(case, Told())
    assert outcomes(case) == ["archived", "archived"]
    assert archive(case).bytes_path(log(case)[1]["sha256"]).read_bytes() == portal(2)


def test_a_way_of_five_redirects_is_followed_and_one_of_six_is_not(tmp_path: Path) -> None:
    with Server() as server:
        for step in range(6):
            server.tell(f"/{step}", redirect(f"/{step + 1}", 301))
        server.tell("/6", page(portal()))
        case = made(tmp_path, entry(server.url("/1"), name="five"), entry(server.url("/0"), name="six"))
        refresh(case, Told())
    assert {line["name"]: line["outcome"] for line in log(case)} == {"six": "too_many_redirects", "five": "archived"}
    assert [line["final_url"][-2:] for line in log(case) if line["name"] == "five"] == ["/6"]


def test_a_host_that_is_not_there_is_told(tmp_path: Path) -> None:
    with Server() as server:
        url = server.url("/p")
    case = made(tmp_path, entry(url), entry("https://nowhere.invalid/p", name="nowhere"))
    report = refresh(case, Told())
    assert [line.outcome for line in report.trouble] == ["unreachable", "unreachable"]
    assert [line.why for line in report.trouble] == ["no connection was made", "the name of the site has no address"]


# ---- only where it may go ---------------------------------------------------------------------------------------------------


def test_a_local_address_is_fetched_only_if_the_entry_says_so(tmp_path: Path) -> None:
    with Server() as server:
        server.tell("/p", page(portal()))
        case = made(tmp_path, entry(server.url("/p")).replace("local = true\n", ""))
        report = refresh(case, Told())
        assert server.requests == []
    assert [line.outcome for line in report.trouble] == ["private_address"]


@pytest.mark.parametrize("local", [True, False])
def test_a_public_host_never_leads_into_a_private_network(local: bool, tmp_path: Path) -> None:
    with Server() as server:
        reach = elsewhere({"portal.example": "93.184.216.34"}, server.port)
        server.tell("/p", redirect(f"http://10.0.0.7:{server.port}/secret"))
        server.tell("/secret", page(portal()))
        text = entry(server.url("/p", "portal.example"))
        case = made(tmp_path, text if local else text.replace("local = true\n", ""))
        report = refresh(case, Told(), reach=reach)
        assert server.asked("/secret") == []
    assert [line.outcome for line in report.trouble] == ["private_address"]


def test_a_public_host_may_lead_to_another(tmp_path: Path) -> None:
    dialled: list[str] = []
    with Server() as server:
        reach = elsewhere({"portal.example": "93.184.216.34", "other.example": "93.184.216.35"}, server.port, dialled)
        server.tell("/p", redirect(server.url("/q", "other.example")))
        server.tell("/q", page(portal()))
        case = made(tmp_path, entry(server.url("/p", "portal.example")).replace("local = true\n", ""))
        refresh(case, Told(), reach=reach)
    assert outcomes(case) == ["archived"]
    assert set(dialled) == {"93.184.216.34", "93.184.216.35"}


# ---- politely ----------------------------------------------------------------------------------------------------------------


def test_requests_say_who_asks_and_wait_for_one_another(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        entries = [entry(server.tell(f"/{n}", page(portal(n))), name=f"town-{n}") for n in range(4)]
        refresh(made(tmp_path, *entries), told)
        agents = {request.headers["user-agent"] for request in server.requests}
        assert len(server.requests) == 5, "robots.txt once, then each page"
    [agent] = agents
    assert agent.startswith("plainview/")
    assert "(+records@example.org)" in agent
    assert told.slept == [5.0] * 4


def test_a_pause_holds_from_run_to_run_and_a_longer_one_is_kept(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(portal()))), head='contact = "records@example.org"\npause = 20\n')
        refresh(case, told)
        told.slept.clear()
        refresh(case, told, which="all")
    assert told.slept == [20.0]


def test_what_robots_txt_disallows_is_not_fetched_and_told(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        server.tell("/robots.txt", robots("User-agent: *\nDisallow: /p\nAllow: /p/open\nCrawl-delay: 12\n"))
        closed = entry(server.tell("/p", page(portal(1))), name="closed")
        opened = entry(server.tell("/p/open", page(portal(2))), name="opened")
        case = made(tmp_path, closed, opened)
        report = refresh(case, told)
        assert server.asked("/p") == []
        refresh(case, later(told, 0.5), which="all")
        assert len(server.asked("/robots.txt")) == 1, "it is kept for a day"
        refresh(case, later(told, 1), which="all")
        assert len(server.asked("/robots.txt")) == 2
    assert [(line.name, line.outcome) for line in report.trouble] == [("closed", "robots_disallowed")]
    assert 12.0 in told.slept, "the pause that the site asks for"


def test_robots_txt_may_speak_of_plainview_alone(tmp_path: Path) -> None:
    with Server() as server:
        server.tell("/robots.txt", robots("User-agent: plainview\nDisallow: /\n\nUser-agent: *\nAllow: /\n"))
        case = made(tmp_path, entry(server.tell("/p", page(portal()))))
        refresh(case, Told())
    assert outcomes(case) == ["robots_disallowed"]


def test_a_redirect_leads_nowhere_that_robots_txt_disallows(tmp_path: Path) -> None:
    with Server() as server:
        server.tell("/robots.txt", robots("User-agent: *\nDisallow: /closed\n"))
        server.tell("/closed", page(portal()))
        case = made(tmp_path, entry(server.tell("/p", redirect("/closed"))))
        refresh(case, Told())
        assert server.asked("/closed") == []
    assert outcomes(case) == ["robots_disallowed"]


@pytest.mark.parametrize("answer", [status(500), silent, gone_away, truncated("User-agent: *\n")])
def test_a_robots_txt_that_cannot_be_read_is_a_no_for_now(answer: Answer, tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        server.tell("/robots.txt", answer, robots("User-agent: *\nAllow: /\n"))
        case = made(tmp_path, entry(server.tell("/p", page(portal()))))
        report = refresh(case, told)
        assert server.asked("/p") == []
        assert [line.outcome for line in report.trouble] == ["robots_unreachable"]
        told.now += timedelta(hours=2)
        refresh(case, told)
    assert outcomes(case) == ["robots_unreachable", "archived"]


def test_a_site_that_asks_to_wait_for_its_robots_txt_is_left_alone(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        server.tell("/robots.txt", status(429, Retry_After="7200"), robots(""))
        case = made(tmp_path, entry(server.tell("/p", page(portal()))))
        refresh(case, told)
        told.now += timedelta(minutes=90)
        report = refresh(case, told)
        assert [line.outcome for line in report.later] == ["later"]
        told.now += timedelta(minutes=31)
        refresh(case, told)
        assert len(server.asked("/robots.txt")) == 2
    assert outcomes(case) == ["robots_unreachable", "archived"]


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_a_site_without_a_robots_txt_forbids_nothing(code: int, tmp_path: Path) -> None:
    with Server() as server:
        server.tell("/robots.txt", status(code))
        case = made(tmp_path, entry(server.tell("/p", page(portal()))))
        refresh(case, Told())
    assert outcomes(case) == ["archived"]


def test_a_server_error_is_tried_again_in_the_same_run_each_time_later(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", status(500), status(503), page(portal()))))
        report = refresh(case, told)
    assert outcomes(case) == ["server_error", "server_error", "archived"]
    assert report.trouble == [], "it came in the end"
    assert told.slept == [5.0, 10.0, 20.0]


def test_a_server_that_stays_broken_is_left_and_tried_again_later_and_later(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", status(500))))
        source = load(case.root).sources[0]
        waits = []
        for _ in range(7):
            refresh(case, told)
            known = noting.read(case.root / "refresh")
            before = told.now
            while not is_due(source, known, told.now):
                told.now += timedelta(minutes=30)
            waits.append(round((told.now - before).total_seconds() / 3600))
        assert len(server.asked("/p")) == 7 * LIMITS.attempts
    assert waits == [1, 2, 4, 8, 16, 24, 24], "never longer than a day, nor than its schedule"


def test_retry_after_is_kept_for_all_of_the_host_and_from_run_to_run(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        one = entry(server.tell("/1", status(429, Retry_After="3600"), page(portal(1))), name="one")
        two = entry(server.tell("/2", page(portal(2))), name="two")
        case = made(tmp_path, one, two)
        report = refresh(case, told)
        assert server.asked("/2") == [], "the whole host is left alone"
        assert [line.name for line in report.later] == ["two", "one"]
        assert [line.outcome for line in report.trouble] == ["rate_limited"]
        told.now += timedelta(minutes=50)
        refresh(case, told)
        assert len(server.asked("/1")) == 1
        told.now += timedelta(minutes=11)
        refresh(case, told)
    assert outcomes(case) == ["rate_limited", "archived", "archived"]
    assert max(told.slept) == 5.0


def test_a_short_retry_after_is_waited_for(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", status(429, Retry_After="90"), page(portal()))))
        refresh(case, told)
    assert outcomes(case) == ["rate_limited", "archived"]
    assert told.slept == [5.0, 90.0]


def test_a_long_hold_is_not_cut_by_a_short_one(tmp_path: Path) -> None:
    told = Told()
    pace = Pace(noting.read(tmp_path), told.clock(), 5.0)
    pace.hold("portal.example:443", 600)
    pace.asked("portal.example:443")
    assert (pace.free_at("portal.example:443") - told.now).total_seconds() == 600
    pace.hold("portal.example:443", 10.0**12)
    assert pace.free_at("portal.example:443") - told.now == timedelta(days=30)


def test_retry_after_may_be_a_date(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", status(503, Retry_After="Fri, 10 Apr 2026 12:07:05 GMT"), page(portal()))))
        refresh(case, told)
    assert told.slept == [5.0, 120.0]


# ---- the schedule --------------------------------------------------------------------------------------------------------


def test_a_source_is_fetched_when_it_is_due_and_a_daily_run_passes_no_daily_source_by(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        daily = entry(server.tell("/d", page(portal(1))), name="daily", every="1d")
        weekly = entry(server.tell("/w", page(portal(2))), name="weekly", every="1w")
        case = made(tmp_path, daily, weekly)
        for day in range(8):
            told.now = START + timedelta(days=day, minutes=[0, 1][day % 2])
            refresh(case, told)
        assert len(server.asked("/d")) == 8
        assert len(server.asked("/w")) == 2
        refresh(case, told, only=("weekly",))
        assert len(server.asked("/w")) == 3
        refresh(case, told, which="all")
        assert (len(server.asked("/d")), len(server.asked("/w"))) == (9, 4)


def test_a_source_whose_address_was_changed_is_new(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        server.tell("/new", page(portal(2)))
        case = made(tmp_path, entry(server.tell("/old", page(portal(1)))))
        refresh(case, told)
        (case.root / "sources.toml").write_text('contact = "records@example.org"\n' + entry(server.url("/new")))
        refresh(case, told)
    assert outcomes(case) == ["archived", "archived"]


# ---- documents ------------------------------------------------------------------------------------------------------------


def policy(text: str, more: str = "") -> str:
    said = f"<p>Plate readers may be used for stolen vehicles only. {text}</p>" * 3
    return f"<!DOCTYPE html><html><head><!-- {more} --></head><body><h1>Policy 462</h1>{said}</body></html>"


def test_a_changed_policy_is_archived_and_told_and_the_same_words_are_not(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        url = server.tell(
            "/policy", page(policy("Keep 30 days.")), page(policy("Keep 30 days.", "drawn at noon")),
            page(policy("Keep 90 days.")), page(CHALLENGE),
        )  # fmt: skip
        case = made(tmp_path, head='contact = "records@example.org"\n[documents]\nlocal = true\nevery = "1d"\n')
        (case.root / "documents.csv").write_text(
            f"agency,document,answer,url\nPort Wren OR PD,policy,held,{url}\nPort Wren OR PD,contract,none,{url}/c\n"
        )
        reports = [refresh(case, later(told, 1), documents=True) for _ in range(4)]
        assert server.asked("/policy/c") == [], "what is not held has no address to fetch"
    assert outcomes(case) == ["archived", "same_text", "archived", "refused"]
    assert [len(report.archived) for report in reports] == [1, 0, 1, 0]
    held = [one for one in archive(case).receipts.values() if one.fate == "document"]
    assert [(one.custodian, one.source_url == url, archive(case).holds(one.sha256)) for one in held] == [
        ("Port Wren OR PD", True, True)
    ] * 2


def test_a_document_that_was_sealed_is_erased_and_not_taken_in_again(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(policy("Keep it."))), kind="document"))
        refresh(case, told)
        [receipt] = archive(case).receipts.values()
        seal.seal(case, archive(case), receipt.path, "the town asked for it", told.now.date())
        assert not archive(case).holds(receipt.sha256)
        report = refresh(case, later(told))
    assert outcomes(case) == ["archived", "sealed"]
    assert (report.trouble, archive(case).holds(receipt.sha256)) == ([], False)


def test_a_document_that_is_of_another_type_now_is_not_taken_for_its_new_version(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(r"{\rtf1 Policy 462}"), page(policy("Keep it."))), kind="document"))
        refresh(case, told)
        report = refresh(case, later(told))
    assert outcomes(case) == ["archived", "refused"]
    assert "was rtf before and is html now" in report.trouble[0].why


def test_a_list_is_no_document(tmp_path: Path) -> None:
    rows = "Number,Place,Moment\n" + "AB 12,North Gate,noon\n" * 9
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(rows, Content_Type="text/csv")), kind="document"))
        report = refresh(case, Told())
    assert [line.outcome for line in report.trouble] == ["refused"]
    assert not any(archive(case).holds(one.sha256) for one in archive(case).receipts.values())


# ---- what is told ----------------------------------------------------------------------------------------------------------


def test_every_outcome_says_what_it_is_and_trouble_what_to_do() -> None:
    for one in known_outcomes().values():
        assert one.says
        assert one.fix or not one.trouble


def test_the_state_holds_no_more_than_it_needs(tmp_path: Path) -> None:
    told = Told()
    with Server() as server:
        case = made(tmp_path, entry(server.tell("/p", page(portal()))))
        refresh(case, told)
    state = json.loads((case.root / "refresh" / "state.json").read_text())
    assert set(state) == {"format", "sources", "urls", "hosts", "robots"}
    assert list(state["sources"]) == ["port-wren-or-pd"]
