"""The command menu, in English and Chinese, changed only when it differs."""

from telegram import Bot, BotCommand

from core.commands import COMMANDS, START

CHINESE = "zh"


def menu(language_code: str | None = None) -> tuple[BotCommand, ...]:
    """The menu for a language; /start is Telegram's own button and stands in no menu."""
    return tuple(
        BotCommand(command.name, command.description_zh if language_code == CHINESE else command.description)
        for command in COMMANDS
        if command is not START
    )


async def publish(bot: Bot) -> bool:
    """Bring the menus up to date; whether anything had to change. Raises `telegram.error` classes."""
    changed = False
    for language_code in (None, CHINESE):
        wanted = menu(language_code)
        if await bot.get_my_commands(language_code=language_code) != wanted:
            await bot.set_my_commands(wanted, language_code=language_code)
            changed = True
    return changed
