"""Each kind of problem, planted alone in a sound device, is told with its file, line and nearest known name."""

# ruff: noqa: E501  # A row is a planted error and the sentence it earns; wrapped, nobody could read them as a table.

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from panel_sim.loading.problems import MOST_COMPARISONS, Problems, quoted

if TYPE_CHECKING:
    from conftest import Folder

MAIN, VALUES, CHART, BIG, SV, EN = (
    "menus/main.yaml",
    "menus/values/all.yaml",
    "states/mail.yaml",
    "menus/models/big.yaml",
    "menus/words/sv.po",
    "menus/words/en.po",
)
HOME_EMAIL = "      - id: email\n"
END = "  asleep: {kind: asleep}\n"
SYNTAX = [
    (MAIN, "format: 1\n", "", 'menus/main.yaml:1: the file lacks "format: 1"'),
    (MAIN, "format: 1\n", "format: 2\n", "menus/main.yaml:1: format 2 is not known to this program; it reads format 1"),
    (MAIN, "format: 1\n", "fromat: 1\n", 'menus/main.yaml:1: unknown key "fromat" in this file; did you mean "format"?'),
    (MAIN, "screens:", "screns:", 'menus/main.yaml:2: unknown key "screns" in this file; did you mean "screens"?'),
    (MAIN, "  home:\n", "  home: &h\n", "menus/main.yaml:3: an anchor (&h) is not allowed here; write it out where it is used"),
    (MAIN, END, "  asleep: *x\n", "menus/main.yaml:39: an alias (*x) is not allowed here; write out what it stands for"),
    (MAIN, END, "  asleep: !!map {kind: asleep}\n", "menus/main.yaml:39: a tag (tag:yaml.org,2002:map) is not allowed here; words need none"),
    (MAIN, END, END + "---\nformat: 1\n", "menus/main.yaml:40: a second document begins here; a file holds one"),
    (MAIN, END, END + "  a: " + "[" * 40 + "\n", "menus/main.yaml:40: this is nested deeper than 40 levels"),
    (MAIN, END, END + "  ? [a]\n  : b\n", "menus/main.yaml:40: a key must be a word, not a list or a mapping"),
    (MAIN, END, END + "  asleep: {}\n", 'menus/main.yaml:40: the key "asleep" stands twice; it stands on line 39 already'),
    (MAIN, END, END + "\x07", "menus/main.yaml:40: this is not text: it holds the control character U+0007"),
]
SCREENS = [
    ("kind: home", "kind: hoem", 'menus/main.yaml:4: unknown kind "hoem" in a screen; did you mean "home"?'),
    ("icon: gear", "ikon: gear", 'menus/main.yaml:6: unknown key "ikon" in a row; did you mean "icon"?'),
    ("icon: gear", "icon: geer", 'menus/main.yaml:6: there is no icon "geer" in assets/icons; did you mean "gear"?'),
    ("icon: gear", "icon: [gear]", 'menus/main.yaml:6: "icon" in a row wants a word, not a list'),
    ("icon: gear", "locked: yes", 'menus/main.yaml:6: "locked" in a row wants true or false, not "yes"'),
    ("opens: settings,", "opens: setting,", 'menus/main.yaml:6: the row "home/settings" opens an unknown screen "setting"; did you mean "settings"?'),
    ("{id: fax, opens: fax, needs: [fax]}", "{id: fax, opens: fax, needs: [faxx]}", 'menus/main.yaml:7: no model has the capability "faxx"; did you mean "fax"?'),
    ("{id: fax, opens: fax, needs: [fax]}", "{id: fax, opens: fax, needs: fax}", 'menus/main.yaml:7: "needs" in a row wants a list, such as [a, b], not "fax"'),
    ("{id: fax, opens: fax, needs: [fax]}", "{id: fax, opens: fax, needs: [Fax]}", 'menus/main.yaml:7: "Fax" is not a capability; one is a word in kebab-case'),
    (HOME_EMAIL, "      - id: E-post\n", 'menus/main.yaml:8: a row wants an id in kebab-case, not "E-post"'),
    (HOME_EMAIL, "      - {when: [has_jobs]}\n", "menus/main.yaml:8: a row has no id"),
    (HOME_EMAIL, "      - email\n", 'menus/main.yaml:8: "rows" in a screen wants keys with values here'),
    (HOME_EMAIL, HOME_EMAIL + "      - id: email\n", 'menus/main.yaml:9: the row "home/email" stands twice; it stands at menus/main.yaml:8 already'),
    (HOME_EMAIL, HOME_EMAIL + "      - id: copy\n", 'menus/main.yaml:9: the row "home/copy" does nothing; give it opens, setting, reading or a move in a chart'),
    (HOME_EMAIL, HOME_EMAIL + "        kind: tiel\n", 'menus/main.yaml:9: unknown kind "tiel" in a row'),
    ("setting: panel.sleep}", "setting: panel.slep}", 'menus/main.yaml:13: the row "settings/general/sleep" sets an unknown value "panel.slep"; did you mean "panel.sleep"?'),
    ("setting: panel.sleep}", "setting: panel.sleep, reading: clock.now}", 'menus/main.yaml:13: a row cannot have "setting" and "reading"; one of them is enough'),
    ("reading: device.serial", "setting: device.serial", 'menus/main.yaml:17: the value "device.serial" is fixed and cannot be set; show it with reading'),
    ("reading: device.serial", "reading: clock.no", 'menus/main.yaml:17: unknown reading "clock.no"; did you mean "clock.now"?'),
    ("when: [has_jobs]", "when: [has_job]", 'menus/main.yaml:19: unknown guard "has_job"; did you mean "has_jobs"?'),
    ("when: [has_jobs]", "enabled: [has_papper]", 'menus/main.yaml:19: unknown guard "has_papper"; did you mean "has_paper"?'),
    ("list: active_jobs", "list: activ_jobs", 'menus/main.yaml:22: unknown list "activ_jobs"; did you mean "active_jobs"?'),
    ("list: active_jobs", "view: sign_in_cod", 'menus/main.yaml:22: unknown view "sign_in_cod"; did you mean "sign_in_code"?'),
    ("    tabs: [active, log]\n", "    tabs: [active, lg]\n", 'menus/main.yaml:23: the tab "lg" of "jobs/active" is an unknown screen'),
    ("max: 64", "max: 0", 'menus/main.yaml:32: "max" in an entry wants a whole number from 1 to 4096, not 0'),
    ("charset: email}", "charset: mail}", 'menus/main.yaml:32: unknown charset "mail" in an entry; did you mean "email"?'),
    ("max: 64", "start: clock.noww", 'menus/main.yaml:32: unknown reading "clock.noww"; did you mean "clock.now"?'),
    ("tone: good", "tone: godo", 'menus/main.yaml:35: unknown tone "godo" in a screen; did you mean "good"?'),
    ("tone: good", "entry: {}", 'menus/main.yaml:35: "entry" belongs to a screen of kind entry'),
    (END, END + "  Bad: {}\n", 'menus/main.yaml:40: the screen id "Bad" is not a path in kebab-case'),
    (END, END + "  alone: {kind: notice}\n", 'menus/main.yaml:40: the screen "alone" cannot be reached from home'),
    (END, END + "  settings/general: {}\n", 'menus/main.yaml:40: the screen "settings/general" stands twice; it stands at menus/main.yaml:11 already'),
    (END, END + "  settings/general/sleep: {}\n", 'menus/main.yaml:13: the editor of "settings/general/sleep" takes the id of the screen at menus/main.yaml:40'),
    (HOME_EMAIL, HOME_EMAIL + "      - {id: bare, kind: list}\n", 'menus/main.yaml:9: the screen "home/bare" has no rows on the model "big"; say what it needs'),
]
VALUE_FILES = [
    ("switch: true", "switch: On", 'menus/values/all.yaml:4: "switch" in a value wants true or false, not "On"'),
    ("default: 15", "default: 1:30", 'menus/values/all.yaml:3: the default of "panel.sleep" must be a whole number from 1 to 240'),
    ("default: 15", "default: 010", 'menus/values/all.yaml:3: the default of "panel.sleep" must be a whole number from 1 to 240'),
    ("default: 15", "default: 241", 'menus/values/all.yaml:3: the default of "panel.sleep" must be a whole number from 1 to 240'),
    ("[1, 240]", "[240, 1]", 'menus/values/all.yaml:3: "number" wants its limits as whole numbers, such as [1, 240]'),
    ("[1, 240]", "5", 'menus/values/all.yaml:3: "number" wants its limits as whole numbers, such as [1, 240]'),
    ("default: sv", "default: no", 'menus/values/all.yaml:5: the default of "panel.language" must be one of sv, en'),
    ("[sv, en]", "[sv, sv]", 'menus/values/all.yaml:5: the choice "sv" stands twice'),
    ("[sv, en]", "[sv, En]", 'menus/values/all.yaml:5: the choice "En" is not a word in kebab-case'),
    ("[sv, en]", "[]", 'menus/values/all.yaml:5: "choice" wants a list of words'),
    ("default: PANEL", "default: {sv: PANEL}", 'menus/values/all.yaml:6: the default of "device.name" lacks the language "en"'),
    ("default: PANEL", "default: {sv: PANEL, en: [PANEL]}", 'menus/values/all.yaml:6: the default of "device.name" in "en" must be a word'),
    ("default: PANEL", "default: {sv: PANEL, en: PÅNEL}", 'menus/values/all.yaml:6: the default of "device.name" in "en" must be ASCII'),
    ("default: PANEL", "default: {sv: PANEL, en: P, ens: P}", 'menus/values/all.yaml:6: unknown language "ens" in the default of "device.name"; did you mean "en"?'),
    ("default: sv", "default: {sv: sv}", 'menus/values/all.yaml:5: the default of "panel.language" must be a word'),
    ("default: PANEL", "default: PANEL-OF-ALL-PANELS", 'menus/values/all.yaml:6: the default of "device.name" is longer than its 12 characters'),
    ("default: PANEL", "default: PÅNEL", 'menus/values/all.yaml:6: the default of "device.name" must be ASCII'),
    ("charset: ascii", "unit: minutes", 'menus/values/all.yaml:6: "unit" does not belong to a value of kind text'),
    ("default: sv", "default: sv, reset: scann", 'menus/values/all.yaml:5: unknown reset "scann" in a value; did you mean "scan"?'),
    ("fixed: X1", "fixd: X1", 'menus/values/all.yaml:7: unknown key "fixd" in a value; did you mean "fixed"?'),
    ("fixed: X1", "fixed: X1, switch: true", 'menus/values/all.yaml:7: the value "device.serial" wants exactly one of number, switch, choice, text and fixed'),
    ("{fixed: X1}", "{fixed: X1}\n  a.b: {}", 'menus/values/all.yaml:8: the value "a.b" wants exactly one of number, switch, choice, text and fixed'),
    ("{fixed: X1}", "X1", 'menus/values/all.yaml:7: the value "device.serial" wants keys with values, such as {switch: true}'),
    ("{fixed: X1}", "{fixed: X1}\n  serial: {fixed: X1}", 'menus/values/all.yaml:8: the value "serial" wants a dotted key, such as panel.sounds'),
]
CHARTS = [
    ("enter: [greet]", "enter: [gret]", 'states/mail.yaml:8: unknown effect "gret"; did you mean "greet"?'),
    ("enter: [greet]", "entre: [greet]", 'states/mail.yaml:8: unknown key "entre" in a state; did you mean "enter"?'),
    ("when: [has_jobs]", "when: [has_job]", 'states/mail.yaml:11: unknown guard "has_job"; did you mean "has_jobs"?'),
    ("when: [has_jobs]", "unles: [has_jobs]", 'states/mail.yaml:11: unknown key "unles" in a move; did you mean "unless"?'),
    ("when: [has_jobs]", "do: [send]", 'states/mail.yaml:12: this move of "tap:ok" is never made: the one before it always is'),
    ("when: [has_jobs]", "when: [has_jobs], unless: [has_jobs]", 'states/mail.yaml:11: the guard "has_jobs" stands both under when and under unless'),
    ("over: true", "over: 1", 'states/mail.yaml:6: "over" in a move wants true or false, not 1'),
    ("mail_refused: {to: home}", "mail_refused: {to: hom}", 'states/mail.yaml:21: to leads to an unknown screen "hom"; did you mean "home"?'),
    ("mail_refused: {to: home}", "mail_refused: {over: true}", 'states/mail.yaml:21: "over" wants a screen id under "to"'),
    ("mail_refused: {to: home}", "mail_refused:", 'states/mail.yaml:21: "mail_refused" does nothing; give it do or to, or an empty mapping {}'),
    ("mail_refused: {to: home}", "mail_refused: home", 'states/mail.yaml:21: "mail_refused" wants a move, such as {to: home}'),
    ("mail_refused:", "mail_refusd:", 'states/mail.yaml:21: unknown event "mail_refusd"; did you mean "mail_refused"?'),
    ("mail_refused:", "pressed.hoem:", 'states/mail.yaml:21: "pressed.hoem" names no key; the keys are home, back, help, power, start, stop; did you mean "pressed.home"?'),
    ("mail_refused:", "timer_fired:", 'states/mail.yaml:21: "timer_fired" lacks its subject, as in timer_fired.sleep'),
    ("on: timer_fired.sleep", "on: timer_fired.slep", 'states/mail.yaml:29: no timer is called "slep"; there are operation, sleep; did you mean "timer_fired.sleep"?'),
    ("mail_refused:", "mail_refused.now:", 'states/mail.yaml:21: "mail_refused.now" never comes: only pressed and timer_fired have a subject; did you mean "mail_refused"?'),
    ("mail_refused:", "tapped:", 'states/mail.yaml:21: "tapped" never comes by this name; write tap:<row>'),
    ("tap:send:", "tap:sned:", 'states/mail.yaml:18: the screen "fax" has no row "sned" to tap; did you mean "send"?'),
    ("  asleep:\n", "  aslep:\n", 'states/mail.yaml:22: unknown screen "aslep"; did you mean "asleep"?'),
    ("except: [asleep, fax/sending]", "except: [aslep]", 'states/mail.yaml:30: unknown screen "aslep" under except; did you mean "asleep"?'),
    ("on: timer_fired.sleep", "on: timer_fred.sleep", 'states/mail.yaml:29: unknown event "timer_fred"; did you mean "timer_fired"?'),
    ("  - on: timer_fired.sleep\n", "  - do: [send]\n", 'states/mail.yaml:29: a move of "any" lacks its trigger: on'),
    ("on: timer_fired.sleep", "on: tap:oki", 'states/mail.yaml:29: no screen has a row "oki"; did you mean "ok"?'),
    ("      tap:send: {to: fax/sending}", "      tap:send: {to: fax/sending}\n      tap:fax/send: {}", 'states/mail.yaml:19: "tap:fax/send" of "fax" stands twice; it stands at states/mail.yaml:18 already'),
]
MODELS = [
    ("model: big", "model: bigg", 'menus/models/big.yaml:2: the model is called "bigg" but its file "big"; give both one name'),
    ("product: B-1\n", "", 'menus/models/big.yaml:1: the model lacks "product", the name on its bezel'),
    ("columns: 76", "columns: 7", 'menus/models/big.yaml:4: "columns" in "screen" wants a whole number from 20 to 400, not 7'),
    ("columns: 76, ", "", 'menus/models/big.yaml:4: "screen" lacks "columns"'),
    ("[fax, color]", "[fax, color, fax]", 'menus/models/big.yaml:6: the capability "fax" stands twice'),
    ("panel.sleep: 20", "panel.slep: 20", 'menus/models/big.yaml:7: unknown value "panel.slep"; did you mean "panel.sleep"?'),
    ("panel.sleep: 20", "panel.sleep: 0", 'menus/models/big.yaml:7: the default of "panel.sleep" must be a whole number from 1 to 240'),
    ("values: {panel.sleep: 20}", "words: {hom: fax}", 'menus/models/big.yaml:7: no words have the key "hom"; did you mean "home"?'),
]
WORDS = [
    (SV, '"settings/clock (sv)"', '""', 'menus/words/sv.po:46: the text of "settings/clock" is empty'),
    (SV, 'msgid "settings/clock"\nmsgstr "settings/clock (sv)"\n', "", 'menus/main.yaml:18: no words for "settings/clock" in sv'),
    (SV, 'msgid "prompt.email"', 'msgid "promt.email"', 'menus/main.yaml:30: no words for "prompt.email" in sv'),
    (SV, 'msgid "text.email/sent"', 'msgid "x"', 'menus/main.yaml:33: no words for "text.email/sent" in sv'),
    (SV, 'msgid "text.fax/sending"', 'msgid "x"', 'menus/main.yaml:29: no words for "text.fax/sending" in sv'),
    (SV, 'msgid "empty.jobs/log"', 'msgid "x"', 'menus/main.yaml:24: no words for "empty.jobs/log" in sv'),
    (SV, 'msgid "jobs/log"', 'msgid "x"', 'menus/main.yaml:24: no words for "jobs/log" in sv'),
    (SV, 'msgid "value.en"', 'msgid "x"', 'menus/values/all.yaml:5: no words for "value.panel.language.en" in sv'),
    (SV, 'msgid "value.off"', 'msgid "x"', 'menus/values/all.yaml:4: no words for "value.panel.sounds.off" in sv'),
    (SV, 'msgid "unit.minutes"', 'msgid "x"', 'menus/values/all.yaml:3: no words for "unit.minutes" in sv'),
    (SV, 'msgid "button.back"', 'msgid "x"', 'menus/words/sv.po: no words for "button.back" in sv; the panel itself uses them'),
    (SV, '"{n} min"', '"min"', 'menus/words/sv.po:109: the unit "unit.minutes" lacks its {n}'),
    (SV, '"{n} min"', '"{n} min {x}"', 'menus/words/sv.po:109: "unit.minutes" fills in {n}, {x} here but {n} in menus/words/en.po:109'),
    (SV, '"{n} min"', '"{n} } min"', 'menus/words/sv.po:109: a brace in "unit.minutes" does not belong to a {name}'),
    (SV, '"text.locked (sv)"', '"{clock.nw}"', 'menus/words/sv.po:91: unknown reading "clock.nw" in braces in "text.locked"; did you mean "clock.now"?'),
    (EN, 'msgid "home"', 'msgid "extra"\nmsgstr "x"\n\nmsgid "home"', 'menus/words/en.po:4: the key "extra" has no words in sv'),
    (EN, 'msgid "fax"', 'msgid "home"', 'menus/words/en.po:10: the key "home" stands twice; it stands at menus/words/en.po:4 already'),
    (EN, 'msgstr "home (en)"', 'msgstr home', 'menus/words/en.po:5: this is not a line of a .po file: "msgstr home"'),
    (EN, 'msgstr "home (en)"', 'msgstr "home" (en)"', 'menus/words/en.po:5: this is not a line of a .po file: "msgstr "home" (en)""'),
    (EN, 'msgstr "home (en)"\n', "", 'menus/words/en.po:4: the msgid "home" has no msgstr'),
    (EN, 'msgid "home"\n', "", 'menus/words/en.po:4: a msgstr stands here without its msgid'),
    (EN, 'msgid "home"\n', 'msgctxt "a"\nmsgid "home"\n', "menus/words/en.po:4: msgctxt is not used here: a key has one text"),
    (EN, 'msgid "home"\n', '#, fuzzy\nmsgid "home"\n', 'menus/words/en.po:5: the text of "home" is marked fuzzy; check it and take the mark away'),
]
ALL = [
    *SYNTAX,
    *[(MAIN, *rest) for rest in SCREENS],
    *[(VALUES, *rest) for rest in VALUE_FILES],
    *[(CHART, *rest) for rest in CHARTS],
    *[(BIG, *rest) for rest in MODELS],
    *WORDS,
]


