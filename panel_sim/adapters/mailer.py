"""Sends mail through SMTP with an access token; builds and sends in a thread, so the panel never waits."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from panel_sim.adapters.aside import post
from panel_sim.adapters.clocks import going_on
from panel_sim.adapters.delivery import Delivery, Parcel, Progress
from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.trust import Trust
from panel_sim.core.effects import Mail
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.ports import Clock, Mailer, Timer, Token


class SmtpMailer(Mailer):
    """The port Mailer on aiosmtplib, for one profile.

    Each delivery has a thread and an event loop of its own: building and sending in the panel's loop would hold it
    for a quarter of a second at 10 MiB. `shown` is the server as the glass shows it, where practice maps it to a
    local one; `own_name` is what EHLO says; `spool` the folder for the unnamed spool file; `context` gives the TLS
    settings, without one those of the profile.
    """

    def __init__(
        self,
        profile: Profile,
        clock: Clock,
        *,
        shown: tuple[str, int] | None = None,
        spool: Path | None = None,
        own_name: str = "panel-sim",
        context: Callable[[], ssl.SSLContext] | None = None,
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._shown = shown
        self._spool = spool
        self._own_name = own_name
        self._context = context or Trust(profile.ca_file).context

    async def send(
        self,
        mail: Mail,
        attachments: Sequence[Path],
        token: Token,
        on_leg: Callable[[Leg], None],
        on_progress: Callable[[int, int], None],
    ) -> Failure | None:
        """Send once; None when the server accepted the message whole.

        Each leg must end (and data must progress) within the profile's time-out on the clock. Cancelling closes the
        socket at once; the leg it happened in is told as failed, and says so if the message was whole by then.
        """
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[Failure | None] = loop.create_future()
        watch: _Watch
        stopped: list[Callable[[], None]] = []

        def stop(failure: Failure) -> None:
            # From here on it is this computer that is waited for, no server.
            stopped.append(going_on(self._clock))
            delivery.stop(failure)

        def hear(report: Leg | Progress) -> None:
            post(loop, watch.hear, report)

        delivery = Delivery(
            self._profile,
            self._clock,
            Parcel(mail, tuple(attachments), token),
            hear,
            context=self._context,
            own_name=self._own_name,
            spool=self._spool,
            shown=self._shown,
        )
        watch = _Watch(self._clock, self._profile.timeout_s, stop, on_leg, on_progress)

        def work() -> None:
            try:
                failure = asyncio.run(delivery.run())
            except Exception as error:  # a fault of ours belongs to the one who waits, not to a thread's last words
                post(loop, ended.set_exception, error)
            else:
                post(loop, ended.set_result, failure)

        threading.Thread(target=work, name="mail", daemon=True).start()
        try:
            return await asyncio.shield(ended)
        except asyncio.CancelledError:
            stop(Failure("cancelled"))
            # The socket is closed in the other thread; what is told of it comes before this task is over.
            while not ended.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([ended])
            raise
        finally:
            watch.close()
            for over in stopped:
                over()


class _Watch:
    """Hears the delivery's reports in the caller's loop, passes them on, and keeps its deadlines on the clock."""

    def __init__(
        self,
        clock: Clock,
        timeout_s: float,
        stop: Callable[[Failure], None],
        on_leg: Callable[[Leg], None],
        on_progress: Callable[[int, int], None],
    ) -> None:
        self._clock = clock
        self._timeout_s = timeout_s
        self._stop = stop
        self._on_leg = on_leg
        self._on_progress = on_progress
        self._timer: Timer | None = None

    def hear(self, report: Leg | Progress) -> None:
        """Pass a report on; a leg's beginning and each progress set the deadline anew."""
        self.close()
        if isinstance(report, Progress) or report.ok is None:
            self._timer = self._clock.call_later(self._timeout_s, lambda: self._stop(Failure("timed-out")))
        if isinstance(report, Progress):
            self._on_progress(report.sent, report.total)
        else:
            self._on_leg(report)

    def close(self) -> None:
        """No deadline any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
