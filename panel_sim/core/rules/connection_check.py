"""The connection check: looks at the network as it really is set up, and reports, also on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from panel_sim.core.context import Context
from panel_sim.core.effects import Effect, Sheet, SheetBlock
from panel_sim.core.menus import ScreenSpec
from panel_sim.core.network_state import ADVICE, WIFI_ITEMS, WIRED_ITEMS, checked_items, trouble, uses_wifi
from panel_sim.core.registry import READINGS, effect, guard, reading, rows, timer, view
from panel_sim.core.rules.jobs import buttons
from panel_sim.core.rules.sheet import SHEETS, new_sheet, sheet_job
from panel_sim.core.set_up import Report
from panel_sim.core.viewing import value_words
from panel_sim.core.views import Body, Progress, Row

CHECK = timer("check")
ITEM_SECONDS = 0.5
REPORT = "connection-report"

STATUS = (
    "network.device_name",
    "device.product",
    "network.connection_status",
    "network.obtain_ip",
    "network.ip_address",
    "network.subnet_mask",
    "network.gateway",
    "network.dns_primary",
    "wifi.ssid",
    "wifi.security",
    "wifi.signal",
    "network.mac",
)
"""What the report tells of the network, in the order of the printed one; the lines about Wi-Fi only with Wi-Fi."""
ITEMS = tuple(dict.fromkeys((*WIFI_ITEMS, *WIRED_ITEMS)))
SPOKEN = frozenset(
    {
        f"job-kind.{REPORT}",
        *(f"connection.item.{item}" for item in ITEMS),
        *(f"connection.{result}" for result in ("pass", "fail", "unchecked", "good", "bad", "items", "status")),
        *(f"connection.advice.{name}" for name in ADVICE),
        *(f"sheet.{key}" for key in ("wifi.security",)),
        "connection.outcome",
        "connection.result",
        "connection.error-code",
        "connection.remedy",
    }
)


def _items(c: Context) -> tuple[str, ...]:
    return WIFI_ITEMS if uses_wifi(c.device) else WIRED_ITEMS


@effect
def begin_check(c: Context) -> Iterable[Effect]:
    """Look at the first item."""
    c.session.set_up.checked = 0
    return (c.start_timer(CHECK, ITEM_SECONDS),)


@guard
def check_goes_on(c: Context) -> bool:
    """There are items that nobody looked at yet, and all was well so far."""
    done = c.session.set_up.checked
    items = checked_items(c.device)
    return done + 1 < len(items) and all(result == "pass" for _, result in items[: done + 1])


@effect
def check_next(c: Context) -> Iterable[Effect]:
    """Look at the next item."""
    c.session.set_up.checked += 1
    return (c.start_timer(CHECK, ITEM_SECONDS),)


@effect
def finish_check(c: Context) -> None:
    """Write down what was found."""
    found = trouble(c.device)
    c.session.set_up.report = Report(
        checked_items(c.device), found.code if found else "", f"connection.advice.{found.advice}" if found else ""
    )


@effect
def stop_check(c: Context) -> Iterable[Effect]:
    """Nobody waits for the check any more."""
    return c.stop_timer(CHECK)


@view
def connection_check(c: Context, spec: ScreenSpec) -> Body:
    """The check under way."""
    items, done = _items(c), c.session.set_up.checked
    return Progress(
        c.text(f"text.{spec.id}"),
        done,
        len(items),
        c.text(f"connection.item.{items[min(done, len(items) - 1)]}"),
        "network",
        buttons=buttons(c, spec),
    )


def _report(c: Context) -> Report:
    """The last report; a check now where there is none, as when the screen was opened by its id."""
    if not c.session.set_up.report.items:
        finish_check(c)
    return c.session.set_up.report


@rows(REPORT)
def report_rows(c: Context) -> Sequence[Row]:
    """What was looked at, and what came of it."""
    tones = {"pass": "good", "fail": "bad", "unchecked": "muted"}
    return [
        Row(f"checked:{item}", c.text(f"connection.item.{item}"), c.text(f"connection.{result}"), "reading",
            tone=tones[result])
        for item, result in _report(c).items
    ]


@reading("connection.result")
def connection_result(c: Context) -> str:
    """Whether the check was passed; the code and what to do where it was not."""
    report = _report(c)
    if not report.code:
        return c.text("connection.good")
    return f"{c.text('connection.bad', code=report.code)} {c.text(report.advice)}"


def report_sheet(c: Context) -> Sheet:
    """The network connection report as it is printed."""
    report = _report(c)
    result = [(c.text("connection.outcome"), c.text("connection.fail" if report.code else "connection.pass"))]
    if report.code:
        result += [(c.text("connection.error-code"), report.code), (c.text("connection.remedy"), c.text(report.advice))]
    items = [(c.text(f"connection.item.{item}"), c.text(f"connection.{found}")) for item, found in report.items]
    wireless = report.items[0][0] == WIFI_ITEMS[0]
    status = [
        (c.text(f"sheet.{key}"), (READINGS[key](c) if key in READINGS else value_words(c, key)) or "–")
        for key in STATUS
        if wireless or not key.startswith("wifi.")
    ]
    return new_sheet(
        c,
        REPORT,
        (
            SheetBlock(c.text("connection.result"), tuple(result)),
            SheetBlock(c.text("connection.items"), tuple(items)),
            SheetBlock(c.text("connection.status"), tuple(status)),
        ),
    )


SHEETS[REPORT] = report_sheet


@effect
def make_report_job(c: Context) -> Iterable[Effect]:
    """Print the report."""
    return sheet_job(c, REPORT)
