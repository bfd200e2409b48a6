"""The command line: `chatbrush`, or `python -m bots`. Exit codes are those of `bots.exits`."""

import asyncio
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bots import config, logs
from bots.console import complete, errors, fail, say, settings_at, want_extras
from bots.ending import until_told
from bots.exits import Exit
from bots.roles import Role
from bots.terminal.commands import HELP, options
from bots.terminal.inbound import Order
from core.settings import Settings

cli = typer.Typer(
    help="An image bot for group chats on Discord and Telegram.",
    epilog="Exit codes: 0 done, 1 failed, 2 wrong option or setting, 3 refused (quota, moderation …), "
    "4 what draws did not deliver, 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
settings_cli = typer.Typer(help="The settings.", no_args_is_help=True)
cli.add_typer(settings_cli, name="config")


class Serving(StrEnum):
    """What `--platform` takes."""

    DISCORD = "discord"
    TELEGRAM = "telegram"
    PLAYGROUND = "playground"


ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="Settings file; default config.yaml, or CHATBRUSH_CONFIG.")
]
RoleOption = Annotated[
    Role,
    typer.Option(help="gateway receives and answers, worker draws and delivers; both need PostgreSQL."),
]
OutputOption = Annotated[Path, typer.Option("--output", "-o", help="File to write.", dir_okay=False)]
RatioOption = Annotated[str, typer.Option("--ar", help=HELP["ratio"])]
CountOption = Annotated[int | None, typer.Option("--n", min=1, help=HELP["count"])]
SizeOption = Annotated[str, typer.Option("--size", help=HELP["size"])]
QualityOption = Annotated[str, typer.Option("--quality", help=HELP["quality"])]
TransparentOption = Annotated[bool, typer.Option("--transparent", help=HELP["transparent"])]
ModelOption = Annotated[str, typer.Option("--model", help=HELP["model"])]
StyleOption = Annotated[str, typer.Option("--style", help=HELP["style"])]


@cli.command()
def demo(
    config_path: ConfigOption = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = None,
    selftest: Annotated[
        bool, typer.Option("--selftest", help="Ask for a picture, reply to it, check both, and end.")
    ] = False,
) -> None:
    """Serve the playground: a group chat in the browser, on this machine, without keys."""
    from bots import demonstration  # noqa: PLC0415 - it loads a web server; other commands need none

    settings = demonstration.settings_for(settings_at(config_path), port)
    want_extras(settings)
    _log_to_stderr(settings)
    if selftest:
        complete(demonstration.selftest(settings, say))
    complete(_serve(settings))


@cli.command()
def run(
    config_path: ConfigOption = None,
    platform: Annotated[
        list[Serving] | None, typer.Option(help="Serve only this; repeat for several.")
    ] = None,
    role: RoleOption = Role.ALL,
) -> None:
    """Serve every platform that has a token, until interrupted."""
    settings = settings_at(config_path)
    if platform:
        settings = _only(settings, platform)
    if not _serves_anything(settings):
        fail("Nothing to serve: set DISCORD_BOT_TOKEN or TELEGRAM_BOT_TOKEN, or try `chatbrush demo`.")
    want_extras(settings)
    _log_to_stderr(settings)
    complete(_serve(settings, role))


@cli.command()
def draw(
    words: Annotated[str, typer.Argument(help="What to draw.")],
    *,
    output: OutputOption,
    config_path: ConfigOption = None,
    ratio: RatioOption = "",
    count: CountOption = None,
    size: SizeOption = "",
    quality: QualityOption = "",
    transparent: TransparentOption = False,
    model: ModelOption = "",
    style: StyleOption = "",
) -> None:
    """Draw a picture into a file."""
    given = options(
        {
            "ratio": ratio,
            "count": count,
            "size": size,
            "quality": quality,
            "transparent": transparent,
            "model": model,
            "style": style,
        }
    )
    _order(Order(words, given), output, config_path)


