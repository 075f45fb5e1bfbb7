"""What stands on the glass: texts, values, what comes nearest, and no code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from panel_sim.core.events import Typed
from panel_sim.core.views import Listing, Row, SignInCode, View
from panel_sim.paths.reading import nearest_label, nearest_text, sees, texts, value_of
from panel_sim.paths.walking import Astray

Shown = Callable[..., View]


@pytest.fixture
def shown(path_script: Any) -> Shown:
    """A screen as the glass shows it: shown(screen, typed="")."""

    def make(screen: str, typed: str = "", **head: Any) -> View:
        async def whole() -> View:
            stage = await path_script.make(path_script(start=screen, **head).file, "mfp", "sv")
            view: View = stage.simulator.feed(Typed(typed)) if typed else stage.view
            await stage.close()
            return view

        return asyncio.run(whole())

    return make


def test_home(shown: Shown) -> None:
    view = shown("home")
    assert {"Inst.", "Till Min e-post", "192.0.2.10", "Jobbstatus"} <= set(texts(view))
    assert sees(view, "Till  Min\ne-post")
    assert not sees(view, "till min e-post"), "case matters"


def test_a_long_list_is_read_whole(shown: Shown) -> None:
    view = shown("settings/general/network/status/lan-wifi")
    assert all(sees(view, row.label) for row in view.rows())


def test_values(shown: Shown) -> None:
    view = shown("settings/general/network/status/email-server", given=("admin-signed-in",))
    assert value_of(view, "Autentiseringsmetod") == "OAuth2"
    assert value_of(view, "autentiseringsmetod ") == "OAuth2"
    assert value_of(view, "Autentisering") is None
    assert nearest_label(view, "Autentiseringsmetd") == "Autentiseringsmetod"
    assert nearest_text(view, "OAuth") == "OAuth2"
    assert nearest_text(view, "xyzzy") == ""


def test_a_label_that_stands_there_twice(shown: Shown) -> None:
    from dataclasses import replace

    view = shown("settings")
    twice = replace(view, body=Listing((Row("a", "Tid", "1"), Row("b", "Tid", "2"), Row("c", "Dag", "3"))))
    with pytest.raises(Astray, match="stands 2 times"):
        value_of(twice, "Tid")
    assert value_of(twice, "Dag") == "3"


def test_what_is_typed_into_a_secret_entry_is_not_read(shown: Shown) -> None:
    view = shown("login/pin", typed="2468")
    assert not sees(view, "2468")


def test_a_code_is_not_read(shown: Shown) -> None:
    from dataclasses import replace

    body = SignInCode("Logga in", ("Öppna", "Skriv"), "Väntar", "http://x/y", "QWE-RTY-UIO", copy_text="QWERTYUIO")
    view = replace(shown("home"), body=body)
    assert sees(view, "http://x/y")
    assert not sees(view, "QWE")
