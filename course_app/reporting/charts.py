"""Charts drawn on the server: bars in SVG without styles of their own; their numbers stand in a table beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 360
ROW, BAR = 40, 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its words, its length from 0 to 1 (None is not shown), what is written at its end, and its tone."""

    words: str
    share: float | None
    value: str
    tone: str = "brand"


def bars(name: str, title: str, rows: Sequence[Bar]) -> Markup:
    """Return horizontal bars, each under its words; ``name`` makes the id of the title."""
    height = ROW * len(rows) + 4
    drawn = Markup("").join(_bar(row, ROW * number) for number, row in enumerate(rows))
    return Markup(
        '<svg class="chart" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-labelledby="{name}-title">'
        '<title id="{name}-title">{title}</title>{drawn}</svg>'
    ).format(w=WIDTH, h=height, name=name, title=title, drawn=drawn)


def _bar(row: Bar, top: int) -> Markup:
    length = round(max(0.0, min(1.0, row.share or 0.0)) * WIDTH, 1)
    track = Markup('<rect class="chart-track" x="0" y="{y}" width="{w}" height="{h}" rx="3"/>')
    filled = Markup('<rect class="chart-{tone}" x="0" y="{y}" width="{length}" height="{h}" rx="3"/>')
    words = Markup('<text class="chart-words" x="0" y="{y}">{words}</text>')
    value = Markup('<text class="chart-value" x="{w}" y="{y}" text-anchor="end">{value}</text>')
    parts = [
        words.format(y=top + 14, words=row.words),
        value.format(w=WIDTH, y=top + 14, value=row.value),
        track.format(y=top + 20, w=WIDTH, h=BAR),
    ]
    if length:
        parts.append(filled.format(tone=row.tone, y=top + 20, length=length, h=BAR))
    return Markup("").join(parts)
