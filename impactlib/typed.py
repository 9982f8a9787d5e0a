"""What somebody typed: options that stand twice, commands that do not exist, and mistakes in their own words."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from impactlib.model import ParameterError
from impactlib.params import hint
from impactlib.text import Texts

_HELP = "NoArgsIsHelpError"


class Command(TyperCommand):
    """A command of which an option that is given twice is a mistake: the first would be lost unseen."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        for param in order:
            takes_one = not getattr(param, "multiple", True) and not getattr(param, "is_flag", True)
            if takes_one and order.count(param) > 1:
                raise ParameterError("parameter-twice", key=param.opts[0].lstrip("-"))
        return super().parse_args(ctx, args)

    def get_help(self, ctx: Any) -> str:
        return _translated(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands that names the nearest."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, names = args[0], self.list_commands(ctx)
        if name not in names and not name.startswith("-"):
            raise ParameterError("command-unknown", command=name, hint=hint(name, names), allowed=", ".join(names))
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: Any) -> str:
        return _translated(super().get_help(ctx))


def mistyped(error: Any, texts: Texts) -> str:
    """What is wrong in the command line, in the words of ``cli.mistyped``; never click's own.

    Parameters
    ----------
    error : click.ClickException
    texts : Texts
    """
    kind, param = type(error).__name__, getattr(error, "param", None)
    if kind == _HELP:
        return str(error.ctx.get_help())
    fields: dict[str, object] = {"option": getattr(error, "option_name", None) or _name(param)}
    if kind == "UsageError" and isinstance(error.ctx.command, TyperGroup):
        kind = "MissingCommand"
    elif kind == "NoSuchOption":
        own = [name for one in error.ctx.command.get_params(error.ctx) for name in one.opts]
        fields["hint"] = texts.hint(hint(error.option_name, own))
    elif kind == "BadParameter":
        kind = _asked(param, fields)
    key = f"cli.mistyped.{kind}"
    return texts.plain(key if texts.has(key) else "cli.mistyped.other", **fields)


def _name(param: Any) -> str:
    """An option as it is typed, an argument as the help calls it."""
    if getattr(param, "param_type_name", "") == "option":
        return str(param.opts[0])
    return str(getattr(param, "metavar", None) or getattr(param, "name", None) or "-")


def _asked(param: Any, fields: dict[str, object]) -> str:
    """What kind of value was asked for; what its sentence names is added to ``fields``."""
    choices = str(getattr(param, "metavar", None) or "").split("|")
    if len(choices) > 1:
        fields["allowed"] = ", ".join(choices)
        return "choice"
    fields["least"] = getattr(param, "min", None) or getattr(getattr(param, "type", None), "min", None) or 0
    return "range"


def _translated(text: str) -> str:
    """The help of a command with the words around it in its own language."""
    words: dict[str, str] = Texts.load("nl").raw("cli.usage")
    for english, own in words.items():
        text = text.replace(english, own)
    return text
