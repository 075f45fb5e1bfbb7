"""What is kept of a screen is what painting it anew would give, whatever changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from panel_sim.adapters.dice import SeededDice
from panel_sim.core import events as ev
from panel_sim.core import keeping
from panel_sim.core.device import ACCOUNT_STATES, PENDING_PRINTER, PRINTER, Account, Contact
from panel_sim.core.jobs import Job
from panel_sim.core.viewing import Painter

Make = Callable[..., Any]
T = TypeVar("T")
STEPS = 400
BAR = ("jobs", "lock", "user")
CONDITIONS = ("media-empty", "cover-open", "network-unplugged", "marker-supply-low", "dns-down")


class Chance:
    """The same chances in every run."""

    def __init__(self, seed: str) -> None:
        self._dice = SeededDice(seed)

    def below(self, limit: int) -> int:
        return int(self._dice.hex(4), 16) % limit

    def choice(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]

    def yes(self) -> bool:
        return self.below(2) == 1


def fresh(panel: Any) -> None:
    """The glass, and Home's tiles, as a painter gives them that has seen nothing yet."""
    core = panel.panel
    kept, tiles = panel.view, core.tiles()
    painter = Painter(core.context)
    assert kept == painter.view(), (kept.screen, core.context.session.last_trigger)
    assert tiles == (painter.tiles(), painter.per_page())


def changed_value(panel: Any, chance: Chance) -> ev.Event:
    spec = panel.menus.values[chance.choice(sorted(panel.menus.values))]
    match spec.kind:
        case "switch":
            value: object = chance.yes()
        case "choice":
            value = chance.choice(spec.choices)
        case "number":
            value = spec.least + chance.below(spec.most - spec.least + 1)
        case _:
            value = chance.choice(["", "x", "192.0.2.99", "b@ovning.example", "7"])
    return ev.ValueSet(spec.key, value)


def walk(panel: Any, chance: Chance) -> Iterator[None]:
    """Anything that can happen to a panel while somebody walks about on it."""
    device, session = panel.device, panel.session
    jobs = [
        Job(number, "scan-to-email", "scan/email", panel.now, chance.choice(["processing", "completed", "aborted"]))
        for number in range(1, 4)
    ]
    for _ in range(STEPS):
        match chance.below(30):
            case 0 | 1 | 2:
                panel.feed(changed_value(panel, chance))
            case 3:
                panel.feed(ev.ConditionChanged(chance.choice(CONDITIONS), chance.yes()))
            case 4:
                # Straight into the device, as whoever restores it does.
                device.accounts[chance.choice([PRINTER, PENDING_PRINTER, "user:anna"])] = Account(
                    chance.choice(ACCOUNT_STATES), chance.choice(["", "a@ovning.example"]), chance.choice(["", "why"])
                )
            case 5:
                session.user, session.administrator = chance.choice(["", "anna", "bo"]), chance.yes()
            case 6:
                if device.users:
                    chance.choice(device.users).name += "."
                device.contacts.append(Contact(len(device.contacts) + 1, "C", "c@ovning.example"))
            case 7:
                panel.feed(ev.JobsLoaded(tuple(jobs[: chance.below(4)])))
            case 8:
                panel.seconds += chance.choice([1, 61])
            case 9:
                panel.feed(ev.ValueSet("panel.language", chance.choice(["sv", "en"])))
            case 10:
                panel.feed(ev.Tapped(f"page:{chance.below(3)}"))
            case 11 | 12 | 13:
                panel.press("back")
            case 14:
                panel.press(chance.choice(["home", "help"]))
            case 15:
                panel.feed(ev.Told("told.other", chance.choice(["x", "y"])))
            case 16:
                panel.panel.context.profile.web_config = chance.choice(["", "http://127.0.0.1:1/"])
            case 17 | 18:
                screen = chance.choice([one for one in sorted(panel.menus.screens) if one != panel.screen])
                panel.panel.start(panel.now, panel.seconds, screen)
            case 19:
                panel.tap(chance.choice(BAR))
            case _:
                panel.tap(chance.choice([row for row in panel.touchable() if row not in BAR] or BAR))
        yield


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("model", ["mfp", "mfp-small", "printer", "scanner"])
def test_a_kept_view_is_what_a_fresh_painter_gives(glass: Make, model: str, language: str) -> None:
    screens = set()
    for seed, given in enumerate(["showroom", "epas-anna", "factory"]):
        panel = glass(model, given, language=language)
        for _ in walk(panel, Chance(f"{model} {language} {seed}")):
            fresh(panel)
            screens.add(panel.screen)
    assert len(screens) > 60


