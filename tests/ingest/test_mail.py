"""E-mail files: known by their content, read with who wrote to whom, contact details masked."""

from email.message import EmailMessage

import pytest

from ingest import mail as mails
from ingest.discover import Source
from ingest.errors import UnreadableFile
from ingest.mail import is_mail, parts, read
from ingest.organisations import Authority
from ingest.records import Heading, Paragraph, Table
from ingest.run import Options, read_document
from tests.conftest import ROOT
from tests.ingest.packing import document, mail


def texts(data: bytes) -> list[str]:
    return [block.text for block in read(data).blocks if isinstance(block, Heading | Paragraph)]


def test_a_mail_is_told_by_its_content() -> None:
    assert is_mail(mail())
    assert is_mail(b"From jo Mon Mar  4 09:30:00 2019\n" + mail())
    assert is_mail(mail().replace(b"\n", b"\r\n"))


@pytest.mark.parametrize(
    "data",
    [
        document(),
        b"",
        b"From: Jo\nTo: Sam\nSubject: pasted into a note\n\nText.\n",
        b"Notes\n\nFrom: Jo\nMessage-ID: <1@x>\n\nText.\n",
        b"From: Jo\nMessage-ID: <1@x>\nThis line is no header.\n\nText.\n",
        b"From: Jo\nMessage-ID: <1@x>",
    ],
)
def test_what_only_looks_like_a_mail_is_none(data: bytes) -> None:
    assert not is_mail(data)


def test_subject_sender_receiver_and_date_come_before_the_text() -> None:
    reading = read(mail())

    assert (reading.format, reading.title) == ("eml", "Fair panels")
    assert texts(mail())[:4] == [
        "Fair panels",
        "From: Jo Bloggs <jo.bloggs@ambleford.nhs.uk>",
        "To: Sam Roe <sam.roe@ambleford.nhs.uk>",
        "Date: Mon, 04 Mar 2019 09:30:00 +0000",
    ]
    assert "independent member since 2019" in texts(mail())[-1]


def test_contact_details_in_headers_and_title_are_masked_unless_kept() -> None:
    data = mail(Subject="Ask jo@ambleford.nhs.uk or 020 7946 0000")

    def text(options: Options) -> str:
        made = read_document(Source(ROOT / "note.eml"), data, Authority.load(), options)
        return f"{made.title}\n{made.text}"

    masked = text(Options())
    assert "@" not in masked
    assert "7946" not in masked
    assert "Jo Bloggs" in masked
    assert "jo.bloggs@ambleford.nhs.uk" in text(Options(keep_contacts=True))


def test_encoded_words_and_character_sets_are_read() -> None:
    message = EmailMessage()
    message["From"] = "Zoë <z@x.nhs.uk>"
    message["Message-ID"] = "<1@x>"
    message["Subject"] = "Café – £20"
    message.set_content("Café talks cost £20 each.\n", charset="iso-8859-1", cte="quoted-printable")

    found = texts(message.as_bytes())

    assert found[0] == "Café – £20"
    assert found[1].startswith("From: Zoë")
    assert found[-1] == "Café talks cost £20 each."


def test_a_table_in_the_html_is_kept() -> None:
    html = (
        '<html><head><meta charset="iso-8859-1"></head><body><p>See below – £5.</p><table>'
        "<tr><th>Action</th><th>Lead</th></tr><tr><td>Train panels</td><td>HR</td></tr>"
        "</table></body></html>"
    )
    blocks = read(mail(html=html)).blocks

    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert table.header == ("Action", "Lead")
    assert "See below – £5." in texts(mail(html=html))


def test_plain_text_is_taken_where_the_html_adds_nothing() -> None:
    assert not parts(mail(html="<p>Dear all</p>")).is_html


def test_a_forwarded_mail_is_an_attachment_named_by_its_subject() -> None:
    message = EmailMessage()
    message["From"] = "a@x"
    message["Message-ID"] = "<2@x>"
    message.set_content("See below.")
    inner = EmailMessage()
    inner["From"] = "b@x"
    inner["Message-ID"] = "<3@x>"
    inner["Subject"] = "Our results"
    inner.set_content("Cases fell from 40 to 22.")
    message.add_attachment(inner)

    (attachment,) = parts(message.as_bytes()).attachments

    assert attachment.name == "Our results.eml"
    assert is_mail(attachment.data)


def test_a_mail_without_text_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="no text"):
        read(mail(text=" \n"))


def test_a_mail_nested_without_end_is_refused() -> None:
    head = b"From: a@x\nMessage-ID: <1@x>\nMIME-Version: 1.0\n"
    body = b"Content-Type: text/plain\n\nx\n"
    for at in range(mails._DEEPEST + 5):
        mark = b"b%d" % at
        body = b"Content-Type: multipart/mixed; boundary=%s\n\n--%s\n%s\n--%s--\n" % (
            mark, mark, body, mark,
        )  # fmt: skip

    with pytest.raises(UnreadableFile, match="nested"):
        parts(head + body)
