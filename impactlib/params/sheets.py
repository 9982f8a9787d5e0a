"""Which fact sheets params/ names of a municipality and a year."""

from __future__ import annotations

from impactlib.params import FEITENBLAD, Spec, home, read_yaml, spec_of


def sheets_of(spec: Spec) -> tuple[Spec, ...]:
    """The fact sheets of the report's municipality and year that have a file in params/, by theme."""
    params = spec.params
    folder = home() / "params" / str(params.year) / params.municipality
    found = []
    for path in sorted(folder.glob("*.yaml")):
        values = read_yaml(path) or {}
        if values.get("report", FEITENBLAD) != FEITENBLAD:
            continue
        same = {
            "language": params.language,
            "privacy": params.privacy,
            "source": params.source,
            "earlier": params.earlier,
        }
        values = {name: str(value) if name in ("period", "as_of") else value for name, value in values.items()}
        found.append(spec_of({**values, "year": params.year, "municipality": params.municipality, **same}))
    return tuple(found)
