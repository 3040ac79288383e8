"""Reads e-mail files: the header lines that matter and the text; attachments are given apart."""

import email
import mimetypes
import re
from codecs import BOM_UTF8
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32

from ingest.errors import UnreadableFile
from ingest.read import read as read_file
from ingest.records import Block, Heading, Paragraph, Reading

_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]|\r?$")
_SENDER = re.compile(rb"^from:", re.IGNORECASE | re.MULTILINE)
_SENT = re.compile(rb"^(?:mime-version|message-id|received|return-path):", re.I | re.MULTILINE)
_LONGEST_HEAD = 262_144
_SHOWN = ("From", "To", "Cc", "Date")
_DEEPEST = 20
_CANNOT = (MessageError, LookupError, ValueError, AssertionError, AttributeError, TypeError)
"""What the standard library's mail parser raises on headers that are not as they should be."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a mail carries."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """A mail taken apart; `body` is empty where there is no text."""

    headers: tuple[tuple[str, str], ...]
    subject: str
    body: bytes
    is_html: bool
    attachments: tuple[Attachment, ...]


def is_mail(data: bytes) -> bool:
    """Tell an e-mail by its first lines: a sender, and what only mail software writes."""
    head, gap, _ = data[:_LONGEST_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")
    if not gap or not _SENDER.search(head) or not _SENT.search(head):
        return False
    first, *rest = head.split(b"\n")
    # Mailboxes begin each mail with a line "From somebody date".
    lines = rest if first.startswith(b"From ") else [first, *rest]
    return all(_HEADER.match(line) for line in lines)


def read(data: bytes) -> Reading:
    """Read a mail: its subject as heading, sender, receivers and date, then its text.

    Raises:
        UnreadableFile: there is no text in it.
    """
    found = parts(data)
    if not found.body:
        msg = "the mail has no text; leave it out"
        raise UnreadableFile(msg)
    body = read_file(found.body, "mail.html" if found.is_html else "mail.txt")
    head: list[Block] = [Heading(found.subject, 1)] if found.subject else []
    head.extend(Paragraph(f"{name}: {value}") for name, value in found.headers)
    return Reading((*head, *body.blocks), "eml", found.subject or None, body.warnings)


def parts(data: bytes) -> Parts:
    """Take a mail apart.

    Raises:
        UnreadableFile: it is nested too deeply, or damaged.
    """
    leaves = _Leaves()
    try:
        message = email.message_from_bytes(data, policy=compat32)
        leaves.walk(message, 0)
        headers = tuple((name, _header(message, name)) for name in _SHOWN if message[name])
        subject = _header(message, "Subject")
    except (*_CANNOT, RecursionError) as error:
        msg = f"the mail is damaged ({error}); save it again from the mail program"
        raise UnreadableFile(msg) from error
    # A table is only in the HTML; without one, the plain text says the same without the layout.
    is_html = bool(leaves.html) and (
        not leaves.plain or any("<table" in text.lower() for text in leaves.html)
    )
    body = "\n\n".join(leaves.html if is_html else leaves.plain).strip()
    return Parts(
        headers,
        subject,
        # The mark tells the page's reader that the mail's character set was seen to already.
        BOM_UTF8 * is_html + body.encode("utf-8", "replace") if body else b"",
        is_html,
        tuple(leaves.attachments),
    )


@dataclass(slots=True)
class _Leaves:
    """The parts of a mail that hold no other parts."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)

    def walk(self, message: Message, depth: int) -> None:
        """Sort what a part holds into text, HTML and attachments."""
        if depth > _DEEPEST:
            msg = "the mail is nested too deeply; save what it holds as files"
            raise UnreadableFile(msg)
        kind, name = message.get_content_type(), _file_name(message)
        inner = message.get_payload()
        if isinstance(inner, list):
            for part in (each for each in inner if isinstance(each, Message)):
                if kind == "message/rfc822":
                    name = name or f"{_header(part, 'Subject') or 'mail'}.eml"
                    self.attachments.append(Attachment(name, part.as_bytes(policy=compat32)))
                else:
                    self.walk(part, depth + 1)
            return
        content = message.get_payload(decode=True)
        if not isinstance(content, bytes) or not content.strip():
            return
        is_attached = bool(name) or message.get_content_disposition() == "attachment"
        if not is_attached and kind in {"text/plain", "text/html"}:
            text = _decode(content, message.get_content_charset())
            (self.html if kind == "text/html" else self.plain).append(text)
        else:
            name = name or f"attachment{mimetypes.guess_extension(kind) or ''}"
            self.attachments.append(Attachment(name, content))


def _file_name(message: Message) -> str:
    return _decoded(message.get_filename() or "")


def _header(message: Message, name: str) -> str:
    """Give a header as text; "" where there is none."""
    return _decoded(str(message[name] or ""))


def _decoded(value: str) -> str:
    """Decode a header's encoded words; one that says nonsense stays as it is written."""
    with suppress(*_CANNOT):
        value = str(make_header(decode_header(value)))
    return " ".join(value.split())


def _decode(content: bytes, charset: str | None) -> str:
    """Decode a text part, by its own character set if that works."""
    for name in (charset, "utf-8"):
        try:
            return content.decode(name or "utf-8")
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")
