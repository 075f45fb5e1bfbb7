"""What the bench says of a running device, and what its keys do there."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from panel_sim.commands.bench_data import BenchData
from panel_sim.core.events import Tapped, Typed
from panel_sim.options import Options
from panel_sim.running import Running


def test_revoking_ends_the_sign_ins_of_who_would_send(tmp_path: Path) -> None:
    async def story() -> list[str]:
        running = Running(Options(home=tmp_path / "home", given=("epas-anna",)))
        try:
            await running.bring_up()
            bench = BenchData(running)
            revoke = bench.actions().revoke
            assert revoke is not None
            said = [revoke()]
            running.simulator.panel.context.session.user = "anna"
            said.append(revoke())
            names = [name for name, _ in bench().addresses]
            assert {"device_login", "mailbox"} <= set(names)
            return said
        finally:
            await running.close()

    assert asyncio.run(story()) == [
        "Alla inloggningar för skrivare@ovning.example är återkallade.",
        "Alla inloggningar för anna@ovning.example är återkallade.",
    ]


def test_nobody_to_revoke_is_said(tmp_path: Path) -> None:
    async def story() -> str:
        running = Running(Options(home=tmp_path / "home", language="en"))
        try:
            await running.bring_up()
            actions = BenchData(running).actions()
            assert actions.revoke is not None
            assert actions.last_sheet is not None
            assert actions.open_mail is not None
            return "|".join([actions.revoke(), actions.last_sheet(), actions.open_mail()])
        finally:
            await running.close()

    assert asyncio.run(story()) == "Nobody has signed in.|No sheet yet.|No mail yet."


@pytest.mark.parametrize(("language", "labels"), [
    ("sv", ("Från", "Till", "Ämne", "Datum", "Bilaga")),
    ("en", ("From", "To", "Subject", "Date", "Attachment")),
])
def test_an_opened_mail_reads_like_one(tmp_path: Path, language: str, labels: tuple[str, ...]) -> None:
    async def story() -> list[str]:
        running = Running(
            Options(home=tmp_path / "home", given=("epas-anna",), language=language), page_seconds=0
        )
        simulator = running.simulator
        try:
            await running.bring_up()
            for event in (Tapped("user"), Typed("1111"), Tapped("login/pin/ok")):
                simulator.feed(event)
            await simulator.settle()
            for event in (Tapped("home/to-my-email"), Tapped("email/start")):
                simulator.feed(event)
            await simulator.settle()
            actions = BenchData(running).actions()
            assert actions.open_mail is not None
            return actions.open_mail().splitlines()
        finally:
            await running.close()

    lines = asyncio.run(story())
    assert [line.partition(":")[0] for line in lines[: len(labels)]] == list(labels)
    assert lines[1] == f"{labels[1]}: anna@ovning.example"
    assert lines[2].endswith("Skannat dokument" if language == "sv" else "Scanned document")
    assert lines[4].endswith(".pdf")
    assert not any("[" in line for line in lines[:5])
