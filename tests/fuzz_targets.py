"""Every reader of cnncost, by name."""

from __future__ import annotations

from fuzz_commands import SHOWN
from fuzz_formulas import FORMULAS
from fuzz_homework import CLASSES
from fuzz_networks import NETWORKS
from fuzzing import Target

TARGETS: dict[str, Target] = {one.name: one for one in (*NETWORKS, *FORMULAS, *CLASSES, *SHOWN)}
