"""Builds sdist and wheel, installs each of them alone and uses it outside the checkout.

Prints what the wheel weighs, what a plain install puts on the disk, and the heaviest parts of it.
"""

import json
import os
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAVIEST = 8
QUESTION = "what reduced disciplinary disparity?"


def run(*line: str | Path, folder: Path = ROOT, environment: dict[str, str] | None = None) -> str:
    """Run a program and give what it prints; end where it fails."""
    done = subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True)  # noqa: PLW1510, S603
    if done.returncode:
        sys.exit(f"{' '.join(map(str, line))}\n{done.stdout}{done.stderr}")
    return done.stdout


def build(room: Path) -> tuple[Path, Path]:
    """Build sdist and, from that, the wheel; the wheel and the unpacked sdist are given back."""
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", room / "dist", ".")
    (wheel,) = (room / "dist").glob("*.whl")
    (source,) = (room / "dist").glob("*.tar.gz")
    sys.stdout.write(f"wheel {wheel.stat().st_size / 1e6:.0f} MB\n")
    with tarfile.open(source) as archive:
        archive.extractall(room / "source", filter="data")
    (unpacked,) = (room / "source").iterdir()
    return wheel, unpacked


def install(what: Path, room: Path) -> Path:
    """Install a wheel, or a source folder, with pinned dependencies and no extra."""
    run(sys.executable, "-m", "venv", room / "venv")
    pip = (room / "venv" / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "-c", ROOT / "constraints.txt", what)
    return room / "venv" / "bin" / "goodpractice"


def use(program: Path, room: Path) -> None:
    """Run demo, ask and serve as somebody who has nothing but what was installed."""
    environment = {
        "PATH": os.defpath,
        "HOME": str(room),
        "GOODPRACTICE_DATA": str(room / "data"),
        "GOODPRACTICE_MODELS": str(room / "models"),
    }
    told = run(program, "demo", folder=room, environment=environment)
    if "What trusts report happened" not in told:
        sys.exit(f"demo gives no result:\n{told}")
    data = room / "data-demo"
    line = (program, "--data", data, "ask", QUESTION, "--json")
    answer = json.loads(run(*line, folder=room, environment=environment))
    if answer["status"] != "answered" or not answer["citations"]:
        sys.exit(f"ask gives {answer['status']}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = (program, "--data", data, "serve", "--port", str(port))
    with subprocess.Popen(line, stderr=-3, cwd=room, env=environment) as server:  # noqa: S603
        try:
            for path in ("/", "/static/vendor/nhsuk.css", "/api/ready"):
                fetch(f"http://127.0.0.1:{port}{path}", server)
        finally:
            server.terminate()


def fetch(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Fetch an address, waiting for the server to start."""
    while server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=60).close()  # noqa: S310  # our own address
        except urllib.error.HTTPError as error:
            sys.exit(f"{address}: {error}")
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("the server ended")


def weigh(program: Path) -> None:
    """Print what the install takes, and its heaviest parts."""
    (site,) = program.parents[1].glob("lib/python*/site-packages")
    sizes = {
        each.name: sum(file.stat().st_size for file in each.rglob("*") if file.is_file())
        for each in site.iterdir()
        if each.is_dir()
    }
    packages = len([name for name in sizes if name.endswith(".dist-info")])
    sys.stdout.write(f"install {sum(sizes.values()) / 1e6:.0f} MB in {packages} packages\n")
    for name in sorted(sizes, key=sizes.__getitem__, reverse=True)[:HEAVIEST]:
        sys.stdout.write(f"  {sizes[name] / 1e6:5.0f} MB  {name}\n")
    if (site / "torch").exists():
        sys.exit("torch came along with a plain install")


def main() -> None:
    """Build, install, use, weigh."""
    with tempfile.TemporaryDirectory(prefix="goodpractice-") as name:
        wheel, source = build(Path(name))
        for kind, what in (("sdist", source), ("wheel", wheel)):
            room = Path(name) / kind
            room.mkdir()
            program = install(what, room)
            use(program, room)
            sys.stdout.write(f"{kind}: demo, ask and serve work outside the checkout\n")
        weigh(program)


if __name__ == "__main__":
    main()
