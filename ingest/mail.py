"""Reads e-mail files: the header lines that matter and the text; attachments are given apart."""

import email
import re
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32

from ingest.errors import UnreadableFile
from ingest.read import read as read_file
from ingest.records import Block, Heading, Paragraph, Reading

_HEAD = re.compile(rb"\A(?:From [^\n]{1,998}\n)?(?:[A-Za-z][A-Za-z0-9-]{0,75}:[^\n]{0,9980}\r?\n"
                   rb"(?:[ \t][^\n]{0,998}\r?\n){0,200}){2,500}?\r?\n")  # fmt: skip
_SENT = re.compile(rb"^(?:mime-version|message-id|received|return-path|x-mailer):", re.I | re.M)
_FROM = re.compile(rb"^from:", re.IGNORECASE | re.MULTILINE)
_LONGEST_HEAD = 262_144
_SHOWN = ("From", "To", "Cc", "Date")
_DEEPEST = 20
_CANNOT = (MessageError, LookupError, UnicodeError, ValueError, AssertionError)


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
    body_name: str
    """By its suffix the body's reader knows HTML from text."""
    attachments: tuple[Attachment, ...]


def is_mail(data: bytes) -> bool:
    """Tell an e-mail by its first lines: a sender, and what only mail software writes."""
    head = data[:_LONGEST_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n\n"
    if not _SENT.search(head) or not _FROM.search(head):
        return False
    return _is_head(head)


def _is_head(head: bytes) -> bool:
    """Tell whether every line is a header's or continues one."""
    lines = head.rstrip(b"\n").split(b"\n")
    if lines[0].startswith(b"From "):
        lines = lines[1:]
    return bool(lines) and all(_HEADER.match(line) for line in lines)


def read(data: bytes) -> Reading:
    """Read a mail: its subject as heading, sender, receivers and date, then its text.

    Raises:
        UnreadableFile: there is no text in it, or it cannot be decoded.
    """
    found = parts(data)
    head: list[Block] = [Heading(found.subject, 1)] if found.subject else []
    head.extend(Paragraph(f"{name}: {value}") for name, value in found.headers)
    if not found.body:
        msg = "the mail has no text; leave it out"
        raise UnreadableFile(msg)
    body = read_file(found.body, found.body_name)
    return Reading((*head, *body.blocks), "eml", found.subject or body.title, body.warnings)


def parts(data: bytes) -> Parts:
    """Take a mail apart.

    Raises:
        UnreadableFile: it is nested too deeply.
    """
    message = email.message_from_bytes(data, policy=compat32)
    headers = tuple(
        (name, value) for name in _SHOWN if (value := _header(message, name))
    )  # fmt: skip
    plain: list[bytes] = []
    html: list[bytes] = []
    attachments: list[Attachment] = []
    _walk(message, plain, html, attachments, 0)
    is_html = bool(html) and (not plain or b"<table" in html[0].lower())
    bodies = html if is_html else plain
    return Parts(
        headers,
        _header(message, "Subject"),
        b"\n\n".join(bodies).strip(),
        "mail.html" if is_html else "mail.txt",
        tuple(attachments),
    )


def _walk(
    message: Message, plain: list[bytes], html: list[bytes], found: list[Attachment], depth: int
) -> None:
    """Sort the leaves of a mail into text, HTML and attachments."""
    if depth > _DEEPEST:
        msg = "the mail is nested too deeply; save what it holds as files"
        raise UnreadableFile(msg)
    kind = message.get_content_type()
    name = _file_name(message)
    if kind == "message/rfc822":
        for inner in _inner(message):
            found.append(Attachment(name or f"{_header(inner, 'Subject') or 'mail'}.eml",
                                    inner.as_bytes(policy=compat32)))  # fmt: skip
        return
    if message.is_multipart():
        for part in _inner(message):
            _walk(part, plain, html, found, depth + 1)
        return
    content = message.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        return
    is_attached = bool(name) or message.get_content_disposition() == "attachment"
    if not is_attached and kind in {"text/plain", "text/html"}:
        (html if kind == "text/html" else plain).append(_as_utf8(content, message))
    elif name:
        found.append(Attachment(name, content))
