from tests.storage.databases import postgres_url

__all__ = ["postgres_url"]
