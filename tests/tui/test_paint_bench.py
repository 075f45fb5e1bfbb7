"""The bench, painted."""

from dataclasses import replace

import pytest

from panel_sim.tui.bench import EMPTY, Bench, BenchActions, BenchState
from panel_sim.tui.canvas import Touch
from panel_sim.tui.fitting import cells
from panel_sim.tui.paint_bench import paint_bench, wrap_kept


def test_everything_is_there(bench: Bench, actions: tuple[BenchActions, list[object]]) -> None:
    picture = paint_bench(bench, actions[0], BenchState(), Touch(), 44, 60, "sv")
    text = picture.text()
    for part in ("tap:my-email", "✗ is_signed_in", "90 dygn framåt", "+90 d", "anna@ovning.example", "[x] smtp-down",
                 "[ ] tls-bad", "statusblad-0003.pdf", "MailRefused", "http://127.0.0.1:8031"):
        assert part in text
    assert {"wind:3600", "fault:smtp-down", "mail", "sheet", "paper", "revoke"} <= {hit.id for hit in picture.hits}


def test_what_is_not_offered_is_not_shown(bench: Bench) -> None:
    picture = paint_bench(bench, BenchActions(), BenchState(), Touch(), 44, 60, "en")
    assert {hit.id for hit in picture.hits} == {f"fault:{fault.name}" for fault in bench.faults}


@pytest.mark.parametrize("size", [(36, 10), (44, 40), (72, 20), (5, 5), (1, 1), (0, 0)])
def test_every_size(bench: Bench, actions: tuple[BenchActions, list[object]], size: tuple[int, int]) -> None:
    wordy = replace(bench, notices=("mycket " * 30,), log=("x" * 300, "漢" * 90), lesson=("gör så här " * 9,))
    for shown in (wordy, EMPTY):
        for state in (BenchState(), BenchState(scroll=999), BenchState(text="rad\n\trad " * 50)):
            picture = paint_bench(shown, actions[0], state, Touch(), *size, "sv")
            assert all(sum(cells(text) for text, _ in line) == size[0] for line in picture.lines)


def test_addresses_and_mailbox_come_before_what_is_long(
    bench: Bench, actions: tuple[BenchActions, list[object]]
) -> None:
    text = paint_bench(bench, actions[0], BenchState(), Touch(), 38, 80, "sv").text()
    heads = ["Tillstånd", "Övningsklocka", "Adresser", "Övningsbrevlåda", "Fel att öva på", "Utmatning", "Händer"]
    places = [text.index(f"{head} ─") for head in heads]
    assert places == sorted(places)


def test_an_address_is_shown_whole(bench: Bench) -> None:
    address = "http://localhost:35227/devicelogin"
    text = paint_bench(
        replace(bench, addresses=(("device_login", address), ("own", address + "/long"))), BenchActions(), BenchState(),
        Touch(), 38, 80, "sv",
    ).text()
    assert f" Skriv koden här\n {address}\n own\n" in text
    assert "…" not in text


def test_which_side_has_the_keys_shows_without_colour(bench: Bench) -> None:
    lines = [
        paint_bench(bench, BenchActions(), BenchState(focus=focus), Touch(), 44, 60, "sv").text().splitlines()[0]
        for focus in (True, False)
    ]
    assert lines[0].split() == ["►", "ÖVNINGSBÄNK", "Esc", "panel"]
    assert lines[1].split() == ["ÖVNINGSBÄNK"]


def test_ready_text_keeps_its_shape_in_a_narrow_place() -> None:
    assert wrap_kept("=" * 80, 20) == ["=" * 20]
    assert wrap_kept("Port:                         587", 20) == ["Port:            587"]
    assert wrap_kept("Server:            smtp-mail.outlook.com", 24) == ["Server:", "  smtp-mail.outlook.com"]
    assert wrap_kept("kort  rad", 20) == ["kort  rad"]
    assert wrap_kept("många ord i en enda rad", 12) == ["många ord i", "en enda rad"]


@pytest.mark.parametrize("scroll", [0, 5, 999])
def test_what_a_key_did_is_in_sight_wherever_one_is(
    bench: Bench, actions: tuple[BenchActions, list[object]], scroll: int
) -> None:
    said = "Alla inloggningar för skrivare@ovning.example är återkallade."
    for width, height in ((78, 20), (36, 12)):
        picture = paint_bench(bench, actions[0], BenchState(said=said, scroll=scroll), Touch(), width, height, "sv")
        lines = picture.text().splitlines()
        assert said in " ".join(line.strip() for line in lines[-3:])
        assert picture.text().count("återkallade.") == 1
        end = paint_bench(bench, actions[0], BenchState(said=said, scroll=999), Touch(), width, height, "sv")
        assert "paper.tray" in end.text() or bench.log[0].split("(")[0] in end.text(), "the end can still be reached"
