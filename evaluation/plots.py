"""Draws the plots of the report as inline SVG, with their figures in words for screen readers."""

from collections.abc import Mapping, Sequence
from html import escape

WIDTH = 640
_INK, _BAR, _PALE, _MARK = "#212b32", "#005eb8", "#d8dde0", "#d5281b"


def bars(values: Mapping[str, tuple[float, int]], title: str) -> str:
    """Draw a bar for each name: a share from 0 to 1, and the number of cases behind it."""
    row, left = 28, 150
    span = WIDTH - left - 110
    parts = []
    for place, (name, (share, count)) in enumerate(values.items()):
        top = place * row
        parts.append(
            f'<text x="{left - 8}" y="{top + 18}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{left}" y="{top + 5}" width="{span}" height="18" fill="{_PALE}"/>'
            f'<rect x="{left}" y="{top + 5}" width="{span * share:.1f}" height="18" fill="{_BAR}"/>'
            f'<text x="{left + span + 8}" y="{top + 18}">{share:.0%} of {count}</text>'
        )
    told = "; ".join(f"{name} {share:.0%} of {count}" for name, (share, count) in values.items())
    return _svg("".join(parts), row * len(values) + 4, f"{title}: {told}")


def scatter(points: Mapping[str, tuple[float, float]], title: str) -> str:
    """Draw precision (upwards) against coverage (to the right), a point for each name."""
    height, left, bottom = 350, 60, 310
    # Room on top for the axis title, on the right for names (most answer everything).
    across, up = WIDTH - left - 250, bottom - 40
    grid = "".join(
        f'<line x1="{left}" x2="{left + across}" y1="{bottom - up * share:.1f}" '
        f'y2="{bottom - up * share:.1f}" stroke="{_PALE}"/>'
        f'<text x="{left - 8}" y="{bottom - up * share + 5:.1f}" text-anchor="end">'
        f"{share:.0%}</text>"
        f'<text x="{left + across * share:.1f}" y="{bottom + 18}" text-anchor="middle">'
        f"{share:.0%}</text>"
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    shared: dict[tuple[float, float], list[str]] = {}
    for name, point in points.items():
        shared.setdefault(point, []).append(name)
    dots = "".join(
        f'<circle cx="{left + across * x:.1f}" cy="{bottom - up * y:.1f}" r="6" '
        f'fill="{_MARK if "all" in names else _BAR}"/>'
        f'<text x="{left + across * x + 9:.1f}" y="{bottom - up * y + 5:.1f}">'
        f"{escape(', '.join(names))}</text>"
        for (x, y), names in shared.items()
    )
    labels = (
        f'<text x="{left + across / 2:.0f}" y="{bottom + 36}" text-anchor="middle">'
        "share of answerable questions answered</text>"
        f'<text x="4" y="12">share of answers right</text>'
    )
    told = "; ".join(f"{name}: answered {x:.0%}, right {y:.0%}" for name, (x, y) in points.items())
    return _svg(grid + dots + labels, height, f"{title}: {told}")


def latencies(milliseconds: Sequence[float], middle: float, late: float, title: str) -> str:
    """Draw the time of every question, shortest first, with the median and the 95th percentile."""
    height, bottom, left = 200, 160, 60
    ordered = sorted(milliseconds)
    top = max([*ordered, late, 1.0])
    across = WIDTH - left - 20
    step = across / max(len(ordered), 1)
    columns = "".join(
        f'<rect x="{left + place * step:.1f}" y="{bottom - 130 * value / top:.1f}" '
        f'width="{max(step - 1, 0.5):.1f}" height="{130 * value / top:.1f}" fill="{_BAR}"/>'
        for place, value in enumerate(ordered)
    )
    lines = "".join(
        f'<line x1="{left}" x2="{WIDTH - 20}" y1="{bottom - 130 * value / top:.1f}" '
        f'y2="{bottom - 130 * value / top:.1f}" stroke="{_MARK}" stroke-dasharray="4"/>'
        f'<text x="{left + 6}" y="{bottom - 130 * value / top - 4:.1f}">'
        f"{label} {value:.0f} ms</text>"
        for label, value in (("half within", middle), ("95 in 100 within", late))
    )
    foot = f'<text x="{left}" y="{bottom + 20}">each question, shortest first</text>'
    told = f"half within {middle:.0f} ms, 95 in 100 within {late:.0f} ms"
    return _svg(columns + lines + foot, height, f"{title}: {told}")


def _svg(body: str, height: float, told: str) -> str:
    return (
        f'<svg role="img" aria-label="{escape(told)}" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'font-family="Arial, sans-serif" font-size="14" fill="{_INK}">{body}</svg>'
    )
