"""The data folders that come with the program."""

from __future__ import annotations

from panel_sim.shipped import shipped


def test_a_checkout_finds_its_own_folders() -> None:
    assert (shipped("assets") / "originals" / "originals.json").is_file()
    assert (shipped("assets") / "sheet" / "DejaVuSansCondensed.ttf").is_file()
    assert shipped("menus").is_dir()
