"""Takes a question apart that asks several things at once."""

import re

_ASKING = r"(?:what|who|whose|when|where|which|why|how|did|do|does|has|have|is|are|was|were|will)\b"
_BREAK = re.compile(
    rf"\?\s+(?=\S)|[,;]\s+(?={_ASKING})"
    rf"|[,;]?\s+(?:and|&|or|but)\s+(?=(?:by |in |if so,? )?{_ASKING})",
    re.IGNORECASE,
)
_STARTS = re.compile(rf"^(?:by |in |if so,? )?{_ASKING}", re.IGNORECASE)
_MOST = 3


def parts(question: str) -> tuple[str, ...]:
    """Give the questions that one holds, in order; () where it asks one thing.

    "Who leads it, and by when?" holds two; what stands before the first ("17/18 plan: …") stays
    with it.
    """
    found = [part.strip(" ,;?") for part in _BREAK.split(question) if part.strip(" ,;?")]
    asking = [part for part in found[1:] if _STARTS.search(part)]
    if not asking or len(asking) != len(found) - 1 or len(found) > _MOST:
        return ()
    return tuple(f"{part}?" for part in found)
