"""The site: a course in pages, from what is there already, for any web space or none at all."""

from __future__ import annotations

from cnncost.pages.site.folder import Written, write_site

__all__ = ["Written", "write_site"]
