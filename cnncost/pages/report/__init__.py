"""A report: one network or several on a page to hand in, all of it in one file."""

from __future__ import annotations

from cnncost.pages.report.page import report_html

__all__ = ["report_html"]
