"""A page that is a form of values: it shows them as they are, and sets them together when all of them fit."""

from __future__ import annotations

from starlette.responses import Response

from panel_sim.webconfig.fields import FormMaker
from panel_sim.webconfig.forms import Form
from panel_sim.webconfig.visit import Page, Visit


class FormPage(Page):
    """The page of one form."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self.open = form.open

    async def answer(self, visit: Visit) -> Response:
        """Show the form; take it on OK."""
        maker = FormMaker(self._form, visit.seen, visit.label)
        if visit.posted is None or self.open:
            return self._write(visit, maker)
        taken = maker.take(visit.typed)
        if visit.action == "show":
            return self._write(visit, maker, visit.typed, {})
        if taken.problems:
            return self._write(visit, maker, visit.typed, taken.problems)
        visit.printer.set(taken.values)
        visit.mine.tell("told.saved")
        return visit.go(visit.page)

    def _write(
        self,
        visit: Visit,
        maker: FormMaker,
        typed: dict[str, str] | None = None,
        problems: dict[str, str] | None = None,
    ) -> Response:
        key = f"intro.web.{visit.page}"
        return visit.write(
            "form.html",
            sections=maker.shown(typed, problems),
            open=self.open,
            problems=len(problems or {}),
            intro=visit.words(key) if visit.words.has(key) else "",
        )
