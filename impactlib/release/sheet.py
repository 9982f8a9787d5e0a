"""The door of one sheet: its measures, its policy, its language, and what was published before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from impactlib.model import Measure, Released, ReleasedSheet
from impactlib.params import Spec
from impactlib.release.door import release
from impactlib.text import Texts


def release_sheet(
    measures: Mapping[str, Measure], spec: Spec, earlier: Sequence[ReleasedSheet] = ()
) -> dict[str, Released]:
    """Release the measures of a sheet under its own policy, with titles in its own language.

    Raises
    ------
    DisclosureError
        A measure contradicts itself, or cannot be released safely.
    """
    texts = Texts.load(spec.params.language)
    return release(
        measures,
        spec.policy,
        earlier=earlier,
        titles={name: texts.plain(f"tables.{name}.title") for name in measures},
        show_dimensions=spec.theme.top_dimensions,
    )
