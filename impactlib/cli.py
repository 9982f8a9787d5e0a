"""The command ``impact``: reads what is typed, calls a room, says how it went. Nothing more."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from enum import StrEnum
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from impactlib.model import ImpactError, ParameterError, RegistrationError
from impactlib.process import heeded, kept
from impactlib.text import Texts, no_words
from impactlib.typed import Command, Group, mistyped

Found = TypeVar("Found")

INTERRUPTED = 130
UNREADABLE = 2


LANGUAGE = "nl"
"""What the command speaks; a sheet speaks the language of its parameters."""


def _needed(said: Callable[[], Found]) -> Found:
    """Words without which there is no command: where their file is broken, that is one sentence."""
    try:
        return said()
    except ImpactError as error:
        _say(no_words(error, LANGUAGE))
        sys.exit(error.exit_code)


def _say(line: str) -> None:
    typer.echo(line, err=True)


TEXTS = _needed(lambda: Texts.load(LANGUAGE))


def _help(key: str) -> str:
    return _needed(lambda: TEXTS.plain(f"cli.help.{key}"))


def _option(name: str, **settings: Any) -> Any:
    key = name.lstrip("-").replace("-", "_")
    metavar = {"metavar": TEXTS.plain(f"cli.metavar.{key}")} if TEXTS.has(f"cli.metavar.{key}") else {}
    return typer.Option(name, help=_help(key), **{**metavar, **settings})


class Engine(StrEnum):
    """How cells are executed."""

    impact = "impact"
    papermill = "papermill"


_MISTYPED: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")
"""What every mistake in a command line is, whether typer brings its own click or uses the other."""

_LOOK = {"add_completion": False, "pretty_exceptions_enable": False, "rich_markup_mode": None, "no_args_is_help": True}
app = typer.Typer(cls=Group, help=_help("impact"), **_LOOK)  # type: ignore[arg-type] # typer's own settings
new = typer.Typer(cls=Group, help=_help("new"), **_LOOK)  # type: ignore[arg-type] # typer's own settings
app.add_typer(new, name="new")
context = typer.Typer(cls=Group, help=_help("context"), **_LOOK)  # type: ignore[arg-type] # typer's own settings
app.add_typer(context, name="context")

Folder = Annotated[Path, typer.Argument(help=_help("folder"), metavar="MAP")]
AsJson = Annotated[bool, _option("--json")]
Words = list[str] | None


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command; a user's mistake ends in one sentence and its exit code, never in a traceback."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a console may not have every letter of a file's name
            stream.reconfigure(errors="backslashreplace")
    with heeded() as interrupted, kept("IMPACT_HOME"):
        try:
            code = app(arguments, prog_name="impact", standalone_mode=False)
        except Exception as error:
            if interrupted.is_set() or isinstance(error, typer.Abort):
                code = INTERRUPTED
            elif isinstance(error, ImpactError | _MISTYPED):
                _say(TEXTS.error(error) if isinstance(error, ImpactError) else mistyped(error, TEXTS))
                code = error.exit_code
            else:
                raise
    if code == INTERRUPTED:
        _say(TEXTS.plain("cli.interrupted"))
    sys.exit(code or 0)


@app.command(cls=Command, help=_help("init"))
def init(
    folder: Folder,
    organisation: Annotated[str, _option("--organisation")] = "",
    municipality: Annotated[Words, _option("--municipality")] = None,
    year: Annotated[list[int] | None, _option("--year", min=1900, max=2200)] = None,
    theme: Annotated[Words, _option("--theme")] = None,
) -> None:
    """Lay out a workspace; in a terminal, what was not given is asked."""
    from impactlib.batch import layout  # noqa: PLC0415

    answers = layout.Answers(organisation, tuple(municipality or ()), tuple(year or ()), tuple(theme or ()))
    if not organisation and sys.stdin.isatty():
        answers = layout.asked(lambda question: str(typer.prompt(question, default="")), TEXTS, answers)
    layout.init(folder, answers, TEXTS)
    typer.echo(TEXTS.plain("cli.init_written", folder=folder))
    typer.echo(TEXTS.plain("cli.init_next", folder=folder))


@app.command(cls=Command, help=_help("demo"))
def demo(folder: Folder) -> None:
    """Write the demonstration as a workspace."""
    from impactlib.batch import layout  # noqa: PLC0415

    layout.demonstrate(folder, TEXTS)
    typer.echo(TEXTS.plain("cli.demo_written", folder=folder))
    typer.echo(TEXTS.plain("cli.demo_next", folder=folder))


@app.command(cls=Command, help=_help("remove"))
def remove(
    sheet: Annotated[list[str], typer.Argument(help=_help("sheet"), metavar="BLAD...")],
    out: Annotated[Path | None, _option("--out")] = None,
) -> None:
    """Take sheets out of a run's folder, its manifest and its index."""
    from impactlib.batch.remove import remove as take_out  # noqa: PLC0415

    gone = take_out(out or _outputs(), sheet, lambda: _say(TEXTS.plain("cli.waiting")))
    typer.echo(TEXTS.plain("cli.removed", names=", ".join(gone)))


