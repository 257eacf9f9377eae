"""Reads the slips once, in the process that workers are copied from; nothing else imports it."""

from __future__ import annotations

import html  # noqa: F401
import json  # noqa: F401

from cnncost.slips.catalogue import slips

slips()
