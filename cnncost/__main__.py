"""``python -m cnncost``."""

from cnncost.cli import main

main()
