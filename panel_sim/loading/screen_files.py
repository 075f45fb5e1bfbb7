"""Reads menus/*.yaml: screens, and the screens that stand inside their rows."""

from __future__ import annotations

import re

from panel_sim.core.menus import EntrySpec, Names, RowSpec, Source
from panel_sim.loading.fields import Fields, whole_file
from panel_sim.loading.problems import Problems, quoted
from panel_sim.loading.written import Needs, Written, WrittenRow, WrittenScreen
from panel_sim.loading.yaml_nodes import Mapping, Node

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
PATH = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\Z")
CAPABILITY = re.compile(r"(?:not-)?[a-z0-9]+(?:-[a-z0-9]+)*\Z")
KINDS = ("list", "home", "status", "entry", "notice", "progress", "code", "job", "asleep", "off")
ROW_KINDS = ("heading", "text", "tick")
CHARSETS = ("any", "ascii", "email", "file-name", "digits", "ipv4")
TONES = ("good", "bad", "warn", "muted")
SCREEN_KEYS = frozenset(
    ("kind", "rows", "list", "tabs", "buttons", "ticks", "view", "entry", "needs", "locked", "tone", "icon")
)
# What a row holds when a screen of its own opens from it; kind, needs and locked mean something for a plain row too.
OWN_SCREEN_KEYS = ("rows", "list", "tabs", "buttons", "ticks", "view", "entry", "tone")
ROW_KEYS = SCREEN_KEYS | {"id", "opens", "setting", "reading", "when", "enabled", "primary", "words"}
TICK_KEYS = frozenset(("id", "needs", "when", "enabled", "locked", "words", "kind"))
LONGEST_ENTRY = 4096


