"""Masks e-mail addresses and UK telephone numbers; names and job titles stay."""

import re

EMAIL_MASK = "[e-mail removed]"
TELEPHONE_MASK = "[telephone removed]"

_EMAIL = re.compile(r"(?:mailto:)?[\w.+'-]*[\w+]@(?:[\w-]+\.)+[A-Za-z]{2,}", re.IGNORECASE)
_TELEPHONE = re.compile(
    r"(?<![\w.,/£$€+-])"
    r"(?:(?:\+|00)44[\s.-]?(?:\(0\)[\s.-]?)?(?:\d[\s.-]?){8,9}\d|"
    r"\(?0\d{2,4}\)?[\s.-]?\d{2,4}[\s.-]?\d{3,4}(?:[\s.-]?\d{1,4})?)"
    r"(?![\w%]|[.,/-]\d)"
)
_DIGITS = {10, 11}


def mask_contacts(text: str) -> str:
    """Put a mask in place of every e-mail address and UK telephone number in `text`."""
    if "@" in text:
        text = _EMAIL.sub(EMAIL_MASK, text)
    return _TELEPHONE.sub(_mask_telephone, text)


def _mask_telephone(match: re.Match[str]) -> str:
    """Mask a match that has the length of a UK telephone number; leave other figures alone."""
    digits = re.sub(r"\D", "", match.group())
    if digits.startswith(("44", "0044")):
        digits = "0" + re.sub(r"^(?:00)?440?", "", digits)
    return TELEPHONE_MASK if len(digits) in _DIGITS else match.group()
