"""Setting Wi-Fi up at the panel: the wizard, push button (WPS), PIN code. The access points are simulated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from panel_sim.core.context import Context
from panel_sim.core.effects import Effect
from panel_sim.core.events import Tapped
from panel_sim.core.network_state import Network, nearby, wifi_trouble
from panel_sim.core.registry import effect, guard, reading, rows, timer
from panel_sim.core.rules.values import row_number, set_values, typed
from panel_sim.core.set_up import Joining
from panel_sim.core.views import Row

WIFI = timer("wifi")
SEARCH_SECONDS, JOIN_SECONDS, WPS_SECONDS = 2.0, 4.0, 6.0
SHORTEST_KEY = 8
"""A pass phrase for WPA has 8 to 63 characters (IEEE 802.11, annex J.4)."""
SPOKEN = frozenset({"problem.wifi-password", "wifi.wps-refused", "wifi.network-value"})


def _wait(c: Context, seconds: float) -> Iterable[Effect]:
    return (c.start_timer(WIFI, seconds),)


@effect
def stop_wifi(c: Context) -> Iterable[Effect]:
    """Nobody waits for the radio any more."""
    return c.stop_timer(WIFI)


@effect
def search_networks(c: Context) -> Iterable[Effect]:
    """Listen for networks; what was chosen before is forgotten."""
    c.session.set_up.joining = Joining()
    return _wait(c, SEARCH_SECONDS)


@guard
def networks_found(c: Context) -> bool:
    """There are Wi-Fi networks within reach."""
    return bool(nearby(c.device))


@effect
def note_no_network(c: Context) -> None:
    """No network was heard."""
    c.session.set_up.joining.failure = "connection.advice.E-2"


@rows("wifi-networks", "network:*")
def wifi_networks(c: Context) -> Sequence[Row]:
    """The networks within reach, strongest first."""
    return [
        Row(
            f"network:{number}",
            one.ssid,
            c.text(
                "wifi.network-value",
                security=c.text(f"value.wifi.security.{one.security}"),
                signal=c.text(f"value.wifi.signal.{one.signal}"),
            ),
            "action",
        )
        for number, one in enumerate(nearby(c.device), 1)
    ]


def _tapped(c: Context) -> Network | None:
    number = row_number(c.event) if isinstance(c.event, Tapped) else 0
    around = nearby(c.device)
    return around[number - 1] if 0 < number <= len(around) else None


@guard
def tapped_network_is_open(c: Context) -> bool:
    """The network that was tapped wants no password."""
    network = _tapped(c)
    return network is not None and network.security == "open"


@guard
def tapped_network_is_there(c: Context) -> bool:
    """The network that was tapped is still within reach."""
    return _tapped(c) is not None


@effect
def choose_network(c: Context) -> None:
    """Take the network that was tapped."""
    network = _tapped(c)
    if network is not None:
        c.session.set_up.joining = Joining(network.ssid, network.security)


@effect
def take_ssid(c: Context) -> None:
    """Take the name that was typed, as it was typed: blanks count in an SSID."""
    c.session.set_up.joining = Joining(typed(c))


@effect
def take_security(c: Context) -> None:
    """Take the security mode that was tapped."""
    if isinstance(c.event, Tapped):
        c.session.set_up.joining.security = c.event.row.rpartition("/")[2]


@guard
def typed_wifi_password(c: Context) -> bool:
    """What was typed can be a pass phrase."""
    return len(typed(c)) >= SHORTEST_KEY


@effect
def ask_for_wifi_password(c: Context) -> None:
    """Say how long a pass phrase is."""
    c.session.problem = "problem.wifi-password"


@effect
def take_wifi_password(c: Context) -> None:
    """Keep the pass phrase until the device has joined, or not."""
    c.session.set_up.joining.password = typed(c)


@effect
def begin_joining(c: Context) -> Iterable[Effect]:
    """Try to join."""
    c.session.set_up.joining.started = True
    return _wait(c, JOIN_SECONDS)


@effect
def forget_unless_joining(c: Context) -> None:
    """The pass phrase is kept no longer than it is of use."""
    if not c.session.set_up.joining.started:
        c.session.set_up.joining.password = ""


@effect
def forget_wifi_password(c: Context) -> None:
    """It is kept as a setting now, or nowhere."""
    c.session.set_up.joining.password = ""
    c.session.set_up.joining.started = False


@guard
def wifi_joins(c: Context) -> bool:
    """The access point lets the device in."""
    wanted = c.session.set_up.joining
    return wifi_trouble(c.device, wanted.ssid, wanted.security, wanted.password or "-") is None


@effect
def note_wifi_failure(c: Context) -> None:
    """The access point does not let the device in: nothing was changed, and this is why."""
    wanted = c.session.set_up.joining
    found = wifi_trouble(c.device, wanted.ssid, wanted.security, wanted.password or "-")
    wanted.failure = f"connection.advice.{found.advice}" if found else ""


@effect
def keep_wifi(c: Context) -> Iterable[Effect]:
    """The device goes by Wi-Fi from now on, with what was set up."""
    wanted = c.session.set_up.joining
    signal = next((one.signal for one in nearby(c.device) if one.ssid == wanted.ssid), "good")
    return set_values(
        c,
        {
            "wifi.ssid": wanted.ssid,
            "wifi.security": wanted.security,
            "wifi.password": wanted.password,
            "wifi.signal": signal,
            "network.connection": "wifi",
        },
    )


@effect
def await_wps(c: Context) -> Iterable[Effect]:
    """Wait for the access point; here it is the simulator that presses its button or types the PIN."""
    c.session.set_up.joining = Joining()
    return _wait(c, WPS_SECONDS)


def _with_wps(c: Context) -> Network | None:
    """The access point that answers: WPS is for networks with a password."""
    return next((one for one in nearby(c.device) if one.security in ("wpa2", "wpa2-wpa3")), None)


@guard
def wps_answers(c: Context) -> bool:
    """An access point with WPS is within reach."""
    return _with_wps(c) is not None


@effect
def take_wps(c: Context) -> None:
    """Take what the access point handed over."""
    network = _with_wps(c)
    if network is not None:
        c.session.set_up.joining = Joining(network.ssid, network.security, network.password)


@effect
def note_no_wps(c: Context) -> None:
    """No access point answered."""
    c.session.set_up.joining.failure = "wifi.wps-refused" if nearby(c.device) else "connection.advice.E-2"


@effect
def disable_wifi(c: Context) -> Iterable[Effect]:
    """The device goes by cable from now on."""
    return set_values(c, {"network.connection": "wired"})


def wps_pin(serial: str) -> str:
    """The device's WPS PIN: seven digits that follow from its serial number, and the check digit (Wi-Fi Simple
    Configuration 2.0, section 7.4.1)."""
    number = 0
    for char in serial:
        number = (number * 37 + ord(char)) % 10_000_000
    digits = [int(digit) for digit in f"{number:07d}"]
    check = -(3 * sum(digits[0::2]) + sum(digits[1::2])) % 10
    return f"{number:07d}{check}"


@reading("wifi.pin")
def wifi_pin(c: Context) -> str:
    """The PIN that is typed at the access point, in two halves."""
    pin = wps_pin(c.device.text("device.serial"))
    return f"{pin[:4]}-{pin[4:]}"


@reading("wifi.wanted_ssid")
def wanted_ssid(c: Context) -> str:
    """The network that is being joined, else the one that is set."""
    return c.session.set_up.joining.ssid or c.device.text("wifi.ssid")


@reading("wifi.wanted_security")
def wanted_security(c: Context) -> str:
    """Its security mode."""
    mode = c.session.set_up.joining.security or c.device.text("wifi.security")
    return c.text(f"value.wifi.security.{mode}")


@reading("wifi.failure")
def wifi_failure(c: Context) -> str:
    """Why the network was not joined."""
    failure = c.session.set_up.joining.failure
    return c.text(failure or "connection.advice.E-2")