@pytest.mark.parametrize("model", ["mfp", "mfp-small", "printer", "scanner"])
def test_every_screen_follows_every_value(glass: Make, model: str) -> None:
    panel = glass(model, "epas-anna")
    chance = Chance(model)
    for screen in panel.menus.screens:
        panel.reset()
        panel.panel.start(panel.now, panel.seconds, screen)
        fresh(panel)
        first = panel.view
        for key, spec in panel.menus.values.items():
            if spec.kind in ("switch", "choice"):
                others = spec.choices or (True, False)
                panel.device.set_values[key] = next(one for one in others if one != panel.device.value(key))
        fresh(panel)
        for name in ("media-empty", "network-unplugged"):
            panel.device.conditions.add(name)
        panel.session.administrator = not panel.session.administrator
        panel.session.user = chance.choice(["anna", "bo"])
        panel.device.accounts[PRINTER] = Account("refused", "p@ovning.example", "why")
        fresh(panel)
        panel.panel.context.words.speak("en")
        fresh(panel)
        assert panel.view.language != first.language


def test_the_same_view_while_nothing_changed(glass: Make) -> None:
    panel = glass("mfp")
    home = panel.view
    settings = panel.tap("home/settings").view
    assert panel.press("back").view is home
    assert panel.tap("home/settings").view is settings
    panel.seconds += 60
    later = panel.view
    assert later is not settings
    assert later.body is settings.body
    assert later.bar.clock != settings.bar.clock


def test_tiles_are_those_of_all_pages(glass: Make) -> None:
    panel = glass("mfp")
    tiles, per_page = panel.panel.tiles()
    pages = [panel.tap(f"page:{page}").view.body.tiles for page in range(panel.view.body.pages)]
    assert tuple(tile for page in pages for tile in page) == tiles
    assert len(pages[0]) == per_page
    assert panel.panel.tiles()[0] is tiles
    panel.feed(ev.ValueSet("epas.licensed", False))
    assert len(panel.panel.tiles()[0]) == len(tiles) - 1


class TestAsks:
    def of(self, panel: Any, screen: str) -> tuple[keeping.Ask, ...] | None:
        return keeping.asks_of(panel.menus.screens[screen], panel.panel.context, "")

    def test_a_plain_menu_depends_on_nothing(self, glass: Make) -> None:
        assert self.of(glass("mfp"), "settings/general") == ()

    def test_lists_special_views_and_entries_are_never_kept(self, glass: Make) -> None:
        panel = glass("mfp")
        assert [self.of(panel, screen) for screen in ("jobs", "jobs/job", "login/pin")] == [None, None, None]
        assert panel.tap("home/jobs").view is not panel.view

    def test_a_row_that_nobody_sees_is_not_read(self, glass: Make) -> None:
        panel = glass("mfp")
        screen = "settings/general/network/status/email-server"
        asks = self.of(panel, screen)
        assert asks is not None
        answers = [ask(panel.panel.context) for ask in asks]
        assert False in answers
        panel.device.accounts[PRINTER] = Account("refused", "p@ovning.example", "why")
        assert ["why"] in [ask(panel.panel.context) for ask in asks]

    def test_a_title_is_filled_in_anew(self, glass: Make) -> None:
        panel = glass("mfp")
        spec = panel.menus.screens["settings/general"]
        asks = keeping.asks_of(spec, panel.panel.context, "{device.date_time} {unknown}")
        assert asks is not None
        (ask,) = asks
        before = ask(panel.panel.context)
        panel.panel.tell_time(panel.now + timedelta(days=1), 86_400)
        assert ask(panel.panel.context) != before
