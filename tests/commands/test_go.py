"""panel-sim go: one menu path, walked on the device in the home."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.clocks import ManualClock
from panel_sim.adapters.job_log import SqliteJobLog
from panel_sim.adapters.store import JsonStore
from panel_sim.core.jobs import Job

Command = Callable[..., Any]
STATUS = "Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus > Status för e-postserver"


def test_the_guides_path(command: Command) -> None:
    done = command("go", STATUS)
    assert done.code == 0
    assert "Status för e-postserver" in done.out
    assert "Microsoft Exchange Online" in done.out
    assert done.err == ""


def test_a_wrong_label_names_the_nearest(command: Command) -> None:
    done = command("go", "Inst. > Allmänna instälningar")
    assert (done.code, done.out) == (1, "")
    assert 'Did you mean "Allmänna inställningar"?' in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("path", ["", "A >", " > "])
def test_no_path_at_all(command: Command, path: str) -> None:
    assert command("go", path).code == 2


def test_in_english_on_another_model(command: Command) -> None:
    done = command("go", "Settings > General Settings", "--language", "en", "--model", "scanner")
    assert done.code == 0
    assert "General Settings" in done.out
    assert command("go", "Paper Setup", "--model", "scanner", "--language", "en").code == 1, "it has no paper"


def test_from_another_screen(command: Command) -> None:
    assert command("go", "Nätverksstatus", "--screen", "settings/general/network").code == 0
    assert command("go", "Inst.", "--screen", "settings/general/network").code == 1
    assert command("go", "Hem > Inst.", "--screen", "settings/general/network").code == 0


def test_given_a_beginning(command: Command) -> None:
    done = command("--given", "epas", "go", STATUS)
    assert "Inloggad" in done.out
    assert "skrivare@ovning.example" in done.out
    assert "Inte inloggad" in command("go", STATUS).out


def test_the_home_is_read_whoever_holds_it_and_never_written(command: Command, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    store = JsonStore(home / "settings.json")
    kept = {"format": 1, "model": "mfp-small", "values": {"panel.language": "en", "network.device_name": "MITT-NAMN"}}
    store.save(kept)
    log = SqliteJobLog(home / "jobs.sqlite")
    log.add(Job(0, "scan-to-email", "scan/email", ManualClock().now(), "completed", to=("kund@x.example",)))
    log.close()
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.suffix == ".json"}
    assert "kund@x.example" in command("go", "Job/Status").out
    assert "Sound" in command("go", "Settings > General Settings > Basic Settings").out
    assert {path.name: path.read_bytes() for path in home.iterdir() if path.suffix == ".json"} == before
    assert json.loads((home / "settings.json").read_text())["model"] == "mfp-small"


def test_a_damaged_settings_file_is_left_for_the_one_who_holds_the_home(command: Command, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    for damaged in (b"{", b"[]", b"\x00\xff", b'{"values": 5, "users": "x", "model": "mfp"}'):
        (home / "settings.json").write_bytes(damaged)
        assert command("go", "Inst.").code == 0
        assert (home / "settings.json").read_bytes() == damaged
