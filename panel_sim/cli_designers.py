"""The command line of the drawing table: what people who design panels type; `cli` puts it on the group."""

from __future__ import annotations

import click

DESIGNERS: list[click.Command] = []
"""The commands of this module, in the order in which they were written."""


def designers(command: click.Command) -> click.Command:
    """Take a command up among those that `cli` registers."""
    DESIGNERS.append(command)
    return command
