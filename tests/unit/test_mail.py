"""Mail: messages are cut out of a mailbox exactly, read whatever they are, and judged by words with their hits and misses."""

from __future__ import annotations

import contextlib
import hashlib
from datetime import datetime
from pathlib import Path

import made_up_mail as made
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plainview import jobs
from plainview.errors import UserError
from plainview.ingest import mail as asking
from plainview.ingest import mail_terms, mailboxes
from plainview.ingest.sentences import sentences
from plainview.model import Line
from plainview.read import mail, mailbox

TERMS = mail_terms.load()
QUIET = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def judged(data: bytes) -> asking.Judged | None:
    return asking.judge(mail.read(data))


# ---- the words ----------------------------------------------------------------------------------------------------------


def hits(term: mail_terms.Term, text: str) -> bool:
    """As the judge does it: sentence by sentence, weak words only in company."""
    found = asking._search([term], [Line("1", text)], bool(TERMS.company.search(text.lower()) or asking._MIXED.search(text)))
    return bool(found)


@pytest.mark.parametrize("term", [*TERMS.ask, *TERMS.answer], ids=lambda term: term.id)
def test_each_term_finds_its_hits_and_none_of_its_misses(term: mail_terms.Term) -> None:
    assert len(term.hit) >= 2
    assert len(term.miss) >= 2
    assert [text for text in term.hit if not hits(term, text)] == []
    assert [text for text in term.miss if hits(term, text)] == []


@pytest.mark.parametrize("text", [text for term in TERMS.ask for text in term.hit])
def test_what_asks_matters_between_bodies_and_not_inside_one(text: str) -> None:
    assert judged(made.message(text + "\n")) is not None
    inside = judged(made.message(text + "\n", sender="a@records.alderfallspd.org"))
    assert (inside is None) == (not any(name in text for name in ("ICE", "HSI")))


@pytest.mark.parametrize("text", [made.LUNCH, "Please send the Flock invoice.", "The plate of cookies is in the kitchen.", ""])
def test_other_mail_does_not_matter(text: str) -> None:
    assert judged(made.message(text)) is None


def test_a_request_for_a_federal_body_between_colleagues_matters() -> None:
    found = judged(made.message("Can you run this license plate for ICE? 7ZQX491", sender="a@alderfallspd.org"))
    assert found is not None
    assert (found.for_body, found.asker_kind) == ("ICE", "other")
    assert "for ICE" in found.paraphrase


def test_an_answer_names_the_asker_of_the_quoted_request() -> None:
    found = judged(made.answer())
    assert found is not None
    assert (found.role, found.asker_domain, found.asked_domain) == ("answered", "ice.dhs.gov", "alderfallspd.org")
    assert found.paraphrase == (
        "A person at alderfallspd.org answers a person at ice.dhs.gov and sends what was found, giving a plate and a case number"
    )


def test_a_reply_that_answers_nothing_still_shows_the_request() -> None:
    found = judged(made.answer("We cannot do that."))
    assert found is not None
    assert (found.role, found.asker_domain, found.terms) == ("asked", "ice.dhs.gov", "run_plate")


def test_a_forwarded_request_has_its_first_asker() -> None:
    body = (
        "FYI\n\n---------- Forwarded message ----------\nFrom: Agent <a@hsi.dhs.gov>\nPlease run this plate in Flock: 7ABC123\n"
    )
    found = judged(made.message(body, sender="c@portwren.gov", subject="Fwd: request"))
    assert found is not None
    assert (found.role, found.asker_domain) == ("asked", "hsi.dhs.gov")


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("Case number 26-01234", "26-01234"), ("case #AF26-100234.", "AF26-100234"), ("Incident No. 2026/4455", "2026/4455"),
        ("report: 26001234", "26001234"), ("case 12", ""), ("in case the plate is 7ABC123", ""), ("case of 03/02/2026", ""),
        ("plate 7ABC1234, case 7ABC1234", ""), ("Reference case 26-01234", "26-01234"), ("incident report #26-01234", "26-01234"),
    ],
)  # fmt: skip
def test_case_numbers(text: str, case: str) -> None:
    found = judged(made.message(f"Can you run this license plate?\n{text}\n"))
    assert found is not None
    assert found.case_raw == case


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=60))
@QUIET
def test_no_word_of_the_writer_enters_a_paraphrase(word: str) -> None:
    """Whatever else is written, the sentence is one of a few."""
    plain = judged(made.message("Can you run this license plate?\n"))
    found = judged(made.message(f"Can you run this license plate?\n\nzz {word} zz\n"))
    assert plain is not None
    assert found is not None
    tails = ("", ", giving a plate", ", giving a case number", ", giving a plate and a case number")
    whom = ("", *(f" for {name}" for name, _ in TERMS.bodies))
    assert found.paraphrase in {plain.paraphrase + body + tail for body in whom for tail in tails}


