"""Reports on paper: how the device is set up, its supplies, what it has been used for. They print what screens show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from panel_sim.core.context import Context
from panel_sim.core.effects import Effect, Sheet, SheetBlock
from panel_sim.core.menus import RowSpec
from panel_sim.core.registry import GUARDS, READINGS, effect
from panel_sim.core.rules.sheet import SHEETS, new_sheet, sheet_job
from panel_sim.core.viewing import value_words

REPORTS: dict[str, tuple[str, ...]] = {
    "report/configuration": (
        "settings/device-information",
        "settings/general/basic",
        "settings/general/printer",
        "settings/general/network",
        "settings/general/web-service",
        "settings/general/fax",
        "settings/general/scan",
        "settings/general/storage",
        "settings/general/system",
    ),
    "report/supplies": ("supplies",),
    "report/usage": ("settings/counter", "maintenance"),
}
"""Each report by the screen that asks for it, and the screens that it prints, with all that lies below them."""
SPOKEN = frozenset(f"job-kind.{report}" for report in REPORTS)


def _lines(c: Context, screen: str, settings_only: bool, above: str = "") -> Iterator[tuple[str, str]]:
    """Label and value of every setting, and of every reading too, on a screen and below it; never a secret."""
    spec = c.menus.screens[screen]
    for row in spec.rows:
        if not all(GUARDS[name](c) for name in row.when):
            continue
        label = f"{above}{c.text(row.words or row.id)}"
        key = row.setting if settings_only else row.setting or row.reading
        if key:
            value = c.device.specs.get(key)
            if value is None or not value.secret:
                yield label, (READINGS[key](c) if key in READINGS else value_words(c, key)) or "–"
        elif _is_below(c, row, screen):
            yield from _lines(c, row.opens, settings_only, f"{label}: ")


def _is_below(c: Context, row: RowSpec, screen: str) -> bool:
    return row.opens.startswith(f"{screen}/") and c.menus.screens[row.opens].kind in ("list", "status")


def report_sheet(c: Context, report: str) -> Sheet:
    """The report as the device is now; what the model lacks is left out."""
    blocks = []
    for screen in REPORTS[report]:
        if screen in c.menus.screens:
            # Under Allmänna inställningar, what is only told repeats what can be set elsewhere.
            lines = tuple(_lines(c, screen, screen.startswith("settings/general/")))
            blocks += [SheetBlock(c.text(screen), lines)] if lines else []
    return new_sheet(c, report, tuple(blocks))


def _add(report: str) -> None:
    SHEETS[report] = lambda c: report_sheet(c, report)


for _report in REPORTS:
    _add(_report)


@effect
def make_job_of_this(c: Context) -> Iterable[Effect]:
    """Print the sheet that this screen asks about."""
    return sheet_job(c, c.screen)
