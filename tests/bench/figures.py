"""A figure beside its target, and the table of them."""

from dataclasses import asdict, dataclass
from operator import ge, le


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: ``target`` is the most that is allowed, or the least when ``more`` is better."""

    measure: str
    value: float
    unit: str
    target: float | None = None
    more: bool = False

    @property
    def verdict(self) -> str:
        """Return whether the target is met; a figure without one is for comparison."""
        if self.target is None:
            return ""
        return "met" if (ge if self.more else le)(self.value, self.target) else "MISSED"

    @property
    def line(self) -> str:
        """Return the figure as a line."""
        return f"{self.measure}: {_number(self.value)} {self.unit} {self.verdict}".rstrip()

    def plain(self) -> dict[str, object]:
        """Return the figure as plain data."""
        return asdict(self) | {"verdict": self.verdict}


def table(figures: list[Figure]) -> str:
    """Return the figures as lines of text."""
    rows = [("measure", "figure", "target", "verdict")]
    for each in figures:
        sign = ">=" if each.more else "<="
        target = "" if each.target is None else f"{sign} {_number(each.target)} {each.unit}"
        rows.append((each.measure, f"{_number(each.value)} {each.unit}", target, each.verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