@pytest.mark.parametrize(
    ("domain", "kind", "body", "keys"),
    [
        ("ice.dhs.gov", "federal", "dhs.gov", ""),
        ("army.mil", "federal", "army.mil", ""),
        ("dps.texas.gov", "state", "dps.texas.gov", "texas"),
        ("alderfallspd.org", "other", "alderfallspd.org", "alderfallspd alderfalls"),
        ("pd.alderfalls.gov", "local", "alderfalls.gov", "alderfalls"),
        ("ci.alder-falls.oh.us", "local", "ci.alder-falls.oh.us", "alderfalls"),
        ("cityofalderfalls.org", "other", "cityofalderfalls.org", "cityofalderfalls alderfalls"),
        ("police.alder.edu", "campus", "alder.edu", "police alder"),
        ("gmail.com", "personal", "gmail.com", ""),
        ("", "", "", ""),
    ],
)
def test_whose_a_domain_is(domain: str, kind: str, body: str, keys: str) -> None:
    assert (mail_terms.kind_of(domain), mail_terms.body_of(domain), mail_terms.place_keys(domain)) == (kind, body, keys)


@pytest.mark.parametrize("domain", ["smith-family.com", "jane-example.org", "7zqx491.gov"])
def test_a_domain_of_nobody_in_particular_is_not_kept(domain: str) -> None:
    found = judged(made.message("Can you run this license plate?", sender=f"a@{domain}"))
    assert found is not None
    assert (found.asker_domain, domain in found.paraphrase) == ("", False)


def test_sentences_run_on_over_lines_and_not_over_blank_ones() -> None:
    lines = [
        Line("1", "Can you run"),
        Line("2", "this plate? Under Gov."),
        Line("3", "Code 1 it is"),
        Line("4", ""),
        Line("5", "late"),
    ]
    assert list(sentences(lines)) == [("1", "Can you run this plate?"), ("2", "Under Gov. Code 1 it is"), ("5", "late")]


# ---- reading ------------------------------------------------------------------------------------------------------------


def test_times_are_told_in_utc_and_an_unread_one_is_none() -> None:
    assert mail.read(made.message("x")).sent_at == datetime(2026, 3, 2, 15, 15)
    assert mail.read(made.message("x", date="yesterday")).sent_at is None
    assert mail.read(b"Received: from a by b; Tue, 3 Mar 2026 01:00:00 +0100\n\nx").sent_at == datetime(2026, 3, 3)


@pytest.mark.parametrize("charset", ["utf-8", "latin-1", "utf-16", "no-such-charset", "unicode_escape", "idna", "base64"])
@pytest.mark.parametrize("packing", ["8bit", "base64", "quoted-printable", "uuencode", "nonsense"])
def test_wrong_charsets_and_packings_are_read_somehow(charset: str, packing: str) -> None:
    head = f"From: a@b.gov\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {packing}\n\n"
    assert mail.read(head.encode() + b"Can you \xff\xfe run =E9 =\n this plate?\n").lines


def test_html_is_read_where_there_is_no_plain_text() -> None:
    data = b"From: a@b.gov\nContent-Type: text/html\n\n<p>Can you run</p><script>x</script><p>this plate?</p>"
    assert [line.text for line in mail.read(data).lines] == ["Can you run", "this plate?"]


def nested(depth: int, inner: str = "Content-Type: text/plain\n\nCan you run this license plate?\n") -> bytes:
    for level in range(depth):
        inner = f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n{inner}\n--b{level}--\n'
    return f"From: a@b.gov\nMIME-Version: 1.0\n{inner}".encode()


