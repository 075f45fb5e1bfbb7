"""What the directory's API does when a fault is met at one of its legs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from panel_sim.tenant import refusals
from panel_sim.tenant.clock import utc
from panel_sim.tenant.fault_rules import Fault
from panel_sim.tenant.faults import Faults
from panel_sim.tenant.realm import Realm
from panel_sim.tenant.refusals import Refusal, slow_down
from panel_sim.tenant.seeds import CLIENT_ID, TENANT_NAME
from panel_sim.tenant.waiting import Waiting
from panel_sim.tenant.web import Json

REFUSES = {"discovery": 90002, "device_code": 700016, "sign_in": 65004, "refresh": 50173}
"""A plain no at each leg."""

WORDS = {"pending": 70016, "declined": 65004, "expired": 70020, "transient": 90033}
"""Words of a script of polls, and their numbers."""

PROXY_PAGE = (
    "<html><head><title>503 Service Unavailable</title></head>"
    "<body><h1>Service Unavailable</h1><p>The practice proxy cannot reach the service.</p></body></html>\n"
)


class DirectoryFaults:
    """Met by each request of a leg, before anything is done for it."""

    def __init__(
        self, faults: Faults, realm: Realm, waiting: Waiting, cut: Callable[[tuple[str, int]], None]
    ) -> None:
        self._faults = faults
        self._realm = realm
        self._waiting = waiting
        self._cut = cut

    async def answer(self, request: Request, leg: str, device_code: str = "") -> Response | None:
        """What to answer in place of the truth, or None.

        Raises Refusal for a refusal of Entra's kind, and ClientDisconnect when the client is left without an answer.
        """
        fault = self._faults.meet("directory", leg)
        if fault is None:
            return None
        word = self._faults.poll_word(fault, device_code) if fault.do == "polls" else fault.do
        if word == "delay":
            await self._delay(request, fault.delay_s)
        elif word == "silence":
            await self._be_silent(request)
        elif word == "drop":
            await self._drop(request)
        elif word == "html":
            return Response(PROXY_PAGE, 503, media_type="text/html")
        elif word == "refuse":
            raise self._refusal(REFUSES[leg])
        elif word == "slow_down":
            raise slow_down()
        elif word == "access_denied":
            raise Refusal(65004, error="access_denied")
        elif word in WORDS or word.isdigit():
            raise self._refusal(WORDS[word] if word in WORDS else int(word))
        elif word == "reply":
            return self._reply(request, fault)
        return None

    def _reply(self, request: Request, fault: Fault) -> Response:
        headers = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
        if fault.aadsts is None:
            text = PROXY_PAGE if fault.text is None else fault.text
            headers["content-type"] = fault.content_type
            return Response(text.encode("utf-8", "replace"), fault.code or 503, headers)
        refusal = self._refusal(fault.aadsts)
        body = refusals.body(
            refusal,
            now=self._realm.clock.now(),
            dice=self._realm.dice,
            correlation_id=request.headers.get("client-request-id"),
        )
        if fault.text is not None:
            body["error_description"] = f"{refusal.number}: {fault.text}"
        return Json(body, fault.code or refusal.status, headers)

    def _refusal(self, number: int) -> Refusal:
        """A refusal whose words are filled in as well as they can be without its own occasion."""
        now = utc(self._realm.clock.now()).strftime("%Y-%m-%dT%H:%M:%S.0000000Z")
        return Refusal(
            number,
            tenant=TENANT_NAME,
            client=CLIENT_ID,
            name="fault",
            user="",
            grant="",
            scope="",
            resource=CLIENT_ID,
            issued=now,
            valid_from=now,
            idle="90.00:00:00",
            most="86400",
        )

    async def _delay(self, request: Request, seconds: float) -> None:
        """Wait on the practice clock, as long as the client does."""
        gone = asyncio.ensure_future(_until_gone(request))
        waited = asyncio.ensure_future(self._waiting.sleep(seconds))
        try:
            await asyncio.wait({gone, waited}, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                raise ClientDisconnect
        finally:
            gone.cancel()
            waited.cancel()

    async def _be_silent(self, request: Request) -> None:
        release = self._waiting.hold()
        try:
            await _until_gone(request)
        finally:
            release()
        raise ClientDisconnect

    async def _drop(self, request: Request) -> None:
        if request.client is not None:
            self._cut((request.client.host, request.client.port))
        await _until_gone(request)
        raise ClientDisconnect


async def _until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        continue
