"""What the glass shows now: frozen data that any front end can paint. All words are resolved; ids stay ids."""

from __future__ import annotations

from dataclasses import field

from panel_sim.core.jobs import Leg
from panel_sim.core.record import record


@record
class Row:
    """One line that can be touched or read.

    `kind`: "menu" (opens a screen), "value" (opens an editor; `value` shows what is set), "switch" (`on` says which),
    "choice" (one of several; `on` marks the chosen), "tick" (tick box; `on`), "action", "reading" (label and value, not
    touchable), "heading", "text". `enabled` False is greyed; `locked` wants the administrator. `tone`: "", "good",
    "bad",
    "warn", "muted".
    """

    id: str
    label: str
    value: str = ""
    kind: str = "menu"
    enabled: bool = True
    locked: bool = False
    on: bool = False
    icon: str = ""
    tone: str = ""

    @property
    def touchable(self) -> bool:
        """Whether a tap on it can do anything."""
        return self.enabled and self.kind not in ("reading", "heading", "text")


@record
class Button:
    """A button under the content; `primary` is what Enter means when nothing else is chosen."""

    id: str
    label: str
    primary: bool = False
    enabled: bool = True


@record
class Tile:
    """A tile on Home: `icon` names a file in assets/icons."""

    id: str
    label: str
    icon: str
    enabled: bool = True
    locked: bool = False


@record
class Body:
    """What fills the content of the LCD."""


@record
class Home(Body):
    """The grid of tiles: this page's, of `pages` in all."""

    tiles: tuple[Tile, ...]
    page: int
    pages: int
    columns: int


@record
class Listing(Body):
    """Rows, with tabs above when there are any (rows of kind "choice"; on = the open tab), an introduction,
    buttons below."""

    rows: tuple[Row, ...]
    tabs: tuple[Row, ...] = ()
    intro: str = ""
    empty: str = ""
    buttons: tuple[Button, ...] = ()


@record
class Notice(Body):
    """A message over what was on the glass. `tone`: "good", "bad", "warn" or ""; `detail` is small print."""

    text: str
    tone: str = ""
    detail: str = ""
    buttons: tuple[Button, ...] = ()
    ticks: tuple[Row, ...] = ()
    """Tick boxes of a dialog, such as consent for the organisation."""
    rows: tuple[Row, ...] = ()
    """What is asked about, as readings."""


@record
class Key:
    """A soft key: its id to tap, what stands on it, how many units wide it is; `on` for a latched layer key."""

    id: str
    label: str
    width: int = 1
    on: bool = False
    enabled: bool = True


@record
class Entry(Body):
    """The soft keyboard or number pad over a line of text. `text` is already masked where it is secret."""

    prompt: str
    text: str
    cursor: int
    keys: tuple[tuple[Key, ...], ...]
    numeric: bool = False
    secret: bool = False
    limit: str = ""
    problem: str = ""
    buttons: tuple[Button, ...] = ()


@record
class Progress(Body):
    """Something under way: `done` of `total` (total 0: no measure), with the legs so far when mail is sent."""

    text: str
    done: float = 0
    total: float = 0
    detail: str = ""
    icon: str = ""
    legs: tuple[Leg, ...] = ()
    buttons: tuple[Button, ...] = ()
    leg_names: tuple[tuple[str, str], ...] = ()
    """Leg name and its label, for every leg still to come too."""


@record
class SignInCode(Body):
    """The device code: shown large, address as text and QR, a countdown in seconds on the device's clock."""

    heading: str
    steps: tuple[str, ...]
    waiting: str
    verification_uri: str
    user_code: str = field(repr=False)
    seconds_left: float = 0
    seconds_total: float = 0
    left_text: str = ""
    loopback: bool = False
    loopback_text: str = ""
    qr: tuple[tuple[bool, ...], ...] = ()
    full_screen_qr: bool = False
    buttons: tuple[Button, ...] = ()
    copy_text: str = field(default="", repr=False)
    """The code as the directory gave it, without the hyphens that `user_code` is grouped with: what is copied."""


@record
class JobDetail(Body):
    """One job: the banner (code and meaning, or that it went well), label and value rows, the record of legs,
    buttons."""

    banner: str
    banner_code: str
    tone: str
    rows: tuple[Row, ...]
    legs: tuple[Leg, ...]
    leg_names: tuple[tuple[str, str], ...]
    """Leg name and its label, for every leg of this kind of job, also those never reached."""
    buttons: tuple[Button, ...] = ()
    expanded: bool = False
    """Whether each leg stands on a line of its own with its detail."""


@record
class Asleep(Body):
    """The glass is dark; any touch wakes it."""


@record
class Off(Body):
    """The power is off; only the power key does anything."""


@record
class Lamps:
    """The lamps of the bezel, as IPP would say it: power, data (something under way), error."""

    power: str = "lit"
    data: str = "dark"
    error: str = "dark"
    """Each "dark", "lit" or "blinking" (RFC 3805 console lights)."""


@record
class Bar:
    """The status bar and the bezel: words resolved, empty where there is nothing to say."""

    product: str
    model: str
    practice: bool
    banner: str
    lock: str
    """"", or the word for locked / unlocked by the administrator."""
    user: str
    network: str
    clock: str
    lamps: Lamps
    lamp_words: tuple[str, str, str]
    jobs: str
    """The label of the Jobbstatus key."""
    active_jobs: int
    printer_state: str
    """idle, processing or stopped."""
    printer_state_reasons: tuple[str, ...]
    key_words: tuple[tuple[str, str], ...]
    """Hard key id (power, home, help ...) and its word."""


@record
class View:
    """The whole panel at one moment."""

    screen: str
    """The screen id."""
    title: str
    body: Body
    bar: Bar
    can_back: bool
    back_label: str
    language: str
    columns: int
    """The model's natural LCD width in cells (inside the bezel)."""
    lines: int
    """The model's natural LCD height in cells, status and bottom bars included."""
    over: View | None = None
    """What stands under a notice, dialog or entry, for front ends that can show it dimmed."""

    def rows(self) -> tuple[Row, ...]:
        """Every row of the content, tabs first; () where the content has none."""
        body = self.body
        if isinstance(body, Listing):
            return body.tabs + body.rows
        if isinstance(body, Notice):
            return body.rows + body.ticks
        if isinstance(body, JobDetail):
            return body.rows
        return ()

    def buttons(self) -> tuple[Button, ...]:
        """Every button under the content."""
        body = self.body
        if isinstance(body, (Listing, Notice, Entry, Progress, SignInCode, JobDetail)):
            return body.buttons
        return ()
