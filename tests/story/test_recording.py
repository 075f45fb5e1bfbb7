"""Somebody records a sign-in on the real panel in a real terminal, and plays the file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
F4, F8 = "\x1bOS", "\x1b[19~"


def test_a_sign_in_with_a_code(terminal: Callable[..., Any], person: Any, tmp_path: Path) -> None:
    file = tmp_path / "sign-in.path.yaml"
    panel = terminal("record", str(file), "--given", "epas", columns=100, lines=30)
    panel.until("Spelar in: 0 steg")
    panel.until(lambda glass: "F4 kontrollera" in glass)
    panel.choose("Till Min e-post")
    panel.until("Ange ID-nummer")
    panel.press("1", "1", "1", "1", "enter")
    panel.until("E-postadress till ditt konto")
    panel.choose("Använd kod")
    panel.until("Skriv")
    glass = panel.until("devicelogin")
    address = next(word for word in glass.split() if word.startswith("http://localhost"))
    code = panel.code()
    assert person.sign_in(address, code, "anna@ovning.example") in ("done", "consent")
    panel.until("Du är inloggad.")
    panel.press(F4)
    panel.until("Kontrolleras: on: sign-in/done")
    panel.choose("OK")
    panel.until("Starta")
    panel.press(F4, F8)
    panel.until("Borttaget: ")
    panel.press("home")
    panel.press("ctrl+q")
    panel.until("Played again: it holds.", 60)

    text = file.read_text("utf-8")
    assert "  - log_in: {user: anna}\n  - tap: Använd kod\n  - sign_in: {as: anna@ovning.example}\n" in text
    assert "  - on: sign-in/done\n  - see: Du är inloggad.\n  - tap: OK\n" in text
    assert "1111" not in text
    assert code not in text
    played = subprocess.run(
        [sys.executable, "-m", "panel_sim", "run", str(file)], capture_output=True, text=True, timeout=60
    )
    assert played.returncode == 0, played.stdout
