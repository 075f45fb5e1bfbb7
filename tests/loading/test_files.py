"""Strange files in a data folder are refused before they can do harm."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from panel_sim.loading import files, load

if TYPE_CHECKING:
    from conftest import Folder


def test_a_link_out_of_the_folder_is_refused(folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.yaml"
    secret.write_text("format: 1\n")
    (folder.menus / "more.yaml").symlink_to(secret)
    assert folder.told() == [
        "menus/more.yaml: this is a link that leads out of the folder; put the file itself here",
    ]


def test_a_linked_folder_below_does_not_lead_out(folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "values"
    (folder.menus / "values").rename(elsewhere)
    (folder.menus / "values").symlink_to(elsewhere)
    assert folder.told() == [
        "menus/values/all.yaml: this is a link that leads out of the folder; put the file itself here",
    ]


def test_a_link_within_the_folder_and_a_linked_data_folder_are_fine(folder: Folder, tmp_path: Path) -> None:
    (folder.menus / "main.yaml").rename(folder.menus / "main.txt")
    (folder.menus / "main.yaml").symlink_to("main.txt")
    (tmp_path / "linked").symlink_to(folder.menus)
    assert load(tmp_path / "linked", folder.states, "big", folder.names, folder.icons).screens


def test_pipes_folders_and_broken_links_are_refused(folder: Folder) -> None:
    os.mkfifo(folder.menus / "pipe.yaml")
    (folder.menus / "folder.yaml").mkdir()
    (folder.menus / "broken.yaml").symlink_to("nowhere")
    (folder.menus / "round.yaml").symlink_to("round.yaml")
    told = folder.told()
    assert told[0] == "menus/broken.yaml: the file cannot be read: No such file or directory"
    assert told[1:3] == ["menus/folder.yaml: this is not a regular file", "menus/pipe.yaml: this is not a regular file"]
    assert told[3].startswith("menus/round.yaml: the file cannot be read: ")


def test_a_huge_file_is_not_even_read(folder: Folder) -> None:
    with (folder.menus / "huge.yaml").open("wb") as opened:
        opened.truncate(files.LARGEST + 1)
    assert folder.told() == ["menus/huge.yaml: the file is larger than 16 MiB"]


def test_hidden_files_and_notes_are_passed_over(folder: Folder) -> None:
    folder.write("menus/.main.yaml.swp.yaml", "x")
    folder.write("menus/main.yaml~", "x")
    folder.write("menus/README.md", "x")
    assert folder.checked() == []


def test_names_are_relative_to_the_parent_as_given(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write("menus/main.yaml", "")
    monkeypatch.chdir(folder.menus)
    folder.root = Path("..")
    assert folder.told() == ["menus/main.yaml: the file is empty"]


def test_icons_are_found_beside_the_menus(folder: Folder) -> None:
    folder.icons = None
    assert folder.told() == []
    folder.write("assets/icons/wheel.txt", "")
    assert folder.told() == ['menus/main.yaml:6: there is no icon "gear" in assets/icons']
    folder.write("assets/icons/gear.txt", "")
    assert folder.told() == []