@pytest.mark.parametrize(("file", "old", "new", "told"), ALL, ids=[f"{row[0][-9:]}-{row[2].strip()[:40]}" for row in ALL])
def test_a_planted_problem_is_told(folder: Folder, file: str, old: str, new: str, told: str) -> None:
    folder.plant(file, old, new)
    assert told in folder.told()
    assert told in folder.checked()


@pytest.mark.parametrize(("file", "data", "told"), [
    (MAIN, b"", "menus/main.yaml: the file is empty"),
    (MAIN, b"- a\n", 'menus/main.yaml:1: a file begins with "format: 1" and keys with values'),
    (MAIN, b"format: 1\n\xff", "menus/main.yaml:2: this is not UTF-8 text; save the file as UTF-8"),
    (MAIN, "format: 1\n".encode("utf-16"), "menus/main.yaml:1: this is not UTF-8 text; save the file as UTF-8"),
    (MAIN, b"#" * (4 * 1024 * 1024 + 1), "menus/main.yaml: the file is larger than 4 MiB; split it"),
    (SV, b'msgid "a"\nmsgstr "\xff"', "menus/words/sv.po:2: this is not UTF-8 text; save the file as UTF-8"),
    ("menus/more.yml", b"", "menus/more.yml: this file is not read: a file here is called *.yaml"),
    ("menus/wrods/sv.po", b"", 'menus/wrods: the folder "wrods" is not read; did you mean "words"?'),
])
def test_files_that_are_no_data(folder: Folder, file: str, data: bytes, told: str) -> None:
    folder.write(file, data)
    # Nothing is concluded from what a file that could not be read would have said.
    assert folder.told() == folder.checked() == [told]


