"""Asks the public database of vulnerabilities about every pinned dependency, if it is in reach.

Ends with 1 where a vulnerability is known, and with 0 where none is or where nobody can be asked,
which it says in one line.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 90
"""Seconds for all of it."""


def main() -> None:
    """Ask, and say what is known."""
    line = [sys.executable, "-m", "pip_audit", "-r", "constraints.txt", "--no-deps"]
    options = ["--disable-pip", "--progress-spinner=off", "--timeout=5", "--format=json"]
    try:
        done = subprocess.run(  # noqa: S603  # no input of others
            [*line, *options],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        found = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        sys.stdout.write("pip-audit: the database cannot be reached from here\n")
        return
    asked = [each for each in found if "skip_reason" not in each]
    bad = [
        f"{each['name']} {each['version']}: {flaw['id']}, mended in "
        f"{', '.join(flaw['fix_versions']) or 'no version yet'}\n"
        for each in asked
        for flaw in each["vulns"]
    ]
    if not asked:
        sys.stdout.write("pip-audit: the database cannot be reached from here\n")
    else:
        sys.stdout.write(f"pip-audit: {len(asked)} of {len(found)} packages looked up\n")
    sys.stdout.write("".join(bad))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
