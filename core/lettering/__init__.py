"""Text set exactly into a picture: the nouns, and the words that ask for it."""

from core.lettering.look import Edge, Lettering, Place, Role, Size
from core.lettering.quoted import lettering_for, quoted_text
from core.lettering.reading import read_lettering

__all__ = ["Edge", "Lettering", "Place", "Role", "Size", "lettering_for", "quoted_text", "read_lettering"]
