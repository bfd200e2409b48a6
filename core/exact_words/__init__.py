"""Words -> exact operations: what needs no model, in order, and the words that do."""

from core.exact_words.reading import read_operations

__all__ = ["read_operations"]
