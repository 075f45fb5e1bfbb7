"""Finds the data folders that come with the program: menus, states, assets."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def shipped(kind: str) -> Path:
    """The folder of that kind ("menus", "states", "assets"): in the installed package, else in the checkout."""
    installed = Path(str(files("panel_sim"))) / "_data" / kind
    return installed if installed.is_dir() else Path(__file__).resolve().parents[1] / kind
