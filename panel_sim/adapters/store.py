"""The device's state as one JSON file in the home folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from panel_sim.adapters.files import SetAside, set_aside, write_whole


class JsonStore:
    """Keeps the state at `path` (mode 0600). What was set aside because it was damaged is told in `notices`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notices: tuple[SetAside, ...] = ()

    def load(self) -> Mapping[str, object]:
        """What was kept last; {} in a new home and after a damaged file was set aside. Raises OSError."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        except IsADirectoryError:
            return self._set_aside()
        try:
            state = json.loads(content.decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError):
            return self._set_aside()
        return state if isinstance(state, dict) else self._set_aside()

    def save(self, state: Mapping[str, object]) -> None:
        """Keep the state, whole or not at all.

        Raises OSError (the file is as it was), and TypeError or ValueError for what JSON has no word for.
        """
        text = json.dumps(dict(state), ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
        write_whole(self.path, (text + "\n").encode("utf-8", "surrogatepass"))

    def _set_aside(self) -> Mapping[str, object]:
        self.notices += (set_aside(self.path, kind="settings"),)
        return {}
