"""What the marker `panel` of a test asks for."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from panel_sim.fixtures import UnknownFixture, known

KEYS = ("model", "language", "given", "start")


@dataclass(frozen=True, slots=True)
class Settings:
    """The device that a test wants; "" where it does not say."""

    model: str = ""
    language: str = ""
    given: tuple[str, ...] = ("showroom",)
    start: str = "home"


def settings_of(node: pytest.Item) -> Settings:
    """The markers nearest to the test count first, each for the keys that it names. Raises pytest.UsageError."""
    asked: dict[str, object] = {}
    for mark in node.iter_markers("panel"):
        unknown = sorted(set(mark.kwargs) - set(KEYS))
        if mark.args or unknown:
            what = ", ".join(unknown) or repr(mark.args[0])
            raise pytest.UsageError(f"The marker panel of {node.nodeid} takes {', '.join(KEYS)}, each by name: {what}.")
        asked = {**mark.kwargs, **asked}
    given = asked.get("given") or ("showroom",)
    names = (given,) if isinstance(given, str) else tuple(str(one) for one in given)  # type: ignore[attr-defined]  # any sequence
    try:
        known(names)
    except UnknownFixture as error:
        raise pytest.UsageError(f"{node.nodeid}: {error}") from None
    return Settings(str(asked.get("model") or ""), str(asked.get("language") or ""), names,
                    str(asked.get("start") or "home"))
