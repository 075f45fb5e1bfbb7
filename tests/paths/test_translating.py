"""A path written in one language, played in another: labels by their ids, texts by the words that they are."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from panel_sim.paths import step as st
from panel_sim.paths.outcome import PASSED
from panel_sim.paths.playing import play
from panel_sim.paths.step import PathFile
from panel_sim.paths.translating import Phrasebook, Translations

Script = Any
STATUS = "Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus"


def translated(path_script: Script, *actions: st.Action, model: str = "mfp", **head: Any) -> tuple[PathFile | str, Any]:
    """The path in English, and what came of playing that."""

    async def whole() -> tuple[PathFile | str, Any]:
        file = path_script(*actions, **head).file
        made = await Translations(path_script.make, path_script.menus).of(file, model, "sv", "en")
        if isinstance(made, str):
            return made, None
        stage = await path_script.make(made, model, "en")
        try:
            return made, await play(made, stage)
        finally:
            await stage.close()

    return asyncio.run(whole())


class TestTranslations:
    def test_labels_screens_values_and_messages(self, path_script: Script) -> None:
        path, result = translated(
            path_script,
            st.Go(f"Hem > {STATUS}"),
            st.Tap("Status för e-postserver"),
            st.On("settings/general/network/status/email-server"),
            st.See(values=(("Autentiseringsmetod", "OAuth2"),)),
            st.See("Fel", absent=True),
            given=("admin-signed-in",),
        )
        assert isinstance(path, PathFile)
        actions = [one.action for one in path.steps]
        assert actions[0] == st.Go("Home > Settings > General Settings > Network Settings > Network Status")
        assert actions[1] == st.Tap("Email Server Status")
        assert actions[3] == st.See(values=(("Authentication Method", "OAuth2"),))
        assert path.steps[1].words == "tap: Email Server Status"
        assert result.state == PASSED, result.failed
        assert (result.language, path.language) == ("en", "en")

    def test_a_message_with_data_in_it(self, path_script: Script) -> None:
        path, result = translated(
            path_script,
            st.LogIn("anna"),
            st.Tap("Till Min e-post"),
            st.Press("start"),
            st.See("E-postmeddelandet har skickats till anna@ovning.example."),
            st.MailIs((("to", "anna@ovning.example"), ("subject", "Skannat dokument"))),
            given=("epas-anna",),
        )
        assert isinstance(path, PathFile)
        assert result.state == PASSED, result.failed
        seen = path.steps[3].action
        assert isinstance(seen, st.See)
        assert "anna@ovning.example" in seen.text
        assert "har skickats" not in seen.text

    def test_a_part_of_a_message(self, path_script: Script) -> None:
        path, result = translated(
            path_script,
            st.LogIn("anna"),
            st.Tap("Till Min e-post"),
            st.Press("start"),
            st.See("har skickats"),
            given=("epas-anna",),
        )
        assert isinstance(path, PathFile)
        assert result.state == PASSED, result.failed

    def test_data_stays_as_it_is(self, path_script: Script) -> None:
        path, result = translated(path_script, st.See("192.0.2.10"), st.LogIn("anna"), st.See("Anna Ek"))
        assert isinstance(path, PathFile)
        assert path.steps[0].action == st.See("192.0.2.10")
        assert result.state == PASSED, result.failed

    def test_what_is_included_is_translated_too(self, path_script: Script) -> None:
        inner = (st.Step(1, "tap", st.Tap("Allmänna inställningar"), st.Place("b.path.yaml", 2), "tap: ..."),)
        path, result = translated(path_script, st.Tap("Inst."), st.Run(Path("b.path.yaml"), inner), st.Press("home"))
        assert isinstance(path, PathFile)
        run = path.steps[1].action
        assert isinstance(run, st.Run)
        assert run.steps[0].action == st.Tap("General Settings")
        assert result.state == PASSED, result.failed

    def test_what_does_not_hold_in_its_own_language_is_not_played_in_others(self, path_script: Script) -> None:
        path, _ = translated(path_script, st.Tap("Finns inte"))
        assert path == "It does not hold in sv, the language it is written in."


class TestPhrasebook:
    @pytest.mark.parametrize("model", ["mfp", "mfp-small", "printer", "scanner"])
    def test_every_row_has_its_label_in_the_other_language(self, path_script: Script, model: str) -> None:
        menus = path_script.menus(model)
        there, back = Phrasebook(menus, "sv", "en"), Phrasebook(menus, "en", "sv")
        overrides = menus.model.words
        checked = 0
        for screen in menus.screens.values():
            for row in screen.rows:
                key = row.words or row.id
                native = menus.words["sv"].get(overrides.get(key, key))
                if native is None or "{" in native:
                    continue
                english = there.label(row.id, native)
                assert english == menus.words["en"][overrides.get(key, key)]
                assert back.label(row.id, english) == native
                checked += 1
        assert checked > 50

    @pytest.mark.parametrize(("sheets", "english"), [(0, "0 sheets"), (1, "1 sheet"), (250, "250 sheets")])
    def test_a_count_that_reads_the_same_for_one_and_for_several(
        self, path_script: Script, sheets: int, english: str
    ) -> None:
        book = Phrasebook(path_script.menus("mfp"), "sv", "en")
        assert book.whole(f"{sheets} ark", "paper") == english

    def test_words_of_a_sheet_are_those_that_are_printed_on_it(self, path_script: Script) -> None:
        book = Phrasebook(path_script.menus("mfp"), "sv", "en")
        assert book.printed("Ark för användningshistorik") == "Usage history sheet"
        assert book.whole("Ark för användningshistorik", "report/usage") == "Usage History Sheet"
        assert book.printed("192.0.2.10") == "192.0.2.10"
