"""A way as a path file, so that whoever reads a finding can play it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from panel_sim.fixtures import ADMINISTRATOR_PASSWORD, USER_PASSWORD, USERS
from panel_sim.paths.exploring.plan import Start
from panel_sim.paths.exploring.scene import CONDITIONS, ICONS, SECRETS, Act

PRACTICE = {"administrator": ADMINISTRATOR_PASSWORD, "pin": USERS[0][3], "password": USER_PASSWORD}
"""What opens things at the device, and so in random walks and in path files."""
_PRACTICED = {SECRETS[name]: secret for name, secret in PRACTICE.items()}
_MAPPED = ("log_in", "sign_in")
"""Verbs of acts that take a mapping; what others take is text, whatever it looks like."""
_LOGINS = (
    ("lock", "administrator/ok", "administrator", "{administrator: true}"),
    ("user", "login/pin/ok", "pin", f"{{user: {USERS[0][0]}}}"),
)


def as_path(
    way: Sequence[Act],
    *,
    title: str,
    model: str,
    language: str,
    start: Start,
    on: str = "",
    note: str = "",
) -> str:
    """The text of a path file. What only the world can do stands in it as a comment, since no verb does it.

    `on` adds a last step that wants that screen on the glass.
    """
    lines = [f"title: {quoted(title)}", f"model: {model}"]
    if language:
        lines.append(f"language: {language}")
    if start.screen:
        lines.append(f"start: {start.screen}")
    lines.append(f"given: [{', '.join(start.given)}]")
    if note:
        lines.append(f"note: {quoted(note)}")
    lines.append("steps:")
    lines += [f"  - fault: {CONDITIONS.get(name, name)}" for name in start.conditions]
    if start.values:
        values = ", ".join(f"{key}: {quoted(str(value))}" for key, value in start.values.items())
        lines.append(f"  - set: {{{values}}}")
    lines += _steps(way)
    if on:
        lines.append(f"  - on: {quoted(on)}")
    elif not any(line.startswith("  - ") for line in lines):
        lines.append("  - press: home")
    return "\n".join(lines) + "\n"


def _steps(way: Sequence[Act]) -> Iterator[str]:
    before: Act | None = None
    for act, then in zip_longest(way, way[1:]):
        assert act is not None
        if then is not None and (login := _login(act, then)):
            yield f"  - log_in: {login}"
        elif before is None or not _login(before, act):
            yield from _step(act)
        before = act


def _login(touched: Act, typed: Act) -> str:
    """Who logs in where an icon of the status bar is touched and the right secret typed; "" for anything else."""
    for icon, row, name, who in _LOGINS:
        if touched.words == ICONS[icon] and typed.row == row and typed.typed in (SECRETS[name], PRACTICE[name]):
            return who
    return ""


def _step(act: Act) -> Iterator[str]:
    for words in act.words.split("\n"):
        verb, _, argument = words.partition(": ")
        if not act.playable:
            yield f"  # {'The world answers' if act.answers else 'No step says this'}: {words}."
        elif verb == "type":
            # Where nothing is typed, the next step confirms what stands there. What opens things while exploring
            # is unlike anything else; at the device the practice secrets do.
            if argument:
                yield f"  - type: {quoted(_PRACTICED.get(argument, argument))}"
        elif not argument:
            yield f"  - {verb}:"
        else:
            yield f"  - {verb}: {argument if verb in _MAPPED else quoted(argument)}"


def quoted(text: str) -> str:
    """Text as a YAML scalar in double quotes."""
    signs = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
    return '"' + "".join(signs.get(sign, sign if sign.isprintable() else f"\\U{ord(sign):08x}") for sign in text) + '"'


def write_path(text: str, path: Path) -> None:
    """Write the path file, and the folder that it lies in; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
