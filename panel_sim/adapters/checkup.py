"""Signs in and sends a test mail with a profile, leg by leg, and says what is wrong (`panel-sim doctor`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from panel_sim.adapters.advice import advice_for, phrase
from panel_sim.adapters.deadline import pause
from panel_sim.adapters.mailer import SmtpMailer
from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.sign_in import NO_REFRESH_TOKEN, MsalSignIn
from panel_sim.adapters.token_cache import Unkept
from panel_sim.core.effects import Mail
from panel_sim.core.events import CodeShown, SignedIn, SignInEnded, SignInPending
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.ports import Clock, Dice, SignInFailed

ACCOUNT = "doctor"
MOST_SKEW_S = 300
"""Seconds that our clock may be away from the directory's before it is worth a word (Entra and Kerberos allow five
minutes)."""


@dataclass(frozen=True, slots=True)
class Code:
    """The code that somebody has to enter. It is meant to be shown."""

    user_code: str = field(repr=False)
    verification_uri: str
    expires_in: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """How it ended: the job's code, what the other side said, and what to do about it, sentence by sentence."""

    ok: bool
    kind: str = ""
    leg: str = ""
    code: int | None = None
    detail: str = ""
    advice: tuple[str, ...] = ()


class Checkup:
    """One examination of a profile. Nothing of it is kept: not the tokens, not on the disk.

    `tell` hears of each leg that ended (`ok` None: it could not be tried, and `detail` says why), with the code beside
    the first; `begun` hears of each leg that begins. `wall` is the computer's own time, which is held against the
    directory's.
    """

    def __init__(
        self,
        profile: Profile,
        clock: Clock,
        dice: Dice,
        *,
        language: str,
        wall: Callable[[], datetime],
        tell: Callable[[Leg, Code | None], None],
        begun: Callable[[str], None] = lambda leg: None,
        shown: tuple[str, int] | None = None,
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._dice = dice
        self._language = language
        self._wall = wall
        self._tell = tell
        self._begun = begun
        self._shown = shown
        self._sign_in = MsalSignIn(profile, clock, Unkept())
        self._address = profile.user or ""
        self._to = ""

    async def run(self, to: str = "") -> Verdict:
        """Go through all legs until one fails; the mail goes to `to`, else to whoever signed in."""
        self._to = to
        try:
            failure, notes = await self._examine()
        finally:
            await self._sign_in.cancel(ACCOUNT)
            await self._sign_in.sign_out(ACCOUNT)
        if failure is None:
            return Verdict(True, detail=f"{self._address} → {self._to}", advice=notes)
        advice = self._words(advice_for(failure), failure)
        return Verdict(
            False, failure.kind, failure.leg, failure.code, failure.detail or failure.kind, (advice, *notes)
        )

    async def _examine(self) -> tuple[Failure | None, tuple[str, ...]]:
        notes: list[str] = []
        failure = await self._sign_someone_in()
        self._look_at_the_clock(notes)
        if failure is None:
            failure = await self._renew(notes)
        if failure is None:
            failure = await self._send()
        return failure, tuple(notes)

    async def _sign_someone_in(self) -> Failure | None:
        self._begun("device_code")
        event = await self._sign_in.start(ACCOUNT, at_panel=False, language=self._language)
        leg = self._leg("device_code")
        if not isinstance(event, CodeShown):
            self._tell(leg, None)
            return event.failure if isinstance(event, SignInEnded) else Failure("bad-answer", leg="device_code")
        self._tell(leg, Code(event.user_code, event.verification_uri, event.expires_in))
        self._begun("sign_in")
        wait = event.interval
        while True:
            await pause(self._clock, wait)
            answer = await self._sign_in.poll(ACCOUNT)
            if not isinstance(answer, SignInPending):
                break
            wait = answer.interval
        self._tell(self._leg("sign_in"), None)
        if isinstance(answer, SignedIn):
            self._address = answer.address
            self._to = self._to or answer.address
            return None
        return answer.failure if isinstance(answer, SignInEnded) else Failure("bad-answer", leg="sign_in")

    async def _renew(self, notes: list[str]) -> Failure | None:
        """A sign-in that cannot be renewed would last an hour: a printer's has to last for months."""
        self._begun("refresh")
        try:
            await self._sign_in.refresh(ACCOUNT, lambda leg: None)
        except SignInFailed as failed:
            leg = self._leg("refresh")
            if failed.failure == NO_REFRESH_TOKEN:
                minutes = max(1, round(self._sign_in.lasts(ACCOUNT) / 60))
                notes.append(phrase(self._language, "note.no-refresh-token", {"minutes": minutes}))
                self._tell(Leg("refresh", None, leg.ms, leg.detail), None)
                return None
            self._tell(leg, None)
            return failed.failure
        self._tell(self._leg("refresh"), None)
        return None

    async def _send(self) -> Failure | None:
        domain = self._address.rpartition("@")[2] or "panel-sim.invalid"
        mail = Mail(
            sender=self._address,
            to=(self._to,),
            subject=phrase(self._language, "doctor.subject", {}),
            text=phrase(self._language, "doctor.text", {}) + "\n",
            file_name="",
            file_type="",
            date=self._clock.now(),
            message_id=f"<doctor.{self._dice.hex(12)}@{domain}>",
        )
        try:
            token = await self._sign_in.token(ACCOUNT, lambda leg: None)
        except SignInFailed as failed:
            return failed.failure
        mailer = SmtpMailer(self._profile, self._clock, shown=self._shown)
        return await mailer.send(mail, (), token, self._heard, lambda sent, total: None)

    def _heard(self, leg: Leg) -> None:
        if leg.ok is None:
            self._begun(leg.name)
        else:
            self._tell(leg, None)

    def _leg(self, name: str) -> Leg:
        """The newest leg of that name; one that was never reached counts as failed."""
        found = next((leg for leg in self._sign_in.record(ACCOUNT) if leg.name == name), None)
        if found is None or found.ok is None:
            return Leg(name, False)
        place = urlsplit(self._profile.oidc_authority or self._profile.authority or "").netloc
        return found if found.detail else Leg(name, found.ok, found.ms, place)

    def _look_at_the_clock(self, notes: list[str]) -> None:
        theirs = self._sign_in.date(ACCOUNT)
        skew = abs((self._wall() - theirs).total_seconds()) if theirs else 0.0
        if skew > MOST_SKEW_S:
            notes.append(phrase(self._language, "note.clock", {"minutes": round(skew / 60)}))

    def _words(self, key: str, failure: Failure) -> str:
        profile = self._profile
        directory = profile.oidc_authority or profile.authority or ""
        at_mail = failure.leg in ("dns", "tcp", "tls", "auth", "mail", "rcpt", "data")
        place = urlsplit(directory)
        facts: Mapping[str, object] = {
            "account": self._address or "?",
            "to": self._to,
            "client_id": profile.client_id,
            "directory": directory.rstrip("/"),
            "host": profile.smtp_host if at_mail else place.hostname,
            "port": profile.smtp_port if at_mail else place.port or 443,
        }
        return phrase(self._language, key, facts)
