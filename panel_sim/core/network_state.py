"""Whether the network works as it is set up: what a connection check finds, and what stands in a mail's way. Pure."""

from __future__ import annotations

from dataclasses import field
from ipaddress import IPv4Address, IPv4Network

from panel_sim.core.device import Device
from panel_sim.core.entry import is_ipv4
from panel_sim.core.record import record

WIRED_ITEMS = ("connection", "ip-address", "ip-setup", "name-lookup")
WIFI_ITEMS = ("ssid", "mode", "security", "mac-filter", "key", "ip-address", "ip-setup", "name-lookup")
"""What a connection check looks at, in the order of the printed report; name lookup is ours and comes last."""
ADVICE = ("E-1", "E-2", "E-3", "E-5", "E-7", "E-8", "E-10", "E-11", "dns")
"""The word keys of what to do, less `connection.advice.`."""

SIGNALS = ("excellent", "good", "fair", "poor")


@record
class Network:
    """A simulated Wi-Fi network within reach."""

    ssid: str
    security: str
    signal: str
    password: str = field(default="", repr=False)


@record
class Trouble:
    """The first thing that is wrong: the item it shows at, its code, and the advice (one of ADVICE)."""

    item: str
    code: str
    advice: str


def uses_wifi(device: Device) -> bool:
    """Whether the device goes by Wi-Fi."""
    return "wifi.ssid" in device.specs and device.text("network.connection", "wired") == "wifi"


def nearby(device: Device) -> tuple[Network, ...]:
    """The Wi-Fi networks within reach, strongest first, as the value wifi.nearby lists them: `SSID|security|signal|
    password`, parted by semicolons; what is not written so is passed over. None while there is no link."""
    if "network-unplugged" in device.conditions:
        return ()
    found = []
    for written in device.text("wifi.nearby").split(";"):
        ssid, _, rest = written.strip().partition("|")
        security, _, rest = rest.partition("|")
        signal, _, password = rest.partition("|")
        known = "wifi.security" in device.specs and security in device.specs["wifi.security"].choices
        fits = 0 < len(ssid) <= 32 and ssid.isascii() and len(password) <= 63 and password.isascii()
        if fits and known and signal in SIGNALS:
            found.append(Network(ssid, security, signal, password))
    return tuple(sorted(found, key=lambda one: SIGNALS.index(one.signal)))


def wifi_trouble(device: Device, ssid: str, security: str, password: str) -> Trouble | None:
    """What would keep the device from joining that network. A device that was never given a key is let in, as the one
    that comes with the practice network is."""
    around = nearby(device)
    if not around:
        return Trouble("ssid", "E-2", "E-2")
    network = next((one for one in around if one.ssid == ssid), None)
    if network is None:
        return Trouble("ssid", "E-3", "E-3")
    if not _same_security(network.security, security):
        return Trouble("security", "E-5", "E-5")
    if network.security != "open" and password and password != network.password:
        return Trouble("key", "E-7", "E-7")
    return None


def _same_security(offered: str, wanted: str) -> bool:
    """A network for WPA2 and WPA3 takes either."""
    return offered == wanted or (offered == "wpa2-wpa3" and wanted in ("wpa2", "wpa3"))


def address_trouble(device: Device) -> Trouble | None:
    """What is wrong with addresses set by hand; those that the network gives are right. The router of the practice
    network is where the gateway's default says."""
    if device.text("network.obtain_ip", "auto") != "manual":
        return None
    texts = [device.text(f"network.{name}") for name in ("ip_address", "subnet_mask", "gateway")]
    if not all(is_ipv4(text) for text in texts):
        return Trouble("ip-setup", "E-10", "E-10")
    address, mask, gateway = (IPv4Address(text) for text in texts)
    unusable = (address.is_unspecified, address.is_loopback, address.is_link_local, address.is_multicast)
    if any(unusable) or int(address) >= 0xF0000000 or address == gateway:
        return Trouble("ip-address", "E-8", "E-8")
    holes = ~int(mask) & 0xFFFFFFFF
    if holes & (holes + 1) or holes == 0xFFFFFFFF:
        return Trouble("ip-setup", "E-10", "E-10")
    network = IPv4Network((int(address) & int(mask), 32 - holes.bit_length()))
    if holes > 1 and address in (network.network_address, network.broadcast_address):
        return Trouble("ip-setup", "E-10", "E-10")
    if gateway not in network or str(gateway) != str(device.specs["network.gateway"].default):
        return Trouble("ip-setup", "E-11", "E-11")
    return None


def name_trouble(device: Device) -> Trouble | None:
    """Why names cannot be looked up. The DNS servers of the practice network are where their defaults say."""
    known = {str(device.specs[key].default) for key in ("network.dns_primary", "network.dns_secondary")}
    by_hand = device.text("network.dns_setting", "auto") == "manual"
    asked = {device.text("network.dns_primary"), device.text("network.dns_secondary")}
    if "dns-down" in device.conditions or (by_hand and not known & asked):
        return Trouble("name-lookup", "E-13", "dns")
    return None


def trouble(device: Device) -> Trouble | None:
    """The first thing that keeps the device off the network, or from looking names up; None when all is well."""
    if uses_wifi(device):
        # The key is asked of the device itself here; nobody sees it.
        found = wifi_trouble(
            device, device.text("wifi.ssid"), device.text("wifi.security"), device.text("wifi.password")
        )
    else:
        found = Trouble("connection", "E-1", "E-1") if "network-unplugged" in device.conditions else None
    return found or address_trouble(device) or name_trouble(device)


def checked_items(device: Device) -> tuple[tuple[str, str], ...]:
    """Every item of a connection check with pass, fail or unchecked: what comes after the first fault is not looked
    at."""
    found = trouble(device)
    items = WIFI_ITEMS if uses_wifi(device) else WIRED_ITEMS
    broken = items.index(found.item) if found is not None else len(items)
    return tuple(
        (item, "pass" if number < broken else "fail" if number == broken else "unchecked")
        for number, item in enumerate(items)
    )
