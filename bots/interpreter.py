"""The interpreter, set up for a process whose event loop must not be held up."""

import gc
import sys

SWITCH_SECONDS = 0.0005
"""Python's own 0.005 lets each busy thread (statements, encoding) hold the event loop up ten times longer."""


def be_prompt() -> None:
    """Call it once everything is loaded.

    What is loaded stays, so it is no longer looked through for garbage: with the platforms' SDKs
    that held everything up for 80 ms each time.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    if not gc.get_freeze_count():
        gc.freeze()