def test_fifty_parts_in_each_other_are_opened_and_a_thousand_do_no_harm() -> None:
    assert [line.text for line in mail.read(nested(50)).lines if line.text] == ["Can you run this license plate?"]
    with contextlib.suppress(UserError):
        assert mail.read(nested(1000)).unread


def test_huge_headers_and_many_parts_end() -> None:
    assert mail.read(b"From: " + b"a@b.gov, " * 200_000 + b"\n\nx").sender == "b.gov"
    assert mail.read(b"Subject: " + b"=?utf-8?q?x?= " * 50_000 + b"\n\nx").subject
    assert mail.read(b"X: y\n" * 50_000 + b"From: a@b.gov\n\nx").sender in ("", "b.gov")
    many = b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * (mail.PARTS + 10)
    assert any("parts" in why for why in mail.read(many).unread)


PIECES = st.sampled_from(
    [
        *(b"From: a@b.gov\n", b"To: ", b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Type: message/rfc822\n"),
        *(b"--b\n", b"--b--\n", b"\n\n", b"=?utf-8?b?////?=", b"Content-Transfer-Encoding: base64\n", b"\xff\x00", b"((((("),
        *(b"Date: 99 Foo 2026 99:99 +9999\n", b"<<<@@>>", b"Content-Type: text/plain; charset=utf-7\n"),
        *(b"filename*=utf-8''%ff; name=\"x", b"Can you run this plate? ", b"\nFrom x Mon Mar  2 10:15:00 2026\n"),
    ]
)


@given(st.lists(PIECES | st.binary(max_size=40), max_size=40).map(b"".join))
@QUIET
def test_whatever_a_message_holds_it_is_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(UserError):
        for carried in (True, False):
            read = mail.read(data, carried)
            asking.judge(read)
            assert all(line.locator for line in read.lines)
        mail.without_attachments(data)
    mailbox.is_message(data)
    mailbox.is_mailbox(data)


def test_a_lean_reading_gives_the_same_words() -> None:
    data = made.message(made.ASK, attached={"a.csv": "a,b\n" * 9000})
    assert mail.read(data, carried=False).lines == mail.read(data).lines
    assert len(mail._lean(data)) < len(data) / 10
    packed = b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + (b"YWJjZGVm" * 9 + b"\n") * 30
    assert mail._lean(packed) == packed


# ---- mailboxes ----------------------------------------------------------------------------------------------------------

BODIES = st.lists(
    st.sampled_from(["Hello\n", "From here on it rains\n", "\nFrom the top\n\n", "x" * 700 + "\n", "> From a b\n", "ä\r\nb\n"]),
    min_size=1,
).map("".join)


@given(st.lists(BODIES, min_size=1, max_size=6), st.integers(0, 3000), st.booleans())
@QUIET
def test_a_mailbox_is_cut_into_the_very_messages(tmp_path: Path, bodies: list[str], filler: int, crlf: bool) -> None:
    """Message bytes come back equal, hashes too, wherever the pieces in which the file is read end."""
    messages = [made.message(body + "y" * filler + "\n").rstrip(b"\n") for body in bodies]
    data = b"".join(b"From a@b.gov Mon Mar  2 10:15:00 2026\n" + one + b"\n\n" for one in messages)
    if crlf:
        data, messages = data.replace(b"\n", b"\r\n"), [one.replace(b"\n", b"\r\n") for one in messages]
    path = tmp_path / "box"
    path.write_bytes(data)
    before = mailbox.PIECE
    mailbox.PIECE = 1500
    try:
        found = list(mailbox.split(path))
    finally:
        mailbox.PIECE = before
    got = [mailbox.message_bytes(path, one.offset, one.length) for one in found]
    assert [one.rstrip(b"\r\n") for one in got] == messages
    assert [one.sha256 for one in found] == [hashlib.sha256(one).hexdigest() for one in got]
    assert [one.number for one in found] == list(range(1, len(messages) + 1))


@given(st.integers(0, 3000))
@QUIET
def test_a_truncated_mailbox_gives_what_is_there(tmp_path: Path, length: int) -> None:
    data = made.mailbox(*[made.message(made.ASK)] * 4)[:length]
    path = tmp_path / "box"
    path.write_bytes(data)
    if data:
        found, left = mailboxes.contents(path, "mbox")
        assert len(found.members) + len(left) >= 1


@given(st.binary(max_size=2000))
@QUIET
def test_random_bytes_are_one_message_that_does_not_matter(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "box"
    path.write_bytes(data)
    found, left = mailboxes.contents(path, "mbox")
    assert sum(one.size for one in found.members) + sum(one.size for one in left) <= len(data)


def test_a_mailbox_is_taken_apart_into_what_matters(tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.write_bytes(made.mailbox(made.message(made.LUNCH), made.message(made.ASK), made.message(made.LUNCH)))
    answer = jobs.recognise_file(str(box), "box", str(tmp_path))
    assert answer["found"]["type"] == "mbox"
    assert [(number, name) for number, name, _ in answer["members"]] == [(2, "message 2.eml")]
    assert [(one[0], one[3]) for one in answer["left"]] == [("message 1", mailboxes.WHY), ("message 3", mailboxes.WHY)]
    assert jobs.unpack_members(str(box), "mbox", [2], str(tmp_path)) == {"failed": []}
    assert (tmp_path / "2").read_bytes() == made.message(made.ASK).rstrip(b"\n") + b"\n"


def test_a_message_with_plate_reads_is_taken_apart_and_its_copy_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(made.answer(attached={"hits.csv": made.PLATE_READS}))
    answer = jobs.recognise_file(str(path), "one.eml", str(tmp_path))
    assert (answer["found"]["kind"], answer["found"]["type"], [one[1] for one in answer["members"]]) == (
        "container", "eml", ["message.eml", "hits.csv"],
    )  # fmt: skip
    jobs.unpack_members(str(path), "eml", [0, 1], str(tmp_path))
    copy = (tmp_path / "0").read_bytes()
    assert b"Main St" not in copy
    assert judged(copy) == judged(path.read_bytes())
    assert mail.read(copy).sent_at == mail.read(path.read_bytes()).sent_at
    assert jobs.recognise_file(str(tmp_path / "1"), "hits.csv", str(tmp_path))["refused"] == "plate_reads"


def test_a_message_that_asks_nothing_is_refused_without_a_word_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(made.message(made.LUNCH, subject="secret words"))
    answer = jobs.recognise_file(str(path), "a.eml", str(tmp_path))
    assert answer == {"refused": "private", "why": mailboxes.WHY, "fix": mailboxes.FIX, "at": ""}


def test_of_a_cover_mail_only_what_it_carries_is_listed(tmp_path: Path) -> None:
    log = "Org Name,Total Networks Searched,Reason,Search Time\nBirch PD,3,theft,03/02/2026\n"
    path, box = tmp_path / "a.eml", tmp_path / "box"
    carried = {"audit.csv": log, "diary.csv": "day,words\nMonday,secret\n", "hits.csv": made.PLATE_READS}
    path.write_bytes(made.message(made.LUNCH, attached=carried))
    answer = jobs.recognise_file(str(path), "a.eml", str(tmp_path))
    assert (answer["found"]["kind"], [name for _, name, _ in answer["members"]]) == (
        "container", ["message.eml", "audit.csv", "hits.csv"],
    )  # fmt: skip
    numbers = [number for number, _, _ in answer["members"]]
    assert jobs.unpack_members(str(path), "eml", numbers, str(tmp_path)) == {"failed": []}
    told = [jobs.recognise_file(str(tmp_path / str(number)), "x", str(tmp_path)) for number in numbers]
    assert [one.get("refused", "") for one in told] == ["private", "", "plate_reads"]
    path.write_bytes(made.message(made.LUNCH, attached={"diary.csv": carried["diary.csv"]}))
    assert jobs.recognise_file(str(path), "a.eml", str(tmp_path))["refused"] == "private"
    box.write_bytes(made.mailbox(made.message(made.LUNCH), made.message(made.LUNCH, attached={"audit.csv": log})))
    assert [name for _, name, _ in jobs.recognise_file(str(box), "box", str(tmp_path))["members"]] == ["message 2.eml"]


def test_a_memo_with_headers_of_its_own_is_no_message() -> None:
    assert not mailbox.is_message(b"To: Chief Example\nFrom: Lieutenant Sample\nDate: March 5, 2026\nRe: audit\n\nText\n")
    assert mailbox.is_message(made.message("x"))
    assert not mailbox.is_mailbox(b"From the desk of the chief\nText\n")
