"""Telegram, through python-telegram-bot."""

import os

# The SDK's documented opt-in to its coming time types; without it every RetryAfter warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")
