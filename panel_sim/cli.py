"""The command line: parses, and hands over to the command's own module."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from panel_sim import __version__
from panel_sim.cli_designers import DESIGNERS
from panel_sim.cli_options import ENDING, FOLDER, asked, common, merged
from panel_sim.options import Refused


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="panel-sim")
@common
@click.option("--plain", is_flag=True, help="The panel as numbered lines, for screen readers and pipes.")
@click.option("--driven", type=int, hidden=True)
@click.pass_context
def program(context: click.Context, /, plain: bool, driven: int | None, **given: Any) -> None:
    """A printer without the printer. Without a command: the panel, with the practice tenant behind it."""
    if context.invoked_subcommand is None:
        from panel_sim.commands import panel

        context.exit(panel.run(asked(context, given), plain=plain, driven=driven))
    context.obj = merged(context, given)
    if plain:
        raise click.UsageError("--plain goes with the panel, not with a command.")


@program.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line when ready.")
@common
@click.pass_context
def device(context: click.Context, /, as_json: bool, **given: Any) -> None:
    """The device without a screen; runs until stopped."""
    from panel_sim.commands import device as command

    context.exit(command.run(asked(context, given), as_json=as_json))


@program.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line when ready.")
@common
@click.pass_context
def tenant(context: click.Context, /, as_json: bool, **given: Any) -> None:
    """The practice tenant alone, for this or any other program; runs until stopped."""
    from panel_sim.commands import tenant as command

    context.exit(command.run(asked(context, given), as_json=as_json))


@program.command()
@click.argument("screen_id", metavar="SCREEN")
@click.option("--format", "form", type=click.Choice(["text", "json", "svg", "png"]), default="text", help="What comes.")
@click.option("--output", type=FOLDER, help="Write to this file instead of stdout.")
@common
@click.pass_context
def show(context: click.Context, /, screen_id: str, form: str, output: Path | None, **given: Any) -> None:
    """Open one screen by its id and print it."""
    from panel_sim.commands import show as command

    options = asked(context, given)
    context.exit(command.run(replace(options, screen=screen_id), form=form, output=output))


@program.command()
@click.argument("path")
@common
@click.pass_context
def go(context: click.Context, /, path: str, **given: Any) -> None:
    """Walk one menu path and print where it ends.

    A path is written as a guide writes it: "Inst. > Allmänna inställningar".
    """
    from panel_sim.commands import go as command

    context.exit(command.run(asked(context, given), path))


@program.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line a path.")
@common
@click.pass_context
def guide(context: click.Context, /, files: tuple[Path, ...], as_json: bool, **given: Any) -> None:
    """Find the menu paths written in documents, and check each.

    Reads text, Markdown, HTML and PDF. --language is that of the documents.
    """
    from panel_sim.commands import guide as command

    context.exit(command.run(asked(context, given), files, as_json=as_json))


@program.command()
@click.option("--format", "form", type=click.Choice(["text", "pdf"]), default="text", help="What comes.")
@click.option("--output", type=FOLDER, help="Write to this file instead of stdout.")
@common
@click.pass_context
def sheet(context: click.Context, /, form: str, output: Path | None, **given: Any) -> None:
    """Print the network status sheet."""
    from panel_sim.commands import sheet as command

    context.exit(command.run(asked(context, given), form=form, output=output))


@program.command()
@click.option("--to", default="", help="Address of the test mail; without it, whoever signs in.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each leg, the verdict last.")
@common
@click.pass_context
def doctor(context: click.Context, /, to: str, as_json: bool, **given: Any) -> None:
    """Sign in and send a test mail for real, leg by leg; says what an administrator must change."""
    from panel_sim.commands import doctor as command

    context.exit(command.run(asked(context, given), to=to, as_json=as_json))


@program.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
@click.pass_context
def reset(context: click.Context, /, yes: bool, **given: Any) -> None:
    """A new start: settings, sign-ins, jobs and practice mail are thrown away (asks first)."""
    from panel_sim.commands import reset as command

    context.exit(command.run(asked(context, given), yes=yes))


@program.command()
@click.argument("kind", type=click.Choice(["paths"]))
@click.option("--output", type=FOLDER, help="Write to this file instead of stdout.")
@common
@click.pass_context
def schema(context: click.Context, /, kind: str, output: Path | None, **given: Any) -> None:
    """Print the JSON Schema of a kind of file, for editors."""
    from panel_sim.commands import schema as command

    context.exit(command.run(merged(context, given), kind, output=output))


@program.command()
@click.argument("files", metavar="FILE|DIR ...", type=FOLDER, nargs=-1, required=True)
@click.option("--from-step", type=click.IntRange(1), default=1, help="Judge only what this step and later ones expect.")
@click.option("--only-failed", is_flag=True, help="Only files that failed when they were last played.")
@click.option("--tag", "tags", multiple=True, help="Only files that bear this tag (or one of several).")
@click.option("--shard", default="", help="One part of several, such as 1/4.")
@click.option("--live", is_flag=True, help="Play with a profile that is not practice.")
@click.option("--tui", "way", flag_value="tui", help="Play on the real panel, painted in this process.")
@click.option("--pty", "way", flag_value="pty", help="Play on the real program in a terminal of its own.")
@click.option("--paint-looked-at", "only_looked_at", is_flag=True, help="With --tui: paint only what a step looks at.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each playing; talk goes to stderr.")
@click.option("--junit", type=FOLDER, help="Write JUnit XML, as build servers read it, to this file.")
@click.option("--summary", type=FOLDER, help="Write a Markdown summary to this file.")
@click.option("--trace", type=FOLDER, help="Write a page for each playing into this folder: steps, glass, events.")
@click.option("--trace-only-failed", is_flag=True, help="Traces of what failed only.")
@click.option("--coverage", type=FOLDER, help="Write what was met: .json, .md, .txt or .html.")
@click.option("--fail-under", type=click.FloatRange(0, 100), default=0, help="Fail when less than this was met, in %.")
@common
@click.pass_context
def run(context: click.Context, /, files: tuple[Path, ...], **given: Any) -> None:
    """Play path files; folders stand for all *.path.yaml below them.

    --language all and --model all play each file in every language and on every model.
    """
    from panel_sim.commands import run as command
    from panel_sim.commands.run_reports import Asked

    names = ("from_step", "only_failed", "tags", "shard", "live", "way", "only_looked_at")
    given["way"] = given["way"] or "headless"
    if given["only_looked_at"] and given["way"] != "tui":
        raise click.UsageError("--paint-looked-at goes with --tui.")
    reports = ("as_json", "junit", "summary", "trace", "trace_only_failed", "coverage", "fail_under")
    asked_for = Asked(**{name: given.pop(name) for name in reports})
    wishes = command.Wishes(**{name: given.pop(name) for name in names}, reports=asked_for)
    context.exit(command.run(asked(context, given), files, wishes))


@program.command()
@click.argument("file", type=FOLDER)
@click.option("--plain", is_flag=True, help="The panel as numbered lines; = asserts, undo takes a step back.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@common
@click.pass_context
def record(context: click.Context, /, file: Path, plain: bool, force: bool, **given: Any) -> None:
    """Use the panel, get a path file.

    F4 asserts what is seen, F8 takes the last step back, Ctrl-Q ends; the file is then played again.
    """
    from panel_sim.commands import record as command

    context.exit(command.run(asked(context, given), file, command.Wishes(plain, force)))


@program.command()
@click.option("--deep", type=click.IntRange(1, 1000), default=2, help="Shapes of one screen to walk on from.")
@click.option("--walks", type=click.IntRange(0), default=0, help="Walk at random as often, on each model.")
@click.option("--length", type=click.IntRange(1, 100_000), default=60, help="Steps of a random walk.")
@click.option("--seed", type=int, default=1, help="Seed of the first random walk.")
@click.option("--invariants", type=FOLDER, help="Rules of your own instead of the shipped ones.")
@click.option("--coverage", type=FOLDER, help="Write what was met: .json, .md, .txt or .html.")
@click.option("--paths", type=FOLDER, help="Write a path file for each finding into this folder.")
@click.option("--strict", is_flag=True, help="Fail on advice too: edges never gone, guards that never change.")
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON lines.")
@common
@click.pass_context
def explore(context: click.Context, /, **given: Any) -> None:
    """Walk everything that can be reached, on every model and in every language; tell what is wrong."""
    from panel_sim.commands import explore as command

    names = ("deep", "walks", "length", "seed", "invariants", "coverage", "paths", "strict", "as_json")
    wishes = command.Wishes(**{name: given.pop(name) for name in names})
    context.exit(command.run(asked(context, given), wishes))


@program.command()
@click.argument("files", nargs=-1, required=True, type=FOLDER)
@click.option("--output", type=FOLDER, help="Write to this file: .json, .md, .txt or .html.")
@click.option("--fail-under", type=click.FloatRange(0, 100), default=0, help="Fail when less than this was met, in %.")
@click.option("--missing", type=click.IntRange(0), default=20, help="How many missing things of a kind to name.")
@common
@click.pass_context
def coverage(
    context: click.Context, /, files: tuple[Path, ...], output: Path | None, fail_under: float, missing: int,
    **given: Any,
) -> None:
    """Add up coverage files that run and explore wrote, and show them."""
    from panel_sim.commands import coverage as command

    options = asked(context, given)
    context.exit(command.run(options, files, output=output, fail_under=fail_under, missing=missing))


for designers in DESIGNERS:
    program.add_command(designers)


@program.command()
@click.argument("file", type=FOLDER)
@click.option("--step", type=click.IntRange(1), help="Begin at this step, not where it went wrong.")
@click.option("--plain", is_flag=True, help="As text, also in a terminal.")
@common
@click.pass_context
def trace(context: click.Context, /, file: Path, step: int | None, plain: bool, **given: Any) -> None:
    """Show what a path did, step by step, from a trace that run wrote."""
    from panel_sim.commands import trace as command

    asked(context, given)
    context.exit(command.run(file, step=step or 0, plain=plain))


def main(arguments: list[str] | None = None) -> int:
    """Run the program and answer the exit code.

    0 is good, 1 a failed check, 2 wrong usage or files, 3 the environment, 130 broken off.
    """
    with ENDING:
        return _run(arguments)


def _run(arguments: list[str] | None) -> int:
    try:
        code = program.main(arguments, prog_name="panel-sim", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except Refused as error:
        from panel_sim.commands.mishap import refuse

        return refuse(error)
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing is left to be flushed into the closed pipe.
        sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: SIM115  # lives until the process ends
        return 0
    except Exception as error:
        from panel_sim.commands.mishap import explain

        return explain(error)


if __name__ == "__main__":
    sys.exit(main())
