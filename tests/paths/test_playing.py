"""The player: what each verb does and waits for, what a failure tells, and what no report may hold."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from panel_sim.paths import step as st
from panel_sim.paths.outcome import BROKEN, FAILED, PASSED, SKIPPED, StepResult
from panel_sim.paths.playing import BREATH, play

Script = Any
ANNA = "anna@ovning.example"
STATUS = "Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus"
SERVER = "settings/general/network/status/email-server"


def step(number: int, action: st.Action, words: str, within: float = st.WITHIN) -> st.Step:
    return st.Step(number, words.partition(":")[0], action, st.Place("a.path.yaml", number + 3), words, within)


class TestWalking:
    def test_go_from_the_screen_on_the_glass_and_from_home(self, path_script: Script) -> None:
        result = path_script(
            st.Go("Inst. > Allmänna inställningar"),
            st.Go("Nätverksinställningar > Nätverksstatus"),
            st.On("settings/general/network/status"),
            st.Go(f"Hem > {STATUS} > Status för e-postserver"),
            st.On(SERVER),
            st.Go("hem"),
            st.On("home"),
            given=("admin-signed-in",),
        ).play()
        assert result.state == PASSED, result.failed
        assert SERVER in result.screens
        assert ("home", "tap:home/settings", 0) in result.moves

    def test_an_unknown_label_names_the_nearest_and_what_was_there(self, path_script: Script) -> None:
        result = path_script(step(1, st.Go("Inst. > Allmäna inställningar"), "go: Inst. > Allmäna")).play()
        assert result.state == FAILED
        failure = result.failed.failure
        assert 'Did you mean "Allmänna inställningar"?' in failure.found
        assert "Underhåll" in failure.found
        assert "Allmänna inställningar" in failure.glass
        assert failure.resume == "panel-sim run by-hand.path.yaml --from-step 1"


class TestSeeing:
    def test_texts_values_and_their_absence(self, path_script: Script) -> None:
        result = path_script(
            st.Go(f"{STATUS} > Status för e-postserver"),
            st.See("Microsoft Exchange   Online"),
            st.See(values=(("Autentiseringsmetod", "OAuth2"),)),
            st.See("Fel", absent=True),
            st.See(values=(("Autentiseringsmetod", "SMTP-AUT"),), absent=True),
            given=("admin-signed-in",),
        ).play()
        assert result.state == PASSED, result.failed
        assert sum(one.seconds for one in result.steps) == 0, "what holds at once takes no time"

    def test_what_does_not_come_is_waited_for_and_told(self, path_script: Script) -> None:
        result = path_script(
            st.Go(f"{STATUS} > Status för e-postserver"),
            step(2, st.See("Microsoft Exchange Onlin3"), "see: Microsoft Exchange Onlin3", 45.0),
            given=("admin-signed-in",),
        ).play()
        assert result.state == FAILED
        assert result.failed.seconds == 45.0
        assert 'The nearest is "Microsoft Exchange Online".' in result.failed.failure.found

    def test_another_value_and_an_unknown_label(self, path_script: Script) -> None:
        there = st.Go(f"{STATUS} > Status för e-postserver")
        other = path_script(there, st.See(values=(("Autentiseringsmetod", "APOP"),)), given=("admin-signed-in",)).play()
        assert 'has the value "OAuth2"' in other.failed.failure.found
        unknown = path_script(there, st.See(values=(("Autentiseringsmetd", "x"),)), given=("admin-signed-in",)).play()
        assert 'The nearest is "Autentiseringsmetod"' in unknown.failed.failure.found

    def test_not_fails_where_it_is_there(self, path_script: Script) -> None:
        result = path_script(step(1, st.See("Inst.", absent=True), "not: Inst.", 5.0)).play()
        assert result.state == FAILED
        assert result.failed.failure.wanted == 'Nothing that says "Inst.".'

    def test_on_another_screen(self, path_script: Script) -> None:
        result = path_script(st.Tap("Inst."), st.On("settings/general")).play()
        assert result.failed.failure.wanted == "The screen settings/general."
        assert result.failed.failure.found == 'The glass shows settings ("Inst.").'

    def test_a_time_out_of_the_panel_is_jumped_to(self, path_script: Script) -> None:
        result = path_script(st.Tap("Inst."), step(2, st.On("home"), "on: home", 600.0)).play()
        assert result.state == PASSED, result.failed
        assert 0 < result.steps[-1].seconds <= 600


class TestTyping:
    def test_what_is_typed_into_a_secret_entry_stands_nowhere(self, path_script: Script) -> None:
        steps = (
            st.Tap("Till Min e-post"),
            step(2, st.Type("1357"), "type: 1357"),
            st.Tap("Logga in"),
            step(4, st.On("email"), "on: email", 1.0),
        )
        result = path_script(*steps, given=("epas-anna",)).play(trace=True)
        assert result.state == FAILED
        assert "1357" not in repr(result.steps)
        assert result.steps[1].step.words == "type: ..."

    def test_a_code_stands_nowhere(self, path_script: Script) -> None:
        codes: list[str] = []

        async def whole() -> str:
            acts = (st.LogIn("anna"), st.Tap("Till Min e-post"), st.Tap("Använd kod"), st.On("sign-in/code"))
            script = path_script(*acts, given=("epas",))
            stage = await path_script.make(script.file, "mfp", "sv")
            result = await play(script.file, stage, trace=True)
            assert result.state == PASSED, result.failed
            body = stage.view.body
            codes.extend((body.user_code, body.copy_text))
            await stage.close()
            # Views in a trace are live data for whoever shows them masked; texts are what is written down.
            return " ".join(
                [one.glass_before + one.glass_after + repr(one.happenings) for one in result.steps]
            )

        told = asyncio.run(whole())
        assert "CodeShown" in told
        for code in codes:
            assert code not in told
            assert code.replace("-", "") not in told.replace(" ", "").replace("-", "")

    def test_nothing_can_be_typed_on_a_list(self, path_script: Script) -> None:
        result = path_script(st.Type("x")).play()
        assert "no entry is open" in result.failed.failure.found


class TestResuming:
    def test_earlier_expectations_are_waited_for_and_not_judged(self, path_script: Script) -> None:
        script = path_script(
            st.See("nowhere to be seen"),
            st.Tap("Inst."),
            st.On("nowhere"),
            st.Tap("Allmänna inställningar"),
            st.On("settings/general"),
        )
        assert script.play().state == FAILED
        result = script.play(from_step=4)
        assert result.state == PASSED, result.failed
        assert [one.state for one in result.steps] == [SKIPPED, SKIPPED, SKIPPED, PASSED, PASSED]

    def test_an_earlier_act_that_fails_ends_it(self, path_script: Script) -> None:
        result = path_script(st.Tap("Finns inte"), st.On("home")).play(from_step=2)
        assert result.state == FAILED
        assert result.failed.step.number == 1

    def test_a_failure_in_an_included_file_is_resumed_at_its_run(self, path_script: Script) -> None:
        inner = (step(1, st.Tap("Finns inte"), "tap: Finns inte"),)
        result = path_script(st.Tap("Inst."), st.Run(Path("b.path.yaml"), inner)).play()
        assert result.state == FAILED
        assert result.failed.depth == 1
        assert result.failed.failure.resume.endswith("--from-step 2")


class TestJobsAndMail:
    def test_no_job_and_no_mail(self, path_script: Script) -> None:
        assert "No job" in path_script(st.JobIs((("state", "completed"),))).play().failed.failure.found
        assert "received nothing" in path_script(st.MailIs((("to", ANNA),))).play().failed.failure.found

    def test_what_the_job_is_instead(self, path_script: Script) -> None:
        result = path_script(
            st.LogIn("anna"),
            st.Tap("Till Min e-post"),
            st.Press("start"),
            st.JobIs((("state", "completed"),)),
            step(5, st.JobIs((("state", "aborted"), ("code", 361), ("leg", "auth"))), "job: ...", 1.0),
            given=("epas-anna",),
        ).play()
        failure = result.failed.failure
        assert failure.wanted == "A job with state aborted, code 361, leg auth."
        assert "state completed" in failure.found
        assert "data good" in failure.found

    def test_what_the_mail_is_instead(self, path_script: Script) -> None:
        result = path_script(
            st.LogIn("anna"),
            st.Tap("Till Min e-post"),
            st.Press("start"),
            st.MailIs((("to", ANNA),)),
            step(5, st.MailIs((("to", ANNA), ("attachment", "tiff"))), "mail: ...", 1.0),
            given=("epas-anna",),
        ).play()
        assert ".pdf" in result.failed.failure.found


class TestTelling:
    def test_each_step_is_told_as_it_ends(self, path_script: Script) -> None:
        told: list[StepResult] = []
        result = path_script(st.Tap("Inst."), st.Press("home")).play(record=told.append)
        assert tuple(told) == result.steps

    def test_a_trace_has_the_glass_and_what_happened(self, path_script: Script) -> None:
        result = path_script(st.Tap("Inst."), st.Advance(90.0), st.FaultBegun("paper-out")).play(trace=True)
        tapped, waited, broken = result.steps
        assert "Till Min e-post" in tapped.glass_before
        assert "Allmänna inställningar" in tapped.glass_after
        assert tapped.before is not None
        assert tapped.after is not None
        assert [one.name for one in tapped.happenings][:1] == ["Tapped"]
        assert ("clock", "wound") in [(one.kind, one.name) for one in waited.happenings]
        assert waited.seconds == 90.0
        assert ("fault", "paper-out") in [(one.kind, one.name) for one in broken.happenings]
        assert broken.happenings[0].at == 90.0

    def test_a_shot_is_a_picture(self, path_script: Script) -> None:
        result = path_script(st.Shot("home")).play()
        assert result.steps[0].shot.startswith("<svg")

    def test_a_stage_that_breaks_is_no_failure_of_the_device(self, path_script: Script) -> None:
        class Gone(Exception):
            pass

        async def whole() -> Any:
            file = path_script(st.Tap("Inst."), st.Press("home")).file
            stage = await path_script.make(file, "mfp", "sv")

            async def press(key: str) -> None:
                raise Gone("The disk is full.")

            stage.press = press  # type: ignore[method-assign]
            try:
                return await play(file, stage, broken=(Gone,))
            finally:
                await stage.close()

        result = asyncio.run(whole())
        assert result.state == BROKEN
        assert result.reason == "The disk is full."

    def test_being_cancelled_keeps_what_was_played(self, path_script: Script) -> None:
        async def whole() -> Any:
            file = path_script(*[st.Tap("Inst."), st.Press("home")] * (2 * BREATH)).file
            stage = await path_script.make(file, "mfp", "sv")
            task = asyncio.create_task(play(file, stage))
            await asyncio.sleep(0)
            task.cancel()
            try:
                return await task
            finally:
                await stage.close()

        result = asyncio.run(whole())
        assert result.state == BROKEN
        assert "interrupted" in result.reason
        assert 1 < len(result.steps) <= BREATH + 1