class ScreenReader:
    """Reads files of screens into a Written."""

    def __init__(self, written: Written, names: Names, icons: frozenset[str] | None, problems: Problems) -> None:
        """Take what to fill, the names that Python owns and the icons there are (None: not checked)."""
        self._written = written
        self._names = names
        self._icons = icons
        self._problems = problems
        self._file = ""

    def read(self, node: Node | None, file: str) -> bool:
        """Read one file; False when it is none of this kind."""
        self._file = file
        whole = whole_file(node, file, ("screens",), self._problems)
        screens = whole.mapping("screens") if whole is not None else None
        if screens is None:
            return False
        for id_, body in screens.items.items():
            line = screens.lines[id_]
            if not PATH.match(id_):
                self._problems.add(file, line, f"the screen id {quoted(id_)} is not a path in kebab-case")
            elif not isinstance(body, Mapping):
                self._problems.add(file, line, f"the screen {quoted(id_)} wants keys with values")
            else:
                self._screen(id_, Fields(body, file, "a screen", SCREEN_KEYS, self._problems, line), "", ())
        return True

    def _screen(self, id_: str, fields: Fields, inside: str, needs: Needs) -> None:
        """Read a screen; `needs` are those of what it stands inside."""
        if not inside:
            needs = self._needs(fields)
        kind = fields.one_of("kind", KINDS, "list")
        screen = WrittenScreen(
            id_,
            Source(self._file, fields.line),
            kind,
            tabs=fields.words("tabs"),
            list=fields.known("list", self._names.lists, "list"),
            view=fields.known("view", self._names.views, "view"),
            entry=self._entry(fields, kind),
            needs=needs,
            locked=fields.flag("locked"),
            tone=fields.one_of("tone", TONES, ""),
            inside=inside,
            # The icon of a row is the row's own, also where a screen stands inside it.
            icon="" if inside else self._icon(fields),
        )
        if screen.icon and kind != "progress":
            fields.refuse('"icon" belongs to a screen of kind progress, or to a row', "icon")
        self._written.screens.setdefault(id_, []).append(screen)
        screen.rows = self._rows(fields, "rows", "a row", ROW_KEYS, screen)
        screen.buttons = self._rows(fields, "buttons", "a button", ROW_KEYS, screen)
        screen.ticks = self._rows(fields, "ticks", "a tick", TICK_KEYS, screen)
        screen.sound = fields.sound

    def _rows(
        self, fields: Fields, key: str, what: str, keys: frozenset[str], screen: WrittenScreen
    ) -> tuple[WrittenRow, ...]:
        if key not in fields.items:
            return ()
        problems = self._problems
        rows = (self._row(Fields(node, self._file, what, keys, problems), screen) for node in fields.mappings(key))
        return tuple(row for row in rows if row is not None)

    def _row(self, fields: Fields, screen: WrittenScreen) -> WrittenRow | None:
        own = fields.text("id")
        if not ID.match(own):
            if fields.sound:
                fields.refuse(
                    f"{fields.what} wants an id in kebab-case, not {quoted(own)}" if own else f"{fields.what} has no id"
                )
            screen.sound = False
            return None
        id_ = f"{screen.id}/{own}"
        items = fields.items
        kind = fields.text("kind")
        needs = self._needs(fields)
        opens, setting, reading = fields.text("opens"), fields.text("setting"), fields.text("reading")
        opens_own = kind in KINDS
        for key in OWN_SCREEN_KEYS:
            opens_own = opens_own or key in items
        if kind and not opens_own and kind not in ROW_KINDS:
            told = f"unknown kind {quoted(kind)} in {fields.what}"
            self._problems.unknown(self._file, fields.line_of("kind"), told, kind, KINDS + ROW_KINDS)
            fields.sound = False
            kind = ""
        elif kind in ROW_KINDS and opens_own:
            fields.refuse(f"a {kind} cannot open a screen of its own", "kind")
            opens_own = False
        leads = [name for name, is_so in (("rows", opens_own), ("opens", opens), ("setting", setting)) if is_so]
        if len(leads) > 1 or (setting and reading):
            told = " and ".join(quoted(name) for name in (*leads, *(("reading",) if reading else ())))
            fields.refuse(f"{fields.what} cannot have {told}; one of them is enough")
            opens_own = opens_own and not opens and not setting
        if opens_own:
            opens = id_
        source = Source(self._file, fields.line)
        guards = self._names.guards
        spec = RowSpec(
            id_,
            opens,
            setting,
            reading,
            fields.names("when", guards, "guard") if "when" in items else (),
            fields.names("enabled", guards, "guard") if "enabled" in items else (),
            fields.flag("locked") if "locked" in items else False,
            self._icon(fields) if "icon" in items else "",
            fields.flag("primary") if "primary" in items else False,
            "tick" if fields.what == "a tick" else kind if kind in ROW_KINDS else "",
            fields.text("words") if "words" in items else "",
            source,
        )
        if opens_own:
            self._screen(id_, fields, screen.id, screen.needs + needs)
        return WrittenRow(spec, needs, fields.sound)

    def _needs(self, fields: Fields) -> Needs:
        if "needs" not in fields.items:
            return ()
        found = []
        for word, line in fields.words("needs"):
            if CAPABILITY.match(word):
                found.append(word)
                self._written.needs.append((word, Source(self._file, line)))
            else:
                fields.refuse(f"{quoted(word)} is not a capability; one is a word in kebab-case", "needs")
        return tuple(found)

    def _icon(self, fields: Fields) -> str:
        icon = fields.text("icon")
        if icon and self._icons is not None and icon not in self._icons:
            told = f"there is no icon {quoted(icon)} in assets/icons"
            self._problems.unknown(self._file, fields.line_of("icon"), told, icon, self._icons)
        return icon

    def _entry(self, fields: Fields, kind: str) -> EntrySpec | None:
        node = fields.mapping("entry")
        if node is None:
            return EntrySpec() if kind == "entry" else None
        if kind != "entry":
            fields.refuse('"entry" belongs to a screen of kind entry', "entry")
        keys = ("mode", "secret", "max", "charset", "start")
        entry = Fields(node, self._file, "an entry", keys, self._problems, fields.line_of("entry"))
        return EntrySpec(
            entry.one_of("mode", ("text", "number"), "text"),
            entry.flag("secret"),
            entry.whole("max", 64, 1, LONGEST_ENTRY),
            entry.one_of("charset", CHARSETS, "any"),
            entry.known("start", self._names.readings, "reading"),
        )