@app.command("import", cls=Command, help=_help("import"))
def import_(  # noqa: PLR0913, PLR0917 - a flag each
    files: Annotated[list[str] | None, typer.Argument(help=_help("files"), metavar="BESTAND...")] = None,
    source: Annotated[str, typer.Option("--source", help=_help("import_source"), metavar="NAAM")] = "",
    out: Annotated[Path | None, typer.Option("--out", help=_help("import_out"), metavar="MAP")] = None,
    guess: Annotated[bool, _option("--guess")] = False,
    organisation: Annotated[str, _option("--organisation", metavar="NAAM")] = "",
    municipality: Annotated[
        str, typer.Option("--municipality", help=_help("import_municipality"), metavar="GEMEENTE")
    ] = "",
    date: Annotated[str, _option("--date", metavar="DATUM")] = "",
    replace: Annotated[bool, _option("--replace")] = False,
    show_values: Annotated[bool, _option("--show-values")] = False,
    as_json: AsJson = False,
) -> int:
    """Bring an export into the registration, or propose how."""
    from impactlib.batch.folder import telling  # noqa: PLC0415
    from impactlib.importing import command  # noqa: PLC0415 - heavy

    given = command.Given(tuple(files or ()), source, out, organisation, municipality, date, replace, show_values)
    with telling(given.folder):
        code, tree, lines = command.guessed(given, TEXTS) if guess else command.imported(given, TEXTS)
    _out(tree, lines, as_json=as_json)
    return code


@app.command(cls=Command, help=_help("check"))
def check(  # noqa: PLR0913, PLR0917 - a flag each
    folder: Annotated[Path | None, typer.Argument(help=_help("folder"), metavar="MAP")] = None,
    published: Annotated[Path | None, _option("--published", metavar="PAD")] = None,
    profile: Annotated[bool, _option("--profile")] = False,
    html: Annotated[Path | None, _option("--html", metavar="PAD")] = None,
    organisation: Annotated[str, typer.Option("--organisation", help=_help("whose"), metavar="NAAM")] = "",
    as_json: AsJson = False,
) -> int:
    """Print the findings of a registration, or of published tables; and how complete a registration is."""
    from impactlib.batch.source import leave_words, to_check  # noqa: PLC0415

    if published and (folder or profile or html or organisation):
        raise ParameterError("check-what")
    folders = [] if published else to_check(folder)
    for one in folders:
        leave_words(str(one.absolute()), organisation)
    if profile or html:
        if len(folders) > 1:
            raise ParameterError("check-one", allowed=", ".join(one.name for one in folders))
        return _steward(folders[0], html, organisation, as_json=as_json)
    checks = import_module("impactlib.intake.published" if published else "impactlib.intake.check")
    try:
        findings = (
            checks.check_published(published)
            if published
            else import_module("impactlib.intake.several").check_folders(folders, organisation)
        )
    except RegistrationError as error:
        _say(TEXTS.error(error))
        return UNREADABLE
    if as_json:
        _json([checks.as_json(finding, TEXTS) for finding in findings])
    else:
        for finding in findings:
            typer.echo(f"{TEXTS.plain(f'cli.levels.{finding.level}')}: {checks.describe(finding, TEXTS)}")
        typer.echo(TEXTS.plain("cli.checked" if findings else "cli.checked_clean", count=len(findings)))
    return int(checks.exit_code(findings))


