"""Pictures as bytes: what they are, and making them fit for a provider or a chat.

Every other function here is pure, takes and gives bytes, and works for as long as pixels take:
call it with `in_thread`, never on the event loop.
"""

from core.imaging.exact import make_exactly
from core.imaging.fitting import fit, preview
from core.imaging.foreign import familiar, is_foreign
from core.imaging.inspection import inspect
from core.imaging.location import strip_location
from core.imaging.sheets import sheet
from core.imaging.sniffing import kind_of, media_type_of
from core.imaging.sources import prepare_source
from core.imaging.threads import beside, in_thread

__all__ = [
    "beside",
    "familiar",
    "fit",
    "in_thread",
    "inspect",
    "is_foreign",
    "kind_of",
    "make_exactly",
    "media_type_of",
    "prepare_source",
    "preview",
    "sheet",
    "strip_location",
]
