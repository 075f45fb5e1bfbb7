"""Building mail: nothing that a person types can become a header of its own."""

from __future__ import annotations

import email
import email.policy
import hashlib
import tempfile
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel_sim.adapters.message import AddressRefused, build, clean, file_name
from panel_sim.core.effects import Mail

MAIL = Mail(
    sender="skrivare@ovning.example",
    to=("anna@ovning.example", "bo@ovning.example"),
    subject="Skannat",
    text="Hej\n",
    file_name="Skanning.pdf",
    file_type="pdf",
    date=datetime(2026, 11, 23, 10, 0, tzinfo=timezone(timedelta(hours=1))),
    message_id="<abc@panel-sim.example>",
)


@pytest.fixture(scope="module")
def scan() -> Path:
    """A small scan."""
    folder = tempfile.mkdtemp()
    path = Path(folder) / "scan.pdf"
    path.write_bytes(b"%PDF-1.7\r\n.\r\n..\r\n" + bytes(range(256)) * 40)
    return path


def parsed(mail: Mail, scan: Path) -> EmailMessage:
    with build(mail, [scan]) as message:
        content = message.read()
        assert message.size == len(content)
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    found = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_headers_text_and_scan(scan: Path) -> None:
    message = parsed(replace(MAIL, subject="Räksmörgås till Åsa 🍤", text="Hej å\n.punkt\n"), scan)
    assert message["From"] == "skrivare@ovning.example"
    assert message["To"] == "anna@ovning.example, bo@ovning.example"
    assert message["Subject"] == "Räksmörgås till Åsa 🍤"
    assert message["Date"].datetime == MAIL.date
    assert message["Message-ID"] == "<abc@panel-sim.example>"
    body = message.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "Hej å\n.punkt\n"
    (part,) = message.iter_attachments()
    assert part.get_content() == scan.read_bytes()


@pytest.mark.parametrize(
    ("file_type", "media"),
    [("pdf", "application/pdf"), ("pdf-a", "application/pdf"), ("jpeg", "image/jpeg"), ("tiff", "image/tiff")],
)
def test_the_attachment_bears_its_type(scan: Path, file_type: str, media: str) -> None:
    (part,) = parsed(replace(MAIL, file_type=file_type), scan).iter_attachments()
    assert part.get_content_type() == media
    assert part.get_content_disposition() == "attachment"
    assert part.get_content() == scan.read_bytes()


def test_a_display_name_is_quoted(scan: Path) -> None:
    message = parsed(replace(MAIL, sender='"Skrivare @ plan 2, Åsa" <skrivare@ovning.example>'), scan)
    (address,) = message["From"].addresses
    assert (address.display_name, address.addr_spec) == ("Skrivare @ plan 2, Åsa", "skrivare@ovning.example")


anything = st.text(max_size=300) | st.text('a\r\n:\x00\x0b\x0c\x1c\x85\u2028\u2029 Bcåd.,;"\\<>=?_/', max_size=300)


@settings(max_examples=60, deadline=None)
@given(subject=anything, name=anything, text=anything, identity=anything)
def test_no_text_becomes_a_header(scan: Path, subject: str, name: str, text: str, identity: str) -> None:
    mail = replace(MAIL, subject=subject, file_name=name, text=text, message_id=identity)
    message = parsed(mail, scan)
    assert sorted(set(message.keys())) == sorted(
        {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"} & set(message.keys())
    )
    assert len(message.keys()) == len(set(message.keys()))
    assert message["To"].addresses[0].addr_spec == "anna@ovning.example"
    attachments = list(message.iter_attachments())
    assert len(attachments) == 1
    assert attachments[0].get_content() == scan.read_bytes()
    assert set(attachments[0].keys()) <= {
        "Content-Type",
        "Content-Transfer-Encoding",
        "Content-Disposition",
        "MIME-Version",
    }


@settings(max_examples=60, deadline=None)
@given(subject=st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=200))
def test_a_subject_comes_through_as_typed(scan: Path, subject: str) -> None:
    assert parsed(replace(MAIL, subject=subject), scan)["Subject"] == subject


