"""The rights that a card needs, looked up before anything is drawn.

A 403 after drawing wastes the drawing, and 10,000 of them in ten minutes ban the address:
https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
"""

import discord

from core.errors import NoPermission

_RIGHTS = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "attach_files": "Attach Files",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History",
}
INVITE_RIGHTS = discord.Permissions(**dict.fromkeys(_RIGHTS, True))
"""What an invite link asks for: these six and no more."""


def preflight(channel: object | None) -> None:
    """Raise `NoPermission` with what is missing, where the SDK knows the place; else say nothing."""
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return
    me: discord.Member | None = channel.guild.me
    if me is None:
        return
    granted = channel.permissions_for(me)
    unneeded = "send_messages" if isinstance(channel, discord.Thread) else "send_messages_in_threads"
    missing = tuple(
        title for name, title in _RIGHTS.items() if name != unneeded and not getattr(granted, name)
    )
    if missing:
        raise NoPermission(missing)
