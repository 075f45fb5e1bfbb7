"""The one place where ports meet adapters."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from panel_sim.adapters.dice import SystemDice
from panel_sim.adapters.home import Home, HomeBusy, HomeUnusable
from panel_sim.adapters.job_log import JobLogTooNew, SqliteJobLog
from panel_sim.adapters.passwords import ScryptPasswords
from panel_sim.adapters.store import JsonStore
from panel_sim.core.context import Profile as PanelProfile
from panel_sim.core.device import Device
from panel_sim.core.jobs import Job
from panel_sim.core.menus import Menus
from panel_sim.core.panel import Panel
from panel_sim.core.rules import NAMES
from panel_sim.fixtures import Unhashed, UnknownFixture, known, seed_of, set_up_device
from panel_sim.loading import DataProblems, load, load_cached
from panel_sim.options import Options, Refused
from panel_sim.ports import Clock
from panel_sim.shipped import shipped
from panel_sim.simulator import Ports, Simulator

if TYPE_CHECKING:
    from panel_sim.adapters.profiles import Profile

DEFAULT_MODEL = "mfp"
SHOWROOM = ("showroom",)


def default_home() -> Path:
    """Where state lives when nobody says otherwise."""
    from platformdirs import user_data_path

    return user_data_path("panel-sim", appauthor=False)


def cache_folder() -> Path:
    """Where the compiled menus are kept between runs."""
    from platformdirs import user_cache_path

    return user_cache_path("panel-sim", appauthor=False)


def icons() -> frozenset[str]:
    """The names of the shipped icons."""
    return frozenset(path.stem for path in (shipped("assets") / "icons").glob("*.txt"))


def read_menus(options: Options, model: str) -> Menus:
    """The device's files for a model; raises DataProblems (exit code 2) and Refused."""
    menus, states = options.menus or shipped("menus"), options.states or shipped("states")
    for folder in (menus, states):
        if not folder.is_dir():
            raise Refused(f"There is no folder {folder}.", 2)
    known = sorted(path.stem for path in (menus / "models").glob("*.yaml"))
    if model not in known:
        near = difflib.get_close_matches(model, known, 1, 0.4)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise Refused(f"There is no model {model}.{hint} There are: {', '.join(known)}.", 2)
    if options.menus is None and options.states is None:
        try:
            return load_cached(menus, states, model, NAMES, cache_folder(), icons=icons())
        except OSError:
            # The cache is a convenience: a home without one, or a full disk, costs only time.
            pass
    return load(menus, states, model, NAMES, icons=icons())


class KeptNowhere:
    """A store for commands that only look: what they change is forgotten."""

    def __init__(self, state: Mapping[str, object]) -> None:
        self._state = state

    def load(self) -> Mapping[str, object]:
        """What was there at the start."""
        return self._state

    def save(self, state: Mapping[str, object]) -> None:
        """Remember it until the command ends."""
        self._state = state


class JobsNowhere:
    """A job log for commands that only look."""

    def __init__(self, jobs: Sequence[Job] = ()) -> None:
        self._jobs = list(jobs)

    def add(self, job: Job) -> Job:
        """Give the job the next number."""
        from dataclasses import replace

        made = replace(job, id=max((one.id for one in self._jobs), default=0) + 1)
        self._jobs.insert(0, made)
        return made

    def update(self, job: Job) -> None:
        """Remember the job as it is now."""
        self._jobs = [job if one.id == job.id else one for one in self._jobs]

    def jobs(self, limit: int = 200) -> Sequence[Job]:
        """Newest first."""
        return self._jobs[:limit]


def open_home(options: Options, *, exclusive: bool) -> Home:
    """The home folder; raises Refused with exit code 3."""
    try:
        return Home.open(options.home or default_home(), exclusive)
    except (HomeBusy, HomeUnusable) as error:
        raise Refused(str(error), 3) from None


def passwords() -> ScryptPasswords:
    """How passwords are hashed."""
    return ScryptPasswords(SystemDice(), n=2**13)


