"""What stands on the bench beside the panel, gathered from a running device."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panel_sim.core.device import PRINTER
from panel_sim.core.events import CodeShown, LegReached, PasswordChecked, SendProgressed, Typed
from panel_sim.running import DEVICE_FAULTS, TENANT_FAULTS
from panel_sim.tui.bench import Bench, BenchActions, BenchFault, BenchMail
from panel_sim.tui.words import word

if TYPE_CHECKING:
    from panel_sim.running import Running

LONGEST_LOG = 200
_QUIET = (SendProgressed, LegReached)


def spoken(kind: str, what: object) -> str:
    """An event or effect in a line, without anything secret: only its name and harmless subjects."""
    sign = "→" if kind == "effect" else "•"
    name = type(what).__name__
    if isinstance(what, (Typed, CodeShown, PasswordChecked)):
        return f"{sign} {name}"
    for subject in ("row", "key", "name", "account", "job", "words", "purpose"):
        value = getattr(what, subject, None)
        if isinstance(value, (str, int)):
            # Keys on the glass may type a password.
            return f"{sign} {name} {'key:…' if str(value).startswith('key:') else value}"
    return f"{sign} {name}"


class BenchData:
    """Watches a running device and says what the bench shows."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._log: deque[str] = deque(maxlen=LONGEST_LOG)
        self._mail: tuple[BenchMail, ...] = ()
        running.simulator.observe(self._noted)

    def _noted(self, kind: str, what: object) -> None:
        if not isinstance(what, _QUIET):
            self._log.append(spoken(kind, what))

    def read_mail(self) -> None:
        """Look into the practice mailboxes again."""
        practice = self._running.practice
        if practice is not None:
            self._mail = tuple(_mail(message) for message in reversed(practice.mail()))[:20]

    def __call__(self) -> Bench:
        """The bench as it is now."""
        running = self._running
        panel = running.simulator.panel
        session = panel.context.session
        offset = running.clock.offset
        days, rest = divmod(int(offset), 86400)
        hours, rest = divmod(rest, 3600)
        ahead = f"+{days} d {hours} h {rest // 60} min" if offset else ""
        ready = running.ready
        web = {"webconfig": ready["webconfig"]} if "webconfig" in ready else {}
        pages: dict[str, Any] = {**web, **ready.get("pages", {})}
        names = (*DEVICE_FAULTS, *(TENANT_FAULTS if running.practice is not None else ()))
        output = sorted(running.home.output.glob("*.pdf"), reverse=True)[:3] if running.home.output.is_dir() else []
        return Bench(
            state=panel.machine.screen,
            trigger=session.last_trigger,
            refused=tuple(session.refused),
            log=tuple(self._log),
            mail=self._mail,
            faults=tuple(BenchFault(name, name in running.faults) for name in names),
            clock=running.clock.now().strftime("%Y-%m-%d %H:%M:%S"),
            offset=ahead,
            files=tuple(str(path) for path in output),
            addresses=tuple((name, str(address)) for name, address in pages.items()),
        )

    def actions(self) -> BenchActions:
        """What can be done on the bench."""
        running = self._running
        return BenchActions(
            advance=running.clock.advance if running.profile.practice else None,
            fault=running.set_fault,
            open_mail=self._open_mail if running.profile.practice else None,
            last_sheet=self._last_sheet,
            load_paper=lambda: running.set_fault("paper-out", False),
            revoke=self._revoke if running.profile.practice else None,
        )

    def _revoke(self) -> str:
        """End the sign-ins of the user at the panel, without one those of the printer's account; says whose."""
        context = self._running.simulator.panel.context
        language, device = context.words.language, context.device
        user = device.user(context.session.user)
        address = device.account(f"user:{user.id}").address or user.address if user else device.account(PRINTER).address
        practice = self._running.practice
        if practice is None or not address:
            return word(language, "revoked-nobody")
        try:
            practice.revoke(address)
        except LookupError as error:
            return str(error.args[0]) if error.args else word(language, "revoked-nobody")
        return word(language, "revoked").format(address=address)

    def _open_mail(self) -> str:
        self.read_mail()
        practice = self._running.practice
        messages = practice.mail() if practice is not None else []
        if not messages:
            return word(self._language, "no-mail")
        newest = messages[-1]
        fields = [
            ("from", str(newest.get("header_from") or newest.get("from") or "")),
            ("to", _addresses(newest)),
            ("subject", str(newest.get("subject") or "")),
            ("date", _received(newest, "%Y-%m-%d %H:%M:%S")),
            *(("attachment", name) for name in _attachments(newest)),
        ]
        parts = [f"{word(self._language, f'mail-{name}')}: {value}" for name, value in fields if value]
        return "\n".join([*parts, "", str(newest.get("text", ""))])

    def _last_sheet(self) -> str:
        sheets: list[Path] = sorted(self._running.home.output.glob("*.txt"))
        return sheets[-1].read_text("utf-8") if sheets else word(self._language, "no-sheet")

    @property
    def _language(self) -> str:
        return self._running.simulator.panel.context.words.language


def _attachments(message: Any) -> list[str]:
    found = message.get("attachments") or []
    return [str(one.get("name") or one.get("filename") or "") if isinstance(one, dict) else str(one) for one in found]


def _addresses(message: Any) -> str:
    to = message.get("to") or message.get("mailbox") or ""
    return ", ".join(to) if isinstance(to, (list, tuple)) else str(to)


def _received(message: Any, form: str) -> str:
    """When it came, in local time; as it was written where that is no time."""
    received = str(message.get("received") or message.get("date") or "")
    with suppress(ValueError):
        return datetime.fromisoformat(received).astimezone().strftime(form)
    return received


def _mail(message: Any) -> BenchMail:
    return BenchMail(
        _received(message, "%m-%d %H:%M"),
        _addresses(message),
        str(message.get("subject", "")),
        ", ".join(_attachments(message)),
    )
