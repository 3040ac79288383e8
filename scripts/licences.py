"""Lists the licence of every pinned dependency in LICENCES.md; refuses what may not be used.

python scripts/licences.py          write the list anew
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "LICENCES.md"
KNOWN = re.compile(r"MIT|Apache|BSD|ISC|MPL|Mozilla|PSF|Python Software|HPND|Unlicense|Zlib|CC0")
"""Licences under which this may be passed on as it is."""
BARRED = re.compile(r"(?<!L)GPL|(?<!Lesser )General Public|Affero|SSPL|Commons Clause", re.I)
HEAD = """# Licences of the dependencies

Written by `make licences` from what each package in `constraints.txt` says of itself. Many of them
come with an extra only.

| package | version | licence |
| --- | --- | --- |
"""


def pinned() -> dict[str, str]:
    """Read which packages set-up installs, with their versions."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)$", text, re.MULTILINE))


def licence(package: str) -> str:
    """Give a licence as the installed package says it: expression, classifiers or first line."""
    said = metadata(package)
    classifiers = [
        each.rsplit(" :: ", 1)[-1]
        for each in said.get_all("Classifier") or []
        if each.startswith("License :: ") and each != "License :: OSI Approved"
    ]
    words = said["License-Expression"] or ", ".join(classifiers) or said["License"] or ""
    return str(words).strip().split("\n")[0].strip()


def refused(found: dict[str, str]) -> list[str]:
    """Give the packages whose licence is barred or not known."""
    return [
        f"{package}: {words or 'no licence named'}"
        for package, words in found.items()
        if BARRED.search(words) or not KNOWN.search(words)
    ]


def listed() -> dict[str, str]:
    """Read the list as it was written: package and licence."""
    rows = re.findall(r"^\| (\S+) \| \S+ \| (.*) \|$", LIST.read_text(encoding="utf-8"), re.M)
    return {package: words for package, words in rows if package not in {"package", "---"}}


def main() -> None:
    """Write the list."""
    versions = pinned()
    found, missing = {}, []
    for package in sorted(versions, key=str.lower):
        try:
            found[package] = licence(package)
        except PackageNotFoundError:
            missing.append(package)
    if LIST.is_file():  # of another extra, which is not installed here
        found |= {each: words for each, words in listed().items() if each in missing}
    rows = [f"| {each} | {versions[each]} | {words} |\n" for each, words in found.items()]
    LIST.write_text(HEAD + "".join(sorted(rows, key=str.lower)), encoding="utf-8")
    if missing := sorted(set(missing) - set(found)):
        sys.exit(f"not installed, so not listed: {', '.join(missing)}; install them and run again")
    if wrong := refused(found):
        sys.exit("may not be used: " + "; ".join(wrong))


if __name__ == "__main__":
    main()
