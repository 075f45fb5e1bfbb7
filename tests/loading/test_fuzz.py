"""Whatever the files hold, loading gives a device or tells problems; and its work grows with the files, not faster."""

from __future__ import annotations

import cProfile
import pstats
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel_sim.core.menus import Menus
from panel_sim.loading import DataProblems, Problem, load

if TYPE_CHECKING:
    from conftest import Folder

FILES = st.sampled_from(
    ["menus/main.yaml", "menus/values/all.yaml", "states/mail.yaml", "menus/models/big.yaml", "menus/words/sv.po"]
)
# Words that mean something to the loader, so that generated files get past its first checks.
MEANT = (
    "format screens states any values home settings rows id kind opens setting reading needs not-fax fax when "
    "unless do to over on tap:ok tap:* back opener panel.sleep number switch choice text fixed default model "
    "product words tabs entry max list notice timer_fired.sleep pressed except x {n} "
)
WORDS = st.sampled_from(MEANT.split()) | st.text(max_size=4)
LEAVES = WORDS | st.integers(-3, 300) | st.booleans() | st.none()
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=20
)
FUZZ = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fed(folder: Folder, name: str, data: bytes) -> None:
    """Load with a file replaced: a device or problems, and the sentences of problems fit on a line."""
    before = (folder.root / name).read_bytes()
    folder.write(name, data)
    found: tuple[Problem, ...] | None = None
    try:
        assert isinstance(folder.load(), Menus)
    except DataProblems as problems:
        found = problems.problems
    assert found is None or found
    assert all("\n" not in str(problem) and problem.file for problem in found or ())
    folder.checked()
    folder.write(name, before)


@FUZZ
@given(FILES, st.binary(max_size=300))
def test_any_bytes(folder: Folder, name: str, data: bytes) -> None:
    fed(folder, name, data)


@FUZZ
@given(FILES, st.dictionaries(WORDS, TREES, max_size=4))
def test_any_data(folder: Folder, name: str, data: dict[str, object]) -> None:
    fed(folder, name, yaml.safe_dump({"format": 1, **data}, allow_unicode=True).encode())


@FUZZ
@given(st.sampled_from(["screens", "states", "values"]), WORDS, st.dictionaries(WORDS, TREES, max_size=4))
def test_any_screen_state_or_value(folder: Folder, part: str, key: str, data: dict[str, object]) -> None:
    name = {"screens": "menus/more.yaml", "states": "states/more.yaml", "values": "menus/values/more.yaml"}[part]
    folder.write(name, "")
    chart = {"chart": "more"} if part == "states" else {}
    fed(folder, name, yaml.safe_dump({"format": 1, **chart, part: {key: data}}, allow_unicode=True).encode())


@FUZZ
@given(FILES, st.data())
def test_a_line_lost_doubled_or_cut(folder: Folder, name: str, data: st.DataObject) -> None:
    lines = (folder.root / name).read_text().splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    cut = data.draw(st.integers(0, len(lines[at])))
    instead = data.draw(st.sampled_from(["", lines[at] * 2, lines[at][:cut], lines[at][cut:], "  " + lines[at]]))
    fed(folder, name, "".join([*lines[:at], instead, *lines[at + 1 :]]).encode())


def generated(folder: Folder, screens: int, reading: str = "clock.now") -> None:
    """A device of so many screens with three rows each: a link, a setting and a reading."""
    folder.write(
        "menus/many.yaml",
        "format: 1\nscreens:\n"
        + "".join(
            f"  many-{n}:\n    rows:\n      - {{id: next, opens: many-{n + 1 if n % 50 else max(1, n // 50)}}}\n"
            f"      - {{id: deep, opens: many-{min(n * 2, screens - 1)}}}\n"
            f"      - {{id: sleep, setting: panel.sleep}}\n      - {{id: clock, reading: {reading}}}\n"
            for n in range(1, screens)
        )
        + f"  many-{screens}: {{kind: notice}}\n",
    )
    folder.add("states/mail.yaml", "  - {on: woken, to: many-1}\n")
    folder.write(
        "states/many.yaml",
        "format: 1\nchart: many\nstates:\n"
        + "".join(f"  many-{n}: {{on: {{pressed.start: {{to: many-{n + 1}}}}}}}\n" for n in range(1, screens)),
    )
    for language in ("sv", "en"):
        keys = [f"many-{n}{row}" for n in range(1, screens) for row in ("", "/next", "/deep", "/sleep", "/clock")]
        keys += [f"many-{screens}", f"text.many-{screens}"]
        words = "".join(f'msgid "{key}"\nmsgstr "x"\n\n' for key in keys)
        folder.write(f"menus/words/many.{language}.po", words)


def calls(folder: Folder) -> int:
    """How many calls a load makes: a measure of work that no busy machine disturbs."""
    profile = cProfile.Profile()
    profile.enable()
    menus = load(folder.menus, folder.states, "big", folder.names, folder.icons)
    profile.disable()
    assert "many-1" in menus.screens
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]  # typeshed leaves it out.


def test_work_grows_with_the_number_of_screens_and_not_faster(folder: Folder) -> None:
    original = (folder.root / "states/mail.yaml").read_text()
    work = []
    for screens in (500, 2000):
        folder.write("states/mail.yaml", original)
        generated(folder, screens)
        work.append(calls(folder))
    assert len(folder.load().screens) > 2000 * 2
    assert work[1] < 4.4 * work[0]


@pytest.mark.parametrize("screens", [2000])
def test_ten_thousand_mistakes_are_all_told(folder: Folder, screens: int) -> None:
    generated(folder, screens, reading="clock.noww")
    assert len(folder.told()) == screens - 1
