"""panel-sim reset: a new start."""

from __future__ import annotations

import shutil

import click

from panel_sim.adapters.system_keyring import SystemKeyring
from panel_sim.adapters.token_cache import forget_all
from panel_sim.bootstrap import open_home
from panel_sim.options import Options


def run(options: Options, *, yes: bool) -> int:
    """Throw away everything in the home but profiles and the lock; asks first."""
    home = open_home(options, exclusive=True)
    try:
        if not yes and not click.confirm(
            f"Throw away settings, sign-ins, jobs, sheets and practice mail in {home.folder}?", err=True
        ):
            return 1
        ours = ("settings.json", "jobs.sqlite", "jobs.sqlite-wal", "jobs.sqlite-shm", "clock.json")
        for name in ours:
            (home.folder / name).unlink(missing_ok=True)
        # The key first: it may lie in the system's keyring, under a name that only the tokens' folder knows.
        if not home.tokens.is_symlink():
            forget_all(home.tokens, SystemKeyring)
        for folder in (home.tokens, home.tenant, home.output, home.spool):
            if folder.is_dir() and not folder.is_symlink():
                shutil.rmtree(folder)
        click.echo(f"{home.folder} is as new.", err=True)
    finally:
        home.close()
    return 0