def _steward(folder: Path, html: Path | None, organisation: str, *, as_json: bool) -> int:
    """Findings and completeness, on the console and as a page."""
    from impactlib.batch.local import write_local  # noqa: PLC0415
    from impactlib.intake import check as checks  # noqa: PLC0415 - heavy
    from impactlib.intake.profile import profile  # noqa: PLC0415 - heavy
    from impactlib.intake.read import of_organisation, read_registration  # noqa: PLC0415 - heavy
    from impactlib.intake.told import section_lines, sections  # noqa: PLC0415 - heavy
    from impactlib.params import scales, theme_of, themes  # noqa: PLC0415
    from impactlib.sheet.index import check_page  # noqa: PLC0415 - heavy

    try:
        registration = of_organisation(read_registration(folder), organisation)
        findings = checks.check_registration(registration, scales())
        found = profile(registration, {slug: theme_of(slug).domains for slug in themes()})
    except RegistrationError as error:
        _say(TEXTS.error(error))
        return UNREADABLE
    said = [f"{TEXTS.plain(f'cli.levels.{one.level}')}: {checks.describe(one, TEXTS)}" for one in findings]
    parts = sections(found, TEXTS)
    if html:
        write_local(html, check_page(folder.resolve().name, said, parts))
    tree = {"findings": [checks.as_json(one, TEXTS) for one in findings], "profile": asdict(found)}
    end = TEXTS.plain("cli.checked" if findings else "cli.checked_clean", count=len(findings))
    _out(tree, [*said, end, *(line for part in parts for line in ("", *section_lines(part)))], as_json=as_json)
    return int(checks.exit_code(findings))


@app.command(cls=Command, help=_help("worklist"))
def worklist(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", help=_help("worklist_out"), metavar="PAD")] = Path("werklijst.csv"),
) -> None:
    """Write the cases of which something is missing that can still be looked up."""
    from impactlib.batch.local import write_local  # noqa: PLC0415
    from impactlib.intake.profile import never_scored  # noqa: PLC0415 - heavy
    from impactlib.intake.profile import worklist as lacking  # noqa: PLC0415 - heavy
    from impactlib.intake.read import read_registration  # noqa: PLC0415 - heavy
    from impactlib.sheet.tables import Table, csv_of  # noqa: PLC0415 - heavy

    words = TEXTS.raw("profile.worklist.lacks")
    registration = read_registration(folder)
    found = lacking(registration)
    if never := never_scored(registration):
        typer.echo(TEXTS.plain("profile.worklist.never", names=", ".join(words[name] for name in never)))
    rows = [(*named, ", ".join(words[name] for name in names)) for *named, names in found]
    if not rows:
        typer.echo(TEXTS.plain("profile.worklist.none"))
        return
    write_local(out, csv_of(Table("", "", tuple(TEXTS.raw("profile.worklist.heads")), tuple(rows))))
    typer.echo(TEXTS.plain("profile.worklist.written", file=out, count=TEXTS.number(len(rows))))


@app.command(cls=Command, help=_help("run"))
def run(  # noqa: PLR0913, PLR0917 - a flag each
    year: Annotated[list[int] | None, _option("--year")] = None,
    theme: Annotated[Words, _option("--theme")] = None,
    municipality: Annotated[Words, _option("--municipality")] = None,
    report: Annotated[Words, _option("--report")] = None,
    organisation: Annotated[str, typer.Option("--organisation", help=_help("whose"), metavar="NAAM")] = "",
    source: Annotated[str, _option("--source")] = "",
    out: Annotated[Path | None, _option("--out")] = None,
    parameter: Annotated[Words, _option("-p", metavar="NAAM=WAARDE")] = None,
    jobs: Annotated[int | None, _option("--jobs", min=1)] = None,
    engine: Annotated[Engine | None, _option("--engine")] = None,
    scheduler: Annotated[str, _option("--scheduler")] = "",
    earlier: Annotated[str, _option("--with")] = "",
    pdf: Annotated[bool, _option("--pdf")] = False,
    dry_run: Annotated[bool, _option("--dry-run")] = False,
    force: Annotated[bool, _option("--force")] = False,
    as_json: AsJson = False,
    quiet: Annotated[bool, _option("--quiet")] = False,
    cell_timeout: Annotated[int, _option("--cell-timeout", min=0)] = 600,
    memory: Annotated[int, _option("--memory", min=0)] = 2000,
) -> int:
    """Make the sheets that are not up to date."""
    from impactlib.batch import report as told  # noqa: PLC0415
    from impactlib.batch import run as batch  # noqa: PLC0415
    from impactlib.batch.held import Holdings  # noqa: PLC0415
    from impactlib.batch.jobs import Limits  # noqa: PLC0415
    from impactlib.batch.plan import left_out, plan, select  # noqa: PLC0415
    from impactlib.batch.progress import Style, progress  # noqa: PLC0415
    from impactlib.batch.registration import Checks  # noqa: PLC0415
    from impactlib.batch.source import leave_words, refuse_strange, source_named  # noqa: PLC0415
    from impactlib.params import workspace  # noqa: PLC0415

    place = {"year": year, "theme": theme, "municipality": municipality, "report": report}
    flags = {key: tuple(values or ()) for key, values in place.items()}
    given = {**flags, "organisation": organisation, "source": source, "earlier": earlier}
    selection, checks = select(given, parameter or ()), Checks()
    out = out or _outputs()
    source, whose = (str(selection.values.get(key, "")) for key in ("source", "organisation"))
    source = source_named(source)
    if not whose:
        refuse_strange(source)
    selection, own = selection.of(source), workspace()
    if why := leave_words(source, whose):
        selection = selection.about(own.themes if own else ())
        _say(TEXTS.plain(f"cli.no_words.{why}"))
    holds = Holdings(source, out, checks, whose)
    wanted = plan(selection, holds)
    options = batch.Options(
        out=out,
        engine=engine.value if engine else None,
        count=jobs or _cores(),
        limits=Limits(cell_timeout, memory),
        scheduler=scheduler,
        force=force,
        pdf=pdf,
    )
    for line in () if quiet else told.left_lines(left_out(selection, wanted, holds), TEXTS):
        _say(line)
    if dry_run:
        found = batch.compared(wanted, options, checks)
        _out(told.planned(found), told.planned_lines(found, TEXTS), as_json=as_json)
        return 0
    style: Style = "quiet" if quiet or as_json else "bars" if sys.stderr.isatty() else "lines"
    result = batch.run(wanted, options, progress(style, TEXTS), checks)
    _out(told.result(result), told.result_lines(result, TEXTS), as_json=as_json)
    return int(bool(result.failed))


