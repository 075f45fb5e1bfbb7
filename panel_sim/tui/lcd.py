"""The LCD: one widget that paints a View and tells what is touched on it."""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.message import Message

from panel_sim.core.views import Entry, Home, SignInCode, View
from panel_sim.tui import navigation
from panel_sim.tui.canvas import Look, Picture, Touch
from panel_sim.tui.keys import Wish, wish
from panel_sim.tui.paint import paint
from panel_sim.tui.paint_frame import means, page_id
from panel_sim.tui.painted import Painted

REMEMBERED = 200
"""How many screens of the way here keep what was selected on them."""


class Lcd(Painted, can_focus=True):
    """Paints the View it is given; arrows move a selection, Enter and the mouse touch; it never decides anything."""

    class Tapped(Message):
        """A row, tile, tab, button or soft key was touched."""

        def __init__(self, row_id: str) -> None:
            super().__init__()
            self.row_id = row_id

    class Pressed(Message):
        """A hard key was meant: back, home, help, power."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Typed(Message):
        """Text was typed while an entry is open."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class CursorMoved(Message):
        """The cursor of the entry is to move by `columns`."""

        def __init__(self, columns: int) -> None:
            super().__init__()
            self.columns = columns

    class CopyAsked(Message):
        """The code on the sign-in screen is to be copied."""

    def __init__(self, view: View, look: Look, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = view
        self.look = look
        self.touch = Touch(selected=navigation.first_choice(view))
        self._trail: list[tuple[str, Touch]] = []
        self._masked: View | None = None

    def show(self, view: View) -> bool:
        """Show another View; gives whether anything on the LCD had to be painted anew."""
        old, self.view = self.view, view
        if view is old:
            return False
        if view.screen != old.screen:
            self._walk(old, view)
        elif isinstance(view.body, Home) and isinstance(old.body, Home) and view.body.page != old.body.page:
            self.touch = Touch(selected=navigation.first_choice(view))
        self._settle_selection()
        self.repaint(partly=view.screen == old.screen)
        return True

    def _walk(self, old: View, new: View) -> None:
        """Back on a screen of the way here one finds it as one left it; any other screen begins at its top."""
        names = [name for name, _ in self._trail]
        if new.screen in names:
            index = names.index(new.screen)
            self.touch = self._trail[index][1]
            del self._trail[index:]
            return
        self._trail.append((old.screen, self.touch))
        del self._trail[:-REMEMBERED]
        self.touch = Touch(selected=navigation.first_choice(new))

    def mask(self, view: View | None) -> None:
        """Paint `view` instead for as long as a screenshot is taken (None: no longer)."""
        self._masked = view
        self.repaint()

    def draw(self, width: int, height: int) -> Picture:
        """Paint the View."""
        touch = replace(self.touch, hover=self.hover) if self.hover else self.touch
        picture = paint(self._masked or self.view, width, height, touch, self.look)
        if picture.scroll != self.touch.scroll:
            self.touch = replace(self.touch, scroll=picture.scroll)
        return picture

    def _settle_selection(self) -> None:
        """Keep the selection on something that is there."""
        if isinstance(self.view.body, Entry):
            if self.touch.selected and self.touch.selected not in navigation.touchable_ids(self.view):
                self.touch = replace(self.touch, selected="")
            return
        chosen = self.touch.selected
        if not chosen or (chosen not in navigation.touchable_ids(self.view) and chosen not in ("back",)):
            self.touch = replace(self.touch, selected=navigation.first_choice(self.view))

    def _set(self, touch: Touch) -> None:
        if touch != self.touch:
            self.touch = touch
            self.repaint(partly=True)

    def on_resize(self) -> None:
        """Another size: paint anew and keep the selected thing in sight."""
        self.picture = None
        if self.size.height:
            self._set(navigation.into_sight(self.painted, self.touch))

    def on_key(self, event: events.Key) -> None:
        """A key of the keyboard."""
        meant = wish(self.view, self.painted, self.touch, event.key, event.character)
        if meant is None:
            return
        event.stop()
        event.prevent_default()
        self.act(meant)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text goes where typed text goes."""
        if isinstance(self.view.body, Entry):
            event.stop()
            text = "".join(char for char in event.text.splitlines()[0] if char.isprintable()) if event.text else ""
            if text:
                self.post_message(self.Typed(text))

    def act(self, meant: Wish) -> None:
        """Do what a key means."""
        touch, picture = self.touch, self.painted
        if meant.kind == "tap":
            self.post_message(self.Tapped(meant.text))
        elif meant.kind == "press":
            self._press(meant.text)
        elif meant.kind == "type":
            # Who types has left the soft keys: Enter means the primary button again.
            self._set(replace(touch, selected=""))
            self.post_message(self.Typed(meant.text))
        elif meant.kind == "cursor":
            self.post_message(self.CursorMoved(meant.step))
        elif meant.kind == "move":
            self._set(navigation.move(picture, touch, meant.text, navigation.primary(self.view)))
        elif meant.kind == "page":
            self._set(navigation.page(picture, touch, meant.step))
        elif meant.kind == "end":
            self._end(meant.text)
        elif meant.kind == "tab":
            self._set(navigation.around(picture, touch, meant.step))
        elif meant.kind == "choose":
            self._choose()
        elif meant.kind == "nth":
            self._nth(meant.step)
        elif meant.kind == "copy":
            self.post_message(self.CopyAsked())
        elif meant.kind == "qr":
            self._set(replace(touch, full_qr=not touch.full_qr))

    def _press(self, key: str) -> None:
        body = self.view.body
        if key == "back" and isinstance(body, SignInCode) and (self.touch.full_qr or body.full_screen_qr):
            # Back from the large QR code leads to the code, not away from it.
            self._set(replace(self.touch, full_qr=False))
            toggle = next((button.id for button in body.buttons if means(button.id, "qr")), "")
            if body.full_screen_qr and toggle:
                self.post_message(self.Tapped(toggle))
            return
        self.post_message(self.Pressed(key))

    def _choose(self) -> None:
        chosen = self.touch.selected
        hit = self.painted.hit(chosen)
        if hit is not None and hit.kind == "press":
            self._press(chosen)
            return
        target = chosen or navigation.primary(self.view)
        if target:
            self.post_message(self.Tapped(target))

    def _nth(self, number: int) -> None:
        """Digits pick the first nine things in sight."""
        hits = [hit for hit in self.painted.hits if hit.group in ("tile", "row")]
        if 0 < number <= len(hits):
            self._set(replace(self.touch, selected=hits[number - 1].id))
            self._choose()

    def _end(self, where: str) -> None:
        picture = self.painted
        chosen = picture.order[0 if where == "home" else -1] if picture.order else self.touch.selected
        scroll = 0 if where == "home" else picture.scroll_max
        self._set(replace(self.touch, selected=chosen, scroll=scroll))

    def on_click(self, event: events.Click) -> None:
        """A touch of the glass."""
        hit = self.at(event.x, event.y)
        if hit is None:
            return
        event.stop()
        if hit.kind == "press":
            self._press(hit.id)
            return
        if hit.group in ("tile", "row", "tab", "button"):
            self._set(replace(self.touch, selected=hit.id))
        self.post_message(self.Tapped(hit.id))

    def scroll_glass(self, scroll: int) -> None:
        """Show the content from so many lines below its top; the selection stays."""
        self._set(replace(self.touch, scroll=max(0, min(self.painted.scroll_max, scroll))))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls; on Home it turns the page."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls; on Home it turns the page."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, step: int) -> None:
        event.stop()
        body, picture = self.view.body, self.painted
        if isinstance(body, Home):
            if 0 <= body.page + step < body.pages:
                self.post_message(self.Tapped(page_id(body.page + step)))
            return
        self.scroll_glass(picture.scroll + 3 * step)
