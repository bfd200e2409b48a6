"""The ways to point at a picture that work on a platform, in words."""

from core.commands import MENU_EDIT
from core.requests import PlatformTraits
from core.words.language import Language


def ways_to_edit(language: Language, traits: PlatformTraits | None, *, hears_all: bool) -> tuple[str, ...]:
    """Every way to have a picture changed, the simplest first."""
    return (language.say("route.reply_card"), *ways_to_others(language, traits, hears_all=hears_all))


def ways_to_others(language: Language, traits: PlatformTraits | None, *, hears_all: bool) -> tuple[str, ...]:
    """The ways that reach anyone's picture: without traits, the one that every platform has.

    `hears_all` says that ordinary messages of the place reach the bot.
    """
    if traits is None:
        return (language.say("route.attach", prefix="/"),)
    prefix = traits.command_prefix
    if not traits.has_menu_edit:
        return (
            language.say("route.reply_command", prefix=prefix),
            language.say("route.caption", prefix=prefix),
        )
    menu = MENU_EDIT[1 if language.locale.language == "zh" else 0]
    ways = (language.say("route.menu", menu=menu), language.say("route.attach", prefix=prefix))
    if hears_all:
        return (language.say("route.reply_mention"), *ways)
    return ways
