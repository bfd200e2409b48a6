"""What a process does for the deployment: `chatbrush run --role`."""

from collections.abc import Iterator
from enum import StrEnum

from core.errors import SettingsProblem
from core.settings import Settings

IN_ONE_PROCESS = "is kept in an SQLite file, which one process has to itself; use --role all, or set DATABASE_URL to PostgreSQL"
PLAYGROUND_APART = "lives in one process; use --role all, or leave it out with --platform"


class Role(StrEnum):
    """Gateways receive and answer, workers draw and deliver; `all` is both in one process."""

    GATEWAY = "gateway"
    WORKER = "worker"
    ALL = "all"

    @property
    def receives(self) -> bool:
        """Whether it takes what people do."""
        return self is not Role.WORKER

    @property
    def draws(self) -> bool:
        """Whether it has a job engine."""
        return self is not Role.GATEWAY


def is_shared(settings: Settings) -> bool:
    """Whether several processes may use the database at once."""
    return (settings.database or "").startswith("postgres")


def mistakes(settings: Settings, role: Role) -> Iterator[SettingsProblem]:
    """Why these settings do not go with a role."""
    if role is Role.ALL:
        return
    if not is_shared(settings):
        yield SettingsProblem("database", IN_ONE_PROCESS)
    if settings.platforms.playground.enabled:
        yield SettingsProblem("platforms.playground", PLAYGROUND_APART)
