"""What was damaged at the start is said on the glass, in its language, file by file: real files, real tenant."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from panel_sim.core.events import Tapped, Typed
from panel_sim.options import Options
from panel_sim.running import Running

SAID = {
    "sv": (
        "Enhetens inställningar var skadade",
        "Jobbhistoriken var skadad",
        "Övningsorganisationens signeringsnyckel",
        "Övningsorganisationens databas",
        "Övningsorganisationens certifikat",
    ),
    "en": (
        "The device's settings were damaged",
        "The job history was damaged",
        "The practice organisation's signing key",
        "The practice organisation's database",
        "The practice organisation's certificates",
    ),
}


async def told(options: Options) -> list[tuple[str, str]]:
    """Start the device, and read its notices one after another."""
    running = Running(options)
    try:
        await running.bring_up()
        said = []
        while running.simulator.view.screen == "told":
            body = running.simulator.view.body
            said.append((body.text, body.detail))  # type: ignore[attr-defined]  # a notice
            running.simulator.feed(Tapped("told/ok"))
        return said
    finally:
        await running.close()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_damaged_files_are_told_in_the_language_of_the_glass(tmp_path: Path, language: str) -> None:
    home = tmp_path / "home"
    options = Options(home=home, language=language)
    assert asyncio.run(told(options)) == []
    for name in ("settings.json", "jobs.sqlite", "tenant/signing-key.pem", "tenant/tenant.sqlite", "tenant/ca.pem"):
        (home / name).write_bytes(b"nothing of the kind " * 300)
        for ending in ("-wal", "-shm"):
            (home / f"{name}{ending}").unlink(missing_ok=True)
    said = asyncio.run(told(options))
    assert len(said) == len(SAID[language])
    for (text, detail), wanted in zip(said, SAID[language], strict=True):
        assert text.startswith(wanted)
        assert ".damaged-1" in detail
        assert str(home) not in detail


@pytest.mark.parametrize(
    ("language", "said"), [("sv", "En sparad inloggning var skadad."), ("en", "A saved sign-in was damaged.")]
)
def test_a_damaged_sign_in_is_told_when_it_is_met(tmp_path: Path, language: str, said: str) -> None:
    home = tmp_path / "home"

    async def begin() -> None:
        running = Running(Options(home=home, language=language, given=("epas-anna",)))
        await running.bring_up()
        await running.close()

    async def scan() -> list[tuple[str, str]]:
        running = Running(Options(home=home), page_seconds=0)
        simulator = running.simulator
        try:
            await running.bring_up()
            for event in (Tapped("user"), Typed("1111"), Tapped("login/pin/ok")):
                simulator.feed(event)
            await simulator.settle()
            simulator.feed(Tapped("home/to-my-email"))
            simulator.feed(Tapped("email/start"))
            await simulator.settle()
            context = simulator.panel.context
            return [(context.text(words), detail) for words, detail in context.session.told]
        finally:
            await running.close()

    asyncio.run(begin())
    for token in (home / "tokens").rglob("*.json"):
        token.write_bytes(b"nothing of the kind")
    ((text, moved),) = asyncio.run(scan())
    assert text.startswith(said)
    assert moved.endswith(".json.damaged-1")
