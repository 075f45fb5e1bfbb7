"""Reads all files of a device, whatever the model, into one Written."""

from __future__ import annotations

from panel_sim.core.menus import Names
from panel_sim.loading.catalogues import Catalogue, read_catalogue
from panel_sim.loading.chart_files import read_chart
from panel_sim.loading.files import DataFile, DataFolders, lost_part
from panel_sim.loading.model_files import read_model
from panel_sim.loading.problems import Problems
from panel_sim.loading.screen_files import ScreenReader
from panel_sim.loading.value_files import read_values
from panel_sim.loading.written import Written
from panel_sim.loading.yaml_nodes import read_yaml


def read_written(folders: DataFolders, names: Names, problems: Problems) -> Written:
    """Read every file; each problem is noted, and a part of which a file cannot be read is named in `lost`."""
    written = Written(folders.root, lost=set(folders.lost))
    screens = ScreenReader(written, names, folders.icons, problems)
    for file in folders.files:
        if file.part == "words":
            # sv.po, and flows.sv.po beside it: a language may have several files.
            language = file.stem.rpartition(".")[2]
            catalogue = written.words.setdefault(language, Catalogue(language))
            if not read_catalogue(file.data, file.name, catalogue, problems):
                written.lost.add(lost_part(file.part, file.stem))
            continue
        _read_yaml_file(file, written, screens, names, problems)
    for language in list(written.words):
        if f"words/{language}" in written.lost:
            # What is left of a language would only look incomplete.
            del written.words[language]
    return written


def _read_yaml_file(
    file: DataFile, written: Written, screens: ScreenReader, names: Names, problems: Problems
) -> None:
    node = read_yaml(file.data, file.name, problems)
    match file.part:
        case "screens":
            found = screens.read(node, file.name)
        case "values":
            found = read_values(node, file.name, written, problems)
        case "models":
            found = read_model(node, file.name, file.stem, written, problems)
        case _:
            found = read_chart(node, file.name, written, names, problems)
    if not found:
        written.lost.add(file.part)
