"""The status bar and the bezel: who is logged in, what the clock says, which lamps are lit."""

from __future__ import annotations

from panel_sim.core.context import Context
from panel_sim.core.views import Bar, Lamps

HARD_KEYS = ("power", "home", "help")
STOPPING = ("media-empty", "cover-open", "marker-supply-empty")
"""Conditions that stop the printer (IPP printer-state-reasons)."""


class Bars:
    """Makes the bar, and keeps the last one while nothing in it changed."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._key: object = None
        self._bar: Bar | None = None

    def bar(self) -> Bar:
        """The bar as it is now."""
        context = self._context
        session, device = context.session, context.device
        active = context.active_jobs
        now, screen = context.now, context.screen
        user = device.user(session.user) if session.user else None
        key = (
            context.words.language,
            now.hour,
            now.minute,
            user.name if user is not None else "",
            session.administrator,
            active,
            tuple(device.conditions),
            device.on("panel.lock"),
            device.text("network.ip_address"),
            context.profile.practice,
            screen if screen in ("off", "asleep") else "",
        )
        if self._bar is None or key != self._key:
            self._key, self._bar = key, self._made(active)
        return self._bar

    def _made(self, active: int) -> Bar:
        context = self._context
        session, device, text = context.session, context.device, context.text
        reasons = tuple(sorted(name for name in device.conditions if name in STOPPING or name.startswith("marker-")))
        stopped = any(name in STOPPING for name in device.conditions)
        connected = "network-unplugged" not in device.conditions
        lock = ""
        if session.administrator:
            lock = text("bar.administrator")
        elif device.on("panel.lock"):
            lock = text("bar.locked")
        user = device.user(session.user) if session.user else None
        off, asleep = context.screen == "off", context.screen == "asleep"
        model = context.menus.model
        return Bar(
            product=model.product,
            model=model.id,
            practice=context.profile.practice,
            banner=text("bar.practice" if context.profile.practice else "bar.live"),
            lock=lock,
            user=user.name if user else "",
            network=device.text("network.ip_address") if connected else text("bar.not-connected"),
            clock=context.now.strftime("%H:%M"),
            lamps=Lamps(
                "dark" if off else "blinking" if asleep else "lit",
                "blinking" if active else "dark",
                "lit" if stopped and not off else "dark",
            ),
            lamp_words=(text("bar.lamp.power"), text("bar.lamp.data"), text("bar.lamp.error")),
            jobs=text("bar.jobs"),
            active_jobs=active,
            printer_state="stopped" if stopped else "processing" if active else "idle",
            printer_state_reasons=reasons,
            key_words=tuple((key, text(f"bar.key.{key}")) for key in HARD_KEYS),
        )
