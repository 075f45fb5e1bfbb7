"""Signs accounts in at the directory: device code, polling, silent refresh; never blocks the panel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from panel_sim.adapters.aside import run_aside
from panel_sim.adapters.deadline import DeadlinePassed, pause, within
from panel_sim.adapters.directory import Answer, Directory
from panel_sim.adapters.directory_failures import PENDING, answer_failure, exception_failure
from panel_sim.adapters.panel_pages import DECLINED, DONE, EXPIRED, Page, PanelPages
from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.sign_in_state import AccountState, Attempt, claims_in, seconds_of
from panel_sim.adapters.token_cache import TokenCache, Tokens
from panel_sim.core.events import CodeShown, Event, SignedIn, SignedOut, SignInAdvanced, SignInEnded, SignInPending
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.ports import Clock, SignIn, SignInFailed, Token

T = TypeVar("T")

REFRESH_BEFORE = timedelta(minutes=5)
"""An access token this close to its end is refreshed, so that it lasts through the delivery (as MSAL does)."""

MISSES_FORGIVEN = 2
"""Polls in a row that may fail in the network before the sign-in ends; RFC 8628 section 3.5 wants the poller to bear
with time-outs."""

FIRST_WAIT_S = 2.0
"""Seconds after which a busy directory is asked again when it names no time of its own; twice as long each time."""

CANCELLED = Failure("cancelled")
NOT_SIGNED_IN = Failure("not-signed-in")
NO_REFRESH_TOKEN = Failure("not-signed-in", leg="refresh", reply="the directory gave no refresh token")


class MsalSignIn(SignIn):
    """The port SignIn on MSAL, for one profile.

    Times are the device's: codes, tokens and deadlines run out on `clock`, since MSAL knows only the wall clock.
    `on_leg(account, leg)` hears of the legs device_code, sign_in and refresh; `record(account)` gives the newest.
    Use it in one event loop, the one in whose thread the clock calls back.
    """

    def __init__(
        self,
        profile: Profile,
        clock: Clock,
        cache: TokenCache,
        on_leg: Callable[[str, Leg], None] = lambda account, leg: None,
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._cache = cache
        self._on_leg = on_leg
        self._accounts: dict[str, AccountState] = {}

    async def start(self, account: str, *, at_panel: bool, language: str) -> Event:
        """Ask for a device code: CodeShown, SignInAdvanced (at the panel), or SignInEnded.

        What the account was signed in as stays until the new sign-in succeeds.
        """
        await self.cancel(account)
        state = self._account(account)
        state.legs.clear()
        if state.soured:
            # What an attempt that failed has learnt of the directory may be what made it fail.
            state.renew(Directory(self._profile))
        if at_panel and self._profile.pages is None:
            only = Failure("sign-in-refused", leg="device_code", reply="only the practice tenant signs in at the panel")
            return SignInEnded(account, only)
        attempt = state.attempt = Attempt(started=self._clock.monotonic())
        began = self._tell(account, state, "device_code")
        try:
            await self._patiently(lambda: self._ask_for_code(state, attempt, language), state, attempt)
        except SignInFailed as failed:
            self._tell(account, state, "device_code", began, failed.failure)
            return self._ended(account, state, attempt, failed.failure)
        self._tell(account, state, "device_code", began)
        if state.attempt is not attempt:
            return SignInEnded(account, CANCELLED)
        attempt.started = self._tell(account, state, "sign_in")
        if at_panel:
            return await self._open_pages(account, state, attempt, language)
        return CodeShown(account, attempt.user_code, attempt.verification_uri, attempt.expires_in, attempt.interval)

    async def poll(self, account: str) -> Event:
        """Ask once: SignInPending, SignedIn or SignInEnded. A busy directory, and up to two failures of the network
        in a row, count as pending; a code that ran out on the device's clock ends the sign-in even so."""
        state = self._account(account)
        attempt = state.attempt
        if attempt is None or attempt.flow is None:
            return SignInEnded(account, CANCELLED)
        flow = attempt.flow
        await self._prepare()
        try:
            answer = await self._ask(state, "sign_in", lambda directory: directory.poll(flow))
            failure = None if "access_token" in answer.body else self._told(answer.body, state, attempt)
        except SignInFailed as failed:
            answer, failure = None, failed.failure
        if state.attempt is not attempt:
            return SignInEnded(account, CANCELLED)
        if answer is not None and failure is None:
            return self._signed_in(account, state, attempt, answer)
        return self._not_yet(account, state, attempt, answer, failure or CANCELLED)

    async def submit(self, account: str, step: str, value: str) -> Event:
        """Fill in the directory's page at the panel: SignInAdvanced, SignedIn or SignInEnded.

        `step` is account, password, consent or decline; a mistyped value comes back as the same step with a problem.
        """
        state = self._account(account)
        attempt = state.attempt
        if attempt is None or attempt.pages is None:
            return SignInEnded(account, CANCELLED)
        pages = attempt.pages
        return await self._turn(account, state, attempt, lambda: pages.submit(step, value))

    async def cancel(self, account: str) -> None:
        """Give up a sign-in that is under way. At the panel the directory is told, when it shows a page that can."""
        state = self._account(account)
        attempt, state.attempt = state.attempt, None
        if attempt is not None:
            await self._give_up(attempt)

    async def _give_up(self, attempt: Attempt) -> None:
        if attempt.pages is None:
            return
        pages = attempt.pages
        try:
            await within(self._clock, self._profile.timeout_s, run_aside(pages.give_up, "directory-pages"))
        except (DeadlinePassed, OSError, ValueError, LookupError):
            return  # The code runs out by itself, which is all that a directory without an answer can be told.

    async def sign_out(self, account: str) -> Event:
        """Empty the token cache and remove its file: SignedOut. Entra has no revocation endpoint that could be told."""
        await self.cancel(account)
        state = self._accounts.pop(account, None)
        if state is not None:
            state.close()
        # Aside, since the system's keyring may have to be asked to let go of the key.
        await run_aside(lambda: self._cache.remove(account), "tokens")
        return SignedOut(account)

    async def keep(self, account: str, to: str) -> None:
        """Move the tokens of `account` to `to`, replacing what was there; without tokens nothing is moved."""
        await self.cancel(to)
        tokens = await self._tokens(account)
        if tokens is None or account == to:
            return
        await self._prepare()
        legs = self._account(account).legs
        for name in (account, to):
            state = self._accounts.pop(name, None)
            if state is not None:
                state.close()
        # Written first and removed after: whatever happens between, the tokens are somewhere.
        self._accounts[to] = AccountState(Directory(self._profile), tokens, legs)
        self._cache.save(to, tokens)
        self._cache.remove(account)

    async def token(self, account: str, on_leg: Callable[[Leg], None]) -> Token:
        """A token that is valid on the device's clock; raises SignInFailed.

        An access token that is still good is used without asking: the directory may have revoked the sign-in, and
        the mail server will not know before the token runs out. That is how the real cloud behaves.
        """
        state = self._account(account)
        async with state.lock:
            tokens = await self._tokens(account)
            if tokens is None:
                raise SignInFailed(NOT_SIGNED_IN)
            if not self._fresh(tokens, REFRESH_BEFORE):
                tokens = await self._refresh(account, state, tokens, on_leg)
        return Token(tokens.address, tokens.access_token)

    async def refresh(self, account: str, on_leg: Callable[[Leg], None]) -> None:
        """Renew the tokens now, however good they still are; raises SignInFailed. For whoever examines a sign-in."""
        state = self._account(account)
        async with state.lock:
            tokens = await self._tokens(account)
            if tokens is None:
                raise SignInFailed(NOT_SIGNED_IN)
            await self._refresh(account, state, tokens, on_leg, forgiving=False)

    def date(self, account: str) -> datetime | None:
        """What the directory's clock said in its newest reply to the account."""
        state = self._accounts.get(account)
        return state.directory.date if state else None

    def lasts(self, account: str) -> float:
        """Seconds that the access token is still good for."""
        state = self._accounts.get(account)
        return (state.tokens.expires - self._clock.now()).total_seconds() if state and state.tokens else 0.0

    def record(self, account: str) -> tuple[Leg, ...]:
        """The newest legs device_code, sign_in and refresh of the account, in the order in which they began."""
        state = self._accounts.get(account)
        return tuple(state.legs.values()) if state else ()

    # The pages at the panel.

    async def _open_pages(self, account: str, state: AccountState, attempt: Attempt, language: str) -> Event:
        pages = attempt.pages = PanelPages(str(self._profile.pages), self._profile.timeout_s, language)
        return await self._turn(account, state, attempt, lambda: pages.open(attempt.user_code))

    async def _turn(self, account: str, state: AccountState, attempt: Attempt, work: Callable[[], Page]) -> Event:
        """Do something on the pages and tell what they show now."""
        try:
            page = await within(self._clock, self._profile.timeout_s, run_aside(work, "directory-pages"))
        except DeadlinePassed:
            return self._ended(account, state, attempt, Failure("timed-out", leg="sign_in"))
        except (OSError, ValueError, LookupError) as error:
            status = attempt.pages.status if attempt.pages else None
            return self._ended(account, state, attempt, exception_failure(error, "sign_in", status))
        if state.attempt is not attempt:
            return SignInEnded(account, CANCELLED)
        if page.step in (DONE, DECLINED, EXPIRED):
            return await self._poll_until_told(account)
        if page.refused:
            await self._give_up(attempt)
            refused = Failure("sign-in-refused", leg="sign_in", reply=page.problem, aadsts=page.problem_code)
            return self._ended(account, state, attempt, refused)
        return SignInAdvanced(
            account, page.step, page.problem, page.problem_code, can_consent_for_organization=page.organization
        )

    async def _poll_until_told(self, account: str) -> Event:
        """The pages are done: the tokens (or the refusal) are there, at once or after the directory's interval."""
        event = await self.poll(account)
        while isinstance(event, SignInPending):
            await pause(self._clock, event.interval)
            event = await self.poll(account)
        return event

    # What polling found.

    def _signed_in(self, account: str, state: AccountState, attempt: Attempt, answer: Answer) -> Event:
        try:
            tokens = self._keep_tokens(account, state, answer, address=None)
        except SignInFailed as failed:
            return self._ended(account, state, attempt, failed.failure)
        self._tell(account, state, "sign_in", attempt.started)
        state.attempt = None
        return SignedIn(account, tokens.address)

    def _not_yet(
        self, account: str, state: AccountState, attempt: Attempt, answer: Answer | None, failure: Failure
    ) -> Event:
        """No tokens: wait on, or end."""
        pending = answer is not None and answer.body.get("error") in PENDING
        busy = failure.kind == "service-busy"
        attempt.misses = 0 if pending or busy else attempt.misses + 1
        # What is no JSON was said by something between us and the directory, and may have gone the next time.
        missed = answer is None and failure.kind != "tls-failed"
        if not (pending or busy or (missed and attempt.misses <= MISSES_FORGIVEN)):
            return self._ended(account, state, attempt, failure)
        left = attempt.deadline - self._clock.monotonic()
        if left <= 0:
            return self._ended(account, state, attempt, Failure("code-expired", leg="sign_in"))
        wait = attempt.interval * 2**attempt.misses
        # A directory that wants to be left alone for an hour is not asked before the code is dead, but then it is.
        return SignInPending(account, max(wait, min(state.directory.retry_after or 0.0, left)))

    def _told(self, body: dict[str, Any], state: AccountState, attempt: Attempt) -> Failure:
        return answer_failure(body, "sign_in", state.directory.status, attempt.secrets)

    def _ended(self, account: str, state: AccountState, attempt: Attempt, failure: Failure) -> Event:
        if state.attempt is not attempt:
            return SignInEnded(account, CANCELLED)
        state.attempt = None
        state.soured = True
        if "sign_in" in state.legs:
            self._tell(account, state, "sign_in", attempt.started, failure)
        return SignInEnded(account, failure)

    # Tokens.

    def _account(self, account: str) -> AccountState:
        state = self._accounts.get(account)
        if state is None:
            state = self._accounts[account] = AccountState(Directory(self._profile))
        return state

    async def _tokens(self, account: str) -> Tokens | None:
        """What is kept of the account. Read aside, since the key may have to be asked for."""
        state = self._account(account)
        if state.tokens is None:
            loaded = await run_aside(lambda: self._cache.load(account), "tokens")
            # Meanwhile somebody may have signed in, or out.
            if state.tokens is None and self._accounts.get(account) is state:
                state.tokens = loaded
        return state.tokens

    async def _prepare(self) -> None:
        """Have the key with which tokens are kept, so that keeping them waits for nobody."""
        if not self._cache.ready:
            await run_aside(self._cache.prepare, "tokens")

    def _fresh(self, tokens: Tokens, margin: timedelta) -> bool:
        """Whether the access token is good for `margin` more; one from the future means that the clock was set back."""
        now = self._clock.now()
        return tokens.issued - REFRESH_BEFORE <= now < tokens.expires - margin

    async def _refresh(
        self,
        account: str,
        state: AccountState,
        tokens: Tokens,
        on_leg: Callable[[Leg], None],
        *,
        forgiving: bool = True,
    ) -> Tokens:
        """New tokens; where that fails and `forgiving`, the old ones as long as they are good. Raises SignInFailed."""
        await self._prepare()
        began = self._tell(account, state, "refresh", on_leg=on_leg)

        async def ask() -> Answer:
            answer = await self._ask(state, "refresh", lambda directory: directory.refresh(tokens.cache), locked=True)
            if answer is None:
                raise SignInFailed(NO_REFRESH_TOKEN)
            if "access_token" not in answer.body:
                status = state.directory.status
                raise SignInFailed(answer_failure(answer.body, "refresh", status, tokens.secrets))
            return answer

        good = forgiving and self._fresh(tokens, timedelta(0))
        try:
            # With a token that is still good nobody has to wait for a busy directory.
            answer = await (ask() if good else self._patiently(ask, state))
            tokens = self._keep_tokens(account, state, answer, address=tokens.address)
        except SignInFailed as failed:
            self._tell(account, state, "refresh", began, failed.failure, on_leg=on_leg)
            if forgiving and self._accounts.get(account) is state and self._fresh(tokens, timedelta(0)):
                return tokens
            raise
        self._tell(account, state, "refresh", began, on_leg=on_leg)
        return tokens

    def _keep_tokens(self, account: str, state: AccountState, answer: Answer, address: str | None) -> Tokens:
        """Keep what the directory gave, unless the account was signed out meanwhile; raises SignInFailed."""
        if self._accounts.get(account) is not state:
            raise SignInFailed(CANCELLED)
        body, now = answer.body, self._clock.now()
        tokens = Tokens(
            address=address or self._address(body),
            issued=now,
            expires=now + timedelta(seconds=seconds_of(body.get("expires_in"), 3600)),
            access_token=str(body["access_token"]),
            cache=answer.cache,
        )
        state.tokens = tokens
        self._cache.save(account, tokens)
        return tokens

    def _address(self, body: dict[str, Any]) -> str:
        """The mailbox the tokens belong to: the profile's `user`, or the claim it names; raises SignInFailed."""
        if self._profile.user:
            return self._profile.user
        # Without an id_token some directories name the user in an access token that can be read. What it says decides
        # only whose name stands beside it: the mail server reads the token for itself.
        claims = body.get("id_token_claims") or claims_in(str(body["access_token"]))
        for name in (self._profile.user_claim, "preferred_username", "upn", "email"):
            value = claims.get(name)
            if isinstance(value, str) and value.isprintable() and value.strip():
                return value.strip()
        why = f"the answer names no mailbox: it has no claim {self._profile.user_claim}; give the profile a user"
        raise SignInFailed(Failure("bad-answer", leg="sign_in", reply=why))

    # Asking.

    async def _ask_for_code(self, state: AccountState, attempt: Attempt, language: str) -> None:
        flow = await self._ask(state, "device_code", lambda directory: directory.start(language))
        attempt.take(flow, self._clock.monotonic(), state.directory.status)

    async def _patiently(
        self, ask: Callable[[], Awaitable[T]], state: AccountState, attempt: Attempt | None = None
    ) -> T:
        """Ask again when the directory is busy, after its own time or longer each time, for as long as the profile's
        time-out; raises SignInFailed. An `attempt` that was given up meanwhile is not asked for any more."""
        left, wait = self._profile.timeout_s, FIRST_WAIT_S
        while True:
            try:
                return await ask()
            except SignInFailed as failed:
                pausing = max(wait, state.directory.retry_after or 0.0)
                if failed.failure.kind != "service-busy" or pausing > left:
                    raise
                await pause(self._clock, pausing)
                if attempt is not None and state.attempt is not attempt:
                    raise
                left, wait = left - pausing, wait * 2

    async def _ask(
        self, state: AccountState, leg: str, question: Callable[[Directory], T], *, locked: bool = False
    ) -> T:
        """Ask the directory aside, within the profile's time-out on the device's clock; raises SignInFailed."""
        if not locked:
            async with state.lock:
                return await self._ask(state, leg, question, locked=True)
        directory = state.directory
        answered = False
        try:
            answer = await within(
                self._clock, self._profile.timeout_s, run_aside(lambda: question(directory), f"directory-{leg}")
            )
            answered = True
            return answer
        except DeadlinePassed:
            raise SignInFailed(Failure("timed-out", leg=leg)) from None
        except Exception as error:  # MSAL raises a dozen kinds, of which none may reach the panel
            answered = True
            raise SignInFailed(exception_failure(error, leg, directory.status)) from None
        finally:
            if not answered:
                # The thread goes on with this MSAL application until its socket gives up: leave both to each other.
                state.directory = Directory(self._profile)

    def _tell(
        self,
        account: str,
        state: AccountState,
        name: str,
        began: float | None = None,
        failure: Failure | None = None,
        on_leg: Callable[[Leg], None] = lambda leg: None,
    ) -> float:
        """Tell that a leg begins (without `began`; gives the moment) or is over."""
        now = self._clock.monotonic()
        if began is None:
            leg = Leg(name, None)
        else:
            leg = Leg(name, failure is None, (now - began) * 1000, (failure.detail or failure.kind) if failure else "")
        state.legs[name] = leg
        self._on_leg(account, leg)
        on_leg(leg)
        return now
