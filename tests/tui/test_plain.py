"""The device as numbered lines."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from panel_sim.core.events import CursorMoved, Pressed, Tapped, Typed
from panel_sim.core.views import Entry, View
from panel_sim.tui.glass import view_json, view_text
from panel_sim.tui.plain import choices, events_for, run_plain, spoken


def talk(simulator: Any, lines: str) -> str:
    out = io.StringIO()
    assert asyncio.run(run_plain(simulator, io.StringIO(lines), out)) == 0
    return out.getvalue()


def test_a_screen_is_spoken_with_numbers(samples: dict[str, View]) -> None:
    lines = spoken(samples["list"])
    assert "== Inst. › Nätverksinställningar ==" in lines
    assert "  1  Nätverksstatus" in lines
    assert "  7  Avancerat (låst)" in lines
    assert any("ÖVNING" in line for line in lines)


def test_a_failed_job_is_spoken_whole(samples: dict[str, View]) -> None:
    text = "\n".join(spoken(samples["job"]))
    assert "Fel 361 Anslutning till e-posttjänst har gått ut." in text
    assert "FEL  token  31 ms  AADSTS700082" in text


@pytest.mark.parametrize(
    ("name", "line", "meant"),
    [
        ("list", "1\n", [Tapped("status")]),
        ("list", "nätverksstatus\n", [Tapped("status")]),
        ("list", "99\n", []),
        ("list", "nonsense\n", []),
        ("list", "home\n", [Pressed("home")]),
        ("list", "tillbaka\n", [Pressed("back")]),
        ("list", "hjälp\n", [Pressed("help")]),
        ("home", "nästa\n", [Tapped("page:1")]),
        ("home", "jobbstatus\n", [Tapped("jobs")]),
        ("dialog", "\n", [Tapped("accept")]),
        ("dialog", "1\n", [Tapped("org")]),
        ("code", "avbryt\n", [Tapped("cancel")]),
        ("list", "quit\n", None),
        ("asleep", "\n", [Tapped("wake")]),
        ("off", "x\n", [Pressed("power")]),
    ],
)
def test_lines(samples: dict[str, View], name: str, line: str, meant: list[object] | None) -> None:
    assert events_for(samples[name], line) == meant


def test_an_entry_says_its_room_and_what_it_refused(samples: dict[str, View]) -> None:
    body = samples["keyboard"].body
    assert isinstance(body, Entry)
    full = replace(body, limit="60 / 60 tecken", problem="Det får plats högst 60 tecken.")
    lines = spoken(replace(samples["keyboard"], body=full))
    at = lines.index("Det får plats högst 60 tecken.")
    assert lines[at + 1] == "60 / 60 tecken"
    assert "60 / 60 tecken" in view_text(replace(samples["keyboard"], body=full))
    data = view_json(replace(samples["keyboard"], body=full))["body"]
    assert (data["limit"], data["problem"]) == ("60 / 60 tecken", "Det får plats högst 60 tecken.")


def test_in_an_entry_a_line_becomes_the_text(samples: dict[str, View]) -> None:
    view = samples["keyboard"]
    empties = [CursorMoved(10_000), Typed("\b" * 1024)]
    assert events_for(view, "12\n") == [*empties, Typed("12")]
    assert events_for(view, "=home\n") == [*empties, Typed("home")]
    assert events_for(view, "\n") == [Tapped("ok")]
    assert events_for(view, "#2\n") == [Tapped("cancel")]
    assert events_for(view, "back\n") == [Pressed("back")]


def test_soft_keys_have_no_numbers(samples: dict[str, View]) -> None:
    assert [choice.id for choice in choices(samples["keyboard"])] == ["ok", "cancel"]


def test_a_conversation_over_a_pipe(canned: Callable[..., Any]) -> None:
    simulator = canned("list")
    said = talk(simulator, "1\n999\nhome\nquit\n")
    assert simulator.events == [Tapped("status"), Pressed("home")]
    assert "Kontakter" in said
    assert "Det valet finns inte här." in said
    assert said.rstrip().splitlines()[-1].startswith("(")
    assert simulator.watchers == []


def test_the_end_of_the_input_ends_it(canned: Callable[..., Any]) -> None:
    assert "Hem" in talk(canned(), "")


def test_an_encoding_that_lacks_letters_is_no_trouble(canned: Callable[..., Any]) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert asyncio.run(run_plain(canned("list"), io.StringIO(""), out)) == 0
    out.seek(0)
    assert "Inst." in out.read()
