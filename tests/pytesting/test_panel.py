"""The fixture panel, used here as another project's tests use it; and what they are told when it fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from panel_sim.pytesting.panel import Panel
    from panel_sim.pytesting.practice import PracticeTenant

NETWORK = "Inst. > Allmänna inställningar > Nätverksinställningar"


def test_walking_and_expecting(panel: Panel) -> None:
    panel.go(f"{NETWORK} > Nätverksstatus")
    panel.on("settings/general/network/status")
    view = panel.tap("Status för e-postserver")
    assert view.screen == panel.screen == "settings/general/network/status/email-server"
    panel.see("Microsoft Exchange Online")
    panel.see("Autentiseringsmetod", "OAuth2")
    panel.see({"Autentiseringsmetod": "OAuth2"})
    panel.not_see("Fel")
    assert panel.value_of("Autentiseringsmetod") == "OAuth2"
    assert "Microsoft Exchange Online" in panel.text
    assert panel.picture().startswith("<svg")
    assert panel.press("home").screen == "home"


def test_each_has_a_device_of_its_own(panel: Panel) -> None:
    assert (panel.screen, panel.model, panel.language) == ("home", "mfp", "sv")
    assert list(panel.jobs()) == []
    assert panel.mailbox() == ()
    assert panel.sheet() is None


@pytest.mark.panel(language="en", model="mfp-small", start="settings")
def test_the_marker_chooses_the_device(panel: Panel) -> None:
    assert (panel.screen, panel.model, panel.language) == ("settings", "mfp-small", "en")
    panel.tap("General Settings")


@pytest.mark.panel(given=["showroom", "locked"])
class TestMarkersOfAClass:
    def test_hold_for_its_tests(self, panel: Panel) -> None:
        panel.log_in(administrator=True)
        assert panel.view.bar.lock
        panel.log_out()

    @pytest.mark.panel(language="en")
    def test_the_nearest_counts_for_each_key(self, panel: Panel) -> None:
        assert panel.language == "en"
        panel.log_in(administrator=True)


@pytest.mark.panel(given=["epas-anna"])
def test_time_faults_and_mail(panel: Panel, practice_tenant: PracticeTenant) -> None:
    panel.tap("Till Min e-post")
    panel.log_in("anna")
    panel.press("start")
    job = panel.job(state="completed", to="anna@ovning.example")
    assert job.state == "completed"
    assert panel.mail(to="anna@ovning.example", attachment="pdf")["to"]
    assert len(practice_tenant.mail("anna@ovning.example")) == 1
    practice_tenant.revoke("anna@ovning.example")
    practice_tenant.advance("2 h")
    panel.fault("paper-out")
    panel.clear("paper-out")
    panel.set({"email.attachment_max_mb": 10})
    panel.policy(require_mfa=True)
    assert practice_tenant.policy()["require_mfa"] is True


def test_the_tenant_alone(practice_tenant: PracticeTenant) -> None:
    ready = practice_tenant.ready
    assert ready["authority"].startswith("https://localhost:")
    assert practice_tenant.mail() == []
    assert practice_tenant.policy(require_mfa=True)["require_mfa"] is True
    assert ready["control_token"] not in repr(practice_tenant)


def test_the_tenant_is_seeded_anew(practice_tenant: PracticeTenant) -> None:
    assert practice_tenant.policy()["require_mfa"] is False


class TestMessages:
    def test_what_was_wanted_and_the_glass(self, panel: Panel) -> None:
        with pytest.raises(AssertionError) as caught:
            panel.see("Instt")
        told = str(caught.value)
        assert told.startswith("panel.see('Instt'): It is not on the glass.")
        assert 'wanted: The text "Instt".' in told
        assert "| " in told
        assert "Inst." in told

    def test_an_unknown_screen_is_told_at_once(self, panel: Panel) -> None:
        with pytest.raises(AssertionError, match="Did you mean settings"):
            panel.on("settingss")

    def test_a_secret_is_in_no_message(self, panel: Panel) -> None:
        with pytest.raises(AssertionError) as caught:
            panel.type("hemligt-99")
        assert "hemligt-99" not in str(caught.value)
        with pytest.raises(AssertionError) as caught:
            panel.log_in("anna", secret="7351")
        assert "7351" not in str(caught.value)

    def test_wrong_arguments(self, panel: Panel) -> None:
        with pytest.raises(TypeError):
            panel.see()

    def test_a_path_file_played_inside(self, panel: Panel, tmp_path: Any) -> None:
        path = tmp_path / "part.path.yaml"
        path.write_text("steps:\n  - tap: Inst.\n  - tap: Nej\n", "utf-8")
        with pytest.raises(AssertionError, match=r"part\.path\.yaml:3: tap: Nej"):
            panel.run(path)
        assert panel.screen == "settings"


OTHERS = '''
import asyncio
import pytest


@pytest.mark.panel(modell="mfp")
def test_marker(panel):
    pass


@pytest.mark.panel(start="nowhere")
def test_start(panel):
    pass


@pytest.mark.panel(model="scanner", start="copy")
def test_skipped(panel):
    pass


def test_message(panel):
    panel.tap("Instt")


def test_inside_a_loop(panel):
    async def whole():
        panel.go("Inst. > Allmänna inställningar")
        panel.advance("10 s")
        return panel.screen

    assert asyncio.run(whole()) == "settings/general"
'''


def test_in_another_project(made: Callable[..., Any]) -> None:
    done = made({"test_others.py": OTHERS}).pytest("-rA")
    assert "takes model, language, given, start, each by name: modell" in done.out
    assert "PASSED test_others.py::test_inside_a_loop" in done.out
    assert "panel.tap('Instt'): There is no \"Instt\"" in done.out
    assert "FAILED test_others.py::test_message - AssertionError: panel.tap('Instt'): There is no" in done.out
    assert "panel_sim/pytesting/panel.py" not in done.out.partition("test_message")[2].partition("____")[0]


ASYNC_PLUGIN = '''
import asyncio
import inspect
import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """What plugins for asyncio do."""
    if inspect.iscoroutinefunction(pyfuncitem.obj):
        names = pyfuncitem._fixtureinfo.argnames
        asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
        return True
'''


def test_tests_that_are_coroutines(made: Callable[..., Any]) -> None:
    project = made(
        {
            "conftest.py": ASYNC_PLUGIN,
            "test_a.py": "async def test_it(panel):\n    panel.tap('Inst.')\n    panel.on('settings')\n",
            "test_b.py": "def test_it(panel):\n    panel.tap('Inst.')\n",
        }
    )
    assert "2 passed" in project.pytest().out