@settings(max_examples=60, deadline=None)
@given(name=st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=150))
def test_a_file_name_comes_through_as_typed(scan: Path, name: str) -> None:
    (part,) = parsed(replace(MAIL, file_name=f"{name}.pdf"), scan).iter_attachments()
    assert part.get_filename() == f"{name}.pdf"


@settings(max_examples=100, deadline=None)
@given(address=anything | st.emails().map(lambda good: f"{good}\r\nBcc: x@y.example"))
def test_an_envelope_address_never_carries_more_than_itself(scan: Path, address: str) -> None:
    try:
        with build(replace(MAIL, to=(address,)), [scan]) as message:
            (recipient,) = message.recipients
    except AddressRefused:
        return
    assert not any(character in recipient for character in "\r\n<> \x00,")
    assert recipient.count("@") == 1


@settings(max_examples=100, deadline=None)
@given(address=st.emails())
def test_every_good_address_is_taken_or_refused_as_an_address(scan: Path, address: str) -> None:
    try:
        with build(replace(MAIL, to=(address,)), [scan]) as message:
            assert message.recipients[0].lower() == address.lower()
    except AddressRefused:
        assert any(character in address for character in "!#$%&'*+/=?^_`{|}~-.") or len(address) > 64


@pytest.mark.parametrize(
    ("typed", "given_name"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\r\nContent-Type: text/html", "a Content-Type: text_html"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ("", "scan"),
        (" . ", "scan"),
        ("x" * 400 + ".pdf", "x" * 194 + ".pdf"),
    ],
)
def test_file_names(typed: str, given_name: str) -> None:
    assert file_name(typed) == given_name


def test_clean_drops_halves_of_characters() -> None:
    assert clean("a\ud800b\x00c", 10) == "a b c"


def test_dots_are_doubled_across_pieces_and_pieces_are_whole_lines(scan: Path) -> None:
    mail = replace(MAIL, text="\n".join(["." * (n % 5) + "x" for n in range(500)]))
    with build(mail, [scan]) as message:
        for size in (1, 7, 64, 1000, 1 << 20):
            pieces = list(message.chunks(size))
            assert all(piece.endswith(b"\r\n") for piece, _ in pieces)
            assert sum(octets for _, octets in pieces) == message.size
            sent = b"".join(piece for piece, _ in pieces)
            lines = sent.split(b"\r\n")
            assert not any(line == b"." for line in lines)
            assert b"\r\n".join(line[1:] if line.startswith(b".") else line for line in lines) == message.read()


def test_a_large_scan_is_not_held_in_memory(tmp_path: Path) -> None:
    large = tmp_path / "large.tiff"
    with large.open("wb") as stream:
        for number in range(160):
            stream.write(hashlib.sha256(str(number).encode()).digest() * 2048)
    tracemalloc.start()
    try:
        with build(replace(MAIL, file_type="tiff"), [large], tmp_path) as message:
            _, peak = tracemalloc.get_traced_memory()
            assert message.size > large.stat().st_size
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000
    assert [path.name for path in tmp_path.iterdir()] == ["large.tiff"]


def test_without_recipients_there_is_no_mail(scan: Path) -> None:
    with pytest.raises(AddressRefused) as refused:
        build(replace(MAIL, to=()), [scan])
    assert refused.value.role == "recipient"


def test_the_same_mail_is_built_the_same(scan: Path) -> None:
    mail = replace(MAIL, date=datetime(2026, 1, 1, tzinfo=UTC))
    with build(mail, [scan]) as one, build(mail, [scan]) as other:
        assert one.read() == other.read()


def test_every_page_of_a_scan_in_several_files_is_attached_and_numbered(tmp_path: Path) -> None:
    pages = [tmp_path / f"scan-{number}.jpg" for number in range(3)]
    for number, page in enumerate(pages):
        page.write_bytes(bytes([number]) * (100_000 + number))
    mail = replace(MAIL, file_type="jpeg", file_name="Skanning.jpg")
    with build(mail, pages, tmp_path) as message:
        parts = list(email.message_from_bytes(message.read(), policy=email.policy.default).iter_attachments())
    assert [part.get_filename() for part in parts] == ["Skanning_001.jpg", "Skanning_002.jpg", "Skanning_003.jpg"]
    assert [part.get_content() for part in parts] == [page.read_bytes() for page in pages]
