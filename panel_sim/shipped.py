"""Finds the data folders that come with the program: menus, states, assets."""

from __future__ import annotations

from pathlib import Path


def shipped(kind: str) -> Path:
    """The folder of that kind ("menus", "states", "assets"): in the installed package, else in the checkout."""
    # As a path on the disk it lies beside this file; importlib.resources would say the same, and load for long.
    package = Path(__file__).resolve().parent
    installed = package / "_data" / kind
    return installed if installed.is_dir() else package.parent / kind
