"""Network Security > CA Certificate: whom the device trusts beside those it came with."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from panel_sim.ports import CaCertificates, CertificateRefused
from panel_sim.webconfig.visit import Page, Visit

FILE = "certificate"


class CaPage(Page):
    """Lists the authorities that were brought, takes new ones and removes them."""

    uploads = True

    def __init__(self, certificates: CaCertificates) -> None:
        self._certificates = certificates

    async def answer(self, visit: Visit) -> Response:
        """Show the list; import or remove."""
        if visit.posted is None:
            return await self._show(visit, "")
        if visit.action == "remove":
            try:
                await asyncio.to_thread(self._certificates.remove, visit.typed.get("id", "")[:100])
            except OSError:
                return await self._show(visit, "certificate.disk")
            visit.mine.tell("told.certificate-removed")
            return visit.go(visit.page)
        try:
            made = await asyncio.to_thread(self._certificates.add, visit.posted.files.get(FILE, b""))
        except CertificateRefused as refused:
            return await self._show(visit, f"certificate.{refused.why}")
        except OSError:
            return await self._show(visit, "certificate.disk")
        visit.mine.tell("told.certificate-added", subject=made.subject)
        return visit.go(visit.page)

    async def _show(self, visit: Visit, problem: str) -> Response:
        found = await asyncio.to_thread(self._certificates.all)
        return visit.write(
            "ca_certificates.html",
            certificates=found,
            problem=visit.words(problem) if problem else "",
        )
