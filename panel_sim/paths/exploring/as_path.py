"""A way as a path file, so that whoever reads a finding can play it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from panel_sim.paths.exploring.scene import Act


def as_path(
    way: Sequence[Act],
    *,
    title: str,
    model: str,
    language: str,
    given: Sequence[str],
    on: str = "",
    note: str = "",
) -> str:
    """The text of a path file. What only the world can do stands in it as a comment, since no verb does it.

    `on` adds a last step that wants that screen on the glass.
    """
    lines = [f"title: {quoted(title)}", f"model: {model}", f"language: {language}"]
    lines.append(f"given: [{', '.join(given)}]")
    if note:
        lines.append(f"note: {quoted(note)}")
    lines.append("steps:")
    for act in way:
        for words in act.words.split("\n"):
            if words == "type: ":
                # Nothing is typed; the next step confirms what stands there.
                continue
            if act.playable:
                verb, _, argument = words.partition(": ")
                lines.append(f"  - {verb}: {argument if argument.startswith('{') else quoted(argument)}")
            else:
                lines.append(f"  # Here the world answers: {words}.")
    if on:
        lines.append(f"  - on: {quoted(on)}")
    elif not any(line.startswith("  - ") for line in lines):
        lines.append("  - press: home")
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Text as a YAML scalar in double quotes."""
    signs = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
    return '"' + "".join(signs.get(sign, sign if sign.isprintable() else f"\\U{ord(sign):08x}") for sign in text) + '"'


def write_path(text: str, path: Path) -> None:
    """Write the path file, and the folder that it lies in; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
