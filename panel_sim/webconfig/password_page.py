"""The page Change Administrator Password."""

from __future__ import annotations

from starlette.responses import Response

from panel_sim.webconfig.access import Door, password_fits
from panel_sim.webconfig.sessions import Sessions
from panel_sim.webconfig.visit import Page, Visit

OLD, NEW, AGAIN = "old", "new", "again"


class PasswordPage(Page):
    """Changes the password; everybody else who is signed in has to sign in again."""

    def __init__(self, door: Door, sessions: Sessions) -> None:
        self._door, self._sessions = door, sessions

    async def answer(self, visit: Visit) -> Response:
        """Show the three fields; on OK compare, then change."""
        if visit.posted is None:
            return visit.write("password.html", problems={})
        problems = await self._problems(visit.typed)
        if problems:
            said = {name: visit.words(key, minutes=self._door.lock_out.minutes) for name, key in problems.items()}
            return visit.write("password.html", problems=said)
        await self._door.change(visit.typed[NEW])
        self._sessions.end_others(visit.mine)
        visit.mine.tell("told.password-changed")
        return visit.go(visit.page)

    async def _problems(self, typed: dict[str, str]) -> dict[str, str]:
        """What is wrong, by field. The old password is compared last: a slip in the new one costs no try."""
        new = typed.get(NEW, "")
        if not password_fits(new):
            return {NEW: "problem.new-password"}
        if typed.get(AGAIN, "") != new:
            return {AGAIN: "problem.passwords-differ"}
        wrong = await self._door.opens(typed.get(OLD, ""))
        return {OLD: wrong} if wrong else {}
