from tests.storage.databases import database, postgres_url, url

__all__ = ["database", "postgres_url", "url"]
