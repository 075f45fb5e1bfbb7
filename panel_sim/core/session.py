"""What the panel has in its head just now: who is logged in, what is open, what is under way. Gone at power-off."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from panel_sim.core.entry import EntryState
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Job
from panel_sim.core.set_up import SetUp


@dataclass(slots=True)
class Code:
    """A device code on the glass."""

    user_code: str = field(repr=False)
    verification_uri: str
    expires_at: float
    """On the device's monotonic clock, in seconds."""
    lifetime: float
    interval: float


@dataclass(slots=True)
class SigningIn:
    """A sign-in under way at the panel."""

    account: str
    at_panel: bool = False
    address: str = ""
    open: bool = False
    """Whether the directory's pages are open and wait for the next step."""
    step: str = ""
    problem: str = ""
    problem_code: str = ""
    organization_offered: bool = False
    organization: bool = False
    code: Code | None = None
    failure: Failure | None = None
    address_done: str = ""


@dataclass(slots=True)
class Session:
    """The panel's short memory."""

    user: str = ""
    administrator: bool = False
    home_page: int = 0
    trail: list[str] = field(default_factory=list)
    """The screens under the present one, nearest last."""
    entry: EntryState | None = None
    covered: dict[str, tuple[EntryState, str]] = field(default_factory=dict)
    """What was being typed, and the problem shown, on screens that something lies over now."""
    signing_in: SigningIn | None = None
    after_login: str = ""
    """Where the login leads on to: my-email, or nothing."""
    origin: str = ""
    """The tile that the draft was opened from: to-my-email or scan."""
    recipients: list[str] = field(default_factory=list)
    job: int = 0
    """The job that the progress and result screens are about."""
    open_contact: int = 0
    contact_name: str = ""
    printer_sign_in: SigningIn | None = None
    """The printer's own sign-in, which Web Config shows while it is under way."""
    open_job: int = 0
    """The job whose detail is open."""
    job_expanded: bool = False
    qr_full: bool = False
    jobs: dict[int, Job] = field(default_factory=dict)
    """The job history as far as it is known here, by number."""
    pages_done: int = 0
    pages_total: int = 0
    bytes_done: int = 0
    bytes_total: int = 0
    wrong_passwords: int = 0
    locked_out_until: float = 0.0
    checking: str = ""
    login_user: str = ""
    problem: str = ""
    """A word key that the open entry shows under its line."""
    told: list[tuple[str, str]] = field(default_factory=list)
    """Notices of the program that wait to be read: word key and detail."""
    last_input: float = 0.0
    timers: set[str] = field(default_factory=set)
    last_trigger: str = ""
    refused: list[str] = field(default_factory=list)
    """The guards that refused the last trigger."""
    booted: datetime | None = None
    set_up: SetUp = field(default_factory=SetUp)
    """What the flows under Inst. keep while they are under way."""
