"""The parts of the suite: who is killed, and when."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from core.identity import Platform
from tests.crash.artist import Words
from tests.crash.boundaries import Boundary
from tests.crash.places import LEASE_SECONDS
from tests.crash.scene import Scene
from tests.crash.verdict import Verdict

_TWICE = (Boundary.CALLING,)
"""Whoever goes on with it is killed there as well: the call was repeated then, and is not repeated again."""
_LONGEST_LIFE_SECONDS = 1.5
_SERVING = 0.75
_ASKS_PER_SECOND = 1.5
_CANCELS = 0.15
"""So many of the people under load stop something first."""
_ROLES = ("all", "gateway", "worker")
_KILLS_A_PAUSE = 3
"""Each so many-th time the victim is paused instead."""


async def named_boundaries(scene: Scene) -> Verdict:
    """On each platform a request for each boundary: its process dies there, and the next one ends it."""
    missed: list[str] = []
    victim = await scene.deployment.start()
    for platform in (Platform.TELEGRAM, Platform.DISCORD):
        for boundary in Boundary:
            await victim.ready()
            if left := await scene.quiet():
                missed += [f"before {boundary!r} on {platform}: {one}" for one in left]
            scene.deployment.arm(boundary)
            await scene.crowd.ask(platform, Words.MODERATED if boundary is Boundary.FAILED else Words.PLAIN)
            if await victim.dies():
                scene.kills += 1
            else:
                missed.append(f"{boundary!r} was not reached on {platform}")
            if boundary in _TWICE:
                scene.kills += await (await scene.deployment.start()).dies()
            scene.deployment.disarm()
            victim = await scene.deployment.start()
    verdict = await scene.verdict()
    verdict.missed += missed
    return verdict


async def random_moments(scene: Scene, kills: int) -> Verdict:
    """One process after the other, each killed at a moment of its own, under a steady load.

    Most moments are counted from when it serves, so that a slow machine has them at work too; the others
    from its very beginning.
    """
    for _ in range(kills):
        victim = await scene.deployment.start()
        async with _load(scene):
            if scene.chance.random() < _SERVING:
                await victim.ready()
            await asyncio.sleep(scene.chance.uniform(0, _LONGEST_LIFE_SECONDS))
            victim.kill()
        scene.kills += await victim.dies()
    return await scene.verdict()


async def several_processes(scene: Scene, kills: int) -> Verdict:
    """Processes that share the work, one at a time killed, or paused for longer than its lease.

    The others take over what it had. A killed one is followed by another of its role after a while; a
    paused one wakes up to find that it was taken for dead.
    """
    victims = {await scene.deployment.start(role): role for role in _ROLES}
    async with _load(scene):
        for number in range(kills):
            await asyncio.sleep(scene.chance.uniform(0, _LONGEST_LIFE_SECONDS))
            victim = scene.chance.choice(list(victims))
            if number % _KILLS_A_PAUSE == _KILLS_A_PAUSE - 1:
                victim.signal(signal.SIGSTOP)
                await asyncio.sleep(scene.chance.uniform(LEASE_SECONDS, 3 * LEASE_SECONDS))
                victim.signal(signal.SIGCONT)
                continue
            victim.kill()
            scene.kills += await victim.dies()
            await asyncio.sleep(scene.chance.uniform(0, LEASE_SECONDS))
            role = victims.pop(victim)
            victims[await scene.deployment.start(role)] = role
    return await scene.verdict()


@asynccontextmanager
async def _load(scene: Scene) -> AsyncIterator[None]:
    """People who keep asking inside."""
    asking = asyncio.create_task(_keep_asking(scene))
    try:
        yield
    finally:
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking


async def _keep_asking(scene: Scene) -> None:
    while True:
        await asyncio.sleep(scene.chance.expovariate(_ASKS_PER_SECOND))
        if scene.chance.random() < _CANCELS:
            await scene.crowd.cancel()
        if scene.crowd.is_patient:
            continue
        await scene.crowd.ask(scene.chance.choice(scene.crowd.hears))
