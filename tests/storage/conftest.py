from tests.storage.databases import database, postgres_url, twin, url

__all__ = ["database", "postgres_url", "twin", "url"]
