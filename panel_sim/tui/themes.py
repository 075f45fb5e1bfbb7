"""The themes, as Textual wants them: its own parts (palette, dialogs) in the colours of the device."""

from __future__ import annotations

from textual.theme import Theme

from panel_sim.tui.palette import PALETTES


def themes() -> list[Theme]:
    """One Textual theme for every palette."""
    return [
        Theme(
            name=name,
            primary=colours["accent"], secondary=colours["deep"], accent=colours["practice"],
            foreground=colours["benchink"], background=colours["desk"], surface=colours["bench"],
            panel=colours["cap"], success=colours["benchgood"], warning=colours["benchwarn"],
            error=colours["benchbad"], dark=name != "panel-sim-light",
        )
        for name, colours in PALETTES.items()
    ]
