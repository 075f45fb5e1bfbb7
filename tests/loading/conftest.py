"""A small sound device in a folder, to plant problems in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from panel_sim.core.menus import Menus, Names
from panel_sim.loading import DataProblems, Problem, check_all, load

MENUS = """\
format: 1
screens:
  home:
    kind: home
    rows:
      - {id: settings, opens: settings, icon: gear}
      - {id: fax, opens: fax, needs: [fax]}
      - id: email
  settings:
    rows:
      - id: general
        rows:
          - {id: sleep, setting: panel.sleep}
          - {id: sounds, setting: panel.sounds}
          - {id: language, setting: panel.language, locked: true}
          - {id: name, setting: device.name}
          - {id: serial, reading: device.serial}
      - {id: clock, reading: clock.now}
      - {id: jobs, opens: jobs/active, when: [has_jobs]}
      - {id: plain, needs: [not-color], reading: clock.now}
  jobs/active:
    list: active_jobs
    tabs: [active, log]
  jobs/log: {list: old_jobs, tabs: [active, log]}
  fax:
    needs: [fax]
    rows:
      - id: send
  fax/sending: {kind: progress, needs: [fax]}
  email:
    kind: entry
    entry: {max: 64, charset: email}
  email/sent:
    kind: notice
    tone: good
    buttons:
      - {id: ok, primary: true}
  locked: {kind: notice}
  asleep: {kind: asleep}
"""
VALUES = """\
format: 1
values:
  panel.sleep: {number: [1, 240], default: 15, unit: minutes}
  panel.sounds: {switch: true}
  panel.language: {choice: [sv, en], default: sv}
  device.name: {text: 12, default: PANEL, charset: ascii}
  device.serial: {fixed: X1}
"""
CHART = """\
format: 1
chart: mail
states:
  home:
    on:
      tap:email: {to: email, over: true}
  email:
    enter: [greet]
    on:
      tap:ok:
        - {when: [has_jobs], to: home}
        - {do: [send], to: email/sent}
  email/sent:
    on:
      tap:ok: {to: back}
  fax:
    on:
      tap:send: {to: fax/sending}
  fax/sending:
    on:
      mail_refused: {to: home}
  asleep:
    on:
      woken: {to: back}
  jobs/active:
    on:
      tap:job:*: {do: [send]}
any:
  - on: timer_fired.sleep
    except: [asleep, fax/sending]
    to: asleep
"""
MODELS = {
    "big": "format: 1\nmodel: big\nproduct: B-1\nscreen: {columns: 76, lines: 22}\ntiles: {columns: 4, rows: 2}\n"
    "capabilities: [fax, color]\nvalues: {panel.sleep: 20}\n",
    "small": "format: 1\nmodel: small\nproduct: S-1\nscreen: {columns: 60, lines: 17}\ntiles: {columns: 3, rows: 2}\n"
    "capabilities: []\nwords: {settings: settings.small}\n",
}
WORDS = (
    "home settings fax email home/settings home/fax home/email settings.small settings/general "
    "settings/general/sleep settings/general/sounds settings/general/language settings/general/name "
    "settings/general/serial settings/clock settings/jobs jobs/active jobs/log empty.jobs/active empty.jobs/log "
    "fax/send fax/sending text.fax/sending settings/plain prompt.email email/sent text.email/sent email/sent/ok "
    "locked text.locked value.panel.language.sv value.en value.on value.off button.back "
)
KEYS = WORDS.split()
NAMES = Names(
    guards=frozenset({"has_jobs", "has_paper"}),
    effects=frozenset({"send", "greet"}),
    readings=frozenset({"clock.now"}),
    lists=frozenset({"active_jobs", "old_jobs"}),
    views=frozenset({"sign_in_code"}),
    events=frozenset({"timer_fired", "pressed", "mail_refused", "woken"}),
    list_rows={"active_jobs": ("job:*",), "": ("bar:*",)},
    words=frozenset({"button.back", "code.*"}),
    timers=frozenset({"sleep", "operation"}),
)


def po(language: str) -> str:
    """A catalogue with one three-line entry a key, after a header of three lines."""
    words = [f'msgid "{key}"\nmsgstr "{key} ({language})"\n\n' for key in KEYS]
    return 'msgid ""\nmsgstr "Language: x\\n"\n\n' + "".join(words) + 'msgid "unit.minutes"\nmsgstr "{n} min"\n'


@dataclass
class Folder:
    """A device's files on disk."""

    root: Path
    names: Names = NAMES
    icons: frozenset[str] | None = frozenset({"gear"})

    @property
    def menus(self) -> Path:
        return self.root / "menus"

    @property
    def states(self) -> Path:
        return self.root / "states"

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def plant(self, name: str, old: str, new: str) -> None:
        """Put `new` where `old` stands, exactly once."""
        text = (self.root / name).read_text()
        assert text.count(old) == 1, (name, old)
        self.write(name, text.replace(old, new))

    def add(self, name: str, text: str) -> None:
        path = self.root / name
        self.write(name, path.read_text() + text)

    def load(self, model: str = "big") -> Menus:
        return load(self.menus, self.states, model, self.names, self.icons)

    def told(self, model: str = "big") -> list[str]:
        """What `load` complains of, [] when it does not."""
        found: tuple[Problem, ...] = ()
        try:
            self.load(model)
        except DataProblems as problems:
            found = problems.problems
            told = str(problems)
        assert not found or told == "\n".join(map(str, found))
        assert list(found) == sorted(found)
        return [str(problem) for problem in found]

    def checked(self) -> list[str]:
        return [str(problem) for problem in check_all(self.menus, self.states, self.names, self.icons)]

    def with_names(self, **changed: object) -> None:
        self.names = replace(self.names, **changed)  # type: ignore[arg-type]  # Any field, by name.


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A sound device of two models in two languages."""
    made = Folder(tmp_path)
    made.write("menus/main.yaml", MENUS)
    made.write("menus/values/all.yaml", VALUES)
    made.write("states/mail.yaml", CHART)
    for model, text in MODELS.items():
        made.write(f"menus/models/{model}.yaml", text)
    for language in ("sv", "en"):
        made.write(f"menus/words/{language}.po", po(language))
    return made
