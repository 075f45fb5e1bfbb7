"""Each foreign library has one door: the modules that may import it, and the reason it is a dependency at all."""

from __future__ import annotations

import ast
import sys
import tomllib
from fnmatch import fnmatchcase
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]

DOORS = {
    # The pure floor: one machine, one matrix of dots.
    "transitions": ["panel_sim.core.machine"],
    "qrcode": ["panel_sim.core.qr"],
    # Files of a device.
    "yaml": ["panel_sim.loading.*"],
    # One port, one library.
    "msal": ["panel_sim.adapters.directory"],
    "requests": ["panel_sim.adapters.http_session", "panel_sim.adapters.trust"],
    "keyring": ["panel_sim.adapters.system_keyring"],
    "aiosmtplib": ["panel_sim.adapters.delivery", "panel_sim.adapters.oauth_auth", "panel_sim.adapters.mail_check",
                   "panel_sim.adapters.smtp_failures"],
    "pypdfium2": ["panel_sim.adapters.pages", "panel_sim.paths.guide.pdf"],
    "PIL": ["panel_sim.adapters.pages"],
    "img2pdf": ["panel_sim.adapters.pages"],
    "fpdf": ["panel_sim.adapters.sheet*"],
    "platformdirs": ["panel_sim.bootstrap"],
    # The glass.
    "textual": ["panel_sim.tui.*"],
    "rich": ["panel_sim.tui.*"],
    # A terminal that nobody sits at.
    "pyte": ["panel_sim.stages.program"],
    # The command line.
    "click": ["panel_sim.cli", "panel_sim.cli_designers", "panel_sim.cli_options", "panel_sim.commands.*"],
    # Tests of other projects.
    "pytest": ["panel_sim.pytest_plugin", "panel_sim.pytesting.*"],
    "_pytest": ["panel_sim.pytesting.items"],
    # The practice tenant, which could be a program of its own.
    "starlette": ["panel_sim.tenant.*", "panel_sim.webconfig.*"],
    "uvicorn": ["panel_sim.tenant.*", "panel_sim.webconfig.serving"],
    "jinja2": ["panel_sim.tenant.*", "panel_sim.webconfig.paper", "panel_sim.paths.reports.*",
               "panel_sim.paths.coverage.page"],
    "jwt": ["panel_sim.tenant.*"],
    "cryptography": ["panel_sim.tenant.*", "panel_sim.adapters.vault", "panel_sim.adapters.ca_certificates"],
    "aiosmtpd": ["panel_sim.tenant.*"],
}
"""Library to the modules that may import it, as patterns. `x.*` means the package x and all within it."""


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """The top-level names that a file imports from anywhere, lazily or not."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def allowed(module: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(module, pattern) or pattern == f"{module}.*" for pattern in patterns)


def project() -> dict[str, object]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        table = tomllib.load(file)["project"]
    assert isinstance(table, dict)
    return table


def requirements() -> list[Requirement]:
    table = project()
    dependencies, extras = table["dependencies"], table["optional-dependencies"]
    assert isinstance(dependencies, list)
    assert isinstance(extras, dict)
    return [Requirement(line) for lines in (dependencies, *extras.values()) for line in lines]


def pins() -> dict[str, Version]:
    """constraints.txt as canonical name to version; fails on anything but `name==version`."""
    found: dict[str, Version] = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, equals, version = line.partition("==")
        assert equals, f"constraints.txt: {line!r} is not a pin"
        assert canonicalize_name(name) not in found, f"constraints.txt: {name} twice"
        found[canonicalize_name(name)] = Version(version)
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "panel_sim").rglob("*.py")), ids=module_name)
def test_a_module_imports_foreign_libraries_only_by_their_door(path: Path) -> None:
    foreign = imports(path) - set(sys.stdlib_module_names) - {"panel_sim"}
    module = module_name(path)
    unknown = sorted(foreign - set(DOORS))
    assert not unknown, f"{module} imports {', '.join(unknown)}: say in DOORS, and in pyproject.toml, what it is for"
    wrong = {library: DOORS[library] for library in sorted(foreign) if not allowed(module, DOORS[library])}
    assert not wrong, f"{module} goes round the door of a library; its doors are {wrong}"


def test_every_declared_library_is_declared_for_something() -> None:
    imported = set().union(*(imports(path) for path in (ROOT / "panel_sim").rglob("*.py")))
    table = project()
    dependencies, extras = table["dependencies"], table["optional-dependencies"]
    assert isinstance(dependencies, list)
    assert isinstance(extras, dict)
    # The plugin is imported by pytest itself only.
    named = {canonicalize_name(Requirement(line).name) for line in (*dependencies, *extras["pytest"], *extras["pty"])}
    providers = packages_distributions()
    used = {canonicalize_name(name) for library in imported for name in providers.get(library, [])}
    assert named - used == set(), "no module imports these dependencies"
    ours = {library for library in imported - set(sys.stdlib_module_names) if library != "panel_sim"}
    borrowed = {library for library in ours if not {canonicalize_name(n) for n in providers.get(library, [])} & named}
    assert borrowed == set(), "these are imported, but only some other dependency declares them"


def test_every_dependency_is_pinned_inside_its_range() -> None:
    pinned = pins()
    outside = [
        str(requirement)
        for requirement in requirements()
        if canonicalize_name(requirement.name) not in pinned
        or pinned[canonicalize_name(requirement.name)] not in requirement.specifier
    ]
    assert outside == [], "constraints.txt lacks a fitting pin"


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    first = lines.index("dependencies = [")
    last = next(number for number in range(first, len(lines)) if lines[number] == "]")
    block = lines[first + 1 : last]
    pairs = zip(["", *block], block, strict=False)
    bare = [line.strip() for before, line in pairs if '"' in line and "#" not in before + line]
    assert bare == []