def model_of(options: Options, kept: Mapping[str, object]) -> str:
    """The model asked for, else the one that the home was made with."""
    return options.model or str(kept.get("model") or DEFAULT_MODEL)


def named_profile(options: Options) -> Profile:
    """The profile asked for, out of the file that holds profiles. Raises Refused with exit code 2."""
    from panel_sim.adapters.profiles import PRACTICE, ProfileError, read_profiles

    path = options.config or open_home(options, exclusive=False).config
    try:
        profiles = read_profiles(path)
    except ProfileError as error:
        raise Refused(str(error), 2) from None
    if options.profile not in profiles:
        there = [PRACTICE, *sorted(profiles)]
        near = difflib.get_close_matches(options.profile, there, 1, 0.5)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise Refused(f"There is no profile {options.profile} in {path}.{hint} There are: {', '.join(there)}.", 2)
    return profiles[options.profile]


def check_given(options: Options) -> None:
    """Refuse a beginning that there is not."""
    try:
        known(options.given)
    except UnknownFixture as error:
        raise Refused(str(error), 2) from None


def make_device(menus: Menus, kept: Mapping[str, object], options: Options, *, pretend: bool) -> Device:
    """The device as it was kept, or as the fixtures want it. Raises Refused for an unknown language."""
    check_given(options)
    device = Device(menus.values)
    device.unknown["model"] = menus.model.id
    # A beginning that seeds the tenant anew starts the device anew as well: tokens and mail of before are gone with it.
    if kept and not seed_of(options.given):
        device.restore({**kept, "model": menus.model.id})
    if not kept or options.given:
        set_up_device(device, Unhashed(), options.given or SHOWROOM, pretend=pretend)
    if options.language:
        if options.language not in menus.words:
            raise Refused(f"There is no language {options.language}; there are {', '.join(sorted(menus.words))}.", 2)
        device.set("panel.language", options.language)
    return device


def looking(options: Options, clock: Clock, *, use_home: bool) -> Simulator:
    """A simulator for commands that only look (go, show, sheet): nothing is kept, nothing is sent.

    With `use_home` the home's settings and jobs are read, whoever holds it. Raises Refused and DataProblems.
    """
    kept: Mapping[str, object] = {}
    jobs: Sequence[Job] = ()
    if use_home and not options.given:
        home = open_home(options, exclusive=False)
        try:
            kept = _read_only(home.settings)
            if home.jobs.exists():
                log = SqliteJobLog(home.jobs, read_only=True)
                jobs = log.jobs()
                log.close()
        except (OSError, JobLogTooNew) as error:
            raise Refused(f"The home {home.folder} cannot be read: {error}.", 3) from None
    menus = read_menus(options, model_of(options, kept))
    device = make_device(menus, kept, options, pretend=True)
    panel = Panel(menus, device, PanelProfile(practice=options.profile == "practice", name=options.profile))
    try:
        return Simulator(panel, Ports(clock, KeptNowhere(kept), JobsNowhere(jobs), passwords()), screen=options.screen)
    except KeyError as error:
        raise unknown_screen(str(error.args[0]), menus) from None


def unknown_screen(screen: str, menus: Menus) -> Refused:
    """The refusal of a screen id that the model does not have."""
    near = difflib.get_close_matches(screen, menus.screens, 1, 0.4)
    hint = f" Did you mean {near[0]}?" if near else ""
    return Refused(f"There is no screen {screen} on the model {menus.model.id}.{hint}", 1)


def _read_only(path: Path) -> Mapping[str, object]:
    """The kept settings, without setting a damaged file aside: only the one who holds the home does that."""
    import json

    try:
        state = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        return {}
    return state if isinstance(state, dict) else {}


def store_of(home: Home) -> JsonStore:
    """The home's settings file."""
    return JsonStore(home.settings)


__all__ = [
    "DataProblems",
    "Home",
    "cache_folder",
    "check_given",
    "default_home",
    "icons",
    "looking",
    "make_device",
    "model_of",
    "named_profile",
    "open_home",
    "passwords",
    "read_menus",
    "store_of",
    "unknown_screen",
]
