"""The command line itself: options before and after, version, help, exit codes, one program to a home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from panel_sim import __version__
from panel_sim.cli import main, merged, program
from panel_sim.options import Options


def run(*arguments: str | Path, **how: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "panel_sim", *map(str, arguments)]
    environment = {**os.environ, **{key: str(value) for key, value in how.items()}}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env=environment, stdin=subprocess.DEVNULL
    )


def test_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"panel-sim, version {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["go", "--help"], ["device", "-h"]])
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert "Usage: panel-sim" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["--no-such-option"],
        ["go"],
        ["go", "a", "b"],
        ["--port-base", "0", "go", "x"],
        ["--plain", "go", "x"],
    ],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert "Error" in caught.err


def options_of(*arguments: str) -> Options:
    """What a command would be handed."""
    found: list[Options] = []

    @click.command()
    @click.pass_context
    def probe(context: click.Context, /, **given: object) -> None:
        found.append(merged(context, given))

    probe.params += [parameter for parameter in program.params if parameter.name not in ("plain", "version")]
    program.add_command(probe, "probe")
    try:
        assert main(list(arguments)) == 0
    finally:
        del program.commands["probe"]
    return found[0]


def test_options_stand_before_or_after_the_commands_name() -> None:
    before = options_of("--model", "scanner", "--given", "epas, locked", "--home", "/x", "probe")
    after = options_of("probe", "--model", "scanner", "--given", "epas,locked,", "--home", "/x")
    assert before == after == Options(model="scanner", given=("epas", "locked"), home=Path("/x"))


def test_those_after_win() -> None:
    assert options_of("--model", "scanner", "--language", "en", "probe", "--model", "mfp").model == "mfp"
    assert options_of("--model", "scanner", "--language", "en", "probe", "--model", "mfp").language == "en"


def test_nothing_asked() -> None:
    assert options_of("probe") == Options()


def test_a_second_program_on_one_home_is_refused_with_a_sentence(tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "panel_sim", "--home", str(tmp_path), "device", "--json"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline().startswith('{"ready": true')
        second = run("--home", tmp_path, "device", "--json")
        assert (second.returncode, second.stdout) == (3, "")
        assert str(tmp_path) in second.stderr
        assert second.stderr.count("\n") == 1
        assert run("--home", tmp_path, "go", "Inst.").returncode == 0, "who only looks may"
        first.terminate()
        assert first.wait(30) == 0


def test_the_panel_wants_a_terminal(tmp_path: Path) -> None:
    done = run("--home", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--plain" in done.stderr


@pytest.mark.parametrize(
    "command",
    [["device", "--json"], ["tenant"], ["show", "home"], ["go", "Inst."], ["sheet"], ["reset", "--yes"], ["--plain"]],
    ids=lambda command: command[0],
)
def test_an_unknown_profile(command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "home" / "panel-sim.toml"
    config.parent.mkdir()
    profile = 'client_id = "x"\nscopes = ["smtp"]\nsmtp_host = "localhost"\noidc_authority = "https://localhost:1"\n'
    config.write_text(f"[profiles.work]\n{profile}")
    before = sorted(tmp_path.rglob("*"))
    assert main(["--home", str(config.parent), "--profile", "werk", *command]) == 2
    assert capsys.readouterr() == (
        "",
        f"panel-sim: There is no profile werk in {config}. Did you mean work? There are: practice, work.\n",
    )
    assert sorted(tmp_path.rglob("*")) == before


def test_a_profile_is_looked_for_in_the_file_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "own.toml"
    assert main(["--home", str(tmp_path), "show", "home", "--profile", "werk", "--config", str(config)]) == 2
    assert f"There is no profile werk in {config}. There are: practice." in capsys.readouterr().err
    config.write_text("[profiles.werk]\nclient_id = 1\n")
    assert main(["--home", str(tmp_path), "show", "home", "--profile", "werk", "--config", str(config)]) == 2
    assert "[profiles.werk]" in capsys.readouterr().err


def test_what_a_profile_changes_on_the_glass_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = 'client_id = "x"\nscopes = ["smtp"]\nsmtp_host = "localhost"\noidc_authority = "https://localhost:1"\n'
    (tmp_path / "panel-sim.toml").write_text(f"[profiles.work]\n{profile}")
    assert main(["--home", str(tmp_path), "--profile", "work", "show", "home", "--format", "json"]) == 0
    assert '"practice": false' in capsys.readouterr().out


def test_a_home_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = run("--home", tmp_path / "file", "go", "Inst.")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.count("\n") == 1


def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m panel_sim --home "{tmp_path}" show home --format json | head -c 1'
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "{"
    assert done.stderr == ""


def test_a_fault_of_the_program_is_told_without_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from panel_sim.commands.mishap import explain

    code = explain(KeyError("hemlig"))
    said = capsys.readouterr().err
    assert code == 3
    assert "KeyError" in said
    assert "Traceback" not in said
    report = Path(said.rsplit(" with ", 1)[1].strip().rstrip("."))
    assert report.exists()
    report.unlink()


def test_shell_completion() -> None:
    done = run(_PANEL_SIM_COMPLETE="bash_source")
    assert done.returncode == 0
    assert "complete" in done.stdout