def test_yaml_errors_are_told_with_their_line(folder: Folder) -> None:
    folder.plant(MAIN, "kind: home", "kind: [home")
    told = folder.told()
    assert len(told) == 1
    assert told[0].startswith("menus/main.yaml:5: this is not YAML: while parsing a flow sequence, ")


def test_one_file_that_cannot_be_read_does_not_hide_the_others(folder: Folder) -> None:
    folder.plant(VALUES, "format: 1", "format: [")
    folder.plant(CHART, "enter: [greet]", "enter: [gret]")
    told = folder.told()
    assert [problem.split(":")[0] for problem in told] == ["menus/values/all.yaml", "states/mail.yaml"]


def test_a_suggestion_is_never_the_word_itself_and_costs_are_bounded() -> None:
    problems = Problems()
    known = {f"settings/row-{number}" for number in range(1000)}
    assert problems.nearest("settings/row-1x", known)
    assert problems.nearest("settings/row-1", {"settings/row-1"}) == ""
    asked = 0
    while problems.nearest("settings/row-1x", known):
        asked += 1
        assert asked * len(known) <= 2 * MOST_COMPARISONS


def test_quotes_stay_on_one_line() -> None:
    assert quoted("a\nb\x1b") == '"a\\x0ab\\x1b"'
    assert quoted("x" * 100) == '"' + "x" * 60 + '..."'
