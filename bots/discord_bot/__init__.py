"""Discord, through discord.py; not named `discord`, which would shadow the SDK."""