@app.command(cls=Command, help=_help("verify"))
def verify(
    folder: Folder,
    source: Annotated[
        Path | None, typer.Option("--source", help=_help("verify_source"), metavar=TEXTS.plain("cli.metavar.source"))
    ] = None,
    earlier: Annotated[Path | None, _option("--with")] = None,
    as_json: AsJson = False,
) -> int:
    """Recompute every published number of a run and compare."""
    from impactlib.batch import report as told  # noqa: PLC0415
    from impactlib.batch.verify import verify as check_run  # noqa: PLC0415 - heavy

    count, found = check_run(folder, source, earlier)
    _out([asdict(one) for one in found], told.verified_lines(count, found, TEXTS), as_json=as_json)
    return int(bool(found))


@app.command(cls=Command, help=_help("audit"))
def audit(folder: Folder, older: Annotated[Path | None, _option("--with")] = None, as_json: AsJson = False) -> int:
    """Attack the released tables of a run."""
    from impactlib.audit import audit as attack  # noqa: PLC0415 - heavy

    found = attack(folder, older)
    lines = [_weak(asdict(one)) for one in found]
    end = TEXTS.plain("cli.audited_not" if found else "cli.audited", count=len(found))
    _out([asdict(one) for one in found], [*lines, end], as_json=as_json)
    return int(bool(found))


def _weak(finding: dict[str, Any]) -> str:
    key = f"cli.weak.{finding['rule']}"
    return TEXTS.plain(key if TEXTS.has(key) else "cli.weak.other", **finding)


@app.command("publish", cls=Command, help=_help("publish"))
def publish_sheet(
    sheet: Annotated[str, typer.Argument(help=_help("publish_sheet"), metavar="BLAD")],
    folder: Folder,
    to: Annotated[Path, _option("--to", metavar="MAP")],
    by: Annotated[str, _option("--by", metavar="NAAM")],
    source: Annotated[Path | None, _option("--source")] = None,
) -> None:
    """Publish a definitive sheet: through every gate, signed, and kept apart from runs."""
    from impactlib.publish import publish  # noqa: PLC0415 - heavy

    made = publish(folder, sheet, to, by, source)
    lines = [TEXTS.plain("publish.done", sheet=sheet, number=made.number, by=made.by, folder=to.name)]
    lines += [TEXTS.plain("publish.changed", count=len(made.changed))] if made.changed else []
    _out(asdict(made), lines, as_json=False)


@app.command("withdraw", cls=Command, help=_help("withdraw"))
def withdraw_sheet(
    sheet: Annotated[str, typer.Argument(help=_help("publish_sheet"), metavar="BLAD")],
    folder: Folder,
    why: Annotated[str, _option("--why", metavar="REDEN")],
) -> None:
    """Withdraw a published sheet."""
    from impactlib.publish import withdraw  # noqa: PLC0415 - heavy

    gone = withdraw(folder, sheet, why)
    _out(asdict(gone), [TEXTS.plain("publish.gone", sheet=sheet, number=gone.number)], as_json=False)


