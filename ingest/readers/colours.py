"""Names the colours by which a table's status cells speak: red, amber, green and blue."""

import colorsys
import re

_RATED = re.compile(r"\b(?:b?rag|status|rating)\b", re.IGNORECASE)
_HEX = re.compile(r"^(?:[0-9A-F]{2})?([0-9A-F]{6})$", re.IGNORECASE)
_NAMES = ((20, "Red"), (68, "Amber"), (165, "Green"), (260, "Blue"), (340, ""), (361, "Red"))
"""Upper bounds of the hue in degrees."""
_PALEST = 0.25

WARNING = "cells whose colour alone says how they are rated, given as its name: {}"


def is_rated(label: str) -> bool:
    """Tell whether the label of a column says that its cells are rated by colour."""
    return bool(_RATED.search(label)) and len(label.split()) <= 4


def name_of(code: str) -> str:
    """Name a colour given as RRGGBB or AARRGGBB; "" for grey, white and what is no rating."""
    match = _HEX.match(code)
    if not match:
        return ""
    red, green, blue = (int(match[1][at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, saturation, _ = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < _PALEST:
        return ""
    return next(name for bound, name in _NAMES if hue * 360 < bound)
