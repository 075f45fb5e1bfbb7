"""The run-time twin of the import contracts: what a light start must not load, tried in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

HEAVY = {
    "PIL",
    "aiosmtpd",
    "aiosmtplib",
    "cryptography",
    "fpdf",
    "img2pdf",
    "jinja2",
    "keyring",
    "msal",
    "pypdfium2",
    "requests",
    "starlette",
    "textual",
    "uvicorn",
}
"""Libraries that cost time, or that belong to one floor only."""

LIGHT = (
    "panel_sim.core",
    "panel_sim.loading",
    "panel_sim.ports",
    "panel_sim.simulator",
    "panel_sim.paths",
    "panel_sim.fixtures",
    "panel_sim.bootstrap",
    "panel_sim.running",
    "panel_sim.commands",
    "panel_sim.options",
    "panel_sim.cli",
    "panel_sim.cli_designers",
    "panel_sim.cli_options",
    "panel_sim.prototyping",
)
"""What the program loads before it knows that it needs more; packages with all their modules."""


def modules() -> list[str]:
    """Every module of panel_sim, by its dotted name, found without importing anything."""
    names = []
    for path in sorted((ROOT / "panel_sim").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def light_modules() -> list[str]:
    """The modules that must load without anything heavy."""
    return [name for name in modules() if f"{name}.".startswith(tuple(f"{light}." for light in LIGHT))]


def loaded_by(names: list[str]) -> set[str]:
    """What is in sys.modules after importing `names`, in an interpreter of its own."""
    script = "\n".join(["import sys", *(f"import {name}" for name in names), "print(*sys.modules)"])
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.split())


def top_levels(names: set[str]) -> set[str]:
    """The packages that dotted names belong to."""
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("name", light_modules())
def test_a_light_module_loads_nothing_heavy(name: str) -> None:
    assert top_levels(loaded_by([name])) & HEAVY == set()


def test_the_core_loads_no_network_disk_or_terminal_module() -> None:
    names = [name for name in modules() if f"{name}.".startswith("panel_sim.core.")]
    worldly = {"asyncio", "click", "curses", "http", "socket", "sqlite3", "ssl", "yaml"}
    assert top_levels(loaded_by(names)) & worldly == set()


def test_the_tenant_loads_nothing_else_of_panel_sim() -> None:
    names = [name for name in modules() if f"{name}.".startswith("panel_sim.tenant.")]
    ours = {name for name in loaded_by(names) if name.startswith("panel_sim.")}
    assert {name for name in ours if not f"{name}.".startswith("panel_sim.tenant.")} == set()
