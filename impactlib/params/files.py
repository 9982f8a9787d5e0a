"""Files of a workspace, read with care: their encoding, their YAML, and where they stand."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable, Hashable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import yaml

from impactlib.model import ParameterError

P = ParamSpec("P")
T = TypeVar("T")

_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_DUTCH = re.compile(
    r"(?:[\t\n\r\x20-\x7e\u0152\u0153\u20ac\u2013-\u2019\u2022\u2026\xa0-\xff]|(?<!\w)\u201c|\u201d(?!\w))*"
)
"""Signs of Windows-1252 where a Dutch text may hold them; another means that the encoding was guessed wrong."""


PACKAGE = Path(__file__).resolve().parents[1]
DEFAULTS = PACKAGE / "defaults"
"""What ships for everyone: params/ as far as a workspace does not say otherwise, and public tables."""

CHECKOUT = PACKAGE.parent
_CARRIED = PACKAGE / "carried"
WORKSPACE = Path("params", "workspace.yaml")
"""What makes a folder a workspace."""


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # whichever there is
    """YAML in which ``no``, ``yes`` and ``on`` are words, and a key that stands twice is an error."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as PyYAML declares it
        first: [(tag, pattern) for tag, pattern in found if first in "tTfF" or not tag.endswith(":bool")]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key, _ in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name is not None and name in seen:
                raise TwiceError(None, None, name, key.start_mark)
            seen.add(name)
        found: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return found

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except ValueError:  # a date or a number that cannot be
            raise yaml.constructor.ConstructorError(None, None, "", node.start_mark) from None


class TwiceError(yaml.MarkedYAMLError):
    """A key that stands twice in one mapping; ``problem`` is its name."""

    @property
    def line(self) -> int:
        return int(getattr(self.problem_mark, "line", 0)) + 1


def home() -> Path:
    """The workspace: ``IMPACT_HOME``, or the nearest folder upward that holds ``params/workspace.yaml``.

    Outside any workspace it is the checkout that the library runs from, or else the working folder.
    """
    named = os.environ.get("IMPACT_HOME")
    if named:
        return Path(named).absolute()
    here = Path.cwd()
    found = (folder for folder in (here, *here.parents) if (folder / WORKSPACE).is_file())
    return next(found, CHECKOUT if (CHECKOUT / WORKSPACE).is_file() else here)


def carried(name: str) -> Path:
    """A folder of the demonstration's workspace: inside an installed library, beside it in a checkout."""
    return (_CARRIED if _CARRIED.is_dir() else CHECKOUT) / name


def layers(name: str) -> tuple[Path, ...]:
    """The files that say what a file of params/ says: the library's own, and over it the workspace's."""
    return tuple(path for path in (DEFAULTS / name, home() / "params" / name) if path.is_file())


def stems(folder: str) -> tuple[str, ...]:
    """Names, without suffix, of the YAML files in a folder of params/ in any layer, sorted."""
    found = (path for layer in (DEFAULTS, home() / "params") for path in (layer / folder).glob("*.yaml"))
    return tuple(sorted({path.stem for path in found}))


def shown(path: Path) -> str:
    """The path as a user may see it: relative to the workspace, never this machine's."""
    folder = next((folder for folder in (home(), CHECKOUT) if path.is_relative_to(folder)), path.parent)
    return path.relative_to(folder).as_posix()


def write_whole(path: Path, text: str) -> None:
    """Write a file in UTF-8: whoever reads it finds the old one or the new one. The folder is made where it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8", newline="")
    fresh.replace(path)


def read_text(path: Path) -> str:
    r"""The text of a file in UTF-8, UTF-16 with its mark, or Windows-1252 that can be nothing else.

    Lines end in ``\n``; a byte order mark is no part of the text.

    Raises
    ------
    ParameterError
        ``params-missing``, or ``params-encoding`` where the encoding cannot be told with certainty.
    """
    try:
        content = path.read_bytes()
    except OSError:
        raise ParameterError("params-missing", file=shown(path)) from None
    text = _decoded(content)
    if text is None or "\0" in text:
        raise ParameterError("params-encoding", file=shown(path))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_words(path: Path) -> str:
    """The text of a file in Markdown without its comments; every line keeps its number.

    Raises
    ------
    ParameterError
        As ``read_text``, and ``words-comment`` for a comment that is not closed.
    """
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), read_text(path))
    before, opened, _ = text.partition("<!--")
    if opened:
        raise ParameterError("words-comment", file=shown(path), line=before.count("\n") + 1)
    return text


def _decoded(content: bytes) -> str | None:
    encoding = next((name for mark, name in _MARKED if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            return None
    text = content.decode("cp1252", errors="replace")
    return text if _DUTCH.fullmatch(text) else None


def read_yaml(path: Path) -> Any:
    """The content of a YAML file.

    Raises
    ------
    ParameterError
        ``params-missing``, ``params-encoding``, ``params-broken``, ``params-tab`` (a tab where blanks
        belong) or ``params-twice`` (a key that stands twice): file and line.
    """
    text = read_text(path)
    try:
        return yaml.load(text, Loader=Loader)  # noqa: S506 - a safe loader
    except TwiceError as error:
        raise ParameterError("params-twice", file=shown(path), key=error.problem, line=error.line) from None
    except (yaml.YAMLError, RecursionError) as error:
        line = _line(error)
        lines = text.split("\n")
        tab = isinstance(line, int) and re.match(r"\s*\t", lines[min(line, len(lines)) - 1])
        raise ParameterError("params-tab" if tab else "params-broken", file=shown(path), line=line) from None


def read_mapping(path: Path) -> Mapping[str, Any]:
    """The content of a YAML file that has lines ``name: value``; an empty file has none.

    Raises
    ------
    ParameterError
        As ``read_yaml``, and ``params-flat``.
    """
    found = read_yaml(path)
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise ParameterError("params-flat", file=shown(path))
    return {str(key): value for key, value in found.items()}


def entries(name: str) -> Mapping[str, Mapping[str, Any]]:
    """As ``read_layered``, where every name has lines ``name: value`` of its own.

    Raises
    ------
    ParameterError
        As ``read_layered``, and ``params-flat``.
    """
    found = read_layered(name)
    if not all(isinstance(entry, Mapping) for entry in found.values()):
        raise ParameterError("params-flat", file=f"params/{name}")
    return found


def read_layered(name: str) -> Mapping[str, Any]:
    """What a file of params/ says in all layers together: a workspace goes before the library, key by key.

    Raises
    ------
    ParameterError
        As ``read_mapping``.
    """
    found: Mapping[str, Any] = {}
    for path in layers(name):
        found = _over(found, read_mapping(path))
    return found


def _over(below: Any, above: Any) -> Any:
    """One value over another: mappings key by key, anything else whole."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    return {**below, **{key: _over(below.get(key), value) for key, value in above.items()}}


def per_workspace(read: Callable[P, T]) -> Callable[P, T]:
    """Remember what a reader of params/ found, for each workspace apart."""
    known: dict[tuple[Any, ...], T] = {}

    @wraps(read)
    def kept(*args: P.args, **kwargs: P.kwargs) -> T:
        key = (home(), *args, *sorted(kwargs.items()))
        if key not in known:
            known[key] = read(*args, **kwargs)
        return known[key]

    kept.cache_clear = known.clear  # type: ignore[attr-defined] # as functools.cache has it
    return kept


def _line(error: BaseException) -> int | str:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else "?"
