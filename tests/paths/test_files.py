"""Path files are read whole, and everything wrong in them is told at once, with line and nearest word."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel_sim.loading.problems import DataProblems
from panel_sim.paths import step
from panel_sim.paths.files import read_path_files
from panel_sim.paths.names import Names
from panel_sim.paths.step import PathFile
from panel_sim.paths.verbs import VERBS

NAMES = Names(
    models=("mfp", "printer"),
    languages=("sv", "en"),
    screens=("home", "settings/general"),
    fixtures=("showroom", "epas"),
    faults=("smtp-down", "paper-out"),
    values=("email.attachment_max_mb",),
    policies=("security_defaults",),
    users=("anna", "bo"),
    capabilities=("fax",),
)
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def one(text: str | bytes, name: str = "a.path.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return one


def read(*targets: Path) -> tuple[PathFile, ...]:
    return read_path_files(targets, NAMES)


def problems(*targets: Path) -> Sequence[str]:
    with pytest.raises(DataProblems) as caught:
        read_path_files(targets, NAMES)
    return [f"{one.line}: {one.sentence} [{one.nearest}]" for one in caught.value.problems]


def steps(text: str) -> str:
    return "steps:\n" + "".join(f"  - {line}\n" for line in text.splitlines())


class TestReading:
    def test_the_head(self, write: Write) -> None:
        head = "title: T\nlanguage: en\nmodel: mfp\nstart: settings/general\n"
        head += "given: [epas]\ntags: [a, b]\nneeds: [fax]\n"
        (path,) = read(write(head + steps("tap: X")))
        assert (path.title, path.language, path.model, path.start) == ("T", "en", "mfp", "settings/general")
        assert (path.given, path.tags, path.needs) == (("epas",), ("a", "b"), ("fax",))

    def test_what_is_left_out(self, write: Write) -> None:
        (path,) = read(write(steps("tap: X"), "some-name.path.yaml"))
        assert (path.title, path.language, path.model, path.start) == ("some-name", "", "", "home")
        assert path.given == ("showroom",)

    def test_an_empty_list_of_fixtures_is_none_at_all(self, write: Write) -> None:
        (path,) = read(write("given: []\n" + steps("tap: X")))
        assert path.given == ()

    @pytest.mark.parametrize(
        ("text", "action"),
        [
            ("go: Inst. > Nät", step.Go("Inst. > Nät")),
            ("tap: 12", step.Tap("12")),
            ("on: settings/general", step.On("settings/general")),
            ("see: Microsoft Exchange Online", step.See("Microsoft Exchange Online")),
            ("see: {Metod: OAuth2, Port: 587}", step.See(values=(("Metod", "OAuth2"), ("Port", "587")))),
            ("not: Fel", step.See("Fel", absent=True)),
            ("press: home", step.Press("home")),
            ("advance: 90 d", step.Advance(7_776_000)),
            ("fault: smtp-down", step.FaultBegun("smtp-down")),
            ("fault: {leg: auth, reply: 454}", step.FaultBegun("", (("leg", "auth"), ("reply", 454)))),
            ("clear: smtp-down", step.FaultCleared("smtp-down")),
            ("log_in: {user: anna}", step.LogIn("anna")),
            ("log_in: {administrator: true}", step.LogIn(administrator=True)),
            ("log_out:", step.LogOut()),
            ("policy: {security_defaults: true}", step.PolicyChanged((("security_defaults", True),))),
            ("revoke: anna@ovning.example", step.Revoke("anna@ovning.example")),
            ("sign_in: {as: a@b.example, outcome: decline}", step.SignInAs("a@b.example", "decline")),
            ("sign_in: {as: a@b.example, consent: organization}", step.SignInAs("a@b.example", consent="organization")),
            ("type: Rapport", step.Type("Rapport")),
            ("set: {email.attachment_max_mb: 10}", step.SetValues((("email.attachment_max_mb", 10),))),
            ("job: {state: completed, to: a@b}", step.JobIs((("state", "completed"), ("to", "a@b")))),
            ("job: {code: 361, leg: {auth: 535}}", step.JobIs((("code", 361), ("leg", {"auth": 535})))),
            ("mail: {to: a@b, attachment: pdf}", step.MailIs((("to", "a@b"), ("attachment", "pdf")))),
            ("sheet: {contains: [OAuth2, x]}", step.SheetIs(("OAuth2", "x"))),
            ("shot: email-status", step.Shot("email-status")),
        ],
    )
    def test_each_verb(self, write: Write, text: str, action: step.Action) -> None:
        (path,) = read(write(steps(text)))
        assert path.steps[0].action == action
        assert path.steps[0].verb in VERBS
        assert (path.steps[0].number, path.steps[0].place.line) == (1, 2)

    def test_within_and_note_stand_beside_any_verb(self, write: Write) -> None:
        (path,) = read(write("steps:\n  - see: X\n    within: 2 m\n    note: slow\n"))
        assert (path.steps[0].within, path.steps[0].note) == (120.0, "slow")

    def test_a_secret_stands_in_no_words(self, write: Write) -> None:
        (path,) = read(write(steps('log_in: {user: anna, secret: "4711"}')))
        assert path.steps[0].words == "log_in: {user: anna, secret: ...}"
        assert "4711" not in repr(path)

    def test_another_file_is_included_with_its_own_lines(self, write: Write) -> None:
        write(steps("tap: B\ntap: C"), "parts/b.path.yaml")
        (path,) = read(write(steps("tap: A\nrun: parts/b.path.yaml")))
        run = path.steps[1].action
        assert isinstance(run, step.Run)
        assert [one.words for one in run.steps] == ["tap: B", "tap: C"]
        assert run.steps[1].place.file.endswith("parts/b.path.yaml")

    def test_a_folder_is_read_in_order_without_hidden_ones(self, write: Write, tmp_path: Path) -> None:
        for name in ("b.path.yaml", "a.path.yaml", "deep/c.path.yaml", ".hidden/d.path.yaml", "e.yaml"):
            write(steps("tap: X"), name)
        assert [path.title for path in read(tmp_path)] == ["a", "b", "c"]

    def test_ten_thousand_steps(self, write: Write) -> None:
        (path,) = read(write(steps("\n".join(["press: home"] * 10_000))))
        assert len(path.steps) == 10_000


class TestProblems:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            (steps("tapp: X"), '2: there is no verb "tapp" [tap]'),
            (steps("press: hme"), '2: there is no hard key "hme" [home]'),
            (steps("on: settings/genral"), '2: there is no screen "settings/genral" [settings/general]'),
            (steps("fault: smtp-dwn"), '2: there is no fault "smtp-dwn" [smtp-down]'),
            (steps("log_in: {user: anne}"), '2: there is no user of the device "anne" [anna]'),
            (steps("policy: {security_default: true}"), '2: there is no switch of the tenant "security_default"'),
            (steps("set: {email.attachment_max: 1}"), '2: there is no value "email.attachment_max"'),
            (steps("advance: soon"), '2: "advance" wants a span of time'),
            (steps("see:"), '2: "see" wants a text, not nothing'),
            (steps("see: [a]"), '2: "see" wants a text, not a list'),
            (steps("see: {A: [b]}"), '2: "see" wants the value that stands beside "A"'),
            (steps("go: A > > B"), '2: "go" cannot be walked'),
            (steps("log_in: {}"), '2: "log_in" wants either'),
            (steps("log_out: anna"), '2: "log_out" stands alone'),
            (steps("sign_in: {as: a, outcome: acept}"), '2: unknown outcome "acept"'),
            (steps("job: {stat: completed}"), '2: unknown key "stat" in "job" [state]'),
            (steps("job: {state: complete}"), '2: unknown state "complete"'),
            (steps("job: {leg: {dta: true}}"), '2: unknown key "dta" in "leg" [data]'),
            (steps("mail: {attachment: word}"), '2: unknown attachment "word"'),
            (steps("sheet: {}"), '2: "sheet" wants {contains'),
            (steps("shot: a/b"), '2: "shot" wants a name of letters'),
            ("steps:\n  - tap: A\n    press: home\n", "2: a step has one verb, and here stand tap and press"),
            ("steps:\n  - within: 3 s\n", "2: this step has no verb"),
            ("steps:\n  - tap: A\n    within: never\n", '3: "within" wants a span'),
            ("steps:\n  - tap\n", "2: a step is a verb with what it wants"),
            ("title: T\n", "1: a path file wants steps"),
            ("stepz:\n  - tap: A\nsteps:\n  - tap: A\n", '1: unknown key "stepz" in a path file [steps]'),
            ("language: se\n" + steps("tap: A"), '1: unknown language "se"'),
            ("model: mfq\n" + steps("tap: A"), '1: unknown model "mfq" in a path file [mfp]'),
            ("given: [epaz]\n" + steps("tap: A"), '1: unknown fixture "epaz" [epas]'),
            ("start: hom\n" + steps("tap: A"), '1: there is no screen "hom" [home]'),
            ("needs: [faks]\n" + steps("tap: A"), '1: unknown capability "faks"'),
            ("format: 2\n" + steps("tap: A"), "1: this program reads path files of format 1"),
            ("- tap: A\n", "1: a path file has keys with values"),
            ("steps: [\n", "2: this is not YAML"),
            ("", "0: the file is empty"),
            ("steps: &a [*a]\n", "1: an anchor"),
        ],
    )
    def test_each_is_told_with_its_line(self, write: Write, text: str, wanted: str) -> None:
        told = problems(write(text))
        assert any(one.startswith(wanted) for one in told), told

    def test_all_of_all_files_at_once(self, write: Write, tmp_path: Path) -> None:
        write(steps("tapp: A\ntap: A\npres: home"))
        write(steps("sea: A"), "b.path.yaml")
        assert len(problems(tmp_path)) == 3

    def test_bytes_that_are_no_text(self, write: Write) -> None:
        assert "not UTF-8" in problems(write(b"\xff\xfe\x00steps"))[0]
        assert "control character" in problems(write(b"steps:\n  - tap: \x00"))[0]

    def test_what_is_not_there(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        told = problems(tmp_path / "nowhere.path.yaml", tmp_path / "empty")
        assert told == ["0: there is no file *.path.yaml in this folder []", "0: there is no such file or folder []"]

    def test_includes_that_go_round(self, write: Write) -> None:
        write(steps("run: c.path.yaml"), "b.path.yaml")
        write(steps("run: a.path.yaml"), "c.path.yaml")
        told = problems(write(steps("run: b.path.yaml")))
        assert told == [
            '2: "run" goes round in a circle: a.path.yaml > b.path.yaml > c.path.yaml > a.path.yaml []',
        ]

    def test_an_include_that_is_not_there(self, write: Write) -> None:
        write(steps("tap: A"), "sign-in.path.yaml")
        told = problems(write(steps("run: signin.path.yaml")))
        assert told == ['2: there is no file "signin.path.yaml" to run [sign-in.path.yaml]']

    def test_includes_that_double_at_each_level_are_bounded(self, write: Write) -> None:
        write(steps("press: home"), "0.path.yaml")
        for level in range(1, 24):
            include = f"run: {level - 1}.path.yaml"
            last = write(steps(f"{include}\n{include}"), f"{level}.path.yaml")
        assert "more than 1,000,000 steps" in problems(last)[0]

    def test_a_file_without_end(self) -> None:
        if os.path.exists("/dev/zero"):
            assert "larger than 4 MiB" in problems(Path("/dev/zero"))[0]

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
    @given(data=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
    def test_nothing_makes_the_reader_fall(self, write: Write, data: bytes) -> None:
        path = write(b"steps:\n  - " + data)
        told: Sequence[object] = ()
        found: tuple[PathFile, ...] = ()
        try:
            found = read(path)
        except DataProblems as error:
            told = error.problems
        assert bool(told) != any(one.steps for one in found)