@app.command(cls=Command, help=_help("diff"))
def diff(
    old: Annotated[Path, typer.Argument(help=_help("old"), metavar="OUD")],
    new_run: Annotated[Path, typer.Argument(help=_help("folder"), metavar="NIEUW")],
    as_json: AsJson = False,
) -> None:
    """List the published numbers that changed between two runs."""
    from impactlib.batch import report as told  # noqa: PLC0415
    from impactlib.batch.diff import diff as compare  # noqa: PLC0415

    found = compare(old, new_run)
    _out(asdict(found), told.diff_lines(found, TEXTS), as_json=as_json)


@new.command("theme", cls=Command, help=_help("new_theme"))
def theme(
    name: Annotated[str, typer.Argument(help=_help("name"), metavar="NAAM")],
    year: Annotated[list[int] | None, _option("--year")] = None,
    municipality: Annotated[Words, _option("--municipality")] = None,
) -> None:
    """Write the files for a new theme."""
    from impactlib.batch.newtheme import new_theme  # noqa: PLC0415

    written = new_theme(name, year or (), municipality or (), TEXTS)
    typer.echo(TEXTS.plain("cli.theme_written", files=", ".join(path.as_posix() for path in written)))
    typer.echo(TEXTS.plain("cli.theme_next", theme=name))


@context.command("add", cls=Command, help=_help("context_add"))
def context_add(  # noqa: PLR0913, PLR0917 - a flag each
    indicator: Annotated[str, _option("--indicator")],
    area: Annotated[str, _option("--area")],
    year: Annotated[int, typer.Option("--year", help=_help("figure_year"), min=1900, max=2199)],
    origin: Annotated[str, _option("--origin")],
    value: Annotated[str, _option("--value")] = "",
    stated: Annotated[str, _option("--as-stated")] = "",
    unit: Annotated[str, _option("--unit")] = "%",
) -> None:
    """Put a public figure, with its source, into the workspace's registration."""
    from impactlib.intake.figures import Figure, saved, typed_figure  # noqa: PLC0415
    from impactlib.params import registration_folder  # noqa: PLC0415

    figure = typed_figure(Figure(indicator, area, year, None, unit, origin, stated), value)
    count = saved([figure], registration_folder())
    typer.echo(TEXTS.plain("cli.figures_saved", figures=1, count=count))
    typer.echo(TEXTS.plain("cli.figure_named", indicator=figure.indicator, area=figure.area, year=figure.year))


@context.command("fetch", cls=Command, help=_help("context_fetch"))
def context_fetch(
    year: Annotated[list[int] | None, _option("--year")] = None,
    municipality: Annotated[Words, _option("--municipality")] = None,
    service: Annotated[str, _option("--service", metavar="ADRES")] = "",
) -> int:
    """Fetch what params/figures.yaml asks of Statistics Netherlands."""
    from impactlib.intake import figures  # noqa: PLC0415
    from impactlib.params import home, registration_folder, workspace  # noqa: PLC0415

    own, wanted = workspace(), figures.wanted_figures()
    places = municipality or (own.municipalities if own else ())
    years = year or (own.years if own else ())
    if not wanted or not places or not years:
        raise ParameterError("figure-nothing")
    store, address = home() / "data" / "cbs", service or figures.SERVICE
    found = [figures.fetch(name, one, places, years, store, service=address) for name, one in wanted.items()]
    rows = [figure for one in found for figure in one.figures]
    for one in found:
        for name, place, missing in one.broken:
            _say(TEXTS.plain("cli.figure_merged", indicator=name, area=TEXTS.place(place), year=missing))
        if one.kept_since:
            _say(TEXTS.plain("cli.figure_kept", date=TEXTS.date(one.kept_since)))
    typer.echo(TEXTS.plain("cli.figures_saved", figures=len(rows), count=figures.saved(rows, registration_folder())))
    return 0


def _outputs() -> Path:
    """Where a run's pages come when nobody says it: beside the params/ of the workspace that a command is typed in."""
    from impactlib.params import home  # noqa: PLC0415
    from impactlib.params.workspace import OUTPUTS  # noqa: PLC0415

    inside = Path.cwd().is_relative_to(home())
    return Path(os.path.relpath(home() / OUTPUTS)) if inside else Path(OUTPUTS)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _out(tree: object, lines: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        _json(tree)
    else:
        for line in lines:
            typer.echo(line)


def _json(tree: object) -> None:
    typer.echo(json.dumps(tree, ensure_ascii=False, indent=2))
