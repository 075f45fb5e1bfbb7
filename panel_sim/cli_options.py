"""The options that every command takes, before or after its name, and what they come to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from panel_sim import __version__
from panel_sim.options import Options, Refused

F = TypeVar("F", bound=Callable[..., Any])

FOLDER = click.Path(path_type=Path)
_COMMON: tuple[Callable[[F], F], ...] = (
    click.option("--home", type=FOLDER, help="Folder where all state lives."),
    click.option("--menus", type=FOLDER, help="Menus of your own instead of the shipped ones."),
    click.option("--states", type=FOLDER, help="Charts of your own instead of the shipped ones."),
    click.option("--model", default="", help="Model of the device: mfp, mfp-small, printer or scanner."),
    click.option("--language", default="", help="Language on the glass: sv or en."),
    click.option("--profile", default="", help="Where sign-in and mail go: practice, or one from panel-sim.toml."),
    click.option("--given", default="", help="Named beginning(s), with commas between: showroom, factory, epas ..."),
    click.option("--screen", default="", help="Id of the screen to start on."),
    click.option("--port-base", type=click.IntRange(1, 65530), help="First of six ports in a row."),
    click.option("--log-file", type=FOLDER, help="Write a log (without secrets) to this file."),
    click.option("--config", type=FOLDER, help="Profiles, instead of panel-sim.toml in the home folder."),
    click.option("--tenant", type=FOLDER, help="Join the practice tenant whose ready line is in this file."),
)
ENDING = ExitStack()
"""What is given back when the program ends, after all that goes wrong has been told."""


def common(command: F) -> F:
    """Give a command the options that stand before or after its name."""
    for option in reversed(_COMMON):
        command = option(command)
    return command


def merged(context: click.Context, /, given: dict[str, Any]) -> Options:
    """The options after the command's name, on top of those before it."""
    options = context.obj if isinstance(context.obj, Options) else Options()
    changes: dict[str, Any] = {name: value for name, value in given.items() if value not in (None, "")}
    if "given" in changes:
        changes["given"] = tuple(part.strip() for part in str(changes["given"]).split(",") if part.strip())
    return replace(options, **changes)


def asked(context: click.Context, /, given: dict[str, Any]) -> Options:
    """The options that a command runs with: merged, the log open, and the profile one that there is. Raises Refused."""
    options = merged(context, given)
    if options.log_file is not None:
        _open_log(options.log_file, context.info_name or "")
    if options.profile != "practice":
        from panel_sim.bootstrap import named_profile

        named_profile(options)
    return options


def _open_log(path: Path, command: str) -> None:
    import logging

    from panel_sim.adapters.log_file import LOGGER, LogFile

    try:
        opened = LogFile(path)
    except OSError as error:
        raise Refused(f"The log {path} cannot be written: {error.strerror}.", 3) from None
    ENDING.callback(opened.close)
    log = logging.getLogger(LOGGER)
    ENDING.callback(log.info, "panel-sim ends")
    log.info("panel-sim %s begins: %s", __version__, command)