@cli.command()
def edit(
    picture: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="To change.")],
    words: Annotated[str, typer.Argument(help="What should change.")],
    *,
    output: OutputOption,
    image: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, readable=True, help="Another picture to use; repeat it."),
    ] = None,
    config_path: ConfigOption = None,
    ratio: RatioOption = "",
    count: CountOption = None,
    size: SizeOption = "",
    quality: QualityOption = "",
    transparent: TransparentOption = False,
    model: ModelOption = "",
    style: StyleOption = "",
) -> None:
    """Change a picture into another file; one that Chatbrush drew goes on from its original."""
    given = options(
        {
            "ratio": ratio,
            "count": count,
            "size": size,
            "quality": quality,
            "transparent": transparent,
            "model": model,
            "style": style,
        }
    )
    _order(Order(words, given, (picture, *(image or ()))), output, config_path)


@settings_cli.command("check")
def config_check(config_path: ConfigOption = None) -> None:
    """Name every mistake in the settings, each with its key."""
    settings_at(config_path)
    say("The settings are right.")


@cli.command()
def doctor(config_path: ConfigOption = None, role: RoleOption = Role.ALL) -> None:
    """Look at tokens, rights, provider, disk and database, and say what to do."""
    from bots.doctor import examine  # noqa: PLC0415 - it loads a database engine; other commands need none

    settings = settings_at(config_path)
    logs.configure(settings.log.model_copy(update={"level": "error"}), config.secrets_of(settings))

    async def examining() -> Exit:
        lines: list[str] = []
        with errors.status("Looking at tokens, provider, disk and database …"):
            code = await examine(settings, lines.append, role=role)
        say("\n".join(lines))
        return code

    complete(examining())


def main() -> NoReturn:
    """The `chatbrush` command."""
    cli(prog_name="chatbrush")
    raise SystemExit(Exit.OK)


def _order(order: Order, output: Path, config_path: Path | None) -> NoReturn:
    if not order.words.strip():
        fail("Say in a few words what to change." if order.files else "Say in a few words what to draw.")
    from bots.orders import fulfil  # noqa: PLC0415 - it loads what draws; `config check` needs none

    settings = settings_at(config_path)
    want_extras(settings, is_serving=False)
    logs.configure(settings.log.model_copy(update={"level": "error"}), config.secrets_of(settings))
    complete(fulfil(settings, order, output, environment=os.environ, say=say, console=errors))


def _only(settings: Settings, chosen: list[Serving]) -> Settings:
    """The settings with exactly these platforms on; ends with a sentence where one has no token."""
    names = {serving.value for serving in chosen}
    sections = {
        str(name): getattr(settings.platforms, name).model_copy(update={"enabled": name in names})
        for name in Serving
    }
    for name in names & {"discord", "telegram"}:
        if sections[name].token is None:
            fail(f"There is no token for {name}: set {name.upper()}_BOT_TOKEN.")
    return settings.model_copy(update={"platforms": settings.platforms.model_copy(update=sections)})


def _serves_anything(settings: Settings) -> bool:
    platforms = settings.platforms
    tokens = any(one.enabled and one.token for one in (platforms.discord, platforms.telegram))
    return tokens or platforms.playground.enabled


def _log_to_stderr(settings: Settings) -> None:
    logs.configure(settings.log, config.secrets_of(settings))


async def _serve(settings: Settings, role: Role = Role.ALL) -> Exit:
    """The first SIGTERM or Ctrl-C ends it in good order, the second at once."""
    from bots.app import build_adapters, open_studio  # noqa: PLC0415 - it loads every SDK
    from bots.serving import serve  # noqa: PLC0415 - same

    async def serving(stop: asyncio.Event) -> None:
        async with open_studio(settings, role=role) as (studio, resources):
            adapters = build_adapters(settings, studio)
            await serve(studio, resources, adapters, lambda line: say(f"ready: {line}"), role=role, stop=stop)

    return await until_told(serving)
