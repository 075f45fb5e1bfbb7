"""What the device tells of itself on status screens and sheets."""

from __future__ import annotations

from panel_sim.core.bar import STOPPING
from panel_sim.core.context import Context
from panel_sim.core.device import PENDING_PRINTER, PRINTER
from panel_sim.core.registry import guard, reading
from panel_sim.core.viewing import value_words


@reading("device.product")
def product(c: Context) -> str:
    """The product's name."""
    return c.menus.model.product


@reading("device.date_time")
def date_time(c: Context) -> str:
    """The device's date and time."""
    return c.now.strftime("%Y-%m-%d %H:%M")


@reading("device.web_config_address")
def web_config_address(c: Context) -> str:
    """The address that really opens Web Config; a dash while it does not run."""
    return c.profile.web_config or "–"


@reading("network.connection_status")
def connection_status(c: Context) -> str:
    """How the network is connected."""
    if "network-unplugged" in c.device.conditions:
        return c.text("bar.not-connected")
    if c.device.text("network.connection", "wired") == "wifi":
        return "Wi-Fi"
    speed = value_words(c, "network.link_speed")
    return c.text("network.link-up") if c.device.text("network.link_speed") in ("", "auto") else speed


@reading("email.state")
def email_state(c: Context) -> str:
    """The printer's sign-in: none, signed in but not stored, signed in, lapsed, refused (guide pages 6, 10 and 11)."""
    if c.device.account(PENDING_PRINTER).state == "pending":
        return c.text("account.pending")
    return c.text(f"account.{c.device.account(PRINTER).state}")


@reading("email.account")
def email_account(c: Context) -> str:
    """The account that the printer sends with."""
    if c.device.text("email.authentication") == "oauth2":
        return c.device.account(PRINTER).address or "–"
    return c.device.text("email.auth_account") or "–"


@reading("email.sender_shown")
def email_sender(c: Context) -> str:
    """The sender's address: what is set, else the signed-in account."""
    return c.device.text("email.sender") or c.device.account(PRINTER).address or "–"


@reading("email.error")
def email_error(c: Context) -> str:
    """Why the printer's sign-in no longer holds."""
    return c.device.account(PRINTER).detail or "–"


@reading("printer.state")
def printer_state(c: Context) -> str:
    """Idle, processing or stopped, and why."""
    reasons = [name for name in sorted(c.device.conditions) if c.words.has(f"condition.{name}")]
    if reasons:
        return ", ".join(c.text(f"condition.{name}") for name in reasons)
    return c.text("printer-state.processing" if c.active_jobs else "printer-state.idle")


@reading("printer.paper")
def paper(c: Context) -> str:
    """How many sheets lie in the first tray."""
    return value_words(c, "paper.tray_1_sheets")


@reading("told.text")
def told_text(c: Context) -> str:
    """The first notice that waits."""
    if not c.session.told:
        return ""
    return c.text(c.session.told[0][0])


@reading("told.detail")
def told_detail(c: Context) -> str:
    """Its small print: where a file was moved to, or why the disk refused, in words where there are any."""
    if not c.session.told:
        return ""
    words, detail = c.session.told[0]
    if words.startswith("told.set-aside."):
        return c.text("told.moved", file=detail)
    return c.words.first(f"disk.{detail}") if c.words.has(f"disk.{detail}") else detail


@reading("help.text")
def help_text(c: Context) -> str:
    """Help on the screen that help was asked on, else on the panel as a whole."""
    under = c.session.trail[-1] if c.session.trail else c.menus.home
    while under and not c.words.has(f"help.{under}"):
        under = under.rpartition("/")[0]
    return c.words.first(f"help.{under}", "help")


@guard
def has_alert(c: Context) -> bool:
    """Something stops the printer."""
    return any(name in STOPPING for name in c.device.conditions)


def _value_is(name: str, key: str, wanted: str) -> None:
    def rule(c: Context) -> bool:
        return c.device.text(key) == wanted

    rule.__name__ = name
    rule.__doc__ = f"The value {key} is {wanted}."
    guard(rule)


def _value_on(name: str, key: str) -> None:
    def rule(c: Context) -> bool:
        return c.device.on(key)

    rule.__name__ = name
    rule.__doc__ = f"The value {key} is on."
    guard(rule)


for _name, _key, _wanted in (
    ("uses_wifi", "network.connection", "wifi"),
    ("uses_pop_before_smtp", "email.authentication", "pop-before-smtp"),
    ("has_manual_address", "network.obtain_ip", "manual"),
    ("has_manual_additional_address", "additional.obtain_ip", "manual"),
    ("has_manual_dns", "network.dns_setting", "manual"),
    ("uses_capture_server", "scan.capture_mode", "server"),
):
    _value_is(_name, _key, _wanted)

for _name, _key in (
    ("uses_proxy", "network.proxy"),
    ("uses_ipv6", "network.ipv6"),
    ("deletes_shared_files", "storage.shared_delete"),
    ("has_operation_timeout", "panel.operation_timeout"),
    ("prints_two_sided", "print.pdl_two_sided"),
    ("has_usb_connection", "print.usb_connection"),
    ("has_access_control", "system.access_control"),
    ("has_epas", "epas.licensed"),
):
    _value_on(_name, _key)
