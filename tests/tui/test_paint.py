"""Painting any View at any size."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel_sim.core import views as v
from panel_sim.core.jobs import Leg
from panel_sim.tui.canvas import Look, Picture, Touch
from panel_sim.tui.fitting import cells
from panel_sim.tui.paint import paint
from panel_sim.tui.palette import PALETTES, spelled

SIZES = [(76, 21), (60, 17), (116, 37), (20, 5), (40, 10), (10, 3), (3, 2), (1, 1), (0, 0), (200, 60), (76, 4)]
NAMES = ["home", "small-home", "list", "long", "status", "keyboard", "numbers", "notice", "dialog", "progress", "code",
         "real-code", "job", "done", "asleep", "off"]


def check(picture: Picture, width: int, height: int) -> None:
    assert len(picture.lines) == height
    for line in picture.lines:
        assert sum(cells(text) for text, _ in line) == width
        for text, style in line:
            assert text.isprintable()
            for theme in PALETTES:
                assert all(
                    word in ("on", "bold", "underline", "reverse") or (word[0] == "#" and len(word) == 7)
                    for word in spelled(style, theme).split()
                ), style
    for hit in picture.hits:
        assert hit.x >= 0
        assert hit.y >= 0
        assert hit.x + hit.width <= width
        assert hit.y + hit.height <= height


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pixels", [True, False])
def test_every_kind_of_content_fits_every_size(
    samples: dict[str, v.View], name: str, size: tuple[int, int], pixels: bool
) -> None:
    check(paint(samples[name], *size, Touch(), Look(pixels=pixels)), *size)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("asleep", "off", "small-home", "long")])
def test_everything_that_can_be_touched_can_be_reached_at_the_natural_size(
    samples: dict[str, v.View], name: str
) -> None:
    view = samples[name]
    picture = paint(view, view.columns, view.lines)
    wanted = {row.id for row in view.rows() if row.touchable} | {button.id for button in view.buttons()}
    if isinstance(view.body, v.Home):
        wanted |= {tile.id for tile in view.body.tiles if tile.enabled}
    if isinstance(view.body, v.Entry):
        wanted |= {key.id for row in view.body.keys for key in row}
    assert wanted <= {hit.id for hit in picture.hits}


def test_the_frame_says_where_and_when(samples: dict[str, v.View]) -> None:
    lines = paint(samples["list"], 76, 21).text().splitlines()
    assert "Inst. › Nätverksinställningar" in lines[0]
    assert "låst" in lines[0]
    assert "09:41" in lines[0]
    assert "← Tillbaka" in lines[-1]
    home = paint(samples["home"], 76, 21).text().splitlines()
    assert "≡ Jobbstatus  1" in home[-1]
    assert "● ○" in home[-1]


def test_what_is_selected_shows_without_colour(samples: dict[str, v.View]) -> None:
    for name, chosen in (("list", "name"), ("dialog", "accept"), ("long", "c2"), ("keyboard", "key/g")):
        plain = paint(samples[name], 76, 21, Touch(), Look(pixels=False)).text()
        chosen_one = paint(samples[name], 76, 21, Touch(selected=chosen), Look(pixels=False)).text()
        assert "►" not in plain
        assert "►" in chosen_one
    tile = paint(samples["home"], 76, 21, Touch(selected="scan"), Look(pixels=False)).text()
    assert "▌" in tile


def test_a_disabled_tile_cannot_be_touched(samples: dict[str, v.View]) -> None:
    assert paint(samples["home"], 76, 21).hit("fax") is None


def test_a_long_list_scrolls_and_shows_how_far(samples: dict[str, v.View]) -> None:
    top = paint(samples["long"], 76, 21)
    assert "Kontakt 001" in top.text()
    assert top.scroll_max > 150
    end = paint(samples["long"], 76, 21, Touch(scroll=10_000))
    assert end.scroll == end.scroll_max
    assert "Kontakt 200" in end.text()
    assert "Lägg till ny" in end.text()
    assert "Alla" in end.text()


def test_a_list_of_ten_thousand_rows_paints_only_what_is_seen(make_view: Callable[..., v.View]) -> None:
    rows = tuple(v.Row(f"r{n}", f"Rad {n}") for n in range(10_000))
    picture = paint(make_view("big", "Stor", v.Listing(rows)), 76, 21, Touch(scroll=5_000))
    assert "Rad 5000" in picture.text()
    assert len(picture.hits) < 40
    assert len(picture.order) == 10_000


def test_labels_longer_than_the_screen_wrap_and_do_not_break_it(make_view: Callable[..., v.View]) -> None:
    long = "Mycket lång etikett som inte får plats " * 5
    rows = (v.Row("a", long, long, "value"), v.Row("b", long, long, "reading"), v.Row("c", "漢字" * 60))
    view = make_view("x", long, v.Listing(rows, buttons=(v.Button("ok", long), v.Button("no", long))))
    picture = paint(view, 76, 21)
    check(picture, 76, 21)
    assert picture.text().count("Mycket lång") > 4


def test_a_notice_stands_over_the_screen_it_came_from(samples: dict[str, v.View]) -> None:
    picture = paint(samples["notice"], 76, 21)
    assert "måste du logga in på" in picture.text()
    assert "Nätverksstatus" in picture.text()
    assert picture.hit("status") is None
    assert picture.hit("ok") is not None


def test_a_notice_longer_than_the_screen_scrolls(make_view: Callable[..., v.View]) -> None:
    body = v.Notice("Första raden\n" + "mer text " * 400 + "\nsista raden", buttons=(v.Button("ok", "OK"),))
    top = paint(make_view("n", "N", body), 76, 21)
    assert top.scroll_max > 0
    assert top.hit("ok") is not None
    assert "sista raden" in paint(make_view("n", "N", body), 76, 21, Touch(scroll=999)).text()


def test_a_failed_job_tells_the_whole_story(samples: dict[str, v.View]) -> None:
    text = paint(samples["job"], 76, 21).text()
    for part in ("Fel 361", "Anslutning till e-posttjänst har gått ut.", "✓ katalog", "24 ms", "✗ token",
                 "AADSTS700082", "· dns · tcp · tls", "Logga in igen", "d detaljer"):
        assert part in text
    expanded = paint(samples["done"], 76, 60).text()
    assert "detalj för rcpt" in expanded
    assert "✓ avsändare" in expanded


def test_the_code_is_large_and_spelled(samples: dict[str, v.View]) -> None:
    text = paint(samples["code"], 76, 21).text()
    assert "FRW-QDE-7YL" in text
    assert "localhost:8027/devicelogin" in text
    assert "10:24 kvar" in text
    assert "en telefon når den inte" in text
    without = paint(samples["code"], 76, 21, Touch(), Look(pixels=False)).text()
    assert "F R W - Q D E - 7 Y L" in without


@pytest.mark.parametrize("size", [(76, 21), (60, 17), (96, 29), (76, 40)])
@pytest.mark.parametrize("name", ["code", "real-code"])
def test_the_countdown_does_not_touch_the_buttons(
    samples: dict[str, v.View], name: str, size: tuple[int, int]
) -> None:
    lines = paint(samples[name], *size).text().splitlines()
    buttons = next(y for y, line in enumerate(lines) if "Kopiera kod" in line and "Avbryt" in line)
    assert any("kvar" in line for line in lines[: buttons - 1])
    assert lines[buttons - 1].replace("▀", "").strip() == ""


def test_progress_calls_the_legs_by_their_labels_and_does_not_jump(samples: dict[str, v.View]) -> None:
    view = samples["progress"]
    body = view.body
    assert isinstance(body, v.Progress)
    text = paint(view, 76, 21).text()
    assert "» kryptering" in text
    places = set()
    for count in range(len(body.legs) + 1):
        lines = paint(replace(view, body=replace(body, legs=body.legs[:count])), 76, 21).text().splitlines()
        places.add(next(y for y, line in enumerate(lines) if "Skickar till" in line))
    assert len(places) == 1


def test_a_long_label_is_whole_on_the_small_panel(samples: dict[str, v.View]) -> None:
    home = samples["small-home"].body
    assert isinstance(home, v.Home)
    tiles = (*home.tiles[:3], v.Tile("supplies", "Status för förbrukningsmat.", "supplies"), *home.tiles[4:])
    view = replace(samples["small-home"], body=replace(home, tiles=tiles))
    for look in (Look(), Look(pixels=False)):
        text = paint(view, 60, 17, Touch(), look).text()
        assert "Status för " in text
        assert "förbrukningsmat." in text


def test_readings_among_settings_have_their_values_where_those_have_them(
    make_view: Callable[..., v.View]
) -> None:
    rows = (v.Row("to", "Till", "anna@ovning.example", "reading"), v.Row("colour", "Färgläge", "Färg", "value"))
    lines = paint(make_view("email", "Skanna", v.Listing(rows)), 76, 21).text().splitlines()
    reading, setting = (next(line for line in lines if label in line) for label in ("Till", "Färgläge"))
    assert reading.index("example") + len("example") == setting.index("Färg ›") + len("Färg")


def test_the_buttons_of_a_long_job_stand_apart(samples: dict[str, v.View]) -> None:
    lines = paint(samples["done"], 76, 21).text().splitlines()
    assert lines[next(y for y, line in enumerate(lines) if "  Detaljer" in line) - 1].replace("│", "").strip(" █") == ""


def test_the_name_of_what_happened_stands_out(samples: dict[str, v.View]) -> None:
    notice = samples["notice"].body
    assert isinstance(notice, v.Notice)
    view = replace(samples["notice"], body=replace(notice, text="Fel 360\nIngen anslutning.", tone="bad"))
    segments = [segment for line in paint(view, 76, 21).lines for segment in line]
    assert ("Fel 360", "bold bad on badbg") in segments
    assert ("Ingen anslutning.", "ink on badbg") in segments


def test_a_dark_glass_says_how_to_light_it(samples: dict[str, v.View]) -> None:
    assert "tryck för att väcka" in paint(samples["asleep"], 76, 21).text()
    assert "p slår på" in paint(samples["off"], 76, 21).text()
    assert paint(samples["off"], 76, 21).hits == []


def test_the_keys_of_the_small_panel_stand_apart(samples: dict[str, v.View]) -> None:
    entry = samples["keyboard"].body
    assert isinstance(entry, v.Entry)
    view = replace(samples["keyboard"], body=replace(entry, keys=entry.keys[1:], buttons=entry.buttons[:1]))
    picture = paint(view, 60, 17)
    tops = sorted({hit.y for hit in picture.hits if hit.group == "key"})
    assert [low - high for high, low in pairwise(tops)] == [2, 2, 2]
    assert all(hit.y + hit.height <= 14 for hit in picture.hits if hit.group == "key")


def scanned(picture: Picture) -> list[list[bool]]:
    """The dark modules of a painted picture: pixels that are of the colour qrdark."""
    rows: list[list[bool]] = []
    for line in picture.lines:
        upper: list[bool] = []
        lower: list[bool] = []
        for text, style in line:
            ink, _, ground = style.partition(" on ")
            for char in text:
                upper.append("qrdark" in (ink if char == "▀" else ground))
                lower.append("qrdark" in (ink if char == "▄" else ground))
        rows += [upper, lower]
    return rows


@pytest.mark.parametrize(("name", "touch"), [("real-code", Touch()), ("code", Touch(full_qr=True))])
def test_the_qr_code_has_every_module_dark_on_light(samples: dict[str, v.View], name: str, touch: Touch) -> None:
    view = samples[name]
    assert isinstance(view.body, v.SignInCode)
    pixels = scanned(paint(view, 76, 21, touch))
    wanted = [list(row) for row in view.body.qr]
    size = len(wanted)
    found = [
        (x, y)
        for y in range(len(pixels) - size + 1)
        for x in range(len(pixels[0]) - size + 1)
        if all(pixels[y + row][x:x + size] == wanted[row] for row in range(size))
    ]
    assert len(found) == 1


def test_an_entry_shows_its_end_when_it_is_longer_than_the_field(make_view: Callable[..., v.View]) -> None:
    text = "början " + "x" * 300 + " slutet"
    body = v.Entry("Fråga", text, len(text), ((v.Key("key/a", "a"),),))
    shown = paint(make_view("e", "E", body), 76, 21).text()
    assert "slutet" in shown
    assert "början" not in shown
    start = v.Entry("Fråga", text, 0, ((v.Key("key/a", "a"),),))
    assert "början" in paint(make_view("e", "E", start), 76, 21).text()


@pytest.mark.parametrize("lines", [8, 12, 21])
def test_an_entry_says_its_room_beside_the_problem(make_view: Callable[..., v.View], lines: int) -> None:
    body = v.Entry("Fråga", "text", 4, ((v.Key("key/a", "a"),),), limit="4 / 60 tecken", problem="Det går inte här.")
    shown = paint(make_view("e", "E", body), 60, lines).text()
    line = next(line for line in shown.splitlines() if "Det går inte här." in line)
    assert line.rstrip().endswith("4 / 60 tecken")
    wordy = replace(body, problem="Det går verkligen inte här, hur man än försöker och vill")
    shown = paint(make_view("e", "E", wordy), 60, lines).text()
    assert "4 / 60 tecken" not in shown, "what is wrong matters more"
    assert "hur man än" in shown


TEXT = st.text(max_size=90)
IDS = st.text(alphabet="abcdefg/-", min_size=1, max_size=6)
ROWS = st.lists(
    st.builds(
        v.Row, id=IDS, label=TEXT, value=TEXT,
        kind=st.sampled_from(["menu", "value", "switch", "choice", "tick", "action", "reading", "heading", "text"]),
        enabled=st.booleans(), locked=st.booleans(), on=st.booleans(),
        tone=st.sampled_from(["", "good", "bad", "warn"]),
    ),
    max_size=12,
).map(tuple)
NAMED = st.lists(st.tuples(IDS, TEXT), max_size=8).map(tuple)
BUTTONS = st.lists(st.builds(v.Button, IDS, TEXT, st.booleans(), st.booleans()), max_size=4).map(tuple)
LEGS = st.lists(st.builds(Leg, IDS, st.sampled_from([True, False, None]), st.floats(), TEXT), max_size=6).map(tuple)
TILES = st.lists(
    st.builds(v.Tile, IDS, TEXT, st.sampled_from(["scan", "none", ""]), st.booleans(), st.booleans()), max_size=9
).map(tuple)
KEYS = st.lists(
    st.lists(st.builds(v.Key, IDS, TEXT, st.integers(0, 9), st.booleans(), st.booleans()), max_size=12).map(tuple),
    max_size=6,
).map(tuple)
QR = st.integers(0, 40).map(lambda size: tuple((True,) * size for _ in range(size)))
BODIES = st.one_of(
    st.builds(v.Home, TILES, st.integers(0, 3), st.integers(1, 30), st.integers(0, 6)),
    st.builds(v.Listing, ROWS, ROWS, TEXT, TEXT, BUTTONS),
    st.builds(v.Notice, TEXT, st.sampled_from(["", "good", "bad", "warn", "odd"]), TEXT, BUTTONS, ROWS, ROWS),
    st.builds(v.Entry, TEXT, TEXT, st.integers(-5, 99), KEYS, st.booleans(), st.booleans(), TEXT, TEXT, BUTTONS),
    st.builds(v.Progress, TEXT, st.floats(), st.floats(), TEXT, st.just("scan"), LEGS, BUTTONS, NAMED),
    st.builds(
        v.SignInCode, TEXT, st.lists(TEXT, max_size=5).map(tuple), TEXT, TEXT, TEXT, st.floats(), st.floats(), TEXT,
        st.booleans(), TEXT, QR, st.booleans(), BUTTONS,
    ),
    st.builds(
        v.JobDetail, TEXT, TEXT, st.sampled_from(["", "good", "bad"]), ROWS, LEGS,
        NAMED, BUTTONS, st.booleans(),
    ),
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=BODIES, title=TEXT, width=st.integers(0, 130), height=st.integers(0, 45), chosen=IDS,
    scroll=st.integers(-5, 90), pixels=st.booleans(),
)
def test_no_view_is_ever_wider_or_higher_than_asked(
    make_view: Callable[..., v.View], body: v.Body, title: str, width: int, height: int, chosen: str, scroll: int,
    pixels: bool,
) -> None:
    view = make_view("x", title, body)
    over = make_view("y", title, v.Notice("m"), over=view)
    for shown in (view, over):
        picture = paint(shown, width, height, Touch(chosen, chosen, scroll, True), Look(pixels))
        assert len(picture.lines) == height
        assert all(sum(cells(text) for text, _ in line) == width for line in picture.lines)
        assert all(hit.x + hit.width <= width and hit.y + hit.height <= height for hit in picture.hits)
