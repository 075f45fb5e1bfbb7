"""The pages at the panel: filled in as a browser does, and strange pages refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from panel_sim.adapters.panel_pages import PanelPages

HEAD = '<meta name="practice-step" content="{step}">'


class StrangePages:
    """Serves a page for each request in turn, and keeps the forms that came."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self.forms: list[str] = []
        self.address = ""


@pytest.fixture
def strange_pages() -> Iterator[StrangePages]:
    """Pages that a test writes."""
    shown = StrangePages()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._show()

        def do_POST(self) -> None:
            shown.forms.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._show()

        def _show(self) -> None:
            content = shown.pages.pop(0).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    shown.address = f"http://127.0.0.1:{server.server_address[1]}/devicelogin"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield shown
    server.shutdown()
    server.server_close()
    thread.join(10)


CODE_PAGE = HEAD.format(step="code") + (
    '<form action="/devicelogin"><input type=hidden name=csrf value="a&amp;b">'
    "<input name=code><button>x</button></form>"
)
CONSENT_PAGE = HEAD.format(step="consent") + (
    '<form action="/devicelogin/consent"><input type="hidden" name="csrf" value="1">'
    '<button name="answer" value="decline">Nej</button><button name="answer" value="accept">Ja</button></form>'
)


def test_hidden_fields_go_back_as_they_are(strange_pages: StrangePages) -> None:
    strange_pages.pages = [CODE_PAGE, HEAD.format(step="account") + "<form></form>"]
    pages = PanelPages(strange_pages.address, 5, "sv")
    assert pages.open("ABC DEF").step == "account"
    assert strange_pages.forms == ["csrf=a%26b&code=ABC+DEF"]
    pages.give_up()


def test_a_form_for_another_place_is_not_sent(strange_pages: StrangePages) -> None:
    strange_pages.pages = [CODE_PAGE.replace('"/devicelogin"', '"http://elsewhere.example/"')]
    pages = PanelPages(strange_pages.address, 5, "sv")
    with pytest.raises(LookupError, match="another place"):
        pages.open("CODE")
    assert strange_pages.forms == []
    pages.give_up()


@pytest.mark.parametrize("page", ["", "<html>hello", HEAD.format(step="survey"), "<" * 10_000])
def test_unknown_pages(strange_pages: StrangePages, page: str) -> None:
    strange_pages.pages = [CODE_PAGE, page]
    pages = PanelPages(strange_pages.address, 5, "sv")
    with pytest.raises(LookupError):
        pages.open("CODE")
    pages.give_up()


def test_consent_presses_one_button_only_and_offers_no_tick_that_is_not_there(strange_pages: StrangePages) -> None:
    strange_pages.pages = [CODE_PAGE, CONSENT_PAGE, HEAD.format(step="done")]
    pages = PanelPages(strange_pages.address, 5, "sv")
    page = pages.open("CODE")
    assert (page.step, page.organization) == ("consent", False)
    with pytest.raises(LookupError, match="tick"):
        pages.submit("consent", "organization")
    assert pages.submit("consent", "user").step == "done"
    assert strange_pages.forms[-1] == "csrf=1&answer=accept"
    pages.give_up()


def test_giving_up_declines_where_it_can(strange_pages: StrangePages) -> None:
    strange_pages.pages = [CODE_PAGE, CONSENT_PAGE, HEAD.format(step="declined")]
    pages = PanelPages(strange_pages.address, 5, "sv")
    pages.open("CODE")
    pages.give_up()
    assert strange_pages.forms[-1] == "csrf=1&answer=decline"


def test_a_step_that_the_page_has_no_field_for(strange_pages: StrangePages) -> None:
    strange_pages.pages = [CODE_PAGE, CONSENT_PAGE]
    pages = PanelPages(strange_pages.address, 5, "sv")
    pages.open("CODE")
    for step in ("password", "dance"):
        with pytest.raises(LookupError, match=step):
            pages.submit(step, "x")
    strange_pages.pages = [HEAD.format(step="declined")]
    pages.give_up()
