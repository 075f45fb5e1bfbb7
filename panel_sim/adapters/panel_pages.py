"""The practice tenant's sign-in pages as the panel fills them in: what a browser does, without the browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from panel_sim.adapters.redaction import redact

if TYPE_CHECKING:
    from panel_sim.adapters.http_session import Session

CODE, ACCOUNT, PASSWORD, CONFIRM, CONSENT = "code", "account", "password", "confirm", "consent"
DONE, DECLINED, EXPIRED = "done", "declined", "expired"
_REFUSED = frozenset({"blocked", "problem", "mfa"})
"""Steps of pages that lead nowhere: the directory refuses, and says so with a number. The panel has no screen for a
second factor; who needs one signs in with a code."""
_LARGEST = 512 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """What the directory shows: the step, its problem if any, and whether consent may be for the organisation."""

    step: str
    problem: str = ""
    problem_code: str = ""
    organization: bool = False
    refused: bool = False


class PanelPages:
    """Walks the pages from `device_login` on for one user code, in `language`. Its methods block; run them aside.

    They raise OSError for the network (requests' exceptions are), LookupError for pages they do not know.
    """

    def __init__(self, device_login: str, timeout_s: float, language: str) -> None:
        self._address = device_login
        self._language = language
        self._timeout_s = timeout_s
        self._opened: Session | None = None
        self._shown = _Document()

    @property
    def status(self) -> int | None:
        """The HTTP status of the newest page."""
        return self._opened.status if self._opened else None

    def open(self, user_code: str) -> Page:
        """Open the pages and type the user code in; the page that asks for the account."""
        response = self._session.request("GET", self._address, params={"lang": self._language})
        self._read(response.url, response.text)
        return self._fill(CODE, user_code)

    def submit(self, step: str, value: str) -> Page:
        """Fill in the page: `step` is account, password, consent (`value` user or organization) or decline."""
        if step in (ACCOUNT, PASSWORD):
            return self._fill(step, value)
        if step == CONSENT:
            return self._press("accept", organization=value == "organization")
        if step == "decline":
            return self._press("decline")
        raise LookupError(f"the directory's pages have no step {step}")

    def give_up(self) -> None:
        """Decline where the page has a button for that, and close the connection."""
        try:
            if any(form.button("decline") for form in self._shown.forms):
                self._press("decline")
        finally:
            if self._opened is not None:
                self._opened.close()

    @property
    def _session(self) -> Session:
        """Carries the cookies in which the pages keep their place, as a browser would."""
        if self._opened is None:
            # Imported in the thread that waits for the pages anyway: requests takes its time.
            from panel_sim.adapters.http_session import Session

            self._opened = Session(None, self._timeout_s, loopback=True)
        return self._opened

    def _fill(self, name: str, value: str) -> Page:
        form = next((form for form in self._shown.forms if name in form.inputs), None)
        if form is None:
            raise LookupError(f"the directory's page has no field {name}")
        return self._send(form, {name: value})

    def _press(self, name: str, *, organization: bool = False) -> Page:
        for form in self._shown.forms:
            button = form.button(name)
            if button is None:
                continue
            if organization and "organization" not in form.ticks:
                raise LookupError("the directory's page has no tick for the organisation")
            tick = {"organization": form.ticks["organization"]} if organization else {}
            return self._send(form, {**tick, button[0]: button[1]})
        raise LookupError(f"the directory's page has no button {name}")

    def _send(self, form: _Form, values: dict[str, str]) -> Page:
        address = urljoin(self._address, form.action)
        if urlsplit(address).netloc != urlsplit(self._address).netloc:
            raise LookupError("the directory's page sends its form to another place")
        data = form.inputs | values
        # A browser follows the redirect after a form; these pages are no token endpoint.
        response = self._session.request("POST", address, data=data, allow_redirects=True)
        return self._read(response.url, response.text)

    def _read(self, address: str, text: str) -> Page:
        self._address = address
        self._shown = shown = _Document()
        shown.feed(text[:_LARGEST])
        shown.close()
        if shown.step == CONFIRM:
            # "Are you trying to sign in to ...?": whoever stands at the panel is, so no screen asks it again.
            return self._press("continue")
        if shown.step not in (CODE, ACCOUNT, PASSWORD, CONSENT, DONE, DECLINED, EXPIRED, *_REFUSED):
            raise LookupError("the directory shows a page that the panel does not know")
        return Page(
            # A code that the page does not take has run out, whatever it says.
            step=EXPIRED if shown.step == CODE and shown.problem else shown.step,
            problem=redact(shown.problem),
            problem_code=redact(shown.problem_code),
            organization=any("organization" in form.ticks for form in shown.forms),
            refused=shown.step in _REFUSED,
        )


@dataclass
class _Form:
    """A form: what it sends by itself, the ticks that may be set, and its buttons."""

    action: str
    inputs: dict[str, str] = field(default_factory=dict)
    ticks: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def button(self, name: str) -> tuple[str, str] | None:
        """The button that is called `name` or stands for it by its value."""
        return next(((key, value) for key, value in self.buttons if name in (key, value)), None)


class _Document(HTMLParser):
    """Reads the step, the problem and the forms of one page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.step = ""
        self.problem = ""
        self.problem_code = ""
        self.forms: list[_Form] = []
        self._in_form = False
        self._in_problem = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and given.get("name") == "practice-step":
            self.step = given.get("content", "")
        elif tag == "form":
            self.forms.append(_Form(given.get("action", "")))
            self._in_form = True
        elif given.get("id") == "problem":
            self.problem_code = given.get("data-code", "")
            self._in_problem = True
        elif tag in ("input", "button") and self._in_form:
            self._control(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in_form = False
        elif tag == "p":
            self._in_problem = False

    def handle_data(self, data: str) -> None:
        if self._in_problem:
            self.problem += data

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form, name, value = self.forms[-1], given.get("name", ""), given.get("value", "")
        kind = given.get("type", "submit" if tag == "button" else "text")
        if kind in ("submit", "image"):
            form.buttons.append((name, value))
        elif kind == "checkbox":
            form.ticks[name] = value or "on"
        elif name and kind not in ("button", "reset", "file"):
            form.inputs[name] = value
