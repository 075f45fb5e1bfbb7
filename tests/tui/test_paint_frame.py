"""Status bar, bottom bar, bezel."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from panel_sim.core.views import Button, Lamps, Listing, Row, View
from panel_sim.tui.canvas import Area, Canvas, Look, Touch
from panel_sim.tui.paint_frame import LOCK_SIGN, hints, means, paint_bezel, paint_bottom, paint_keys, paint_status


def painted(paint: Callable[[Area], None], width: int = 80) -> str:
    canvas = Canvas(width, 1)
    paint(canvas.area())
    return "".join(text for text, _ in canvas.line(0))


def test_the_bezel_names_the_device_and_what_is_real(samples: dict[str, View]) -> None:
    bar = samples["home"].bar
    line = painted(lambda area: paint_bezel(area, bar, Touch(), Look()))
    assert "EPSON AM-C6000  mfp" in line
    assert line.index(" ÖVNING ") == 36
    assert "● ström  ○ data  ○ fel" in line
    lit = replace(bar, lamps=Lamps("lit", "blinking", "lit"))
    assert painted(lambda area: paint_bezel(area, lit, Touch(), Look())).count("●") == 3


def test_the_small_models_name_their_lamps_in_english_too(samples: dict[str, View]) -> None:
    bar = replace(samples["home"].bar, banner="PRACTICE", lamp_words=("power", "data", "error"))
    assert "● power  ○ data  ○ error" in painted(lambda area: paint_bezel(area, bar, Touch(), Look()), 64)
    assert "power" not in painted(lambda area: paint_bezel(area, bar, Touch(), Look()), 61)


@pytest.mark.parametrize("width", [60, 40, 30, 20, 10, 3, 1, 0])
def test_a_narrow_bezel_keeps_the_banner(samples: dict[str, View], width: int) -> None:
    line = painted(lambda area: paint_bezel(area, samples["home"].bar, Touch(), Look()), width)
    assert len(line) == width
    if width >= 20:
        assert "ÖVNING" in line


def test_the_status_bar_leaves_out_what_does_not_fit(samples: dict[str, View]) -> None:
    view = replace(samples["home"], bar=replace(samples["home"].bar, user="anna"), title="Till Min e-post › Logga in")
    assert "låst" in painted(lambda area: paint_status(area, view, Touch()))
    narrow = painted(lambda area: paint_status(area, view, Touch()), 30)
    assert "09:41" in narrow
    assert "Till Min" in narrow
    assert "låst" not in narrow


def test_the_title_comes_before_what_stands_beside_it(samples: dict[str, View]) -> None:
    view = replace(samples["home"], bar=replace(samples["home"].bar, user="Anna Ek"))

    def bar(title: str) -> str:
        return painted(lambda area: paint_status(area, replace(view, title=title), Touch()), 60)

    assert all(text in bar("Inst.") for text in ("Anna Ek", "192.0.2.10", "låst", "09:41"))
    middle = bar("Status för e-postserver m.m.")
    assert "m.m." in middle
    assert "Anna Ek" in middle
    assert "192.0.2.10" not in middle
    long = bar("Universella utskriftsinställningar")
    assert "inställningar" in long
    assert "låst" in long
    assert "Anna Ek" not in long
    longest = bar("Universella utskriftsinställningar för nätv.")
    assert "nätv." in longest
    assert LOCK_SIGN in longest
    assert "låst" not in longest


@pytest.mark.parametrize("width", range(12, 90))
def test_the_status_bar_never_writes_over_the_title(samples: dict[str, View], width: int) -> None:
    view = replace(samples["home"], bar=replace(samples["home"].bar, user="Anna Ek"), title="Återställ allt här")
    bar = painted(lambda area: paint_status(area, view, Touch()), width)
    assert view.title in bar or "…" in bar or width < 16
    assert ("Anna Ek" in bar) <= (view.title in bar)


def test_keys_that_the_model_lacks_are_not_there(samples: dict[str, View]) -> None:
    canvas = Canvas(80, 1)
    paint_keys(canvas.area(), samples["home"], Touch())
    assert [hit.id for hit in canvas.hits] == ["power", "home", "help"]
    assert {hit.kind for hit in canvas.hits} == {"press"}


def test_hints_fit_the_screen(samples: dict[str, View]) -> None:
    assert ("c", "kopiera kod") in hints(samples["code"], False)
    assert ("q", "tillbaka till koden") in hints(samples["code"], False, True)
    assert ("d", "detaljer") in hints(samples["job"], False)
    assert ("PgDn", "rulla") in hints(samples["status"], True)
    assert hints(samples["status"], False) == ()


def test_hints_name_the_arrows_that_do_something(make_view: Callable[..., View], samples: dict[str, View]) -> None:
    assert ("←→", "välj") in hints(samples["job"], False)
    assert ("↑↓", "välj") in hints(samples["dialog"], False)
    assert hints(samples["notice"], False) == (("Enter", "ok"),)
    tabs = (Row("a", "A", kind="choice", on=True), Row("b", "B", kind="choice"))
    reading = (Row("state", "Status", "Redo", "reading"),)
    assert hints(make_view("jobs", "Jobb", Listing(reading, tabs)), False) == (("←→", "välj"), ("Enter", "ok"))
    button = (Button("sheet", "Statusblad"),)
    assert hints(make_view("lan", "LAN", Listing(reading, buttons=button)), False) == (("Enter", "ok"),)
    choices = Listing((Row("a4", "A4", kind="choice", on=True), Row("a3", "A3", kind="choice")))
    assert hints(make_view("paper", "Storlek", choices), False)[-1] == ("Enter", "ok")


@pytest.mark.parametrize(("name", "width"), [("home", 76), ("small-home", 60), ("home", 44)])
def test_the_dots_of_home_are_there_at_every_width(samples: dict[str, View], name: str, width: int) -> None:
    view = samples[name]
    line = painted(lambda area: paint_bottom(area, view, Touch(), hints(view, False)), width)
    assert "● ○" in line


def test_ids_mean_what_their_last_part_says() -> None:
    assert means("copy", "copy")
    assert means("sign-in/code/copy", "copy")
    assert not means("photocopy", "copy")
