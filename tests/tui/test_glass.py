"""The glass without an app."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from panel_sim.core import views as v
from panel_sim.tui.fitting import cells
from panel_sim.tui.glass import SAMPLE_CODE, masked, view_json, view_svg, view_text


def test_text_shows_a_long_list_whole(samples: dict[str, v.View]) -> None:
    text = view_text(samples["long"])
    assert "Kontakt 001" in text
    assert "Kontakt 200" in text


def test_text_keeps_to_a_width(samples: dict[str, v.View]) -> None:
    for view in samples.values():
        assert all(cells(line) <= 50 for line in view_text(view, 50).splitlines())


@pytest.mark.parametrize("name", ["code", "real-code"])
def test_a_code_is_in_no_picture_text_or_data(samples: dict[str, v.View], name: str) -> None:
    view = samples[name]
    assert isinstance(view.body, v.SignInCode)
    code = view.body.user_code
    copied = view.body.copy_text or code
    over = replace(samples["notice"], over=view)
    for shown in (view, over):
        assert code not in view_text(shown)
        assert " ".join(code) not in view_text(shown)
        assert code not in json.dumps(view_json(shown))
        assert code not in view_svg(shown)
        assert copied not in json.dumps(view_json(shown))
    assert code not in repr(view)
    assert copied not in repr(view)
    assert SAMPLE_CODE in view_text(view)
    body = masked(view).body
    assert isinstance(body, v.SignInCode)
    assert not any(any(row) for row in body.qr)
    assert body.copy_text == ""


def test_data_names_the_kind_of_content(samples: dict[str, v.View]) -> None:
    data = view_json(samples["list"])
    assert data["body"]["kind"] == "Listing"
    assert data["body"]["rows"][0]["label"] == "Nätverksstatus"
    assert data["screen"] == "settings/general/network"
    json.dumps(data)


@pytest.mark.parametrize("theme", ["panel-sim", "panel-sim-light", "panel-sim-night", "panel-sim-contrast", "unknown"])
def test_pictures_are_whole_documents(samples: dict[str, v.View], theme: str) -> None:
    for view in samples.values():
        picture = ElementTree.fromstring(view_svg(view, theme=theme))
        assert picture.tag == "{http://www.w3.org/2000/svg}svg"
        assert len(picture)


def test_the_bezel_can_be_left_out(samples: dict[str, v.View], make_view: Callable[..., v.View]) -> None:
    assert "ÖVNING" in view_svg(samples["home"])
    assert "ÖVNING" not in view_svg(samples["home"], bezel=False)


def test_neither_textual_nor_a_console_is_loaded_for_it() -> None:
    program = "import sys; import panel_sim.tui.glass; sys.exit('textual' in sys.modules or 'rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
