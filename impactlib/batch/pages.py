"""The pages of a run that are no sheet: its index, and what stands in the place of a sheet that failed."""

from __future__ import annotations

from html import escape

from impactlib.batch.folder import Folder
from impactlib.batch.jobs import Failed, Job
from impactlib.batch.manifest import Manifest
from impactlib.text import Texts

INDEX = "index.html"
FAILED = ".failed.html"


def failed(job: Job, failure: Failed) -> bytes:
    """Cell, error and parameters of a sheet that was not made; no data."""
    texts = Texts.load(job.params.language)
    rows = "".join(f"<tr><th>{escape(k)}</th><td>{escape(str(v))}</td></tr>" for k, v in job.public_values().items())
    body = f"<h1>{escape(job.slug)}</h1><p>{failure.cell or '-'}: {failure.error}: {escape(failure.message)}</p>"
    return _page(texts, job.slug, f"{body}<table>{rows}</table>")


def write_index(folder: Folder, manifest: Manifest) -> None:
    """Write index.html from the manifest."""
    texts = Texts.load("nl")
    links = "".join(
        f'<li><a href="{slug}{FAILED if entry.failed else ".html"}">{slug}</a></li>'
        for slug, entry in sorted(manifest.sheets.items())
    )
    folder.put(INDEX, _page(texts, "index", f"<ul>{links}</ul>"))


def _page(texts: Texts, title: str, body: str) -> bytes:
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    return f'<!doctype html><html lang="{texts.language}"><head>{head}</head><body>{body}</body></html>\n'.encode()
