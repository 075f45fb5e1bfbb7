"""The shipped menus against the guide: its paths, its labels, what each model has, what the lock protects."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from ipaddress import ip_address, ip_network
from itertools import pairwise

import pytest

from panel_sim.core.menus import Menus, RowSpec, ScreenSpec
from panel_sim.core.rules import NAMES
from panel_sim.loading import DataProblems, load
from panel_sim.shipped import shipped

MODELS = ("mfp", "mfp-small", "printer", "scanner")
PRINTING = ("mfp", "mfp-small", "printer")
SCANNING = ("mfp", "mfp-small", "scanner")
LANGUAGES = ("sv", "en")
TREES = (
    *("settings", "supplies", "paper", "maintenance", "connection-check", "wifi", "administrator-password", "restore"),
    *("firmware", "edit-home", "clear-memory", "contact-list", "report"),
)
"""What this file answers for: Inst., what is done under it, and the tiles that show how the device is."""


@cache
def _loaded(model: str) -> Menus | DataProblems:
    try:
        return load(shipped("menus"), shipped("states"), model, NAMES)
    except DataProblems as problems:
        return problems


def device(model: str) -> Menus:
    """The shipped device, read once a model, also where it cannot be read."""
    menus = _loaded(model)
    if isinstance(menus, DataProblems):
        pytest.fail(str(menus))
    return menus


def rows(screen: ScreenSpec) -> tuple[RowSpec, ...]:
    return screen.rows + screen.buttons


def label(menus: Menus, language: str, row: RowSpec) -> str:
    return menus.words[language][row.words or row.id]


def ours(menus: Menus) -> Iterator[ScreenSpec]:
    return (screen for screen in menus.screens.values() if screen.id.split("/")[0] in TREES)


def walk(menus: Menus, language: str, path: str) -> str:
    """The screen id that a path of labels leads to, each label taken letter for letter."""
    first, *labels = path.split(" > ")
    assert menus.words[language]["settings"] == first
    here = menus.screens["settings"]
    for wanted in labels:
        found = [row for row in rows(here) if label(menus, language, row) == wanted]
        assert len(found) == 1, f"{wanted!r} stands {len(found)} times on {here.id}"
        here = menus.screens[found[0].opens]
    return here.id


STATUS = "settings/general/network/status"
GUIDE_PATHS = [
    ("Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus", STATUS, MODELS),
    (
        "Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus > Kabel-LAN/Wi-Fi-status",
        f"{STATUS}/lan-wifi",
        MODELS,
    ),
    (
        "Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus > Status för e-postserver",
        f"{STATUS}/email-server",
        MODELS,
    ),
    (
        "Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus > statusblad",
        "status-sheet",
        PRINTING,
    ),
]
ENGLISH_PATHS = [
    ("Settings > General Settings > Network Settings > Network Status", STATUS, MODELS),
    (
        "Settings > General Settings > Network Settings > Network Status > Wired LAN/Wi-Fi Status",
        f"{STATUS}/lan-wifi",
        MODELS,
    ),
    (
        "Settings > General Settings > Network Settings > Network Status > Email Server Status",
        f"{STATUS}/email-server",
        MODELS,
    ),
    (
        "Settings > General Settings > Network Settings > Network Status > Print Status Sheet",
        "status-sheet",
        PRINTING,
    ),
]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("language", "path", "screen", "models"),
    [("sv", *path) for path in GUIDE_PATHS] + [("en", *path) for path in ENGLISH_PATHS],
)
def test_the_paths_of_the_guide_walk_on_every_model_that_has_them(
    language: str, path: str, screen: str, models: tuple[str, ...], model: str
) -> None:
    menus = device(model)
    if model in models:
        assert walk(menus, language, path) == screen
    else:
        with pytest.raises(AssertionError, match="stands 0 times"):
            walk(menus, language, path)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("settings", "Inst."),
        ("settings/general", "Allmänna inställningar"),
        ("settings/general/network", "Nätverksinställningar"),
        (STATUS, "Nätverksstatus"),
        (f"{STATUS}/lan-wifi", "Kabel-LAN/Wi-Fi-status"),
        (f"{STATUS}/lan-wifi/web-config", "Web Config"),
        (f"{STATUS}/email-server", "Status för e-postserver"),
        (f"{STATUS}/status-sheet", "statusblad"),
        (f"{STATUS}/email-server/authentication", "Autentiseringsmetod"),
        (f"{STATUS}/email-server/service", "E-posttjänst"),
        (f"{STATUS}/email-server/state", "Aktuell status"),
        (f"{STATUS}/email-server/sender", "Avsändarens e-postadress"),
        ("settings/general/network/advanced/email-server", "E-postserver"),
        ("settings/general/fax/fax-server", "Faxserver"),
        # Probable, from the domain facts.
        ("connection-check", "Anslutningskontroll"),
        ("settings/general/network/wifi-setup", "Wi-Fi-konfiguration"),
        ("restore", "Återställ standardinställningar"),
        ("settings/general/system/firmware", "Uppdatering av firmware"),
        ("settings/general/system/epas", "Epson Print Admin Serverless"),
        ("settings/general/system/epas/sender", "Avsändarens e-postadress"),
        ("value.epas.sender.user", "Användarens e-postadress"),
        ("value.oauth2", "OAuth2"),
        ("value.email.service.exchange-online", "Microsoft Exchange Online"),
        ("value.email.service.outlook-com", "Outlook.com"),
        ("value.email.security.starttls", "STARTTLS"),
    ],
)
def test_swedish_labels_are_spelled_as_the_guide_prints_them(key: str, words: str) -> None:
    assert device("mfp").words["sv"][key] == words


@pytest.mark.parametrize(
    ("row", "words"),
    [
        # The guide's picture of Web Config (page 11) is in English.
        ("authentication", "Authentication Method"),
        ("service", "Email service"),
        ("state", "Current Status"),
        ("account", "Authenticated Account"),
        ("sender", "Sender's Email Address"),
        ("smtp-address", "SMTP Server Address"),
        ("smtp-port", "SMTP Server Port Number"),
        ("security", "Secure Connection"),
        ("certificate-validation", "Certificate Validation"),
        ("pop-address", "POP3 Server Address"),
        ("pop-port", "POP3 Server Port Number"),
    ],
)
def test_english_labels_are_those_of_the_guides_picture(row: str, words: str) -> None:
    assert device("mfp").words["en"][f"{STATUS}/email-server/{row}"] == words


@pytest.mark.parametrize("model", MODELS)
def test_the_email_server_status_has_the_guides_order_and_no_password(model: str) -> None:
    screen = device(model).screens[f"{STATUS}/email-server"]
    assert screen.kind == "status"
    assert [row.id.rpartition("/")[2] for row in screen.rows] == [
        "authentication",
        "service",
        "state",
        "error",
        "account",
        "sender",
        "smtp-address",
        "smtp-port",
        "security",
        "certificate-validation",
        "pop-address",
        "pop-port",
    ]
    assert all(row.reading and not row.setting for row in screen.rows)


def test_the_network_status_keeps_the_order_of_a_real_status_page() -> None:
    words = device("mfp").words["en"]
    shown = [words[row.id] for row in device("mfp").screens[f"{STATUS}/lan-wifi"].rows]
    real = [
        "Device Name",
        "Connection Status",
        "Obtain IP Address",
        "IP Address",
        "Subnet Mask",
        "Default Gateway",
        "DNS Server Setting",
        "Primary DNS Server",
        "Secondary DNS Server",
        "DNS Host Name",
        "DNS Domain Name",
        "Proxy Server Setting",
        "IPv6 Setting",
        "MAC Address",
    ]
    assert [name for name in shown if name in real] == real
    assert shown[shown.index("IP Address") + 1] == "Web Config"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", MODELS)
def test_no_label_stands_twice_on_a_screen(model: str, language: str) -> None:
    menus = device(model)
    for screen in ours(menus):
        labels = sorted(label(menus, language, row) for row in rows(screen))
        assert not [one for one, next_ in pairwise(labels) if one == next_], screen.id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", MODELS)
def test_labels_and_their_longest_values_fit_the_lcd(model: str, language: str) -> None:
    menus = device(model)
    words = menus.words[language]
    room = menus.model.columns - 6
    for screen in ours(menus):
        for row in screen.rows:
            value = menus.values.get(row.setting or row.reading)
            shown = [""]
            if value is not None and value.kind in ("choice", "switch"):
                choices = value.choices or ("on", "off")
                shown = [words.get(f"value.{value.key}.{one}") or words[f"value.{one}"] for one in choices]
            elif value is not None and value.kind == "number":
                shown = [words[f"unit.{value.unit}"].replace("{n}", str(value.most)) if value.unit else str(value.most)]
            taken = len(label(menus, language, row)) + 2 + max(map(len, shown))
            assert taken <= room, f"{row.id} takes {taken} of {room} cells in {language}"


@pytest.mark.parametrize("model", MODELS)
def test_the_panel_lock_protects_network_and_system(model: str) -> None:
    screens = device(model).screens
    for screen in ("settings/general/network", "settings/general/system"):
        assert screens[screen].rows
        assert all(row.locked for row in screens[screen].rows), screen
    assert not any(row.locked for row in screens["settings"].rows + screens["settings/general"].rows)


@pytest.mark.parametrize("model", MODELS)
def test_a_secret_is_never_a_reading(model: str) -> None:
    menus = device(model)
    secret = {key for key, value in menus.values.items() if value.secret}
    assert "email.auth_password" in secret
    assert not [row.id for screen in menus.screens.values() for row in rows(screen) if row.reading in secret]
    assert all(menus.values[key].default == "" for key in secret)


@pytest.mark.parametrize(
    ("screen", "models"),
    [
        ("settings/general/basic", MODELS),
        ("settings/general/network/advanced/tcp-ip", MODELS),
        ("settings/general/web-service", MODELS),
        ("settings/general/system/security/admin-settings", MODELS),
        ("settings/general/printer/pdl/common", PRINTING),
        ("settings/reports", PRINTING),
        ("settings/counter", PRINTING),
        ("supplies", PRINTING),
        ("paper", PRINTING),
        ("maintenance", MODELS),
        ("connection-check/report", MODELS),
        ("wifi/networks", MODELS),
        ("wifi/disable", MODELS),
        ("administrator-password/new", MODELS),
        ("restore/confirm", MODELS),
        ("firmware/updating", MODELS),
        ("firmware/too-old", ("mfp", "scanner")),
        ("edit-home/tile", MODELS),
        ("clear-memory/fonts", PRINTING),
        ("contact-list", ("mfp", "mfp-small")),
        ("report/configuration", PRINTING),
        ("settings/general/scan/defaults", SCANNING),
        ("settings/general/fax", ("mfp", "mfp-small")),
        ("settings/general/fax/fax-server", ("mfp",)),
        ("settings/general/network/additional", ("mfp",)),
        ("settings/general/storage", ("mfp",)),
        ("settings/general/system/epas", ("mfp", "scanner")),
        ("settings/authentication-device", ("mfp", "scanner")),
    ],
)
def test_a_model_has_the_screens_of_its_capabilities(screen: str, models: tuple[str, ...]) -> None:
    assert tuple(model for model in MODELS if screen in device(model).screens) == models


@pytest.mark.parametrize("model", MODELS)
def test_what_is_opened_is_there_and_knows_its_parent(model: str) -> None:
    menus = device(model)
    for screen in ours(menus):
        for row in rows(screen):
            assert not row.opens or row.opens in menus.screens, row.id
    assert menus.screens[STATUS].parent == "settings/general/network"
    assert menus.screens[f"{STATUS}/email-server"].parent == STATUS


@pytest.mark.parametrize(
    ("key", "kind", "default"),
    [
        ("panel.language", "choice", "sv"),
        ("panel.keyboard", "choice", "sv"),
        ("panel.sleep_timer_min", "number", 15),
        ("panel.operation_timeout", "switch", True),
        ("panel.operation_timeout_min", "number", 3),
        ("panel.lock", "switch", False),
        ("network.ip_address", "text", "192.0.2.10"),
        ("network.subnet_mask", "text", "255.255.255.0"),
        ("network.gateway", "text", "192.0.2.1"),
        ("network.dns_primary", "text", "192.0.2.53"),
        ("network.mac", "fixed", "02:00:5E:10:00:0A"),
        ("network.dns_domain", "text", "ovning.example"),
        ("email.authentication", "choice", "off"),
        ("email.service", "choice", "exchange-online"),
        ("email.smtp_address", "text", "smtp-mail.outlook.com"),
        ("email.smtp_port", "number", 587),
        ("email.security", "choice", "starttls"),
        ("email.certificate_validation", "switch", True),
        ("email.sender", "text", ""),
        ("email.route", "choice", "standard"),
        ("email.attachment_max_mb", "number", 20),
        ("epas.licensed", "switch", False),
        ("epas.sender", "choice", "user"),
        ("scan.colour", "choice", "colour"),
        ("scan.resolution", "choice", "300"),
        ("scan.file_name", "text", "Skanning"),
        ("scan.subject", "text", "Skannat dokument"),
        ("device.firmware", "choice", "current"),
    ],
)
@pytest.mark.parametrize("model", MODELS)
def test_the_values_that_the_program_leans_on_begin_as_the_factory_left_them(
    model: str, key: str, kind: str, default: str | int | bool
) -> None:
    menus = device(model)
    if key.startswith("epas.") and "epas" not in menus.model.capabilities:
        assert key not in menus.values
        return
    value = menus.values[key]
    assert (value.kind, value.default) == (kind, default)


def test_a_large_original_needs_a_large_scanner() -> None:
    assert [model for model in MODELS if "a3" in device(model).values["scan.paper"].choices] == ["mfp"]


@pytest.mark.parametrize("model", MODELS)
def test_every_address_is_one_set_aside_for_documentation(model: str) -> None:
    documentation = [ip_network(one) for one in ("192.0.2.0/24", "198.51.100.0/24", "2001:db8::/32", "fe80::/10")]
    for key, value in device(model).values.items():
        text = str(value.default)
        if not key.startswith(("network.", "additional.", "wifi.")) or text.startswith("255."):
            continue
        try:
            address = ip_address(text)
        except ValueError:
            continue
        assert any(address in block for block in documentation if block.version == address.version), key


@pytest.mark.parametrize("model", MODELS)
def test_what_is_no_setting_is_never_reset(model: str) -> None:
    values = device(model).values
    for key, value in values.items():
        counted = key.startswith(("counters.", "supplies.")) or key.endswith("_sheets")
        if counted or key in ("device.firmware", "epas.licensed", "storage.used", "wifi.nearby", "memory.fonts_kb"):
            assert value.reset == "never", key
        elif key.startswith(("network.", "services.", "additional.")):
            assert value.reset == "network", key
        elif key.startswith("fax."):
            assert value.reset == "fax", key
        elif key.startswith("scan."):
            assert value.reset == "scan", key
