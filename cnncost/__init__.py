"""cnncost knows exactly what a convolutional network costs, and can say why.

>>> from cnncost import analyze
>>> analyze("inception_v1").totals["weights"]
163328
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnncost.budgeting.budget import Budget, budget
    from cnncost.comparison import Comparison
    from cnncost.errors import CnncostError
    from cnncost.explanation.asking import Explanation, explain
    from cnncost.explanation.drawing import Drawing, draw
    from cnncost.homework.checking import Checked, check
    from cnncost.homework.grading.grade import Graded, grade
    from cnncost.homework.lint import Linted, lint
    from cnncost.library import analyze, compare, load, reconcile, verify
    from cnncost.pages.embedding import Played, Reported
    from cnncost.pages.making import play, report_page
    from cnncost.report import Report
    from cnncost.spec import Spec
    from cnncost.sweeping.asking import sweep
    from cnncost.sweeping.fitting import Fit, fit
    from cnncost.sweeping.sweep import Sweep

__version__ = "0.1.0"
__all__ = [
    "Budget", "Checked", "CnncostError", "Comparison", "Drawing", "Explanation", "Fit", "Graded",
    "Linted", "Played", "Report", "Reported", "Spec", "Sweep", "analyze", "budget", "check",
    "compare", "draw", "explain", "fit", "grade", "lint", "load", "play", "reconcile",
    "report_page", "sweep", "verify",
]  # fmt: skip

_HOMES = {
    "CnncostError": "errors",
    "Comparison": "comparison",
    "Report": "report",
    "Spec": "spec",
    "Budget": "budgeting.budget",
    "budget": "budgeting.budget",
    "Fit": "sweeping.fitting",
    "Sweep": "sweeping.sweep",
    "fit": "sweeping.fitting",
    "sweep": "sweeping.asking",
    "Checked": "homework.checking",
    "analyze": "library",
    "Graded": "homework.grading.grade",
    "Linted": "homework.lint",
    "check": "homework.checking",
    "compare": "library",
    "Drawing": "explanation.drawing",
    "Explanation": "explanation.asking",
    "draw": "explanation.drawing",
    "explain": "explanation.asking",
    "grade": "homework.grading.grade",
    "lint": "homework.lint",
    "load": "library",
    "Played": "pages.embedding",
    "Reported": "pages.embedding",
    "play": "pages.making",
    "report_page": "pages.making",
    "reconcile": "library",
    "verify": "library",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `cnncost --help` must not pay for numpy."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cnncost' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"cnncost.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
