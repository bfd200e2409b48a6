"""`python -m bots` is `chatbrush`."""

from bots.cli import main

main()
