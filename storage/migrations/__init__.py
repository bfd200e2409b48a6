"""Brings a database to the schema of this code, step by step, and never back."""

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.errors import SettingsInvalid, SettingsProblem
from storage.transactions import WRITE, Guard, prepare


def upgrade(url: sa.URL) -> None:
    """Apply what is missing, in one transaction. Blocks: call it off the event loop.

    Raises `SettingsInvalid` for a database that newer code has migrated.
    """
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    if engine.dialect.name == "sqlite":
        prepare(engine)
    try:
        with engine.execution_options(**{WRITE: True}).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(int(Guard.MIGRATIONS))))
            _upgrade(connection)
    finally:
        engine.dispose()


def _upgrade(connection: sa.Connection) -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    known = {revision.revision for revision in script.walk_revisions()}
    current = MigrationContext.configure(connection).get_current_heads()
    if newer := sorted(set(current) - known):
        text = (
            f"The database was made by a newer version (its schema is {', '.join(newer)}; "
            f"this version knows up to {script.get_current_head()}). Update the program, or use another database."
        )
        raise SettingsInvalid((SettingsProblem("database", text),))
    if set(current) != set(script.get_heads()):
        command.upgrade(config, "head")
