"""From what the panel knows to what the glass shows."""

from __future__ import annotations

from collections.abc import Sequence

from panel_sim.core import keyboards
from panel_sim.core.bar import Bars
from panel_sim.core.context import Context
from panel_sim.core.entry import FULL, EntryState
from panel_sim.core.home_tiles import HOME_VALUE, in_order
from panel_sim.core.keeping import BRACES, Ask, Kept, asks_of, asks_of_rows, asks_of_text
from panel_sim.core.menus import RowSpec, ScreenSpec, ValueData
from panel_sim.core.registry import GUARDS, LISTS, READINGS, VIEWS
from panel_sim.core.views import (
    Asleep,
    Bar,
    Body,
    Button,
    Entry,
    Home,
    Listing,
    Notice,
    Off,
    Progress,
    Row,
    Tile,
    View,
)

OVERLAYS = ("notice", "entry", "number", "choice")


class Painter:
    """Builds Views. Holds no state of its own but what can be worked out again."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._bars = Bars(context)
        self._plain: dict[tuple[int, str], Row] = {}
        """Rows that never look different in a language, by the identity of what was written (menus live as long)."""
        self._kept: dict[tuple[str, str], Kept | None] = {}
        """Screens by id and language; None for those that are painted anew each time."""
        self._tiles: tuple[Tile, ...] = ()
        self._tiles_asks: dict[str, tuple[Ask, ...]] = {}
        self._tiles_from: object = None

    def view(self) -> View:
        """The whole panel as it is now; the same object while nothing in it has changed."""
        context = self.context
        screen = context.screen
        bar = self._bars.bar()
        place = (screen, context.words.language)
        try:
            kept = self._kept[place]
        except KeyError:
            kept = self._kept[place] = self._to_keep(context.menus.screens[screen])
        if kept is None:
            spec = context.menus.screens[screen]
            return self._view(spec, self.title(spec), self.body(spec), bar)
        answers = [ask(context) for ask in kept.asks]
        body, view = kept.body, kept.view
        if body is None or answers != kept.answers:
            spec = context.menus.screens[screen]
            kept.title, kept.body, kept.answers = self.title(spec), self.body(spec), answers
            body, view = kept.body, None
        if view is None or view.bar is not bar:
            view = kept.view = self._view(context.menus.screens[screen], kept.title, body, bar)
        return view

    def _to_keep(self, spec: ScreenSpec) -> Kept | None:
        if spec.kind == "home":
            return Kept((self._home_shown, *asks_of_text(self._title_words(spec))))
        asks = asks_of(spec, self.context, self._title_words(spec))
        return Kept(asks) if asks is not None else None

    def _home_shown(self, context: Context) -> object:
        return self.tiles(), context.session.home_page

    def _view(self, spec: ScreenSpec, title: str, body: Body, bar: Bar) -> View:
        context = self.context
        model = context.menus.model
        can_back = spec.id != context.menus.home and spec.kind not in ("asleep", "off")
        return View(
            screen=spec.id,
            title=title,
            body=body,
            bar=bar,
            can_back=can_back,
            back_label=context.text("bar.back") if can_back else "",
            language=context.words.language,
            columns=model.columns,
            lines=model.lines,
        )

    def title(self, spec: ScreenSpec) -> str:
        """The screen's title, else its label, else that of the nearest screen above that has one."""
        return self.filled(self._title_words(spec))

    def _title_words(self, spec: ScreenSpec) -> str:
        words = self.context.words
        screen = spec.id
        while screen:
            for key in (f"title.{screen}", screen):
                if words.has(key):
                    return words(key)
            screen = screen.rpartition("/")[0]
        return words(spec.id)

    def body(self, spec: ScreenSpec) -> Body:
        """What fills the content, by the screen's kind."""
        if spec.view:
            return VIEWS[spec.view](self.context, spec)
        match spec.kind:
            case "home":
                return self._home()
            case "choice":
                return self._choice(spec)
            case "entry" | "number":
                return self._entry(spec)
            case "notice":
                return Notice(
                    text=self.sentence(f"text.{spec.id}"),
                    tone=spec.tone,
                    detail=self.sentence(f"detail.{spec.id}"),
                    buttons=self.buttons(spec.buttons),
                    ticks=tuple(self.row(row) for row in self._visible(spec.ticks)),
                    rows=self._rows(spec),
                )
            case "progress":
                return Progress(
                    text=self.sentence(f"text.{spec.id}"),
                    detail=self.sentence(f"detail.{spec.id}"),
                    icon=spec.icon,
                    buttons=self.buttons(spec.buttons),
                )
            case "asleep":
                return Asleep()
            case "off":
                return Off()
        return Listing(
            rows=self._rows(spec),
            tabs=self._tabs(spec),
            intro=self.sentence(f"intro.{spec.id}"),
            empty=self.sentence(f"empty.{spec.id}"),
            buttons=self.buttons(spec.buttons),
        )

    def sentence(self, key: str) -> str:
        """Words with every {reading} in them filled in; "" where there are none."""
        words = self.context.words
        return self.filled(words(key)) if words.has(key) else ""

    def filled(self, text: str) -> str:
        """Text with its {readings} filled in."""
        if "{" not in text:
            return text
        return BRACES.sub(lambda m: READINGS[m[1]](self.context) if m[1] in READINGS else m[0], text)

    def _visible(self, rows: Sequence[RowSpec]) -> list[RowSpec]:
        context = self.context
        return [row for row in rows if not row.when or all(GUARDS[name](context) for name in row.when)]

    def _rows(self, spec: ScreenSpec) -> tuple[Row, ...]:
        rows = tuple([self.row(row) for row in self._visible(spec.rows)])
        if spec.list:
            rows = (*LISTS[spec.list](self.context), *rows)
        return rows

    def row(self, row: RowSpec) -> Row:
        """A row with its words, its value and whether it can be touched."""
        context = self.context
        plain = self._plain.get((id(row), context.words.language))
        if plain is not None:
            return plain
        words = context.words(row.words or row.id)
        label = self.filled(words)
        enabled = not row.enabled or all(GUARDS[name](context) for name in row.enabled)
        locked = row.locked and GUARDS["is_locked"](context)
        if row.setting:
            value = context.device.value(row.setting)
            if isinstance(value, bool):
                return Row(row.id, label, self.shown(row.setting), "switch", enabled, locked, value)
            return Row(row.id, label, self.shown(row.setting), "value", enabled, locked)
        if row.reading:
            if row.opens:
                return Row(row.id, label, self.read(row.reading), "value", enabled, locked)
            return Row(row.id, label, self.read(row.reading), "reading")
        if row.kind == "tick":
            return Row(row.id, label, "", "tick", enabled, locked, GUARDS["is_ticked"](context))
        kind = row.kind or ("menu" if row.opens else "action")
        made = Row(row.id, label, "", kind, enabled, locked, icon=row.icon)
        if not row.enabled and not row.locked and "{" not in words:
            self._plain[id(row), context.words.language] = made
        return made

    def read(self, name: str) -> str:
        """A reading: one that Python works out, or a declared value."""
        source = READINGS.get(name)
        return source(self.context) if source is not None else self.shown(name)

    def shown(self, key: str) -> str:
        """A declared value in words."""
        return value_words(self.context, key)

    def buttons(self, rows: Sequence[RowSpec]) -> tuple[Button, ...]:
        """Buttons that are to be seen now."""
        context = self.context
        return tuple(
            Button(
                row.id,
                self.filled(context.words(row.words or row.id)),
                row.primary,
                not row.enabled or all(GUARDS[name](context) for name in row.enabled),
            )
            for row in self._visible(rows)
        )

    def _tabs(self, spec: ScreenSpec) -> tuple[Row, ...]:
        words = self.context.words
        return tuple(Row(tab, words(tab), kind="choice", on=tab == spec.id) for tab in spec.tabs)

    def tiles(self) -> tuple[Tile, ...]:
        """Every tile that Home has now, page after page; the same object while none of them has changed."""
        context = self.context
        language = context.words.language
        rows = context.menus.screens[context.menus.home].rows
        asks = self._tiles_asks.get(language)
        if asks is None:
            asks = self._tiles_asks[language] = asks_of_rows(rows, context)
        order = context.device.text(HOME_VALUE)
        now = (language, order, [ask(context) for ask in asks])
        if now != self._tiles_from:
            self._tiles_from = now
            self._tiles = tuple(
                Tile(
                    row.id,
                    context.words(row.words or row.id),
                    row.icon,
                    not row.enabled or all(GUARDS[name](context) for name in row.enabled),
                    row.locked and GUARDS["is_locked"](context),
                )
                for row in in_order(order, self._visible(rows))
            )
        return self._tiles

    def per_page(self) -> int:
        """How many tiles a page of Home holds."""
        model = self.context.menus.model
        return max(1, model.tile_columns * model.tile_rows)

    def home_pages(self) -> int:
        """How many pages Home has now; at least one."""
        return max(1, -(-len(self.tiles()) // self.per_page()))

    def _home(self) -> Home:
        per_page, pages = self.per_page(), self.home_pages()
        page = min(self.context.session.home_page, pages - 1)
        tiles = self.tiles()[page * per_page : (page + 1) * per_page]
        return Home(tiles, page, pages, self.context.menus.model.tile_columns)

    def _choice(self, spec: ScreenSpec) -> Listing:
        value = self.context.device.value(spec.setting)
        return Listing(
            tuple(
                Row(
                    f"{spec.id}/{choice}",
                    choice_words(self.context, spec.setting, choice),
                    kind="choice",
                    on=choice == value,
                )
                for choice in self.context.menus.values[spec.setting].choices
            ),
            intro=self.sentence(f"intro.{spec.id}"),
        )

    def _entry(self, spec: ScreenSpec) -> Entry:
        context = self.context
        entry = context.session.entry
        prompt = self.sentence(f"prompt.{spec.id}") or self.title(spec)
        buttons = self.buttons(spec.buttons)
        if not buttons:
            buttons = (Button(f"{spec.id}/ok", context.text("button.ok"), primary=True),)
        if entry is None:
            return Entry(prompt, "", 0, (), buttons=buttons)
        if spec.kind == "number":
            value = context.device.specs[spec.setting]
            limit = f"{value.least} – {value.most}"
        else:
            counted = "entry.digits" if entry.numeric else "entry.characters"
            limit = context.text(counted, n=len(entry.text), max=entry.max)
        dotted = entry.charset == "ipv4"
        erase, clear = context.text("key.erase"), context.text("key.clear")
        keys = (
            keyboards.number_pad(entry.minus, dotted, erase, clear)
            if entry.numeric or dotted
            else keyboards.keyboard(
                context.device.text("panel.keyboard", "sv"),
                entry.layer,
                context.text("key.space"),
                entry.charset == "email",
                erase,
                clear,
            )
        )
        problem = self.filled(context.text(context.session.problem)) if context.session.problem else ""
        if not problem and entry.refused:
            problem = context.text(_refusal(entry), max=entry.max)
        return Entry(
            prompt, entry.shown, entry.cursor, keys, entry.numeric or dotted, entry.secret, limit, problem, buttons
        )


def _refusal(entry: EntryState) -> str:
    """The words for why the last key did nothing."""
    if entry.numeric:
        return "problem.full-digits" if entry.refused == FULL else "problem.digits"
    return "problem.full" if entry.refused == FULL else "problem.charset"


def choice_words(context: Context, key: str, choice: ValueData) -> str:
    """The words for one of a value's choices."""
    return context.words.first(f"value.{key}.{choice}", f"value.{choice}")


def value_words(context: Context, key: str) -> str:
    """What a declared value is set to, in words; secrets as dots, "" for a value that the model does not have."""
    spec = context.device.specs.get(key)
    if spec is None:
        return ""
    value = context.device.value(key)
    if spec.secret:
        return "••••••" if value else ""
    match spec.kind:
        case "switch":
            return context.words.first(f"value.{key}.{'on' if value else 'off'}", f"value.{'on' if value else 'off'}")
        case "choice":
            return choice_words(context, key, value)
        case "number" if spec.unit:
            return context.words.counted(f"unit.{spec.unit}", value)
    return str(value)
