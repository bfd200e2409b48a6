from tests.storage.databases import database, postgres_url, twin, url
from tests.storage.members import join, shared

__all__ = ["database", "join", "postgres_url", "shared", "twin", "url"]
