"""Makes further questions of written ones, as people type them: slips of the keyboard, short."""

from random import Random

_NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "r": "et",
    "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "y": "tu",
}  # fmt: skip
_LEAST_LETTERS = 5
_SMALL_WORDS = frozenset(
    """a about an and any are as at be by did do does for from had has have how i in into is it of
    on or our that the their them there they this to was we were what when where which who why will
    with""".split()  # noqa: SIM905 - reads worse as a list
)


def misspelt(question: str, random: Random) -> str:
    """Give the question with one slip in one of its longer words, first letters left alone."""
    words = question.split()
    long = [at for at, word in enumerate(words) if len(word) >= _LEAST_LETTERS and word.isalpha()]
    if not long:
        return question
    at = random.choice(long)
    words[at] = _slip(words[at], random)
    return " ".join(words)


def _slip(word: str, random: Random) -> str:
    at = random.randrange(1, len(word) - 1)
    letter = word[at]
    return random.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1] + letter + word[at + 2 :],
            word[:at] + random.choice(_NEIGHBOURS.get(letter, letter)) + word[at + 1 :],
        )
    )


def shortened(question: str) -> str:
    """Give the question's content words alone, as typed into a search box."""
    words = [word for word in question.split() if word.lower() not in _SMALL_WORDS]
    return " ".join(words) if len(words) > 1 else question


def varied(question: str, random: Random) -> str:
    """Give the question as written (five in eight), short, misspelt, or as a whole sentence."""
    draw = random.random()
    if draw < 0.625:
        return question
    if draw < 0.75:
        return shortened(question)
    if draw < 0.875:
        return misspelt(question, random)
    return question[0].upper() + question[1:].rstrip("?") + "?"
