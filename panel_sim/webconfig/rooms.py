"""Which page is made how: forms of values, and those with something of their own to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from panel_sim.ports import CaCertificates, MailCheck
from panel_sim.webconfig.access import Door
from panel_sim.webconfig.certificates import CaPage
from panel_sim.webconfig.connection_test import TestPage
from panel_sim.webconfig.email_server import EmailServerPage
from panel_sim.webconfig.form_page import FormPage
from panel_sim.webconfig.forms import Form
from panel_sim.webconfig.password_page import PasswordPage
from panel_sim.webconfig.printer import Printer
from panel_sim.webconfig.sessions import Sessions
from panel_sim.webconfig.updates import FirmwarePage, RootPage
from panel_sim.webconfig.visit import Page


@dataclass(frozen=True, slots=True)
class Parts:
    """What some pages reach the world through. A page whose part is missing is not there."""

    mail_check: MailCheck | None = None
    ca_certificates: CaCertificates | None = None


def make_pages(
    printer: Printer, forms: Mapping[str, Form], parts: Parts, door: Door, sessions: Sessions
) -> dict[str, Page]:
    """Every page by its id in the map. A new page of its own kind is entered here."""
    pages: dict[str, Page] = {name: FormPage(form) for name, form in forms.items() if _has_rows(form, printer)}
    pages["network/email-server/basic"] = EmailServerPage(printer, sessions)
    pages["product-security/administrator-password"] = PasswordPage(door, sessions)
    if parts.mail_check is not None:
        pages["network/email-server/connection-test"] = TestPage(printer, parts.mail_check)
    if parts.ca_certificates is not None:
        pages["network-security/ca-certificate"] = CaPage(parts.ca_certificates)
    pages["network-security/root-certificate"] = RootPage(printer)
    pages["device-management/firmware-update"] = FirmwarePage(printer)
    return pages


def _has_rows(form: Form, printer: Printer) -> bool:
    """Whether the model has anything that stands on the page."""
    return form.open or any(row.key in printer.specs for section in form.sections for row in section.rows)
