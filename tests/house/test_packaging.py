"""The wheel: what is in it, and that it works where the checkout is not."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import panel_sim

ROOT = Path(__file__).parents[2]
DATA = ("menus", "states", "assets")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


def run(*command: str | Path, cwd: Path = ROOT, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command as a user's shell would, with nothing of this checkout in the environment."""
    env = {"PATH": os.environ["PATH"], "HOME": str(home or Path.home()), "LANG": "C.UTF-8", "TERM": "xterm-256color"}
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, timeout=100, stdin=subprocess.DEVNULL
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without asking the network for the builder."""
    out = tmp_path_factory.mktemp("wheel")
    built = run(sys.executable, "-c", "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))", out)
    assert built.returncode == 0, built.stderr
    return out / built.stdout.split()[-1]


@pytest.fixture(scope="module")
def contents(wheel: Path) -> list[str]:
    """The names of the files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a fresh environment that has the wheel, and lends the libraries of the present one."""
    place = tmp_path_factory.mktemp("fresh")
    made = run(sys.executable, "-m", "venv", "--without-pip", place)
    assert made.returncode == 0, made.stderr
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", place / "bin/python")
    put = run(*pip, "install", "--no-deps", "--no-index", "--quiet", wheel)
    assert put.returncode == 0, put.stderr
    site = next(place.glob("lib/python*/site-packages"))
    # A path that a .pth file adds is searched last, and .pth files in it (the editable install) are not read.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return place / "bin"


def test_the_wheel_has_the_data_that_git_has_and_nothing_else(contents: list[str]) -> None:
    tracked = run("git", "ls-files", "-z", *DATA)
    assert tracked.returncode == 0, tracked.stderr
    in_git = {name for name in tracked.stdout.split("\0") if name}
    in_wheel = {name.removeprefix("panel_sim/_data/") for name in contents if name.startswith("panel_sim/_data/")}
    assert in_wheel - in_git == set(), "these would be shipped, but git does not know them"
    assert in_git - in_wheel == set(), "git has these, and the wheel lacks them"
    assert {name.partition("/")[0] for name in in_wheel} == set(DATA)


def test_the_wheel_has_every_file_of_the_package(contents: list[str]) -> None:
    tracked = run("git", "ls-files", "-z", "panel_sim").stdout.split("\0")
    assert {name for name in tracked if name} - set(contents) == set()


def test_no_python_file_lies_among_the_data() -> None:
    """hatchling would then refuse the editable install."""
    assert [path for kind in DATA for path in (ROOT / kind).rglob("*.py")] == []


def test_the_wheel_carries_its_licences(contents: list[str]) -> None:
    names = {name.rpartition("/")[2] for name in contents if ".dist-info/licenses/" in name}
    assert "LICENSE" in names
    fonts = {name.rpartition("/")[2] for name in contents if name.endswith((".ttf", ".otf"))}
    assert not fonts or any(name.endswith(".LICENSE.txt") for name in names), "a font is shipped without its licence"


def test_the_package_is_the_installed_one(installed: Path) -> None:
    place = run(installed / "python", "-c", "import panel_sim; print(panel_sim.__file__)", cwd=Path("/"))
    assert Path(place.stdout.strip()).is_relative_to(installed.parent), place.stdout + place.stderr


def test_the_installed_program_tells_its_version(installed: Path, tmp_path: Path) -> None:
    told = run(installed / "panel-sim", "--version", cwd=Path("/"), home=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    assert panel_sim.__version__ in told.stdout


def test_the_installed_program_finds_its_data(installed: Path, tmp_path: Path) -> None:
    shown = run(installed / "panel-sim", "show", "home", cwd=Path("/"), home=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "Inst." in shown.stdout


def test_the_installed_program_walks_a_path_from_an_empty_home(installed: Path, tmp_path: Path) -> None:
    path = "Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus > Status för e-postserver"
    went = run(installed / "panel-sim", "go", path, cwd=Path("/"), home=tmp_path)
    assert went.returncode == 0, went.stderr
    assert "Status för e-postserver" in went.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_installed_program_completes_itself(installed: Path, shell: str) -> None:
    completion = run("env", f"_PANEL_SIM_COMPLETE={shell}_source", installed / "panel-sim", cwd=Path("/"))
    assert completion.returncode == 0, completion.stderr
    assert "_PANEL_SIM_COMPLETE" in completion.stdout
