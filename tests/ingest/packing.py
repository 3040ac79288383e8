"""Makes archives and mails for tests."""

import io
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage

TEXT = "# Fair panels at {name}\n\nEvery panel at {name} has an independent member since 2019.\n"


def document(name: str = "Ambleford") -> bytes:
    """Give a short Markdown document."""
    return TEXT.format(name=name).encode()


def archive(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Give a zip archive; names stand as they are given, whatever they spell."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            file.writestr(info, data)
    return made.getvalue()


def mail(
    text: str | None = "Dear all,\n\nEvery panel has an independent member since 2019.\n",
    attachments: dict[str, bytes] | None = None,
    html: str = "",
    **headers: str,
) -> bytes:
    """Give an e-mail file."""
    message = EmailMessage()
    given = {
        "From": "Jo Bloggs <jo.bloggs@ambleford.nhs.uk>",
        "To": "Sam Roe <sam.roe@ambleford.nhs.uk>",
        "Subject": "Fair panels",
        "Date": "Mon, 04 Mar 2019 09:30:00 +0000",
        "Message-ID": "<1@ambleford.nhs.uk>",
    }
    for name, value in (given | headers).items():
        message[name] = value
    if text is not None:
        message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in (attachments or {}).items():
        message.add_attachment(data, "application", "octet-stream", filename=name)
    return message.as_bytes()
